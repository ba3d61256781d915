"""The difference of two books of rules, as French text for a terminal or as JSON."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl

from bondroit.cases.comparison import Effect
from bondroit.counted import counted
from bondroit.engine.book_changes import ParameterChange, PartChange, RuleChange
from bondroit.engine.labels import LABELS
from bondroit.engine.values_text import plain_text
from bondroit.reports.masking import masked_id
from bondroit.reports.wording import euros
from bondroit.run.rules_diff import Difference

_CHANGES = {"gained": "gagné", "lost": "perdu", "changed": "changé"}
_PARTS = {
    "when": "condition",
    "unless": "exclusion",
    "amount": "montant",
    "debtor": "redevable",
    "status": "état",
    "view": "vue",
    "kind": "portée",
    "severity": "urgence",
    "direction": "sens",
    "benefits": "prestations",
    "explain": "explication",
}


def difference_lines(found: Difference, most: int) -> Iterator[str]:
    """Yield what changed in the rules and parameters, then for whom and how much.

    Args:
        found: the difference.
        most: how many subjects are shown.

    """
    yield f"Comparaison sur {found.name}"
    if found.none:
        yield "Aucune différence, ni dans les règles, ni pour personne."
        return
    for change in found.rules:
        yield from _rule_lines(change)
    for parameter in found.parameters:
        yield from _parameter_lines(parameter)
    yield ""
    yield from _effect_lines(found.effect, most)
    if found.by_parameters is not None:
        yield ""
        yield "Dont, par les paramètres seuls, à règles inchangées :"
        yield from (f"  {line}" for line in _totals(found.by_parameters))


def _rule_lines(change: RuleChange) -> Iterator[str]:
    if change.before is None:
        yield f"+ {change.rule_id} v{change.after} {change.title} : ajoutée"
    elif change.after is None:
        yield f"- {change.rule_id} v{change.before} {change.title} : retirée"
    else:
        versions = f"v{change.after}"
        if change.before != change.after:
            versions = f"v{change.before} -> {versions}"
        yield f"~ {change.rule_id} {versions} {change.title}"
    for part in change.parts:
        yield from _part_lines(part)


def _part_lines(part: PartChange) -> Iterator[str]:
    what = _PARTS[part.part] + (f" «{part.name}»" if part.name else "")
    for sign, text in (("-", part.before), ("+", part.after)):
        if text is not None:
            yield f"    {sign} {what} : {LABELS.get(text, text)}"


def _parameter_lines(change: ParameterChange) -> Iterator[str]:
    readers = ", ".join(change.rules) or "aucune règle directement, les vues peut-être"
    yield f"~ ${change.name}, lu par {readers}"
    for step in change.steps:
        yield (
            f"    à partir du {step.start:%d/%m/%Y} : {_value(step.before)} -> "
            f"{_value(step.after)}"
        )


def _value(value: Decimal | None) -> str:
    return "inconnu" if value is None else plain_text(value)


def _effect_lines(effect: Effect, most: int) -> Iterator[str]:
    if effect.none:
        yield "Sur ces mois : aucun constat ne change."
        return
    yield from _totals(effect)
    yield ""
    yield "  règle         gagnés  perdus  changés         avant         après"
    for row in effect.by_rule.iter_rows(named=True):
        yield (
            f"  {row['rule_id']:<12} {row['gained']:>7} {row['lost']:>7} "
            f"{row['changed']:>8} {euros(row['before']):>13} {euros(row['after']):>13}"
        )
    yield ""
    total = effect.by_subject.height
    shown = f", les {most} plus grands écarts" if total > most else ""
    yield f"Par personne ou foyer et prestation, numéros masqués{shown} :"
    for row in _masked(effect.by_subject).head(most).iter_rows(named=True):
        benefit = LABELS.get(row["benefit"] or "", row["benefit"] or "")
        yield (
            f"  {_CHANGES[row['change']]:<7} {row['subject']:<14} {benefit:<22} "
            f"{euros(row['before']):>13} -> {euros(row['after']):>13}  "
            f"{', '.join(row['rules'])}"
        )


def _totals(effect: Effect) -> Iterator[str]:
    yield (
        f"Personnes ou foyers : {counted(effect.people_gained, 'gagné')}, "
        f"{counted(effect.people_lost, 'perdu')}, {counted(effect.people_changed, 'changé')}"
    )
    before, after = effect.before, effect.after
    yield (
        f"Trop versés : {euros(before.overpaid)} -> {euros(after.overpaid)} "
        f"({_signed(after.overpaid - before.overpaid)})"
    )
    yield (
        f"Non versés : {euros(before.underpaid)} -> {euros(after.underpaid)} "
        f"({_signed(after.underpaid - before.underpaid)})"
    )


def _signed(amount: Decimal) -> str:
    return ("+" if amount > 0 else "") + euros(amount)


def _masked(subjects: pl.DataFrame) -> pl.DataFrame:
    return subjects.with_columns(
        subject=pl.concat_str("source", masked_id("subject_id"), separator=":")
    )


def difference_json(found: Difference) -> str:
    """Return the difference as one JSON object; amounts are texts, subjects masked."""
    content = {
        "run": found.name,
        "rules": [_rule_content(change) for change in found.rules],
        "parameters": [
            {
                "name": change.name,
                "rules": list(change.rules),
                "values": [
                    {
                        "from": step.start.isoformat(),
                        "before": _plain(step.before),
                        "after": _plain(step.after),
                    }
                    for step in change.steps
                ],
            }
            for change in found.parameters
        ],
        "effect": _effect_content(found.effect),
        "by_parameters": None
        if found.by_parameters is None
        else _effect_content(found.by_parameters),
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _rule_content(change: RuleChange) -> dict[str, Any]:
    return {
        "rule_id": change.rule_id,
        "before": change.before,
        "after": change.after,
        "parts": [
            {
                "part": part.part,
                "name": part.name,
                "before": part.before,
                "after": part.after,
            }
            for part in change.parts
        ],
    }


def _effect_content(effect: Effect) -> dict[str, Any]:
    columns = ("subject", "benefit", "change", "before", "after", "rules")
    return {
        "people_gained": effect.people_gained,
        "people_lost": effect.people_lost,
        "people_changed": effect.people_changed,
        "overpaid_before": str(effect.before.overpaid),
        "overpaid_after": str(effect.after.overpaid),
        "underpaid_before": str(effect.before.underpaid),
        "underpaid_after": str(effect.after.underpaid),
        "by_rule": [_texts(row) for row in effect.by_rule.iter_rows(named=True)],
        "by_subject": [
            _texts(row)
            for row in _masked(effect.by_subject).select(columns).iter_rows(named=True)
        ],
    }


def _texts(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, Decimal) else value
        for name, value in row.items()
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
