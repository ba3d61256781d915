"""The stages of the monthly run, each a function that tests can call alone.

Order: `prepare`, `read`, `gather`, `check`, `match`, `judge`, `report`, `finish`. Results are
written into a folder beside the final one, which appears whole at the end or not at
all: a killed run leaves nothing half done, and run again gives the same bytes.
"""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from bondroit.cases.assembly import assemble_cases
from bondroit.cases.judgement import judge as judge_tables
from bondroit.config import Config
from bondroit.engine.compile import compile_rules
from bondroit.engine.views.catalogue import VIEWS
from bondroit.errors import BondroitError
from bondroit.review.snapshot import desk_snapshot, mark_dismissed
from bondroit.run.exceptions import note_exceptions
from bondroit.run.folders import latest_before, open_folder, read_output
from bondroit.run.history import read_history
from bondroit.run.identity import (
    code_version,
    configuration_digest,
    file_digest,
    folder_digest,
    run_id,
)
from bondroit.run.kept import keep_inputs
from bondroit.run.law import load_rulebook, rule_folders
from bondroit.run.manifest import Manifest
from bondroit.run.private import (
    clear_sentences,
    make_private,
    replace_folder,
    write_json,
)
from bondroit.run.state import Run
from bondroit.run.who import who_is_who
from bondroit.sources.gathering import gather_table, scan_whole
from bondroit.sources.ingest import Ingest, ingest, months_to_ingest
from bondroit.sources.storage import remove_folder
from bondroit.sources.store import Store


def prepare(config: Config, month: date, *, replace: bool = False) -> Run:
    """Load and compile rules and parameters, and what the review desk decided.

    Raises:
        ProblemList: every problem of the rules, with file, line and column.
        DataError: the desk's database cannot be reached.

    """
    book = load_rulebook(config)
    compile_rules(book.running, VIEWS, book.parameters)
    manifest = Manifest(
        month=month, as_of=config.as_of_day(month), code_version=code_version()
    )
    manifest.degrade(conflict.said for conflict in book.conflicts)
    decisions = desk_snapshot(config)
    manifest.notes.extend(decisions.said)
    return Run(
        config=config,
        month=month,
        rules=book.rules,
        parameters=book.parameters,
        exceptions=book.exceptions,
        switched=book.switched,
        manifest=manifest,
        replace=replace,
        decisions=decisions,
    )


def read(run: Run) -> Run:
    """Read this month's deliveries, and earlier months not read yet.

    Only this month's own reserves degrade the run: those of a month read late are
    notes, so that a run killed and started again concludes the same.

    Raises:
        DataError: a mandatory source is absent, unreadable or changed.

    """
    config, manifest = run.config, run.manifest
    with manifest.stage("read") as stage:
        earlier = months_to_ingest(config, run.month)[:-1]
        for late in read_history(config, earlier, replace=run.replace):
            manifest.notes.extend((*late.notes, *late.degraded))
        report = ingest(config, run.month, replace=run.replace)
        manifest.notes.extend(report.notes)
        manifest.degrade(report.degraded)
        stage.rows = _read_counts(report)
        store = Store(config.store)
        run.quarantine = _quarantine(store, run, report)
        run.tables = store.table_set(config, run.month)
        _identify(run, store, report)
    return run


def _read_counts(report: Ingest) -> dict[str, int]:
    return {
        "read": sum(file.rows_read for file in report.files),
        "kept": sum(file.kept for file in report.files),
        "quarantined": sum(file.quarantined for file in report.files),
    }


def _quarantine(store: Store, run: Run, report: Ingest) -> pl.DataFrame:
    """Return what the files behind the tables, and this month's others, left aside."""
    kept = store.quarantine(run.config, run.month)
    known = [item["path"] for item in store.inputs(run.config, run.month)]
    others = report.quarantine.filter(~pl.col("file").is_in(known))
    return pl.concat([kept, others])


def _inputs(store: Store, run: Run, report: Ingest) -> list[dict[str, Any]]:
    """Return the files behind the tables, and this month's that no table could use."""
    inputs = store.inputs(run.config, run.month)
    known = {(item["path"], item["sha256"]) for item in inputs}
    return inputs + [
        {"month": f"{run.month:%Y-%m}", **file.summary()}
        for file in report.files
        if (file.path, file.sha256) not in known
    ]


def _identify(run: Run, store: Store, report: Ingest) -> None:
    """Fill the manifest's inputs, find the previous run, and open the folder."""
    config, manifest = run.config, run.manifest
    manifest.inputs = _inputs(store, run, report)
    run.previous, previous = latest_before(config.runs, run.month), "first"
    if run.previous is not None:
        manifest.previous_run = run.previous.name
        previous = file_digest(run.previous / "cases.parquet")
    manifest.rules = [
        {
            "id": rule.id,
            "version": rule.version,
            "sha256": rule.digest,
            "status": rule.status.value,
            "local_status": rule.id in run.switched,
        }
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
            *run.decisions.marks,
        ],
    )
    run.folder = open_folder(config.runs, manifest.run_id)
    with clear_sentences(run.folder):
        run.decisions.write(run.folder)
    manifest.kept_inputs = keep_inputs(config, run.folder)


