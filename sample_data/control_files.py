"""The table of proofs of use, delivered as it is."""

from collections.abc import Iterable
from datetime import date

from bondroit.sample_data.months import month_of
from bondroit.sample_data.table_cells import csv_text
from bondroit.sample_data.world import Proof

PROOFS = (
    "source,evidence_id,right_id,person_id,benefit,element,from_month,to_month,"
    "justified_amount,received_on"
)


def proofs_file(proofs: Iterable[Proof], month: date) -> str:
    """Return the proofs of use received in a month."""
    rows = [
        (
            one.right.source,
            f"J-{one.right.right_id}-{one.first:%y%m}",
            one.right.right_id,
            one.right.record.person_id,
            one.right.benefit,
            one.right.element,
            one.first,
            one.last,
            one.amount,
            one.received,
        )
        for one in proofs
        if month_of(one.received) == month
    ]
    return csv_text(PROOFS, rows)
