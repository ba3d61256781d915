"""Create the tables of cases, findings, people, doubtful matches."""

import sqlalchemy as sa
from alembic import op

revision = "cases"
down_revision = "accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "cases",
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("individual_id", sa.String(length=100), nullable=True),
        sa.Column("household_id", sa.String(length=200), nullable=True),
        sa.Column("provider_id", sa.String(length=50), nullable=True),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("benefits", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("oldest_month", sa.Date(), nullable=True),
        sa.Column("last_month", sa.Date(), nullable=True),
        sa.Column("overpaid", sa.BigInteger(), nullable=False),
        sa.Column("underpaid", sa.BigInteger(), nullable=False),
        sa.Column("prescribed", sa.BigInteger(), nullable=False),
        sa.Column("under_threshold", sa.BigInteger(), nullable=False),
        sa.Column("already_in_debt", sa.BigInteger(), nullable=False),
        sa.Column("recoverable", sa.BigInteger(), nullable=False),
        sa.Column("at_risk_next_month", sa.BigInteger(), nullable=False),
        sa.Column("undated", sa.BigInteger(), nullable=False),
        sa.Column("next_prescription", sa.Date(), nullable=True),
        sa.Column("debtor", sa.String(length=20), nullable=True),
        sa.Column("severity", sa.String(length=10), nullable=True),
        sa.Column("severity_rank", sa.Integer(), nullable=False),
        sa.Column("run_state", sa.String(length=20), nullable=False),
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.Column("last_seen", sa.Date(), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("sort_amount", sa.BigInteger(), nullable=False),
        sa.Column("sort_date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["users.id"], name="fk_cases_assignee_id"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_cases_run_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
    )
    op.create_index(
        "ix_cases_assignee", "cases", ["assignee_id", "state"], unique=False
    )
    op.create_index(
        "ix_cases_queue_amount",
        "cases",
        ["state", "sort_amount", "case_id"],
        unique=False,
    )
    op.create_index(
        "ix_cases_queue_date", "cases", ["state", "sort_date", "case_id"], unique=False
    )
    op.create_table(
        "case_people",
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_case_people_case_id"
        ),
        sa.PrimaryKeyConstraint(
            "case_id", "source", "person_id", name="pk_case_people"
        ),
    )
    op.create_table(
        "case_tags",
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_case_tags_case_id"
        ),
        sa.PrimaryKeyConstraint("case_id", "kind", "value", name="pk_case_tags"),
    )
    op.create_index(
        "ix_case_tags_value", "case_tags", ["kind", "value", "case_id"], unique=False
    )
    op.create_table(
        "findings",
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("finding_id", sa.String(length=64), nullable=False),
        sa.Column("rule_id", sa.String(length=60), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("benefit", sa.String(length=20), nullable=True),
        sa.Column("element", sa.String(length=10), nullable=True),
        sa.Column("source", sa.String(length=60), nullable=True),
        sa.Column("person_id", sa.String(length=200), nullable=True),
        sa.Column("household_id", sa.String(length=200), nullable=True),
        sa.Column("provider_id", sa.String(length=50), nullable=True),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("counted_amount", sa.BigInteger(), nullable=True),
        sa.Column("debtor", sa.String(length=20), nullable=True),
        sa.Column("counterpart", sa.String(length=300), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("facts_hash", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_findings_case_id"
        ),
        sa.PrimaryKeyConstraint("case_id", "finding_id", name="pk_findings"),
    )
    op.create_table(
        "match_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("left_source", sa.String(length=60), nullable=False),
        sa.Column("left_id", sa.String(length=200), nullable=False),
        sa.Column("right_table", sa.String(length=20), nullable=False),
        sa.Column("right_source", sa.String(length=60), nullable=False),
        sa.Column("right_id", sa.String(length=200), nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("left_identity", sa.Text(), nullable=False),
        sa.Column("right_identity", sa.Text(), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["users.id"], name="fk_match_questions_answered_by"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.run_id"], name="fk_match_questions_run_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_match_questions"),
    )
    op.create_index(
        "ix_match_questions_waiting", "match_questions", ["waiting"], unique=False
    )
    op.create_index(
        "uq_match_questions_pair",
        "match_questions",
        ["left_source", "left_id", "right_table", "right_source", "right_id"],
        unique=True,
    )
    op.create_table(
        "random_members",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("stratum", sa.String(length=100), nullable=False),
        sa.Column("stratum_size", sa.Integer(), nullable=False),
        sa.Column("decoy", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_random_members_case_id"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.run_id"], name="fk_random_members_run_id"
        ),
        sa.PrimaryKeyConstraint("month", "case_id", name="pk_random_members"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("random_members")
    op.drop_table("match_questions")
    op.drop_table("findings")
    op.drop_table("case_tags")
    op.drop_table("case_people")
    op.drop_table("cases")
