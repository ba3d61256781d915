"""The matcher alone, from files to a file: `bondroit match`."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from bondroit.errors import ConfigurationError, DataError
from bondroit.matching.answers import read_answers
from bondroit.matching.explain import explain_ids
from bondroit.matching.files import read_frame
from bondroit.matching.labels import recalibrated
from bondroit.matching.links import Frames, link_frames
from bondroit.matching.saved import load_weights, save_weights
from bondroit.run.private import clear_sentences, own_umask

WRITTEN = (".csv", ".parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What `bondroit match` may be asked besides.

    Attributes:
        weights: file of weights to use as they are.
        save_weights: file to save the weights in.
        labels: file of pairs whose truth is known: left_source, left_id, right_source,
            right_id, answer.
        report: file for the report of the blocking passes (`.csv` or `.parquet`).

    """

    weights: Path | None = None
    save_weights: Path | None = None
    labels: Path | None = None
    report: Path | None = None


def match_files(
    left: Path, right: Path | None, out: Path, wishes: Wishes | None = None
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Match two files, or find the duplicates of one, and write the links.

    Args:
        left: people, deaths or stays, `.csv` or `.parquet`.
        right: the other file, None for the duplicates of the first.
        out: `.parquet`, or `.csv` where the reasons of a link are joined by `; `.
        wishes: weights, labels, report.

    Returns:
        The links, columns of `matches.parquet`; and of the list: how probabilities were
        obtained, expected false links, estimated recall of blocking.

    Raises:
        ConfigurationError: the kind or the columns of a file are not accepted.
        DataError: a file cannot be read.
        StorageError: the links cannot be written.

    """
    wishes = wishes or Wishes()
    for path in (out, wishes.report):
        _accepted(path)
    frames, _ = _linked(left, right, wishes)
    matches = frames.matches()
    result = frames.result(0.01)
    own_umask()
    _written(matches, out)
    if wishes.report is not None:
        _written(result.blocking(), wishes.report)
    if wishes.save_weights is not None:
        with clear_sentences(wishes.save_weights):
            scoring = frames.linked.scoring
            save_weights(
                wishes.save_weights, scoring.weights, scoring.patterns, scoring.method
            )
    return matches, {
        "method": frames.linked.scoring.method,
        "expected_false": round(float((1 - matches["probability"]).sum()), 1),
        "blocking_recall": round(result.recall(), 4),
    }


def explain_files(
    left: Path, right: Path | None, ids: tuple[str, str], wishes: Wishes | None = None
) -> dict[str, Any]:
    """Explain one pair of two files, match or not; see `explain_ids`."""
    frames, files = _linked(left, right, wishes or Wishes())
    return explain_ids(files, ids, frames)


def _linked(
    left: Path, right: Path | None, wishes: Wishes
) -> tuple[Frames, tuple[pl.DataFrame, pl.DataFrame]]:
    one = read_frame(left)
    other = None if right is None else read_frame(right)
    saved = None if wishes.weights is None else load_weights(wishes.weights)
    frames = link_frames(one, other, saved=saved)
    if wishes.labels is not None:
        labels = read_answers(wishes.labels)
        if labels is None:
            raise DataError(
                str(wishes.labels),
                "there is no such file",
                "give a file of labelled pairs",
            )
        frames = replace(frames, rows=recalibrated(frames.rows, labels))
    return frames, (one, one if other is None else other)


def _accepted(path: Path | None) -> None:
    if path is not None and path.suffix.lower() not in WRITTEN:
        raise ConfigurationError(
            str(path),
            f"the format {path.suffix or 'without extension'} is not accepted",
            "give a name in .csv or .parquet",
        )


def _written(rows: pl.DataFrame, out: Path) -> None:
    with clear_sentences(out):
        if out.suffix.lower() == ".parquet":
            rows.write_parquet(out, compression="zstd")
        else:
            lists = [name for name, kind in rows.schema.items() if kind == pl.List]
            rows.with_columns(pl.col(lists).list.join("; ")).write_csv(out)
