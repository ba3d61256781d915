"""The rules alone on a folder of tables: `bondroit detect`."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from bondroit.cases.assembly import assemble_cases
from bondroit.cases.judgement import judge
from bondroit.config import last_day
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.view import Scope
from bondroit.errors import ConfigurationError, DataError
from bondroit.model.table_set import TableSet
from bondroit.resources import shipped
from bondroit.run.private import clear_sentences, make_private
from bondroit.sources.loading import load_tables

WINDOW_MONTHS = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """Counts of what was found, for the last line printed."""

    out: Path
    findings: int
    unknowns: int
    cases: int

    def lines(self) -> list[str]:
        """Return what the command prints."""
        return [
            (
                f"{self.findings} constat(s), {self.cases} dossier(s), "
                f"{self.unknowns} motif(s) d'impossibilité de juger: {self.out}"
            )
        ]


def detect(
    tables_folder: Path, rules_folder: Path | None, out: Path, as_of: date | None
) -> Detection:
    """Judge the tables of a folder; write findings, unknowns and cases below `out`.

    Args:
        tables_folder: holds `<table>.parquet` or `.csv`, or partitions as in a store.
        rules_folder: rules to apply alone; None for those that come with bondroit.
        out: the folder of the results.
        as_of: the day ages are counted on; by default the last day of the last month
            with a payment. The 36 months that end with its month are judged.

    Raises:
        DataError: no table, or a table that cannot be read.
        ProblemList: every problem of the rules.

    """
    folder = _rules(rules_folder)
    rules = load_rules([folder])
    parameters = Parameters.load(_parameter_folders(folder))
    tables = load_tables(tables_folder)
    scope = scope_of(tables, tables_folder, as_of)
    judgement = judge(tables, rules, parameters, scope)
    cases = assemble_cases(judgement, tables, rules, parameters, scope, None)
    make_private(out)
    for name, frame in (
        ("findings", judgement.findings),
        ("unknowns", judgement.unknowns),
        ("cases", cases),
    ):
        with clear_sentences(out / f"{name}.parquet"):
            frame.write_parquet(out / f"{name}.parquet", compression="zstd")
    return Detection(
        out=out,
        findings=judgement.findings.height,
        unknowns=judgement.unknowns.height,
        cases=cases.height,
    )


def _rules(folder: Path | None) -> Path:
    if folder is None:
        return shipped("rules")
    if not folder.is_dir():
        raise ConfigurationError(
            str(folder), "there is no such folder of rules", "give an existing --rules"
        )
    return folder


def _parameter_folders(folder: Path) -> list[Path]:
    own = folder / "parameters"
    shared = shipped("rules") / "parameters"
    return (
        [shared, own]
        if own.is_dir() and own.resolve() != shared.resolve()
        else [shared]
    )


def scope_of(tables: TableSet, where: Path, as_of: date | None) -> Scope:
    """Return the months judged: 36, ending with the month of `as_of`.

    Raises:
        DataError: `as_of` is None and there is no payment.

    """
    if as_of is None:
        last = tables.frame("payments").select(pl.col("month").max()).collect().item()
        if last is None:
            raise DataError(
                str(where), "there is no payment to date the run by", "give --as-of"
            )
        as_of = last_day(last)
    rank = as_of.year * 12 + as_of.month - WINDOW_MONTHS
    return Scope(
        first_month=date(rank // 12, rank % 12 + 1, 1),
        last_month=as_of.replace(day=1),
        as_of=as_of,
    )
