"""What a mapping file says: how an editor's file becomes rows of the tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bondroit.sources.lines import Form

#: Notations of dates: a pattern of the whole text, and how it is parsed.
DATE_FORMATS: dict[str, tuple[str, str]] = {
    "yyyy-mm-dd": (r"^\d{4}-\d{2}-\d{2}$", "%Y-%m-%d"),
    "dd/mm/yyyy": (r"^\d{2}/\d{2}/\d{4}$", "%d/%m/%Y"),
    "dd-mm-yyyy": (r"^\d{2}-\d{2}-\d{4}$", "%d-%m-%Y"),
    "dd.mm.yyyy": (r"^\d{2}\.\d{2}\.\d{4}$", "%d.%m.%Y"),
    "yyyymmdd": (r"^\d{8}$", "%Y%m%d"),
    "ddmmyyyy": (r"^\d{8}$", "%d%m%Y"),
    "yyyy-mm": (r"^\d{4}-\d{2}$", "%Y-%m-%d"),
    "mm/yyyy": (r"^\d{2}/\d{4}$", "%d/%m/%Y"),
    "yyyymm": (r"^\d{6}$", "%Y%m%d"),
}
TIME_FORMATS: dict[str, tuple[str, str]] = {
    "yyyy-mm-dd hh:mm": (r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$", "%Y-%m-%d %H:%M"),
    "yyyy-mm-dd hh:mm:ss": (
        r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$",
        "%Y-%m-%d %H:%M:%S",
    ),
    "dd/mm/yyyy hh:mm": (r"^\d{2}/\d{2}/\d{4} \d{2}:\d{2}$", "%d/%m/%Y %H:%M"),
    "dd/mm/yyyy hh:mm:ss": (
        r"^\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2}$",
        "%d/%m/%Y %H:%M:%S",
    ),
}
#: What completes a month before it is parsed: text put before, and after.
MONTH_COMPLETION = {
    "yyyy-mm": ("", "-01"),
    "mm/yyyy": ("01/", ""),
    "yyyymm": ("", "01"),
}
DECIMALS = (".", ",")
THOUSANDS = ("", " ", ".", ",", "'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """How numbers and dates are written.

    Attributes:
        decimal: the decimal mark.
        thousands: the mark between thousands, empty for none; a blank stands for
            every kind of blank.
        dates: accepted notations, names of `DATE_FORMATS` and `TIME_FORMATS`.

    """

    decimal: str = "."
    thousands: str = ""
    dates: tuple[str, ...] = ("yyyy-mm-dd",)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """Where a column of a table comes from.

    Attributes:
        target: the column of the table.
        sources: columns of the file, joined when there are several.
        join: what stands between joined values.
        constant: the value of every row; then there is no source column.
        values: look-up of values, empty to take them as they are; a value that is
            not in it sends its row to quarantine.
        when_empty: the value of an empty cell.
        rounded: round a number to the decimals of the table, half up.
        notation: how its numbers and dates are written.

    """

    target: str
    sources: tuple[str, ...] = ()
    join: str = " "
    constant: str | None = None
    values: Mapping[str, str | None] = field(default_factory=dict)
    when_empty: str | None = None
    rounded: bool = False
    notation: Notation = field(default_factory=Notation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition on one column of the file.

    Attributes:
        column: the column.
        values: the values that it may have; None to judge its presence alone.
        present: whether a value must be there.

    """

    column: str
    values: tuple[str, ...] | None = None
    present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One table that the file feeds.

    Attributes:
        table: its name.
        columns: where its columns come from.
        where: conditions that all must hold; none takes every line.
        repeats: whether several lines may say the same row.

    """

    table: str
    columns: tuple[ColumnMapping, ...]
    where: tuple[Condition, ...] = ()
    repeats: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMapping:
    """A mapping file.

    Attributes:
        path: where it stands, for messages.
        form: encoding, separator, header line, sheet of the files.
        blocks: the tables the file feeds.
        ignored: columns of the file that are not used, on purpose.
        skip: lines that no table takes, on purpose: alternatives of conditions.

    """

    path: Path
    form: Form
    blocks: tuple[Block, ...]
    ignored: tuple[str, ...] = ()
    skip: tuple[tuple[Condition, ...], ...] = ()

    @property
    def used(self) -> tuple[str, ...]:
        """The columns of the file that are needed, in the order of the mapping."""
        names: dict[str, None] = {}
        for block in self.blocks:
            for column in block.columns:
                names.update(dict.fromkeys(column.sources))
            names.update(dict.fromkeys(c.column for c in block.where))
        for conditions in self.skip:
            names.update(dict.fromkeys(c.column for c in conditions))
        return tuple(names)
