"""Columns of `right_month` on how a source keeps its rates and its tariffs."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_end, month_start
from bondroit.engine.law import apa_facility, pch_ceilings
from bondroit.engine.views import declare
from bondroit.engine.views.column_groups import ColumnGroup, GroupInputs
from bondroit.engine.views.practice import known_if, mostly
from bondroit.engine.views.right_month_facility import (
    facility_participation,
    with_tariffs,
)

_RATE: Final = "rate_practised"
_SCALE: Final = "facility_scale_practised"
_TOLERANCE: Final = "tolerance_participation"


def _open_rights(inputs: GroupInputs) -> pl.LazyFrame:
    return inputs.tables.frame("rights").filter(
        (pl.col("source") == inputs.source)
        & (pl.col("benefit") == inputs.benefit)
        & (pl.col("state") == "open")
        & (pl.col("valid_from") <= inputs.people.scope.last_month)
    )


def _add_rate(rows: pl.LazyFrame, inputs: GroupInputs) -> pl.LazyFrame:
    """Tell, on each side of the limit, whether most rates follow the resources."""
    last = inputs.people.scope.last_month
    limit = pch_ceilings.full_rate_limit(
        pl.max_horizontal("valid_from", pl.lit(inputs.people.scope.first_month)),
        inputs.parameters,
    )
    above = pl.col("resources") > limit

    def held() -> pl.LazyFrame:
        own = _open_rights(inputs).filter(
            (pl.col("element").is_null() | (pl.col("element") == "1"))
            & pl.col("rate").is_not_null()
        )
        facts = (
            own.select("right_id", above=above, full=pl.col("rate") == 1)
            .drop_nulls()
            .unique()
        )
        over = mostly(
            facts.filter("above"), ~pl.col("full"), inputs.parameters, last, few=0
        )
        under = mostly(
            facts.filter(~pl.col("full")),
            pl.col("above"),
            inputs.parameters,
            last,
            few=0,
        )
        return pl.LazyFrame(
            {"over": [over], "under": [under]},
            {"over": pl.Boolean, "under": pl.Boolean},
        )

    found = inputs.people.once("rate", inputs.source, held).collect()
    over, under = found.row(0)
    return rows.with_columns(
        pl.when(pl.col("rate") < 1)
        .then(known_if(under))
        .otherwise(known_if(over))
        .alias(_RATE)
    )


def _add_scale(rows: pl.LazyFrame, inputs: GroupInputs) -> pl.LazyFrame:
    """Tell whether most participations of a facility are those of the scale.

    Under the lower bound of resources every scale asks the same: some of those above
    must follow too.
    """
    last = inputs.people.scope.last_month
    month = pl.col("month")

    def held() -> pl.LazyFrame:
        first = pl.lit(inputs.people.scope.first_month)
        rights = _open_rights(inputs).with_columns(
            month=month_start(pl.max_horizontal("valid_from", first))
        )
        due, by_days = (
            facility_participation(month, inputs.parameters, days=days)
            for days in (None, month_end(month).dt.day())
        )
        basic = apa_facility.monthly_tariff(pl.col("facility_lowest_tariff"))
        above = due > basic
        near = pl.any_horizontal(
            (pl.col("participation") - expected).abs()
            <= inputs.parameters.expr(_TOLERANCE, month)
            for expected in (due, by_days)
        )
        told = (
            with_tariffs(rights, inputs)
            .select("right_id", near=near, above=above)
            .group_by("right_id")
            .agg(pl.col("near").any(ignore_nulls=False), pl.col("above").any())
            .collect()
            .lazy()
        )
        follows = pl.col("near"), inputs.parameters, last
        answer = mostly(told, *follows)
        answer = answer and mostly(told.filter("above"), *follows, some=True)
        return pl.LazyFrame({"held": [answer]}, {"held": pl.Boolean})

    found = inputs.people.once("scale", inputs.source, held).collect()
    return rows.with_columns(known_if(found.item()).alias(_SCALE))


RATE: Final = ColumnGroup(
    columns=(
        declare.flag(_RATE, "taux réglés sur les ressources", "PCH : vrai si, dans cette source, une part suffisante (`pratique_part_minimum`) des droits à l'aide humaine qui sont du même côté (au-dessus du seuil pour un taux plein, au taux réduit sinon) suivent les ressources du dossier ; inconnu sinon.", ("rights",), typical=True),
    ),
    benefits=frozenset({"PCH"}),
    add=_add_rate,
)  # fmt: skip
"""Whether the resources of the file are those that fix the rate."""

SCALE: Final = ColumnGroup(
    columns=(
        declare.flag(_SCALE, "barème tenu par la source", "APA en établissement : vrai si, dans cette source, une part suffisante (`pratique_part_minimum`) des participations sont celles du barème, dont quelques-unes de celles où les ressources comptent ; inconnu sinon.", ("rights", "facility_tariffs"), typical=True),
    ),
    benefits=frozenset({"APA_FACILITY"}),
    add=_add_scale,
)  # fmt: skip
"""Whether participations are kept as the scale says."""
