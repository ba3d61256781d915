"""Rows of RSA households, and the view made of them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.household_month import HOUSEHOLD_MONTH
from bondroit.engine.views.view import ROW_KEY, Scope
from bondroit.model.outputs import COVERAGE, INDIVIDUALS
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES
from bondroit.resources import shipped

SCOPE = Scope(
    first_month=date(2025, 1, 1), last_month=date(2025, 8, 1), as_of=date(2025, 8, 31)
)
MAY = date(2025, 5, 1)
ALONE = Decimal("646.52")
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Homes:
    """Writes rows of RSA households and builds the view, by default of May 2025.

    Attributes:
        parameters: the law as delivered.

    """

    parameters: Parameters

    def household(
        self, household_id: str = "f1", month: date = MAY, **facts: object
    ) -> Row:
        """Return a lone adult without resources nor housing deduction."""
        return {
            "source": "rsa",
            "household_id": household_id,
            "month": month,
            "payer": "CAF",
            "state": "2",
            "increased": False,
            "adults": 1,
            "children": 0,
            "resources": Decimal(0),
            "housing_deduction": Decimal(0),
            "flat_amount": ALONE,
            "computed_right": ALONE,
            **facts,
        }

    def member(
        self,
        person_id: str,
        role: str,
        household_id: str = "f1",
        month: date = MAY,
        **facts: object,
    ) -> Row:
        """Return a counted member."""
        return {
            "source": "rsa",
            "household_id": household_id,
            "month": month,
            "person_id": person_id,
            "role": role,
            "counted": True,
            **facts,
        }

    def payment(
        self, amount: str, household_id: str = "f1", month: date = MAY, **facts: object
    ) -> Row:
        """Return a regular payment of the month, paid the month after."""
        return {
            "source": "rsa",
            "payment_id": f"{household_id}-{month:%Y%m}-{amount}",
            "benefit": "RSA",
            "person_id": "p1",
            "household_id": household_id,
            "month": month,
            "amount": Decimal(amount),
            "kind": "regular",
            "paid_on": date(2025, 9, 5),
            **facts,
        }

    def person(
        self, person_id: str, birth: date = date(1985, 6, 15), **facts: object
    ) -> Row:
        """Return a synthetic person."""
        return {"source": "rsa", "person_id": person_id, "birth_date": birth, **facts}

    def tables(
        self,
        *,
        source: str = "rsa",
        individuals: list[Row] | None = None,
        **rows: list[Row],
    ) -> TableSet:
        """Return tables whose payments cover the whole scope."""
        frames = {
            name: pl.DataFrame(some, schema=TABLES[name].schema).lazy()
            for name, some in rows.items()
        }
        coverage = pl.DataFrame(
            [("payments", source, SCOPE.first_month, date(2025, 8, 31))],
            schema=COVERAGE,
            orient="row",
        )
        linked = None
        if individuals is not None:
            linked = pl.DataFrame(individuals, schema=INDIVIDUALS).lazy()
        return TableSet(frames=frames, coverage=coverage, individuals=linked)

    def view(self, tables: TableSet) -> pl.DataFrame:
        """Return the whole view, sorted."""
        passes = HOUSEHOLD_MONTH.build(tables, self.parameters, SCOPE)
        frames = [
            part.frame.with_columns(part.key.alias(ROW_KEY)).collect()
            for part in passes
        ]
        return pl.concat(frames).sort("household_id", "month")

    def one(self, tables: TableSet, household_id: str = "f1", month: date = MAY) -> Row:
        """Return one row of the view."""
        wanted = (pl.col("household_id") == household_id) & (pl.col("month") == month)
        return self.view(tables).filter(wanted).row(0, named=True)


@pytest.fixture(scope="session")
def homes() -> Homes:
    """Return the writer of households and builder of their view."""
    return Homes(Parameters.load([shipped("rules") / "parameters"]))
