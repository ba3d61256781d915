"""What the rules said of a subject, as French text for a terminal, or as JSON."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from bondroit.engine.explain import RowTrace
from bondroit.engine.french import money
from bondroit.engine.labels import LABELS
from bondroit.engine.nearest_change import Turn, ValueChange
from bondroit.engine.traces import ClauseTrace
from bondroit.engine.values_text import plain_text
from bondroit.model.rule import Verdict
from bondroit.run.explain import Answer, Explained

VERDICTS = {
    Verdict.FIRES: "écart à vérifier",
    Verdict.SILENT: "rien à signaler",
    Verdict.UNKNOWN: "ne peut être jugé",
}
_TRUTHS = {True: "vraie", False: "fausse", None: "indécidable"}
_NULL = "inconnu ou sans objet"


def text_lines(explained: Iterable[Explained]) -> Iterator[str]:
    """Yield one block a rule: its answers, why, and what would turn them.

    Rules without any row are named together at the end.
    """
    for one in explained:
        yield f"{one.subject} ({one.run})"
        if not one.answers:
            yield "  aucune ligne à juger sur ce sujet, sur cette période"
            continue
        by_rule = {
            rule_id: list(found)
            for rule_id, found in groupby(
                one.answers, key=lambda answer: answer.trace.rule.id
            )
        }
        for rule in one.rules:
            if rule.id in by_rule:
                yield f"{rule.id} {rule.title}"
                for answer in by_rule[rule.id]:
                    yield from _answer_lines(answer, whole=one.whole)
        without = [rule.id for rule in one.rules if rule.id not in by_rule]
        if without:
            yield f"Sans objet, aucune ligne à juger : {', '.join(without)}"


def _answer_lines(answer: Answer, *, whole: bool) -> Iterator[str]:
    trace = answer.trace
    if trace.missing_table is not None:
        yield f"  ne peut être jugée : la table {trace.missing_table} manque"
        return
    amount = "" if trace.amount is None else f", {money(trace.amount)}"
    yield f"  {_where(answer)} : {VERDICTS[trace.verdict]}{amount}"
    if trace.missing:
        yield f"    donnée manquante : {', '.join(_missing_words(trace))}"
    if whole or trace.verdict is not Verdict.SILENT:
        for clause in trace.clauses:
            yield f"    {_clause_text(clause)}{_nearest_text(trace, clause)}"
    elif trace.blocking:
        only = len(trace.blocking) == 1
        lead = "seule condition qui l'écarte" if only else "écartée par"
        yield f"    {lead} : {'; '.join(_clause_text(one) for one in trace.blocking)}"
    else:
        yield "    hors du champ de la règle"
    yield from _turn_lines(trace)


def _where(answer: Answer) -> str:
    """Say which months, benefit and element an answer is about."""
    trace, months = answer.trace, answer.months
    benefit = LABELS.get(trace.benefit or "", trace.benefit or "")
    span = ""
    if months:
        span = f"{months[0]:%Y-%m}"
        if len(months) > 1:
            span += f" à {months[-1]:%Y-%m} ({len(months)} mois)"
    elif answer.rows > 1:
        span = f"{answer.rows} lignes"
    return " ".join(part for part in (span, benefit, trace.element) if part) or "ligne"


def _missing_words(trace: RowTrace) -> list[str]:
    return [
        f"{name} (table {', '.join(tables)})" if tables else name
        for name in trace.missing
        for tables in [trace.tables_of(name)]
    ]


def _clause_text(clause: ClauseTrace) -> str:
    kind = "exclusion" if clause.exclusion else "condition"
    seen = ", ".join(
        f"{name} = {_shown(value)}" for name, value in clause.values.items()
    )
    return f"{kind} «{clause.name}» {_TRUTHS[clause.truth]} [{seen}]"


def _nearest_text(trace: RowTrace, clause: ClauseTrace) -> str:
    change = trace.clause_turn(clause.name)
    return "" if change is None else f" ; tournerait avec {_change_text(change)}"


def _turn_lines(trace: RowTrace) -> Iterator[str]:
    turn = trace.turn
    if turn is None:
        yield from _alone_lines(trace)
        return
    what = " et ".join(_change_text(change) for change in turn.changes)
    result = "se tairait" if trace.verdict is Verdict.FIRES else "se déclencherait"
    yield f"    plus petit changement : la règle {result} avec {what}"


def _alone_lines(trace: RowTrace) -> Iterator[str]:
    """Say what would turn each blocking clause, where nothing turns the whole rule."""
    for clause in trace.blocking:
        change = trace.clause_turn(clause.name)
        if change is not None:
            yield (
                f"    «{clause.name}» tournerait avec {_change_text(change)}, "
                "sans décider de la règle"
            )


def _change_text(change: ValueChange) -> str:
    return f"{change.column} = {_shown(change.needed)} (vu : {_shown(change.seen)})"


def _shown(value: object) -> str:
    return _NULL if value is None else plain_text(value)


def json_text(explained: Iterable[Explained]) -> str:
    """Return everything as one JSON list, one entry a record of the subject."""
    content = [
        {
            "subject": one.subject,
            "run": one.run,
            "answers": [_answer_content(answer) for answer in one.answers],
            "without_rows": sorted(
                {rule.id for rule in one.rules}
                - {answer.trace.rule.id for answer in one.answers}
            ),
        }
        for one in explained
    ]
    return json.dumps(content, ensure_ascii=False, indent=1)


def _answer_content(answer: Answer) -> dict[str, Any]:
    trace = answer.trace
    return {
        "rule_id": trace.rule.id,
        "rule_version": trace.rule.version,
        "status": trace.rule.status.value,
        "verdict": trace.verdict.value,
        "benefit": trace.benefit,
        "element": trace.element,
        "months": [f"{month:%Y-%m}" for month in answer.months],
        "rows": answer.rows,
        "amount": None if trace.amount is None else plain_text(trace.amount),
        "missing_table": trace.missing_table,
        "missing": [
            {"column": name, "tables": list(trace.tables_of(name))}
            for name in (trace.missing if trace.missing_table is None else ())
        ],
        "clauses": [_clause_content(trace, clause) for clause in trace.clauses],
        "nearest": _turn_content(trace.turn),
    }


def _clause_content(trace: RowTrace, clause: ClauseTrace) -> dict[str, Any]:
    change = trace.clause_turn(clause.name)
    return {
        "name": clause.name,
        "text": clause.text,
        "exclusion": clause.exclusion,
        "truth": clause.truth,
        "values": {name: _plain(value) for name, value in clause.values.items()},
        "nearest": None if change is None else _change_content(change),
    }


def _turn_content(turn: Turn | None) -> dict[str, Any] | None:
    if turn is None:
        return None
    return {
        "changes": [_change_content(change) for change in turn.changes],
        "clauses": list(turn.clauses),
    }


def _change_content(change: ValueChange) -> dict[str, Any]:
    return {
        "column": change.column,
        "seen": _plain(change.seen),
        "needed": _plain(change.needed),
    }


def _plain(value: object) -> str | None:
    return None if value is None else plain_text(value)
