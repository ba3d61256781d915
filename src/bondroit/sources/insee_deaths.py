"""The reader `insee-deaths`: the deaths that INSEE publishes, as the table deaths.

Unknown parts of dates (00, 0000) lower the precision; a date that no calendar holds
keeps its valid part; a year that cannot be is unknown for a birth, and sets the row
aside for a death. Rows that were objected to (option `opposition`: the path of the CSV
of oppositions, or the column of the consolidated file) and exact duplicates are left
out and counted: they are records without a row.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from bondroit.counted import counted
from bondroit.errors import DataError
from bondroit.sources.insee_dates import with_partial_date
from bondroit.sources.insee_files import Block, read_blocks
from bondroit.sources.insee_oppositions import ACT_KEY, act_key, read_oppositions
from bondroit.sources.reading import Chunk, Reading, ReadRequest

FIRST_BIRTH_YEAR = 1800
FIRST_DEATH_YEAR = 1900

_SEXES = {"1": "M", "2": "F", "M": "M", "F": "F"}
_YES = ("true", "1", "t", "oui")
_CONTENT = (
    "birth_name",
    "first_names",
    "sex",
    "birth_date",
    "birth_date_precision",
    "birth_place",
    "birth_place_name",
    "death_date",
    "death_date_precision",
    "death_place",
)


def read_insee_deaths(request: ReadRequest) -> Iterator[Chunk]:
    """Stream a file of deaths.

    Raises:
        ConfigurationError: the file of oppositions does not exist.
        DataError: a file is empty, truncated, or not in a known form.

    """
    deaths = _Deaths(
        reading=request.reading,
        oppositions=read_oppositions(
            request.options.get("opposition"), request.workspace
        ),
    )
    for block in read_blocks(request.path, request.reading.file):
        yield Chunk(table="deaths", rows=deaths.rows(block))
    deaths.finish()


@dataclass(slots=True)
class _Deaths:
    """What the blocks already read leave to remember."""

    reading: Reading
    oppositions: pl.DataFrame | None
    seen: list[pl.Series] = field(default_factory=list)
    kept: int = 0
    opposed: int = 0
    duplicates: int = 0
    impossible: int = 0
    without_star: int = 0

    def rows(self, block: Block) -> pl.DataFrame:
        """Return the rows of the table, and set the others aside."""
        self._set_aside(block.short, "ligne trop courte pour le format")
        raw = self._without_opposed(block.rows)
        self.without_star += raw.filter(
            ~pl.col("names").str.contains("*", literal=True)
        ).height
        read = _read(raw, self.reading.month.year + 1)
        unlikely = pl.col("death_year_unlikely")
        self._set_aside(read.filter(unlikely), "année de décès invraisemblable")
        rows = self._without_duplicates(read.filter(~unlikely))
        self.impossible += int(rows["impossible"].sum())
        self.kept += rows.height
        self.reading.rows_read += rows.height
        return rows.select(
            _death_ids(rows),
            *_CONTENT,
            pl.format("ligne {}", "line").alias("position"),
        )

    def finish(self) -> None:
        """Tell what was left out.

        Raises:
            DataError: not one line could be read.

        """
        if self.kept == 0 and self.reading.rows_quarantined > 0:
            raise DataError(
                self.reading.file,
                "not one line follows a known layout of the file of deaths",
                "check which file this source should read",
            )
        told = "décès {} : {}."
        for count, one, many, why in (
            (self.opposed, "écarté", "écartés", "opposition des ayants droit"),
            (self.duplicates, "écarté", "écartés", "doublon exact d'une autre ligne"),
            (
                self.impossible,
                "de date impossible",
                "de date impossible",
                "ramenée à sa part valide",
            ),
            (
                self.without_star,
                "incomplet",
                "incomplets",
                "nom et prénoms non séparés",
            ),
        ):
            if count:
                said = counted(count, told.format(one, why), told.format(many, why))
                self.reading.warnings.append(said)

    def _set_aside(self, rows: pl.DataFrame, reason: str) -> None:
        if rows.height:
            self.reading.rows_read += rows.height
            self.reading.set_aside(
                "deaths",
                rows.select(
                    pl.format("ligne {}", "line").alias("position"),
                    pl.lit(reason).alias("reason"),
                    "raw",
                ),
            )

    def _silent(self, count: int) -> int:
        self.reading.rows_read += count
        self.reading.rows_silent += count
        return count

    def _without_opposed(self, raw: pl.DataFrame) -> pl.DataFrame:
        objected = pl.col("opposed").str.to_lowercase().is_in(_YES)
        rest = raw.filter(~objected.fill_null(value=False))
        if self.oppositions is not None:
            rest = (
                rest.with_columns(act_key("died", "death_place", "act"))
                .join(self.oppositions, on=ACT_KEY, how="anti", maintain_order="left")
                .drop(ACT_KEY)
            )
        self.opposed += self._silent(raw.height - rest.height)
        return rest

    def _without_duplicates(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows not seen yet, by a 64-bit hash of all that is kept of them."""
        hashed = rows.with_columns(
            rows.select(*_CONTENT, "act").hash_rows(seed=0).alias("hash")
        )
        fresh = hashed.unique("hash", keep="first", maintain_order=True)
        for old in self.seen:
            again = old.filter(old.is_in(fresh["hash"].implode()))
            if again.len():
                fresh = fresh.filter(~pl.col("hash").is_in(again.implode()))
        self.seen.append(fresh["hash"])
        self.duplicates += self._silent(rows.height - fresh.height)
        return fresh.drop("hash")


