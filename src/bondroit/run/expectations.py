"""The check stages: the month's delivery before, findings and cases after."""

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from bondroit.checks.data_docs import make_self_contained, write_first_page
from bondroit.checks.declarations import Suite, load_suites
from bondroit.checks.metrics import case_metrics, finding_metrics, volume_metrics
from bondroit.checks.results import no_checks, sentences
from bondroit.config import Config
from bondroit.counted import counted
from bondroit.errors import BondroitError, ExitCode
from bondroit.model.table_set import TableSet
from bondroit.resources import shipped
from bondroit.run.folders import read_output
from bondroit.run.private import clear_sentences
from bondroit.run.state import Run
from bondroit.sources.store import Store

if TYPE_CHECKING:
    from bondroit.checks.runner import CheckSession


class StoppedByCheckError(BondroitError):
    """An expectation declared to stop the run failed (exit status 1)."""

    exit_code = ExitCode.DEGRADED


def check_delivery(run: Run) -> Run:
    """Hold the month's delivery, and its volumes, against their suites.

    Raises:
        StoppedByCheckError: an expectation that stops the run failed.

    """
    with run.manifest.stage("check") as stage:
        from bondroit.checks.runner import CheckSession  # noqa: PLC0415 - slow to import

        run.session = CheckSession(run.manifest.run_id, run.scope.as_of)
        run.checks = delivery_results(run.session, run.config, run.month, run.tables)
        stage.rows = _counts(run.checks)
        _weigh(run, run.checks)
    return run


def delivery_results(
    session: "CheckSession", config: Config, month: date, tables: TableSet
) -> pl.DataFrame:
    """Return one row an expectation on the delivery and its volumes.

    Args:
        session: what validates.
        config: the workspace; its store holds the month's delivery.
        month: the month delivered.
        tables: what the delivery's volumes are compared in: it and the months before.

    """
    suites = load_suites(shipped("checks") / "suites")
    delivered = Store(config.store).delivery(config, month)
    results = [
        session.validate(suites[name], _columns(frame, suites[name]))
        for name, frame in sorted(delivered.items())
        if name in suites
    ]
    volumes = volume_metrics(tables, month)
    results.append(session.validate(suites["volumes"], volumes))
    return pl.concat([no_checks(), *results])


def _columns(frame: pl.LazyFrame, suite: Suite) -> pl.DataFrame:
    wanted = suite.columns or tuple(frame.collect_schema().names()[:1])
    return frame.select(wanted).collect()


def check_results(run: Run) -> Run:
    """Hold findings and cases against their suites, then write the Data Docs.

    Raises:
        StoppedByCheckError: an expectation that stops the run failed.

    """
    if run.session is None:
        return run
    with run.manifest.stage("check results") as stage:
        suites = load_suites(shipped("checks") / "suites")
        judged = (
            run.tables.frame("payments")
            .filter(
                pl.col("month").is_between(run.scope.first_month, run.scope.last_month)
            )
            .select(pl.len())
            .collect()
            .item()
        )
        findings = finding_metrics(
            read_output(run.folder / "findings.parquet"),
            _previous(run, "findings"),
            judged,
        )
        cases = case_metrics(
            read_output(run.folder / "cases.parquet"), _previous(run, "cases")
        )
        found = pl.concat(
            [
                run.session.validate(suites["findings"], findings),
                run.session.validate(suites["cases"], cases),
            ]
        )
        run.checks = pl.concat([run.checks, found])
        stage.rows = _counts(found)
        _write_docs(run)
        _weigh(run, found)
    return run


def _write_docs(run: Run) -> None:
    if run.session is not None:
        docs = run.folder / "data_docs"
        with clear_sentences(docs):
            run.session.write_docs(docs)
            make_self_contained(docs)
            write_first_page(docs, run.checks)


def _previous(run: Run, name: str) -> pl.DataFrame | None:
    if run.previous is None or not (run.previous / f"{name}.parquet").is_file():
        return None
    return read_output(run.previous / f"{name}.parquet")


def _counts(checks: pl.DataFrame) -> dict[str, int]:
    return {
        "expectations": checks.height,
        "failed": checks.filter(pl.col("outcome") != "met").height,
    }


def _weigh(run: Run, checks: pl.DataFrame) -> None:
    run.manifest.degrade(sentences(checks, "degrade"))
    run.manifest.notes.extend(sentences(checks, "warn"))
    stops = sentences(checks, "stop")
    if stops:
        _write_docs(run)
        raise StoppedByCheckError(
            f"{run.month:%Y-%m}",
            f"{counted(len(stops), 'contrôle bloquant', 'contrôles bloquants')} : {' '.join(stops)}",
            "corrigez la livraison, puis relancez",
        )
