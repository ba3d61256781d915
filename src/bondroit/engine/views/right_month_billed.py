"""Column of `right_month` on what duplicated lines of invoices add to the payment."""

from typing import Final

import polars as pl

from bondroit.engine.views import declare
from bondroit.engine.views.beside import beside
from bondroit.engine.views.column_groups import ColumnGroup, GroupInputs
from bondroit.engine.views.invoice_line import duplicates
from bondroit.model.outputs import MONEY

_NAME: Final = "duplicates_paid"
_WIDE: Final = pl.Decimal(38, 12)


def _add(rows: pl.LazyFrame, inputs: GroupInputs) -> pl.LazyFrame:
    def find() -> pl.LazyFrame:
        share = pl.col("extra_amount_month").cast(_WIDE) * pl.col("payer_share")
        return (
            duplicates(inputs.tables, inputs.people.scope)
            .filter(
                (pl.col("source") == inputs.source)
                & (pl.col("benefit") == inputs.benefit)
            )
            .group_by("person_id", "month")
            .agg(share.sum().round(2, mode="half_away_from_zero").alias(_NAME))
            .with_columns(pl.col(_NAME).cast(MONEY))
        )

    name = f"duplicates:{inputs.benefit}"
    found = inputs.people.once(name, inputs.source, find)
    none = pl.lit(0, MONEY)
    return beside(rows, found, ["person_id", "month"]).with_columns(
        pl.col(_NAME).fill_null(none)
    )


BILLED: Final = ColumnGroup(
    columns=(
        declare.money(_NAME, "part des lignes de facture en double", "APA à domicile : part du département dans les lignes de facture en double du mois que la télégestion n'explique pas.", ("invoice_lines", "visits", "rights"), "0.00", none="0.00"),
    ),
    benefits=frozenset({"APA_HOME"}),
    add=_add,
)  # fmt: skip
"""What a provider billed twice, which is the provider's to give back."""
