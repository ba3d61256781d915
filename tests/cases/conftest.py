"""A few netted findings and tables, and the cases that come out of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from bondroit.cases.assembly import CASE_COLUMNS, assemble_cases
from bondroit.cases.judgement import Judgement
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import CASES, FINDINGS, INDIVIDUALS, UNKNOWNS
from bondroit.model.rule import Rule
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES
from bondroit.resources import shipped

Row = dict[str, object]
SCOPE = Scope(
    first_month=date(2023, 1, 1), last_month=date(2025, 6, 1), as_of=date(2025, 6, 30)
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Opens cases under the rules and the law as delivered, at the end of June 2025.

    Attributes:
        rules: the rules as delivered.
        parameters: the law as delivered.

    """

    rules: tuple[Rule, ...]
    parameters: Parameters

    def finding(self, month: date, counted: str | None, **given: object) -> Row:
        """Return a netted finding on the APA of p1."""
        amount = None if counted is None else Decimal(counted)
        row = {
            **dict.fromkeys(FINDINGS),
            "rule_id": "AIS-MNT-005",
            "rule_version": 1,
            "verdict": "fires",
            "benefit": "APA_HOME",
            "source": "apa",
            "person_id": "p1",
            "individual_id": "i1",
            "month": month,
            "amount": amount,
            "counted_amount": amount,
            "debtor": "beneficiary",
            "explanation": "",
            "evidence": "{}",
            **given,
        }
        return {**row, "finding_id": str(sorted(map(str, row.items())))}

    def household_finding(self, month: date, counted: str) -> Row:
        """Return a netted finding on the RSA of household h1."""
        return self.finding(
            month, counted, benefit="RSA", source="rsa", household_id="h1"
        )

    def payment(self, month: date, paid_on: date | None, **given: object) -> Row:
        """Return a payment of 500 euros of APA to p1."""
        return {
            "source": "apa",
            "payment_id": f"{month}{given}",
            "benefit": "APA_HOME",
            "person_id": "p1",
            "month": month,
            "amount": Decimal("500.00"),
            "kind": "regular",
            "paid_on": paid_on,
            **given,
        }

    def debt(self, month: date, **given: object) -> Row:
        """Return a debt of one month of APA of p1."""
        return {
            "source": "apa",
            "debt_id": f"{month}",
            "benefit": "APA_HOME",
            "person_id": "p1",
            "from_month": month,
            "to_month": month,
            "initial_amount": Decimal("100.00"),
            **given,
        }

    def table_set(
        self,
        rows: Mapping[str, list[Row]],
        individuals: list[tuple[str, str, str]] | None = None,
    ) -> TableSet:
        """Return a table set of a few rows."""
        frames = {
            name: pl.LazyFrame(
                [{**dict.fromkeys(TABLES[name].schema), **row} for row in given],
                schema=TABLES[name].schema,
            )
            for name, given in rows.items()
        }
        linked = (
            None
            if individuals is None
            else pl.LazyFrame(individuals, schema=INDIVIDUALS, orient="row")
        )
        return TableSet(frames=frames, individuals=linked)

    def cases(
        self,
        findings: list[Row],
        given: TableSet,
        previous: pl.DataFrame | None = None,
    ) -> pl.DataFrame:
        """Return the cases of a few netted findings."""
        judgement = Judgement(
            findings=pl.DataFrame(findings, schema=FINDINGS),
            unknowns=pl.DataFrame(schema=UNKNOWNS),
        )
        cases = assemble_cases(
            judgement, given, self.rules, self.parameters, SCOPE, previous
        )
        assert cases.schema == pl.Schema(CASE_COLUMNS)
        assert list(CASES) == cases.columns[: len(CASES)]
        return cases


@pytest.fixture(scope="session")
def desk() -> Desk:
    """Return a desk that opens cases."""
    folder = shipped("rules")
    return Desk(load_rules([folder]), Parameters.load([folder / "parameters"]))
