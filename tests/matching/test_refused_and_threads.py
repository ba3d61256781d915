"""Links that no individual holds are told; threads and order change no byte."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from synthetic_town import Town

from bondroit.matching.conflicts import refused

Rows = list[tuple[object, ...]]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(0, 11, 1, 1, 1_01), (1, 22, 1, 1, 1_01)], "deux NIR certains"),
        ([(0, 0, 0, 1, 1_01), (1, 0, 0, 2, 1_01)], "deux sexes"),
        ([(0, 0, 0, 1, 1_01), (1, 0, 0, 1, 2_02)], "deux dates de naissance"),
        ([(0, 0, 0, 1, 1_01), (1, 0, 0, 0, 0)], "les autres fiches du groupe"),
    ],
)
def test_a_link_between_two_individuals_says_what_contradicts_it(
    rows: Rows, said: str
) -> None:
    """The first contradiction, number before sex before birth, is the reason."""
    frame = pl.DataFrame(
        rows, schema=["row", "nir", "nir_ok", "sex", "birth"], orient="row"
    )
    links = pl.DataFrame({"i": [0], "j": [1], "probability": [0.97]})
    groups = pl.DataFrame({"row": [0, 1], "cluster": [0, 1]})
    (reason,) = refused(frame, links, groups)["refusal"]
    assert reason.startswith("individus: non réunis, ")
    assert said in reason


@pytest.mark.parametrize(
    ("clusters", "probability"), [([0, 0], 0.97), ([0, 1], 0.6), ([0, 1], 1.0)]
)
def test_links_inside_one_individual_or_weak_or_answered_are_left_alone(
    clusters: list[int], probability: float
) -> None:
    """Only a likely link that nobody confirmed can have been refused."""
    frame = pl.DataFrame(
        {"row": [0, 1], "nir": [1, 2], "nir_ok": [1, 1], "sex": [1, 1], "birth": [1, 1]}
    )
    links = pl.DataFrame({"i": [0], "j": [1], "probability": [probability]})
    groups = pl.DataFrame({"row": [0, 1], "cluster": clusters})
    assert refused(frame, links, groups).is_empty()


_PROGRAM = """
import sys
import polars as pl
from bondroit.matching.linking import match_frames
left, right, out = sys.argv[1:]
found = match_frames(pl.read_parquet(left), pl.read_parquet(right))
found.write_ndjson(out)
"""


def test_threads_and_the_order_of_rows_change_no_byte(
    tmp_path: Path, town_of: Callable[[int, int], Town]
) -> None:
    """One thread, two threads, shuffled rows: the same links to the last digit."""
    town = town_of(1_500, 5)
    made = []
    for threads, seed in ((1, None), (2, None), (2, 7)):
        for name in ("people", "deaths"):
            frame: pl.DataFrame = getattr(town, name)
            shuffled = (
                frame
                if seed is None
                else frame.sample(fraction=1, shuffle=True, seed=seed)
            )
            shuffled.write_parquet(tmp_path / f"{name}.parquet")
        out = tmp_path / "out.ndjson"
        files = [tmp_path / "people.parquet", tmp_path / "deaths.parquet", out]
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", _PROGRAM, *map(str, files)],
            check=True,
            env={**os.environ, "POLARS_MAX_THREADS": str(threads)},
        )
        made.append(out.read_bytes())
    assert made[0]
    assert made[0] == made[1] == made[2]
