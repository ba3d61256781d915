"""Weights saved by one run and fixed for others, as readable JSON."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bondroit.errors import ConfigurationError, DataError
from bondroit.matching.calibrate import Weights
from bondroit.matching.comparisons import FIELDS
from bondroit.matching.pattern import decode, decode_all, encode_levels
from bondroit.matching.weights import VERSION, ceiling

_ENOUGH = 20
"""Pairs of a pattern from which its own probability is saved."""


@dataclass(frozen=True, slots=True)
class SavedWeights:
    """Weights of a run, to be used again.

    Attributes:
        weights: m and u of every level.
        curve: bits and probability, both rising.
        patterns: probability of the patterns often seen, by pattern.
        method: how they were obtained.

    """

    weights: Weights
    curve: list[tuple[float, float]]
    patterns: dict[int, float]
    method: str

    def scored(self, observed: pl.DataFrame) -> pl.DataFrame:
        """Give patterns (pattern, n) their bits and probability."""
        codes = decode_all(observed["pattern"])
        made = self.weights.bits()
        bits = np.zeros(observed.height)
        for name, levels in codes.items():
            bits += made[name][levels]
        known = np.array(self.curve).reshape(-1, 2)
        curve = np.interp(bits, known[:, 0], known[:, 1])
        chosen = [
            min(self.patterns.get(one, chance), ceiling(decode(one), hard=True))
            for one, chance in zip(observed["pattern"], curve.tolist(), strict=True)
        ]
        return observed.with_columns(
            pl.Series("bits", bits), pl.Series("probability", chosen, pl.Float64)
        )


def save_weights(
    path: Path, weights: Weights, patterns: pl.DataFrame, method: str
) -> None:
    """Write weights as JSON: levels with m, u and bits, curve, patterns.

    Args:
        path: the file.
        weights: m and u of every level.
        patterns: pattern, n, bits, probability.
        method: how they were obtained.

    """
    bits = weights.bits()
    levels = {
        one.name: {
            level.name: {
                "words": level.words,
                "m": float(weights.m[one.name][number]),
                "u": float(weights.u[one.name][number]),
                "bits": round(float(bits[one.name][number]), 3),
            }
            for number, level in enumerate(one.levels)
        }
        for one in FIELDS
    }
    often = patterns.filter(pl.col("n") >= _ENOUGH)
    content = {
        "version": VERSION,
        "method": method,
        "levels": levels,
        "curve": _curve(patterns),
        "patterns": [
            {"levels": _named(pattern), "n": n, "probability": chance}
            for pattern, n, chance in often.select(
                "pattern", "n", "probability"
            ).iter_rows()
        ],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def load_weights(path: Path) -> SavedWeights:
    """Read weights written by `save_weights`.

    Raises:
        DataError: the file cannot be read, or is not such a file.
        ConfigurationError: the weights are of another version of the comparisons.

    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        version = content["version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            str(path),
            "this file of weights cannot be read",
            "give a file written by bondroit match --save-weights",
        ) from error
    if version != VERSION:
        raise ConfigurationError(
            str(path),
            f"these weights are of version {version}, the comparisons of version {VERSION}",
            "learn the weights again with bondroit match --save-weights",
        )
    try:
        return _read(content)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            str(path),
            "this file of weights is incomplete",
            "give a file written by bondroit match --save-weights",
        ) from error


def _read(content: dict[str, Any]) -> SavedWeights:
    tables = {
        key: {
            one.name: np.array(
                [content["levels"][one.name][level.name][key] for level in one.levels]
            )
            for one in FIELDS
        }
        for key in ("m", "u")
    }
    return SavedWeights(
        Weights(tables["m"], tables["u"]),
        [(float(bits), float(chance)) for bits, chance in content["curve"]],
        {
            encode_levels(row["levels"]): float(row["probability"])
            for row in content["patterns"]
        },
        str(content["method"]),
    )


def _curve(patterns: pl.DataFrame) -> list[tuple[float, float]]:
    """Return the mean probability by lots of patterns of like bits, rising."""
    steps = (
        patterns.with_columns((pl.col("bits") / 2).floor().alias("step"))
        .group_by("step")
        .agg(
            ((pl.col("probability") * pl.col("n")).sum() / pl.col("n").sum()).alias(
                "chance"
            )
        )
        .sort("step")
        .with_columns(pl.col("chance").cum_max().round(9))
    )
    if steps.is_empty():
        return [(0.0, 0.0), (40.0, 1.0)]
    return [(2 * step + 1, chance) for step, chance in steps.iter_rows()]


def _named(pattern: int) -> dict[str, str]:
    codes = decode(pattern)
    return {
        one.name: one.levels[codes[one.name]].name for one in FIELDS if codes[one.name]
    }
