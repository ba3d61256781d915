"""A source where a person has one record never brings two of them into one individual."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from one_woman import WOMAN, women

from bondroit.config_file import load_config
from bondroit.errors import ProblemList
from bondroit.matching.linking import match_tables
from bondroit.matching.once import once_in
from bondroit.matching.records import prepare
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES

_SISTER: dict[str, object] = {
    "person_id": "2",
    "first_names": "Marie Jeannette",
    "birth_place": None,
}
_ELSEWHERE: dict[str, object] = {
    "source": "pch",
    "person_id": "3",
    "first_names": "Marie",
}
_NUMBER = "2380445234123"
_REASON = "deux fiches d'une source qui en a une par personne"


def _tables(*changes: dict[str, object]) -> TableSet:
    return TableSet(frames={"people": women(*changes).lazy()})


def _matched(
    *changes: dict[str, object],
    one_record: dict[str, bool] | None = None,
    answers: pl.DataFrame | None = None,
) -> tuple[dict[str, str], pl.DataFrame]:
    found = match_tables(_tables(*changes), answers, one_record=one_record).tables
    assert found.individuals is not None
    assert found.matches is not None
    named = found.individuals.collect().select("person_id", "individual_id")
    return dict(named.iter_rows()), found.matches.collect()


def test_a_source_that_may_repeat_brings_both_records() -> None:
    """Nothing is known of the source: what looks like one person is one."""
    named, _ = _matched({}, _SISTER, _ELSEWHERE)
    assert len(set(named.values())) == 1


def test_a_source_declared_without_repeats_keeps_two_people_apart() -> None:
    """The third record goes with the closest; the refused link is told, at most possible."""
    named, matches = _matched({}, _SISTER, _ELSEWHERE, one_record={"apa": True})
    assert named["1"] != named["2"]
    apart = matches.filter(pl.col("reasons").list.last().str.contains(_REASON))
    assert apart.height
    assert set(apart["band"]) == {"possible"}


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        ({"nir": _NUMBER}, {"nir": _NUMBER}, True),
        ({"nir": _NUMBER}, {}, False),
        ({"nir": _NUMBER, "nir_key": "00"}, {"nir": _NUMBER, "nir_key": "00"}, False),
    ],
)
def test_one_certified_number_still_brings_two_records_together(
    first: dict[str, object], second: dict[str, object], *, one: bool
) -> None:
    """A NIR without its right key proves nothing against the declaration."""
    named, _ = _matched(first, _SISTER | second, one_record={"apa": True})
    assert (named["1"] == named["2"]) is one


def test_an_answer_is_stronger_than_the_declaration() -> None:
    """What a reviewer said to be one person is one."""
    said = pl.DataFrame(
        {
            "left_source": ["apa"],
            "left_id": ["1"],
            "right_source": ["apa"],
            "right_id": ["2"],
            "right_table": ["people"],
            "answer": ["same"],
        }
    )
    named, _ = _matched({}, _SISTER, one_record={"apa": True}, answers=said)
    assert named["1"] == named["2"]


def test_two_candidates_equally_close_are_left_to_a_person() -> None:
    """Neither of two records that nothing tells apart is taken for the third."""
    sides: list[dict[str, object]] = [
        {"person_id": "1", "first_names": "Marie", "birth_date": date(1938, 4, 8)},
        {"person_id": "2", "first_names": "Marie", "birth_date": date(1938, 4, 6)},
    ]
    named, matches = _matched(*sides, _ELSEWHERE, one_record={"apa": True})
    assert len(set(named.values())) == 3
    assert set(matches["band"]) == {"possible"}


def test_the_best_candidate_wins_over_one_less_close() -> None:
    """A certified number that agrees comes before a name that agrees."""
    named, _ = _matched(
        {},
        {"person_id": "2", "nir": _NUMBER},
        _ELSEWHERE | {"nir": _NUMBER},
        one_record={"apa": True},
    )
    assert named["2"] == named["3"]
    assert named["1"] != named["3"]


def _numbers(count: int) -> list[dict[str, object]]:
    """Return records of one source, each with a NIR of its own."""
    return [
        WOMAN
        | {
            "person_id": str(number),
            "nir": f"23804452{number // 1000:02}{number % 1000:03}",
            "birth_name": f"NOM{number}",
        }
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("count", "twice", "declared", "kind"),
    [
        (1_000, False, {}, "measured"),
        (999, False, {}, "unknown"),
        (1_000, True, {}, "repeated"),
        (1_000, True, {"apa": True}, "declared"),
        (1_000, False, {"apa": False}, "repeated"),
    ],
)
def test_a_source_is_measured_by_its_certified_numbers(
    count: int, *, twice: bool, declared: dict[str, bool], kind: str
) -> None:
    """Many numbers, none twice: its people are there once; one repeat is enough to doubt."""
    rows = _numbers(count)
    if twice:
        rows.append(rows[0] | {"person_id": "again", "birth_place": "45001"})
    people = pl.DataFrame(rows, schema=TABLES["people"].schema)
    records = prepare(people, ("source", "person_id"))
    links = pl.DataFrame(
        schema={"i": pl.UInt32, "j": pl.UInt32, "probability": pl.Float64}
    )
    once = once_in(records, links, links, declared)
    assert once.kinds == {"apa": kind}
    assert once.sources == (["apa"] if kind in {"measured", "declared"} else [])


def test_likely_pairs_inside_a_source_show_that_it_repeats_people() -> None:
    """Numbers that never repeat prove nothing where records without number do."""
    records = prepare(
        pl.DataFrame(_numbers(1_000), schema=TABLES["people"].schema),
        ("source", "person_id"),
    )
    links = pl.DataFrame(
        {"i": [0, 2], "j": [1, 3], "probability": [0.99, 0.99]},
        schema={"i": pl.UInt32, "j": pl.UInt32, "probability": pl.Float64},
    )
    assert once_in(records, links, links.clear()).kinds == {"apa": "repeated"}


def test_the_workspace_declares_its_sources(tmp_path: Path) -> None:
    """`matching: {one_record: ...}` is read; anything but yes or no is told."""
    path = tmp_path / "bondroit.yml"
    source = "{name: apa, format: table, table: people, path: apa.csv}"
    text = f'departement: "45"\nsources: [{source}]\nmatching: {{one_record: %s}}\n'
    path.write_text(text % "{apa: true, rsa: false}", encoding="utf-8")
    assert load_config(path).one_record == {"apa": True, "rsa": False}
    path.write_text(text % "{apa: often}", encoding="utf-8")
    with pytest.raises(ProblemList, match="one_record must say"):
        load_config(path)
