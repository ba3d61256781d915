"""Format `extract`: an editor's CSV or Excel file, read through a mapping."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from bondroit.errors import DataError
from bondroit.model.tables import TABLES
from bondroit.sources.conform import raw_text
from bondroit.sources.excel import SUFFIXES
from bondroit.sources.mapped_values import mapped
from bondroit.sources.mapping import Block, Condition, FileMapping
from bondroit.sources.mapping_file import read_mapping
from bondroit.sources.reading import Chunk, ReadRequest
from bondroit.sources.table_reader import open_lines

_RAW = "__raw"
_REASON = "__reason"
_PREFIX = "__file:"


def read_extract(request: ReadRequest) -> Iterator[Chunk]:
    """Read a file through the mapping that the option `mapping` names.

    A line that no table takes, and that the mapping does not skip, goes to quarantine.

    Raises:
        ConfigurationError: the mapping is wrong.
        DataError: the file cannot be read, a column the mapping uses is missing, or
            one it does not know is there.

    """
    mapping = read_mapping(request.workspace / request.options["mapping"])
    source, lines = open_lines(request, mapping.form)
    _check_columns(request, mapping, source.columns)
    excel = request.path.suffix.lower() in SUFFIXES
    for batch in lines:
        reading = request.reading
        reading.rows_read += batch.rows.height + batch.rejected.height
        if batch.rejected.height:
            reading.set_aside(mapping.blocks[0].table, batch.rejected)
        rows = _prepared(batch.rows)
        taken = pl.lit(value=False)
        for block in mapping.blocks:
            wanted = _all_hold(block.where)
            taken = taken | wanted
            yield _chunk(request, block, rows.filter(wanted), excel=excel)
        skipped = pl.any_horizontal(
            pl.lit(value=False), *(_all_hold(skip) for skip in mapping.skip)
        )
        left = rows.filter(~taken)
        reading.rows_read -= left.filter(skipped).height
        _set_aside_untaken(request, mapping, left.filter(~skipped))


def _prepared(rows: pl.DataFrame) -> pl.DataFrame:
    """Strip cells, empty ones being null; prefix names, so that none clashes."""
    names = [name for name in rows.columns if name != "position"]
    stripped = [
        pl.when(pl.col(name).str.strip_chars() != "")
        .then(pl.col(name).str.strip_chars())
        .alias(_PREFIX + name)
        for name in names
    ]
    return rows.select("position", raw_text(rows).alias(_RAW), *stripped)


def _all_hold(conditions: tuple[Condition, ...]) -> pl.Expr:
    holds = [pl.lit(value=True)]
    for condition in conditions:
        cell = pl.col(_PREFIX + condition.column)
        if condition.values is not None:
            holds.append(cell.is_in(list(condition.values)).fill_null(value=False))
        else:
            holds.append(cell.is_not_null() == condition.present)
    return pl.all_horizontal(holds)


def _chunk(
    request: ReadRequest, block: Block, rows: pl.DataFrame, *, excel: bool
) -> Chunk:
    table = TABLES[block.table]
    values = [
        mapped(column, table.column(column.target), _PREFIX, excel=excel)
        for column in block.columns
    ]
    typed = rows.select(
        "position",
        _RAW,
        *(value.value.alias(value.target) for value in values),
        pl.concat_str(
            [value.problem for value in values], separator=" ; ", ignore_nulls=True
        ).alias(_REASON),
    )
    wrong = typed.filter(pl.col(_REASON) != "")
    if wrong.height:
        request.reading.set_aside(
            block.table,
            wrong.select(
                "position", pl.col(_REASON).alias("reason"), pl.col(_RAW).alias("raw")
            ),
        )
    return Chunk(
        table=block.table,
        rows=typed.filter(pl.col(_REASON) == "").drop(_REASON),
        raw=_RAW,
        repeats=block.repeats,
    )


def _set_aside_untaken(
    request: ReadRequest, mapping: FileMapping, rows: pl.DataFrame
) -> None:
    if rows.is_empty():
        return
    request.reading.set_aside(
        mapping.blocks[0].table,
        rows.select(
            "position",
            pl.lit("aucune table de la correspondance ne prend cette ligne").alias(
                "reason"
            ),
            pl.col(_RAW).alias("raw"),
        ),
    )


def _check_columns(
    request: ReadRequest, mapping: FileMapping, columns: tuple[str, ...]
) -> None:
    shown = request.reading.file
    place = _place(request.workspace, mapping.path)
    known = {*mapping.used, *mapping.ignored}
    unknown = [name for name in columns if name not in known]
    if unknown:
        raise DataError(
            shown,
            f"the column '{unknown[0]}' is neither used nor ignored by {place}",
            "add it under columns: or ignored: there",
        )
    missing = [name for name in mapping.used if name not in columns]
    if missing:
        raise DataError(
            shown,
            f"the column '{missing[0]}' that {place} uses is missing",
            "ask for a delivery that holds it, or correct the mapping",
        )


def _place(workspace: Path, path: Path) -> str:
    inside = path.is_relative_to(workspace)
    return str(path.relative_to(workspace)) if inside else str(path)
