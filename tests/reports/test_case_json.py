"""A case as JSON: what another system reads, and what it must never read."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import polars as pl
import pytest

from bondroit.reports.case_json import AMOUNTS, SCHEMA
from bondroit.reports.facts import RunFacts

RULES = ("AIS-DEC-001", "AIS-CUM-001", "AIS-SSP-013", "AIS-IDN-001", "AIS-PRE-001")


class Run(Protocol):
    """The small run of the fixtures."""

    facts: RunFacts
    folder: Path

    def case(self, rule: str) -> dict[str, Any]:
        """Return the case of a rule."""


def _read(run: Run, rule: str) -> dict[str, Any]:
    place = run.folder / "case_data" / f"{run.case(rule)['case_id']}.json"
    found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("rule", RULES)
def test_amounts_are_those_of_the_case_to_the_cent(run: Run, rule: str) -> None:
    """Texts with two decimals, equal to the columns of the case."""
    read, case = _read(run, rule), run.case(rule)

    assert read["schema"] == SCHEMA
    assert {name: Decimal(read["amounts"][name]) for name in AMOUNTS} == {
        name: case[name] for name in AMOUNTS
    }


def test_months_add_up_and_name_their_rules(run: Run) -> None:
    """Paid, due and the difference of each month agree with the totals."""
    read = _read(run, "AIS-DEC-001")

    assert sum(Decimal(row["overpaid"]) for row in read["months"]) == 17500
    assert {row["net_paid"] for row in read["months"]} == {"500.00"}
    assert read["months"][0]["month"] == "2023-12-01"
    assert read["months"][0]["rules"] == ["AIS-DEC-001"]


def test_rules_carry_their_text_and_their_proof(run: Run) -> None:
    """Version, hash, law and what to check go with each rule; inputs with their hash."""
    read = _read(run, "AIS-DEC-001")
    (rule,) = read["rules"]

    assert (rule["id"], rule["findings"]) == ("AIS-DEC-001", 35)
    assert len(rule["sha256"]) == 64
    assert rule["law"]
    assert rule["verify"]
    assert {"ab" * 32} <= {row["sha256"] for row in read["inputs"]}
    assert "L311-3-1" in read["statement"]


def test_no_file_names_anyone(run: Run) -> None:
    """Neither names, nor birth dates, nor NIR, IBAN or address leave by this way."""
    texts = [
        path.read_text(encoding="utf-8")
        for path in sorted((run.folder / "case_data").iterdir())
    ]

    assert len(texts) == 5
    for secret in ("alert", "DOUBLE", "REJET", "Camille", "1940-05-03", "rue Neuve", "14005452", "FR76"):  # fmt: skip
        assert not [text for text in texts if secret in text], secret


def test_the_order_of_rows_changes_no_byte(
    run: Run, tmp_path: Path, write_reports: Callable[[RunFacts, Path], Run]
) -> None:
    """The same facts in another order give the same files."""
    facts = run.facts
    turned = replace(facts, findings=facts.findings.reverse())
    again = write_reports(turned, tmp_path / "again")

    for path in (run.folder / "case_data").iterdir():
        assert (
            again.folder / "case_data" / path.name
        ).read_bytes() == path.read_bytes()


def test_an_ended_case_has_no_file(
    run: Run, tmp_path: Path, write_reports: Callable[[RunFacts, Path], Run]
) -> None:
    """Only the cases that have a case file have their JSON."""
    cases = run.facts.cases.with_columns(
        state=pl.when(pl.int_range(pl.len()) == 0)
        .then(pl.lit("ended"))
        .otherwise(pl.col("state"))
    )
    part = write_reports(replace(run.facts, cases=cases), tmp_path / "part")

    names = {path.stem for path in (part.folder / "case_data").iterdir()}
    assert names == {path.stem for path in (part.folder / "case_files").iterdir()}
    assert len(names) == 4


def test_rules_speak_of_the_benefit_of_the_case(run: Run) -> None:
    """A case of the APA holds neither an explanation nor an article of the RSA."""
    (rule,) = _read(run, "AIS-DEC-001")["rules"]

    assert rule["law"] == ["CASF L232-25"]
    assert len(rule["innocent_explanations"]) == 2
    assert "Au RSA" not in run.page("AIS-DEC-001")
