"""The proof of each finding as JSON: values used, parameters, rows and files."""

import json
from collections.abc import Mapping
from datetime import date

import polars as pl

from bondroit.engine.compile import CompiledRule
from bondroit.engine.french import UNKNOWN, french, number
from bondroit.engine.parameter_files import Parameter
from bondroit.engine.parameters import Parameters
from bondroit.engine.subjects import RANK
from bondroit.engine.values_text import plain_text
from bondroit.engine.views.view import ViewColumn

ROWS = pl.List(pl.String)
PARAMETERS = "parameters"


def used_columns(rule: CompiledRule) -> tuple[str, ...]:
    """Return the columns that clauses, amount and explanation read, each once."""
    return tuple(dict.fromkeys((*rule.columns, *rule.placeholders)))


def evidence(
    rule: CompiledRule,
    findings: pl.DataFrame,
    origins: Mapping[str, pl.DataFrame],
    parameters: Parameters,
) -> pl.Series:
    """Return one JSON list a finding.

    Args:
        rule: the rule that fired.
        findings: its findings: RANK, `month` and the columns the rule uses.
        origins: rows of the tables, from `origins.origin_rows`.
        parameters: the parameters of the run.

    Returns:
        String. Each entry has `column`, `label`, `value` (as in rules), `text` (French),
        `table` (the first the value comes from, or null), `keys` (`table/key/...`) and
        `files` (`file#position`; the legal source of a parameter).

    """
    columns = [rule.view.column(name) for name in used_columns(rule)]
    used = [column for column in columns if column is not None]
    tables = dict.fromkeys(table for column in used for table in column.tables)
    frame = _with_origins(findings, origins, tables)
    entries = [
        _entry(column, frame[column.name], origins).alias(f"entry:{column.name}")
        for column in used
    ]
    entries += [
        pl.lit(_parameter_entries(name, frame["month"], parameters)).alias(f"${name}")
        for name in rule.parameters
    ]
    if not entries:
        return pl.Series(["[]"] * len(frame), dtype=pl.String)
    listed = pl.concat_str(entries, separator=", ")
    return frame.select(pl.concat_str(pl.lit("["), listed, pl.lit("]")))[:, 0]


def _with_origins(
    findings: pl.DataFrame,
    origins: Mapping[str, pl.DataFrame],
    tables: Mapping[str, None],
) -> pl.DataFrame:
    frame = findings
    for table in tables:
        if table in origins:
            rows = origins[table].select(
                RANK, _keys(table, "keys"), _keys(table, "files")
            )
            frame = frame.join(rows, on=RANK, how="left", maintain_order="left")
    return frame


def _keys(table: str, name: str) -> pl.Expr:
    return pl.col(name).alias(f"{name}:{table}")


def _entry(
    column: ViewColumn, values: pl.Series, origins: Mapping[str, pl.DataFrame]
) -> pl.Expr:
    """Return one entry as JSON text."""
    tables = [table for table in column.tables if table in origins]
    return pl.struct(
        pl.lit(column.name).alias("column"),
        pl.lit(column.label).alias("label"),
        pl.lit(_plain(values)).alias("value"),
        pl.lit(french(values, column.type)).alias("text"),
        pl.lit(column.tables[0] if column.tables else None, dtype=pl.String).alias(
            "table"
        ),
        _joined(tables, "keys"),
        _joined(tables, "files"),
    ).struct.json_encode()


def _plain(values: pl.Series) -> pl.Series:
    known = values.drop_nulls().unique()
    if known.is_empty():
        return pl.Series([None] * len(values), dtype=pl.String)
    texts = pl.Series([plain_text(value) for value in known.to_list()])
    return values.replace_strict(known, texts, default=None, return_dtype=pl.String)


def _joined(tables: list[str], name: str) -> pl.Expr:
    """Return the keys or files of every table a value comes from."""
    empty = pl.lit([], dtype=ROWS)
    lists = [pl.col(f"{name}:{table}").fill_null(empty) for table in tables]
    return (pl.concat_list(lists) if lists else empty).alias(name)


def _parameter_entries(
    name: str, months: pl.Series, parameters: Parameters
) -> pl.Series:
    """Return the entry of a parameter in each finding's month, as JSON text."""
    known = months.unique().sort()
    parameter = parameters.describe(name)
    texts = [_parameter_entry(parameter, month) for month in known.to_list()]
    return months.replace_strict(known, pl.Series(texts), return_dtype=pl.String)


def _parameter_entry(parameter: Parameter, month: date | None) -> str:
    force = [
        value
        for value in parameter.values
        if month is not None and value.start <= month
    ]
    value = force[-1] if force else None
    amount = None if value is None else value.value
    entry = {
        "column": f"${parameter.name}",
        "label": parameter.description,
        "value": None if amount is None else plain_text(amount),
        "text": UNKNOWN if amount is None else f"{number(amount)} {parameter.unit}",
        "table": PARAMETERS,
        "keys": [f"{PARAMETERS}/{parameter.name}/{value.start}"] if value else [],
        "files": [value.source] if value and value.source else [],
    }
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
