"""A desk between two runs of a real workspace."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from desk_support import add_actor

from bondroit.config_file import load_config
from bondroit.review.desk import open_desk
from bondroit.review.importing.runs import import_of_workspace
from bondroit.review.services import decisions, hands
from bondroit.review.services.verdicts import NewVerdict
from bondroit.review.snapshot import DISMISSED_FILE, read_snapshot
from bondroit.review.vocabulary import VerdictCode
from bondroit.run import stages
from bondroit.run.folders import read_output


def judged(config: Path) -> Path:
    """Run the stages that make cases."""
    run = stages.prepare(load_config(config), date(2026, 10, 1))
    stages.judge(stages.match(stages.gather(stages.read(run))))
    return stages.finish(run)


def test_a_dismissed_case_is_marked_by_the_next_run(
    tmp_path: Path, small_workspace: Callable[[Path], object]
) -> None:
    """Without decision the run is the same; with one, its id and the case's state change."""
    place = tmp_path / "w"
    small_workspace(place)
    config = place / "bondroit.yml"
    config.write_text(config.read_text() + "review: {random_size: 0}\n")
    first = judged(config)
    before = (first / "cases.parquet").read_bytes()
    desk = open_desk(load_config(config))
    import_of_workspace(desk, load_config(config), first)
    agent = add_actor(desk, "ana")
    again = judged(config)
    assert (again.name, (again / "cases.parquet").read_bytes()) == (first.name, before)
    assert not (again / DISMISSED_FILE).exists()

    verdict = NewVerdict(code=VerdictCode.WRONG_IDENTITY, reason="homonym")
    with desk.write() as session:
        case = hands.claim_next(session, agent)
        decisions.decide(
            session, agent, desk.settings, case.case_id, case.version, verdict
        )
    desk.close()
    third = judged(config)
    states = dict(
        read_output(third / "cases.parquet").select("case_id", "state").iter_rows()
    )

    assert third.name != first.name
    assert states[case.case_id] == "dismissed"
    assert read_snapshot(third).dismissed["case_id"].unique().to_list() == [
        case.case_id
    ]


def test_a_desk_that_cannot_be_reached_stops_the_run(
    tmp_path: Path,
    small_workspace: Callable[[Path], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A configured desk whose variable is missing is one sentence, before any data."""
    small_workspace(tmp_path / "w")
    config = tmp_path / "w/bondroit.yml"
    config.write_text(config.read_text() + "review: {database: env:NOWHERE_SET}\n")
    monkeypatch.delenv("NOWHERE_SET", raising=False)

    with pytest.raises(Exception, match="not in the environment"):
        stages.prepare(load_config(config), date(2026, 10, 1))
