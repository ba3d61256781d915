"""Passwords: argon2, checked at the same cost whether the account exists or not."""

from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bondroit.review.problems import Invalid

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 200
_HASHER: Final = PasswordHasher()
_NOBODY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$Ym9uZHJvaXRib25kcm9pdA"
    "$Q8mOaDEGVmYrQQtXlhNwj4dYxNCdbcW5ZyVOWsfTRxs"
)


def hash_password(password: str, login: str) -> str:
    """Return the hash of a new password.

    Raises:
        Invalid: it is shorter than 12 characters, too long, or holds the account's name.

    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise Invalid(
            "mot de passe",
            f"il doit avoir de {MIN_LENGTH} à {MAX_LENGTH} caractères",
            "choisissez une phrase",
        )
    if login.lower() in password.lower() or len(set(password)) < MIN_LENGTH // 2:
        raise Invalid("mot de passe", "il est trop simple", "choisissez une phrase")
    return _HASHER.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether a password is the account's; without a hash, never, at the same cost."""
    if len(password) > MAX_LENGTH:
        return False
    try:
        _HASHER.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_old(password_hash: str) -> bool:
    """Whether a hash was made with weaker settings than today's."""
    return _HASHER.check_needs_rehash(password_hash)
