"""From a reported finding to what makes its rule fire again in an example."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from bondroit.cases.judgement import RECOVERY_VIEW
from bondroit.config import Config
from bondroit.engine.example_making import Given, fired_rows, make_example
from bondroit.engine.rulebook import read_rulebook
from bondroit.engine.views.catalogue import VIEWS
from bondroit.engine.views.undue_month import NETTED
from bondroit.engine.views.view import Scope
from bondroit.errors import BondroitError
from bondroit.model.rule import Rule
from bondroit.model.table_set import TableSet
from bondroit.resources import shipped
from bondroit.review.importing.frames import read_output
from bondroit.review.store.cases import CaseFinding, ImportedRun
from bondroit.sources.store import Store


def example_given(
    config: Config, run: ImportedRun, finding: CaseFinding
) -> Given | None:
    """Return what to give in an example for the finding's rule to fire.

    The rows about its subject are judged again, from the tables and matches of its run.

    Args:
        config: of the workspace.
        run: the run that last saw the finding.
        finding: the finding reported.

    Returns:
        Base columns of the rule's view; None where the run or its tables are gone, or
        where the rule, as it is now, does not fire any more.

    """
    identifier = finding.person_id or finding.household_id or finding.provider_id
    if identifier is None or finding.source is None:
        return None
    own = [folder for folder in config.rules if folder.is_dir()]
    book = read_rulebook((shipped("rules"), *own))
    rule = next((one for one in book.rules if one.id == finding.rule_id), None)
    if rule is None:
        return None
    try:
        rows = fired_rows(
            rule,
            VIEWS,
            _tables(config, Path(config.root / run.folder), run.month, book.rules),
            book.parameters,
            _scope(config, run.month),
            (finding.source, identifier),
        )
        mine = _same(rows, finding)
        if mine.is_empty():
            return None
        return make_example(rule, VIEWS, book.parameters, mine.row(0, named=True))
    except (OSError, BondroitError, pl.exceptions.PolarsError):
        return None


def _scope(config: Config, month: date) -> Scope:
    return Scope(
        first_month=config.first_month(month),
        last_month=month,
        as_of=config.as_of_day(month),
    )


def _tables(
    config: Config, folder: Path, month: date, rules: tuple[Rule, ...]
) -> TableSet:
    findings = read_output(folder / "findings.parquet")
    second = [rule.id for rule in rules if rule.view == RECOVERY_VIEW]
    tables = Store(config.store).table_set(config, month)
    netted = findings.filter(~pl.col("rule_id").is_in(second)).lazy()
    return replace(
        tables,
        individuals=read_output(folder / "individuals.parquet").lazy(),
        matches=read_output(folder / "matches.parquet").lazy(),
        frames={**tables.frames, NETTED: netted},
    )


def _same(rows: pl.DataFrame, finding: CaseFinding) -> pl.DataFrame:
    """Keep the rows of the finding's month, benefit and element."""
    if rows.is_empty():
        return rows
    same = {
        "month": finding.month,
        "benefit": finding.benefit,
        "element": finding.element,
    }
    return rows.filter(
        pl.col(name).eq_missing(pl.lit(value)) for name, value in same.items()
    )
