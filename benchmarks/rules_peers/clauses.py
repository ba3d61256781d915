"""Sixty rules written three times by hand: in bondroit's clauses, in SQL, in polars.

None of the three is made from another: a clause is three sentences on the same facts.
"""
# ruff: noqa: PLR2004, SIM300 - the numbers are the rules; `c("x") > y` is no comparison

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

c = pl.col
MONTH: Final = c("month")
MONEY: Final = pl.Decimal(12, 2)


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition.

    Attributes:
        rule: as an author of rules writes it.
        sql: for DuckDB.
        expr: for polars.

    """

    rule: str
    sql: str
    expr: pl.Expr


def dated(*steps: tuple[date, str]) -> pl.Expr:
    """Return a dated threshold as a chain."""
    chain = pl.lit(None, MONEY)
    for day, value in steps:
        chain = pl.when(MONTH >= day).then(pl.lit(value).cast(MONEY)).otherwise(chain)
    return chain


CEILING_SQL: Final = """CASE WHEN month >= DATE '2026-01-01' THEN 2080.00
    WHEN month >= DATE '2025-01-01' THEN 2045.56 WHEN month >= DATE '2024-01-01' THEN 1955.60
    WHEN month >= DATE '2023-01-01' THEN 1914.04 END"""
CEILING: Final = dated(
    (date(2023, 1, 1), "1914.04"),
    (date(2024, 1, 1), "1955.60"),
    (date(2025, 1, 1), "2045.56"),
    (date(2026, 1, 1), "2080.00"),
)
FLAT_SQL: Final = """CASE WHEN month >= DATE '2026-04-01' THEN 652.80
    WHEN month >= DATE '2025-04-01' THEN 646.52 WHEN month >= DATE '2024-04-01' THEN 635.71
    WHEN month >= DATE '2023-04-01' THEN 607.75 END"""
FLAT: Final = dated(
    (date(2023, 4, 1), "607.75"),
    (date(2024, 4, 1), "635.71"),
    (date(2025, 4, 1), "646.52"),
    (date(2026, 4, 1), "652.80"),
)
PARAMETERS: Final = """\
parameters:
  essai_plafond:
    unit: EUR
    description: "Plafond de la mesure."
    values:
      - {from: 2023-01-01, value: 1914.04}
      - {from: 2024-01-01, value: 1955.60}
      - {from: 2025-01-01, value: 2045.56}
      - {from: 2026-01-01, value: 2080.00}
  essai_forfait:
    unit: EUR
    description: "Montant de la mesure."
    values:
      - {from: 2023-04-01, value: 607.75}
      - {from: 2024-04-01, value: 635.71}
      - {from: 2025-04-01, value: 646.52}
      - {from: 2026-04-01, value: 652.80}
