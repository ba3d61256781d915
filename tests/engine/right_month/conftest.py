"""A tiny département, and the findings of the rules on it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from bondroit.engine.evaluate import Evaluation, evaluate
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import COVERAGE, INDIVIDUALS, MATCHES
from bondroit.model.rule import Rule
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES
from bondroit.resources import shipped

Row = dict[str, object]


@dataclass
class World:
    """Rows of a few tables, then what the rules say of them.

    Attributes:
        rows: rows given, by table; every other column is null.
        covers: table, source, first and last day covered.
        individuals: source, person_id, individual_id.
        matches: rows of matches.
        scope: months judged.

    """

    rules: tuple[Rule, ...]
    parameters: Parameters
    rows: dict[str, list[Row]] = field(default_factory=dict)
    covers: list[tuple[str, str, date | None, date | None]] = field(
        default_factory=list
    )
    individuals: list[tuple[str, str, str]] = field(default_factory=list)
    matches: list[Row] = field(default_factory=list)
    scope: Scope = field(
        default_factory=lambda: Scope(
            first_month=date(2025, 1, 1),
            last_month=date(2025, 12, 1),
            as_of=date(2025, 12, 31),
        )
    )

    def add(self, table: str, *rows: Row) -> "World":
        """Add rows to a table."""
        self.rows.setdefault(table, []).extend(rows)
        return self

    def person(
        self, source: str = "apa", person_id: str = "1", **more: object
    ) -> "World":
        """Add a synthetic person born in 1940."""
        base = {
            "source": source,
            "person_id": person_id,
            "birth_name": "EXEMPLE",
            "first_names": "ALIX",
            "birth_date": date(1940, 5, 5),
        }
        return self.add("people", base | more)

    def right(self, benefit: str = "APA_HOME", **more: object) -> "World":
        """Add a right of person 1, open since 2024, of the usual plan."""
        source = {"PCH": "pch", "ACTP": "pch", "RSA": "rsa"}.get(benefit, "apa")
        number = len(self.rows.get("rights", [])) + 1
        base: Row = {
            "source": source,
            "right_id": f"{source}-{number}",
            "valid_from": date(2024, 1, 1),
            "benefit": benefit,
            "person_id": "1",
            "claim_date": date(2023, 11, 1),
            "notified_on": date(2023, 12, 1),
            "start_date": date(2024, 1, 1),
            "state": "open",
            "urgent": False,
            "annualised": False,
        }
        return self.add("rights", base | _USUAL.get(benefit, {}) | more)

    def paid(
        self, month: date, amount: str, benefit: str = "APA_HOME", **more: object
    ) -> "World":
        """Add a regular payment of person 1, paid at the end of the month."""
        source = {"PCH": "pch", "ACTP": "pch", "RSA": "rsa"}.get(benefit, "apa")
        number = len(self.rows.get("payments", [])) + 1
        base: Row = {
            "source": source,
            "payment_id": f"p{number}",
            "benefit": benefit,
            "element": "1" if benefit == "PCH" else None,
            "person_id": "1",
            "month": month,
            "amount": Decimal(amount),
            "kind": "regular",
            "paid_on": month.replace(day=28),
        }
        return self.add("payments", base | more)

    def stay(
        self, kind: str, start: date, end: date | None, source: str = "apa"
    ) -> "World":
        """Add a stay of person 1, the list covering every month."""
        number = len(self.rows.get("stays", [])) + 1
        self.covers.append(("stays", "stays", None, None))
        return self.add(
            "stays",
            {
                "source": "stays",
                "stay_id": f"s{number}",
                "kind": kind,
                "start_date": start,
                "end_date": end,
                "person_source": source,
                "person_id": "1",
            },
        )

    def paid_all_year(self, amount: str, benefit: str = "APA_HOME") -> "World":
        """Pay the same amount each month of 2025."""
        for number in range(1, 13):
            self.paid(date(2025, number, 1), amount, benefit)
        return self

    def household(self, *members: tuple[str, str]) -> "World":
        """Add a RSA household composed in January, paid until April."""
        for number in range(1, 5):
            month = date(2025, number, 1)
            self.paid(month, "568.94", "RSA", household_id="h", person_id="a")
        for person, role in members:
            self.person("rsa", person)
            self.add("household_members", member("h", person, role))
        return self

    def tables(self) -> TableSet:
        """Return the tables; payments cover the whole scope."""
        frames = {
            name: pl.DataFrame(rows, schema=TABLES[name].schema | _PLACE).lazy()
            for name, rows in self.rows.items()
        }
        sources = {row["source"] for row in self.rows.get("payments", [])}
        covers = [("payments", source, None, None) for source in sorted(sources)]
        return TableSet(
            frames=frames,
            coverage=pl.DataFrame(covers + self.covers, schema=COVERAGE, orient="row"),
            individuals=_frame(self.individuals, INDIVIDUALS),
            matches=pl.DataFrame(self.matches, schema=MATCHES).lazy(),
        )

    def judge(self, *rules: str) -> Evaluation:
        """Evaluate some rules."""
        chosen = tuple(rule for rule in self.rules if rule.id in rules)
        assert len(chosen) == len(rules)
        return evaluate(chosen, self.tables(), self.parameters, self.scope)

    def found(self, rule: str) -> dict[str, str]:
        """Return the amounts of one rule, month by month."""
        findings = self.judge(rule).findings
        return {
            str(month)[:7]: str(amount)
            for month, amount in findings.sort("month")
            .select("month", "amount")
            .iter_rows()
        }

    def unknown(self, rule: str) -> int:
        """Return how many rows one rule could not judge."""
        return int(self.judge(rule).unknowns["rows"].sum())


_PLACE = {"source_file": pl.String(), "source_position": pl.String()}

_USUAL: dict[str, Row] = {
    "APA_HOME": {
        "gir": 3,
        "plan_amount": Decimal("600.00"),
        "participation": Decimal("14.47"),
        "granted_amount": Decimal("585.53"),
        "resources": Decimal("1000.00"),
        "couple": False,
        "delivery_mode": "provider",
    },
    "APA_FACILITY": {"gir": 3, "granted_amount": Decimal("450.00")},
    "PCH": {
        "element": "1",
        "granted_hours": Decimal("40.00"),
        "granted_amount": Decimal("1000.00"),
        "rate": Decimal("1.0000"),
        "delivery_mode": "provider",
        "dismissal": False,
    },
}


def _frame(
    rows: Iterable[tuple[str, ...]], schema: dict[str, pl.DataType]
) -> pl.LazyFrame | None:
    kept = list(rows)
    return pl.DataFrame(kept, schema=schema, orient="row").lazy() if kept else None


def member(household: str, person: str, role: str, source: str = "rsa") -> Row:
    """Return a counted member of the composition of January 2025."""
    return {
        "source": source,
        "household_id": household,
        "month": date(2025, 1, 1),
        "person_id": person,
        "role": role,
        "counted": True,
    }


@pytest.fixture(scope="session")
def shipped_rules() -> tuple[Rule, ...]:
    """Return the rules that come with the product."""
    return tuple(load_rules([shipped("rules")]))


@pytest.fixture(scope="session")
def shipped_parameters() -> Parameters:
    """Return the parameters that come with the product."""
    return Parameters.load([shipped("rules") / "parameters"])


@pytest.fixture
def world(
    shipped_rules: tuple[Rule, ...], shipped_parameters: Parameters
) -> Callable[[], World]:
    """Return a maker of empty worlds."""
    return lambda: World(rules=shipped_rules, parameters=shipped_parameters)
