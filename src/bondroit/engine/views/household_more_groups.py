"""Which columns each group of the rarer facts of an RSA household feeds."""

from typing import Final

from bondroit.engine.views.household_ages import AGES, LISTED
from bondroit.engine.views.household_away import AWAY

TOLD_BY_THIRD_PARTIES: Final = (
    "third_party_quarter",
    "aah_resources",
    "pension_resources",
)
TOLD_BY_HOUSEHOLD: Final = ("pensions_known", "relatives_help", "compensation_counted")

READ_BY_GROUP: Final[dict[str, tuple[str, ...]]] = {
    "ages": (*AGES, "increase_practised", "age_practised"),
    "young": ("young_worker",),
    "listed": LISTED,
    "away": (*AWAY, "away_adults", "away_resources", "right_without_away"),
    "increased": ("increased_months",),
    "pregnant": ("pregnant_months",),
    "zero": ("zero_months_before",),
    "undeclared": ("months_undeclared",),
    "recent": ("reference_gap", "due_quarter_resources", "right_on_due_quarter"),
    "means": (
        *TOLD_BY_THIRD_PARTIES,
        *TOLD_BY_HOUSEHOLD,
        "declared_resources",
        "family_benefits",
        "quarter_started_on",
        "third_party_resources",
        "relatives_help_share",
        "right_with_third_party",
        "right_with_aah",
        "right_with_pension",
        "right_without_relatives_help",
    ),
    "year": ("year_declared", "year_gap", "right_with_year_gap"),
    "advances": ("advance_paid",),
    "adults": (
        "adults_counted_elsewhere",
        "paid_elsewhere",
        "right_without_adults_elsewhere",
    ),
    "children": ("child_listed_by_neighbour",),
    "life": ("shared_life_signs",),
}
"""Columns that each group of facts feeds: a group that no rule reads is left out."""
