"""Why two records are a match, or are not: passes, levels, weights, probability."""

from dataclasses import replace
from typing import Any

import polars as pl

from bondroit.errors import DataError
from bondroit.matching.compare import compare, sides
from bondroit.matching.keys import Pass
from bondroit.matching.lexicon import Lexicon
from bondroit.matching.links import IDS, Frames
from bondroit.matching.parts import Parts
from bondroit.matching.pattern import decode
from bondroit.matching.records import prepare
from bondroit.matching.rows import identified
from bondroit.matching.waterfall import Step, weighed

NO_BLOCK = "aucune clé de blocage ne réunit ces deux fiches"
RIVAL = "une autre fiche convient aussi, ou aucune autre ne convient"


def explain_ids(
    files: tuple[pl.DataFrame, pl.DataFrame], ids: tuple[str, str], frames: Frames
) -> dict[str, Any]:
    """Explain the pair of two ids, match or not.

    Args:
        files: the left and the right file.
        ids: `id` or `source:id` of each side.
        frames: what linking these files gave.

    Returns:
        left, right, candidate (whether a pass brings the pair), passes (by name, with
        what each lacks), steps (waterfall), probability, decided_by. Ready for JSON.

    Raises:
        DataError: an id is not in its file.

    """
    lexicon = Lexicon()
    one, other = (
        prepare(_row(file, wanted, side), IDS, lexicon)
        for file, wanted, side in zip(files, ids, ("left", "right"), strict=True)
    )
    rarity = frames.linked.rarity
    one, other = (replace(side, frame=rarity.mark(side.frame)) for side in (one, other))
    passes = [_pass(each, one.frame, other.frame) for each in frames.use.passes]
    pair = pl.DataFrame({"i": [0], "j": [0]}, schema={"i": pl.UInt32, "j": pl.UInt32})
    pattern = compare(sides(one, other), pair).item()
    steps = weighed(
        decode(pattern), frames.linked.scoring, frames.use.prior(_size(files)).bits
    )
    final = _final(frames, one.members, other.members)
    if final is not None and abs(final - steps[-1].probability) > 1e-6:  # noqa: PLR2004 - rounding
        steps.append(Step("rivals", RIVAL, 0.0, final))
    candidate = any(said["brings"] for said in passes)
    if not candidate:
        steps.append(Step("blocking", NO_BLOCK, 0.0, 0.0))
    against = [step for step in steps if step.bits < 0 and step.field != "prior"]
    least = min(against, key=lambda step: step.bits, default=None)
    return {
        "left": ids[0],
        "right": ids[1],
        "candidate": candidate,
        "passes": passes,
        "steps": [step.as_dict() for step in steps],
        "probability": steps[-1].probability,
        "decided_by": None if least is None else least.words,
    }


def _size(files: tuple[pl.DataFrame, pl.DataFrame]) -> int:
    return max(file.height for file in files)


def _row(file: pl.DataFrame, wanted: str, side: str) -> pl.DataFrame:
    _, rows = identified(file.lazy(), side)
    whole = pl.format("{}:{}", "source", "id")
    found = rows.filter((pl.col("id") == wanted) | (whole == wanted)).collect()
    if found.is_empty():
        raise DataError(
            f"--explain ({side})",
            "this identifier is not in the file",
            "give the identifier of a row, or source:identifier",
        )
    return found.head(1)


def _pass(one: Pass, left: pl.DataFrame, right: pl.DataFrame) -> dict[str, Any]:
    parts = Parts(left), Parts(right)
    missing, different = [], []
    for a, b in zip(one.left, one.right, strict=True):
        values = parts[0].part(a)[0], parts[1].part(b)[0]
        label = a if a == b else f"{a}={b}"
        if not values[0] or not values[1]:
            missing.append(label)
        elif values[0] != values[1]:
            different.append(label)
    brings = not missing and not different
    return {
        "pass": one.name,
        "brings": brings,
        "unknown": missing,
        "different": different,
    }


def _final(frames: Frames, left: pl.DataFrame, right: pl.DataFrame) -> float | None:
    """Return the probability after rivals and answers; None when not among the pairs."""
    wanted = {
        "left_source": left["source"].item(),
        "left_id": left["id"].item(),
        "right_source": right["source"].item(),
        "right_id": right["id"].item(),
    }
    turned = {
        "left_source": wanted["right_source"],
        "left_id": wanted["right_id"],
        "right_source": wanted["left_source"],
        "right_id": wanted["left_id"],
    }
    for keys in (wanted, turned) if frames.within else (wanted,):
        found = frames.rows.filter(
            pl.all_horizontal(pl.col(name) == value for name, value in keys.items())
        )
        if found.height:
            return float(found["probability"][0])
    return None
