"""What the département pays of an hour, by the version of the right in force."""

from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_end
from bondroit.engine.views.beside import beside
from bondroit.engine.views.once import once
from bondroit.engine.views.provider_facts import HUMAN_HELP, WIDE
from bondroit.engine.views.shared_columns import FAR
from bondroit.engine.views.spans import held_frame
from bondroit.model.table_set import TableSet

_HOLDER: Final = ("source", "person_id", "benefit")
_PLACE: Final = (*_HOLDER, "month")
_TOLD: Final = ("right_id", "element", "payer_share")
_ALONE: Final = "engine:shares_of_one_version"
_SEVERAL: Final = "engine:shares_of_versions"


def with_share(frame: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Add `payer_share`, `right_id` and `element` of the right in force in the month.

    The share is (plan - participation) / plan for APA, the rate for PCH; null when a
    part is unknown. The version in force in the month wins, open before suspended, the
    latest one; without any, the nearest earlier one.

    Most persons have one version: it is set beside their rows, whatever the month.
    Only the months of the others are compared with each of their versions.

    Args:
        frame: source, person_id, benefit, month and others.
        tables: rights.

    """
    alone = once(tables, _ALONE, lambda: _by_count(tables, alone=True))
    several = once(tables, _SEVERAL, lambda: _by_count(tables, alone=False))
    rows = frame.collect(engine="streaming").lazy()
    begun = pl.col("valid_from") <= month_end(pl.col("month"))
    chosen = _chosen(rows.select(_PLACE), several).rename(
        {name: f"{name}_chosen" for name in _TOLD}
    )
    return (
        beside(rows, alone, _HOLDER)
        .pipe(beside, chosen, _PLACE)
        .with_columns(
            pl.coalesce(f"{name}_chosen", pl.when(begun).then(name)).alias(name)
            for name in _TOLD
        )
        .drop("valid_from", "until", "open", *(f"{name}_chosen" for name in _TOLD))
    )


def _by_count(tables: TableSet, *, alone: bool) -> pl.LazyFrame:
    """Return the versions of the holders who have one only, or of the others."""
    one = pl.len().over(_HOLDER) == 1
    return _versions(tables).filter(one if alone else ~one)


def _versions(tables: TableSet) -> pl.LazyFrame:
    """Return the versions of help at home, with the share they make."""
    plan = pl.col("plan_amount").cast(WIDE)
    net = plan - pl.col("participation").cast(WIDE)
    share = (
        pl.when(pl.col("benefit") == "PCH")
        .then(pl.col("rate").cast(WIDE))
        .when(plan > 0)
        .then(net / plan)
    )
    return (
        tables.frame("rights")
        .filter(pl.col("element").is_null() | (pl.col("element") == HUMAN_HELP))
        .filter(pl.col("state").is_in(["open", "suspended", "closed"]))
        .filter(pl.all_horizontal(pl.col(_HOLDER).is_not_null()))
        .select(
            *_HOLDER,
            "right_id",
            "element",
            "valid_from",
            payer_share=share,
            until=pl.min_horizontal("valid_to", "end_date").fill_null(FAR),
            open=pl.col("state") == "open",
        )
    )


def _chosen(places: pl.LazyFrame, versions: pl.LazyFrame) -> pl.LazyFrame:
    """Return, for the months of holders of several versions, the one that wins."""
    return (
        held_frame(places.join(versions, on=list(_HOLDER), how="semi").unique())
        .join(versions, on=list(_HOLDER))
        .filter(pl.col("valid_from") <= month_end(pl.col("month")))
        .with_columns(running=pl.col("until") >= pl.col("month"))
        .sort(
            "running",
            "open",
            "valid_from",
            "right_id",
            descending=[True, True, True, False],
        )
        .unique(list(_PLACE), keep="first", maintain_order=True)
        .select(*_PLACE, *_TOLD)
    )
