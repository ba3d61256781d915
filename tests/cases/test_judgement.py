"""A whole judgement: facts, netting, then prescription and recovery."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bondroit.cases.assembly import assemble_cases
from bondroit.cases.judgement import Judgement, judge
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import COVERAGE, FINDINGS, SILENCED, UNKNOWNS
from bondroit.model.rule import Rule, Status
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES

RULES = Path(__file__).parents[2] / "rules"
FAMILIES = {"FAC", "TAR", "PRE", "AID", "PRS"}
OLD, MAY = date(2023, 5, 1), date(2025, 5, 1)
SCOPE = Scope(first_month=date(2023, 1, 1), last_month=MAY, as_of=date(2025, 5, 31))
Row = dict[str, object]


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    """Return the law as delivered."""
    return Parameters.load([RULES / "parameters"])


@pytest.fixture(scope="module")
def rules() -> tuple[Rule, ...]:
    """Return the rules on providers, carers and recovery."""
    return tuple(rule for rule in load_rules([RULES]) if rule.family in FAMILIES)


def table_set(**rows: list[Row]) -> TableSet:
    """Return a table set whose payments cover every date."""
    frames = {
        name: pl.LazyFrame(
            [{**dict.fromkeys(TABLES[name].schema), **row} for row in given],
            schema={
                **TABLES[name].schema,
                "source_file": pl.String(),
                "source_position": pl.String(),
            },
        )
        for name, given in rows.items()
    }
    covered = [
        {"table": name, "source": "apa", "covers_from": None, "covers_to": None}
        for name in rows
    ]
    return TableSet(frames=frames, coverage=pl.DataFrame(covered, schema=COVERAGE))


RIGHT: Row = {
    "source": "apa", "right_id": "D1", "valid_from": OLD, "start_date": OLD,
    "benefit": "APA_HOME", "person_id": "p1", "state": "open",
    "plan_amount": Decimal("600.00"), "participation": Decimal("60.00"),
}  # fmt: skip


def payment(month: date, paid_on: date, amount: str = "432.00", **given: object) -> Row:
    """Return what was paid for twenty hours."""
    return {
        "source": "apa", "payment_id": f"{month}{given}", "benefit": "APA_HOME",
        "right_id": "D1", "person_id": "p1", "month": month, "amount": Decimal(amount),
        "kind": "regular", "paid_on": paid_on, "payee": "provider", "payee_id": "S1",
        **given,
    }  # fmt: skip


def line(month: date, hours: str, price: str = "24.00") -> Row:
    """Return an invoice line of provider S1 for p1."""
    return {
        "source": "apa", "invoice_id": f"F{month}", "line_id": "1", "provider_id": "S1",
        "person_id": "p1", "benefit": "APA_HOME", "month": month,
        "hours": Decimal(hours), "unit_price": Decimal(price),
        "amount": Decimal(hours) * Decimal(price),
    }  # fmt: skip


def visit(month: date, hours: int, **given: object) -> Row:
    """Return one visit of provider S1 to p1."""
    start = datetime(month.year, month.month, 2, 8)  # noqa: DTZ001 - local times
    return {
        "source": "apa", "visit_id": f"{month}{given}", "benefit": "APA_HOME",
        "person_id": "p1", "provider_id": "S1", "worker_id": "W1", "start": start,
        "end": start.replace(hour=8 + hours), **given,
    }  # fmt: skip


def provider(**given: object) -> Row:
    """Return provider S1 at 24 euros an hour."""
    return {
        "provider_id": "S1", "valid_from": date(2020, 1, 1), "tariff": Decimal("24.00"),
        **given,
    }  # fmt: skip


@pytest.fixture(scope="module")
def overbilled() -> TableSet:
    """Return two months billed above what was recorded, one of them old."""
    return table_set(
        rights=[RIGHT],
        payments=[
            payment(OLD, date(2023, 6, 20)),
            payment(MAY, date(2025, 5, 25)),
            payment(MAY, date(2025, 5, 25), "-200.00", kind="recovery"),
        ],
        invoice_lines=[line(OLD, "20.00"), line(MAY, "20.00", "25.00")],
        visits=[visit(OLD, 10), visit(MAY, 10)],
        providers=[provider()],
        debts=[],
    )


def found(
    judgement: Judgement,
) -> set[tuple[str, date, Decimal | None, Decimal | None]]:
    """Return what was found: rule, month, amount and counted amount."""
    columns = ("rule_id", "month", "amount", "counted_amount")
    return set(judgement.findings.select(columns).iter_rows())


def test_the_second_pass_judges_what_was_netted(
    overbilled: TableSet, rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """Two rules on one month count once; prescription and retention come after."""
    judgement = judge(overbilled, rules, parameters, SCOPE)
    assert judgement.findings.schema == pl.Schema(FINDINGS)
    assert judgement.unknowns.schema == pl.Schema(UNKNOWNS)
    assert found(judgement) == {
        ("AIS-FAC-001", OLD, Decimal("216.00"), Decimal("216.00")),
        ("AIS-FAC-001", MAY, Decimal("225.00"), Decimal("225.00")),
        ("AIS-TAR-001", MAY, Decimal("18.00"), Decimal("0.00")),
        ("AIS-PRS-001", OLD, None, None),
        ("AIS-PRS-003", MAY, None, None),
    }


def test_a_judgement_becomes_cases(
    overbilled: TableSet, rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """The provider owes; the retention on the person is another case, without euros."""
    judgement = judge(overbilled, rules, parameters, SCOPE)
    cases = assemble_cases(judgement, overbilled, rules, parameters, SCOPE)
    kinds = {row["kind"]: row for row in cases.to_dicts()}
    assert set(kinds) == {"provider", "agent"}
    assert kinds["provider"]["recoverable"] == Decimal("441.00")
    assert kinds["agent"]["overpaid"] == 0
    assert kinds["agent"]["rules"] == ["AIS-PRS-003"]


def test_only_the_statuses_asked_are_judged(
    overbilled: TableSet, rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """Active rules are silent when only shadow rules are asked for."""
    judgement = judge(overbilled, rules, parameters, SCOPE, statuses=[Status.SHADOW])
    assert judgement.findings.is_empty()
    assert judgement.unknowns.is_empty()


def test_what_cannot_be_judged_is_counted(
    rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """Without télégestion or tariff the month is unknown, never undue."""
    given = table_set(
        rights=[RIGHT],
        payments=[payment(MAY, date(2025, 5, 25))],
        invoice_lines=[line(MAY, "20.00")],
        visits=[],
        providers=[],
    )
    judgement = judge(given, rules, parameters, SCOPE)
    assert judgement.findings.is_empty()
    judged = {rule.id for rule in rules if rule.status is Status.ACTIVE}
    unknown = set(judgement.unknowns["rule_id"].to_list())
    assert {"AIS-FAC-001", "AIS-TAR-001"} <= unknown <= judged


def test_what_an_exclusion_silenced_is_listed(
    rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """A closed provider that was taken over is set aside, with the clause's name."""
    given = table_set(
        rights=[RIGHT],
        payments=[payment(MAY, date(2025, 5, 25))],
        invoice_lines=[line(MAY, "20.00")],
        visits=[visit(MAY, 10)],
        providers=[provider(closed_on=date(2025, 1, 31), successor_id="S2")],
    )
    judgement = judge(given, rules, parameters, SCOPE)
    assert {row[0] for row in found(judgement)} == {"AIS-FAC-001"}
    aside = judgement.explained
    assert aside.select("rule_id", "person_id", "month", "clause").rows() == [
        ("AIS-PRE-001", "p1", MAY, "etablissement_repris")
    ]


