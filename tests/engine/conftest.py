"""A small view, its parameters and a rule writer, for the rules engine's tests."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import polars as pl
import pytest

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.view import Pass, Scope, Type, View, ViewColumn
from bondroit.model.table_set import TableSet

BENEFITS = ("RSA", "APA_HOME", "APA_FACILITY", "PCH", "ACTP")


def toy_columns() -> tuple[ViewColumn, ...]:
    """Return one column of each type, `death_month` derived from `date_of_death`."""
    return (
        ViewColumn(
            name="month",
            type=Type.MONTH,
            doc="",
            label="mois",
            typical=date(2025, 3, 1),
            tables=("payments",),
        ),
        ViewColumn(
            name="benefit",
            type=Type.CODE,
            doc="",
            label="prestation",
            typical="RSA",
            codes=BENEFITS,
            tables=("payments",),
        ),
        ViewColumn(
            name="net_paid",
            type=Type.MONEY,
            doc="",
            label="montant net versé",
            typical=Decimal("646.52"),
            tables=("payments", "bank_returns"),
        ),
        ViewColumn(
            name="hours",
            type=Type.HOURS,
            doc="",
            label="heures",
            typical=Decimal(10),
            tables=("visits",),
        ),
        ViewColumn(
            name="rate", type=Type.RATE, doc="", label="taux", typical=Decimal(1)
        ),
        ViewColumn(name="days", type=Type.INTEGER, doc="", label="jours", typical=0),
        ViewColumn(
            name="date_of_death",
            type=Type.DATE,
            doc="",
            label="date du décès",
            typical=date(9999, 12, 1),
            none=date(9999, 12, 1),
            tables=("deaths",),
        ),
        ViewColumn(
            name="death_month",
            type=Type.MONTH,
            doc="",
            label="mois du décès",
            derived=True,
            tables=("deaths",),
        ),
        ViewColumn(
            name="death_match",
            type=Type.CODE,
            doc="",
            label="rapprochement",
            typical="none",
            codes=("certain", "probable", "none"),
            tables=("deaths",),
        ),
        ViewColumn(
            name="seen_at",
            type=Type.DATETIME,
            doc="",
            label="vu le",
            typical=None,
        ),
        ViewColumn(
            name="couple",
            type=Type.FLAG,
            doc="",
            label="en couple",
            typical=False,
        ),
        ViewColumn(name="carer_id", type=Type.CODE, doc="", label="aidant"),
        ViewColumn(name="other_id", type=Type.CODE, doc="", label="autre aidant"),
    )


def _derive(
    frame: pl.LazyFrame, _parameters: Parameters, _scope: Scope
) -> pl.LazyFrame:
    return frame.with_columns(death_month=pl.col("date_of_death").dt.month_start())


def _build(tables: TableSet, parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give one pass a source, from a ready table of base columns."""
    frame = tables.frames["toy_rows"]
    sources = frame.select("source").unique().collect()["source"].sort()
    for source in sources.to_list():
        rows = frame.filter(pl.col("source") == source)
        yield Pass(source=source, frame=_derive(rows, parameters, scope))


@pytest.fixture(scope="session")
def toy_view() -> View:
    """A view over ready rows."""
    return View(
        name="toy",
        doc="Une ligne par mois.",
        columns=toy_columns(),
        needs=("payments",),
        build=_build,
        derive=_derive,
    )


@pytest.fixture(scope="session")
def toy_parameters(tmp_path_factory: pytest.TempPathFactory) -> Parameters:
    """Two parameters, one of them with a gap after 2025."""
    folder = tmp_path_factory.mktemp("parameters")
    (folder / "toy.yml").write_text(
        dedent("""
        parameters:
          rsa_base:
            unit: EUR/mois
            description: Montant de base.
            values:
              - {from: 2024-04-01, value: 635.71, status: stated, source: décret 2024}
              - {from: 2025-04-01, value: 646.52, status: stated, source: décret 2025}
          tolerance:
            unit: EUR
            description: Tolérance.
            values:
              - {from: 2020-01-01, value: 0.05, status: stated, source: réglage}
              - {from: 2026-01-01, status: gap}
        """),
        encoding="utf-8",
    )
    return Parameters.load([folder])


TOY_RULE = """
id: {id}
version: 1
title: Versement après décès
status: active
kind: deterministic
severity: urgent
benefits: [RSA, APA_HOME]
direction: overpayment
view: toy
when:
  mois_posterieur: month > death_month
  deces_certain: death_match = 'certain'
unless:
  deja_repris: net_paid <= 0
amount: net_paid
explain: >-
  {{net_paid}} versés pour {{month}}, alors que le décès date du {{date_of_death}}.
legal_basis:
  - {{text: CASF R262-35, since: 2017-01-01}}
innocent_explanations:
  - Homonyme.
verify:
  - Rapprocher l'acte de décès.
examples:
  - {{name: après, given: {{date_of_death: 2025-01-14, death_match: certain}}, expect: fires, amount: 646.52}}
  - {{name: mois même, given: {{month: 2025-01-01, date_of_death: 2025-01-14, death_match: certain}}, expect: silent}}
  - {{name: inconnue, given: {{date_of_death: null, death_match: certain}}, expect: unknown}}
"""

WriteRule = Callable[..., Path]


@pytest.fixture
def write_rule(tmp_path: Path) -> WriteRule:
    """Write the toy rule, with some of its text replaced; return its folder."""

    def write(
        rule_id: str = "TOY-DEC-001",
        folder: str = "rules",
        swap: Mapping[str, str] | None = None,
    ) -> Path:
        text = TOY_RULE.format(id=rule_id).lstrip()
        for old, new in (swap or {}).items():
            assert old in text
            text = text.replace(old, new)
        place = tmp_path / folder / "dec"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{rule_id}.yml").write_text(text, encoding="utf-8")
        return tmp_path / folder

    return write
