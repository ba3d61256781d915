"""Column types that behave the same on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, cast

from sqlalchemy import BigInteger, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from bondroit.review.store.sealing import keyring_of, open_sealed, plain

_CENT: Final = Decimal("0.01")


class Cents(TypeDecorator[Decimal]):
    """Euros exact to the cent, kept as a whole number of cents."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's
        """Return cents."""
        if value is None:
            return None
        cents = Decimal(value) * 100
        if cents != cents.to_integral_value():
            raise ValueError("an amount has at most two decimals")
        return int(cents)

    def process_result_value(
        self,
        value: Any | None,  # noqa: ANN401 - what a driver gives
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's
    ) -> Decimal | None:
        """Return euros."""
        return None if value is None else (Decimal(value) / 100).quantize(_CENT)


class Moment(TypeDecorator[datetime]):
    """A moment with its zone; kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's
    ) -> datetime | None:
        """Return the moment in UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return _in_utc(value)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's
    ) -> datetime | None:
        """Return the moment, in UTC whatever the driver kept."""
        return _in_utc(value)


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Listed(TypeDecorator[list[Any]]):
    """A list or mapping of plain values, kept as JSON text with sorted keys."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self,
        value: Any | None,  # noqa: ANN401 - lists and mappings
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's
    ) -> str | None:
        """Return JSON."""
        return None if value is None else as_json(value)

    def process_result_value(
        self,
        value: Any | None,  # noqa: ANN401 - what a driver gives
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's
    ) -> Any:  # noqa: ANN401 - lists and mappings
        """Return the list or mapping."""
        return None if value is None else json.loads(value)


class Sealed(TypeDecorator[str]):
    """Text that identifies a person: encrypted where the desk has a key."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the sealed text, or the text itself without a key."""
        if value is None:
            return None
        keyring = keyring_of(dialect)
        return plain(value) if keyring is None else keyring.seal(value)

    def process_result_value(
        self,
        value: Any | None,  # noqa: ANN401 - what a driver gives
        dialect: Dialect,
    ) -> str | None:
        """Return the text.

        Raises:
            ConfigurationError: it is sealed, and its key is absent or another one.

        """
        return None if value is None else unsealed(cast("str", value), dialect)


class SealedMapping(Sealed):
    """A mapping of plain values that identify a person."""

    cache_ok = True

    def process_bind_param(
        self,
        value: Any | None,  # noqa: ANN401 - a mapping
        dialect: Dialect,
    ) -> str | None:
        """Return the sealed JSON."""
        text = None if value is None else as_json(value)
        return super().process_bind_param(text, dialect)

    def process_result_value(
        self,
        value: Any | None,  # noqa: ANN401 - what a driver gives
        dialect: Dialect,
    ) -> Any:  # noqa: ANN401 - a mapping
        """Return the mapping."""
        return None if value is None else json.loads(unsealed(value, dialect))


def unsealed(value: str, dialect: Dialect) -> str:
    """Return what a sealed column holds, whether sealed or written before a key."""
    return open_sealed(value, keyring_of(dialect))


def as_json(value: object) -> str:
    """Return canonical JSON: sorted keys, no spaces, dates and money as text."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )
