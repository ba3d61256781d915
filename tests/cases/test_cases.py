"""Cases: who they are about, what can still be claimed, their life from month to month."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bondroit.cases.assembly import (
    AMOUNTS,
    CASE_COLUMNS,
    assemble_cases,
    case_of_findings,
)
from bondroit.cases.judgement import Judgement
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import CASES, FINDINGS, INDIVIDUALS, UNKNOWNS
from bondroit.model.rule import Rule
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES

RULES = Path(__file__).parents[2] / "rules"
Row = dict[str, object]
JUNE = date(2025, 6, 1)
SCOPE = Scope(first_month=date(2023, 1, 1), last_month=JUNE, as_of=date(2025, 6, 30))


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    """Return the law as delivered."""
    return Parameters.load([RULES / "parameters"])


@pytest.fixture(scope="module")
def rules() -> tuple[Rule, ...]:
    """Return the rules as delivered."""
    return load_rules([RULES])


def finding(month: date, counted: str | None, **given: object) -> Row:
    """Return a netted finding on the APA of p1."""
    amount = None if counted is None else Decimal(counted)
    row = {
        **dict.fromkeys(FINDINGS),
        "rule_id": "AIS-MNT-005",
        "rule_version": 1,
        "verdict": "fires",
        "benefit": "APA_HOME",
        "source": "apa",
        "person_id": "p1",
        "individual_id": "i1",
        "month": month,
        "amount": amount,
        "counted_amount": amount,
        "debtor": "beneficiary",
        "explanation": "",
        "evidence": "{}",
        **given,
    }
    return {**row, "finding_id": str(sorted(map(str, row.items())))}


def payment(month: date, paid_on: date | None, **given: object) -> Row:
    """Return a payment of 500 euros of APA to p1."""
    return {
        "source": "apa",
        "payment_id": f"{month}{given}",
        "benefit": "APA_HOME",
        "person_id": "p1",
        "month": month,
        "amount": Decimal("500.00"),
        "kind": "regular",
        "paid_on": paid_on,
        **given,
    }


def debt(month: date, **given: object) -> Row:
    """Return a debt of one month of APA of p1."""
    return {
        "source": "apa",
        "debt_id": f"{month}",
        "benefit": "APA_HOME",
        "person_id": "p1",
        "from_month": month,
        "to_month": month,
        "initial_amount": Decimal("100.00"),
        **given,
    }


def table_set(
    individuals: list[tuple[str, str, str]] | None = None, **rows: list[Row]
) -> TableSet:
    """Return a table set of a few rows."""
    frames = {
        name: pl.LazyFrame(
            [{**dict.fromkeys(TABLES[name].schema), **row} for row in given],
            schema=TABLES[name].schema,
        )
        for name, given in rows.items()
    }
    linked = (
        None
        if individuals is None
        else pl.LazyFrame(individuals, schema=INDIVIDUALS, orient="row")
    )
    return TableSet(frames=frames, individuals=linked)


def assembled(
    findings: list[Row],
    given: TableSet,
    rules: tuple[Rule, ...],
    parameters: Parameters,
    previous: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the cases of a few netted findings."""
    judgement = Judgement(
        findings=pl.DataFrame(findings, schema=FINDINGS),
        unknowns=pl.DataFrame(schema=UNKNOWNS),
    )
    cases = assemble_cases(judgement, given, rules, parameters, SCOPE, previous)
    assert cases.schema == pl.Schema(CASE_COLUMNS)
    assert list(CASES) == cases.columns[: len(CASES)]
    return cases


def amounts(cases: pl.DataFrame) -> dict[str, Decimal]:
    """Return the amounts of the only case that are not zero."""
    (row,) = cases.select(AMOUNTS).to_dicts()
    return {name: value for name, value in row.items() if value}


OLD, RECENT, LAST = date(2023, 3, 1), date(2025, 3, 1), JUNE
PAID = [
    payment(OLD, date(2023, 4, 5)),
    payment(RECENT, date(2025, 4, 5)),
    payment(LAST, date(2025, 6, 25)),
]


