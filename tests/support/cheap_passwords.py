"""Passwords hashed at the lowest cost, for tests that only need them to be right."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher, extract_parameters

from bondroit.review.auth import passwords

REAL = extract_parameters(passwords.hash_password("une longue phrase", "ana"))
"""What the product spends on a password."""
NOBODY = extract_parameters(passwords._NOBODY)  # noqa: SLF001 - what no page shows
"""What it spends where there is no account."""


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hash with argon2 at its lowest cost, whether the account exists or not."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", cheap)
        patch.setattr(passwords, "_NOBODY", cheap.hash("nobody's"))
        yield
