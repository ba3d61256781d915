"""Dated parameters: loading, overlays, gaps, neighbours and errors."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bondroit.engine.parameters import WIDE, Parameters, dated
from bondroit.errors import ConfigurationError
from bondroit.resources import shipped as shipped_folder

SHIPPED = shipped_folder("rules") / "parameters"

BASE = """
parameters:
  seuil:
    unit: EUR
    description: "Un seuil."
    source: "Décret A"
    known_until: 2026-03-31
    values:
      - {from: 2024-01-01, value: 10.10}
      - {from: 2024-07-01, value: 10.10}
      - {from: 2025-01-01, value: null, status: gap}
      - {from: 2025-07-01, value: 12.3, status: derived, note: "Déduit."}
  parole:
    unit: règle
    description: "Une règle."
    values:
      - {from: 2024-01-01, value: null, status: rule, note: "En mots."}
"""


def load(folder: Path, text: str = BASE) -> Parameters:
    """Write one file and load its folder."""
    folder.mkdir(exist_ok=True)
    (folder / "a.yml").write_text(text, encoding="utf-8")
    return Parameters.load([folder])


@pytest.fixture(scope="module")
def shipped() -> Parameters:
    """Return the parameters that come with the rules."""
    return Parameters.load([SHIPPED])


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 12, 1), None),
        (date(2024, 1, 1), "10.10"),
        (date(2024, 12, 31), "10.10"),
        (date(2025, 1, 1), None),
        (date(2025, 7, 1), "12.3"),
        (date(2026, 3, 1), "12.3"),
        (date(2026, 4, 1), None),
    ],
)
def test_value_in_force(tmp_path: Path, day: date, expected: str | None) -> None:
    """A gap, a day before the first value or after the last known one is unknown."""
    parameters = load(tmp_path)
    wanted = None if expected is None else Decimal(expected)
    assert parameters.value("seuil", day) == wanted
    found = pl.select(parameters.expr("seuil", pl.lit(day))).to_series()
    assert found.dtype == WIDE
    assert found.to_list() == [wanted]


def test_neighbours_skip_equal_values(tmp_path: Path) -> None:
    """The previous value differs from the one in force, and a gap hides it."""
    parameters = load(
        tmp_path,
        BASE.replace("      - {from: 2025-01-01, value: null, status: gap}\n", ""),
    )
    months = pl.Series([date(2024, 8, 1), date(2025, 8, 1)])
    frame = pl.select(
        back=parameters.previous("seuil", pl.lit(months)),
        forth=parameters.following("seuil", pl.lit(months)),
    )
    assert frame.rows() == [(None, Decimal("12.3")), (Decimal("10.10"), None)]


def test_later_folder_replaces_by_name(tmp_path: Path) -> None:
    """A département's own value replaces the whole parameter and leaves the others."""
    load(tmp_path / "one")
    local = BASE.split("  parole:", maxsplit=1)[0].replace("10.10", "20")
    load(tmp_path / "two", local)
    both = Parameters.load([tmp_path / "one", tmp_path / "two"])
    assert both.value("seuil", date(2024, 1, 1)) == Decimal(20)
    assert both.names() == ("parole", "seuil")
    assert both.describe("seuil").file == tmp_path / "two" / "a.yml"


def test_missing_for_lists_gaps_alone(tmp_path: Path) -> None:
    """A rule in words is not missing; a gap and an outdated value are."""
    parameters = load(tmp_path)
    assert parameters.missing_for(date(2024, 2, 1)) == ()
    assert parameters.missing_for(date(2025, 2, 1)) == ("seuil",)
    assert parameters.missing_for(date(2026, 4, 1)) == ("seuil",)


def test_source_falls_back_on_the_parameter(tmp_path: Path) -> None:
    """A value without its own source has the parameter's."""
    values = load(tmp_path).describe("seuil").values
    assert {value.source for value in values} == {"Décret A"}
    assert values[3].note == "Déduit."


def test_unknown_name_gives_the_nearest(tmp_path: Path) -> None:
    """A misspelt name is an error that says which name is near."""
    with pytest.raises(ConfigurationError, match="did you mean 'seuil'"):
        load(tmp_path).value("seuill", date(2024, 1, 1))


@pytest.mark.parametrize(
    ("before", "after", "place", "what"),
    [
        ("value: 10.10", "value: dix", "a.yml:9:35", "not a number"),
        ("value: 10.10", "value: nan", "a.yml:9:35", "not a finite number"),
        ("status: gap", "status: stated", "a.yml:11:9", "disagree"),
        ("status: gap", "status: lost", "a.yml:11:49", "no status 'lost'"),
        ("from: 2024-07-01", "from: 2023-07-01", "a.yml:9:7", "not in order"),
        ("from: 2024-07-01", "from: hier", "a.yml:10:16", "not a date"),
        ("unit: EUR", "units: EUR", "a.yml:4:12", "unknown key 'units'"),
        ("  parole:", "  seuil:", "a.yml:13:3", "stands twice"),
        ("    unit: EUR\n", "", "a.yml:4:5", "no 'unit'"),
        ("parameters:", "parametres:", "a.yml:3:3", "unknown key"),
        ("  parole:", "  Parole-x:", "a.yml:14:5", "no parameter name"),
        ("parameters:", "parameters: [", "a.yml", "not YAML"),
    ],
)
def test_errors_say_where(
    tmp_path: Path, before: str, after: str, place: str, what: str
) -> None:
    """Every wrong file is refused with file, line, column and reason."""
    assert before in BASE
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, BASE.replace(before, after, 1))
    assert place in caught.value.where
    assert what in caught.value.what


