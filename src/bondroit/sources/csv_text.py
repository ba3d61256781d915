"""CSV files: their encoding and separator, decided or refused, never guessed."""

import codecs
from pathlib import Path

from bondroit.errors import DataError

SEPARATORS = (",", ";")
SAMPLE = 1 << 16


def refuse_binary(path: Path, shown: str) -> None:
    """Check that a file is text.

    Raises:
        DataError: the file is empty or binary.

    """
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    if not start.strip():
        raise DataError(shown, "the file is empty", "ask for the delivery again")
    if b"\0" in start and not start.startswith(
        (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    ):
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
            "keep one separator, or declare it in the configuration",
        )
    return found[0] if found else ","


def first_line(path: Path, encoding: str, shown: str, skip: int = 0) -> str:
    """Return one line, by default the first, without byte order mark.

    Raises:
        DataError: the text is not in that encoding, or the file is shorter.

    """
    try:
        with path.open(encoding=encoding, newline=None) as file:
            for _ in range(skip):
                file.readline(SAMPLE)
            line = file.readline(SAMPLE)
    except (UnicodeDecodeError, UnicodeError) as error:
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
