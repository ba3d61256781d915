"""Precision and recall of a run against a planted truth."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bondroit.cases.score import score, score_frames
from bondroit.errors import DataError
from bondroit.model.outputs import FINDINGS

Row = dict[str, object]
TRUTH = {
    "source": pl.String(),
    "person_id": pl.String(),
    "household_id": pl.String(),
    "benefit": pl.String(),
    "element": pl.String(),
    "month": pl.Date(),
    "amount": pl.Decimal(12, 2),
    "family": pl.String(),
    "counterpart": pl.String(),
}
HEAD = ",".join(TRUTH)


def found(amount: str, rule: str = "AIS-HOS-001", **given: object) -> Row:
    """Return a finding that counts its amount."""
    return {
        **dict.fromkeys(FINDINGS),
        "finding_id": rule + amount + str(given),
        "rule_id": rule,
        "benefit": "APA_HOME",
        "source": "apa",
        "person_id": "p1",
        "month": date(2025, 3, 1),
        "amount": Decimal(amount),
        "counted_amount": Decimal(amount),
        **given,
    }


def planted(amount: str, family: str = "HOS", **given: object) -> Row:
    """Return a planted month."""
    return {
        **dict.fromkeys(TRUTH),
        "source": "apa",
        "person_id": "p1",
        "benefit": "APA_HOME",
        "month": date(2025, 3, 1),
        "amount": Decimal(amount),
        "family": family,
        **given,
    }


def scored(findings: list[Row], truth: list[Row]) -> dict[str, object]:
    """Return the figures of all families."""
    return score_frames(
        pl.DataFrame(findings, schema=FINDINGS), pl.DataFrame(truth, schema=TRUTH)
    ).content()


@pytest.mark.parametrize(
    ("findings", "truth", "expected"),
    [
        pytest.param(
            [found("100")], [planted("100")], (1.0, 1.0, 1.0, 1.0), id="right"
        ),
        pytest.param([found("50")], [planted("100")], (1.0, 0.5, 1.0, 1.0), id="half"),
        pytest.param([found("100")], [planted("50")], (0.5, 1.0, 1.0, 1.0), id="twice"),
        pytest.param([], [planted("50")], (None, 0.0, None, 0.0), id="missed"),
        pytest.param([found("50")], [], (0.0, None, 0.0, None), id="invented"),
        pytest.param([found("-50")], [planted("50")], (0.0, 0.0, 0.0, 0.0), id="sign"),
        pytest.param(
            [found("50", element="1")],
            [planted("50")],
            (0.0, 0.0, 0.0, 0.0),
            id="element",
        ),
        pytest.param(
            [found("50", rule="AIS-ETB-001")],
            [planted("50"), planted("40", "ETB")],
            (1.0, 1.0, 1.0, 1.0),
            id="a euro planted twice counts once",
        ),
        pytest.param(
            [
                found(
                    "60", benefit="RSA", household_id="h1", person_id="p8", source="rsa"
                )
            ],
            [
                planted(
                    "60", benefit="RSA", household_id="h1", person_id="p9", source="rsa"
                )
            ],
            (1.0, 1.0, 1.0, 1.0),
            id="RSA on the household",
        ),
        pytest.param(
            [found("70", benefit="PCH", element="1", source="pch", person_id="q1")],
            [planted("70", counterpart="pch:q1:PCH")],
            (1.0, 1.0, 1.0, 1.0),
            id="the counterpart stands for the side planted",
        ),
        pytest.param(
            [found("70"), found("70", benefit="PCH", source="pch", person_id="q1")],
            [planted("70", counterpart="pch:q1:PCH")],
            (0.5, 1.0, 0.5, 1.0),
            id="both sides are one too many",
        ),
    ],
)
def test_precision_and_recall(
    findings: list[Row],
    truth: list[Row],
    expected: tuple[float | None, float | None, float | None, float | None],
) -> None:
    """Euros and months, precision and recall, follow their definitions."""
    figures = scored(findings, truth)
    names = ("euro_precision", "euro_recall", "month_precision", "month_recall")
    assert tuple(figures[name] for name in names) == expected


@pytest.mark.parametrize(
    ("findings", "truth", "flagged"),
    [
        ([], [planted("0")], 0),
        ([found("10")], [planted("0")], 1),
        ([found("10", rule="AIS-DEC-001")], [planted("0")], 1),
        ([found("10", rule="AIS-DEC-001")], [planted("0"), planted("10", "DEC")], 0),
        (
            [found("10", counted_amount=Decimal(0))],
            [planted("0"), planted("9", "DEC")],
            1,
        ),
        ([found("10", month=date(2025, 4, 1))], [planted("0")], 0),
    ],
)
def test_look_alikes_that_did_not_stay_silent(
    findings: list[Row], truth: list[Row], flagged: int
) -> None:
    """A planted zero is flagged by its own family, or by any where it stands alone."""
    figures = scored(findings, truth)
    assert (figures["lookalikes"], figures["flagged"]) == (1, flagged)


def test_families_are_judged_on_the_euros_of_all(tmp_path: Path) -> None:
    """The file is read, and each family scored, down to its JSON."""
    findings = [found("100", rule="AIS-ETB-001"), found("30", month=date(2025, 4, 1))]
    pl.DataFrame(findings, schema=FINDINGS).write_parquet(tmp_path / "findings.parquet")
    truth = tmp_path / "TRUTH.csv"
    truth.write_text(
        "source,person_id,household_id,benefit,element,month,amount,family,counterpart\n"
        "apa,p1,,APA_HOME,,2025-03-01,100.00,HOS,\n",
        encoding="utf-8",
    )
    result = score(tmp_path, truth)
    assert [line.split()[0] for line in result.lines()] == [
        "family",
        "ETB",
        "HOS",
        "ALL",
    ]
    last = json.loads(json.dumps(result.content()))
    assert last["families"]["ETB"]["euro_precision"] == 1.0
    assert last["families"]["HOS"]["euro_recall"] == 1.0
    assert last["families"]["HOS"]["euro_precision"] == 0.0
    assert (last["found"], last["planted"]) == ("130.00", "100.00")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "not a readable CSV"),
        ("source,person_id\nx,y\n", "are absent"),
        (
            f"{HEAD}\napa,p1,,APA_HOME,,03/2025,100.00,HOS,\n",
            "unreadable",
        ),
    ],
)
def test_a_truth_that_cannot_be_read(
    tmp_path: Path, content: str | None, what: str
) -> None:
    """A missing file, column or a wrong value is told in one sentence."""
    pl.DataFrame(schema=FINDINGS).write_parquet(tmp_path / "findings.parquet")
    truth = tmp_path / "TRUTH.csv"
    if content is not None:
        truth.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=what):
        score(tmp_path, truth)
