"""The monthly run as a Prefect flow: order, retries, progress and artifacts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bondroit.config import Config
from bondroit.flows.settings import quiet_prefect

quiet_prefect()

from prefect import flow, task  # noqa: E402 - settings come before Prefect
from prefect.artifacts import create_markdown_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.states import State  # noqa: E402

from bondroit.flows.credentials import resolve  # noqa: E402
from bondroit.run import expectations, reporting, stages  # noqa: E402
from bondroit.run.lock import only_run  # noqa: E402
from bondroit.run.private import own_umask  # noqa: E402
from bondroit.run.state import Run  # noqa: E402
from bondroit.sources.pull.sources import pull_month  # noqa: E402
from bondroit.sources.pull.transfer import TransientError  # noqa: E402

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended, and where its results are."""

    folder: Path
    outcome: str
    reasons: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing degraded the run."""
        return self.outcome == "complete"


def _worth_retrying(_task: object, _run: object, state: State) -> bool:
    """Try again what a second try may mend, nothing else."""
    return isinstance(state.result(raise_on_failure=False), TransientError)


@task(
    name="pull",
    retries=3,
    retry_delay_seconds=[5, 30, 120],
    retry_condition_fn=_worth_retrying,
    cache_policy=NO_CACHE,
)
def pull(config: Config, month: date) -> list[str]:
    """Bring what lies elsewhere to the workspace."""
    return pull_month(config, month, resolve)


@task(name="read", cache_policy=NO_CACHE)
def read(run: Run) -> Run:
    """Read the deliveries into the store."""
    return stages.read(run)


@task(name="check", cache_policy=NO_CACHE)
def check_tables(run: Run) -> Run:
    """Hold the delivery against its expectations."""
    return expectations.check_delivery(run)


@task(name="match", cache_policy=NO_CACHE)
def match(run: Run) -> Run:
    """Find who is who."""
    return stages.match(run)


@task(name="judge", cache_policy=NO_CACHE)
def judge(run: Run) -> Run:
    """Apply the rules and assemble the cases."""
    return stages.judge(run)


@task(name="check-results", cache_policy=NO_CACHE)
def check_results(run: Run) -> Run:
    """Hold findings and cases against their expectations."""
    return expectations.check_results(run)


@task(name="report", cache_policy=NO_CACHE)
def report(run: Run) -> Run:
    """Write what people read."""
    return reporting.report(run)


@task(name="finish", cache_policy=NO_CACHE)
def finish(run: Run) -> Path:
    """Put the run in its final place."""
    return stages.finish(run)


@flow(name="bondroit-monthly", validate_parameters=False, log_prints=False)
def monthly(config: Config, month: date, say: Say, *, replace: bool = False) -> Outcome:
    """Pull, read, check, match, judge, report."""
    run = stages.prepare(config, month, replace=replace)
    steps = (
        (read, "lecture"),
        (check_tables, "contrôles"),
        (match, "rapprochements"),
        (judge, "règles et dossiers"),
        (check_results, "contrôles des constats"),
        (report, "restitution"),
    )
    for line in pull(config, month):
        say(line)
    try:
        for step, label in steps:
            run = step(run)
            say(reporting.progress(run, label))
        folder = finish(run)
    except BaseException:
        stages.abandon(run)
        raise
    create_markdown_artifact(
        key=f"bondroit-{month:%Y-%m}", markdown=reporting.artifact(run)
    )
    return Outcome(folder, run.manifest.outcome, tuple(run.manifest.reasons))


def run_month(config: Config, month: date, *, replace: bool, say: Say) -> Outcome:
    """Run the flow alone in its workspace.

    Raises:
        BondroitError: the run could not be done; nothing is left half written.

    """
    own_umask()
    with only_run(config.runs):
        outcome: Outcome = monthly(config, month, say, replace=replace)
    for line in reporting.closing(outcome.folder):
        say(line)
    return outcome
