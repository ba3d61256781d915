"""What a password costs to guess."""

from argon2.profiles import RFC_9106_LOW_MEMORY
from cheap_passwords import NOBODY, REAL


def test_passwords_are_hashed_at_the_cost_of_the_standard() -> None:
    """The product keeps to RFC 9106, and tells nobody by its time that no account exists."""
    assert REAL == RFC_9106_LOW_MEMORY
    assert NOBODY == REAL
