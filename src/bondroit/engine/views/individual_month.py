"""View `individual_month`: two benefits of one individual in one month, side by side."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import month_end
from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.individual_sides import (
    SIDE,
    exclusive_sides,
    household_sides,
)
from bondroit.engine.views.shared_columns import DAYS_IN_MONTH, FAR
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.stay_facts import person_stays
from bondroit.engine.views.view import (
    ROW_KEY,
    SUBJECT,
    Pass,
    Scope,
    View,
)
from bondroit.model.table_set import TableSet
from bondroit.model.tables import BENEFITS

PAIRS: Final = ("apa_pch", "apa_actp", "pch_actp", "home_facility", "caf_msa")
_PAID: Final = ("payments", "bank_returns", "individuals")
_APA: Final = ("APA_HOME", "APA_FACILITY")

COLUMNS: Final = (
    declare.month("Mois de droit payé des deux côtés.", ("payments",)),
    declare.benefit("Prestation qui porte l'écart.", ("payments",)),
    declare.code("pair", "paire de prestations", "apa_pch, apa_actp : portées par l'APA ; pch_actp : par l'ACTP ; home_facility : par la plus petite APA, à égalité celle du domicile ; caf_msa : par le plus petit RSA, à égalité celui de la MSA. PCH : élément 1 seul.", _PAID, PAIRS, "apa_pch"),
    declare.code("other_benefit", "autre prestation", "Prestation de l'autre côté.", _PAID, BENEFITS, "PCH"),
    declare.money("paid", "montant net versé", "Net versé de ce côté pour le mois.", _PAID, "400.00"),
    declare.money("other_paid", "montant net versé de l'autre côté", "Net versé de l'autre côté pour le mois.", _PAID, "700.00"),
    declare.count("common_days", "jours en commun", "Jours du mois où les deux droits courent ; un droit absent des fichiers court tout le mois.", ("rights", "payments")),
    declare.count("listed_care_home_days", "jours en établissement connus", "Parmi ces jours, ceux d'un séjour en établissement connu ; 0 si aucun n'est listé.", ("stays", "matches")),
    DAYS_IN_MONTH,
)  # fmt: skip


def derive(frame: pl.LazyFrame, _parameters: Parameters, _scope: Scope) -> pl.LazyFrame:
    """Add the number of days of the month."""
    days = month_end(pl.col("month")).dt.day().cast(pl.Int32)
    return frame.with_columns(days_in_month=days)


def build(tables: TableSet, parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Yield the pairs of benefits, then those of RSA households."""
    sides = held_frame(exclusive_sides(tables, parameters, scope))
    apa = sides.filter(pl.col("benefit").is_in(_APA))
    pch = sides.filter(pl.col("benefit") == "PCH")
    actp = sides.filter(pl.col("benefit") == "ACTP")
    home = sides.filter(pl.col("benefit") == "APA_HOME")
    facility = sides.filter(pl.col("benefit") == "APA_FACILITY")
    both = pl.concat(
        [
            _pairs(apa, pch, "apa_pch"),
            _pairs(apa, actp, "apa_actp"),
            _pairs(actp, pch, "pch_actp"),
            _smaller(home, facility, "home_facility"),
        ]
    )
    yield Pass(
        source="apa_pch_actp",
        frame=_finished(held_frame(both), tables, parameters, scope),
    )
    households = held_frame(household_sides(tables, parameters, scope))
    caf = households.filter(pl.col("payer") == "CAF")
    msa = households.filter(pl.col("payer") == "MSA")
    rsa = (
        _smaller(msa, caf, "caf_msa")
        .sort("individual_id")
        .unique(subset=[ROW_KEY, "counterpart"], keep="first", maintain_order=True)
    )
    yield Pass(
        source="rsa", frame=_finished(held_frame(rsa), tables, parameters, scope)
    )


def _pairs(carrier: pl.LazyFrame, other: pl.LazyFrame, pair: str) -> pl.LazyFrame:
    """Join two sides of one individual and month; the first one carries the finding."""
    first = pl.max_horizontal("first_day", "other_first_day")
    last = pl.min_horizontal("last_day", "other_last_day")
    days = (last - first).dt.total_days() + 1
    runs = pl.col("first_day").is_not_null() & pl.col("other_first_day").is_not_null()
    renamed = {name: f"other_{name}" for name in SIDE if name not in _JOINED}
    return carrier.join(other.rename(renamed), on=list(_JOINED)).with_columns(
        pair=pl.lit(pair),
        common_from=first,
        common_to=last,
        common_days=pl.when(runs)
        .then(days.clip(lower_bound=0))
        .otherwise(0)
        .cast(pl.Int32),
        counterpart=pl.concat_str(
            "other_source",
            pl.coalesce("other_household_id", "other_person_id"),
            "other_benefit",
            separator=":",
        ),
        row_key=pl.concat_str(
            pl.lit(pair),
            "source",
            "benefit",
            pl.coalesce("household_id", "person_id"),
            "other_source",
            "other_benefit",
            pl.coalesce("other_household_id", "other_person_id"),
            pl.col("month").dt.to_string("%Y-%m"),
            separator="|",
        ),
    )


_JOINED: Final = ("individual_id", "month")


def _smaller(first: pl.LazyFrame, second: pl.LazyFrame, pair: str) -> pl.LazyFrame:
    """Pair two sides, the smaller payment carrying the finding; a tie: the first."""
    return pl.concat(
        [
            _pairs(first, second, pair).filter(pl.col("paid") <= pl.col("other_paid")),
            _pairs(second, first, pair).filter(pl.col("paid") < pl.col("other_paid")),
        ]
    )


def _finished(
    pairs: pl.LazyFrame, tables: TableSet, parameters: Parameters, scope: Scope
) -> pl.LazyFrame:
    frame = (
        pairs.join(_listed_days(pairs, tables), on=ROW_KEY, how="left")
        .with_columns(
            pl.col("listed_care_home_days").fill_null(0).cast(pl.Int32),
            element=pl.when(pl.col("element") != "").then("element"),
            provider_id=pl.lit(None, pl.String),
            payment_id=pl.lit(None, pl.String),
            debtor=pl.lit("beneficiary"),
        )
        .pipe(derive, parameters, scope)
    )
    names = [column.name for column in COLUMNS if column.name not in SUBJECT]
    return frame.select(*SUBJECT, ROW_KEY, *names)


def _listed_days(pairs: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Count, in the common days, those of a listed stay in a care home."""
    stays = (
        person_stays(tables)
        .filter(pl.col("kind") == "care_home")
        .select("individual_id", "start_date", pl.col("end_date").fill_null(FAR))
        .unique()
    )
    first = pl.max_horizontal("start_date", "common_from")
    last = pl.min_horizontal("end_date", "common_to")
    days = ((last - first).dt.total_days() + 1).clip(lower_bound=0)
    return (
        pairs.filter(pl.col("pair") == "home_facility")
        .select(ROW_KEY, "individual_id", "common_from", "common_to")
        .join(stays, on="individual_id")
        .group_by(ROW_KEY)
        .agg(days.sum().alias("listed_care_home_days"))
    )


INDIVIDUAL_MONTH = View(
    name="individual_month",
    doc="Un mois où un même individu est payé au titre de deux prestations qui s'excluent, ou de deux foyers RSA ; la ligne est portée par le côté où l'écart serait relevé.",
    columns=COLUMNS,
    needs=("payments",),
    build=build,
    derive=derive,
)
