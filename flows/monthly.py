"""The monthly run as a Prefect flow: order, retries, progress and artifacts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TypeVar, cast

from bondroit.config import Config
from bondroit.flows.settings import quiet_prefect

quiet_prefect()

from prefect import Flow, flow, task  # noqa: E402 - settings come before Prefect
from prefect.artifacts import create_markdown_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.client.schemas.objects import State  # noqa: E402
from prefect.utilities.annotations import quote  # noqa: E402

from bondroit.errors import BondroitError  # noqa: E402
from bondroit.flows.credentials import resolve  # noqa: E402
from bondroit.flows.server import TemporaryServer, reached  # noqa: E402
from bondroit.run import expectations, reporting, stages  # noqa: E402
from bondroit.run.lock import only_run  # noqa: E402
from bondroit.run.private import own_umask  # noqa: E402
from bondroit.run.state import Run  # noqa: E402
from bondroit.run.unforeseen import in_one_sentence  # noqa: E402
from bondroit.sources.pull.sources import pull_month  # noqa: E402
from bondroit.sources.pull.transfer import TransientError  # noqa: E402

Say = Callable[[str], None]
Content = TypeVar("Content")


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


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Let no error reach Prefect whose text could quote a row."""
    try:
        yield
    except Exception as error:
        plain = in_one_sentence(error)
        if plain is error:
            raise
        raise plain from error


@task(
    name="pull",
    retries=3,
    retry_delay_seconds=[5, 30, 120],
    retry_condition_fn=_worth_retrying,
    cache_policy=NO_CACHE,
)
def pull(config: Config, month: date) -> list[str]:
    """Bring what lies elsewhere to the workspace."""
    with _said_plainly():
        return pull_month(config, month, resolve)


@task(name="read", cache_policy=NO_CACHE)
def read(run: Run) -> None:
    """Read the deliveries into the store, then take the window's tables from it."""
    with _said_plainly():
        stages.gather(stages.read(run))


@task(name="check", cache_policy=NO_CACHE)
def check_tables(run: Run) -> None:
    """Hold the delivery against its expectations."""
    with _said_plainly():
        expectations.check_delivery(run)


@task(name="match", cache_policy=NO_CACHE)
def match(run: Run) -> None:
    """Find who is who."""
    with _said_plainly():
        stages.match(run)


@task(name="judge", cache_policy=NO_CACHE)
def judge(run: Run) -> None:
    """Apply the rules and assemble the cases."""
    with _said_plainly():
        stages.judge(run)


@task(name="check-results", cache_policy=NO_CACHE)
def check_results(run: Run) -> None:
    """Hold findings and cases against their expectations."""
    with _said_plainly():
        expectations.check_results(run)


@task(name="report", cache_policy=NO_CACHE)
def report(run: Run) -> None:
    """Write what people read."""
    with _said_plainly():
        reporting.report(run)


@task(name="finish", cache_policy=NO_CACHE)
def finish(run: Run) -> Path:
    """Put the run in its final place."""
    with _said_plainly():
        return stages.finish(run)


STEPS = (read, check_tables, match, judge, check_results, report)


def monthly(run: Run, say: Say) -> Flow[[], Outcome]:
    """Return the flow of one run: pull, read, check, match, judge, report.

    It has no parameter: Prefect keeps no path of the workspace, and no content.
    """

    @flow(name="bondroit-monthly", flow_run_name=f"{run.month:%Y-%m}", log_prints=False)
    def steps() -> Outcome:
        for line in pull(_whole(run.config), run.month):
            say(line)
        folder = _through(run, say)
        create_markdown_artifact(
            key=f"bondroit-{run.month:%Y-%m}", markdown=reporting.artifact(run)
        )
        return Outcome(folder, run.manifest.outcome, tuple(run.manifest.reasons))

    return steps


def _through(run: Run, say: Say) -> Path:
    """Run the stages in order, one line each as it ends."""
    try:
        for step in STEPS:
            told = len(run.manifest.stages)
            step(_whole(run))
            for stage in run.manifest.stages[told:]:
                say(reporting.progress(stage))
        folder: Path = finish(_whole(run))
    except BondroitError as error:
        kept = stages.fail(run, error)
        if kept is not None:
            say(f"Ce qui explique l'arrêt : {kept}")
        raise
    except BaseException:
        stages.abandon(run)
        raise
    return folder


def _whole(content: Content) -> Content:
    """Keep Prefect from walking through an argument and from keeping it."""
    return cast("Content", quote(content))


def run_month(
    config: Config,
    month: date,
    *,
    replace: bool,
    say: Say,
    server: TemporaryServer | None,
) -> Outcome:
    """Run the flow alone in its workspace.

    Args:
        config: the workspace.
        month: the month of the run.
        replace: whether another content for an ingested month is accepted.
        say: prints one line.
        server: Prefect's, started before; None for the one whose address is set.

    Raises:
        BondroitError: the run could not be done; nothing is left half written.

    """
    own_umask()
    with only_run(config.runs):
        say(f"Exécution de {month:%Y-%m} : démarrage.")
        run = stages.prepare(config, month, replace=replace)
        import_module("bondroit.checks.runner")
        with reached(server):
            outcome: Outcome = monthly(run, say)()
    for line in reporting.closing(outcome.folder):
        say(line)
    return outcome
