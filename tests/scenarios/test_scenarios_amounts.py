"""Amounts left after netting, on a few rows read against the texts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bondroit.cases.judgement import judge
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import COVERAGE
from bondroit.model.rule import Rule
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES

RULES = Path(__file__).parents[2] / "rules"
MAY = date(2025, 5, 1)
SCOPE = Scope(
    first_month=date(2025, 1, 1),
    last_month=date(2025, 12, 1),
    as_of=date(2025, 12, 31),
)
PLACE: dict[str, pl.DataType] = {
    "source_file": pl.String(),
    "source_position": pl.String(),
}
Row = dict[str, object]


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    """Return the law as delivered."""
    return Parameters.load([RULES / "parameters"])


@pytest.fixture(scope="module")
def rules() -> tuple[Rule, ...]:
    """Return the rules that tell amounts of plans, periods and carers."""
    families = {"PLA", "PER", "RAP", "AID", "SSP"}
    return tuple(rule for rule in load_rules([RULES]) if rule.family in families)


def person(source: str = "apa") -> Row:
    """Return a synthetic person."""
    return {
        "source": source,
        "person_id": "1",
        "birth_name": "EXEMPLE",
        "first_names": "ALIX",
        "birth_date": date(1940, 5, 5),
    }


def right(**more: object) -> Row:
    """Return the right to APA at home of a plan of 500 euros used as it is."""
    base: Row = {
        "source": "apa",
        "right_id": "r",
        "valid_from": date(2024, 1, 1),
        "start_date": date(2024, 1, 1),
        "claim_date": date(2023, 12, 1),
        "notified_on": date(2023, 12, 20),
        "benefit": "APA_HOME",
        "person_id": "1",
        "state": "open",
        "gir": 2,
        "plan_amount": Decimal("500.00"),
        "participation": Decimal("0.00"),
        "granted_amount": Decimal("500.00"),
    }
    return base | more


def pch(**more: object) -> Row:
    """Return a right to human help by a family carer, 60 hours a month."""
    base: Row = {
        "source": "pch",
        "benefit": "PCH",
        "element": "1",
        "gir": None,
        "plan_amount": None,
        "participation": None,
        "granted_amount": Decimal("286.80"),
        "granted_hours": Decimal("60.00"),
        "annualised": False,
        "rate": Decimal("1.0000"),
        "delivery_mode": "family_carer",
        "carer_id": "c",
    }
    return right(**(base | more))


def payment(number: int, amount: str, **more: object) -> Row:
    """Return a payment of May."""
    base: Row = {
        "source": "apa",
        "payment_id": f"p{number}",
        "benefit": "APA_HOME",
        "person_id": "1",
        "right_id": "r",
        "month": MAY,
        "amount": Decimal(amount),
        "kind": "regular",
        "paid_on": date(2025, 6, 5),
        "payee": "beneficiary",
    }
    return base | more


def compensated(hours: str) -> Row:
    """Return what a family carer was paid for some hours, 4.78 euros each."""
    return payment(
        1,
        str(Decimal(hours) * Decimal("4.78")),
        source="pch",
        benefit="PCH",
        element="1",
        hours=Decimal(hours),
        payee="carer",
        payee_id="c",
    )


def employed(hours: str) -> Row:
    """Return what the same carer earned as an employee, 19.34 euros an hour."""
    return {
        "source": "pch",
        "employment_id": "e",
        "person_id": "1",
        "carer_id": "c",
        "month": MAY,
        "declared_hours": Decimal(hours),
        "paid_amount": Decimal(hours) * Decimal("19.34"),
    }


@dataclass(frozen=True)
class Case:
    """Rows of some tables, and the euros left on May."""

    name: str
    left: str | None
    rows: dict[str, list[Row]]


CASES = (
    Case(
        "above the plan, annualisation not told",
        "30.00",
        {"rights": [right(annualised=None)], "payments": [payment(1, "530")]},
    ),
    Case(
        "above the plan, hours spread over the year",
        None,
        {"rights": [right(annualised=True)], "payments": [payment(1, "530")]},
    ),
    Case(
        "two aids of one month, amount due unknown",
        None,
        {
            "rights": [pch(element="3", granted_amount=None, granted_hours=None)],
            "payments": [
                payment(1, "300", source="pch", benefit="PCH", element="3"),
                payment(2, "500", source="pch", benefit="PCH", element="3"),
            ],
        },
    ),
    Case(
        "the same payment twice, amount due unknown",
        "300.00",
        {
            "rights": [pch(element="3", granted_amount=None, granted_hours=None)],
            "payments": [
                payment(1, "300", source="pch", benefit="PCH", element="3"),
                payment(2, "300", source="pch", benefit="PCH", element="3"),
            ],
        },
    ),
    Case(
        "carer paid and employed for all the hours",
        "286.80",
        {
            "rights": [pch()],
            "payments": [compensated("60")],
            "employments": [employed("60")],
        },
    ),
    Case(
        "carer employed for half of the hours compensated",
        "143.40",
        {
            "rights": [pch()],
            "payments": [compensated("60")],
            "employments": [employed("30")],
        },
    ),
    Case(
        "carer paid and employed for different hours granted",
        None,
        {
            "rights": [pch()],
            "payments": [compensated("40")],
            "employments": [employed("20")],
        },
    ),
    Case(
        "hours of another right of the person are granted too",
        None,
        {
            "rights": [
                pch(),
                pch(
                    right_id="r2",
                    delivery_mode="direct",
                    granted_hours=Decimal("20.00"),
                    dismissal=False,
                ),
            ],
            "payments": [compensated("60")],
            "employments": [employed("20")],
        },
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_euros_left_on_a_month(
    case: Case, rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """What is counted on the month is what the texts give, or nothing at all."""
    findings = judge(tables(case), rules, parameters, SCOPE).findings
    counted = findings.filter(pl.col("counted_amount") != 0)["counted_amount"]
    assert (str(counted.sum()) if len(counted) else None) == case.left


def test_no_file_of_returns_is_unknown(
    rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """Without bank returns, nobody can tell that a payment was not sent back."""
    case = Case("", None, {"rights": [right()], "payments": [payment(1, "500")]})
    unknowns = judge(tables(case), rules, parameters, SCOPE).unknowns
    told = unknowns.filter(
        (pl.col("rule_id") == "AIS-SSP-013") & (pl.col("month") == MAY)
    )
    assert told.select("missing", "rows").rows() == [("bank_returns", 1)]


def tables(case: Case) -> TableSet:
    """Return the rows of a case; every table covers every date."""
    rows = {**case.rows, "people": [person(), person("pch")]}
    frames = {
        name: pl.DataFrame(given, schema=TABLES[name].schema | PLACE).lazy()
        for name, given in rows.items()
    }
    covers = [(name, source, None, None) for name in rows for source in ("apa", "pch")]
    return TableSet(
        frames=frames, coverage=pl.DataFrame(covers, schema=COVERAGE, orient="row")
    )