"""

CLAUSES: Final[Mapping[str, Clause]] = {
    "after_death": Clause("month > date_of_death", "month > date_of_death", MONTH > c("date_of_death")),
    "death_year": Clause("months_between(date_of_death, month) >= 12", "month >= date_of_death + INTERVAL 12 MONTH", MONTH >= c("date_of_death").dt.offset_by("12mo")),
    "paid": Clause("net_paid > 0", "net_paid > 0", c("net_paid") > 0),
    "nothing_paid": Clause("net_paid <= 0", "net_paid <= 0", c("net_paid") <= 0),
    "twice": Clause("payment_count >= 2", "payment_count >= 2", c("payment_count") >= 2),
    "once": Clause("payment_count = 1", "payment_count = 1", c("payment_count") == 1),
    "same_again": Clause("net_paid = largest_payment * payment_count", "net_paid = largest_payment * payment_count", c("net_paid") == c("largest_payment") * c("payment_count")),
    "above_granted": Clause("net_paid > granted_amount", "net_paid > granted_amount", c("net_paid") > c("granted_amount")),
    "below_granted": Clause("net_paid < granted_amount", "net_paid < granted_amount", c("net_paid") < c("granted_amount")),
    "far_above": Clause("net_paid * 2 >= granted_amount * 3", "net_paid * 2 >= granted_amount * 3", c("net_paid") * 2 >= c("granted_amount") * 3),
    "half": Clause("net_paid * 2 <= granted_amount", "net_paid * 2 <= granted_amount", c("net_paid") * 2 <= c("granted_amount")),
    "no_right": Clause("right_state = 'none'", "right_state = 'none'", c("right_state") == "none"),
    "suspended": Clause("right_state = 'suspended'", "right_state = 'suspended'", c("right_state") == "suspended"),
    "refused": Clause("right_state = 'refused'", "right_state = 'refused'", c("right_state") == "refused"),
    "open": Clause("right_state = 'open'", "right_state = 'open'", c("right_state") == "open"),
    "not_open": Clause("right_state IN ('suspended', 'refused', 'closed')", "right_state IN ('suspended', 'refused', 'closed')", c("right_state").is_in(["suspended", "refused", "closed"])),
    "after_end": Clause("month > right_end", "month > right_end", MONTH > c("right_end")),
    "long_after_end": Clause("months_between(right_end, month) >= 6", "month >= right_end + INTERVAL 6 MONTH", MONTH >= c("right_end").dt.offset_by("6mo")),
    "before_start": Clause("month_end(month) < right_start", "last_day(month) < right_start", MONTH.dt.month_end() < c("right_start")),
    "review_past": Clause("month > review_date", "month > review_date", MONTH > c("review_date")),
    "paid_early": Clause("last_paid_on < month", "last_paid_on < month", c("last_paid_on") < MONTH),
    "paid_late": Clause("days_between(month_end(month), last_paid_on) > 90", "last_paid_on - last_day(month) > 90", (c("last_paid_on") - MONTH.dt.month_end()).dt.total_days() > 90),
    "gir_differs": Clause("gir_paid <> gir", "gir_paid <> gir", c("gir_paid") != c("gir")),
    "gir_light": Clause("gir IN (5, 6)", "gir IN (5, 6)", c("gir").is_in([5, 6])),
    "gir_heavy": Clause("gir IN (1, 2)", "gir IN (1, 2)", c("gir").is_in([1, 2])),
    "over_ceiling": Clause("plan_amount > $essai_plafond", f"plan_amount > {CEILING_SQL}", c("plan_amount") > CEILING),
    "paid_over_ceiling": Clause("net_paid > $essai_plafond", f"net_paid > {CEILING_SQL}", c("net_paid") > CEILING),
    "over_flat": Clause("net_paid > $essai_forfait * 3", f"net_paid > ({FLAT_SQL}) * 3", c("net_paid") > FLAT * 3),
    "resources_high": Clause("resources > $essai_forfait * 6", f"resources > ({FLAT_SQL}) * 6", c("resources") > FLAT * 6),
    "resources_low": Clause("resources < $essai_forfait", f"resources < ({FLAT_SQL})", c("resources") < FLAT),
    "no_participation": Clause("participation = 0", "participation = 0", c("participation") == 0),
    "participation_high": Clause("participation * 10 > plan_amount * 9", "participation * 10 > plan_amount * 9", c("participation") * 10 > c("plan_amount") * 9),
    "plan_small": Clause("plan_amount < participation", "plan_amount < participation", c("plan_amount") < c("participation")),
    "plan_gap": Clause("ABS(plan_amount - participation - granted_amount) > 0.05", "abs(plan_amount - participation - granted_amount) > 0.05", (c("plan_amount") - c("participation") - c("granted_amount")).abs() > pl.lit("0.05").cast(MONEY)),
    "in_hospital": Clause("hospital_days >= 28", "hospital_days >= 28", c("hospital_days") >= 28),
    "some_hospital": Clause("hospital_days BETWEEN 10 AND 27", "hospital_days BETWEEN 10 AND 27", c("hospital_days").is_between(10, 27)),
    "in_home": Clause("care_home_days > 0", "care_home_days > 0", c("care_home_days") > 0),
    "whole_home": Clause("care_home_days >= 28", "care_home_days >= 28", c("care_home_days") >= 28),
    "away": Clause("hospital_days + care_home_days >= 20", "hospital_days + care_home_days >= 20", c("hospital_days") + c("care_home_days") >= 20),
    "couple": Clause("couple", "couple", c("couple")),
    "urgent": Clause("urgent", "urgent", c("urgent")),
    "young": Clause("age_at_month_end < 60", "age_at_month_end < 60", c("age_at_month_end") < 60),
    "minor": Clause("age_at_month_end < 25", "age_at_month_end < 25", c("age_at_month_end") < 25),
    "old": Clause("age_at_month_end >= 75", "age_at_month_end >= 75", c("age_at_month_end") >= 75),
    "very_old": Clause("age_at_month_end > 110", "age_at_month_end > 110", c("age_at_month_end") > 110),
    "hours_over": Clause("paid_hours > granted_hours", "paid_hours > granted_hours", c("paid_hours") > c("granted_hours")),
    "hours_far_over": Clause("paid_hours > granted_hours * 2", "paid_hours > granted_hours * 2", c("paid_hours") > c("granted_hours") * 2),
    "hours_none": Clause("paid_hours = 0", "paid_hours = 0", c("paid_hours") == 0),
    "hours_night": Clause("paid_hours > 400", "paid_hours > 400", c("paid_hours") > 400),
    "price_high": Clause("unit_price > 40", "unit_price > 40", c("unit_price") > 40),
    "price_low": Clause("unit_price < 12", "unit_price < 12", c("unit_price") < 12),
    "worth_more": Clause("ROUND(paid_hours * unit_price, 2) < net_paid - 1500", "round(paid_hours * unit_price, 2) < net_paid - 1500", (c("paid_hours").cast(pl.Decimal(18, 4)) * c("unit_price")).round(2, mode="half_away_from_zero") < c("net_paid") - 1500),
    "direct": Clause("delivery_mode = 'direct'", "delivery_mode = 'direct'", c("delivery_mode") == "direct"),
    "provider": Clause("delivery_mode = 'provider'", "delivery_mode = 'provider'", c("delivery_mode") == "provider"),
    "reduced_rate": Clause("rate < 1", "rate < 1", c("rate") < 1),
}  # fmt: skip

AMOUNTS: Final[Mapping[str, Clause]] = {
    "paid": Clause("net_paid", "net_paid", c("net_paid")),
    "excess": Clause("net_paid - granted_amount", "net_paid - granted_amount", c("net_paid") - c("granted_amount")),
    "second": Clause("net_paid - largest_payment", "net_paid - largest_payment", c("net_paid") - c("largest_payment")),
    "days": Clause("net_paid * (hospital_days + care_home_days) / 31", "CAST(floor(CAST(net_paid AS DECIMAL(38, 2)) * (hospital_days + care_home_days) * 200 / 62 + 0.5) AS DECIMAL(38, 2)) / 100", (((c("net_paid").cast(pl.Decimal(38, 2)).to_physical().cast(pl.Int64) * (c("hospital_days") + c("care_home_days")) * 2 + 31) // 62).cast(pl.Decimal(38, 0)) * pl.lit("0.01").cast(pl.Decimal(38, 2)))),
    "share": Clause("net_paid - participation", "net_paid - participation", c("net_paid") - c("participation")),
}  # fmt: skip
