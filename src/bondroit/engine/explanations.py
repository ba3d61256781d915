"""The French sentence of each finding, from the template of its rule."""

import polars as pl

from bondroit.counted import PLURAL_FROM
from bondroit.engine.compile import CompiledRule
from bondroit.engine.french import french
from bondroit.engine.sentence import AMOUNT, Place, places
from bondroit.engine.views.view import Type, View


def explanations(rule: CompiledRule, findings: pl.DataFrame) -> pl.Series:
    """Return one sentence a finding.

    Args:
        rule: the rule that fired.
        findings: its findings, with the columns of the view it shows and `rule_amount`.

    Returns:
        String, in the order of the findings.

    """
    template = " ".join(rule.rule.explain.split())
    shown: dict[tuple[str, ...], pl.Series] = {}
    parts: list[pl.Expr] = []
    end = 0
    for place in places(template):
        key = (place.name, *place.forms)
        if key not in shown:
            shown[key] = _shown(rule.view, place, findings)
        parts += [pl.lit(template[end : place.start]), pl.lit(shown[key])]
        end = place.end
    parts.append(pl.lit(template[end:]))
    frame = findings.select(pl.concat_str(parts).alias("explanation"))
    return _one_a_row(frame["explanation"], len(findings))


def _shown(view: View, place: Place, findings: pl.DataFrame) -> pl.Series:
    column = view.column(place.name)
    if column is None and place.name != AMOUNT:
        raise KeyError(place.name)
    values = findings["rule_amount"].abs() if column is None else findings[place.name]
    if place.forms:
        return _agreed(values, *place.forms)
    return french(values, Type.MONEY if column is None else column.type)


def _agreed(values: pl.Series, one: str, many: str) -> pl.Series:
    """Return one of two forms a row; the singular where the count is unknown."""
    plural = (values.abs() >= PLURAL_FROM).fill_null(value=False)
    return pl.select(
        pl.when(plural).then(pl.lit(many)).otherwise(pl.lit(one))
    ).to_series()


def _one_a_row(texts: pl.Series, rows: int) -> pl.Series:
    """Repeat a sentence without placeholder for every finding."""
    return texts if len(texts) == rows else pl.Series([texts[0]] * rows)
