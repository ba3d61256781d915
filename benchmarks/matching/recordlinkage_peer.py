"""recordlinkage's expectation maximisation: `FOLDER OUT.parquet [--within]`.

Runs in the peers' environment. The comparison is that of its own guide: Jaro-Winkler on names, equality elsewhere, then ECM on
agreements; blocks are indexed field by field. Its memory and its single thread bound the
size: files over 300,000 rows are refused.
"""

from pathlib import Path

import duckdb
import pandas as pd  # noqa: TID251 - recordlinkage speaks pandas
import recordlinkage as rl
from peer_files import Task, arguments

LIMIT = 300_000
_KEYS = (
    ["dob", "surname4"],
    ["dob", "first"],
    ["dob", "place"],
    ["surname", "first", "year"],
    ["surname", "first", "place"],
)
_FEBRL_KEYS = (["first", "surname"], ["soc_sec_id"], ["dob"], ["surname", "postcode"])


def sides(task: Task) -> list[pd.DataFrame]:
    """Read the sides, indexed by their ids."""
    frames = []
    for side in task.sides():
        frame = duckdb.sql(task.query(side)).df().set_index("unique_id")
        frame["others"] = frame["others"].map(
            lambda names: " ".join(names) if isinstance(names, list) else None
        )
        frames.append(frame.astype(object).where(frame.notna(), None))
    return frames


def pairs(task: Task) -> pd.DataFrame:
    """Score the pairs of the blocks: left_id, right_id, probability."""
    frames = sides(task)
    if max(map(len, frames)) > LIMIT:
        message = f"recordlinkage is not run over {LIMIT} rows"
        raise SystemExit(message)
    index = rl.Index()
    for key in _FEBRL_KEYS if task.febrl else _KEYS:
        index.block(key)
    candidates = index.index(*frames)
    compare = rl.Compare()
    compare.string("surname", "surname", method="jarowinkler", threshold=0.85)
    compare.string("first", "first", method="jarowinkler", threshold=0.85)
    compare.exact("dob", "dob")
    if task.febrl:
        for name in ("soc_sec_id", "street_number", "postcode"):
            compare.exact(name, name)
        compare.string("suburb", "suburb", method="jarowinkler", threshold=0.85)
    else:
        compare.exact("place", "place")
        compare.exact("sex", "sex")
        compare.exact("others", "others")
    features = compare.compute(candidates, *frames)
    model = rl.ECMClassifier(binarize=0.5)
    model.fit(features)
    probability = model.prob(features)
    found = pd.DataFrame({"probability": probability})
    found["left_id"] = features.index.get_level_values(0)
    found["right_id"] = features.index.get_level_values(1)
    return found


def main() -> None:
    """Score the folder that the arguments name."""
    task = Task(Path(__file__).stem, **arguments(__doc__))
    found = pairs(task)
    swap = found["left_id"] > found["right_id"]
    if task.within:
        found.loc[swap, ["left_id", "right_id"]] = found.loc[
            swap, ["right_id", "left_id"]
        ].to_numpy()
    kept = found[found["probability"] >= 0.01]  # noqa: PLR2004
    kept[["left_id", "right_id", "probability"]].to_parquet(task.out, index=False)


if __name__ == "__main__":
    main()
