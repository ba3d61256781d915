"""Rows of the toy view, and what the toy rule says of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bondroit.engine.evaluate import Evaluation, evaluate
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.view import Scope, View
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES

Write = Callable[..., Path]
Row = dict[str, object]

SCOPE = Scope(
    first_month=date(2025, 1, 1), last_month=date(2025, 6, 1), as_of=date(2025, 6, 30)
)
TOY: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(
        [
            "source",
            "person_id",
            "household_id",
            "individual_id",
            "provider_id",
            "benefit",
            "element",
            "payment_id",
            "right_id",
            "counterpart",
            "debtor",
            "row_key",
            "death_match",
            "carer_id",
            "other_id",
        ],
        pl.String,
    ),
    "month": pl.Date,
    "date_of_death": pl.Date,
    "net_paid": pl.Decimal(12, 2),
    "hours": pl.Decimal(9, 2),
    "rate": pl.Decimal(5, 4),
    "days": pl.Int32,
    "seen_at": pl.Datetime("us"),
    "couple": pl.Boolean,
}


@dataclass(frozen=True, slots=True)
class Toy:
    """Writes rows of the toy view and the tables they come from.

    Attributes:
        scope: months judged.

    """

    scope: Scope

    def row(self, person: str, month: int, **values: object) -> Row:
        """Return one row of the toy view: paid after a certain death."""
        return {
            **dict.fromkeys(TOY),
            "source": "apa",
            "person_id": person,
            "benefit": "APA_HOME",
            "month": date(2025, month, 1),
            "row_key": f"{person}-{month}",
            "net_paid": Decimal("1646.50"),
            "date_of_death": date(2025, 1, 14),
            "death_match": "certain",
            **values,
        }

    def table(self, name: str, *rows: Row) -> pl.LazyFrame:
        """Return a table of the contract with its provenance columns."""
        schema: dict[str, pl.DataType] = {
            **TABLES[name].schema,
            "source_file": pl.String(),
            "source_position": pl.String(),
        }
        return pl.LazyFrame(
            [{**dict.fromkeys(schema), **row} for row in rows], schema=schema
        )

    def tables(self, *rows: Row, **more: pl.LazyFrame) -> TableSet:
        """Return tables whose toy view holds the rows."""
        payments = [
            {
                "source": row["source"],
                "payment_id": f"P-{row['row_key']}",
                "person_id": row["person_id"],
                "household_id": row["household_id"],
                "benefit": row["benefit"],
                "month": row["month"],
                "source_file": "paiements.csv",
                "source_position": str(rank),
            }
            for rank, row in enumerate(rows)
        ]
        frames = {
            "toy_rows": pl.LazyFrame(rows, schema=TOY),
            "payments": self.table("payments", *payments),
            **more,
        }
        return TableSet(frames=frames)


@pytest.fixture(scope="session")
def toy() -> Toy:
    """Return the writer of rows of the toy view, for the first half of 2025."""
    return Toy(SCOPE)


@pytest.fixture
def run(
    write_rule: Write, toy_view: View, toy_parameters: Parameters
) -> Callable[..., Evaluation]:
    """Evaluate the toy rule, changed or not."""

    def evaluated(
        tables: TableSet, swap: dict[str, str] | None = None, scope: Scope = SCOPE
    ) -> Evaluation:
        rules = load_rules([write_rule(swap=swap)])
        views = {"toy": toy_view}
        return evaluate(rules, tables, toy_parameters, scope, views=views)

    return evaluated
