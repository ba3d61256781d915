"""Splink 5 on DuckDB at its best: forename-surname comparison, term frequencies, EM.

Beyond its own comparison of names it is given the usual name, the other forenames and
swapped day and month; u from random pairs, m by expectation maximisation on two blocks,
as its documentation advises. `FOLDER OUT.parquet [--within]`, in the peers' environment.
"""

from pathlib import Path
from typing import Any, Literal

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from peer_files import Task, arguments
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

Kind = Literal["link_only", "dedupe_only"]
FLOOR = 0.01
SEED = 1
_EM_PAIRS = 2e6
_CHUNKS = 4


def names() -> cl.CustomComparison:
    """Splink's comparison of forename and surname, usual and other forenames added."""
    own = cl.ForenameSurnameComparison(
        "first", "surname", forename_surname_concat_col_name="whole"
    ).create_comparison_levels()
    usual = cll.CustomLevel(
        "first_l = first_r AND (usual_l = surname_r OR usual_r = surname_l)",
        label_for_charts="usual name",
    )
    other = cll.CustomLevel(
        "surname_l = surname_r AND (list_contains(others_l, first_r)"
        " OR list_contains(others_r, first_l))",
        label_for_charts="first among the other forenames",
    )
    return cl.CustomComparison([*own[:3], usual, other, *own[3:]], "names")


def birth() -> cl.CustomComparison:
    """Splink's comparison of birth dates, swapped day and month added."""
    own = cl.DateOfBirthComparison(
        "dob", input_is_string=True
    ).create_comparison_levels()
    swapped = cll.CustomLevel(
        "substr(dob_l, 1, 4) = substr(dob_r, 1, 4)"
        " AND substr(dob_l, 6, 2) = substr(dob_r, 9, 2)"
        " AND substr(dob_l, 9, 2) = substr(dob_r, 6, 2)",
        label_for_charts="day and month swapped",
    )
    return cl.CustomComparison([*own[:2], swapped, *own[2:]], "birth")


def place() -> cl.CustomComparison:
    """Same place with its frequency, same département, other."""
    levels = [
        cll.NullLevel("place"),
        cll.ExactMatchLevel("place").configure(tf_adjustment_column="place"),
        cll.CustomLevel("substr(place_l, 1, 2) = substr(place_r, 1, 2)"),
        cll.ElseLevel(),
    ]
    return cl.CustomComparison(levels, "place_levels")


def _on(left: str, right: str) -> str:
    return f"l.dob = r.dob AND l.{left} = r.{right}"


PASSES: list[Any] = [
    block_on("dob", "surname4"),
    block_on("dob", "first"),
    block_on("dob", "place"),
    block_on("surname", "first", "year"),
    block_on("surname", "first", "monthday"),
    block_on("surname", "first", "place"),
    _on("first", "surname"),
    _on("surname", "first"),
    _on("second", "first"),
    _on("usual4", "surname4"),
    "l.usual = r.surname AND l.first = r.first AND l.year = r.year",
    "l.usual = r.surname AND l.first = r.first AND l.place = r.place",
    "l.surname = r.surname AND l.given = r.given AND (l.dob IS NULL OR r.dob IS NULL)",
]
"""The blocking passes of bondroit, without its bound on large blocks."""


def french(kind: Kind) -> tuple[SettingsCreator, list[Any], list[Any]]:
    """Return settings, sure rules and training blocks for French persons."""
    comparisons = [
        names(),
        birth(),
        place(),
        cl.ArrayIntersectAtSizes("others", [2, 1]),
        cl.ExactMatch("sex"),
    ]
    settings = SettingsCreator(
        link_type=kind,
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=PASSES,
        retain_matching_columns=False,
    )
    sure = [block_on("first", "surname", "dob"), block_on("whole", "year", "place")]
    return settings, sure, [block_on("dob"), block_on("surname", "first")]


def febrl(kind: Kind) -> tuple[SettingsCreator, list[Any], list[Any]]:
    """Return settings for FEBRL 4: those of Splink's own demonstration."""
    comparisons = [
        cl.NameComparison("first"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("postcode", [1, 2]),
        cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]),
    ]
    rules = [
        block_on("first", "surname"),
        block_on("soc_sec_id"),
        block_on("dob"),
        block_on("postcode", "street_number"),
        block_on("surname", "postcode"),
        block_on("first", "postcode"),
    ]
    settings = SettingsCreator(
        link_type=kind,
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
        retain_matching_columns=False,
    )
    sure = [block_on("soc_sec_id"), block_on("first", "surname", "dob")]
    return settings, sure, [block_on("dob"), block_on("postcode"), block_on("surname")]


def predict(task: Task) -> None:
    """Train and score; write left_id, right_id, probability from FLOOR up."""
    base = duckdb.connect(
        str(task.out.with_suffix(".duckdb")) if task.large else ":memory:"
    )
    base.execute(f"SET threads = 2; SET memory_limit = '{task.memory}'")
    base.execute(f"SET temp_directory = '{task.out.parent}'")
    api = DuckDBAPI(connection=base)
    sides = []
    for side in task.sides():
        base.execute(f"CREATE TABLE persons_{side} AS {task.query(side)}")
        sides.append(api.register(f"persons_{side}"))
    kind: Kind = "dedupe_only" if task.within else "link_only"
    settings, sure, blocks = (febrl if task.febrl else french)(kind)
    linker = Linker(sides, settings, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.85)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=SEED)
    for block in blocks:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block, max_pairs=_EM_PAIRS
        )
    chunks = _CHUNKS if task.large else None
    found = linker.inference.predict(
        threshold_match_probability=FLOOR,
        num_chunks_left=1 if chunks else None,
        num_chunks_right=chunks,
    )
    task.write(base, found.physical_name)


if __name__ == "__main__":
    predict(Task(Path(__file__).stem, **arguments(__doc__)))
