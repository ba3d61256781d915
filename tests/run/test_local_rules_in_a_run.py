"""A run with a département's own rules: trial statuses, exceptions, conflicts."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bondroit.config_file import load_config
from bondroit.resources import shipped
from bondroit.run import reporting, stages
from bondroit.run.local_rules import write_local_rules

OVERLAY = """
rules:
  AIS-DEC-001: {status: pilot, reason: Essai., upstream: active v0}
"""
EXCEPTIONS = """
exceptions:
  - {rule: AIS-DEC-001, key: "apa:p3", reason: Acte vu., author: Service APA, from: 2026-01-01, expires: 2026-10-31}
  - {rule: AIS-DEC-001, key: "apa:p4", reason: Acte vu., author: Service APA, from: 2026-01-01, expires: 2026-10-30}
  - {rule: AIS-DEC-001, key: "apa:p5", reason: Acte vu., author: Service APA, from: 2026-01-01, expires: 2026-12-31}
"""
DEAD = pl.col("person_id") == "p3"


def write_rule(folder: Path, rule_id: str, status: str) -> None:
    """Write a copy of the rule on deaths under another id, with another limit."""
    text = (shipped("rules") / "dec" / "AIS-DEC-001.yml").read_text(encoding="utf-8")
    for old, new in (
        ("id: AIS-DEC-001", f"id: {rule_id}"),
        ("status: active", f"status: {status}"),
    ):
        assert old in text
        text = text.replace(old, new)
    (folder / f"{rule_id}.yml").write_text(text, encoding="utf-8")


def run(config: Path) -> Path:
    """Run a month from its extracts to its reports; return its folder."""
    state = stages.prepare(load_config(config), date(2026, 10, 1))
    for stage in (stages.read, stages.gather, stages.match, stages.judge):
        stage(state)
    return stages.finish(reporting.report(state))


@pytest.fixture(scope="module")
def runs(
    tmp_path_factory: pytest.TempPathFactory,
    small_workspace: Callable[[Path], Any],
) -> tuple[Path, Path]:
    """Return a run on trial rules, then the same with exceptions."""
    workspace = small_workspace(tmp_path_factory.mktemp("local") / "workspace")
    rules = workspace.root / "rules"
    write_local_rules(rules)
    write_rule(rules, "LOC-DEC-001", "shadow")
    write_rule(rules, "LOC-DEC-002", "draft")
    write_rule(rules, "LOC-DEC-003", "deprecated")
    (rules / "overlay.yml").write_text(OVERLAY, encoding="utf-8")
    first = run(workspace.config)
    (rules / "exceptions.yml").write_text(EXCEPTIONS, encoding="utf-8")
    return first, run(workspace.config)


def manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run."""
    content: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return content


def pages(folder: Path) -> str:
    """Return every page of a run as one text."""
    places = [folder / "summary.html", *sorted((folder / "case_files").glob("*.html"))]
    return "\n".join(place.read_text(encoding="utf-8") for place in places)


def test_a_shadow_rule_is_computed_and_shown_to_nobody(runs: tuple[Path, Path]) -> None:
    """Its findings stand in a file of their own, without a counted euro."""
    shadow = pl.read_parquet(runs[0] / "shadow_findings.parquet")

    assert shadow.filter(DEAD)["month"].to_list() == [
        date(2026, 9, 1),
        date(2026, 10, 1),
    ]
    assert set(shadow["rule_id"]) == {"LOC-DEC-001"}
    assert shadow["counted_amount"].null_count() == shadow.height
    for name in ("findings", "unknowns", "explained"):
        seen = pl.read_parquet(runs[0] / f"{name}.parquet")["rule_id"]
        assert not seen.str.starts_with("LOC-").any()
    cases = pl.read_parquet(runs[0] / "cases.parquet")["rules"].list.explode()
    assert not cases.str.starts_with("LOC-").any()
    assert "LOC-DEC" not in pages(runs[0])


def test_a_pilot_rule_says_so(runs: tuple[Path, Path]) -> None:
    """The mention stands in the summary and in the case file."""
    assert pages(runs[0]).count("Versement après décès (règle pilote)") >= 2


def test_the_manifest_tells_statuses_and_conflicts(runs: tuple[Path, Path]) -> None:
    """A local status is marked; an overlay that no longer fits degrades the run."""
    content = manifest(runs[0])
    rules = {rule["id"]: rule for rule in content["rules"]}

    assert rules["AIS-DEC-001"]["status"] == "pilot"
    assert rules["AIS-DEC-001"]["local_status"] is True
    assert rules["AIS-DEC-003"]["local_status"] is False
    assert content["outcome"] == "degraded"
    assert any("État local de AIS-DEC-001" in reason for reason in content["reasons"])


def test_an_exception_sets_a_finding_aside_with_its_trace(
    runs: tuple[Path, Path],
) -> None:
    """It counts nowhere, stands in its own file, and the summary says why."""
    mine = DEAD & (pl.col("rule_id") == "AIS-DEC-001")
    before, after = (pl.read_parquet(run / "findings.parquet") for run in runs)
    aside = pl.read_parquet(runs[1] / "excepted_findings.parquet")

    assert before.filter(mine).height == aside.height == 2
    assert after.filter(mine).is_empty()
    assert set(aside["exception_author"]) == {"Service APA"}
    assert "Écartés par exception" in pages(runs[1])
    assert "Acte vu." in pages(runs[1])
    assert runs[0].name != runs[1].name


def test_the_manifest_counts_exceptions(runs: tuple[Path, Path]) -> None:
    """In force, expired, and in force without any finding: each is told."""
    told = manifest(runs[1])["exceptions"]

    assert told["in_force"] == 2
    assert told["findings_set_aside"] == 2
    assert [entry["expires"] for entry in told["expired"]] == ["2026-10-30"]
    assert [entry["expires"] for entry in told["without_finding"]] == ["2026-12-31"]
    assert "p3" not in json.dumps(told)
    assert any("Exception expirée" in note for note in manifest(runs[1])["notes"])
    said = "\n".join(reporting.closing(runs[1]))
    assert "2 constats écartés par exception." in said
    assert "1 exception expirée, à revoir." in said
    assert "exception" not in "\n".join(reporting.closing(runs[0]))
    assert manifest(runs[0])["exceptions"] == {}
