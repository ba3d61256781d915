"""Rows of rights, invoices, visits and carers, and the views made of them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.view import SUBJECT, Scope, View
from bondroit.model.outputs import COVERAGE
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES
from bondroit.resources import shipped

MARCH = date(2025, 3, 1)
SCOPE = Scope(
    first_month=date(2025, 1, 1),
    last_month=date(2025, 6, 1),
    as_of=date(2025, 6, 30),
)
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Billing:
    """Writes rows of a few tables and builds views on providers and carers.

    Attributes:
        parameters: the law as delivered.

    """

    parameters: Parameters

    def right(self, **given: object) -> Row:
        """Return an APA right at home paying 90 % of the plan."""
        return {
            "source": "apa",
            "right_id": "D1",
            "valid_from": date(2024, 1, 1),
            "start_date": date(2024, 1, 1),
            "benefit": "APA_HOME",
            "person_id": "p1",
            "state": "open",
            "plan_amount": Decimal("600.00"),
            "participation": Decimal("60.00"),
            **given,
        }

    def line(self, number: str, **given: object) -> Row:
        """Return a line of ten hours at 24 euros."""
        return {
            "source": "apa",
            "invoice_id": "F" + number,
            "line_id": number,
            "provider_id": "S1",
            "person_id": "p1",
            "benefit": "APA_HOME",
            "month": MARCH,
            "hours": Decimal("10.00"),
            "unit_price": Decimal("24.00"),
            "amount": Decimal("240.00"),
            **given,
        }

    def visit(
        self, number: str, start: datetime, end: datetime, **given: object
    ) -> Row:
        """Return a visit of worker W1 of provider S1 to person p1."""
        return {
            "source": "apa",
            "visit_id": number,
            "benefit": "APA_HOME",
            "person_id": "p1",
            "provider_id": "S1",
            "worker_id": "W1",
            "start": start,
            "end": end,
            **given,
        }

    def provider(self, **given: object) -> Row:
        """Return a provider open since 2020 at 24 euros an hour."""
        return {
            "provider_id": "S1",
            "valid_from": date(2020, 1, 1),
            "tariff": Decimal("24.00"),
            **given,
        }

    def person(self, number: str, address: str | None = "1 rue des Lilas") -> Row:
        """Return a person of the APA file."""
        return {
            "source": "apa",
            "person_id": number,
            "birth_name": "N" + number,
            "first_names": "P",
            "birth_date": date(1940, 1, 1),
            "address": address,
            "postcode": "45000",
        }

    def tables(self, covered: tuple[str, ...] = (), **rows: list[Row]) -> TableSet:
        """Return a table set of a few rows; `covered` tables speak for every date."""
        frames = {
            name: pl.LazyFrame(
                [{**dict.fromkeys(TABLES[name].schema), **row} for row in given],
                schema=TABLES[name].schema,
            )
            for name, given in rows.items()
        }
        coverage = pl.DataFrame(
            [
                {"table": name, "source": "x", "covers_from": None, "covers_to": None}
                for name in covered
            ],
            schema=COVERAGE,
        )
        return TableSet(frames=frames, coverage=coverage)

    def built(self, view: View, given: TableSet) -> list[Row]:
        """Return every row of a view, checking its promise of columns and keys."""
        frames = [
            one.frame.collect() for one in view.build(given, self.parameters, SCOPE)
        ]
        whole = pl.concat(frames, how="vertical_relaxed")
        promised = {*SUBJECT, "row_key", *(column.name for column in view.columns)}
        assert promised <= set(whole.columns)
        assert whole["row_key"].is_unique().all()
        return whole.sort("row_key").to_dicts()


@pytest.fixture(scope="session")
def billing() -> Billing:
    """Return the writer of rows and builder of views."""
    return Billing(Parameters.load([shipped("rules") / "parameters"]))
