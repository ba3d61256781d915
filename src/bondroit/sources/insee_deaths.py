"""The reader `insee-deaths`: the deaths that INSEE publishes, as the table deaths.

Unknown parts of dates (00, 0000) lower the precision; a date that no calendar holds
keeps its valid part; a year that cannot be is unknown for a birth, and sets the row
aside for a death. Rows that were objected to (option `opposition`: the path of the CSV
of oppositions, or the column of the consolidated file) and exact duplicates are left
out and counted; `reading` counts the rows that remain.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from bondroit.errors import DataError
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
        self.without_star += raw["names"].str.contains("*", literal=True).not_().sum()
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
        for count, text in (
            (self.opposed, "décès écarté(s) : opposition des ayants droit."),
            (self.duplicates, "décès écarté(s) : doublon exact d'une autre ligne."),
            (
                self.impossible,
                "décès avec une date impossible, ramenée à sa part valide.",
            ),
            (
                self.without_star,
                "décès dont le nom et les prénoms ne sont pas séparés.",
            ),
        ):
            if count:
                self.reading.warnings.append(f"{count} {text}")

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

    def _without_opposed(self, raw: pl.DataFrame) -> pl.DataFrame:
        objected = pl.col("opposed").str.to_lowercase().is_in(_YES)
        rest = raw.filter(~objected.fill_null(value=False))
        if self.oppositions is not None:
            rest = (
                rest.with_columns(act_key("died", "death_place", "act"))
                .join(self.oppositions, on=ACT_KEY, how="anti", maintain_order="left")
                .drop(ACT_KEY)
            )
        self.opposed += raw.height - rest.height
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
        self.duplicates += rows.height - fresh.height
        return fresh.drop("hash")


def _read(raw: pl.DataFrame, last_year: int) -> pl.DataFrame:
    """Return the columns of the table and `act`, `line`, `raw`, `impossible`.

    Args:
        raw: columns of `insee_files.RAW`.
        last_year: deaths of later years are unlikely.

    """
    names = pl.col("names").str.strip_chars_end("/ ")
    starred = names.str.contains("*", literal=True)
    last = names.str.extract(r"^([^*]*)\*", 1)
    first = names.str.extract(r"\*([^/]*)", 1)
    # NOTE: without the star, the first word is taken as the name.
    last = pl.when(starred).then(last).otherwise(names.str.extract(r"^(\S+)", 1))
    first = (
        pl.when(starred).then(first).otherwise(names.str.extract(r"^\S+\s+(.+)$", 1))
    )
    year = pl.col("death_date").dt.year()
    return (
        raw.with_columns(_digits("born"), _digits("died"))
        .with_columns(*_partial_date("died", "death_date"))
        .with_columns(
            (~year.is_between(FIRST_DEATH_YEAR, last_year))
            .fill_null(value=False)
            .alias("death_year_unlikely")
        )
        .with_columns(*_partial_date("born", "birth_date"))
        .with_columns(
            _plausible_birth("birth_date"), _plausible_birth("birth_date_precision")
        )
        .with_columns(
            _text(last).alias("birth_name"),
            _text(first).alias("first_names"),
            pl.col("sex")
            .str.to_uppercase()
            .replace_strict(_SEXES, default=None, return_dtype=pl.String),
            pl.coalesce("birth_commune", "birth_country").alias("birth_place_name"),
            (_impossible("born") | _impossible("died")).alias("impossible"),
        )
    )


def _text(value: pl.Expr) -> pl.Expr:
    spaced = value.str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.when(spaced != "").then(spaced)


def _digits(column: str) -> pl.Expr:
    return pl.col(column).str.replace_all("-", "", literal=True)


def _partial_date(source: str, name: str) -> tuple[pl.Expr, pl.Expr]:
    """Return a date and its precision from AAAAMMJJ, however much of it is known."""
    text = pl.col(source)
    known = ~text.str.starts_with("0000")
    day, month, year = (
        pl.when(known)
        .then(text.str.extract(pattern, 1) + rest)
        .str.to_date("%Y%m%d", strict=False)
        for pattern, rest in (
            (r"^(\d{8})$", ""),
            (r"^(\d{6})", "01"),
            (r"^(\d{4})", "0101"),
        )
    )
    precision = (
        pl.when(day.is_not_null())
        .then(pl.lit("day"))
        .when(month.is_not_null())
        .then(pl.lit("month"))
        .when(year.is_not_null())
        .then(pl.lit("year"))
    )
    return pl.coalesce(day, month, year).alias(name), precision.alias(
        f"{name}_precision"
    )


def _impossible(source: str) -> pl.Expr:
    """Return whether a complete date is in no calendar."""
    complete = pl.col(source).str.contains(
        r"^\d{4}(0[1-9]|[1-9]\d)(0[1-9]|[1-9]\d)$|^\d{4}(1[3-9]|[2-9]\d)"
    )
    day = pl.col(source).str.to_date("%Y%m%d", strict=False)
    return (complete & day.is_null()).fill_null(value=False)


def _plausible_birth(column: str) -> pl.Expr:
    year = pl.col("birth_date").dt.year()
    latest = pl.col("death_date").dt.year().fill_null(9999)
    return pl.when(year.is_between(FIRST_BIRTH_YEAR, latest)).then(pl.col(column))


def _death_ids(rows: pl.DataFrame) -> pl.Series:
    """Return a stable id: date, place, number of the record, checksum of the person."""
    person = rows.select(
        pl.concat_str(
            [
                pl.col(name).cast(pl.String).fill_null("")
                for name in ("birth_name", "first_names", "sex", "born", "birth_place")
            ],
            separator="|",
        )
    ).to_series()
    checksums = [f"{zlib.crc32(text.encode()):08x}" for text in person]
    return rows.select(
        pl.concat_str(
            [
                pl.col("died").fill_null(""),
                pl.col("death_place").fill_null(""),
                pl.col("act").fill_null("").str.strip_chars_start("0"),
                pl.Series(checksums, dtype=pl.String),
            ],
            separator="-",
        ).alias("death_id")
    ).to_series()
