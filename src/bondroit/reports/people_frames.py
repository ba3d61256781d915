"""People of each case: their records, matches, rights and stays."""

from typing import Final

import polars as pl

from bondroit.model.outputs import INDIVIDUALS
from bondroit.model.table_set import TableSet
from bondroit.reports.link_steps import sizes
from bondroit.reports.masking import masked_nir

_PERSON: Final = ("source", "person_id")
_IDENTITY: Final = (
    "birth_name",
    "usual_name",
    "first_names",
    "sex",
    "birth_date",
    "birth_date_precision",
    "birth_place",
    "birth_place_name",
    "address",
    "postcode",
    "death_date",
    "nir",
)
"""What a record may say of a person; a register that lacks one leaves it null."""


def case_records(
    tables: TableSet, findings: pl.DataFrame, cases: pl.DataFrame
) -> pl.DataFrame:
    """Return the records a case speaks of.

    Those its findings name, the other records of the same individuals, and the members
    of its households; a provider's case keeps those its findings name.

    Returns:
        case_id, source, person_id, named (by a finding), of_provider.

    """
    of_provider = cases.select("case_id", of_provider=pl.col("kind") == "provider")
    named = findings.select("case_id", *_PERSON).drop_nulls().unique()
    homes = findings.select("case_id", "source", "household_id").drop_nulls().unique()
    individuals = (
        pl.LazyFrame(schema=INDIVIDUALS)
        if tables.individuals is None
        else tables.individuals
    )
    same = (
        named.lazy()
        .join(individuals, on=list(_PERSON))
        .select("case_id", "individual_id")
        .unique()
        .join(individuals, on="individual_id")
    )
    members = (
        tables.frame("household_members")
        .join(homes.lazy(), on=["source", "household_id"])
        .unique(["case_id", *_PERSON])
    )
    around = (
        pl.concat([part.select("case_id", *_PERSON) for part in (same, members)])
        .join(of_provider.filter(~pl.col("of_provider")).lazy(), on="case_id")
        .select("case_id", *_PERSON, named=pl.lit(value=False))
        .collect()
    )
    return (
        pl.concat([named.with_columns(named=pl.lit(value=True)), around])
        .group_by("case_id", *_PERSON)
        .agg(pl.col("named").any())
        .join(of_provider, on="case_id")
        .sort("case_id", *_PERSON)
    )


def case_people(tables: TableSet, records: pl.DataFrame) -> pl.DataFrame:
    """Return the identity of each record, its NIR masked, its role and its benefits."""
    return (
        records.lazy()
        .join(_people(tables), on=list(_PERSON))
        .join(_roles(tables, records), on=list(_PERSON), how="left")
        .join(_benefits(tables, records), on=list(_PERSON), how="left")
        .sort("case_id", *_PERSON)
        .collect()
    )


def _people(tables: TableSet) -> pl.LazyFrame:
    return (
        tables.frame("people")
        .with_columns(birth_place_name=pl.lit(None, pl.String), nir=masked_nir())
        .select(*_PERSON, *_IDENTITY)
    )


def _roles(tables: TableSet, records: pl.DataFrame) -> pl.LazyFrame:
    """Return each member's role in the latest month that lists it."""
    return (
        tables.frame("household_members")
        .join(records.lazy(), on=list(_PERSON), how="semi")
        .sort(*_PERSON, "month", "household_id")
        .group_by(_PERSON)
        .agg(pl.col("role", "household_id").last())
    )


def _benefits(tables: TableSet, records: pl.DataFrame) -> pl.LazyFrame:
    return (
        tables.frame("rights")
        .join(records.lazy(), on=list(_PERSON), how="semi")
        .group_by(_PERSON)
        .agg(pl.col("benefit").unique().sort().alias("benefits"))
    )


