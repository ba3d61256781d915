"""Which households, members and resources a flow of beneficiaries gives."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sources.cnaf.conftest import Read, Vrsb

FOYER = "CAF-451-0346145-01024041045"
MARCH = date(2025, 3, 1)


def test_household(read: "Read", vrsb: "Vrsb") -> None:
    """A household has its composition, amounts and reference quarter of the month."""
    people = (
        vrsb.person(resources=vrsb.resources())
        + vrsb.person(role="CJT", identity={"PRENOM": "LUC", "SEXE": "1"})
        + vrsb.person(role="ENF", identity={"PRENOM": "MIA", "DTNAI": "2018-01-01"})
        + vrsb.person(role="ENF", counted="0", identity={"PRENOM": "NOE"})
    )
    detail = vrsb.amounts(MTPFRSA="0000151.05") + vrsb.line("RSI")
    delivery = read(vrsb.flow(vrsb.household(people=people, detail=detail)))

    (row,) = delivery.tables["households"].drop("position").to_dicts()
    assert row == {
        "household_id": FOYER,
        "month": MARCH,
        "payer": "CAF",
        "payer_id": "0346145",
        "state": "2",
        "family_situation": "CEL",
        "increased": True,
        "pregnant": False,
        "adults": 2,
        "children": 1,
        "resources": Decimal("251.05"),
        "housing_deduction": Decimal("77.58"),
        "flat_amount": Decimal("646.52"),
        "computed_right": Decimal("468.94"),
        "reference_from": date(2024, 11, 1),
        "reference_to": date(2025, 1, 31),
        "commune": "45234",
    }


@pytest.mark.parametrize(
    ("changes", "column", "expected"),
    [
        pytest.param({"DFELECAL": "2025-02-28"}, "flat_amount", None, id="over before"),
        pytest.param(
            {"DDELECAL": "2025-04-01"}, "computed_right", None, id="begins after"
        ),
        pytest.param(
            {"DFELECAL": "2025-03-31"},
            "computed_right",
            Decimal("468.94"),
            id="ends with it",
        ),
        pytest.param({"MTALRSA": None}, "housing_deduction", None, id="untold"),
        pytest.param({"MTALRSA": ""}, "housing_deduction", None, id="empty"),
        pytest.param(
            {"MTALRSA": "0000000.00"}, "housing_deduction", Decimal(0), id="none"
        ),
    ],
)
def test_amounts_hold_for_their_period(
    read: "Read",
    vrsb: "Vrsb",
    changes: dict[str, str],
    column: str,
    expected: Decimal | None,
) -> None:
    """Amounts calculated for other months, or not told, are unknown."""
    delivery = read(vrsb.flow(vrsb.household(detail=vrsb.amounts(**changes))))

    assert delivery.tables["households"][column].to_list() == [expected]


@pytest.mark.parametrize(
    ("lines", "increased"),
    [
        pytest.param([], None, id="no line"),
        pytest.param([("RSD", None)], False, id="not increased"),
        pytest.param([("RSD", None), ("RSI", "2025-03-31")], True, id="in force"),
        pytest.param([("RSI", "2025-02-28")], False, id="over"),
        pytest.param([("RSI", "2099-12-31")], True, id="open end"),
    ],
)
def test_increased(
    read: "Read",
    vrsb: "Vrsb",
    lines: list[tuple[str, str | None]],
    increased: bool | None,  # noqa: FBT001 - a column of the table above
) -> None:
    """RSA is increased when a line RSI is in force in the month."""
    detail = "".join(vrsb.line(nature, ends=end) for nature, end in lines)
    delivery = read(vrsb.flow(vrsb.household(detail=detail)))

    assert delivery.tables["households"]["increased"].to_list() == [increased]


@pytest.mark.parametrize(
    ("start", "end", "pregnant"),
    [
        pytest.param("2024-10-01", None, True, id="going on"),
        pytest.param("2024-10-01", "2025-02-28", False, id="over"),
        pytest.param("2023-01-01", None, False, id="too old without an end"),
        pytest.param("2025-04-01", None, False, id="not begun"),
    ],
)
def test_pregnant(
    read: "Read",
    vrsb: "Vrsb",
    start: str,
    end: str | None,
    pregnant: bool,  # noqa: FBT001 - idem
) -> None:
    """A pregnancy counts in the months it meets."""
    told = f"<DFGRO>{end}</DFGRO>" if end else ""
    block = f"<Grossesse><DDGRO>{start}</DDGRO>{told}<DTDECLGRO>{start}</DTDECLGRO></Grossesse>"
    people = vrsb.person(pregnancy=block)
    delivery = read(vrsb.flow(vrsb.household(people=people)))

    assert delivery.tables["households"]["pregnant"].to_list() == [pregnant]


def test_roles(read: "Read", vrsb: "Vrsb") -> None:
    """Each role of the RSA has its word, and whoever is in charge holds the right."""
    roles = ("ENF", "CJT", "AUT", "RDO")
    people = "".join(
        vrsb.person(role=role, identity={"PRENOM": role}) for role in roles
    )
    delivery = read(vrsb.flow(vrsb.household(people=people)))

    members = delivery.tables["household_members"]
    assert members["role"].to_list() == ["child", "spouse", "other", "other"]
    assert set(delivery.tables["rights"]["person_id"]) == {members["person_id"][3]}


def test_resources(read: "Read", vrsb: "Vrsb") -> None:
    """Natures repeated in a month are added, and family benefits go to the holder."""
    resources = vrsb.resources(
        ("2024-11-01", [("001", "0001675.00"), ("001", "0000000.05")]),
        ("2024-12-01", [("010", "0000045.00")]),
    )
    detail = vrsb.amounts(MTPFRSA="0000151.05")
    household = vrsb.household(people=vrsb.person(resources=resources), detail=detail)
    delivery = read(vrsb.flow(household))

    assert delivery.rows("resources", "month", "nature", "origin", "amount") == [
        (date(2024, 11, 1), "001", "declared", Decimal("1675.05")),
        (date(2024, 12, 1), "010", "declared", Decimal("45.00")),
        (MARCH, "PF", "declared", Decimal("151.05")),
    ]


def test_nil_quarter(read: "Read", vrsb: "Vrsb") -> None:
    """A quarter declared nil gives a nil resource in each of its months."""
    people = vrsb.person(resources=vrsb.resources())
    delivery = read(vrsb.flow(vrsb.household(people=people)))

    assert delivery.rows("resources", "month", "nature", "amount") == [
        (date(2024, 11, 1), "000", Decimal(0)),
        (date(2024, 12, 1), "000", Decimal(0)),
        (date(2025, 1, 1), "000", Decimal(0)),
    ]