def by_two(person: str, minute: int = 0) -> list[Row]:
    """Return two visits to a person at the same hours, by two workers."""
    return [
        visit(MAY, 2, person_id=person, visit_id=f"{person}-{worker}", worker_id=worker)
        | {"start": datetime(2025, 5, 2, 8, minute)}  # noqa: DTZ001 - local times
        for worker in ("W1", "W2")
    ]


def test_look_alikes_are_listed_in_the_case_of_the_provider(
    rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """Help given by two to somebody without any finding shows where the provider owes."""
    given = table_set(
        rights=[RIGHT, {**RIGHT, "right_id": "D2", "person_id": "p2"}],
        payments=[payment(MAY, date(2025, 5, 25))],
        invoice_lines=[line(MAY, "20.00")],
        visits=[visit(MAY, 10), *by_two("p2")],
        providers=[provider()],
    )
    judgement = judge(given, rules, parameters, SCOPE)
    aside = judgement.explained.filter(pl.col("rule_id") == "AIS-FAC-003")
    assert judgement.findings["person_id"].unique().to_list() == ["p1"]
    assert aside.select("person_id", "provider_id", "month", "clause").rows() == [
        ("p2", "S1", MAY, "faite_a_deux")
    ]


def test_look_alikes_of_people_without_a_finding_are_counted_not_named(
    rules: tuple[Rule, ...], parameters: Parameters
) -> None:
    """Employers whose wages use the aid up, and help by two: figures, and no line on them."""
    year = [date(2025 - (rank > 4), (4 - rank) % 12 + 1, 1) for rank in range(12)]  # fmt: skip
    direct = {**RIGHT, "delivery_mode": "direct", "granted_hours": Decimal(30)}
    given = table_set(
        rights=[direct, {**RIGHT, "right_id": "D2", "person_id": "p2"}],
        payments=[
            payment(month, month.replace(day=25), "600.00", payee="beneficiary",
                    payee_id=None, hours=Decimal(30))
            for month in year
        ],
        employments=[
            {"source": "apa", "employment_id": f"e{month}", "person_id": "p1",
             "carer_id": "c1", "month": month, "declared_hours": Decimal(20),
             "paid_amount": Decimal(590)}
            for month in year
        ],
        invoice_lines=[],
        visits=by_two("p2"),
        providers=[provider()],
    )  # fmt: skip
    judgement = judge(given, rules, parameters, SCOPE)
    assert judgement.findings.is_empty()
    assert judgement.explained.is_empty()
    assert judgement.silenced.schema == pl.Schema(SILENCED)
    assert judgement.silenced.rows() == [
        ("AIS-FAC-003", "faite_a_deux", "APA_HOME", 1, 1),
        ("AIS-FAC-008", "montant_depense", "APA_HOME", 1, 1),
    ]
