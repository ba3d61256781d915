"""goldenmatch's probabilistic configuration, found by itself: `FOLDER OUT.parquet`.

Runs in the peers' environment. Its configuration is the one it derives from the files
(`auto_configure_probabilistic_df`); its score stands for a probability. It took minutes
for 20,000 rows: files over 50,000 rows are refused.
"""

import os
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from peer_files import Task, arguments

os.environ.setdefault("GOLDENMATCH_SUGGEST_ON_DEDUPE", "0")

import goldenmatch as gm

LIMIT = 50_000
_FRENCH = "array_to_string(others, ' ') AS others, usual, dob, place, sex"
_FEBRL = "dob, soc_sec_id, street_number, suburb, postcode"


def table(task: Task, side: str) -> pa.Table:
    """Read a side: its id, and the columns that are compared."""
    columns = _FEBRL if task.febrl else _FRENCH
    query = f"SELECT unique_id, surname, first, {columns} FROM ({task.query(side)})"  # noqa: S608 - our own columns
    rows = duckdb.sql(query).to_arrow_table()
    if rows.num_rows > LIMIT:
        message = f"goldenmatch is not run over {LIMIT} rows"
        raise SystemExit(message)
    return rows


def linked(left: pa.Table, right: pa.Table) -> pa.Table:
    """Match two tables: left_id, right_id, probability."""
    both = pa.concat_tables([left, right])
    config = gm.auto_configure_probabilistic_df(both)
    found = gm.match_df(left, right, config=config, exclude_columns=["unique_id"])
    names = ["target_unique_id", "ref_unique_id", "__match_score__"]
    return found.matched.select(names).rename_columns(
        ["left_id", "right_id", "probability"]
    )


def duplicates(rows: pa.Table) -> pa.Table:
    """Find the pairs of one table: left_id, right_id, probability."""
    config = gm.auto_configure_probabilistic_df(rows)
    found = gm.dedupe_df(rows, config=config, exclude_columns=["unique_id"])
    first, second, score = zip(*(found.scored_pairs or []), strict=True)
    ids = rows["unique_id"].combine_chunks()
    ends = ids.take(pa.array(first)), ids.take(pa.array(second))
    least = pc.min_element_wise(*ends)
    most = pc.max_element_wise(*ends)
    return pa.table({"left_id": least, "right_id": most, "probability": score})


def main() -> None:
    """Score the folder that the arguments name."""
    task = Task(Path(__file__).stem, **arguments(__doc__))
    tables = [table(task, side) for side in task.sides()]
    found = duplicates(tables[0]) if task.within else linked(*tables)
    pq.write_table(found, task.out)


if __name__ == "__main__":
    main()
