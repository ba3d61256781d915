"""What the commands of the review desk share: the desk opened, a password read."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from bondroit.errors import ConfigurationError

if TYPE_CHECKING:
    from bondroit.config import Config
    from bondroit.review.desk import Desk


@contextmanager
def open_desk_of(
    context: click.Context, *, migrating: bool = True
) -> Iterator[tuple["Config", "Desk"]]:
    """Open the desk of the workspace that the command names, and close it after."""
    from bondroit.config_file import load_config  # noqa: PLC0415 - imports polars
    from bondroit.review.desk import open_desk  # noqa: PLC0415 - SQLAlchemy
    from bondroit.run.private import own_umask  # noqa: PLC0415 - imports polars

    own_umask()
    config = load_config(context.obj)
    desk = open_desk(config, migrating=migrating)
    try:
        yield config, desk
    finally:
        desk.close()


def password_of(variable: str | None) -> str:
    """Return a password: of a variable, of standard input, or typed twice."""
    if variable is not None:
        found = os.environ.get(variable, "")
        if not found:
            raise ConfigurationError(
                variable, "this variable is not in the environment", "set it first"
            )
        return found
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Mot de passe", hide_input=True, confirmation_prompt=True)
    return typed
