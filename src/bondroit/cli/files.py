"""`bondroit case`, `letters`, `signalements`: files that leave by the command line."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bondroit.cli.options import config_option
from bondroit.counted import counted
from bondroit.errors import ConfigurationError, DataError, ExitCode

if TYPE_CHECKING:
    from bondroit.config import Config
    from bondroit.review.desk import Desk

_CASE_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
_KINDS = ("observations", "payer_report", "provider_note", "arrears")
out_option = click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The file to write; by default beside, under the case's name.",
)


@click.command()
@click.argument("case_id")
@config_option
@click.option(
    "--format",
    "kind",
    type=click.Choice(["pdf", "html", "json"]),
    default="pdf",
    show_default=True,
)
@click.option(
    "--run", "run_name", help="Another run than the latest: its folder's name."
)
@out_option
def case(
    case_id: str, config_path: Path, kind: str, run_name: str | None, out: Path | None
) -> int:
    """Write the case file of CASE_ID; `--out -` prints it.

    PDF and HTML name people; JSON does not.
    """
    from bondroit.config_file import load_config  # noqa: PLC0415 - imports polars

    config = load_config(config_path)
    run = _run(config, run_name)
    if not _CASE_ID.fullmatch(case_id):
        raise ConfigurationError(
            case_id[:40], "this is no case", "take an id of cases.xlsx"
        )
    _write(_case_file(run, case_id, kind), out or Path(f"{case_id}.{kind}"))
    return ExitCode.DONE


@click.group()
def letters() -> None:
    """Write letters and their templates, as editable DOCX."""


@letters.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("letters"))
def templates(folder: Path) -> int:
    """Write the templates in FOLDER, to be changed; those that exist stay."""
    from bondroit.review.files.letter_templates import KINDS, built_template  # noqa: PLC0415 - python-docx

    folder.mkdir(parents=True, exist_ok=True)
    for kind, label in KINDS.items():
        place = folder / f"{kind}.docx"
        if place.exists():
            click.echo(f"{place} : gardé tel quel ({label})")
            continue
        place.write_bytes(built_template(kind))
        click.echo(f"{place} : {label}")
    return ExitCode.DONE


@letters.command()
@config_option
def check(config_path: Path) -> int:
    """Fill in the workspace's templates with an example.

    Exit status: 0 all can be filled in, 2 one cannot.
    """
    from bondroit.config_file import load_config  # noqa: PLC0415 - imports polars
    from bondroit.review.files.letter_example import check_templates  # noqa: PLC0415 - docxtpl

    config = load_config(config_path)
    for line in check_templates(config.root, config.review):
        click.echo(line)
    return ExitCode.DONE


@letters.command()
@click.argument("case_id")
@click.argument("kind", type=click.Choice(_KINDS), metavar="KIND")
@config_option
@click.option("--author", help="Who writes: the login of an account, or a name.")
@out_option
def make(
    case_id: str, kind: str, config_path: Path, author: str | None, out: Path | None
) -> int:
    """Write the letter KIND of CASE_ID; the desk's journal keeps who made it.

    KIND is observations, payer_report, provider_note or arrears.
    """
    from bondroit.review.files.authors import author_of  # noqa: PLC0415 - SQLAlchemy
    from bondroit.review.files.letters import make_letter  # noqa: PLC0415 - docxtpl

    _, desk = _open(config_path)
    try:
        actor = author_of(desk, author)
        with desk.write() as session:
            name, content = make_letter(session, actor, desk, case_id, kind)
            _write(content, out or Path(name))
    finally:
        desk.close()
    return ExitCode.DONE


@click.command()
@config_option
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Verdicts of that day or later; by default all still to transmit.",
)
@click.option("--author", help="Who takes the list: an account, or a name.")
@out_option
def signalements(
    config_path: Path, since: object, author: str | None, out: Path | None
) -> int:
    """Write the list of what is reported to the CAF and the MSA (CSV, no name)."""
    from datetime import datetime  # noqa: PLC0415 - beside what follows

    from bondroit.review import journal  # noqa: PLC0415 - SQLAlchemy
    from bondroit.review.files.authors import author_of  # noqa: PLC0415 - same
    from bondroit.review.files.signalements import as_csv  # noqa: PLC0415 - same
    from bondroit.review.files.signalements import signalements as listed  # noqa: PLC0415 - same
    from bondroit.review.web.site import rules_of  # noqa: PLC0415 - Starlette

    config, desk = _open(config_path)
    day = since.date() if isinstance(since, datetime) else None
    try:
        actor = author_of(desk, author)
        with desk.write() as session:
            lines = listed(session, actor, day)
            journal.record(
                session, actor, "signalements.taken_out", after={"lines": len(lines)}
            )
    finally:
        desk.close()
    titles = {rule_id: rule.title for rule_id, rule in rules_of(config.rules).items()}
    _write(as_csv(lines, titles), out or Path("signalements.csv"))
    click.echo(f"{counted(len(lines), 'ligne')}.", err=True)
    return ExitCode.DONE


def _open(config_path: Path) -> tuple["Config", "Desk"]:
    from bondroit.config_file import load_config  # noqa: PLC0415 - imports polars
    from bondroit.review.desk import open_desk  # noqa: PLC0415 - SQLAlchemy
    from bondroit.run.private import own_umask  # noqa: PLC0415 - imports polars

    own_umask()
    config = load_config(config_path)
    return config, open_desk(config)


def _run(config: "Config", name: str | None) -> Path:
    from bondroit.run.folders import finished_runs  # noqa: PLC0415 - imports polars

    runs = finished_runs(config.runs)
    if not runs:
        raise DataError(str(config.runs), "it holds no finished run", "run the month")
    if name is None:
        return runs[-1]
    found = [run for run in runs if run.name == name]
    if not found:
        raise DataError(
            name[:60], "there is no such finished run", f"see {config.runs}"
        )
    return found[0]


def _case_file(run: Path, case_id: str, kind: str) -> bytes:
    folder = "case_data" if kind == "json" else "case_files"
    place = run / folder / f"{case_id}.{'json' if kind == 'json' else 'html'}"
    if not place.is_file():
        raise DataError(
            case_id,
            f"{run.name} holds no such case file",
            "check the id, or take another run with --run",
        )
    if kind != "pdf":
        return place.read_bytes()
    from datetime import date  # noqa: PLC0415 - beside what follows

    from bondroit.reports.case_pdf import case_pdf  # noqa: PLC0415 - typst
    from bondroit.run.folders import manifest_of  # noqa: PLC0415 - imports polars

    as_of = date.fromisoformat(manifest_of(run)["as_of"])
    return case_pdf(place.read_text(encoding="utf-8"), as_of)


def _write(content: bytes, place: Path) -> None:
    """Write a private file, or print it for `-`."""
    if str(place) == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        place.touch(mode=0o600)
        place.write_bytes(content)
    except OSError as error:
        raise ConfigurationError(
            str(place), f"cannot be written ({error.strerror})", "choose another --out"
        ) from error
    click.echo(f"Écrit : {place}", err=True)
