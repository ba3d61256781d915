"""Encryption at rest of what identifies people, with keys from the environment.

AES-256-GCM, a fresh nonce a value. A sealed value reads `sealed:<key>:<base64>`, where
`<key>` names the key, so that several can be in use while keys are changed. The first
key seals; the others only open what was sealed before.
"""

import base64
import hashlib
import os
import secrets
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect

from bondroit.errors import ConfigurationError

MARK: Final = "sealed:"
PLAIN: Final = "plain:"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_WHERE: Final = "clé de chiffrement"


class Keyring:
    """The keys of a desk, the one that seals first."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Keep the keys by name.

        Raises:
            ConfigurationError: there is none, or one is not 32 bytes long.

        """
        if not keys or any(len(key) != _KEY_BYTES for key in keys):
            raise ConfigurationError(
                _WHERE,
                "a key is not 32 bytes in base64",
                "make one with `bondroit review key`",
            )
        self._ciphers = {_name(key): AESGCM(key) for key in keys}
        self.current = _name(keys[0])

    def __repr__(self) -> str:
        """Show nothing of the keys."""
        return "Keyring(…)"

    def seal(self, text: str) -> str:
        """Return the sealed text."""
        nonce = os.urandom(_NONCE_BYTES)
        content = self._ciphers[self.current].encrypt(nonce, text.encode(), None)
        return f"{MARK}{self.current}:{base64.b64encode(nonce + content).decode()}"

    def open(self, sealed: str) -> str:
        """Return the text of a sealed value.

        Raises:
            ConfigurationError: its key is not here, or the value was altered.

        """
        name, _, content = sealed.removeprefix(MARK).partition(":")
        raw = base64.b64decode(content)
        try:
            cipher = self._ciphers[name]
            return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()
        except (KeyError, InvalidTag) as error:
            raise ConfigurationError(
                _WHERE,
                "a value was sealed with another key, or altered",
                "give the earlier keys too, after the current one, separated by commas",
            ) from error

    def is_current(self, value: str) -> bool:
        """Whether a value is sealed with the current key."""
        return value.startswith(f"{MARK}{self.current}:")


def _name(key: bytes) -> str:
    return hashlib.sha256(b"bondroit key " + key).hexdigest()[:8]


def new_key() -> str:
    """Return a new key, in base64, to put in the environment."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def read_keyring(text: str | None) -> Keyring | None:
    """Return the keyring of keys separated by commas, None when there is no key.

    Raises:
        ConfigurationError: a key is not 32 bytes in base64.

    """
    if text is None or not text.strip():
        return None
    try:
        keys = [base64.urlsafe_b64decode(key.strip()) for key in text.split(",")]
    except ValueError:
        keys = []
    return Keyring(keys)


def hold_keyring(dialect: Dialect, keyring: Keyring | None) -> None:
    """Give an engine's dialect the keys that its sealed columns use."""
    dialect.__dict__["bondroit_keyring"] = keyring


def keyring_of(dialect: Dialect) -> Keyring | None:
    """Return the keys of an engine."""
    found = dialect.__dict__.get("bondroit_keyring")
    return found if isinstance(found, Keyring) else None


def plain(value: str) -> str:
    """Return a text kept as it is, marked where it could be taken for a sealed one."""
    return f"{PLAIN}{value}" if value.startswith((MARK, PLAIN)) else value


def open_sealed(value: str, keyring: Keyring | None) -> str:
    """Return the text of a value, sealed or written before there was a key.

    Raises:
        ConfigurationError: it is sealed, and its key is absent or another one.

    """
    if not value.startswith(MARK):
        return value.removeprefix(PLAIN)
    if keyring is None:
        raise ConfigurationError(
            _WHERE,
            "the desk is encrypted and no key was given",
            "set the environment variable named by review.encryption_key",
        )
    return keyring.open(value)
