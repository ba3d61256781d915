"""Whom findings are about, ready to be joined with the tables of origin."""

from dataclasses import dataclass

import polars as pl

from bondroit.model.table_set import TableSet

RANK = "finding_rank"
"""Number of the finding among those of a run."""

COLUMNS = (
    "source",
    "person_id",
    "household_id",
    "provider_id",
    "individual_id",
    "benefit",
    "element",
    "payment_id",
    "month",
)


@dataclass(frozen=True, slots=True)
class Subjects:
    """Findings and their counterparts, one row each.

    Attributes:
        frame: RANK and COLUMNS; a counterpart has the rank of its finding.
        tables: the tables of the run.

    """

    frame: pl.LazyFrame
    tables: TableSet

    @classmethod
    def of(cls, findings: pl.DataFrame, tables: TableSet) -> "Subjects":
        """Start from findings.

        Args:
            findings: RANK, `counterpart` and COLUMNS.
            tables: the tables of the run.

        """
        own = findings.select(RANK, *COLUMNS)
        parts = pl.col("counterpart").str.extract_groups(r"^([^:]*):(.*):([^:]*)$")
        other = findings.filter(pl.col("counterpart").is_not_null()).select(
            RANK, "month", part=parts
        )
        fields = other.select(
            RANK,
            "month",
            source=pl.col("part").struct.field("1"),
            other_id=pl.col("part").struct.field("2"),
            benefit=pl.col("part").struct.field("3"),
        )
        household = pl.col("benefit") == "RSA"
        counterparts = fields.with_columns(
            household_id=pl.when(household).then("other_id"),
            person_id=pl.when(~household).then("other_id"),
        ).drop("other_id")
        frame = pl.concat([own, counterparts], how="diagonal").unique()
        return cls(frame.lazy(), tables)

    def households(self) -> pl.LazyFrame:
        """Return subjects that are RSA households."""
        return self.frame.filter(pl.col("household_id").is_not_null()).drop("person_id")

    def persons(self) -> pl.LazyFrame:
        """Return subjects that are persons, RSA households left out."""
        known = pl.col("person_id").is_not_null() & pl.col("household_id").is_null()
        return self.frame.filter(known)

    def members(self) -> pl.LazyFrame:
        """Return persons: the subjects, and the members of the households that month."""
        own = self.frame.filter(pl.col("person_id").is_not_null())
        members = self.tables.frame("household_members").select(
            "source", "household_id", "month", "person_id"
        )
        joined = members.join(
            self.households(), on=["source", "household_id", "month"], how="inner"
        )
        return pl.concat([own, joined.select(own.collect_schema().names())]).unique()

    def records(self) -> pl.LazyFrame:
        """Return every record of the individuals that the subjects are."""
        persons = self.members().select(RANK, "source", "person_id", "month")
        individuals = self.tables.individuals
        if individuals is None:
            return persons
        names = individuals.select("source", "person_id", "individual_id")
        known = persons.join(names, on=["source", "person_id"], how="inner")
        others = known.select(RANK, "month", "individual_id").join(
            names, on="individual_id", how="inner"
        )
        return pl.concat([persons, others.select(RANK, "source", "person_id", "month")])

    def deaths(self) -> pl.LazyFrame:
        """Return deaths matched with the subjects: RANK, source, death_id, month."""
        return self._matched("deaths", "death_id")

    def stays(self) -> pl.LazyFrame:
        """Return stays of the subjects, named or matched."""
        named = (
            self.tables.frame("stays")
            .select("source", "stay_id", "person_source", "person_id")
            .join(
                self.records(),
                left_on=["person_source", "person_id"],
                right_on=["source", "person_id"],
                how="inner",
            )
            .select(RANK, "source", "stay_id", "month")
        )
        return pl.concat([named, self._matched("stays", "stay_id")]).unique()

    def _matched(self, table: str, key: str) -> pl.LazyFrame:
        matches = self.tables.matches
        if matches is None:
            schema = {"source": pl.String, key: pl.String, "month": pl.Date}
            return pl.LazyFrame(schema={RANK: pl.UInt32, **schema})
        return (
            matches.filter(pl.col("right_table") == table)
            .select("left_source", "left_id", "right_source", "right_id")
            .join(
                self.records(),
                left_on=["left_source", "left_id"],
                right_on=["source", "person_id"],
                how="inner",
            )
            .select(
                RANK,
                pl.col("right_source").alias("source"),
                pl.col("right_id").alias(key),
                "month",
            )
            .unique()
        )

    def providers(self) -> pl.LazyFrame:
        """Return subjects that name a provider."""
        return self.frame.filter(pl.col("provider_id").is_not_null())

    def facilities(self) -> pl.LazyFrame:
        """Return the facilities of the subjects' rights."""
        rights = self.tables.frame("rights").select(
            "source", "person_id", "benefit", "facility_id"
        )
        return (
            rights.filter(pl.col("facility_id").is_not_null())
            .join(self.persons(), on=["source", "person_id", "benefit"], how="inner")
            .select(RANK, "facility_id", "month")
            .unique()
        )

    def payments(self) -> pl.LazyFrame:
        """Return the payments of the subjects' months."""
        payments = self.tables.frame("payments").select(
            "source", "payment_id", "household_id", "person_id", "benefit", "month"
        )
        keys = ["source", "benefit", "month"]
        columns = [RANK, "source", "payment_id", "month"]
        return pl.concat(
            payments.join(side.drop("payment_id"), on=[*keys, name]).select(columns)
            for side, name in (
                (self.households(), "household_id"),
                (self.persons(), "person_id"),
            )
        )
