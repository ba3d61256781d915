"""A trial of rules as French text for a terminal, or as JSON."""

import json
from collections.abc import Iterator
from decimal import ROUND_UP, Decimal
from typing import Any

import polars as pl

from bondroit.cases.backtest import Backtest, Euros
from bondroit.counted import agreed, counted, whole
from bondroit.engine.french import number
from bondroit.engine.labels import LABELS
from bondroit.reports.wording import euros
from bondroit.run.backtest import Trial

_SHOWN = 10
_WHO = (
    "personne, foyer ou prestataire",
    "personnes, foyers ou prestataires",
)


def trial_lines(trial: Trial, per_day: Decimal) -> Iterator[str]:
    """Yield the figures of a trial, to read from top to bottom.

    Args:
        trial: the figures.
        per_day: cases that one agent handles in a day.

    """
    scope = trial.scope
    yield (
        f"Essai sur {trial.name}, mois de droit de {scope.first_month:%Y-%m} "
        f"à {scope.last_month:%Y-%m}"
    )
    for rule in trial.rules:
        status = LABELS.get(rule.status.value, rule.status.value)
        yield f"  {rule.id} v{rule.version} ({status}) {rule.title}"
    yield ""
    yield from _volume(trial.figures)
    yield from _load(trial.figures, per_day)
    yield from _by_rule(trial)
    yield from _overlap(trial.figures)
    yield from _monthly(trial.figures)
    yield from _unknown(trial)
    yield from _sample(trial)


def _volume(found: Backtest) -> Iterator[str]:
    share = found.share_found
    told = "" if share is None else f" ; {_percent(share)} déjà trouvés par d'autres"
    yield (
        f"Volume : {counted(found.findings, 'constat')}, {counted(found.people, *_WHO)}, "
        f"{whole(found.months)} mois de droit"
    )
    yield f"Euros comptés : {_both(found.counted)}"
    yield f"Euros nouveaux : {_both(found.new)}{told}"


def _load(found: Backtest, per_day: Decimal) -> Iterator[str]:
    yield (
        f"Charge : {counted(found.cases, 'dossier')} au premier passage, dont "
        f"{whole(found.new_cases)} qu'aucune autre règle n'ouvre "
        f"({_days(Decimal(found.new_cases), per_day)} d'agent) ; ensuite "
        f"{_text(found.a_month)} {agreed(found.a_month, 'nouveau', 'nouveaux')} par mois "
        f"({_days(found.a_month, per_day)} d'agent), à "
        f"{_text(per_day)} {agreed(per_day, 'dossier', 'dossiers')} par agent et par jour"
    )


def _by_rule(trial: Trial) -> Iterator[str]:
    if len(trial.by_rule) < 2:  # noqa: PLR2004 - one rule is the whole trial
        return
    yield ""
    yield "Règle par règle, les autres étant en vigueur :"
    for rule_id, found in trial.by_rule:
        yield (
            f"  {rule_id:<12} {counted(found.findings, 'constat'):>15} "
            f"{counted(found.cases, 'dossier'):>14} ; comptés {_both(found.counted)} ; "
            f"nouveaux {_both(found.new)}"
        )


def _overlap(found: Backtest) -> Iterator[str]:
    yield ""
    if found.overlap.is_empty():
        yield "Recouvrement : aucun mois trouvé aussi par une autre règle."
        return
    yield "Recouvrement, mois et euros que d'autres règles trouvent aussi :"
    for row in found.overlap.head(_SHOWN).iter_rows(named=True):
        yield f"  {row['rule_id']:<12} {row['months']:>6} mois  {euros(row['euros'])}"


def _monthly(found: Backtest) -> Iterator[str]:
    yield ""
    yield "  mois      constats     trop versés      non versés  nouveaux dossiers"
    for row in found.monthly.iter_rows(named=True):
        yield (
            f"  {row['month']:%Y-%m} {row['findings']:>10} "
            f"{euros(row['overpaid']):>15} {euros(row['underpaid']):>15} "
            f"{row['new_cases']:>18}"
        )


def _unknown(trial: Trial) -> Iterator[str]:
    rows = trial.unknown_rows
    if rows.is_empty():
        return
    yield ""
    yield "N'ont pu être jugées, faute de données :"
    counts = (
        rows.group_by("rule_id", "missing")
        .agg(pl.col("rows").sum())
        .sort("rule_id", "missing")
    )
    for rule_id, missing, count in counts.iter_rows():
        yield f"  {rule_id:<12} {counted(count, 'ligne'):>13}, manque {missing}"


def _sample(trial: Trial) -> Iterator[str]:
    if trial.sample.is_empty():
        return
    yield ""
    yield "Quelques dossiers, numéros masqués :"
    for row in trial.sample.iter_rows(named=True):
        amount = "" if row["amount"] is None else f", {euros(row['amount'])}"
        yield f"  {row['subject']} {row['rule_id']}, {row['months']} mois{amount}"
        yield f"    {row['explanation']}"


def trial_json(trial: Trial, per_day: Decimal) -> str:
    """Return the whole trial as one JSON object; amounts are texts, exact to the cent."""
    content = {
        "run": trial.name,
        "first_month": f"{trial.scope.first_month:%Y-%m}",
        "last_month": f"{trial.scope.last_month:%Y-%m}",
        "rules": [
            {"id": rule.id, "version": rule.version, "status": rule.status.value}
            for rule in trial.rules
        ],
        "cases_per_day": str(per_day),
        **_content(trial.figures, per_day),
        "by_rule": {name: _content(one, per_day) for name, one in trial.by_rule},
        "unknowns": [
            {**row, "month": None if row["month"] is None else f"{row['month']:%Y-%m}"}
            for row in trial.unknown_rows.iter_rows(named=True)
        ],
        "sample": [
            {**row, "amount": _plain(row["amount"])}
            for row in trial.sample.iter_rows(named=True)
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _content(found: Backtest, per_day: Decimal) -> dict[str, Any]:
    return {
        "findings": found.findings,
        "people": found.people,
        "months": found.months,
        "overpaid": str(found.counted.overpaid),
        "underpaid": str(found.counted.underpaid),
        "new_overpaid": str(found.new.overpaid),
        "new_underpaid": str(found.new.underpaid),
        "share_found_by_others": _plain(found.share_found),
        "cases": found.cases,
        "new_cases": found.new_cases,
        "new_cases_a_month": str(found.a_month),
        "days_at_first": str(_agent_days(Decimal(found.new_cases), per_day)),
        "days_a_month": str(_agent_days(found.a_month, per_day)),
        "overlap": [
            {**row, "euros": str(row["euros"])}
            for row in found.overlap.iter_rows(named=True)
        ],
        "monthly": [
            {
                **row,
                "month": f"{row['month']:%Y-%m}",
                "overpaid": str(row["overpaid"]),
                "underpaid": str(row["underpaid"]),
            }
            for row in found.monthly.iter_rows(named=True)
        ],
    }


def _both(found: Euros) -> str:
    return f"{euros(found.overpaid)} trop versés, {euros(found.underpaid)} non versés"


def _days(cases: Decimal, per_day: Decimal) -> str:
    days = _agent_days(cases, per_day)
    return f"{_text(days)} {agreed(days, 'jour', 'jours')}"


def _agent_days(cases: Decimal, per_day: Decimal) -> Decimal:
    return (cases / per_day).quantize(Decimal("0.1"), ROUND_UP)


def _text(value: Decimal) -> str:
    return number(value)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal('0.1'))} %".replace(".", ",")


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
