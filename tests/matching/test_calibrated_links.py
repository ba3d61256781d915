"""Probabilities calibrated by decoys, saved, fixed, corrected and explained."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from synthetic_town import Town

from bondroit.errors import ConfigurationError, DataError
from bondroit.matching.explain import explain_ids
from bondroit.matching.labels import recalibrated
from bondroit.matching.linking import link
from bondroit.matching.links import Frames, link_frames
from bondroit.matching.saved import load_weights, save_weights
from bondroit.matching.smooth import decreasing_share


@pytest.fixture(scope="module")
def frames(town: Town) -> Frames:
    """The links of its people and deaths, as two files of anyone's."""
    return link_frames(town.people, town.deaths.rename({"death_id": "id"}))


def test_two_large_files_are_calibrated_by_decoys(frames: Frames, town: Town) -> None:
    """What is called 0.99 or more is right; the list says how many false to expect."""
    assert frames.linked.scoring.method == "decoys"
    result = frames.result(0.01)
    called = result.pairs.filter(pl.col("probability") >= 0.99)
    right = called.select(
        (pl.col("left_id").str.slice(1) == pl.col("right_id").str.slice(1)).mean()
    ).item()
    assert right >= 0.995
    assert called.height >= 0.9 * len(town.truth)
    assert result.expected_false(0.99) <= 0.005 * called.height


def test_small_files_keep_the_written_weights() -> None:
    """Under a few thousand records decoys say nothing: the result says so."""
    rows = pl.DataFrame({"person_id": ["1"], "birth_name": ["A"], "first_names": ["B"]})
    assert link(rows, rows).scoring.method == "literal"


def test_weights_are_saved_and_fixed(
    frames: Frames, town: Town, tmp_path: Path
) -> None:
    """Another run with the saved weights gives like probabilities."""
    path = tmp_path / "weights.json"
    scoring = frames.linked.scoring
    save_weights(path, scoring.weights, scoring.patterns, scoring.method)
    saved = load_weights(path)
    fixed = link(town.people, town.deaths.rename({"death_id": "id"}), saved=saved)
    assert fixed.scoring.method == "saved"
    both = frames.result(0.9).pairs.join(
        fixed.pairs, on=["left_id", "right_id"], how="left"
    )
    likely = both["probability_right"].fill_null(0.0) >= 0.5
    assert likely.mean() >= 0.98  # type: ignore[operator]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("not json", DataError),
        ("{}", DataError),
        (json.dumps({"version": "1999-01"}), ConfigurationError),
    ],
)
def test_other_weights_are_refused(
    tmp_path: Path, content: str, error: type[Exception]
) -> None:
    """A file that is not ours, or of another version, is refused in one sentence."""
    path = tmp_path / "weights.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(error):
        load_weights(path)


def test_a_labelled_sample_corrects_probabilities(frames: Frames) -> None:
    """Labels that contradict the probabilities pull them down; too few are refused."""
    rows = frames.rows.filter(pl.col("probability").is_between(0.5, 1.0))
    key = ["left_source", "left_id", "right_source", "right_id"]
    labels = rows.head(200).select(*key, pl.lit("different").alias("answer"))
    corrected = recalibrated(rows, labels)
    assert corrected["probability"].mean() < rows["probability"].mean()  # type: ignore[operator]
    with pytest.raises(DataError, match="30"):
        recalibrated(rows, labels.head(3))


def test_a_pair_is_explained_from_prior_to_probability(
    frames: Frames, town: Town
) -> None:
    """The waterfall ends at the probability of the list; JSON can hold it."""
    files = town.people, town.deaths.rename({"death_id": "id"})
    row = frames.result(0.9).pairs.row(0, named=True)
    said = explain_ids(files, (row["left_id"], row["right_id"]), frames)
    assert said["candidate"]
    assert said["probability"] == pytest.approx(row["probability"], abs=1e-6)
    assert said["steps"][0]["field"] == "prior"
    assert json.loads(json.dumps(said)) == said


def test_a_pair_that_no_pass_brings_is_explained_too(
    frames: Frames, town: Town
) -> None:
    """A non-pair says which parts of each pass differ, and which field decided."""
    files = town.people, town.deaths.rename({"death_id": "id"})
    said = explain_ids(files, ("P000001", "D000013"), frames)
    assert not said["candidate"]
    assert said["probability"] == 0
    assert all(one["unknown"] or one["different"] for one in said["passes"])
    assert said["decided_by"] is not None
    with pytest.raises(DataError, match="identifier"):
        explain_ids(files, ("nobody", "D000013"), frames)


def test_row_order_changes_no_probability(town: Town, frames: Frames) -> None:
    """Shuffled files give the same pairs, to the last decimal."""
    again = link(
        town.people.sample(fraction=1, shuffle=True, seed=3),
        town.deaths.rename({"death_id": "id"}).sample(fraction=1, shuffle=True, seed=4),
    )
    assert_frame_equal(again.pairs, frames.result(0.01).pairs)


def test_the_share_of_false_pairs_never_rises_with_the_odds() -> None:
    """A pattern of better odds is never given a larger share of false pairs."""
    odds = np.array([-3.0, 0.0, 2.0, 5.0])
    share = decreasing_share(
        odds, np.array([100.0, 50, 40, 1000]), np.array([99.0, 10, 20, 0])
    )
    assert (np.diff(share) <= 1e-12).all()
