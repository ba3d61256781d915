"""What lines of deaths give, whatever their defects."""

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bondroit.sources import insee_files

if TYPE_CHECKING:
    from tests.sources.insee.conftest import Line, Read


def testline(read: "Read", line: "Line") -> None:
    """A line of fixed width becomes a death, with a stable id."""
    row = read(line() + "\n").row()

    assert row == {
        "death_id": "20250114-45147-123-2668491032",
        "birth_name": "MARTIN",
        "first_names": "ANNE ZOE",
        "sex": "F",
        "birth_date": date(1940, 5, 17),
        "birth_date_precision": "day",
        "birth_place": "45234",
        "birth_place_name": "ORLEANS",
        "death_date": date(2025, 1, 14),
        "death_date_precision": "day",
        "death_place": "45147",
        "position": "ligne 1",
    }


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        pytest.param("19400500", date(1940, 5, 1), "month", id="day unknown"),
        pytest.param("19400000", date(1940, 1, 1), "year", id="month unknown"),
        pytest.param("19400012", date(1940, 1, 1), "year", id="day without month"),
        pytest.param("00000000", None, None, id="all unknown"),
        pytest.param("00000517", None, None, id="year unknown"),
        pytest.param("19401317", date(1940, 1, 1), "year", id="month 13"),
        pytest.param("19400532", date(1940, 5, 1), "month", id="day 32"),
        pytest.param("19410229", date(1941, 2, 1), "month", id="no leap year"),
        pytest.param("19400229", date(1940, 2, 29), "day", id="leap year"),
        pytest.param("19400431", date(1940, 4, 1), "month", id="31 April"),
        pytest.param("1940    ", date(1940, 1, 1), "year", id="only a year"),
        pytest.param("ABCDEFGH", None, None, id="letters"),
        pytest.param("20990101", None, None, id="born after the death"),
        pytest.param("00010101", None, None, id="year 1"),
        pytest.param("18991231", date(1899, 12, 31), "day", id="19th century"),
    ],
)
def test_birth_date(
    read: "Read", line: "Line", text: str, expected: date | None, precision: str | None
) -> None:
    """A date keeps what is known and possible of it."""
    row = read(line(born=text)).row()

    assert (row["birth_date"], row["birth_date_precision"]) == (expected, precision)


@pytest.mark.parametrize(
    ("died", "expected"),
    [
        pytest.param("20250100", (date(2025, 1, 1), "month"), id="day unknown"),
        pytest.param("00000000", (None, None), id="unknown"),
    ],
)
def test_death_date(
    read: "Read", line: "Line", died: str, expected: tuple[date | None, str | None]
) -> None:
    """A date of death may be known in part, or not at all."""
    row = read(line(died=died)).row()

    assert (row["death_date"], row["death_date_precision"]) == expected


@pytest.mark.parametrize("died", ["20990101", "00010101", "18500101"])
def test_unlikely_year_of_death(read: "Read", line: "Line", died: str) -> None:
    """A death in a year that cannot be is set aside, with its line."""
    deaths = read(f"{line()}\n{line(died=died)}\n")

    (aside,) = deaths.reading.quarantine
    assert deaths.rows.height == 1
    assert aside.select("position", "reason").rows() == [
        ("ligne 2", "année de décès invraisemblable")
    ]
    assert (deaths.reading.rows_read, deaths.reading.rows_quarantined) == (2, 1)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param("MARTIN*ANNE  ZOE/", ("MARTIN", "ANNE ZOE"), id="two blanks"),
        pytest.param("DE LA TOUR*LUC/", ("DE LA TOUR", "LUC"), id="particle"),
        pytest.param("MARTIN*ANNE", ("MARTIN", "ANNE"), id="no slash"),
        pytest.param("MARTIN ANNE ZOE/", ("MARTIN", "ANNE ZOE"), id="no star"),
        pytest.param("MARTIN/", ("MARTIN", None), id="name alone"),
        pytest.param("MARTIN*/", ("MARTIN", None), id="no first name"),
        pytest.param("*ANNE/", (None, "ANNE"), id="no name"),
    ],
)
def test_names(
    read: "Read", line: "Line", names: str, expected: tuple[str | None, str | None]
) -> None:
    """The star parts the name from the first names, else the first blank does."""
    row = read(line(names)).row()

    assert (row["birth_name"], row["first_names"]) == expected