def case_links(tables: TableSet, records: pl.DataFrame) -> pl.DataFrame:
    """Return the matches of a case's records, with what each side says.

    Returns:
        case_id, the columns of matches, `left` and `right` (structs of the identity,
        NIR masked), `death_date` (of a register) and `size` (rows of the right table);
        closest first.

    """
    if tables.matches is None:
        return pl.DataFrame(schema={"case_id": pl.String})
    left = records.lazy().select("case_id", left_source="source", left_id="person_id")
    found = tables.matches.join(left, on=["left_source", "left_id"]).collect()
    sides = _sides(tables, found)
    left_key = ["left_table", "left_source", "left_id"]
    right_key = ["right_table", "right_source", "right_id"]
    return (
        found.with_columns(left_table=pl.lit("people"))
        .join(_side(sides, "left"), on=left_key, how="left")
        .join(_side(sides, "right"), on=right_key, how="left")
        .with_columns(
            death_date=pl.when(pl.col("right_table") == "deaths").then(
                pl.col("right").struct.field("death_date")
            ),
            size=pl.col("right_table").replace_strict(
                sizes(tables), default=0, return_dtype=pl.Int64
            ),
            rank=pl.col("right_table").replace_strict(
                {"deaths": 0, "stays": 1}, default=2, return_dtype=pl.Int8
            ),
        )
        .sort(
            "case_id",
            "rank",
            "probability",
            *right_key,
            "left_id",
            descending=[False, False, True, False, False, False, False],
        )
    )


def _side(sides: pl.DataFrame, name: str) -> pl.DataFrame:
    return sides.select(
        pl.col("table").alias(f"{name}_table"),
        pl.col("source").alias(f"{name}_source"),
        pl.col("id").alias(f"{name}_id"),
        pl.struct(_IDENTITY).alias(name),
    )


def _sides(tables: TableSet, found: pl.DataFrame) -> pl.DataFrame:
    """Return the identities behind the matches, one row a table, source and id."""
    wanted = pl.concat(
        [
            found.select(table=pl.lit("people"), source="left_source", id="left_id"),
            found.select(table="right_table", source="right_source", id="right_id"),
        ]
    ).unique()
    keys = {"people": "person_id", "deaths": "death_id", "stays": "stay_id"}
    parts = [
        tables.frame(table)
        .with_columns(
            table=pl.lit(table), id=pl.col(key), **_absent(tables.frame(table))
        )
        .join(wanted.lazy(), on=["table", "source", "id"], how="semi")
        .unique(["table", "source", "id"])
        .with_columns(nir=masked_nir())
        .select("table", "source", "id", *_IDENTITY)
        .collect()
        for table, key in keys.items()
    ]
    return pl.concat(parts)


def _absent(frame: pl.LazyFrame) -> dict[str, pl.Expr]:
    columns = frame.collect_schema().names()
    dates = {"death_date", "birth_date"}
    return {
        name: pl.lit(None, pl.Date if name in dates else pl.String)
        for name in _IDENTITY
        if name not in columns
    }


def case_rights(tables: TableSet, records: pl.DataFrame) -> pl.DataFrame:
    """Return the versions of the rights of a case's records."""
    return (
        tables.frame("rights")
        .join(records.lazy(), on=list(_PERSON))
        .select(
            "case_id",
            "benefit",
            "element",
            "named",
            "valid_from",
            "valid_to",
            "start_date",
            "end_date",
            "state",
        )
        .unique()
        .sort(pl.all(), nulls_last=True)
        .collect()
    )


def case_stays(tables: TableSet, records: pl.DataFrame) -> pl.DataFrame:
    """Return the stays of a case's records: listed under their id, or matched."""
    stays = tables.frame("stays")
    columns = ("case_id", "kind", "start_date", "end_date")
    parts = [
        stays.join(
            records.lazy().rename({"source": "person_source"}),
            on=["person_source", "person_id"],
        ).select(columns)
    ]
    if tables.matches is not None:
        left = records.lazy().select(
            "case_id", left_source="source", left_id="person_id"
        )
        parts.append(
            tables.matches.filter(pl.col("right_table") == "stays")
            .join(left, on=["left_source", "left_id"])
            .join(
                stays,
                left_on=["right_source", "right_id"],
                right_on=["source", "stay_id"],
            )
            .select(columns)
        )
    return pl.concat(parts).unique().sort(columns, nulls_last=True).collect()


def providers_named(tables: TableSet, findings: pl.DataFrame) -> pl.DataFrame:
    """Return case_id, provider_id and the latest name of the providers named."""
    names = (
        tables.frame("providers")
        .sort("provider_id", "valid_from")
        .group_by("provider_id")
        .agg(pl.col("name").drop_nulls().last())
        .collect()
    )
    return (
        findings.select("case_id", "provider_id")
        .drop_nulls()
        .unique()
        .join(names, on="provider_id", how="left")
        .sort("case_id", "provider_id")
    )