@pytest.mark.parametrize(
    ("findings", "rows", "expected"),
    [
        pytest.param(
            [finding(OLD, "200"), finding(RECENT, "300")],
            {"payments": PAID},
            {"overpaid": "500", "prescribed": "200", "recoverable": "300"},
            id="an old payment is prescribed",
        ),
        pytest.param(
            [finding(OLD, "200")],
            {"payments": [payment(OLD, date(2023, 6, 30))]},
            {"overpaid": "200", "prescribed": "200"},
            id="prescribed on its day",
        ),
        pytest.param(
            [finding(OLD, "200")],
            {"payments": [payment(OLD, date(2023, 7, 1))]},
            {"overpaid": "200", "recoverable": "200"},
            id="claimable the day before",
        ),
        pytest.param(
            [finding(OLD, "200"), finding(RECENT, "300")],
            {"payments": PAID, "debts": [debt(OLD), debt(RECENT, benefit="PCH")]},
            {"overpaid": "500", "already_in_debt": "200", "recoverable": "300"},
            id="a known debt of the same benefit",
        ),
        pytest.param(
            [finding(RECENT, "300")],
            {"payments": [payment(RECENT, None)]},
            {"overpaid": "300", "undated": "300"},
            id="no payment date is shown apart",
        ),
        pytest.param(
            [finding(RECENT, "35.64")],
            {"payments": PAID},
            {"overpaid": "35.64", "under_threshold": "35.64"},
            id="APA at three hours of minimum wage",
        ),
        pytest.param(
            [finding(RECENT, "35.65")],
            {"payments": PAID},
            {"overpaid": "35.65", "recoverable": "35.65"},
            id="APA above, whole",
        ),
        pytest.param(
            [finding(RECENT, "30"), finding(RECENT, "30", benefit="APA_FACILITY")],
            {"payments": [*PAID, payment(RECENT, date(2025, 4, 5), benefit="APA_FACILITY")]},
            {"overpaid": "60", "recoverable": "60"},
            id="both APA share one threshold",
        ),
        pytest.param(
            [finding(RECENT, "300"), finding(OLD, "-120")],
            {"payments": PAID},
            {"overpaid": "300", "underpaid": "120", "recoverable": "180"},
            id="what is owed reduces what is claimed",
        ),
        pytest.param(
            [finding(RECENT, "-120")],
            {"payments": PAID},
            {"underpaid": "120"},
            id="an unpaid right alone",
        ),
        pytest.param(
            [finding(LAST, "300")],
            {"payments": PAID},
            {"overpaid": "300", "recoverable": "300", "at_risk_next_month": "300"},
            id="the last month paid would be repeated",
        ),
        pytest.param(
            [finding(LAST, "300", rule_id="AIS-FAC-001")],
            {"payments": PAID},
            {"overpaid": "300", "recoverable": "300"},
            id="an invoice is not repeated",
        ),
        pytest.param(
            [finding(LAST, "300")],
            {
                "payments": PAID,
                "rights": [
                    {
                        "source": "apa", "right_id": "D1", "valid_from": OLD,
                        "benefit": "APA_HOME", "person_id": "p1", "start_date": OLD,
                        "end_date": date(2025, 6, 15), "state": "open",
                    }
                ],
            },
            {"overpaid": "300", "recoverable": "300"},
            id="an ended right is not repeated",
        ),
    ],
)  # fmt: skip
def test_each_euro_stands_in_one_place(
    rules: tuple[Rule, ...],
    parameters: Parameters,
    findings: list[Row],
    rows: dict[str, list[Row]],
    expected: dict[str, str],
) -> None:
    """Prescription, debts, thresholds and compensation follow the contract."""
    cases = assembled(findings, table_set(**rows), rules, parameters)
    assert amounts(cases) == {name: Decimal(value) for name, value in expected.items()}


def rsa(month: date, counted: str, **given: object) -> Row:
    """Return a finding on household h1."""
    return finding(
        month, counted, benefit="RSA", source="rsa", household_id="h1", **given
    )


@pytest.mark.parametrize(
    ("counted", "place"), [("76.99", "under_threshold"), ("77.00", "recoverable")]
)
def test_rsa_threshold(
    rules: tuple[Rule, ...], parameters: Parameters, counted: str, place: str
) -> None:
    """RSA is claimed from 77 euros on, on the household's total."""
    paid = payment(
        RECENT, date(2025, 4, 5), benefit="RSA", source="rsa", household_id="h1"
    )
    cases = assembled(
        [rsa(RECENT, counted)], table_set(payments=[paid]), rules, parameters
    )
    assert amounts(cases)[place] == Decimal(counted)


