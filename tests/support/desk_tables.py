"""People and rights that the tests of the review desk import beside a run."""

from datetime import date

import polars as pl

from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES


def tables_of(people: int) -> TableSet:
    """Return people and open rights, numbered."""
    ranks = range(people)
    return TableSet(
        frames={
            "people": _table(
                "people",
                [
                    {
                        "source": "apa",
                        "person_id": f"p{rank}",
                        "birth_name": f"NOMFICTIF{rank}",
                        "first_names": "Camille",
                        "birth_date": date(1940, 1, 1 + rank % 28),
                    }
                    for rank in ranks
                ],
            ),
            "rights": _table(
                "rights",
                [
                    {
                        "source": "apa",
                        "right_id": f"r{rank}",
                        "valid_from": date(2024, 1, 1),
                        "benefit": "APA_HOME" if rank % 3 else "PCH",
                        "person_id": f"p{rank}",
                        "start_date": date(2024, 1, 1),
                        "state": "open",
                    }
                    for rank in ranks
                ],
            ),
        }
    )


def _table(name: str, rows: list[dict[str, object]]) -> pl.LazyFrame:
    return pl.LazyFrame(rows, schema=TABLES[name].schema)
