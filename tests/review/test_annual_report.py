"""The annual report: figures of a year both ways, and small counts hidden."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from desk_support import EXPLAINED, UNDUE, Gap, add_actor, decided, write_run
from desk_tables import tables_of
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from bondroit.review.desk import Desk
from bondroit.review.files.annual import Year, year_of
from bondroit.review.files.annual_page import annual_page
from bondroit.review.files.disparity import LEAST, Judged, disparity, hidden
from bondroit.review.importing.runs import import_run
from bondroit.review.services.verdicts import NewVerdict
from bondroit.review.vocabulary import VerdictCode

OWED = NewVerdict(
    code=VerdictCode.ARREARS_DUE, reason="input_error", amount=Decimal("-40.10")
)
OURS = NewVerdict(
    code=VerdictCode.OWN_ERROR, reason="input_error", amount=Decimal("-10.00")
)


@pytest.fixture
def year(file_desk: Desk, tmp_path: Path) -> Year:
    """Six cases of a year, four of them concluded."""
    gaps = [Gap(person) for person in range(6)]
    import_run(file_desk, write_run(tmp_path / "2026-10-a", gaps), tables_of(6))
    ana = add_actor(file_desk, "ana")
    for person, verdict in enumerate((UNDUE, EXPLAINED, OWED, OURS)):
        decided(file_desk, ana, person, verdict)
    return year_of(file_desk, 2026)


def test_euros_count_both_ways_and_apart(year: Year) -> None:
    """What was paid in excess and what is owed are never netted."""
    assert (year.cases, year.concluded, year.dismissed, year.ours) == (6, 4, 1, 1)
    assert (year.overpaid, year.owed) == (Decimal("100.00"), Decimal("50.10"))
    assert (year.precision.hits, year.precision.total) == (3, 4)
    assert [(rule, share.total) for rule, share in year.rules] == [("AIS-DEC-001", 4)]


def test_another_year_is_empty(file_desk: Desk) -> None:
    """A year without run nor verdict still makes a page."""
    page = annual_page(year_of(file_desk, 2025), {}, "")

    assert "0 dossier conclu" in re.sub(r"\s", " ", page)
    assert "Aucune exécution cette année" in page


def test_the_page_says_it_and_names_nobody(year: Year) -> None:
    """The headline, the interval of precision, the rule's title; no person."""
    page = annual_page(
        year, {"AIS-DEC-001": "Versement après décès"}, "Département <x>"
    )
    text = re.sub(r"\s+", " ", str(html.fromstring(page).text_content()))

    assert "4 dossiers conclus en 2026 : 100,00 € retenus" in text
    assert "3 sur 4, soit 75 % (de 30 à 95 %)" in text
    assert "Versement après décès" in text
    assert "Département <x>" in text
    assert "NOMFICTIF" not in text


def test_small_groups_are_hidden(year: Year) -> None:
    """Six people are too few for any line to be shown."""
    for _, groups in year.groups:
        assert {group.cases for group in groups} == {None}


def _cases(sizes: Sequence[tuple[int, int, int]]) -> list[Judged]:
    return [
        Judged(
            benefits=("RSA",),
            birth=date(born, 1, 1),
            sex="F",
            concluded=rank < judged,
            confirmed=rank < right,
        )
        for (count, judged, right), born in zip(sizes, (2000, 1970, 1940), strict=True)
        for rank in range(count)
    ]


def test_ages_are_counted_in_bands() -> None:
    """Each case falls in one band, at the end of the year."""
    found = dict(
        disparity(_cases([(20, 15, 0), (30, 30, 15), (40, 0, 0)]), date(2026, 12, 31))
    )

    assert [(one.name, one.cases, one.concluded) for one in found["Âge"]] == [
        ("moins de 30 ans", 20, 15),
        ("45 à 59 ans", 30, 30),
        ("85 ans et plus", 40, 0),
    ]
    assert found["Sexe"][0].cases == 90


def test_the_complement_of_a_count_does_not_tell_a_small_one() -> None:
    """Twenty judged, fifteen confirmed would say that five were not."""
    found = dict(
        disparity(_cases([(20, 20, 15), (40, 40, 20), (0, 0, 0)]), date(2026, 12, 31))
    )

    assert [one.confirmed for one in found["Âge"]] == [None, 20]


@given(st.lists(st.integers(0, 40), max_size=8))
def test_no_small_count_is_shown_nor_left_alone(counts: list[int]) -> None:
    """A single hidden line would follow from the total: another is hidden with it."""
    shown = hidden(counts)

    assert not [one for one in shown if one is not None and 0 < one < LEAST]
    assert all(one in (None, count) for one, count in zip(shown, counts, strict=True))
    assert shown.count(None) != 1 or len(counts) == 1