def test_one_case_an_individual_a_household_a_provider(
    rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """Records of one individual meet; RSA and provider faults stand apart."""
    findings = [
        finding(RECENT, "100"),
        finding(RECENT, "50", source="pch", person_id="q1", benefit="PCH", element="1"),
        rsa(RECENT, "90"),
        finding(
            RECENT, "70", debtor="provider", provider_id="S1", rule_id="AIS-TAR-001"
        ),
        finding(
            RECENT,
            "70",
            debtor="provider",
            provider_id="S1",
            person_id="p2",
            individual_id="i2",
        ),
    ]
    given = table_set([("apa", "p1", "i1"), ("pch", "q1", "i1"), ("apa", "p2", "i2")])
    cases = assembled(findings, given, rules, parameters)
    found = {
        row["kind"]: (
            row["individual_id"],
            row["household_id"],
            row["provider_id"],
            row["benefits"],
            row["members"],
        )
        for row in cases.to_dicts()
    }
    assert cases.height == 3
    assert found == {
        "agent": ("i1", None, None, ["APA_HOME", "PCH"], ["apa:p1", "pch:q1"]),
        "signalement": ("i1", "h1", None, ["RSA"], ["rsa:h1"]),
        "provider": (None, None, "S1", ["APA_HOME"], ["S1"]),
    }
    owned = case_of_findings(pl.DataFrame(findings, schema=FINDINGS), cases)
    by_case = dict(owned.group_by("case_id").len().iter_rows())
    kinds = dict(cases.select("case_id", "kind").iter_rows())
    assert {kinds[case]: rows for case, rows in by_case.items()} == {
        "agent": 2,
        "signalement": 1,
        "provider": 2,
    }


def test_a_case_takes_the_highest_severity_and_the_main_debtor(
    rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """Severity is the maximum of the rules; the debtor is who owes most."""
    findings = [
        finding(RECENT, "10", rule_id="AIS-PRS-001"),
        finding(RECENT, "100", debtor="carer"),
        finding(LAST, "20"),
    ]
    (case,) = assembled(findings, table_set(), rules, parameters).to_dicts()
    assert (case["severity"], case["debtor"]) == ("high", "carer")
    assert case["rules"] == ["AIS-MNT-005", "AIS-PRS-001"]
    assert (case["first_month"], case["last_month"]) == (RECENT, LAST)


def test_cases_are_ranked_by_euros_then_by_urgency(
    rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """Most recoverable first; at equal euros, the first to be prescribed."""
    people = ("p1", "p2", "p3")
    findings = [
        finding(RECENT, amount, person_id=one, individual_id=one)
        for one, amount in zip(people, ("100", "100", "300"), strict=True)
    ]
    days = (date(2025, 4, 20), date(2025, 4, 2), date(2025, 4, 20))
    payments = [
        payment(RECENT, day, person_id=one)
        for one, day in zip(people, days, strict=True)
    ]
    cases = assembled(findings, table_set(payments=payments), rules, parameters)
    assert cases["individual_id"].to_list() == ["p3", "p2", "p1"]
    assert cases["next_prescription"].to_list()[1] == date(2027, 4, 2)


def test_a_case_lives_from_month_to_month(
    rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """A case keeps its name and first day, ends once with nothing left to claim."""
    given = table_set(payments=PAID)
    first = assembled([finding(RECENT, "100")], given, rules, parameters)
    assert first["state"].to_list() == ["new"]
    earlier = first.with_columns(first_seen=pl.lit(date(2025, 5, 31)))
    again = assembled([finding(LAST, "50")], given, rules, parameters, earlier)
    assert again["case_id"].to_list() == first["case_id"].to_list()
    assert again.select("state", "first_seen", "last_seen").row(0) == (
        "continuing", date(2025, 5, 31), date(2025, 6, 30),
    )  # fmt: skip
    ended = assembled([], given, rules, parameters, again)
    assert ended.select("state", "overpaid", "recoverable").row(0) == (
        "ended", Decimal(0), Decimal(0),
    )  # fmt: skip
    assert assembled([], given, rules, parameters, ended).is_empty()


def test_a_case_is_recognised_when_individuals_are_linked_anew(
    rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """A record that joins the individual, even a smaller one, does not rename the case."""
    before = table_set([("apa", "p1", "i1")])
    first = assembled([finding(RECENT, "100")], before, rules, parameters)
    after = table_set([("aaa", "x9", "i7"), ("apa", "p1", "i7")])
    moved = [finding(RECENT, "100", individual_id="i7")]
    again = assembled(moved, after, rules, parameters, first)
    assert again["case_id"].to_list() == first["case_id"].to_list()
    assert again["state"].to_list() == ["continuing"]
    without = assembled(moved, after, rules, parameters)
    assert without["case_id"].to_list() != first["case_id"].to_list()


def test_an_individual_split_in_two_keeps_one_name_each(
    rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """Of two parts of a former case one keeps its name, the other gets its own."""
    both = [finding(RECENT, "100"), finding(RECENT, "80", person_id="p2")]
    together = table_set([("apa", "p1", "i1"), ("apa", "p2", "i1")])
    first = assembled(both, together, rules, parameters)
    apart = table_set([("apa", "p1", "i1"), ("apa", "p2", "i2")])
    split = [both[0], finding(RECENT, "80", person_id="p2", individual_id="i2")]
    cases = assembled(split, apart, rules, parameters, first)
    named = dict(cases.select("individual_id", "case_id").iter_rows())
    assert named["i1"] == first["case_id"].item()
    assert named["i2"] != named["i1"]


def test_the_order_of_rows_changes_nothing(
    rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """The same findings in another order give the same cases."""
    findings = [
        finding(RECENT, "100"),
        finding(LAST, "100", debtor="carer"),
        finding(RECENT, "70", person_id="p2", individual_id="i2"),
        rsa(RECENT, "90"),
    ]
    given = table_set(payments=PAID)
    straight = assembled(findings, given, rules, parameters)
    assert assembled(findings[::-1], given, rules, parameters).equals(straight)
