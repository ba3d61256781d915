"""`bondroit review`: the review desk, its accounts, its journal, its imports."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bondroit.cli.options import config_option
from bondroit.cli.review_desk import open_desk_of as _desk
from bondroit.cli.review_users import user
from bondroit.counted import agreed, counted
from bondroit.errors import ExitCode

if TYPE_CHECKING:
    from bondroit.config import Config
    from bondroit.review.desk import Desk


@click.group(invoke_without_command=True)
@config_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8045,
    show_default=True,
    help="Port.",
)
@click.option(
    "--demo",
    "demonstration",
    is_flag=True,
    help="Sample accounts, on this machine alone; their password is printed.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 16),
    help="Processes that serve; --demo has one.  [default: one a core, two at most]",
)
@click.pass_context
def review(
    context: click.Context,
    config_path: Path,
    host: str,
    port: int,
    *,
    demonstration: bool,
    workers: int | None,
) -> int:
    """Serve the review desk: tables brought up to date, latest run imported first."""
    context.obj = config_path
    if context.invoked_subcommand is not None:
        return ExitCode.DONE
    from bondroit.review.web import serving  # noqa: PLC0415 - Starlette
    from bondroit.review.web.workers import serve_together, usual_workers  # noqa: PLC0415 - same

    with _desk(context) as (config, desk):
        for line in _import_latest(config, desk):
            click.echo(line)
        if demonstration:
            password = serving.demonstration_accounts(desk, host)
            logins = ", ".join(login for login, _, _ in serving.DEMONSTRATION)
            click.echo(f"Comptes de démonstration : {logins}")
            click.echo(f"Mot de passe, pour cette fois : {password}")
        else:
            _say_accounts(desk)
        serving.need_free(host, port)
        site = serving.make_site(desk, config, demonstration=demonstration)
        if not serving.is_local(host):
            click.echo(
                "Attention : hors de cette machine, mettez un serveur https devant "
                "(docs/operations.md).",
                err=True,
            )
        click.echo(f"Bureau de contrôle : http://{host}:{port}/ (Ctrl+C pour arrêter)")
        many = 1 if demonstration else workers or usual_workers()
        if many == 1:
            serving.serve(site, host, port)
    if many > 1:
        serve_together(config_path, host, port, many)
    return ExitCode.DONE


@review.command()
@click.pass_context
def prepare(context: click.Context) -> int:
    """Bring the tables up to date and import the latest run, without serving."""
    with _desk(context) as (config, desk):
        for line in _import_latest(config, desk):
            click.echo(line)
    return ExitCode.DONE


@review.command()
@click.pass_context
def migrate(context: click.Context) -> int:
    """Create the desk's tables, or bring them to this version."""
    from bondroit.review.store.migrating import current_version, migrate  # noqa: PLC0415 - SQLAlchemy

    with _desk(context, migrating=False) as (_, desk):
        before = current_version(desk.engine)
        _, after = migrate(desk.engine)
    click.echo(
        f"Tables à jour ({after})."
        if before == after
        else f"Tables amenées de {before or 'rien'} à {after}."
    )
    return ExitCode.DONE


@review.command("import")
@click.argument("run_dir", type=click.Path(path_type=Path))
@click.pass_context
def import_(context: click.Context, run_dir: Path) -> int:
    """Take the cases of RUN_DIR, a finished run, into the desk."""
    with _desk(context) as (config, desk):
        for line in _import(config, desk, run_dir):
            click.echo(line)
    return ExitCode.DONE


@review.command()
def key() -> int:
    """Print a new encryption key, to put in the environment."""
    from bondroit.review.store.sealing import new_key  # noqa: PLC0415 - cryptography

    click.echo(new_key())
    return ExitCode.DONE


@review.command()
@click.pass_context
def rotate(context: click.Context) -> int:
    """Seal again, with the first key, everything sealed with another or never sealed."""
    from bondroit.review import journal  # noqa: PLC0415 - SQLAlchemy
    from bondroit.review.actor import machine  # noqa: PLC0415 - same
    from bondroit.review.store.rotation import rotate as seal_again  # noqa: PLC0415 - same

    with _desk(context) as (_, desk), desk.write() as session:
        rows = seal_again(session)
        journal.record(session, machine(), "desk.sealed", after={"rows": rows})
    click.echo(
        f"{counted(rows, 'ligne chiffrée', 'lignes chiffrées')} avec la clé actuelle."
    )
    return ExitCode.DONE


@review.command()
@click.pass_context
def precision(context: click.Context) -> int:
    """Write what verdicts say of each rule, for `bondroit rules list`."""
    from bondroit.review.services.learning import precisions, write_precision  # noqa: PLC0415 - SQLAlchemy

    with _desk(context) as (_, desk):
        write_precision(desk)
        with desk.read() as session:
            for item in precisions(session):
                share = item.share
                click.echo(
                    f"{item.rule_id:<14} {share.hits}/{share.total} "
                    f"{agreed(share.hits, 'confirmé', 'confirmés')}, "
                    f"de {share.low:.0%} à {share.high:.0%}"
                )
    return ExitCode.DONE


@review.group("journal")
def journal_() -> None:
    """Verify the journal, or print its end."""


@journal_.command()
@click.option("--head", help="An end noted earlier, that must still be there.")
@click.pass_context
def verify(context: click.Context, head: str | None) -> int:
    """Read the whole chain again.

    Exit status: 0 nothing was changed, 1 something was.
    """
    from bondroit.review import journal  # noqa: PLC0415 - SQLAlchemy

    with _desk(context) as (_, desk), desk.read() as session:
        found = journal.verify(session, head)
    for problem in found.problems:
        click.echo(problem)
    verdict = "intact" if found.sound else "ALTÉRÉ"
    click.echo(
        f"Journal {verdict} : {counted(found.entries, 'ligne')}, fin {found.head}"
    )
    return ExitCode.DONE if found.sound else ExitCode.DEGRADED


def _import_latest(config: "Config", desk: "Desk") -> list[str]:
    from bondroit.run.folders import finished_runs  # noqa: PLC0415 - imports polars

    runs = finished_runs(config.runs)
    if not runs:
        return ["Bureau prêt ; aucune exécution à importer."]
    return _import(config, desk, runs[-1])


def _import(config: "Config", desk: "Desk", folder: Path) -> list[str]:
    from bondroit.review.importing.runs import import_of_workspace  # noqa: PLC0415 - polars
    from bondroit.review.services.learning import write_precision  # noqa: PLC0415 - same

    done = import_of_workspace(desk, config, folder)
    write_precision(desk)
    return [done.sentence]


def _say_accounts(desk: "Desk") -> None:
    from bondroit.review.auth.accounts import list_users  # noqa: PLC0415 - SQLAlchemy

    with desk.read() as session:
        if not any(user.active for user in list_users(session)):
            click.echo(
                "Aucun compte encore : bondroit review user add LOGIN "
                "--name 'Prénom Nom' --role manager"
            )


review.add_command(user)
