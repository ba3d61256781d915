"""The facts of a finding: what it rests on, without the files it was read from."""

import hashlib
from typing import Final

import polars as pl

from bondroit.counted import counted
from bondroit.review.vocabulary import DISMISSING

_ENTRY: Final = pl.List(
    pl.Struct({"column": pl.String, "value": pl.String, "label": pl.String})
)
_SHOWN: Final = 5
HASH_LENGTH: Final = 16


def with_facts(findings: pl.DataFrame) -> pl.DataFrame:
    """Add `facts` and `facts_hash` to findings.

    A fact is a column the rule used, with its value; parameters of the law are none of
    the person's facts, and where a row was read changes every month. The hash covers
    the rule, the amount and the facts; not the labels, nor the version of the rule.

    Args:
        findings: columns of FINDINGS; `evidence` is JSON.

    Returns:
        The same rows; `facts` holds one `column<tab>value<tab>label` a line, sorted.

    """
    entry = pl.element().struct
    value = entry.field("value").fill_null("")
    decoded = (
        pl.col("evidence")
        .str.json_decode(_ENTRY)
        .list.eval(
            pl.element().filter(
                ~pl.element().struct.field("column").str.starts_with("$")
            )
        )
    )
    facts = decoded.list.eval(
        pl.concat_str(
            entry.field("column"),
            value,
            entry.field("label").fill_null(""),
            separator="\t",
        )
    )
    bare = decoded.list.eval(pl.concat_str(entry.field("column"), value, separator="="))
    return (
        findings.with_columns(
            facts=facts.list.sort().list.join("\n"),
            bare=pl.concat_str(
                "rule_id",
                pl.col("amount").cast(pl.String).fill_null(""),
                bare.list.sort().list.join("\n"),
                separator="\n",
            ),
        )
        .with_columns(facts_hash=_digest("bare"))
        .drop("bare")
    )


def _digest(column: str) -> pl.Expr:
    return pl.col(column).map_elements(
        lambda text: hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH],
        return_dtype=pl.String,
    )


def parsed(facts: str) -> dict[str, tuple[str, str]]:
    """Return value and label by column."""
    found = {}
    for line in facts.splitlines():
        column, value, label = line.split("\t")
        found[column] = (value, label or column)
    return found


def difference(before: str, after: str) -> str:
    """Say in French what changed between two states of the facts of a finding."""
    if not before:
        return "faits modifiés (les anciens sont effacés)"
    old, new = parsed(before), parsed(after)
    said = [
        f"{new.get(column, old.get(column, ('', column)))[1]} : "
        f"{_shown(old, column)} → {_shown(new, column)}"
        for column in sorted(old.keys() | new.keys())
        if old.get(column, ("",))[0] != new.get(column, ("",))[0]
    ]
    if not said:
        return "montant modifié"
    more = len(said) - _SHOWN
    return ", ".join(said[:_SHOWN]) + (
        f", et {counted(more, 'autre')}" if more > 0 else ""
    )


def _shown(facts: dict[str, tuple[str, str]], column: str) -> str:
    return facts.get(column, ("", ""))[0] or "inconnu"


WATCHED: Final = (*sorted(code.value for code in DISMISSING), "inconclusive")
"""Verdicts after which changed facts open a case again."""
