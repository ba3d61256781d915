"""Columns of `right_month` on the dependency tariffs of a facility."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_end
from bondroit.engine.law.apa_facility import participation
from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.beside import beside
from bondroit.engine.views.column_groups import ColumnGroup, GroupInputs
from bondroit.engine.views.shared_columns import FAR
from bondroit.model.outputs import MONEY

_LOWEST: Final = (5, 6)
_PLACE: Final = ("facility_id", "gir", "month")

_COLUMNS: Final = (
    declare.money("facility_tariff", "tarif dépendance du GIR", "APA en établissement : tarif journalier arrêté pour le GIR décidé, en vigueur tout le mois.", ("facility_tariffs", "rights"), "14.00"),
    declare.money("facility_lowest_tariff", "tarif dépendance des GIR 5 et 6", "APA en établissement : tarif journalier arrêté pour les GIR 5 et 6, en vigueur tout le mois.", ("facility_tariffs", "rights"), "6.00"),
)  # fmt: skip


def with_tariffs(rows: pl.LazyFrame, inputs: GroupInputs) -> pl.LazyFrame:
    """Join the tariffs of the facility of the right, in force the whole month.

    Args:
        rows: facility_id, gir, month.
        inputs: for the tariffs.

    """
    keys = rows.select("facility_id", "month").unique()
    tariffs = inputs.tables.frame("facility_tariffs")
    whole = (pl.col("valid_from") <= pl.col("month")) & (
        pl.col("valid_to").fill_null(FAR) >= month_end(pl.col("month"))
    )
    found = (
        keys.join(tariffs, on="facility_id")
        .filter(whole)
        .group_by(_PLACE)
        .agg(
            least=pl.col("daily_tariff").min(),
            tariff=pl.col("daily_tariff").max(),
        )
        .filter(pl.col("least") == pl.col("tariff"))
        .select(*_PLACE, pl.col("tariff").cast(MONEY))
    )
    own = found.rename({"tariff": "facility_tariff"})
    lowest = (
        found.filter(pl.col("gir").is_in(_LOWEST))
        .group_by("facility_id", "month")
        .agg(facility_lowest_tariff=pl.col("tariff").min())
    )
    return beside(rows, own, _PLACE).pipe(beside, lowest, ["facility_id", "month"])


def facility_participation(
    month: pl.Expr, parameters: Parameters, days: pl.Expr | None = None
) -> pl.Expr:
    """Return the participation in a facility on the scale of a month (R232-19)."""
    return participation(
        pl.col("facility_tariff"),
        pl.col("facility_lowest_tariff"),
        pl.col("resources"),
        pl.col("couple"),
        month,
        parameters,
        days=days,
    )


FACILITY: Final = ColumnGroup(
    columns=_COLUMNS,
    benefits=frozenset({"APA_FACILITY"}),
    feeds=(
        "facility_participation",
        "facility_participation_by_days",
        "facility_gap_paid",
    ),
    add=with_tariffs,
)
"""Tariffs of the facility."""
