"""The French sentence of each finding, from the template of its rule."""

import polars as pl

from bondroit.engine.compile import CompiledRule
from bondroit.engine.french import french
from bondroit.engine.rule_checks import AMOUNT, PLACEHOLDER
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
    names = PLACEHOLDER.findall(template)
    columns = {name: _shown(rule.view, name, findings) for name in dict.fromkeys(names)}
    texts = PLACEHOLDER.split(template)[::2]
    parts: list[pl.Expr] = [pl.lit(texts[0])]
    for name, text in zip(names, texts[1:], strict=True):
        parts += [pl.lit(columns[name]), pl.lit(text)]
    frame = findings.select(pl.concat_str(parts).alias("explanation"))
    return _one_a_row(frame["explanation"], len(findings))


def _shown(view: View, name: str, findings: pl.DataFrame) -> pl.Series:
    column = view.column(name)
    if column is not None:
        return french(findings[name], column.type)
    if name != AMOUNT:
        raise KeyError(name)
    return french(findings["rule_amount"].abs(), Type.MONEY)


def _one_a_row(texts: pl.Series, rows: int) -> pl.Series:
    """Repeat a sentence without placeholder for every finding."""
    return texts if len(texts) == rows else pl.Series([texts[0]] * rows)
