"""The command line: help, exit statuses, one sentence on stderr."""

import subprocess
import sys
from pathlib import Path

import click
import polars as pl
import pytest

from bondroit.cli import COMMANDS, cli, main
from bondroit.resources import shipped

HEAVY = ("polars", "prefect", "great_expectations", "pandas", "lxml", "yaml")


def status(*arguments: str) -> int:
    """Run the command line in this process, and return its exit status."""
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    return int(str(stop.value.code or 0))


def test_help_imports_nothing_heavy() -> None:
    """Help is fast because it loads no library but click."""
    code = (
        "import sys\nfrom bondroit.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    answer = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.splitlines()[-1] == "[]"
    for name in COMMANDS:
        assert f"  {name} " in answer.stdout


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    context = click.Context(group)
    context.meta["bondroit.resolving"] = True
    found: list[tuple[str, ...]] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += _commands(command, (*path, name))
    return found


@pytest.mark.parametrize("path", _commands(cli), ids=" ".join)
def test_every_command_has_help(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what it does, and what each option is for."""
    assert status(*path, "--help") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"Usage: bondroit {' '.join(path)}")
    assert len(lines[2].split()) >= 3
    for rank, line in enumerate(lines):
        if line.strip().startswith("--") and len(line.split()) < 4:
            assert lines[rank + 1].startswith("      "), line


USAGE = [
    (["wrong"], "bondroit: No such command 'wrong'; see `bondroit --help`"),
    (["run", "--wrong"], "bondroit run: No such option"),
    (["run", "--month", "octobre"], "'octobre' is no month; write YYYY-MM; see `bondroit run --help`"),
    (["detect"], "bondroit detect: Missing option '--tables'"),
    (["run", "--config", "absent.yml"], "absent.yml: cannot be read (no such file or directory); check"),
    (["rules", "show", "AIS-DEC-000"], "no rule 'AIS-DEC-000'; did you mean"),
    (["score", "nowhere", "truth.csv"], "there are no findings here; give a run's folder"),
    (["match", "a.txt", "--out", "b.csv"], "the format .txt is not accepted"),
    (["match", "a.csv", "--out", "b.txt"], "b.txt: the format .txt is not accepted"),
    (["detect", "--tables", "nowhere", "--out", "out"], "nowhere"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "sentence"), USAGE, ids=lambda value: str(value)[:40]
)
def test_a_wrong_command_is_one_sentence(
    arguments: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What, where and what to do stand on one line of stderr; the status is 2 or 3."""
    monkeypatch.chdir(tmp_path)
    assert status(*arguments) in (2, 3)
    said = capsys.readouterr()
    assert sentence in said.err
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err


def test_debug_lets_the_traceback_through() -> None:
    """The option may stand before or after the command."""
    for arguments in (["--debug", "run"], ["run", "--debug"]):
        with pytest.raises(Exception, match=r"bondroit\.yml"):
            main([*arguments, "--config", "nowhere/bondroit.yml"])


def test_rules_lint_says_when_a_rule_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit status is 2, and each line gives the file, line and column."""
    (tmp_path / "bad.yml").write_text("id: [a\nb: 1", encoding="utf-8")
    for command in ("lint", "test"):
        assert status("rules", command, "--rules", str(tmp_path)) == 2
        assert "bad.yml:2:2: this is not YAML" in capsys.readouterr().out
    assert status("rules", "lint", "--rules", "nowhere") == 2


def test_rules_test_says_when_an_example_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its exit status is 1, and the example is named with what was expected."""
    rule = shipped("rules") / "dec" / "AIS-DEC-001.yml"
    text = rule.read_text(encoding="utf-8")
    wrong = text.replace("expect: silent", "expect: fires", 1)
    assert wrong != text
    (tmp_path / rule.name).write_text(wrong, encoding="utf-8")
    assert status("rules", "lint", "--rules", str(tmp_path)) == 0
    assert status("rules", "test", "--rules", str(tmp_path)) == 1
    assert "FAILED: expected fires, got silent" in capsys.readouterr().out


def test_match_writes_csv_or_parquet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reasons of a link are joined in CSV; the links are the same in both."""
    people = tmp_path / "people.csv"
    people.write_text(
        "person_id,nir,birth_name,first_names,sex,birth_date\n"
        "1,1300145234001,QUIBERLOT,Camille,M,1930-01-15\n"
        "2,1300145234001,QUIBERLAUT,Camille,M,1930-01-15\n"
        "3,2310145234002,VASTEPINE,Anne,F,1955-03-02\n",
        encoding="utf-8",
    )
    for kind in ("csv", "parquet"):
        out = tmp_path / f"links.{kind}"
        assert status("match", str(people), "--out", str(out)) == 0
        assert f"1 lien dans {out}" in capsys.readouterr().out
    links = pl.read_parquet(tmp_path / "links.parquet")
    text = pl.read_csv(tmp_path / "links.csv", infer_schema=False)
    assert text.columns == links.columns
    assert text["reasons"][0] == "; ".join(links["reasons"][0])
    assert {links["left_id"][0], links["right_id"][0]} == {"1", "2"}


def test_the_layers_hold() -> None:
    """Imports run one way, and heavy libraries have one home."""
    answer = subprocess.run(  # noqa: S603 - a tool of the environment
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout
