"""The stages of the monthly run, each a function that tests can call alone.

Order: `prepare`, `read`, `check`, `match`, `judge`, `report`, `finish`. Results are
written into a folder beside the final one, which appears whole at the end or not at
all: a killed run leaves nothing half done, and run again gives the same bytes.
"""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from bondroit.cases.assembly import assemble_cases
from bondroit.cases.judgement import judge as judge_tables
from bondroit.config import Config
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.matching.linking import match_tables
from bondroit.model.outputs import QUARANTINE
from bondroit.model.table_set import TableSet
from bondroit.resources import shipped
from bondroit.run.folders import latest_before, open_folder
from bondroit.run.identity import (
    code_version,
    configuration_digest,
    file_digest,
    folder_digest,
    run_id,
)
from bondroit.run.manifest import Manifest
from bondroit.run.private import clear_sentences, replace_folder, write_json
from bondroit.run.state import Run
from bondroit.sources.ingest import Ingest, ingest, months_to_ingest
from bondroit.sources.store import Store


def rule_folders(config: Config) -> tuple[Path, ...]:
    """Return the folders of rules: those that come with bondroit, then local ones."""
    return (shipped("rules"), *(folder for folder in config.rules if folder.is_dir()))


def prepare(config: Config, month: date, *, replace: bool = False) -> Run:
    """Load rules and parameters, before any data is read.

    Raises:
        ProblemList: every problem of the rules, with file, line and column.

    """
    folders = rule_folders(config)
    return Run(
        config=config,
        month=month,
        rules=load_rules(folders),
        parameters=Parameters.load([folder / "parameters" for folder in folders]),
        manifest=Manifest(
            month=month, as_of=config.as_of_day(month), code_version=code_version()
        ),
        replace=replace,
    )


def read(run: Run) -> Run:
    """Read this month's deliveries, and earlier months not read yet.

    Raises:
        DataError: a mandatory source is absent, unreadable or changed.

    """
    with run.manifest.stage("read") as stage:
        reports = [
            ingest(run.config, month, replace=run.replace)
            for month in months_to_ingest(run.config, run.month)
        ]
        frames = [report.quarantine for report in reports]
        run.quarantine = pl.concat([pl.DataFrame(schema=QUARANTINE), *frames])
        run.tables = Store(run.config.store).table_set(run.config, run.month)
        _identify(run, reports)
        stage.rows = _read_counts(reports)
    return run


def _read_counts(reports: list[Ingest]) -> dict[str, int]:
    files = [file for report in reports for file in report.files]
    return {
        "read": sum(file.rows_read for file in files),
        "kept": sum(file.kept for file in files),
        "quarantined": sum(file.quarantined for file in files),
    }


def _identify(run: Run, reports: list[Ingest]) -> None:
    """Fill the manifest's inputs, find the previous run, and open the folder."""
    config, manifest = run.config, run.manifest
    manifest.inputs = Store(config.store).inputs(config, run.month)
    for report in reports:
        manifest.degrade(report.degraded)
        manifest.notes.extend(report.notes)
    run.previous = latest_before(config.runs, run.month)
    previous = "first"
    if run.previous is not None:
        manifest.previous_run = run.previous.name
        previous = file_digest(run.previous / "cases.parquet")
    manifest.rules = [
        {"id": rule.id, "version": rule.version, "sha256": rule.digest}
        for rule in run.rules
    ]
    manifest.run_id = run_id(
        run.month,
        [
            *sorted(f"{item['path']} {item['sha256']}" for item in manifest.inputs),
            configuration_digest(config),
            folder_digest(rule_folders(config)),
            manifest.code_version,
            previous,
        ],
    )
    run.folder = open_folder(config.runs, manifest.run_id)


def match(run: Run) -> Run:
    """Find who is who; writes `individuals.parquet` and `matches.parquet`."""
    with run.manifest.stage("match") as stage:
        matched = match_tables(run.tables)
        for name, frame in (
            ("individuals", matched.individuals),
            ("matches", matched.matches),
        ):
            if frame is not None:
                rows = frame.collect()
                stage.rows[name] = rows.height
                _write(rows, run.folder / f"{name}.parquet")
        run.tables = TableSet(
            frames=run.tables.frames,
            coverage=run.tables.coverage,
            individuals=pl.scan_parquet(run.folder / "individuals.parquet"),
            matches=pl.scan_parquet(run.folder / "matches.parquet"),
            departement=run.config.departement,
        )
    return run


def judge(run: Run) -> Run:
    """Apply the rules, net, assemble the cases; writes findings, unknowns, cases."""
    with run.manifest.stage("rules") as stage:
        judgement = judge_tables(run.tables, run.rules, run.parameters, run.scope)
        _write(judgement.findings, run.folder / "findings.parquet")
        _write(judgement.unknowns, run.folder / "unknowns.parquet")
        stage.rows = {
            "findings": judgement.findings.height,
            "unknowns": judgement.unknowns.height,
        }
    with run.manifest.stage("cases") as stage:
        previous = (
            None
            if run.previous is None
            else pl.read_parquet(run.previous / "cases.parquet")
        )
        cases = assemble_cases(
            judgement, run.tables, run.rules, run.parameters, run.scope, previous
        )
        _write(cases, run.folder / "cases.parquet")
        stage.rows = {"cases": cases.height}
    return run


def finish(run: Run) -> Path:
    """Write the manifest and put the folder in its final place.

    Returns:
        The folder of the run.

    """
    run.manifest.finished = datetime.now(UTC)
    _write(
        run.quarantine.sort(pl.all(), nulls_last=True),
        run.folder / "quarantine.parquet",
    )
    write_json(run.folder / "manifest.json", run.manifest.content())
    replace_folder(run.folder, run.final_folder)
    return run.final_folder


def abandon(run: Run) -> None:
    """Remove the unfinished folder of a run that stopped with an error."""
    if run.folder != Path():
        shutil.rmtree(run.folder, ignore_errors=True)


def _write(rows: pl.DataFrame, path: Path) -> None:
    with clear_sentences(path):
        rows.write_parquet(path, compression="zstd", statistics=True)
