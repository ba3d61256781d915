"""`bondroit review user`: accounts added, listed, disabled."""

import click

from bondroit.cli.review_desk import open_desk_of as _desk
from bondroit.cli.review_desk import password_of as _password
from bondroit.errors import ExitCode


@click.group()
def user() -> None:
    """Add, list and disable accounts."""


@user.command()
@click.argument("login")
@click.option("--name", required=True, help="First and last name.")
@click.option(
    "--role", "roles", multiple=True, required=True, help="One or more roles."
)
@click.option("--password-env", help="Variable of the environment with the password.")
@click.pass_context
def add(
    context: click.Context,
    login: str,
    name: str,
    roles: tuple[str, ...],
    password_env: str | None,
) -> int:
    """Add a local account; the password is asked for, or read from standard input."""
    from bondroit.review.actor import machine  # noqa: PLC0415 - SQLAlchemy
    from bondroit.review.auth.accounts import add_user  # noqa: PLC0415 - same

    with _desk(context) as (_, desk):
        password = _password(password_env)
        with desk.write() as session:
            added = add_user(session, machine(), login, name, roles, password)
    click.echo(f"Compte ajouté : {added.login} ({', '.join(added.roles)})")
    return ExitCode.DONE


@user.command("list")
@click.pass_context
def list_(context: click.Context) -> int:
    """List the accounts."""
    from bondroit.review.auth.accounts import list_users  # noqa: PLC0415 - SQLAlchemy

    with _desk(context) as (_, desk), desk.read() as session:
        for found in list_users(session):
            state = "actif" if found.active else "désactivé"
            kind = "OpenID" if found.issuer else "local"
            click.echo(
                f"{found.login:<30} {state:<10} {kind:<7} {', '.join(found.roles)}"
            )
    return ExitCode.DONE


@user.command()
@click.argument("login")
@click.pass_context
def disable(context: click.Context, login: str) -> int:
    """Close an account and end its sessions."""
    return _set_active(context, login, active=False)


@user.command()
@click.argument("login")
@click.pass_context
def enable(context: click.Context, login: str) -> int:
    """Let an account in again."""
    return _set_active(context, login, active=True)


@user.command("password")
@click.argument("login")
@click.option("--password-env", help="Variable of the environment with the password.")
@click.pass_context
def password_(context: click.Context, login: str, password_env: str | None) -> int:
    """Change a password: asked for, or read from standard input."""
    from bondroit.review.actor import machine  # noqa: PLC0415 - SQLAlchemy
    from bondroit.review.auth.accounts import known_user, set_password  # noqa: PLC0415 - same

    with _desk(context) as (_, desk):
        with desk.read() as session:
            known_user(session, login)
        password = _password(password_env)
        with desk.write() as session:
            set_password(session, machine(), known_user(session, login), password)
    click.echo(f"Mot de passe changé : {login}")
    return ExitCode.DONE


def _set_active(context: click.Context, login: str, *, active: bool) -> int:
    from bondroit.review.actor import machine  # noqa: PLC0415 - SQLAlchemy
    from bondroit.review.auth.accounts import known_user, set_active  # noqa: PLC0415 - same

    with _desk(context) as (_, desk), desk.write() as session:
        set_active(session, machine(), known_user(session, login), active=active)
    click.echo(f"Compte {'réactivé' if active else 'désactivé'} : {login}")
    return ExitCode.DONE
