"""A euro is counted once, whatever the rules, the debtors and the order of rows."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bondroit.cases.netting import net_findings
from bondroit.engine.views.paid_months import PAID
from bondroit.model.outputs import FINDINGS

MARCH = date(2025, 3, 1)
Row = dict[str, object]


def finding(number: str, amount: str | None, **given: object) -> Row:
    """Return a finding on the APA of p1 in March 2025."""
    return {
        **dict.fromkeys(FINDINGS),
        "finding_id": number,
        "rule_id": "AIS-HOS-001",
        "rule_version": 1,
        "verdict": "fires",
        "benefit": "APA_HOME",
        "source": "apa",
        "person_id": "p1",
        "individual_id": "i1",
        "month": MARCH,
        "amount": None if amount is None else Decimal(amount),
        "debtor": "beneficiary",
        "explanation": "",
        "evidence": "{}",
        **given,
    }


def paid(amount: str | None, **given: object) -> Row:
    """Return what was paid to p1 for March 2025."""
    return {
        **dict.fromkeys(PAID),
        "source": "apa",
        "subject_id": "p1",
        "benefit": "APA_HOME",
        "month": MARCH,
        "net_paid": None if amount is None else Decimal(amount),
        **given,
    }


def counted(findings: list[Row], payments: list[Row]) -> dict[str, Decimal | None]:
    """Return the counted amount of each finding."""
    netted = net_findings(
        pl.DataFrame(findings, schema=FINDINGS), pl.DataFrame(payments, schema=PAID)
    )
    assert netted.schema == pl.Schema(FINDINGS)
    return dict(netted.select("finding_id", "counted_amount").iter_rows())


def euros(**amounts: str | None) -> dict[str, Decimal | None]:
    """Return expected counted amounts."""
    return {k: None if v is None else Decimal(v) for k, v in amounts.items()}


@pytest.mark.parametrize(
    ("findings", "payments", "expected"),
    [
        pytest.param(
            [finding("a", "100.00"), finding("b", "80.00", rule_id="AIS-DEC-001")],
            [paid("200.00")],
            euros(a="100.00", b="0.00"),
            id="the largest of one debtor",
        ),
        pytest.param(
            [finding("a", "50.00"), finding("b", "50.00", rule_id="AIS-DEC-001")],
            [paid("200.00")],
            euros(a="0.00", b="50.00"),
            id="a tie goes to the first rule",
        ),
        pytest.param(
            [finding("a", "300.00")],
            [paid("200.00")],
            euros(a="200.00"),
            id="never above what was paid",
        ),
        pytest.param(
            [finding("a", "300.00")],
            [],
            euros(a="0.00"),
            id="nothing paid, nothing undue",
        ),
        pytest.param(
            [finding("a", "300.00")],
            [paid(None)],
            euros(a="300.00"),
            id="payment unknown",
        ),
        pytest.param(
            [finding("a", "30.00")],
            [paid("-5.00")],
            euros(a="0.00"),
            id="all taken back",
        ),
        pytest.param(
            [
                finding("a", "150.00"),
                finding("b", "90.00", debtor="provider", provider_id="S1"),
                finding("c", "20.00", debtor="provider", provider_id="S2"),
            ],
            [paid("200.00")],
            euros(a="150.00", b="50.00", c="0.00"),
            id="debtors add up within the payment",
        ),
        pytest.param(
            [finding("a", "-40.00"), finding("b", "-70.00"), finding("c", "30.00")],
            [paid("200.00")],
            euros(a="0.00", b="-70.00", c="30.00"),
            id="both signs kept apart",
        ),
        pytest.param(
            [finding("a", "-40.00")],
            [],
            euros(a="-40.00"),
            id="unpaid months have no cap",
        ),
        pytest.param(
            [finding("a", None), finding("b", "0.00")],
            [paid("200.00")],
            euros(a=None, b="0.00"),
            id="no amount is not zero",
        ),
        pytest.param(
            [
                finding("a", "60.00", benefit="PCH", element="1"),
                finding("b", "60.00", benefit="PCH", element="2"),
            ],
            [
                paid("100.00", benefit="PCH", element="1"),
                paid("100.00", benefit="PCH", element="2"),
            ],
            euros(a="60.00", b="60.00"),
            id="elements add up",
        ),
        pytest.param(
            [
                finding("a", "60.00", benefit="RSA", household_id="h1"),
                finding("b", "90.00", benefit="RSA", household_id="h1", person_id="p2"),
            ],
            [paid("100.00", benefit="RSA", subject_id="h1")],
            euros(a="0.00", b="90.00"),
            id="RSA is counted by household",
        ),
    ],
)
def test_counted_amounts(
    findings: list[Row], payments: list[Row], expected: dict[str, Decimal | None]
) -> None:
    """Each case of merging gives the amounts of the contract."""
    assert counted(findings, payments) == expected


def test_no_findings() -> None:
    """A run that finds nothing nets nothing."""
    assert counted([], [paid("10.00")]) == {}


CENTS = st.integers(-30_000, 30_000).map(lambda cents: str(Decimal(cents) / 100))
ROWS = st.lists(
    st.tuples(
        CENTS,
        st.sampled_from(["AIS-DEC-001", "AIS-HOS-001", "AIS-TAR-001"]),
        st.sampled_from(
            [("beneficiary", None), ("provider", "S1"), ("provider", "S2")]
        ),
        st.sampled_from(["p1", "p2"]),
    ),
    max_size=8,
)


def drawn(rows: list[tuple[str, str, tuple[str, str | None], str]]) -> list[Row]:
    """Return drawn findings, numbered."""
    return [
        finding(
            str(rank),
            amount,
            rule_id=rule,
            debtor=debtor,
            provider_id=provider,
            person_id=person,
        )
        for rank, (amount, rule, (debtor, provider), person) in enumerate(rows)
    ]


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, cap=st.integers(0, 30_000), seed=st.randoms())
def test_counted_once_whatever_the_order(
    rows: list[tuple[str, str, tuple[str, str | None], str]],
    cap: int,
    seed: object,
) -> None:
    """Positive euros never exceed the payment nor their finding, in any row order."""
    findings = drawn(rows)
    payments = [paid(str(Decimal(cap) / 100), subject_id=one) for one in ("p1", "p2")]
    found = counted(findings, payments)
    for one in ("p1", "p2"):
        own = [row for row in findings if row["person_id"] == one]
        amounts = [found[str(row["finding_id"])] or Decimal(0) for row in own]
        assert sum(a for a in amounts if a > 0) <= Decimal(cap) / 100
        lowest = min((Decimal(str(row["amount"])) for row in own), default=Decimal(0))
        assert sum(a for a in amounts if a < 0) == min(lowest, Decimal(0))
        for row, amount in zip(own, amounts, strict=True):
            assert abs(amount) <= abs(Decimal(str(row["amount"])))
    seed.shuffle(findings)  # type: ignore[attr-defined]
    assert counted(findings, payments) == found


@settings(max_examples=30, deadline=None)
@given(rows=ROWS)
def test_an_unrelated_row_changes_nothing(
    rows: list[tuple[str, str, tuple[str, str | None], str]],
) -> None:
    """A finding of another month or person leaves the others as they were."""
    payments = [paid("200.00"), paid("200.00", subject_id="p2")]
    alone = counted(drawn(rows), payments)
    stranger = finding("x", "999.00", person_id="p9")
    other_month = finding("y", "999.00", month=date(2025, 4, 1))
    more = counted([*drawn(rows), stranger, other_month], payments)
    assert {key: more[key] for key in alone} == alone
