"""What was judged once, to be looked at again: a run of the workspace, or tables."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from bondroit.cases.judgement import RECOVERY_VIEW
from bondroit.config import Config
from bondroit.config_file import load_config
from bondroit.engine.views.undue_month import NETTED
from bondroit.engine.views.view import Scope
from bondroit.errors import ConfigurationError
from bondroit.model.rule import Rule
from bondroit.model.table_set import TableSet
from bondroit.resources import shipped
from bondroit.run.detect import scope_of
from bondroit.run.folders import finished_runs, manifest_of, read_output
from bondroit.run.law import rule_folders
from bondroit.run.private import make_private
from bondroit.sources.gathering import gather_table
from bondroit.sources.loading import loaded_tables
from bondroit.sources.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Tables that can be judged again, with what a run said of them.

    Attributes:
        name: of the run, or of the folder of tables.
        tables: with who is who.
        scope: the months judged and the day of the count.
        folders: the folders of rules in force.
        findings: what the run found, None for tables that no run judged.
        cases: the run's, None likewise.

    """

    name: str
    tables: TableSet
    scope: Scope
    folders: tuple[Path, ...]
    findings: pl.DataFrame | None = field(default=None)
    cases: pl.DataFrame | None = field(default=None)


def last_run(config: Config) -> Path:
    """Return the folder of the latest finished run of a workspace.

    Raises:
        ConfigurationError: there is none.

    """
    runs = finished_runs(config.runs)
    if not runs:
        raise ConfigurationError(
            str(config.runs),
            "it holds no finished run",
            "start `bondroit run` first",
        )
    return runs[-1]


def judged_run(config_path: Path | None = None, run_dir: Path | None = None) -> Judged:
    """Return what a run of a workspace judged.

    Args:
        config_path: `bondroit.yml`; the one beside the run by default.
        run_dir: the folder of a run; the latest by default.

    Raises:
        ConfigurationError: no such run, or no workspace around it.

    """
    config = load_config(_configuration(config_path, run_dir))
    folder = last_run(config) if run_dir is None else run_dir
    if not (folder / "cases.parquet").is_file():
        raise ConfigurationError(
            str(folder), "this is not a finished run", "give runs/<id>"
        )
    month = date.fromisoformat(f"{manifest_of(folder)['month']}-01")
    tables = replace(
        Store(config.store).table_set(config, month),
        individuals=read_output(folder / "individuals.parquet").lazy(),
        matches=read_output(folder / "matches.parquet").lazy(),
    )
    return Judged(
        name=folder.name,
        tables=tables,
        scope=Scope(
            first_month=config.first_month(month),
            last_month=month,
            as_of=config.as_of_day(month),
        ),
        folders=rule_folders(config),
        findings=read_output(folder / "findings.parquet"),
        cases=read_output(folder / "cases.parquet"),
    )


def _configuration(config_path: Path | None, run_dir: Path | None) -> Path:
    if run_dir is None:
        return config_path or Path("bondroit.yml")
    around = run_dir.resolve().parent.parent / "bondroit.yml"
    if config_path is not None and (config_path.is_file() or not around.is_file()):
        return config_path
    if not around.is_file():
        raise ConfigurationError(
            str(run_dir),
            "no bondroit.yml stands around this run",
            "give runs/<id> within its workspace, or --config",
        )
    return around


def with_netted(judged: Judged, rules: Iterable[Rule]) -> TableSet:
    """Return the tables with what the run counted, for rules on recovery.

    Args:
        judged: a run; tables that no run judged stay as they are.
        rules: every rule, to leave out what the second pass found.

    """
    if judged.findings is None:
        return judged.tables
    second = [rule.id for rule in rules if rule.view == RECOVERY_VIEW]
    facts = judged.findings.filter(~pl.col("rule_id").is_in(second))
    return replace(judged.tables, frames={**judged.tables.frames, NETTED: facts.lazy()})


@contextmanager
def judged(
    config_path: Path | None,
    run_dir: Path | None,
    tables_dir: Path | None,
    as_of: date | None = None,
) -> Iterator[Judged]:
    """Open what is to be judged again, for the time of a block.

    Tables of a store are put in one file each, in a private temporary folder.

    Args:
        config_path: `bondroit.yml`.
        run_dir: the folder of a run; the workspace's latest by default.
        tables_dir: a folder of tables, instead of a run.
        as_of: the day ages are counted on, for a folder of tables.

    Raises:
        ConfigurationError: neither a run nor tables, or both.
        DataError: tables that cannot be read.

    """
    if run_dir is not None and tables_dir is not None:
        raise ConfigurationError(
            "--run, --tables", "both are given", "give one of the two"
        )
    if tables_dir is not None:
        with loaded_tables(tables_dir) as loaded:
            yield Judged(
                name=str(tables_dir),
                tables=loaded.tables,
                scope=scope_of(loaded.tables, tables_dir, as_of),
                folders=(shipped("rules"),),
            )
        return
    found = judged_run(config_path, run_dir)
    with tempfile.TemporaryDirectory(prefix="bondroit-") as work:
        yield replace(found, tables=_gathered(found.tables, Path(work)))


def _gathered(tables: TableSet, work: Path) -> TableSet:
    make_private(work)
    frames = {
        name: gather_table(frame, work / f"{name}.parquet")
        for name, frame in tables.frames.items()
    }
    return replace(tables, frames=frames)
