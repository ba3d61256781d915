"""Give indexes to the orders of the queue, to prescriptions, to cases of one person."""

import sqlalchemy as sa
from alembic import op

revision = "queue"
down_revision = "work"
branch_labels = None
depends_on = None

_AFTER = ["case_id", "state", "run_state"]
_SAME = ("household", "individual")


def upgrade() -> None:
    """Replace the indexes that began with the state."""
    op.drop_index("ix_cases_queue_amount", table_name="cases")
    op.drop_index("ix_cases_queue_date", table_name="cases")
    op.create_index(
        "ix_cases_by_amount",
        "cases",
        [
            sa.text("sort_amount DESC"),
            *_AFTER,
            "assignee_id",
            "blind",
            "oldest_month",
            "severity_rank",
            "kind",
            "recoverable",
            "underpaid",
        ],
    )
    op.create_index(
        "ix_cases_by_date",
        "cases",
        ["sort_date", sa.text("sort_amount DESC"), *_AFTER],
    )
    op.create_index("ix_cases_by_owed", "cases", [sa.text("underpaid DESC"), *_AFTER])
    op.create_index("ix_cases_prescription", "cases", ["next_prescription", "case_id"])
    for kind in _SAME:
        op.create_index(f"ix_cases_{kind}", "cases", [f"{kind}_id"])


def downgrade() -> None:
    """Bring the former indexes back."""
    for name in ("by_amount", "by_date", "by_owed", "prescription", *_SAME):
        op.drop_index(f"ix_cases_{name}", table_name="cases")
    for name, column in (("amount", "sort_amount"), ("date", "sort_date")):
        op.create_index(f"ix_cases_queue_{name}", "cases", ["state", column, "case_id"])
