"""Which clauses make which of the sixty rules, and the files bondroit reads them from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rules_peers.clauses import AMOUNTS, CLAUSES, PARAMETERS

BENEFITS: Final = {"R": "RSA", "A": "APA_HOME", "P": "PCH"}


@dataclass(frozen=True, slots=True)
class BenchRule:
    """One rule: benefits, what must hold, what must not, the amount."""

    id: str
    benefits: tuple[str, ...]
    when: tuple[str, ...]
    unless: tuple[str, ...]
    amount: str


_LINES: Final = """
RAP after_death paid | nothing_paid | paid
RAP death_year paid | once | paid
RAP twice same_again | not_open | second
RAP twice above_granted | same_again | second
RAP after_death suspended | nothing_paid | paid
RAP no_right paid | after_death | paid
RAP suspended paid | after_end | paid
RAP refused paid | after_end | paid
RAP not_open above_granted | twice | excess
RAP after_end paid | after_death | paid
RAP long_after_end paid | after_death | paid
RAP before_start paid | urgent | paid
RAP review_past paid | after_end | paid
RAP paid_early paid | urgent | paid
RAP paid_late above_granted | twice | excess
AP far_above once | urgent | excess
AP above_granted open | twice paid_late | excess
RAP below_granted half open | away | excess
A gir_differs paid | after_death | paid
A gir_light paid | after_end | paid
A gir_heavy below_granted | away | excess
A over_ceiling paid | urgent | share
AP paid_over_ceiling | twice | paid
R over_flat | couple | paid
R resources_high paid | couple | paid
R resources_high open | paid_late | paid
A resources_low participation_high | couple | share
A no_participation resources_high | couple | paid
A participation_high paid | urgent | share
A plan_small paid | after_end | paid
A plan_gap paid | twice | excess
A in_hospital paid | in_home | days
P in_hospital paid | direct | days
AP some_hospital above_granted | twice | days
A in_home paid | in_hospital | days
A whole_home paid | after_death | paid
P whole_home open | direct | days
AP away above_granted | twice | days
R away paid | couple | days
A young paid | urgent | paid
R minor paid | couple | paid
P old before_start | urgent | paid
RAP very_old paid | after_death | paid
AP hours_over above_granted | twice | excess
AP hours_far_over paid | urgent | paid
AP hours_none paid | direct | paid
P hours_night paid | direct | paid
A price_high hours_over | urgent | excess
A price_low provider paid | urgent | paid
AP worth_more open | twice | excess
P direct hours_far_over | in_hospital | paid
P reduced_rate resources_low | direct | paid
P reduced_rate above_granted | twice | excess
A couple no_participation above_granted | twice | excess
A urgent after_end | after_death | paid
A provider hours_none paid | away | paid
RAP gir_heavy not_open paid | after_end | paid
AP old far_above | twice | excess
A very_old in_home | after_death | paid
RAP suspended below_granted | after_end | excess
"""


def _rules() -> tuple[BenchRule, ...]:
    found = []
    for rank, line in enumerate(_LINES.strip().splitlines(), start=1):
        head, unless, amount = (part.split() for part in line.split("|"))
        found.append(
            BenchRule(
                id=f"ESS-MES-{rank:03}",
                benefits=tuple(BENEFITS[letter] for letter in head[0]),
                when=tuple(head[1:]),
                unless=tuple(unless),
                amount=amount[0],
            )
        )
    return tuple(found)


RULES: Final = _rules()
"""The sixty rules."""


def write_rules(folder: Path) -> None:
    """Write the rules and their parameters as an author would."""
    (folder / "parameters").mkdir(parents=True, exist_ok=True)
    (folder / "parameters" / "essai.yml").write_text(PARAMETERS, encoding="utf-8")
    for rule in RULES:
        when = "\n".join(f"  {name}: {CLAUSES[name].rule}" for name in rule.when)
        unless = "\n".join(f"  {name}: {CLAUSES[name].rule}" for name in rule.unless)
        (folder / f"{rule.id}.yml").write_text(
            f"""\
id: {rule.id}
version: 1
title: Règle de mesure
status: active
kind: deterministic
severity: medium
benefits: [{", ".join(rule.benefits)}]
direction: either
view: payment_month
when:
{when}
unless:
{unless}
amount: {AMOUNTS[rule.amount].rule}
explain: "{{net_paid}} versés pour {{month}}."
legal_basis:
  - {{text: mesure, since: 2000-01-01}}
innocent_explanations:
  - Donnée de mesure.
verify:
  - Rien.
examples:
  - {{name: oui, given: {{net_paid: 1}}, expect: fires}}
  - {{name: non, given: {{net_paid: 2}}, expect: silent}}
  - {{name: inconnu, given: {{net_paid: 3}}, expect: unknown}}
""",
            encoding="utf-8",
        )
