"""`bondroit init`, `demo`, `purge` and `doctor`."""

import json
from datetime import date
from pathlib import Path

import click

from bondroit.cli.options import Month, config_option
from bondroit.errors import ConfigurationError, ExitCode


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> int:
    """Write a workspace in FOLDER: configuration, mappings, rules, example extracts."""
    from bondroit.run.workspace import write_example  # noqa: PLC0415 - imports polars

    if folder.exists() and any(folder.iterdir()):
        raise ConfigurationError(
            str(folder), "the folder is not empty", "give a new or an empty folder"
        )
    write_example(folder)
    click.echo(f"Espace de travail prêt : {folder / 'bondroit.yml'}")
    click.echo(f"Pour l'essayer : cd {folder} && bondroit run")
    return ExitCode.DONE


@click.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("bondroit-demo"),
    show_default=True,
    help="Where the workspace of the demonstration is written.",
)
def demo(folder: Path) -> int:
    """Run the sample data from extracts to case files, then score the run."""
    from bondroit.cases.score import score  # noqa: PLC0415 - imports polars
    from bondroit.flows.demo import run_demo  # noqa: PLC0415 - imports Prefect

    outcome = run_demo(folder, click.echo)
    result = score(outcome.folder, folder / "truth.csv")
    for line in result.lines():
        click.echo(line)
    click.echo(json.dumps(result.content(), ensure_ascii=False, sort_keys=True))
    click.echo(f"Synthèse : {outcome.folder / 'summary.html'}")
    click.echo(f"Classeur : {outcome.folder / 'cases.xlsx'}")
    click.echo(f"Dossiers : {outcome.folder / 'case_files'}")
    return ExitCode.DONE


@click.command()
@config_option
@click.option(
    "--before",
    type=Month(),
    help="The present month; by default that of the latest delivery.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
def purge(config_path: Path, before: date | None, *, dry_run: bool) -> int:
    """Delete files older than their retention; make old cases of the desk anonymous."""
    from bondroit.config_file import load_config  # noqa: PLC0415 - only here
    from bondroit.run.lock import only_run  # noqa: PLC0415 - only here
    from bondroit.run.months import latest_month  # noqa: PLC0415 - only here
    from bondroit.run.retention import purge as purge_workspace  # noqa: PLC0415 - imports polars

    config = load_config(config_path)
    month = before or latest_month(config)
    with only_run(config.runs):
        for line in purge_workspace(config, month, dry_run=dry_run):
            click.echo(line)
    return ExitCode.DONE


@click.command()
def doctor() -> int:
    """Check this machine: Python, memory, disk, packages, a private folder."""
    from bondroit.run.doctor import examine  # noqa: PLC0415 - reads the machine

    ready = True
    for item in examine(Path.cwd()):
        click.echo(f"{'ok  ' if item.ready else 'NON '} {item.what} : {item.found}")
        ready = ready and item.ready
    return ExitCode.DONE if ready else ExitCode.DEGRADED
