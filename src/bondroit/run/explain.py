"""Every rule on one case or person: what it says, why, why not, and what would turn it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from bondroit.cases.grouping import MEMBER_SEPARATOR
from bondroit.engine import explain
from bondroit.engine.explain import RowTrace
from bondroit.engine.rulebook import Rulebook, read_rulebook
from bondroit.errors import ConfigurationError
from bondroit.model.rule import Rule, Verdict
from bondroit.run.judged import Judged, judged_run, with_netted


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one rule said of rows that it answered alike, the last of them standing for all.

    Attributes:
        trace: the last row.
        months: the months of right, each once, in order; empty in views without months.
        rows: how many rows.

    """

    trace: RowTrace
    months: tuple[date, ...]
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Every rule on one record.

    Attributes:
        subject: `source:id`.
        run: the name of the run.
        rules: the rules asked for, by id.
        answers: by rule, then by month; rules without any row have none.
        whole: whether every row stands alone, with all its clauses.

    """

    subject: str
    run: str
    rules: tuple[Rule, ...]
    answers: tuple[Answer, ...]
    whole: bool


def explain_subject(
    config_path: Path | None,
    subject: str,
    month_text: str | None = None,
    only_rule: str | None = None,
    run_dir: Path | None = None,
) -> list[Explained]:
    """Judge every running rule again on one subject, from the tables of a run.

    Args:
        config_path: `bondroit.yml`.
        subject: a case id, or `source:id` of a person, a household or a provider.
        month_text: only this month of right, `YYYY-MM`.
        only_rule: only this rule, even a draft, every row apart with all its clauses.
        run_dir: the folder of the run; the latest of the workspace by default.

    Returns:
        One entry a record of the subject.

    Raises:
        ConfigurationError: there is no finished run, or no such month, rule or case.
        ProblemList: every problem of the rules.

    """
    only_month = None if month_text is None else _month(month_text)
    judged = judged_run(config_path, run_dir)
    book = read_rulebook(judged.folders).checked()
    rules = _chosen(book, only_rule)
    tables = with_netted(judged, book.rules)
    whole = only_rule is not None or only_month is not None
    found = []
    for source, identifier in _subjects(judged, subject):
        traces = explain.explain_subject(
            rules, tables, book.parameters, judged.scope, (source, identifier)
        )
        shown = [
            trace
            for trace in traces
            if only_month is None or trace.month in (only_month, None)
        ]
        found.append(
            Explained(
                subject=f"{source}{MEMBER_SEPARATOR}{identifier}",
                run=judged.name,
                rules=rules,
                answers=_alone(shown) if whole else _together(shown),
                whole=whole,
            )
        )
    return found


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError as error:
        raise ConfigurationError(
            "--month", f"'{text}' is not a month", "write YYYY-MM"
        ) from error


def _chosen(book: Rulebook, only: str | None) -> tuple[Rule, ...]:
    """Return the rules that run, or the one asked for, whatever its status."""
    if only is None:
        return book.running
    return (book.find(only),)


def _subjects(judged: Judged, subject: str) -> list[tuple[str, str]]:
    """Return (source, id) of a case's members, or of the one given."""
    members: list[list[str]] = []
    if judged.cases is not None:
        own = judged.cases.filter(pl.col("case_id") == subject)
        members = own["members"].to_list()
    found: list[tuple[str, str]] = []
    for name in members[0] if members else [subject]:
        source, mark, identifier = name.partition(MEMBER_SEPARATOR)
        if mark:
            found.append((source, identifier))
        else:
            found += [(source, name) for source in _sources_of(judged, name)]
    if not found:
        raise ConfigurationError(
            subject,
            "neither a case of this run nor SOURCE:ID",
            "give a case id of cases.xlsx or, for example, apa:1234",
        )
    return found


def _sources_of(judged: Judged, provider: str) -> list[str]:
    """Return the sources in which a provider's number has findings."""
    if judged.findings is None:
        return []
    mine = judged.findings.filter(pl.col("provider_id") == provider)
    return sorted(mine["source"].drop_nulls().unique().to_list())


def _alone(traces: Iterable[RowTrace]) -> tuple[Answer, ...]:
    return tuple(
        Answer(trace=trace, months=_months([trace]), rows=1) for trace in traces
    )


def _together(traces: Sequence[RowTrace]) -> tuple[Answer, ...]:
    """Put the rows that a rule answered alike together; those it fires on stay apart."""
    groups: dict[tuple[object, ...], list[RowTrace]] = {}
    for rank, trace in enumerate(traces):
        alike = (
            trace.benefit,
            trace.element,
            trace.verdict,
            tuple(clause.name for clause in trace.blocking),
            trace.missing,
        )
        apart = (rank,) if trace.verdict is Verdict.FIRES else ()
        groups.setdefault((trace.rule.id, *alike, *apart), []).append(trace)
    return tuple(
        Answer(trace=same[-1], months=_months(same), rows=len(same))
        for same in groups.values()
    )


def _months(traces: Iterable[RowTrace]) -> tuple[date, ...]:
    return tuple(sorted({trace.month for trace in traces if trace.month is not None}))
