"""The rules as a good author writes them for polars: `DATA OUT.parquet`.

One streamed scan for some départements at a time: facts, each clause once, each rule once, and the few
rows where one fires unpivoted.
"""

import argparse
from collections.abc import Sequence
from functools import reduce
from operator import and_
from pathlib import Path

import polars as pl
from rules_peers.clauses import AMOUNTS, CLAUSES
from rules_peers.data import batches
from rules_peers.facts import facts
from rules_peers.rules import RULES, BenchRule

KEYS = ("source", "person_id", "benefit", "month")
MONEY = pl.Decimal(12, 2)


def _fires(rule: BenchRule) -> pl.Expr:
    parts = [
        pl.col("benefit").is_in(list(rule.benefits)),
        *(pl.col(f"c_{name}") for name in rule.when),
        *(~pl.col(f"c_{name}") for name in rule.unless),
    ]
    return reduce(and_, parts)


def findings(data: Path, sources: Sequence[str]) -> pl.DataFrame:
    """Return the findings of some départements."""
    hits = (
        facts(data, sources)
        .with_columns(one.expr.alias(f"c_{name}") for name, one in CLAUSES.items())
        .with_columns(_fires(rule).alias(rule.id) for rule in RULES)
        .filter(pl.any_horizontal(rule.id for rule in RULES))
        .collect(engine="streaming")
    )
    return pl.concat(
        hits.filter(pl.col(rule.id)).select(
            pl.lit(rule.id).alias("rule_id"),
            *KEYS,
            AMOUNTS[rule.amount].expr.cast(MONEY).alias("amount"),
        )
        for rule in RULES
    )


def main() -> None:
    """Write the findings: rule_id, source, person_id, benefit, month, amount."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    pl.concat(findings(asked.data, some) for some in batches(asked.data)).write_parquet(
        asked.out
    )


if __name__ == "__main__":
    main()
