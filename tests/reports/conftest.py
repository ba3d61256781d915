"""A small run: a death long paid, a cumul, a rejected transfer, a bad NIR, a provider."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from lxml import html

from bondroit.cases.assembly import assemble_cases
from bondroit.cases.judgement import judge
from bondroit.checks.results import CHECKS
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import COVERAGE, INDIVIDUALS, MATCHES, QUARANTINE
from bondroit.model.table_set import TableSet
from bondroit.model.tables import TABLES
from bondroit.reports.case_file import write_case_files
from bondroit.reports.facts import RunFacts
from bondroit.reports.summary import write_summary
from bondroit.reports.workbook import write_workbook
from bondroit.resources import shipped

FIRST, LAST, AS_OF = date(2023, 11, 1), date(2026, 10, 1), date(2026, 10, 31)
NAME = '<script>alert("x")</script>'
FORMULA = "=cmd()"
NIR = "1400545234001"
SIRET = "12345678900011"
IBAN = "FR7630006000011234567890189"
RULES = {"AIS-DEC-001", "AIS-CUM-001", "AIS-SSP-013", "AIS-IDN-001", "AIS-PRE-001"}


@dataclass(frozen=True, slots=True)
class Run:
    """What a run wrote, and what it was written from."""

    facts: RunFacts
    folder: Path

    def case(self, rule: str) -> dict[str, Any]:
        """Return the case of a rule; each has its own."""
        rows = self.facts.cases.filter(pl.col("rules").list.contains(rule))
        return rows.row(0, named=True)

    def page(self, rule: str) -> str:
        """Return the case file of a rule's case."""
        name = f"{self.case(rule)['case_id']}.html"
        return (self.folder / "case_files" / name).read_text(encoding="utf-8")

    def tree(self, rule: str) -> html.HtmlElement:
        """Return the same, parsed."""
        return html.fromstring(self.page(rule))


def _months() -> list[date]:
    return pl.date_range(FIRST, LAST, "1mo", eager=True).to_list()


def _table(name: str, rows: list[dict[str, Any]]) -> pl.LazyFrame:
    places = {"source_file": pl.String(), "source_position": pl.String()}
    schema = {**TABLES[name].schema, **places}
    file = f"extracts/2026-10/{name}.csv"
    placed = [
        {"source_file": file, "source_position": f"ligne {rank}", **row}
        for rank, row in enumerate(rows, start=2)
    ]
    return pl.DataFrame(placed, schema=schema).lazy()


def _person(source: str, key: str, name: str, **more: object) -> dict[str, Any]:
    return {
        "source": source,
        "person_id": key,
        "birth_name": name,
        "first_names": "Camille",
        "sex": "M",
        "birth_date": date(1940, 5, 3),
        "birth_date_precision": "day",
        "address": "1 rue Neuve",
        "postcode": "45000",
        **more,
    }


def _right(source: str, key: str, benefit: str, **more: object) -> dict[str, Any]:
    return {
        "source": source,
        "right_id": f"R{key}",
        "person_id": key,
        "benefit": benefit,
        "valid_from": date(2023, 1, 1),
        "start_date": date(2023, 1, 1),
        "claim_date": date(2022, 11, 1),
        "state": "open",
        **more,
    }


def _payment(
    source: str, key: str, benefit: str, month: date, amount: str, **more: object
) -> dict[str, Any]:
    return {
        "source": source,
        "payment_id": f"{key}-{month:%Y%m}",
        "benefit": benefit,
        "right_id": f"R{key}",
        "person_id": key,
        "month": month,
        "amount": Decimal(amount),
        "kind": "regular",
        "paid_on": month.replace(day=25),
        "iban": IBAN,
        **more,
    }


