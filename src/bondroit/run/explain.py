"""Every rule on one case or person, in French: what it says, why, and why not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

import polars as pl

from bondroit.cases.grouping import MEMBER_SEPARATOR
from bondroit.config import Config
from bondroit.config_file import load_config
from bondroit.engine import explain
from bondroit.engine.explain import RowTrace
from bondroit.engine.labels import LABELS
from bondroit.engine.language.checker import nearest
from bondroit.engine.parameters import Parameters
from bondroit.engine.traces import ClauseTrace
from bondroit.engine.values_text import plain_text
from bondroit.engine.views.undue_month import NETTED
from bondroit.engine.views.view import Scope
from bondroit.errors import ConfigurationError
from bondroit.model.rule import Rule, Verdict
from bondroit.model.table_set import TableSet
from bondroit.run.folders import finished_runs, manifest_of, read_output
from bondroit.run.law import load_everything
from bondroit.sources.store import Store

_VERDICTS = {
    Verdict.FIRES: "écart à vérifier",
    Verdict.SILENT: "rien à signaler",
    Verdict.UNKNOWN: "ne peut être jugé",
}
_TRUTHS = {True: "vraie", False: "fausse", None: "indécidable"}
_NULL = "inconnu ou sans objet"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """The latest finished run, and what it judged."""

    folder: Path
    rules: tuple[Rule, ...]
    tables: TableSet
    scope: Scope


def explain_subject(
    config_path: Path,
    subject: str,
    month_text: str | None,
    only_rule: str | None = None,
) -> list[str]:
    """Judge every rule again on one subject, from the tables of the latest run.

    Args:
        config_path: `bondroit.yml`.
        subject: a case id, or `source:id` of a person, a household or a provider.
        month_text: only this month of right, `YYYY-MM`.
        only_rule: only this rule, with all its clauses.

    Returns:
        Lines of French text: one block a rule, one line a month.

    Raises:
        ConfigurationError: there is no finished run, or no such month, rule or case.
        ProblemList: every problem of the rules.

    """
    config = load_config(config_path)
    only_month = None if month_text is None else _month(month_text)
    judged, parameters = _latest(config)
    rules = _chosen(judged.rules, only_rule)
    whole = only_rule is not None or only_month is not None
    lines = []
    for source, identifier in _subjects(judged, subject):
        traces = explain.explain_subject(
            rules, judged.tables, parameters, judged.scope, (source, identifier)
        )
        shown = [
            trace
            for trace in traces
            if only_month is None or trace.month in (only_month, None)
        ]
        lines.append(f"{source}{MEMBER_SEPARATOR}{identifier} ({judged.folder.name})")
        lines += _blocks(rules, shown, whole=whole)
    return lines


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError as error:
        raise ConfigurationError(
            "--month", f"'{text}' n'est pas un mois", "écrivez AAAA-MM"
        ) from error


def _latest(config: Config) -> tuple[_Judged, Parameters]:
    runs = finished_runs(config.runs)
    if not runs:
        raise ConfigurationError(
            str(config.runs),
            "aucune exécution terminée",
            "lancez d'abord `bondroit run`",
        )
    folder = runs[-1]
    month = date.fromisoformat(f"{manifest_of(folder)['month']}-01")
    rules, parameters = load_everything(config)
    tables = replace(
        Store(config.store).table_set(config, month),
        individuals=read_output(folder / "individuals.parquet").lazy(),
        matches=read_output(folder / "matches.parquet").lazy(),
    )
    judged = _Judged(
        folder=folder,
        rules=rules,
        tables=_with_netted(tables, rules, folder),
        scope=Scope(
            first_month=config.first_month(month),
            last_month=month,
            as_of=config.as_of_day(month),
        ),
    )
    return judged, parameters


def _with_netted(tables: TableSet, rules: Iterable[Rule], folder: Path) -> TableSet:
    """Add what the run counted, for the rules on prescription and recovery."""
    second = [rule.id for rule in rules if rule.view == "undue_month"]
    findings = read_output(folder / "findings.parquet").filter(
        ~pl.col("rule_id").is_in(second)
    )
    return replace(tables, frames={**tables.frames, NETTED: findings.lazy()})


def _chosen(rules: Sequence[Rule], only: str | None) -> tuple[Rule, ...]:
    chosen = tuple(rule for rule in rules if only in (None, rule.id))
    if not chosen:
        raise ConfigurationError(
            "règles",
            f"aucune règle '{only}'",
            nearest(str(only), [rule.id for rule in rules]),
        )
    return chosen


def _subjects(judged: _Judged, subject: str) -> list[tuple[str, str]]:
    """Return (source, id) of a case's members, or of the one given."""
    cases = read_output(judged.folder / "cases.parquet")
    members = cases.filter(pl.col("case_id") == subject)["members"].to_list()
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
            "ni dossier de la dernière exécution, ni SOURCE:IDENTIFIANT",
            "donnez un case_id de cases.xlsx ou, par exemple, apa:1234",
        )
    return found


def _sources_of(judged: _Judged, provider: str) -> list[str]:
    """Return the sources in which a provider's number has findings."""
    findings = read_output(judged.folder / "findings.parquet")
    mine = findings.filter(pl.col("provider_id") == provider)
    return sorted(mine["source"].drop_nulls().unique().to_list())


def _blocks(
    rules: Sequence[Rule], traces: Sequence[RowTrace], *, whole: bool
) -> list[str]:
    if not traces:
        return ["  aucune ligne à juger sur ce sujet, sur cette période"]
    lines = []
    by_rule = {
        rule_id: list(found)
        for rule_id, found in groupby(traces, key=lambda trace: trace.rule.id)
    }
    for rule in rules:
        lines.append(f"{rule.id} {rule.title}")
        if rule.id not in by_rule:
            lines.append("  sans objet : aucune ligne à juger")
        for trace in by_rule.get(rule.id, []):
            lines += _row_lines(trace, whole=whole)
    return lines


def _row_lines(trace: RowTrace, *, whole: bool) -> list[str]:
    """Return what a rule says of one row; its clauses where they say something more."""
    if trace.missing_table is not None:
        return [f"  ne peut être jugée : la table {trace.missing_table} manque"]
    month = "" if trace.month is None else f"{trace.month:%Y-%m}"
    benefit = LABELS.get(trace.benefit or "", trace.benefit or "")
    where = " ".join(part for part in (month, benefit, trace.element) if part)
    amount = "" if trace.amount is None else f", {plain_text(trace.amount)} €"
    head = f"  {where} : {_VERDICTS[trace.verdict]}{amount}"
    if trace.missing:
        head += f" ; donnée manquante : {', '.join(trace.missing)}"
    if whole or trace.verdict is not Verdict.SILENT:
        return [head, *(f"    {_clause_text(clause)}" for clause in trace.clauses)]
    return [f"{head} ; {_nearest_clause(trace)}"]


def _nearest_clause(trace: RowTrace) -> str:
    """Return the clause that alone keeps the rule silent, or the first that does."""
    if not trace.blocking:
        return "hors du champ de la règle"
    only = "seule condition qui l'écarte" if len(trace.blocking) == 1 else "écartée par"
    return f"{only} : {_clause_text(trace.blocking[0])}"


def _clause_text(clause: ClauseTrace) -> str:
    kind = "exclusion" if clause.exclusion else "condition"
    seen = ", ".join(
        f"{name} = {_NULL if value is None else plain_text(value)}"
        for name, value in clause.values.items()
    )
    return f"{kind} «{clause.name}» {_TRUTHS[clause.truth]} [{seen}]"
