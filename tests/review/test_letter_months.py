"""The months of a letter and their sum, and what a letter says of its sources."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bondroit.review.files.letter_content import content_of
from bondroit.review.files.letter_months import MonthRow, sums_of

ROW = MonthRow(
    month=date(2026, 8, 1),
    benefit="PCH",
    paid=Decimal("541.52"),
    due=Decimal("0.00"),
    gap=Decimal("541.52"),
)


def _plain(words: dict[str, str]) -> dict[str, str]:
    return {name: " ".join(text.split()) for name, text in words.items()}


def test_a_sum_is_exact_to_the_cent() -> None:
    """Tenths that no binary number holds add up."""
    rows = [replace(ROW, gap=Decimal("0.10"), paid=Decimal("0.01"))] * 3

    assert _plain(sums_of(rows)) == {"paid": "0,03 €", "due": "0,00 €", "gap": "0,30 €"}


def test_an_unknown_month_makes_its_column_unknown() -> None:
    """No sum pretends to be whole; the others stay."""
    sums = _plain(sums_of([ROW, replace(ROW, due=None)]))

    assert sums == {"paid": "1 083,04 €", "due": "inconnu", "gap": "1 083,04 €"}


def _write_case(folder: Path, benefit: str) -> None:
    """Write a case as its run does: one finding, one value of the household."""
    entries = [
        {"table": "payments", "label": "montant net versé", "parameter": False},
        {
            "table": "household_members",
            "label": "adultes survivants",
            "parameter": False,
        },
    ]
    finding = {
        "rule_id": "AIS-DEC-001",
        "benefit": benefit,
        "month": "2026-08-01",
        "counted_amount": "541.52",
        "explanation": "Versé.",
        "evidence": entries,
    }
    month = {
        "month": "2026-08-01",
        "benefit": benefit,
        "net_paid": "541.52",
        "due": None,
        "overpaid": "541.52",
        "underpaid": "0.00",
    }
    read = {"findings": [finding], "months": [month], "rules": []}
    place = folder / "run" / "case_data"
    place.mkdir(parents=True)
    (place / "c.json").write_text(json.dumps(read))


@pytest.mark.parametrize("benefit", ["RSA", "PCH", "APA_HOME"])
def test_the_household_of_the_rsa_is_a_source_of_the_rsa_alone(
    tmp_path: Path, benefit: str
) -> None:
    """Nobody whose PCH is checked reads of adults who survive in a household."""
    _write_case(tmp_path, benefit)
    case = SimpleNamespace(case_id="c")
    dossier: Any = SimpleNamespace(case=case, run_folder="run", findings=())

    content = content_of(dossier, tmp_path, 1)

    said = " ".join(content.sources)
    assert "montant net versé" in said
    assert ("adultes survivants" in said) is (benefit == "RSA")
    assert _plain(dict(content.sums))["gap"] == "541,52 €"