def gather(run: Run) -> Run:
    """Put each table of the window in one file, which the next stages scan.

    Plans over the many small partitions of the store are slow to make.
    """
    with run.manifest.stage("tables") as stage:
        make_private(run.tables_folder)
        frames = {}
        for name, frame in run.tables.frames.items():
            path = run.tables_folder / f"{name}.parquet"
            with clear_sentences(path):
                frames[name] = gather_table(frame, path)
            stage.rows[name] = frames[name].select(pl.len()).collect().item()
        run.tables = replace(run.tables, frames=frames)
    return run


def match(run: Run) -> Run:
    """Find who is who; writes `individuals.parquet` and `matches.parquet`."""
    with run.manifest.stage("match") as stage:
        matched = who_is_who(run)
        for name, frame in (
            ("individuals", matched.individuals),
            ("matches", matched.matches),
        ):
            if frame is not None:
                rows = frame.collect()
                stage.rows[name] = rows.height
                _write(rows, run.folder / f"{name}.parquet")
        run.tables = replace(
            run.tables,
            individuals=scan_whole(run.folder / "individuals.parquet"),
            matches=scan_whole(run.folder / "matches.parquet"),
        )
    return run


def judge(run: Run) -> Run:
    """Apply the rules, net, assemble the cases; writes findings, unknowns, cases."""
    previous = (
        None if run.previous is None else read_output(run.previous / "cases.parquet")
    )
    with run.manifest.stage("rules") as stage:
        judgement = judge_tables(
            run.tables,
            run.rules,
            run.parameters,
            run.scope,
            exceptions=run.exceptions,
            previous=previous,
        )
        _write(judgement.findings, run.folder / "findings.parquet")
        _write(judgement.unknowns, run.folder / "unknowns.parquet")
        _write(judgement.explained, run.folder / "explained.parquet")
        _write(judgement.silenced, run.folder / "silenced.parquet")
        _write(judgement.shadow, run.folder / "shadow_findings.parquet")
        _write(judgement.aside, run.folder / "excepted_findings.parquet")
        stage.rows = {
            "findings": judgement.findings.height,
            "unknowns": judgement.unknowns.height,
        }
        note_exceptions(run, judgement.aside)
    with run.manifest.stage("cases") as stage:
        cases = assemble_cases(
            judgement, run.tables, run.rules, run.parameters, run.scope, previous
        )
        cases = mark_dismissed(
            cases, judgement.findings, run.decisions, run.scope.as_of
        )
        _write(cases, run.folder / "cases.parquet")
        stage.rows = {"cases": cases.height}
    return run


def finish(run: Run) -> Path:
    """Write the manifest and put the folder in its final place.

    Returns:
        The folder of the run.

    """
    _settle(run)
    replace_folder(run.folder, run.final_folder)
    remove_folder(run.tables_folder)
    return run.final_folder


def _settle(run: Run) -> None:
    run.manifest.finished = datetime.now(UTC)
    quarantine = run.quarantine.sort(pl.all(), nulls_last=True)
    _write(quarantine, run.folder / "quarantine.parquet")
    write_json(run.folder / "manifest.json", run.manifest.content())


def fail(run: Run, error: BondroitError) -> Path | None:
    """Keep what explains a run that was stopped: manifest, quarantine, Data Docs.

    A finished run of the same content stays in its place.

    Returns:
        The folder, None when nothing could be kept.

    """
    if run.folder == Path():
        return None
    run.manifest.failed = True
    run.manifest.degrade([str(error)])
    try:
        for path in run.folder.glob("*"):
            if path.name != "data_docs":
                path.unlink() if path.is_file() else remove_folder(path)
        _settle(run)
        if (run.final_folder / "cases.parquet").is_file():
            abandon(run)
            return None
        replace_folder(run.folder, run.final_folder)
        remove_folder(run.tables_folder)
    except (BondroitError, OSError):
        abandon(run)
        return None
    return run.final_folder


def abandon(run: Run) -> None:
    """Remove the unfinished folders of a run that stopped with an error."""
    if run.folder != Path():
        shutil.rmtree(run.folder, ignore_errors=True)
        shutil.rmtree(run.tables_folder, ignore_errors=True)


def _write(rows: pl.DataFrame, path: Path) -> None:
    with clear_sentences(path):
        rows.write_parquet(path, compression="zstd", statistics=True)
