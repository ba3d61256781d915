"""The rules alone on a folder of tables: `bondroit detect`."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from bondroit.cases.assembly import assemble_cases
from bondroit.cases.judgement import judge
from bondroit.config import last_day
from bondroit.counted import counted
from bondroit.engine.rulebook import read_rulebook
from bondroit.engine.views.view import Scope
from bondroit.errors import ConfigurationError, DataError
from bondroit.model.table_set import TableSet
from bondroit.resources import shipped
from bondroit.run.private import clear_sentences, make_private
from bondroit.sources.loading import loaded_tables

WINDOW_MONTHS = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """Counts of what was found, for the lines printed.

    Attributes:
        out: the folder of the results.
        findings: rows of `findings.parquet`.
        unknowns: rows of `unknowns.parquet`.
        cases: rows of `cases.parquet`.
        set_aside: rows of `quarantine.parquet`, by table; tables without any left out.
        excepted: rows of `excepted_findings.parquet`.
        conflicts: French sentences: what of the overlay no longer fits.

    """

    out: Path
    findings: int
    unknowns: int
    cases: int
    set_aside: dict[str, int]
    excepted: int = 0
    conflicts: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every row was judged, and the overlay fits."""
        return not self.set_aside and not self.conflicts

    def lines(self) -> list[str]:
        """Return what the command prints."""
        aside = [
            f"Table {name} : {counted(rows, 'ligne mise de côté', 'lignes mises de côté')}, "
            "avec leur motif dans quarantine.parquet."
            for name, rows in self.set_aside.items()
        ]
        if self.excepted:
            aside.append(
                f"{counted(self.excepted, 'constat écarté', 'constats écartés')} par exception."
            )
        return [
            *self.conflicts,
            *aside,
            (
                f"{counted(self.findings, 'constat')}, {counted(self.cases, 'dossier')}, "
                f"{counted(self.unknowns, 'motif')} d'impossibilité de juger : {self.out}"
            ),
        ]


def detect(
    tables_folder: Path, rules_folder: Path | None, out: Path, as_of: date | None
) -> Detection:
    """Judge the tables of a folder; write findings, unknowns and cases below `out`.

    Rows that break their table are written to `quarantine.parquet`, before the others
    are judged.

    Args:
        tables_folder: holds `<table>.parquet` or `.csv`, or partitions as in a store.
        rules_folder: rules to apply alone; None for those that come with bondroit.
        out: the folder of the results.
        as_of: the day ages are counted on; by default the last day of the last month
            with a payment. The 36 months that end with its month are judged.

    Raises:
        DataError: no table, or a table that cannot be read or lacks a mandatory column.
        ProblemList: every problem of the rules.

    """
    folder = _rules(rules_folder)
    book = read_rulebook([folder]).checked()
    rules, parameters = book.rules, book.parameters
    with loaded_tables(tables_folder) as loaded:
        tables, quarantine = loaded.tables, loaded.quarantine
        make_private(out)
        _write(quarantine, out / "quarantine.parquet")
        scope = scope_of(tables, tables_folder, as_of)
        judgement = judge(tables, rules, parameters, scope, exceptions=book.exceptions)
        cases = assemble_cases(judgement, tables, rules, parameters, scope, None)
    _write(judgement.findings, out / "findings.parquet")
    _write(judgement.unknowns, out / "unknowns.parquet")
    _write(judgement.shadow, out / "shadow_findings.parquet")
    _write(judgement.aside, out / "excepted_findings.parquet")
    _write(cases, out / "cases.parquet")
    return Detection(
        out=out,
        findings=judgement.findings.height,
        unknowns=judgement.unknowns.height,
        cases=cases.height,
        excepted=judgement.aside.height,
        conflicts=tuple(conflict.said for conflict in book.conflicts),
        set_aside=dict(quarantine["table"].value_counts().sort("table").rows()),
    )


def _write(rows: pl.DataFrame, path: Path) -> None:
    with clear_sentences(path):
        rows.write_parquet(path, compression="zstd")


def _rules(folder: Path | None) -> Path:
    if folder is None:
        return shipped("rules")
    if not folder.is_dir():
        raise ConfigurationError(
            str(folder), "there is no such folder of rules", "give an existing --rules"
        )
    return folder


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
