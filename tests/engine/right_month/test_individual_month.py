"""Two benefits of one individual in one month, from tables."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

JANUARY, FEBRUARY, MARCH, APRIL = (date(2025, month, 1) for month in range(1, 5))
World = Any
Maker = Callable[[], World]


def apa_and_pch(world: World) -> World:
    """Return one individual with APA at home and PCH, both paid until April."""
    world.person().person("pch", "1")
    world.individuals = [("apa", "1", "i"), ("pch", "1", "i")]
    for month in (JANUARY, FEBRUARY, MARCH, APRIL):
        world.paid(month, "400.00").paid(month, "700.00", "PCH")
    return world


def test_apa_and_pch_exclude_each_other(world: Maker) -> None:
    """The smaller payment is undue on APA, and the other side is named."""
    seen = apa_and_pch(world()).right().right("PCH", end_date=date(2025, 2, 10))
    findings = seen.judge("AIS-CUM-001").findings.sort("month")
    assert seen.found("AIS-CUM-001") == {"2025-01": "400.00", "2025-02": "142.86"}
    assert findings["benefit"].unique().to_list() == ["APA_HOME"]
    assert findings["counterpart"].unique().to_list() == ["pch:1:PCH"]
    assert findings["element"].to_list() == [None, None]


def test_a_switch_without_a_common_day_is_silent(world: Maker) -> None:
    """PCH until 10 February, APA from 11 February: no day in common."""
    seen = apa_and_pch(world()).right("PCH", end_date=date(2025, 2, 10))
    seen.right(start_date=date(2025, 2, 11), valid_from=date(2025, 2, 11))
    assert seen.found("AIS-CUM-001") == {}


def test_a_right_in_no_file_covers_the_month(world: Maker) -> None:
    """Both payments stand whole when the rights were not delivered."""
    assert apa_and_pch(world()).found("AIS-CUM-001") == {
        f"2025-0{number}": "400.00" for number in range(1, 5)
    }


def test_other_elements_of_pch_may_go_with_apa(world: Maker) -> None:
    """Element 2 of PCH does not exclude APA."""
    seen = apa_and_pch(world()).right().right("PCH", element="2")
    for row in seen.rows["payments"]:
        row["element"] = None if row["benefit"] == "APA_HOME" else "2"
    assert seen.found("AIS-CUM-001") == {}


def test_two_persons_are_never_one(world: Maker) -> None:
    """A couple of whom one has APA and the other PCH is silent."""
    seen = apa_and_pch(world()).right().right("PCH")
    seen.individuals = [("apa", "1", "i"), ("pch", "1", "j")]
    assert seen.found("AIS-CUM-001") == {}


def test_apa_and_actp_then_pch_and_actp(world: Maker) -> None:
    """ACTP carries the finding with PCH, and is the counterpart with APA."""
    seen = apa_and_pch(world()).right().right("PCH").right("ACTP")
    seen.paid(MARCH, "300.00", "ACTP")
    assert seen.found("AIS-CUM-002") == {"2025-03": "300.00"}
    assert seen.found("AIS-CUM-005") == {"2025-03": "300.00"}
    assert seen.judge("AIS-CUM-005").findings["benefit"].to_list() == ["ACTP"]


def test_two_regimes_of_apa_without_a_listed_stay(world: Maker) -> None:
    """The smaller payment is undue for the days in common, whichever side it is."""
    seen = world().person().right(end_date=date(2025, 2, 14))
    seen.right("APA_FACILITY", start_date=JANUARY, valid_from=JANUARY)
    for month in (JANUARY, FEBRUARY):
        seen.paid(month, "560.00").paid(month, "450.00", "APA_FACILITY")
    findings = seen.judge("AIS-ETB-002").findings
    assert seen.found("AIS-ETB-002") == {"2025-01": "450.00", "2025-02": "225.00"}
    assert findings["benefit"].unique().to_list() == ["APA_FACILITY"]
    assert findings["counterpart"].unique().to_list() == ["apa:1:APA_HOME"]


def test_a_tie_of_two_regimes_is_on_the_home(world: Maker) -> None:
    """Equal payments: the finding sits on APA at home."""
    seen = world().person().right().right("APA_FACILITY")
    seen.paid(MARCH, "450.00").paid(MARCH, "450.00", "APA_FACILITY")
    assert seen.judge("AIS-ETB-002").findings["benefit"].to_list() == ["APA_HOME"]


def test_listed_days_belong_to_the_stay_alone(world: Maker) -> None:
    """A care home entered on 16 March leaves fifteen common days unlisted."""
    seen = world().person().right().right("APA_FACILITY")
    seen.paid(MARCH, "310.00").paid(MARCH, "450.00", "APA_FACILITY")
    seen.stay("care_home", date(2025, 3, 16), None)
    assert seen.found("AIS-ETB-001") == {"2025-03": "160.00"}
    assert seen.found("AIS-ETB-002") == {"2025-03": "150.00"}


def two_payers(world: World, caf: str, msa: str) -> World:
    """Return one claimant known by CAF and MSA, paid by both in March."""
    for source, household, payer, amount in (
        ("caf", "h1", "CAF", caf),
        ("msa", "h2", "MSA", msa),
    ):
        world.person(source, household)
        world.add(
            "households",
            {
                "source": source,
                "household_id": household,
                "month": MARCH,
                "payer": payer,
                "state": "2",
            },
        )
        world.add(
            "household_members",
            {
                "source": source,
                "household_id": household,
                "month": MARCH,
                "person_id": household,
                "role": "claimant",
                "counted": True,
            },
        )
        world.add(
            "payments",
            {
                "source": source,
                "payment_id": household,
                "benefit": "RSA",
                "person_id": household,
                "household_id": household,
                "month": MARCH,
                "amount": Decimal(amount),
                "kind": "regular",
            },
        )
    world.individuals = [("caf", "h1", "i"), ("msa", "h2", "i")]
    return world


def test_rsa_paid_by_caf_and_msa(world: Maker) -> None:
    """The smaller RSA is undue; a tie sits on the MSA."""
    seen = two_payers(world(), "500.00", "568.94")
    tie = two_payers(world(), "568.94", "568.94")
    assert seen.found("AIS-DBL-001") == {"2025-03": "500.00"}
    finding = seen.judge("AIS-DBL-001").findings.row(0, named=True)
    assert (finding["household_id"], finding["counterpart"]) == ("h1", "msa:h2:RSA")
    assert tie.judge("AIS-DBL-001").findings["household_id"].to_list() == ["h2"]


def test_a_couple_in_both_households_is_one_finding(world: Maker) -> None:
    """Two adults counted in the same two households are one euro, once."""
    seen = two_payers(world(), "500.00", "568.94")
    for source, household in (("caf", "h1"), ("msa", "h2")):
        seen.add(
            "household_members",
            {
                "source": source,
                "household_id": household,
                "month": MARCH,
                "person_id": f"{household}-spouse",
                "role": "spouse",
                "counted": True,
            },
        )
    seen.individuals += [("caf", "h1-spouse", "j"), ("msa", "h2-spouse", "j")]
    assert seen.judge("AIS-DBL-001").findings.height == 1


def test_a_child_of_both_households_is_no_double(world: Maker) -> None:
    """Only claimants and spouses make RSA paid twice."""
    seen = two_payers(world(), "500.00", "568.94")
    seen.rows["household_members"][1]["role"] = "child"
    assert seen.found("AIS-DBL-001") == {}
