"""Which rights and payments the state of a claim gives."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sources.cnaf.conftest import Read, Vrsb

MARCH = date(2025, 3, 1)
START = date(2024, 1, 1)


def _closing(day: str, reason: str = "PCG") -> str:
    return f"<FinDroit><MOTICLORSA>{reason}</MOTICLORSA><DTCLORSA>{day}</DTCLORSA></FinDroit>"


def _payment_stopped(day: str, reason: str = "06") -> str:
    return (
        f"<SuspensionVersement><MOTISUSVERSRSA>{reason}</MOTISUSVERSRSA>"
        f"<DDSUSVERSRSA>{day}</DDSUSVERSRSA></SuspensionVersement>"
    )


def _right_stopped(day: str, reason: str = "GA") -> str:
    return (
        f"<SuspensionDroit><MOTISUSDRORSA>{reason}</MOTISUSDRORSA>"
        f"<DDSUSDRORSA>{day}</DDSUSDRORSA></SuspensionDroit>"
    )


_REFUSAL = (
    "<Refus><DTREFURSA>2024-02-10</DTREFURSA><MOTIREFURSA>F02</MOTIREFURSA></Refus>"
)


@pytest.mark.parametrize(
    ("state", "situation", "versions"),
    [
        pytest.param("0", "", [], id="awaiting a decision"),
        pytest.param("1", _REFUSAL, [(START, "refused", "F02")], id="refused"),
        pytest.param(
            "2", "", [(START, "open", None), (MARCH, "open", None)], id="open"
        ),
        pytest.param(
            "4",
            _payment_stopped("2025-01-20"),
            [
                (START, "open", None),
                (date(2025, 1, 1), "suspended", "06"),
                (MARCH, "suspended", "06"),
            ],
            id="payment suspended in January",
        ),
        pytest.param(
            "3",
            _right_stopped("2025-03-05") + _payment_stopped("2024-06-01"),
            [(START, "open", None), (MARCH, "suspended", "GA")],
            id="right suspended this month",
        ),
        pytest.param(
            "4",
            _payment_stopped("2025-04-01"),
            [
                (START, "open", None),
                (MARCH, "open", None),
                (date(2025, 4, 1), "suspended", "06"),
            ],
            id="suspended from the next month",
        ),
        pytest.param(
            "4",
            "",
            [(START, "open", None), (MARCH, "suspended", None)],
            id="since when untold",
        ),
        pytest.param(
            "4",
            _payment_stopped("2023-05-01"),
            [(START, "suspended", "06"), (MARCH, "suspended", "06")],
            id="suspended from the start",
        ),
        pytest.param(
            "5",
            _closing("2024-12-31"),
            [
                (START, "open", None),
                (date(2025, 1, 1), "closed", "PCG"),
                (MARCH, "closed", "PCG"),
            ],
            id="closed",
        ),
        pytest.param(
            "5",
            _closing("2025-03-31"),
            [
                (START, "open", None),
                (MARCH, "open", None),
                (date(2025, 4, 1), "closed", "PCG"),
            ],
            id="closed with the month",
        ),
    ],
)
def test_versions(
    read: "Read",
    vrsb: "Vrsb",
    state: str,
    situation: str,
    versions: list[tuple[date, str, str | None]],
) -> None:
    """A state becomes versions since the start and one for the month of the flow."""
    delivery = read(vrsb.flow(vrsb.household(state=state, situation=situation)))

    assert delivery.rows("rights", "valid_from", "state", "reason") == versions


def test_versions_follow_one_another(read: "Read", vrsb: "Vrsb") -> None:
    """A version ends on the eve of the next, and the last one has no end."""
    situation = _payment_stopped("2025-01-20")
    delivery = read(vrsb.flow(vrsb.household(state="4", situation=situation)))

    assert delivery.rows("rights", "valid_from", "valid_to") == [
        (START, date(2024, 12, 31)),
        (date(2025, 1, 1), date(2025, 2, 28)),
        (MARCH, None),
    ]


@pytest.mark.parametrize(
    ("state", "situation", "end"),
    [
        pytest.param(
            "5", _closing("2025-01-15"), date(2024, 12, 31), id="inside a month"
        ),
        pytest.param("5", _closing("2025-01-01"), date(2024, 12, 31), id="first day"),
        pytest.param("5", _closing("2025-01-31"), date(2025, 1, 31), id="last day"),
        pytest.param("5", _closing("2024-02-29"), date(2024, 2, 29), id="leap day"),
        pytest.param(
            "5", _closing("2024-02-28"), date(2024, 1, 31), id="eve of a leap day"
        ),
        pytest.param(
            "5",
            _right_stopped("2025-01-15", "DG") + _closing("2025-01-15"),
            date(2025, 1, 31),
            id="a death leaves its month due",
        ),
        pytest.param("5", "", date(2025, 3, 31), id="untold, closed this month"),
        pytest.param("6", "", date(2025, 2, 28), id="untold, closed before"),
        pytest.param("5", _closing("0001-01-01"), date(2025, 3, 31), id="year 1"),
        pytest.param(
            "6",
            _closing("2024-11-30").replace("FinDroit>", "FinDroitMoisAnterieur>"),
            date(2024, 11, 30),
            id="closed before, regularised",
        ),
        pytest.param("2", "", None, id="open"),
    ],
)
def test_last_day_due(
    read: "Read", vrsb: "Vrsb", state: str, situation: str, end: date | None
) -> None:
    """The end of a right is the last day due, in each of its versions."""
    delivery = read(vrsb.flow(vrsb.household(state=state, situation=situation)))

    assert set(delivery.tables["rights"]["end_date"]) == {end}


@pytest.mark.parametrize(
    ("claimed", "begins", "start"),
    [
        pytest.param(
            "2024-01-15", "2024-06-01", START, id="first of the claim's month"
        ),
        pytest.param(
            "2024-01-15", "2023-11-01", date(2023, 11, 1), id="a line begins earlier"
        ),
        pytest.param("2024-01-15", "0001-01-01", START, id="year 1 is no date"),
    ],
)
def test_start(
    read: "Read", vrsb: "Vrsb", claimed: str, begins: str, start: date
) -> None:
    """A right opens with the month of the claim, or with an earlier line."""
    detail = vrsb.line(begins=begins)
    delivery = read(vrsb.flow(vrsb.household(claimed=claimed, detail=detail)))

    assert set(delivery.tables["rights"]["start_date"]) == {start}


@pytest.mark.parametrize(
    ("state", "situation", "paid"),
    [
        pytest.param("2", "", True, id="open"),
        pytest.param("3", _right_stopped("2025-03-01"), True, id="right suspended"),
        pytest.param("4", _payment_stopped("2025-03-01"), True, id="payment suspended"),
        pytest.param("5", _closing("2025-03-31"), True, id="last month due"),
        pytest.param("5", _closing("2025-02-28"), False, id="closed before"),
        pytest.param("6", _closing("2025-03-31"), False, id="regularised only"),
        pytest.param("0", "", False, id="awaiting a decision"),
        pytest.param("1", _REFUSAL, False, id="refused"),
    ],
)
def test_paid_while_payable(
    read: "Read",
    vrsb: "Vrsb",
    state: str,
    situation: str,
    paid: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """A line of the month is a payment while the right is payable, else it is counted."""
    household = vrsb.household(state=state, situation=situation, detail=vrsb.line())
    delivery = read(vrsb.flow(household))

    assert delivery.tables["payments"].height == int(paid)
    told = "1 ligne de versement du mois non reprise : droit non payable."
    assert (told in delivery.reading.warnings) is not paid


@pytest.mark.parametrize(
    ("nature", "amount", "last_paid", "paid"),
    [
        pytest.param("RSD", "340.10", "2025-03-31", True, id="paid in the month"),
        pytest.param("RSI", "340.10", "2025-03-01", True, id="increased"),
        pytest.param("RCB", "340.10", "2025-03-01", True, id="local activity"),
        pytest.param("RSD", "340.10", "2025-02-01", False, id="paid before"),
        pytest.param("RSD", "340.10", None, False, id="untold"),
        pytest.param("RSD", None, "2025-03-01", False, id="no amount"),
        pytest.param("RSJ", "340.10", "2025-03-01", False, id="State money"),
    ],
)
def test_payment_lines(
    read: "Read",
    vrsb: "Vrsb",
    nature: str,
    amount: str | None,
    last_paid: str | None,
    paid: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """Only département money that was last paid for the month is a payment of it."""
    line = vrsb.line(nature, amount=amount, last_paid=last_paid)
    delivery = read(vrsb.flow(vrsb.household(detail=line)))

    assert delivery.tables["payments"].height == int(paid)


def test_payment(read: "Read", vrsb: "Vrsb") -> None:
    """Lines of one nature make one payment, named after household, nature and month."""
    detail = vrsb.line(amount="0000300.10") + vrsb.line(amount="0000040.00")
    delivery = read(vrsb.flow(vrsb.household(detail=detail)))

    (row,) = delivery.tables["payments"].drop("position").to_dicts()
    household = "CAF-451-0346145-01024041045"
    assert row == {
        "payment_id": f"{household}:RSD:2025-03",
        "benefit": "RSA",
        "right_id": household,
        "person_id": delivery.tables["people"]["person_id"].item(),
        "household_id": household,
        "month": MARCH,
        "amount": Decimal("340.10"),
        "kind": "regular",
        "payee": "beneficiary",
    }
