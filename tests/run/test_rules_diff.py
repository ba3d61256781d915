"""`bondroit rules diff`: people gained and lost, amounts, clauses and parameters by name."""

import json
import shutil
from pathlib import Path

import pytest

from bondroit.cli import main
from bondroit.resources import shipped

Capture = pytest.CaptureFixture[str]
DEC = "rules/dec/AIS-DEC-001.yml"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small copy of the rules: one family and its parameters."""
    folder = tmp_path_factory.mktemp("old") / "rules"
    shutil.copytree(shipped("rules") / "dec", folder / "dec")
    shutil.copytree(shipped("rules") / "parameters", folder / "parameters")
    return folder


@pytest.fixture
def new(old: Path, tmp_path: Path) -> Path:
    """Return another copy, to change."""
    return Path(shutil.copytree(old, tmp_path / "rules"))


def edit(folder: Path, before: str, after: str, path: str = DEC) -> None:
    """Change one thing in a file of a copy."""
    place = folder.parent / path
    text = place.read_text(encoding="utf-8")
    assert before in text
    place.write_text(text.replace(before, after, 1), encoding="utf-8")


def run(*arguments: str) -> int:
    """Run `bondroit rules diff` and return its exit status."""
    with pytest.raises(SystemExit) as stop:
        main(["rules", "diff", *arguments])
    return int(str(stop.value.code or 0))


def test_equal_copies_differ_in_nothing(
    judged_workspace: Path, old: Path, new: Path, capsys: Capture
) -> None:
    """Exit 0, and a sentence."""
    assert run(str(old), str(new), "--config", str(judged_workspace)) == 0
    assert "Aucune différence" in capsys.readouterr().out


def test_a_clause_by_name_and_whom_it_loses(
    judged_workspace: Path, old: Path, new: Path, capsys: Capture
) -> None:
    """The dead person's two months are lost, and the euros with them."""
    edit(new, "net_paid <= 0", "net_paid <= 700")
    arguments = (str(old), str(new), "--config", str(judged_workspace))
    assert run(*arguments, "--format", "json") == 1
    found = json.loads(capsys.readouterr().out)
    assert found["rules"] == [
        {
            "rule_id": "AIS-DEC-001",
            "before": 1,
            "after": 1,
            "parts": [
                {
                    "part": "unless",
                    "name": "rien_de_verse",
                    "before": "net_paid <= 0",
                    "after": "net_paid <= 700",
                }
            ],
        }
    ]
    effect = found["effect"]
    assert (effect["people_gained"], effect["people_lost"]) == (0, 1)
    assert (effect["overpaid_before"], effect["overpaid_after"]) == ("1400.00", "0.00")
    assert effect["by_subject"] == [
        {
            "subject": "apa:…",
            "benefit": "APA_HOME",
            "change": "lost",
            "before": "1400.00",
            "after": "0.00",
            "rules": ["AIS-DEC-001"],
        }
    ]


def test_an_amount_that_changes(
    judged_workspace: Path, old: Path, new: Path, capsys: Capture
) -> None:
    """The same person, the same months, other euros."""
    edit(new, "amount: net_paid", "amount: net_paid / 2")
    edit(new, "version: 1", "version: 2")
    assert run(str(old), str(new), "--config", str(judged_workspace)) == 1
    text = capsys.readouterr().out
    assert "~ AIS-DEC-001 v1 -> v2" in text
    assert "- montant : net_paid\n    + montant : net_paid / 2" in text
    assert "0 gagné, 0 perdu, 1 changé" in text
    assert "(−700,00\xa0€)" in text


def test_an_overlay_beside_what_it_changes(
    judged_workspace: Path, tmp_path: Path, capsys: Capture
) -> None:
    """A département's own folder stands after what comes with bondroit."""
    (tmp_path / "overlay.yml").write_text(
        "rules:\n  AIS-DEC-001: {status: draft, reason: Essai., upstream: active v1}\n",
        encoding="utf-8",
    )
    arguments = (str(tmp_path), "--config", str(judged_workspace))
    assert run(*arguments, "--format", "json") == 1
    found = json.loads(capsys.readouterr().out)
    assert [rule["rule_id"] for rule in found["rules"]] == ["AIS-DEC-001"]
    assert found["rules"][0]["parts"][0]["part"] == "status"
    assert found["effect"]["people_lost"] == 1


def test_a_parameter_by_name_and_what_reads_it(
    judged_workspace: Path, old: Path, new: Path, capsys: Capture
) -> None:
    """Its values by date stand beside the rules that name it, changed for nobody."""
    edit(
        new,
        "      - {from: 2000-01-01, value: 1}",
        "      - {from: 2000-01-01, value: 2}",
        "rules/parameters/settings.yml",
    )
    assert run(str(old), str(new), "--config", str(judged_workspace)) == 1
    text = capsys.readouterr().out
    assert "à partir du 01/01/2000 : 1 -> 2" in text
    assert "Sur ces mois : aucun constat ne change." in text


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["nowhere"], 2, "nowhere: there is no such folder of rules"),
        (["a", "b", "c"], 2, "more than two folders"),
        ([], 2, "Missing argument"),
        (["{old}", "{old}", "--tables", "nowhere"], 3, "no such folder"),
    ],
)
def test_bad_input_is_one_sentence(
    judged_workspace: Path,
    old: Path,
    capsys: Capture,
    arguments: list[str],
    status: int,
    sentence: str,
) -> None:
    """What is wrong is said with where and what to do."""
    given = [argument.format(old=old) for argument in arguments]
    assert run(*given, "--config", str(judged_workspace)) == status
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
