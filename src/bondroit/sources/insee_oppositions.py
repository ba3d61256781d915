"""The list of oppositions to the reuse of records of death, published beside them."""

import io
import re
import unicodedata
from pathlib import Path

import polars as pl

from bondroit.errors import ConfigurationError, DataError

ACT_KEY = "act_key"

_COLUMNS = ("datededeces", "codedulieudedeces", "numerodactededeces")
_FRENCH_DAY = r"^(\d{2})/(\d{2})/(\d{4})$"


def act_key(died: str, place: str, act: str) -> pl.Expr:
    """Return what identifies a record: date, place and number, without padding."""
    day = (
        pl.col(died).str.replace(_FRENCH_DAY, "${3}${2}${1}").str.replace_all(r"\D", "")
    )
    parts = (day, pl.col(place), pl.col(act).str.strip_chars_start("0"))
    return pl.concat_str(
        [part.str.strip_chars().fill_null("") for part in parts], separator="|"
    ).alias(ACT_KEY)


def read_oppositions(option: object, workspace: Path) -> pl.DataFrame | None:
    """Return the keys of the records to leave out, None without a list.

    Args:
        option: the path in the configuration, relative to the workspace, or None.
        workspace: the folder of the configuration.

    Raises:
        ConfigurationError: the file does not exist.
        DataError: the file lacks one of its three columns.

    """
    if option is None:
        return None
    shown = str(option)
    path = workspace / shown
    if not path.is_file():
        raise ConfigurationError(
            shown, "the file of oppositions does not exist", "correct `opposition`"
        )
    try:
        rows = pl.read_csv(
            io.BytesIO(_text(path.read_bytes()).encode()),
            separator=";",
            infer_schema=False,
        )
    except pl.exceptions.PolarsError as error:
        raise _unreadable(shown) from error
    names = {_plain(name): name for name in rows.columns}
    if not set(_COLUMNS) <= set(names):
        raise _unreadable(shown)
    died, place, act = (names[column] for column in _COLUMNS)
    return rows.select(act_key(died, place, act)).unique()


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", bare.casefold())


def _unreadable(shown: str) -> DataError:
    return DataError(
        shown,
        "the list of oppositions does not hold its date, place and number columns",
        "fetch it again, or check `opposition`",
    )
