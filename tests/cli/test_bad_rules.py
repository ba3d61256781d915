"""Rules and parameters that are wrong, through the command line."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bondroit.cli import main
from bondroit.config_file import load_config
from bondroit.resources import shipped
from bondroit.run import stages

pytestmark = pytest.mark.filterwarnings("ignore")
Capture = pytest.CaptureFixture[str]


def status(*arguments: str) -> int:
    """Run the command line in this process, and return its exit status."""
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    return int(str(stop.value.code or 0))


def assert_one_sentence(said: str, sentence: str) -> None:
    """Hold stderr to one line: where, what; what to do."""
    assert re.search(sentence, said), said
    assert len(said.splitlines()) == 1, said


@pytest.fixture
def workspace(tmp_path: Path, small_workspace: Callable[[Path], Any]) -> Any:  # noqa: ANN401 - of the shared fixture
    """Return a small workspace, fit to run."""
    return small_workspace(tmp_path / "workspace")


def _rule(workspace: Any, name: str, *changes: tuple[str, str]) -> None:  # noqa: ANN401 - of the shared fixture
    text = (shipped("rules") / "dec" / "AIS-DEC-001.yml").read_text(encoding="utf-8")
    for old, new in (("id: AIS-DEC-001", "id: LOC-DEC-001"), *changes):
        assert old in text, old
        text = text.replace(old, new)
    path = workspace.root / "rules" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


FIRST = "month > death_month"
RULES = {
    "syntax": (FIRST, "month > AND 1", r":11:\d+: "),
    "column": (FIRST, "mois > death_month", ":11:29: unknown column 'mois'"),
    "parameter": (FIRST, "net_paid > $rsa_montant_de_bas", ":11:.*rsa_montant_de_base"),
    "yaml": ("when:", "when: [", r":12:\d+: this is not YAML"),
}


@pytest.mark.parametrize("kind", RULES)
def test_a_wrong_rule_stops_before_any_data_is_read(
    workspace: Any,  # noqa: ANN401 - of the shared fixture
    capfd: Capture,
    kind: str,
) -> None:
    """The problem is one line with file, line and column; the status is 2."""
    old, new, sentence = RULES[kind]
    _rule(workspace, "LOC-DEC-001.yml", (old, new))
    assert status("run", "--config", str(workspace.config)) == 2
    assert_one_sentence(capfd.readouterr().err, rf"LOC-DEC-001\.yml{sentence}")
    assert not (workspace.root / "store").exists()


def test_two_rules_with_one_id_are_refused(
    workspace: Any,  # noqa: ANN401 - of the shared fixture
    capfd: Capture,
) -> None:
    """Both places are said; the status is 2."""
    _rule(workspace, "one/LOC-DEC-001.yml")
    _rule(workspace, "two/LOC-DEC-001.yml")
    assert status("run", "--config", str(workspace.config)) == 2
    assert_one_sentence(
        capfd.readouterr().err, r"two/LOC-DEC-001\.yml:1:\d+: .*one/LOC-DEC-001\.yml"
    )


def test_a_parameter_without_value_leaves_the_rule_unknown(
    workspace: Any,  # noqa: ANN401 - of the shared fixture
) -> None:
    """The run goes on; what could not be judged names the parameter, month by month."""
    folder = workspace.root / "rules" / "parameters"
    folder.mkdir()
    (folder / "local.yml").write_text(
        "parameters:\n  local_seuil:\n    unit: EUR\n    description: Seuil.\n"
        "    source: Délibération\n    values:\n      - {from: 2026-10-01, value: 10}\n",
        encoding="utf-8",
    )
    _rule(
        workspace,
        "LOC-DEC-001.yml",
        (
            "deces_certain: death_match = 'certain'",
            "deces_certain: net_paid > $local_seuil",
        ),
    )
    run = stages.prepare(load_config(workspace.config), date(2026, 10, 1))
    for stage in (stages.read, stages.gather, stages.match, stages.judge):
        stage(run)
    found = pl.read_parquet(run.folder / "findings.parquet")
    unknown = pl.read_parquet(run.folder / "unknowns.parquet")
    mine = pl.col("rule_id") == "LOC-DEC-001"
    assert found.filter(mine)["month"].to_list() == [date(2026, 10, 1)]
    assert unknown.filter(mine).select("month", "missing", "rows").rows() == [
        (date(2026, 9, 1), "local_seuil", 1)
    ]
