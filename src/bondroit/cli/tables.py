"""Commands on tables and runs: detect, match, explain, score."""

import json
from datetime import date, datetime
from pathlib import Path

import click

from bondroit.counted import counted
from bondroit.errors import ConfigurationError, ExitCode


@click.command()
@click.option(
    "--tables",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder of <table>.parquet or .csv files.",
)
@click.option(
    "--rules",
    "rules_folder",
    type=click.Path(path_type=Path),
    help="Folder of rules; by default those that come with bondroit.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder for findings, unknowns, cases and quarantine.",
)
@click.option(
    "--as-of",
    "as_of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day on which ages of debts are counted; by default the last day of the last month paid.",
)
def detect(
    tables: Path, rules_folder: Path | None, out: Path, as_of: datetime | None
) -> int:
    """Apply the rules to tables, without reading extracts or matching.

    Exit status: 0 every row was judged, 1 rows were set aside (quarantine.parquet), 2
    wrong rule, 3 data that cannot be read.
    """
    from bondroit.run.detect import detect as detect_tables  # noqa: PLC0415 - imports polars

    found = detect_tables(tables, rules_folder, out, _day(as_of))
    for line in found.lines():
        click.echo(line)
    return ExitCode.DONE if found.complete else ExitCode.DEGRADED


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


@click.command()
@click.argument("left", type=click.Path(path_type=Path))
@click.argument("right", type=click.Path(path_type=Path), required=False)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The matches, as Parquet or CSV.",
)
@click.option(
    "--weights", type=click.Path(path_type=Path), help="Weights to use as they are."
)
@click.option(
    "--save-weights", type=click.Path(path_type=Path), help="Save the weights (JSON)."
)
@click.option(
    "--labels",
    type=click.Path(path_type=Path),
    help="Pairs whose truth is known, to correct probabilities.",
)
@click.option(
    "--report", type=click.Path(path_type=Path), help="What each blocking pass brings."
)
@click.option(
    "--explain", "ids", nargs=2, help="Explain the pair LEFT_ID RIGHT_ID (JSON)."
)
def match(
    left: Path,
    right: Path | None,
    out: Path | None,
    ids: tuple[str, str] | None,
    **paths: Path | None,
) -> int:
    """Match the people of LEFT with those of RIGHT, or find LEFT's duplicates."""
    from bondroit.run.match_files import (  # noqa: PLC0415 - imports rapidfuzz
        Wishes,
        explain_files,
        match_files,
    )

    wishes = Wishes(**paths)
    if ids:
        said = explain_files(left, right, ids, wishes)
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return ExitCode.DONE
    if out is None:
        raise ConfigurationError(
            "bondroit match", "--out is missing", "give --out FILE, or --explain"
        )
    matches, figures = match_files(left, right, out, wishes)
    bands = dict(matches["band"].value_counts().sort("band").iter_rows())
    counts = ", ".join(
        f"{bands.get(band, 0)} {band}" for band in ("certain", "probable", "possible")
    )
    click.echo(f"{counted(matches.height, 'lien')} dans {out} ({counts})")
    click.echo(
        f"méthode {figures['method']}, faux liens attendus "
        f"{figures['expected_false']}, rappel estimé du blocage "
        f"{figures['blocking_recall']}"
    )
    return ExitCode.DONE


@click.command()
@click.argument("run_dir", type=click.Path(path_type=Path))
@click.argument("truth", type=click.Path(path_type=Path))
def score(run_dir: Path, truth: Path) -> int:
    """Compare a run's counted amounts with TRUTH; the last line is JSON."""
    from bondroit.cases.score import score as score_run  # noqa: PLC0415 - imports polars

    result = score_run(run_dir, truth)
    for line in result.lines():
        click.echo(line)
    click.echo(json.dumps(result.content(), ensure_ascii=False, sort_keys=True))
    return ExitCode.DONE
