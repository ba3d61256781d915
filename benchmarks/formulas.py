"""The law's formulas on a million rows each, one core: seconds of every formula.

Amounts, dates and compositions are drawn with a fixed seed over the years that have
values. Each formula is timed alone, its inputs held in memory; the best of three is
kept. Prints one JSON line a formula, then whether all stay under a second.
"""

import os

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import argparse
import json
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

import polars as pl

from bondroit.engine.law import apa, apa_facility, pch, pch_ceilings, rsa
from bondroit.engine.parameters import Parameters
from bondroit.resources import shipped

ROWS = 1_000_000
GOAL = 1.0
SEED = 45
MONEY = pl.Decimal(12, 2)
MODES = ("provider", "mandate", "direct", "family_carer")


def rows(count: int) -> pl.DataFrame:
    """Return as many rows of amounts, compositions and months, held in memory."""
    rng = Random(SEED)  # noqa: S311 - a benchmark
    months = [date(2022 + rank // 12, rank % 12 + 1, 1) for rank in range(60)]
    size = 100_000
    draw = {
        "month": [rng.choice(months) for _ in range(size)],
        "plan": [Decimal(rng.randint(5_000, 200_000)) / 100 for _ in range(size)],
        "resources": [Decimal(rng.randint(0, 500_000)) / 100 for _ in range(size)],
        "tariff": [Decimal(rng.randint(1_300, 2_400)) / 100 for _ in range(size)],
        "lowest": [Decimal(rng.randint(500, 700)) / 100 for _ in range(size)],
        "hours": [Decimal(rng.randint(400, 18_000)) / 100 for _ in range(size)],
        "rate": [rng.choice((Decimal(1), Decimal("0.8"))) for _ in range(size)],
        "gir": [rng.randint(1, 4) for _ in range(size)],
        "adults": [rng.randint(1, 2) for _ in range(size)],
        "children": [rng.randint(0, 5) for _ in range(size)],
        "days": [rng.randint(0, 28) for _ in range(size)],
        "couple": [rng.random() < 0.3 for _ in range(size)],  # noqa: PLR2004
        "mode": [rng.choice(MODES) for _ in range(size)],
        "element": [rng.choice("245") for _ in range(size)],
    }
    kinds: dict[str, pl.DataType] = {
        **dict.fromkeys(("plan", "resources", "tariff", "lowest"), MONEY),
        "hours": pl.Decimal(9, 2),
        "rate": pl.Decimal(5, 4),
        **dict.fromkeys(("gir", "adults", "children", "days"), pl.Int32()),
    }
    part = pl.DataFrame(draw, schema_overrides=kinds)
    return pl.concat([part] * -(-count // size)).head(count).rechunk()


def formulas(law: Parameters) -> Iterator[tuple[str, pl.Expr]]:
    """Yield each formula over those rows, with its name."""
    col, month = pl.col, pl.col("month")
    plan, resources, couple = col("plan"), col("resources"), col("couple")
    flat = rsa.flat_amount(col("adults"), col("children"), couple, month, law)
    housing = rsa.housing_flat(col("adults") + col("children"), month, law)
    price = pch.tariff(col("mode"), month, law)
    yield "RSA right", rsa.right(flat, housing, resources, month, law)
    yield (
        "APA at home, participation",
        apa.home_participation(plan, resources, couple, col("gir"), month, law),
    )
    yield "APA at home, due for use", apa.home_due(resources, plan, plan * 0)
    yield (
        "APA in a facility, participation",
        apa_facility.participation(
            col("tariff"), col("lowest"), resources, couple, month, law
        ),
    )
    yield (
        "PCH element 1 by mode and date",
        pch.element1_amount(col("hours"), price, col("rate")),
    )
    yield "PCH carer's cap", pch.carer_cap(couple, month, law)
    yield "PCH during a stay", pch.institution_due(plan, col("days"), month, law)
    yield (
        "PCH above the ceiling of a period",
        pch_ceilings.above_ceiling(
            plan,
            resources * 4,
            pch_ceilings.period_ceiling(col("element"), col("days"), month, law),
        ),
    )


def seconds(frame: pl.DataFrame, formula: pl.Expr) -> float:
    """Return the best of three timings, in seconds of processor.

    Frames are lazy, as in the views: polars shares the common parts of a formula.
    """
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        frame.lazy().select(formula.alias("amount")).collect(engine="streaming")
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """Time every formula."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    count = parser.parse_args().rows
    law = Parameters.load([shipped("rules") / "parameters"])
    frame = rows(count)
    worst = 0.0
    for name, formula in formulas(law):
        spent = seconds(frame, formula)
        worst = max(worst, spent)
        print(json.dumps({"formula": name, "rows": count, "seconds": round(spent, 3)}))
    print(json.dumps({"worst": round(worst, 3), "goal": GOAL, "met": worst < GOAL}))


if __name__ == "__main__":
    main()
