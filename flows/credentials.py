"""Credentials kept in a Prefect block, or in the environment."""

from typing import Any, cast

from prefect.blocks.system import Secret

from bondroit.errors import ConfigurationError
from bondroit.sources.pull.transfer import Credentials, from_environment

BLOCK_MARK = "block:"


def resolve(name: str | None) -> Credentials:
    """Return credentials by name.

    Args:
        name: `block:NAME` for a Prefect Secret block that holds a mapping with `user`,
            `password` or `key_file`; any other name is read from the environment.

    Raises:
        ConfigurationError: there is no such block, or no such variables.

    """
    if name is None or not name.startswith(BLOCK_MARK):
        return from_environment(name)
    block = name.removeprefix(BLOCK_MARK)
    try:
        secret = cast("Secret[Any]", Secret.load(block))
        value = secret.get()
    except ValueError as error:
        raise ConfigurationError(
            name,
            "there is no Prefect Secret block of this name",
            "create it with user and password",
        ) from error
    if not isinstance(value, dict):
        raise ConfigurationError(
            name,
            "the block does not hold a mapping",
            "store {user: …, password: …} in it",
        )
    return Credentials(
        user=value.get("user"),
        password=value.get("password"),
        key_file=value.get("key_file"),
    )
