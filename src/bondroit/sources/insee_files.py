"""Files of deaths in their published forms -> raw columns of text, block by block.

Fixed width (offsets in characters), the INSEE CSV, and the consolidated CSV and Parquet
of data.gouv.fr: told apart by their content, never by their name.
"""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bondroit.errors import DataError

#: Raw columns; `names` is `NOM*PRENOMS/`; absent ones are null.
RAW = (
    "names",
    "sex",
    "born",
    "birth_place",
    "birth_commune",
    "birth_country",
    "died",
    "death_place",
    "act",
    "opposed",
)
#: A line must reach the end of the date of death.
LEAST_LENGTH = 162

_BLOCK = 32 * 1024**2
_LONGEST_LINE = 1 << 20
_PARQUET = b"PAR1"
_ROWS = 200_000
_LAYOUT = {
    "names": (0, 80),
    "sex": (80, 1),
    "born": (81, 8),
    "birth_place": (89, 5),
    "birth_commune": (94, 30),
    "birth_country": (124, 30),
    "died": (154, 8),
    "death_place": (162, 5),
    "act": (167, 10),
}
_HEADINGS = {
    "nomprenom": "names",
    "nom": "last",
    "prenoms": "first",
    "sexe": "sex",
    "datenaiss": "born",
    "date_naissance": "born",
    "lieunaiss": "birth_place",
    "code_insee_naissance": "birth_place",
    "commnaiss": "birth_commune",
    "commune_naissance": "birth_commune",
    "paysnaiss": "birth_country",
    "pays_naissance": "birth_country",
    "datedeces": "died",
    "date_deces": "died",
    "lieudeces": "death_place",
    "code_insee_deces": "death_place",
    "actedeces": "act",
    "numero_acte_deces": "act",
    "opposition": "opposed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some rows of a file.

    Attributes:
        rows: `line` (Int64, in the file; the row's rank in Parquet), text columns of
            `RAW` (stripped, null where empty) and `raw`, the row as it was read.
        short: `line`, `raw`: lines too short for the layout.

    """

    rows: pl.DataFrame
    short: pl.DataFrame


def read_blocks(path: Path, where: str) -> Iterator[Block]:
    """Stream a file of deaths.

    Args:
        path: the file.
        where: the file as people know it.

    Raises:
        DataError: the file is empty, truncated, or in none of the known forms.

    """
    with path.open("rb") as file:
        start = file.read(_LONGEST_LINE)
    if not start.strip():
        raise DataError(where, "the file is empty", "fetch it again")
    if start.startswith(_PARQUET):
        yield from _parquet(path, where)
        return
    heading = _decode(start.split(b"\n", 1)[0]).strip("\r\ufeff")
    separator = ";" if ";" in heading else ","
    names = [name.strip(' "').casefold() for name in heading.split(separator)]
    if len(set(names) & set(_HEADINGS)) > 1:
        yield from _csv(path, where, names, separator)
    else:
        yield from _fixed_width(path, where)


def _lines(path: Path, where: str) -> Iterator[tuple[int, list[str], bool]]:
    """Give the rank of the first line, some lines, and whether the last one is cut."""
    first, rest = 1, b""
    with path.open("rb") as file:
        rest = file.read(len(codecs.BOM_UTF8)).removeprefix(codecs.BOM_UTF8)
        while piece := file.read(_BLOCK):
            data, end, rest = (rest + piece).rpartition(b"\n")
            if len(rest) > _LONGEST_LINE:
                raise DataError(
                    where, "a line is longer than 1 MiB", "check which file this is"
                )
            if end:
                lines = _decode(data).split("\n")
                yield first, lines, False
                first += len(lines)
    if rest.strip():
        yield first, [_decode(rest)], True


def _decode(data: bytes) -> str:
    """Return text: UTF-8, and Latin-1 for the lines that are not."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return "\n".join(_decode_line(line) for line in data.split(b"\n"))


def _decode_line(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _fixed_width(path: Path, where: str) -> Iterator[Block]:
    for first, lines, cut in _lines(path, where):
        text = pl.DataFrame({"raw": lines}, schema={"raw": pl.String}).with_columns(
            pl.int_range(first, first + pl.len()).alias("line"),
            pl.col("raw").str.strip_chars_end("\r\n"),
        )
        text = text.filter(pl.col("raw").str.strip_chars() != "")
        fits = pl.col("raw").str.len_chars() >= LEAST_LENGTH
        if cut and text.filter(fits).is_empty():
            raise _truncated(where)
        columns = (
            pl.col("raw").str.slice(offset, length).alias(name)
            for name, (offset, length) in _LAYOUT.items()
        )
        rows = text.filter(fits).with_columns(columns)
        yield Block(rows=_cleaned(rows), short=text.filter(~fits))


def _csv(path: Path, where: str, names: list[str], separator: str) -> Iterator[Block]:
    _check_headings(names, where)
    columns = [_HEADINGS.get(name, name) for name in names]
    for first, lines, cut in _lines(path, where):
        if cut and lines[0].count(separator) < len(columns) - 1:
            raise _truncated(where)
        body = lines[1:] if first == 1 else lines
        begin = first + (first == 1)
        ranks = [begin + i for i, line in enumerate(body) if line.strip()]
        text = [line.rstrip("\r") for line in body if line.strip()]
        if not text:
            continue
        rows = _parsed(text, columns, separator, where).with_columns(
            pl.Series("line", ranks), pl.Series("raw", text)
        )
        yield Block(rows=_cleaned(rows), short=rows.clear().select("line", "raw"))


def _parsed(
    text: list[str], columns: list[str], separator: str, where: str
) -> pl.DataFrame:
    try:
        rows = pl.read_csv(
            io.BytesIO("\n".join(text).encode()),
            has_header=False,
            new_columns=columns,
            separator=separator,
            infer_schema=False,
            truncate_ragged_lines=False,
        )
    except (pl.exceptions.PolarsError, ValueError) as error:
        raise _unreadable(where) from error
    if rows.height != len(text) or rows.width != len(columns):
        raise _unreadable(where)
    return rows


def _parquet(path: Path, where: str) -> Iterator[Block]:
    try:
        scan = pl.scan_parquet(path)
        names = scan.collect_schema().names()
        _check_headings([name.casefold() for name in names], where)
        known = {
            name: _HEADINGS[name.casefold()]
            for name in names
            if name.casefold() in _HEADINGS
        }
        total = scan.select(pl.len()).collect().item()
        for start in range(0, total, _ROWS):
            part = scan.select(list(known)).slice(start, _ROWS).collect().rename(known)
            rows = part.select(pl.all().cast(pl.String)).with_columns(
                pl.int_range(start + 1, start + 1 + pl.len()).alias("line"),
                pl.struct(pl.all().cast(pl.String)).struct.json_encode().alias("raw"),
            )
            yield Block(rows=_cleaned(rows), short=rows.clear().select("line", "raw"))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DataError(
            where, "the Parquet file is truncated or damaged", "fetch it again"
        ) from error


def _cleaned(rows: pl.DataFrame) -> pl.DataFrame:
    if "last" in rows.columns:
        first = pl.col("first").fill_null("").str.replace_all(",", " ", literal=True)
        rows = rows.with_columns(pl.format("{}*{}", "last", first).alias("names"))
    missing = [name for name in RAW if name not in rows.columns]
    return (
        rows.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)
        .with_columns(pl.col(RAW).str.strip_chars(" \0\t"))
        .with_columns(pl.col(RAW).replace("", None))
        .select("line", *RAW, "raw")
    )


def _check_headings(names: list[str], where: str) -> None:
    known = {_HEADINGS[name] for name in names if name in _HEADINGS}
    named = "names" in known or {"last", "first"} <= known
    if not (named and "died" in known):
        raise DataError(
            where,
            "the columns are not those of a file of deaths",
            "check which file this source should read",
        )


def _truncated(where: str) -> DataError:
    return DataError(
        where,
        "the file is truncated: its last line is incomplete",
        "the file is refused whole: fetch it again",
    )


def _unreadable(where: str) -> DataError:
    return DataError(
        where,
        "some CSV lines do not have the fields of the header",
        "the file is refused whole: fetch it again",
    )