def _tables(paid: str = "500.00") -> TableSet:
    last = _months()[-2:]
    apa, home, pch = "apa", "APA_HOME", "pch"
    aid = {"element": "1"}
    rows: dict[str, list[dict[str, Any]]] = {
        "people": [
            _person(apa, "p1", NAME, first_names=FORMULA, nir=NIR),
            _person(apa, "p2", "DOUBLE", usual_name="AUTRE"),
            _person(pch, "q2", "DOUBLE"),
            _person(apa, "p3", "FAUXNIR", nir="1400545234002", nir_key="01"),
            _person(pch, "q4", "REJET"),
            _person(apa, "p5", "AIDEE"),
        ],
        "rights": [
            _right(apa, "p1", home),
            _right(apa, "p2", home),
            _right(pch, "q2", "PCH", **aid),
            _right(pch, "q4", "PCH", **aid),
            _right(
                apa,
                "p5",
                home,
                provider_id=SIRET,
                plan_amount=Decimal(1000),
                participation=Decimal(100),
            ),
        ],
        "payments": [
            *(_payment(apa, "p1", home, month, paid) for month in _months()),
            *(_payment(apa, "p2", home, month, "400.00") for month in last),
            *(_payment(pch, "q2", "PCH", month, "1234.56", **aid) for month in last),
            _payment(pch, "q4", "PCH", date(2026, 5, 1), "300.00", **aid),
            *(_payment(apa, "p5", home, month, "450.00") for month in last),
        ],
        "bank_returns": [
            {
                "source": pch,
                "payment_id": "q4-202605",
                "returned_on": date(2026, 6, 3),
            }
        ],
        "deaths": [
            {
                "source": "deaths",
                "death_id": "d1",
                "birth_name": NAME,
                "first_names": "CAMILLE",
                "sex": "M",
                "birth_date": date(1940, 5, 3),
                "death_date": date(2023, 11, 14),
            }
        ],
        "invoice_lines": [
            {
                "source": apa,
                "invoice_id": "f1",
                "line_id": "1",
                "provider_id": SIRET,
                "person_id": "p5",
                "benefit": home,
                "month": last[0],
                "hours": Decimal(20),
                "unit_price": Decimal(25),
                "amount": Decimal(500),
            }
        ],
        "providers": [
            {
                "provider_id": SIRET,
                "valid_from": date(2020, 1, 1),
                "name": "Aide & Co",
                "closed_on": date(2026, 1, 31),
                "iban": IBAN,
            }
        ],
        "stays": [],
        "debts": [],
        "visits": [],
    }
    individuals = pl.DataFrame(
        [
            (row["source"], row["person_id"], f"I{row['person_id'][1:]}")
            for row in rows["people"]
        ],
        schema=INDIVIDUALS,
        orient="row",
    )
    same = [
        "nom de naissance: identique",
        "date de naissance: un chiffre de différence",
    ]
    matches = pl.DataFrame(
        [
            (apa, "p1", "deaths", "d1", "deaths", 0.99999, "certain", same),
            (apa, "p2", pch, "q2", "people", 0.973, "probable", same),
        ],
        schema=MATCHES,
        orient="row",
    )
    sources = ("apa", "pch", "deaths", "stays")
    coverage = pl.DataFrame(
        [
            (table, source, date(2020, 1, 1), AS_OF)
            for table in (*TABLES, "arrears")
            for source in sources
        ],
        schema=COVERAGE,
        orient="row",
    )
    return TableSet(
        frames={name: _table(name, found) for name, found in rows.items()},
        coverage=coverage,
        individuals=individuals.lazy(),
        matches=matches.lazy(),
    )


COUNTS = {"kept": 1199, "quarantined": 1}
INPUT = {"path": "extracts/2026-10/payments.csv", "sha256": "ab" * 32, **COUNTS}
MANIFEST: dict[str, Any] = {
    "run_id": "2026-10-0123456789ab",
    "code_version": "0.1.0",
    "inputs": [{"rows_read": 1200, **INPUT}],
    "stages": [{"name": "read", "rows": {"read": 1200, **COUNTS}}],
    "previous_run": None,
    "outcome": "degraded",
    "reasons": ["Source stays: refusé. Détail technique : not a <file>; ask again."],
}


def _facts() -> RunFacts:
    rules = tuple(rule for rule in load_rules([shipped("rules")]) if rule.id in RULES)
    parameters = Parameters.load([shipped("rules") / "parameters"])
    scope = Scope(first_month=FIRST, last_month=LAST, as_of=AS_OF)
    tables = _tables()
    judgement = judge(tables, rules, parameters, scope)
    return RunFacts(
        tables=tables,
        findings=judgement.findings,
        unknowns=judgement.unknowns,
        cases=assemble_cases(judgement, tables, rules, parameters, scope),
        explained_away=judgement.explained,
        quarantine=pl.DataFrame(
            [("apa", "x.csv", "ligne 3", "payments", "montant illisible", NAME)],
            schema=QUARANTINE,
            orient="row",
        ),
        checks=pl.DataFrame(schema=CHECKS),
        rules=rules,
        parameters=parameters,
        scope=scope,
        manifest=MANIFEST,
    )


@pytest.fixture(scope="session")
def facts() -> RunFacts:
    """Return the facts of the small run."""
    return _facts()


def _write(facts: RunFacts, folder: Path) -> Run:
    folder.mkdir()
    write_case_files(facts, folder)
    write_workbook(facts, folder / "cases.xlsx")
    write_summary(facts, folder / "summary.html")
    return Run(facts, folder)


@pytest.fixture(scope="session")
def run(facts: RunFacts, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return the small run, its reports written."""
    return _write(facts, tmp_path_factory.mktemp("reports") / "run")


@pytest.fixture(scope="session")
def write_reports() -> Callable[[RunFacts, Path], Run]:
    """Return what writes the three reports in a new folder."""
    return _write
