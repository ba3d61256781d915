"""Create the tables of verdicts, deadlines, exceptions, views, journal."""

import sqlalchemy as sa
from alembic import op

from bondroit.review.store.guards import guard_journal, release_journal

revision = "work"
down_revision = "cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_journal_actor_id"),
        sa.PrimaryKeyConstraint("seq", name="pk_journal"),
    )
    op.create_index("ix_journal_action", "journal", ["action"], unique=False)
    op.create_index("ix_journal_case_id", "journal", ["case_id"], unique=False)
    op.create_table(
        "openings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=True),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_openings_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_openings"),
    )
    op.create_index("ix_openings_case_id", "openings", ["case_id"], unique=False)
    op.create_index("ix_openings_user_id", "openings", ["user_id"], unique=False)
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name="fk_saved_views_owner_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
    )
    op.create_index(
        "uq_saved_views_name", "saved_views", ["owner_id", "name"], unique=True
    )
    op.create_table(
        "deadlines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_deadlines_case_id"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name="fk_deadlines_created_by"
        ),
        sa.ForeignKeyConstraint(["done_by"], ["users.id"], name="fk_deadlines_done_by"),
        sa.PrimaryKeyConstraint("id", name="pk_deadlines"),
    )
    op.create_index("ix_deadlines_case_id", "deadlines", ["case_id"], unique=False)
    op.create_index(
        "ix_deadlines_due", "deadlines", ["done_at", "due_on"], unique=False
    )
    op.create_table(
        "exceptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("rule_id", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name="fk_exceptions_author_id"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_exceptions_case_id"
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["users.id"], name="fk_exceptions_withdrawn_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_exceptions"),
    )
    op.create_index("ix_exceptions_case_id", "exceptions", ["case_id"], unique=False)
    op.create_table(
        "rule_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("finding_id", sa.String(length=64), nullable=False),
        sa.Column("rule_id", sa.String(length=60), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("expected", sa.String(length=10), nullable=False),
        sa.Column("example", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["users.id"], name="fk_rule_reports_answered_by"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name="fk_rule_reports_author_id"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_rule_reports_case_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rule_reports"),
    )
    op.create_index(
        "ix_rule_reports_case_id", "rule_reports", ["case_id"], unique=False
    )
    op.create_index(
        "ix_rule_reports_rule_id", "rule_reports", ["rule_id"], unique=False
    )
    op.create_index("ix_rule_reports_status", "rule_reports", ["status"], unique=False)
    op.create_table(
        "steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("before", sa.String(length=30), nullable=False),
        sa.Column("after", sa.String(length=30), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=200), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_steps_author_id"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_steps_case_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_steps"),
    )
    op.create_index("ix_steps_case_id", "steps", ["case_id"], unique=False)
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("second_reader_id", sa.Integer(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_note", sa.Text(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name="fk_verdicts_author_id"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_verdicts_case_id"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_verdicts_run_id"),
        sa.ForeignKeyConstraint(
            ["second_reader_id"], ["users.id"], name="fk_verdicts_second_reader_id"
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["users.id"], name="fk_verdicts_undone_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_verdicts"),
    )
    op.create_index(
        "ix_verdicts_case", "verdicts", ["case_id", "standing"], unique=False
    )
    op.create_index("ix_verdicts_standing", "verdicts", ["standing"], unique=False)
    op.create_table(
        "decided_findings",
        sa.Column("verdict_id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("rule_id", sa.String(length=60), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("facts_hash", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("quiet_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["verdict_id"], ["verdicts.id"], name="fk_decided_findings_verdict_id"
        ),
        sa.PrimaryKeyConstraint("verdict_id", "finding_id", name="pk_decided_findings"),
    )
    op.create_index(
        "ix_decided_findings_case",
        "decided_findings",
        ["case_id", "rule_id"],
        unique=False,
    )
    op.create_table(
        "verdict_rules",
        sa.Column("verdict_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.String(length=60), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["verdict_id"], ["verdicts.id"], name="fk_verdict_rules_verdict_id"
        ),
        sa.PrimaryKeyConstraint("verdict_id", "rule_id", name="pk_verdict_rules"),
    )
    op.create_index(
        "ix_verdict_rules_rule_id", "verdict_rules", ["rule_id"], unique=False
    )
    guard_journal(op.get_bind())


def downgrade() -> None:
    """Drop them."""
    release_journal(op.get_bind())
    op.drop_table("verdict_rules")
    op.drop_table("decided_findings")
    op.drop_table("verdicts")
    op.drop_table("steps")
    op.drop_table("rule_reports")
    op.drop_table("exceptions")
    op.drop_table("deadlines")
    op.drop_table("saved_views")
    op.drop_table("openings")
    op.drop_table("journal")
