"""Reading a mapping file: every problem at once, each with its place."""

import codecs
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bondroit.model.tables import TABLES
from bondroit.sources.lines import Form
from bondroit.sources.mapping import (
    Block,
    Condition,
    FileMapping,
    Notation,
)
from bondroit.sources.mapping_columns import read_columns
from bondroit.sources.mapping_notation import notation_of
from bondroit.sources.mapping_problems import Keys, Problems, plain_text
from bondroit.yaml_file import read_yaml

_TOP = ("file", "numbers", "dates", "ignored", "skip", "tables")
_FILE = ("encoding", "separator", "header_line", "sheet")
_NUMBERS = ("decimal", "thousands")
_BLOCK = ("table", "where", "repeats", "columns")


def read_mapping(path: Path) -> FileMapping:
    """Read and check a mapping file.

    Raises:
        ConfigurationError: the file is absent, is not YAML, or (`ProblemList`) says
            things that cannot be applied; all of them are told, with their places.

    """
    problems = Problems(read_yaml(path))
    data = problems.mapping((), problems.file.data, _TOP)
    notation = _notation(problems, data)
    blocks = [
        block
        for rank, item in enumerate(problems.items(("tables",), data.get("tables")))
        if (block := _block(problems, ("tables", rank), item, notation)) is not None
    ]
    if not data.get("tables"):
        problems.add((), "no table is fed", "write at least one entry under tables:")
    mapping = FileMapping(
        path=path,
        form=_form(problems, data.get("file")),
        blocks=tuple(blocks),
        ignored=_names(problems, ("ignored",), data.get("ignored")),
        skip=tuple(
            _where(problems, ("skip", rank), item)
            for rank, item in enumerate(problems.items(("skip",), data.get("skip")))
        ),
    )
    for name in mapping.ignored:
        if name in mapping.used:
            problems.add(
                ("ignored",),
                f"the column '{name}' is both used and ignored",
                "remove it from one of the two",
            )
    problems.raise_all()
    return mapping


def _form(problems: Problems, value: object) -> Form:
    found = problems.mapping(("file",), value, _FILE)
    encoding = str(found.get("encoding", "utf-8"))
    try:
        codecs.lookup(encoding)
    except LookupError:
        problems.add(
            ("file", "encoding"),
            f"unknown encoding '{encoding}'",
            "use utf-8, cp1252 or iso-8859-15",
        )
        encoding = "utf-8"
    line = found.get("header_line", 1)
    if not isinstance(line, int) or isinstance(line, bool) or line < 1:
        problems.add(
            ("file", "header_line"), "it is not a line number", "count lines from 1"
        )
        line = 1
    separator = found.get("separator")
    if separator is not None and (
        not isinstance(separator, str) or len(separator) != 1
    ):
        problems.add(
            ("file", "separator"),
            "the separator is not one character",
            "write one, such as ';'",
        )
        separator = None
    sheet = found.get("sheet")
    return Form(
        encoding=encoding,
        separator=separator,
        header_line=line,
        sheet=None if sheet is None else str(sheet),
    )


def _notation(problems: Problems, data: Mapping[str, Any]) -> Notation:
    numbers = problems.mapping(("numbers",), data.get("numbers"), _NUMBERS)
    return notation_of(
        problems, (), ("numbers",), {**numbers, "dates": data.get("dates")}
    )


def _block(
    problems: Problems, keys: Keys, item: object, notation: Notation
) -> Block | None:
    found = problems.mapping(keys, item, _BLOCK)
    name = found.get("table")
    if name not in TABLES:
        problems.add(
            (*keys, "table"),
            f"unknown table '{name}'",
            f"use one of {', '.join(TABLES)}",
        )
        return None
    repeats = found.get("repeats", False)
    if not isinstance(repeats, bool):
        problems.add((*keys, "repeats"), "it is not true or false", "write true")
    return Block(
        table=str(name),
        columns=read_columns(
            problems, (*keys, "columns"), TABLES[name], found.get("columns"), notation
        ),
        where=_where(problems, (*keys, "where"), found.get("where")),
        repeats=repeats is True,
    )


def _where(problems: Problems, keys: Keys, value: object) -> tuple[Condition, ...]:
    if value is None:
        return ()
    if not isinstance(value, dict) or not value:
        problems.add(keys, "conditions must be a mapping", "write {COLUMN: [value, …]}")
        return ()
    return tuple(
        _condition(problems, (*keys, name), str(name), wanted)
        for name, wanted in value.items()
    )


def _condition(
    problems: Problems, keys: Keys, column: str, wanted: object
) -> Condition:
    column = " ".join(column.split())
    if isinstance(wanted, dict):
        found = problems.mapping(keys, wanted, ("present",))
        present = found.get("present")
        if not isinstance(present, bool):
            problems.add(keys, "present is not true or false", "write {present: true}")
        return Condition(column=column, present=present is not False)
    values = wanted if isinstance(wanted, list) else [wanted]
    if not values or any(value is None for value in values):
        problems.add(keys, "a wanted value is empty", "write {present: false} instead")
    return Condition(
        column=column,
        values=tuple(plain_text(value) or "" for value in values),
    )


def _names(problems: Problems, keys: Keys, value: object) -> tuple[str, ...]:
    return tuple(" ".join(str(name).split()) for name in problems.items(keys, value))