def test_stray_characters(read: "Read", line: "Line") -> None:
    """Offsets count characters, in UTF-8, and in Latin-1 for the lines that are not."""
    good, odd = line("LEFÈVRE*ÉLOÏSE/"), line("NUÑEZ*JOSÉ/", act="124")
    deaths = read(good.encode() + b"\n" + odd.encode("latin-1") + b"\n")

    assert deaths.rows.select("birth_name", "first_names", "death_place").rows() == [
        ("LEFÈVRE", "ÉLOÏSE", "45147"),
        ("NUÑEZ", "JOSÉ", "45147"),
    ]


def test_separators_of_other_alphabets_do_not_cut_lines(
    read: "Read", line: "Line"
) -> None:
    """Only the end of line cuts lines, not characters that look like one."""
    deaths = read(line("MAR\x85TIN*AN\u2028NE/") + "\r\n")

    assert deaths.rows["death_place"].to_list() == ["45147"]


def test_born_abroad(read: "Read", line: "Line") -> None:
    """Without a commune, the country names the place of birth."""
    row = read(line(commune="", country="PORTUGAL")).row()

    assert row["birth_place_name"] == "PORTUGAL"


def test_short_lines(read: "Read", line: "Line") -> None:
    """A line too short for the layout is set aside, blank ones do not count."""
    deaths = read(f"{line()}\n\nMARTIN*ANNE/\n{line(act='124')}\n")

    (aside,) = deaths.reading.quarantine
    assert aside["position"].to_list() == ["ligne 3"]
    assert deaths.rows["position"].to_list() == ["ligne 1", "ligne 4"]


def test_duplicates(
    read: "Read", line: "Line", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten thousand times one line leave one death, across blocks, and are counted."""
    monkeypatch.setattr(insee_files, "_BLOCK", 100_000)
    deaths = read((line() + "\n") * 10_000 + line(act="124") + "\n")

    assert deaths.rows["position"].to_list() == ["ligne 1", "ligne 10001"]
    assert (deaths.reading.rows_read, deaths.reading.rows_silent) == (10_001, 9_999)
    assert deaths.reading.warnings == [
        "9\u202f999 décès écartés : doublon exact d'une autre ligne."
    ]


def test_one_record_two_spellings(read: "Read", line: "Line") -> None:
    """Two lines of one record that differ keep an id each."""
    deaths = read(f"{line()}\n{line('MARTIN*ANA/')}\n")

    assert deaths.rows["death_id"].n_unique() == 2


_WORD = st.text(
    st.characters(codec="utf-8", categories=["Lu"]), min_size=1, max_size=15
)


@settings(max_examples=60)
@given(
    name=_WORD,
    first=st.lists(_WORD, min_size=1, max_size=3),
    born=st.dates(date(1880, 1, 1), date(2020, 12, 31)),
    died=st.dates(date(2021, 1, 1), date(2025, 3, 1)),
    sex=st.sampled_from("12"),
)
def test_round_trip(
    read: "Read",
    line: "Line",
    name: str,
    first: list[str],
    born: date,
    died: date,
    sex: str,
) -> None:
    """Whatever is written in the layout is read back."""
    names = f"{name}*{' '.join(first)}/"
    row = read(line(names, sex, f"{born:%Y%m%d}", died=f"{died:%Y%m%d}")).row()

    assert row["birth_name"] == name
    assert row["first_names"] == " ".join(first)
    assert row["sex"] == {"1": "M", "2": "F"}[sex]
    assert (row["birth_date"], row["death_date"]) == (born, died)
