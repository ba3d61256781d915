"""Format names and their readers, imported only when used."""

from importlib import import_module
from typing import cast

from bondroit.errors import ConfigurationError
from bondroit.sources.reading import Reader

_READERS = {
    "cnaf-vrsb": ("bondroit.sources.cnaf.vrsb", "read_vrsb"),
    "cnaf-vrsf": ("bondroit.sources.cnaf.vrsf", "read_vrsf"),
    "cnaf-vrsc": ("bondroit.sources.cnaf.vrsc", "read_vrsc"),
    "insee-deaths": ("bondroit.sources.insee_deaths", "read_insee_deaths"),
    "table": ("bondroit.sources.table_reader", "read_table"),
    "extract": ("bondroit.sources.extract_reader", "read_extract"),
}


def reader_of(name: str) -> Reader:
    """Return the reader of a format.

    Raises:
        ConfigurationError: no such format.

    """
    if name not in _READERS:
        raise ConfigurationError(
            "bondroit.yml",
            f"unknown format '{name}'",
            f"use one of {', '.join(_READERS)}",
        )
    module, function = _READERS[name]
    return cast(Reader, getattr(import_module(module), function))
