"""Rows of VRSB0801 -> people, households and members of one month.

Amounts of `MontantsCalculDroitRSA` (the last right that was calculated) hold for the
month when their period (DDELECAL, DFELECAL) meets it; otherwise they are unknown.
`flat_amount` is MTREVMINIGARARSA (revenu minimum garanti: the montant forfaitaire),
`housing_deduction` MTALRSA, `computed_right` MTTOTDRORSA, and `resources`
MTRESSMENRSA + MTPFRSA, which the flow states apart (CASF R262-6, R262-11).
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from bondroit.sources.cnaf.codes import (
    INCREASED_BENEFIT,
    PRECISIONS,
    ROLES,
    SEXES,
)
from bondroit.sources.cnaf.vrsb_rows import (
    ANOMALIES,
    CONTROLS,
    DOSSIERS,
    LINES,
    PEOPLE,
    RESOURCES,
    SUSPENSIONS,
    HouseholdRows,
    frame,
)

MONEY = pl.Decimal(12, 2)
#: A pregnancy whose end is not told lasts at most this long.
_PREGNANCY = "10mo"
_NIR_LENGTH = 13
_NIR_AND_KEY = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """The rows of some households as frames of text, beside their month.

    Attributes:
        month: first day of the month of the flow (DTREF).
        dossiers: one row a household.
        people: one row a person, with `rank` in the file and `role`.
        resources: one row a person, month and nature.
        lines: one row a line of payment.
        suspensions: one row a suspension.
        controls: one row a closed control.
        anomalies: one row an anomaly.

    """

    month: date
    dossiers: pl.DataFrame
    people: pl.DataFrame
    resources: pl.DataFrame
    lines: pl.DataFrame
    suspensions: pl.DataFrame
    controls: pl.DataFrame
    anomalies: pl.DataFrame

    @classmethod
    def of(cls, rows: HouseholdRows, month: date) -> "Frames":
        """Turn collected rows into frames."""
        return cls(
            month=month,
            dossiers=frame(rows.dossiers, DOSSIERS),
            people=frame(rows.people, PEOPLE)
            .with_row_index("rank")
            .with_columns(
                pl.col("ROLEPERS")
                .replace_strict(ROLES, default="other", return_dtype=pl.String)
                .alias("role"),
                flag("TOPCHAPERS").fill_null(value=False).alias("counted"),
            ),
            resources=frame(rows.resources, RESOURCES),
            lines=frame(rows.lines, LINES),
            suspensions=frame(rows.suspensions, SUSPENSIONS),
            controls=frame(rows.controls, CONTROLS),
            anomalies=frame(rows.anomalies, ANOMALIES),
        )


def day(column: str) -> pl.Expr:
    """Return an ISO day as a Date."""
    return pl.col(column).str.to_date("%Y-%m-%d", strict=False)


def money(column: str) -> pl.Expr:
    """Return an amount in euros, exact."""
    return pl.col(column).cast(MONEY)


def flag(column: str) -> pl.Expr:
    """Return an indicator of the flow (0, 1, true, false)."""
    return pl.col(column).is_in(["1", "true"])


def position() -> pl.Expr:
    """Return the place of a row: its household's rank in the file."""
    return pl.format("foyer {}", pl.col("foyer")).alias("position")


def month_end(month: date) -> pl.Expr:
    """Return the last day of a month."""
    return pl.lit(month).dt.month_end()


def calculated(month: date) -> pl.Expr:
    """Return whether the amounts of the calculation hold for a month."""
    begun = day("DDELECAL") <= month_end(month)
    return (begun & (day("DFELECAL") >= month).fill_null(value=True)).fill_null(
        value=False
    )


def holders(data: Frames) -> pl.DataFrame:
    """Return foyer, person_id: the person a household's right is attached to.

    The claimant (DEM); without one, the person in charge of the file (RDO), then a
    spouse, then whoever the payer holds responsible (TOPRESPDOS), by rank in the file.
    """
    priority = (
        pl.col("ROLEPERS")
        .replace_strict(
            {"DEM": 0, "RDO": 1, "CJT": 2}, default=3, return_dtype=pl.Int32
        )
        .alias("priority")
    )
    return (
        data.people.with_columns(priority, flag("TOPRESPDOS").alias("responsible"))
        .sort("foyer", "priority", ~pl.col("responsible"), "rank")
        .unique("foyer", keep="first", maintain_order=True)
        .select("foyer", "person_id")
    )


