"""Possible matches that wait for a person: asked once, never again."""

from pathlib import Path
from typing import Any, Final

import polars as pl
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bondroit.model.table_set import TableSet
from bondroit.review.importing.frames import read_output
from bondroit.review.store.cases import MatchQuestion

PAIR: Final = ("left_source", "left_id", "right_table", "right_source", "right_id")
_SHOWN: Final = (
    "birth_name",
    "usual_name",
    "first_names",
    "sex",
    "birth_date",
    "birth_place",
    "birth_place_name",
    "address",
    "postcode",
    "commune",
    "death_date",
    "death_place",
    "kind",
    "start_date",
    "end_date",
)
_KEYS: Final = {"people": "person_id", "deaths": "death_id", "stays": "stay_id"}
_Pair = tuple[str, ...]


def import_questions(
    session: Session, run_id: str, folder: Path, tables: TableSet | None
) -> int:
    """Take the possible matches of a run; answered ones are left alone.

    Returns:
        How many wait for an answer.

    """
    found = read_output(folder / "matches.parquet").filter(pl.col("band") == "possible")
    rows = {_pair(row): row for row in found.sort(PAIR).iter_rows(named=True)}
    held = {
        tuple(pair): (number, answer)
        for number, answer, *pair in session.execute(
            select(
                MatchQuestion.id,
                MatchQuestion.answer,
                *(getattr(MatchQuestion, name) for name in PAIR),
            )
        )
    }
    session.execute(
        update(MatchQuestion)
        .where(MatchQuestion.answer.is_(None))
        .values(waiting=False)
    )
    sides = _sides(found, tables)
    fresh, again = [], []
    for pair, row in rows.items():
        content = _content(row, pair, sides, run_id)
        if pair not in held:
            fresh.append({**dict(zip(PAIR, pair, strict=True)), **content})
        elif held[pair][1] is None:
            again.append({"id": held[pair][0], **content})
    if fresh:
        session.execute(insert(MatchQuestion), fresh)
    if again:
        session.execute(update(MatchQuestion), again)
    return len(fresh) + len(again)


def _pair(row: dict[str, Any]) -> _Pair:
    return tuple(str(row[name]) for name in PAIR)


def _content(
    row: dict[str, Any], pair: _Pair, sides: dict[_Pair, dict[str, str]], run_id: str
) -> dict[str, Any]:
    left_source, left_id, table, right_source, right_id = pair
    return {
        "probability": row["probability"],
        "reasons": "\n".join(row["reasons"] or []),
        "left_identity": sides.get(("people", left_source, left_id), {}),
        "right_identity": sides.get((table, right_source, right_id), {}),
        "run_id": run_id,
        "waiting": True,
    }


def _sides(found: pl.DataFrame, tables: TableSet | None) -> dict[_Pair, dict[str, str]]:
    if tables is None or found.is_empty():
        return {}
    wanted = pl.concat(
        [
            found.select(table=pl.lit("people"), source="left_source", id="left_id"),
            found.select(table="right_table", source="right_source", id="right_id"),
        ]
    ).unique()
    known: dict[_Pair, dict[str, str]] = {}
    for table, key in _KEYS.items():
        frame = tables.frame(table)
        shown = [name for name in _SHOWN if name in frame.collect_schema().names()]
        rows = (
            frame.rename({key: "id"})
            .join(wanted.lazy().filter(pl.col("table") == table), on=["source", "id"])
            .select("source", "id", *(pl.col(name).cast(pl.String) for name in shown))
            .unique(["source", "id"], keep="first")
            .collect()
        )
        for row in rows.iter_rows(named=True):
            known[table, row["source"], row["id"]] = {
                name: row[name] for name in shown if row[name] is not None
            }
    return known
