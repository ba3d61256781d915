"""CSV files: their encoding and separator, decided or refused, never guessed."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from bondroit.counted import counted
from bondroit.errors import DataError
from bondroit.sources.lines import (
    BATCH_ROWS,
    REJECTED_LINES,
    Form,
    LineFile,
    Lines,
    check_names,
    no_rejected,
    with_positions,
)

SEPARATORS = (",", ";")
SAMPLE = 1 << 16

_BLOCK = 1 << 23
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF8 = "utf-8"


def refuse_binary(path: Path, shown: str) -> None:
    """Check that a file is text.

    Raises:
        DataError: the file is empty or binary.

    """
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    if not start.strip():
        raise DataError(shown, "the file is empty", "ask for the delivery again")
    if b"\0" in start and not start.startswith(_UTF16):
        raise DataError(
            shown,
            "the file is binary, not text",
            "export it as CSV text, or declare its true format",
        )


def sniff_separator(header: str, shown: str) -> str:
    """Return the separator of a header line.

    Args:
        header: the first line, without its end.
        shown: the file as people know it.

    Raises:
        DataError: the line holds both separators.

    """
    found = [mark for mark in SEPARATORS if mark in header]
    if len(found) > 1:
        raise DataError(
            shown,
            "the header holds both ',' and ';'",
            "keep one separator, or declare it",
        )
    return found[0] if found else ","


def first_line(path: Path, encoding: str, shown: str, skip: int = 0) -> str:
    """Return one line, by default the first, without byte order mark.

    Raises:
        DataError: the text is not in that encoding, or the file is shorter.

    """
    try:
        with path.open(encoding=encoding) as file:
            for _ in range(skip):
                file.readline(SAMPLE)
            line = file.readline(SAMPLE)
    except UnicodeError as error:
        raise wrong_encoding(shown, encoding) from error
    line = line.rstrip("\r\n").removeprefix("\ufeff")
    if not line.strip():
        raise DataError(
            shown, f"line {skip + 1} holds no column name", "deliver a header line"
        )
    return line


def wrong_encoding(shown: str, encoding: str) -> DataError:
    """Return the error for text that is not in the expected encoding."""
    return DataError(
        shown,
        f"the text is not {encoding.upper()}",
        "declare its true encoding, or export it again",
    )


def open_csv(path: Path, form: Form, shown: str) -> LineFile:
    """Read the header of a CSV file.

    Raises:
        DataError: the file is empty, binary, in another encoding, or its header is
            not one of column names.

    """
    refuse_binary(path, shown)
    encoding = codecs.lookup(form.encoding).name
    if encoding != _UTF8:
        _refuse_utf8(path, encoding, shown)
    header = first_line(path, encoding, shown, form.header_line - 1)
    separator = form.separator or sniff_separator(header, shown)
    names = next(csv.reader([header], delimiter=separator))
    return LineFile(
        path=path,
        shown=shown,
        form=Form(encoding=encoding, separator=separator, header_line=form.header_line),
        columns=check_names(names, shown),
    )


def read_csv(file: LineFile) -> Iterator[Lines]:
    """Stream the lines of a CSV file; at least one batch, even empty.

    Raises:
        DataError: the text is not in the declared encoding, or a quote is never closed.

    """
    if file.form.encoding == _UTF8 and _is_plain(file):
        yield from _read_plain(file)
    else:
        yield from _read_quoted(file)


def _refuse_utf8(path: Path, encoding: str, shown: str) -> None:
    decoder = codecs.getincrementaldecoder(_UTF8)()
    foreign = False
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            foreign = foreign or not block.isascii()
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                return
    if foreign:
        raise DataError(
            shown,
            f"the text is UTF-8, not {encoding.upper()}",
            "declare its true encoding",
        )


def _is_plain(file: LineFile) -> bool:
    """Whether each line after the header holds each column, without quotes."""
    separator = str(file.form.separator).encode()
    expected = {len(file.columns) - 1}
    rest = b""
    skipped = 0
    plain = True
    with file.path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            lines = (rest + block).split(b"\n")
            rest = lines.pop()
            lines, skipped = _after_header(lines, skipped, file.form.header_line)
            plain = plain and b'"' not in block and _regular(lines, separator, expected)
            _check_utf8(b"\n".join(lines), file.shown)
    last, _ = _after_header([rest] if rest else [], skipped, file.form.header_line)
    _check_utf8(b"".join(last), file.shown)
    return plain and _regular(last, separator, expected)


def _after_header(
    lines: list[bytes], skipped: int, header_line: int
) -> tuple[list[bytes], int]:
    more = min(header_line - skipped, len(lines))
    return lines[more:], skipped + more


def _regular(lines: list[bytes], separator: bytes, expected: set[int]) -> bool:
    counts = {line.count(separator) for line in lines}
    ends = any(b"\r" in line.removesuffix(b"\r") or not line.strip() for line in lines)
    return counts <= expected and not ends


def _check_utf8(text: bytes, shown: str) -> None:
    try:
        text.decode(_UTF8)
    except UnicodeDecodeError as error:
        raise wrong_encoding(shown, _UTF8) from error


def _read_plain(file: LineFile) -> Iterator[Lines]:
    frame = pl.scan_csv(
        file.path,
        separator=str(file.form.separator),
        quote_char=None,
        glob=False,
        skip_lines=file.form.header_line - 1,
        schema=dict.fromkeys(file.columns, pl.String()),
    )
    line = file.form.header_line + 1
    for rows in frame.collect_batches(chunk_size=BATCH_ROWS):
        yield Lines(rows=with_positions(rows, line), rejected=no_rejected())
        line += rows.height
    if line == file.form.header_line + 1:
        empty = pl.DataFrame(schema=dict.fromkeys(file.columns, pl.String()))
        yield Lines(rows=with_positions(empty, line), rejected=no_rejected())


def _read_quoted(file: LineFile) -> Iterator[Lines]:
    """Read line by line: quoted cells may hold separators and ends of line."""
    kept: list[list[str]] = []
    rejected: list[tuple[str, str, str]] = []
    given = False
    for line, cells, problem in _records(file):
        if problem:
            rejected.append((f"ligne {line}", problem, ";".join(cells)))
        else:
            kept.append([*cells, f"ligne {line}"])
        if len(kept) + len(rejected) == BATCH_ROWS:
            yield _lines(file, kept, rejected)
            kept, rejected, given = [], [], True
    if kept or rejected or not given:
        yield _lines(file, kept, rejected)


def _lines(
    file: LineFile, kept: list[list[str]], rejected: list[tuple[str, str, str]]
) -> Lines:
    schema = dict.fromkeys([*file.columns, "position"], pl.String())
    return Lines(
        rows=pl.DataFrame(kept, schema=schema, orient="row"),
        rejected=pl.DataFrame(rejected, schema=REJECTED_LINES, orient="row"),
    )


def _records(file: LineFile) -> Iterator[tuple[int, list[str], str]]:
    """Give (line, cells, what is wrong or ''), blank lines left out."""
    wanted = len(file.columns)
    with file.path.open(encoding=file.form.encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=str(file.form.separator), strict=True)
        try:
            while reader.line_num < file.form.header_line:
                next(reader)
            while True:
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except csv.Error as error:
                    if "unexpected end" in str(error) or "limit" in str(error):
                        raise _never_closed(file.shown, line) from error
                    yield line, [], "guillemets mal placés"
                    continue
                if len(cells) not in {0, wanted}:
                    found = f"{counted(len(cells), 'colonne')} au lieu de {wanted}"
                    yield line, cells, found
                elif any(cell.strip() for cell in cells):
                    yield line, cells, ""
        except StopIteration:
            return
        except UnicodeError as error:
            raise wrong_encoding(file.shown, file.form.encoding) from error


def _never_closed(shown: str, line: int) -> DataError:
    return DataError(
        shown,
        f"a quote opened on line {line} is never closed",
        "the file may be truncated: ask for the delivery again",
    )