def people(data: Frames) -> pl.DataFrame:
    """Return the table people; the place of birth has no COG code in this flow."""
    first_names = pl.concat_str(
        ["PRENOM", "PRENOM2", "PRENOM3"], separator=" ", ignore_nulls=True
    )
    return data.people.join(
        data.dossiers.select("foyer", "address", "CODEPOS", "NUMCOM"), on="foyer"
    ).select(
        "person_id",
        *_nir(),
        pl.col("NOMNAI").alias("birth_name"),
        pl.when(pl.col("NOM") != pl.col("NOMNAI"))
        .then(pl.col("NOM"))
        .alias("usual_name"),
        first_names.alias("first_names"),
        _recode("SEXE", SEXES).alias("sex"),
        day("DTNAI").alias("birth_date"),
        _recode("TYPEDTNAI", PRECISIONS).alias("birth_date_precision"),
        "address",
        pl.col("CODEPOS").str.zfill(5).alias("postcode"),
        pl.col("NUMCOM").alias("commune"),
        position(),
    )


def households(data: Frames) -> pl.DataFrame:
    """Return the table households: composition, amounts and state of the month."""
    known = pl.col("calculated")
    family_benefits = money("MTPFRSA").fill_null(0)
    return (
        data.dossiers.with_columns(calculated(data.month).alias("calculated"))
        .join(_composition(data), on="foyer", how="left")
        .join(_quarter(data), on="foyer", how="left")
        .join(_increased(data), on="foyer", how="left")
        .select(
            "household_id",
            pl.lit(data.month).alias("month"),
            pl.col("FONORG").alias("payer"),
            "payer_id",
            pl.col("ETATDOSRSA").alias("state"),
            pl.col("SITFAM").alias("family_situation"),
            "increased",
            "pregnant",
            "adults",
            "children",
            pl.when(known)
            .then((money("MTRESSMENRSA") + family_benefits).cast(MONEY))
            .alias("resources"),
            pl.when(known).then(money("MTALRSA")).alias("housing_deduction"),
            pl.when(known).then(money("MTREVMINIGARARSA")).alias("flat_amount"),
            pl.when(known).then(money("MTTOTDRORSA")).alias("computed_right"),
            "reference_from",
            "reference_to",
            pl.col("NUMCOM").alias("commune"),
            position(),
        )
    )


def members(data: Frames) -> pl.DataFrame:
    """Return the table household_members; the flow tells no share of custody."""
    return data.people.join(
        data.dossiers.select("foyer", "household_id"), on="foyer"
    ).select(
        "household_id",
        pl.lit(data.month).alias("month"),
        "person_id",
        "role",
        "counted",
        position(),
    )


def _recode(column: str, codes: dict[str, str]) -> pl.Expr:
    return pl.col(column).replace_strict(codes, default=None, return_dtype=pl.String)


def _nir() -> tuple[pl.Expr, pl.Expr]:
    text = pl.col("NIR")
    complete = text.str.len_chars().is_in([_NIR_LENGTH, _NIR_AND_KEY])
    usable = complete & ~text.str.contains("^0*$")
    key = usable & (text.str.len_chars() == _NIR_AND_KEY)
    return (
        pl.when(usable).then(text.str.slice(0, _NIR_LENGTH)).alias("nir"),
        pl.when(key).then(text.str.slice(_NIR_LENGTH, 2)).alias("nir_key"),
    )


def _composition(data: Frames) -> pl.DataFrame:
    adult = pl.col("role").is_in(["claimant", "spouse"])
    end = pl.coalesce(day("DFGRO"), day("DDGRO").dt.offset_by(_PREGNANCY))
    pregnant = (day("DDGRO") <= month_end(data.month)) & (end >= data.month)
    return data.people.group_by("foyer").agg(
        (pl.col("counted") & adult).sum().cast(pl.Int32).alias("adults"),
        (pl.col("counted") & ~adult).sum().cast(pl.Int32).alias("children"),
        pregnant.fill_null(value=False).any().alias("pregnant"),
    )


def _quarter(data: Frames) -> pl.DataFrame:
    """Return the reference quarter: the holder's, else the first one that is told."""
    told = data.people.filter(pl.col("DDRESS").is_not_null())
    first = pl.col("person_id") != pl.col("holder")
    return (
        told.join(holders(data).rename({"person_id": "holder"}), on="foyer")
        .sort("foyer", first, "rank")
        .unique("foyer", keep="first", maintain_order=True)
        .select(
            "foyer",
            day("DDRESS").alias("reference_from"),
            day("DFRESS").alias("reference_to"),
        )
    )


def _increased(data: Frames) -> pl.DataFrame:
    """Return whether the increased RSA (RSI) is in force; no line: unknown."""
    begun = day("DDNATDRO") <= month_end(data.month)
    in_force = begun & (day("DFNATDRO") >= data.month).fill_null(value=True)
    return data.lines.group_by("foyer").agg(
        ((pl.col("NATPF") == INCREASED_BENEFIT) & in_force).any().alias("increased")
    )