def test_name_in_two_files(tmp_path: Path) -> None:
    """One folder may not hold a parameter twice."""
    load(tmp_path)
    (tmp_path / "b.yml").write_text(BASE, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="also stands in"):
        Parameters.load([tmp_path])


def test_absent_folder(tmp_path: Path) -> None:
    """A folder that does not exist is an error, not an empty set."""
    with pytest.raises(ConfigurationError, match="no such folder"):
        Parameters.load([tmp_path / "none"])


def test_computed_steps(tmp_path: Path) -> None:
    """A value computed from others is unknown where one of them is."""
    parameters = load(tmp_path)
    steps = parameters.steps(["seuil"], lambda values: values["seuil"] * 2)
    assert steps[0] == (date(2024, 1, 1), Decimal("20.20"))
    assert steps[2] == (date(2025, 1, 1), None)


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("apa_mtp_de_reference_au_1er_janvier", date(2025, 12, 1), "1266.6"),
        ("mtp_montant", date(2024, 4, 1), "1266.6"),
        ("pch_element1_tarif_mandataire_soins", date(2021, 5, 1), None),
        ("pch_element1_tarif_prestataire_non_tarifie", date(2022, 1, 1), None),
        ("rsa_periode_reference_ressources_msa", date(2025, 3, 1), None),
        ("rsa_periode_reference_ressources_caf", date(2025, 3, 1), "4"),
        ("tolerance_montant", date(2024, 1, 1), "0.05"),
    ],
)
def test_shipped_values(
    shipped: Parameters, name: str, day: date, expected: str | None
) -> None:
    """Known traps hold: the scale of 1 January, the missing revaluation, the gaps."""
    wanted = None if expected is None else Decimal(expected)
    assert shipped.value(name, day) == wanted


def test_shipped_parameters_say_their_source(shipped: Parameters) -> None:
    """Every value of the law has a source or a note; settings are ours."""
    ours = ("settings.yml", "recovery.yml")
    bare = [
        (name, value.start)
        for name in shipped.names()
        if shipped.describe(name).file.name not in ours
        for value in shipped.describe(name).values
        if not value.source and not value.note
    ]
    assert bare == []


def test_shipped_parameters_agree_with_the_reference() -> None:
    """Every dated value of the reference table, where it is at hand, is ours."""
    reference = Path(__file__).parents[3] / "shared" / "parameters.csv"
    if not reference.exists():
        pytest.skip("the reference table is not beside the repository")
    parameters = Parameters.load([SHIPPED])
    table = pl.read_csv(reference, infer_schema=False)
    different = [
        (row["parameter"], row["from_date"])
        for row in table.iter_rows(named=True)
        if parameters.value(
            row["parameter"].replace(".", "_").lower(),
            date.fromisoformat(row["from_date"]),
        )
        != (Decimal(row["value"]) if row["value"] else None)
    ]
    assert different == []


@pytest.mark.parametrize("year", [2015, 2019, 2022, 2024, 2026, 2027])
def test_parameters_around_a_span_say_the_same_within_a_year(
    shipped: Parameters, year: int
) -> None:
    """Values in force, previous and following are those of the whole chain."""
    near = shipped.around(date(year, 3, 1), date(year, 9, 1))
    months = pl.DataFrame(
        {"month": [date(year - 1, 3, 1), date(year, 1, 1), date(year + 1, 9, 1)]}
    )
    month = pl.col("month")
    for read in (Parameters.expr, Parameters.previous, Parameters.following):
        whole = months.select(
            read(shipped, name, month).alias(name) for name in shipped.names()
        )
        assert months.select(
            read(near, name, month).alias(name) for name in shipped.names()
        ).equals(whole)


def test_parameters_around_a_span_keep_short_chains(shipped: Parameters) -> None:
    """What was in force long before is not carried along."""
    name = "smic_horaire_brut"
    near = shipped.around(date(2024, 1, 1), date(2024, 12, 1))
    assert len(near.series(name)) < len(shipped.series(name)) / 2


@given(
    days=st.lists(
        st.dates(date(2020, 1, 1), date(2020, 2, 9)), unique=True, max_size=9
    ),
    months=st.lists(st.none() | st.dates(date(2019, 12, 25), date(2020, 2, 15))),
)
def test_an_expression_says_the_last_value_not_after_a_day(
    days: list[date], months: list[date | None]
) -> None:
    """However many steps: null before the first, in a gap, and where there is no day."""
    steps = [
        (day, None if rank % 4 == 3 else Decimal(rank))
        for rank, day in enumerate(sorted(days))
    ]
    frame = pl.DataFrame({"month": months}, schema={"month": pl.Date})

    found = frame.with_columns(value=dated(steps, pl.col("month")))["value"].to_list()

    before = [[step for step in steps if day and step[0] <= day] for day in months]
    assert found == [known[-1][1] if known else None for known in before]