def _read(raw: pl.DataFrame, last_year: int) -> pl.DataFrame:
    """Return the columns of the table and `act`, `line`, `raw`, `impossible`.

    Args:
        raw: columns of `insee_files.RAW`.
        last_year: deaths of later years are unlikely.

    """
    rows = with_partial_date(raw, "died", "death_date")
    rows = with_partial_date(rows, "born", "birth_date")
    year = pl.col("death_date").dt.year()
    unlikely = ~year.is_between(FIRST_DEATH_YEAR, last_year)
    impossible = pl.any_horizontal("birth_date_impossible", "death_date_impossible")
    return rows.with_columns(*_names(), _plausible_birth()).with_columns(
        unlikely.fill_null(value=False).alias("death_year_unlikely"),
        impossible.fill_null(value=False).alias("impossible"),
        _after_birth("birth_date_precision"),
        _text(pl.col("birth_name")),
        _text(pl.col("first_names")),
        pl.col("sex")
        .str.to_uppercase()
        .replace_strict(_SEXES, default=None, return_dtype=pl.String),
        pl.coalesce("birth_commune", "birth_country").alias("birth_place_name"),
    )


def _names() -> tuple[pl.Expr, pl.Expr]:
    """Return birth_name and first_names; without `*`, the first word is the name."""
    names = pl.col("names").str.strip_chars_end("/ ")
    starred = names.str.contains("*", literal=True)
    parts = (
        pl.when(starred)
        .then(names.str.splitn("*", 2))
        .otherwise(names.str.splitn(" ", 2))
    ).struct
    first = parts.field("field_1").str.replace_all("/", " ", literal=True)
    return parts.field("field_0").alias("birth_name"), first.alias("first_names")


def _text(value: pl.Expr) -> pl.Expr:
    spaced = value.str.replace_all("  ", " ", literal=True).str.strip_chars()
    return pl.when(spaced != "").then(spaced)


def _plausible_birth() -> pl.Expr:
    """Return the date of birth, unknown when it follows the death or is too old."""
    year = pl.col("birth_date").dt.year()
    latest = pl.col("death_date").dt.year().fill_null(9999)
    likely = year.is_between(FIRST_BIRTH_YEAR, latest)
    return pl.when(likely).then(pl.col("birth_date"))


def _after_birth(column: str) -> pl.Expr:
    return pl.when(pl.col("birth_date").is_not_null()).then(pl.col(column))


def _death_ids(rows: pl.DataFrame) -> pl.Series:
    """Return a stable id: date, place, number of the record, checksum of the person."""
    person = rows.select(
        _joined(("birth_name", "first_names", "sex", "born", "birth_place"), "|").cast(
            pl.Binary
        )
    ).to_series()
    checksums = pl.Series(
        "checksum", list(map(zlib.crc32, person.to_list())), pl.UInt32
    )
    return (
        rows.with_columns(
            checksums.cast(pl.String), pl.col("act").str.strip_chars_start("0")
        )
        .select(_joined(("died", "death_place", "act", "checksum"), "-"))
        .to_series()
        .alias("death_id")
    )


def _joined(columns: tuple[str, ...], separator: str) -> pl.Expr:
    return pl.concat_str(
        [pl.col(column).fill_null("") for column in columns], separator=separator
    )
