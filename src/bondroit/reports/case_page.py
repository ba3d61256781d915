"""Page one and the month table of a case as words and figures; no HTML here."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bondroit.engine.french import month
from bondroit.engine.views.recovery import AID
from bondroit.model.rule import Rule
from bondroit.reports import wording
from bondroit.reports.case_frames import CaseRows, Row
from bondroit.reports.own_benefit import own_texts

SHOWN_CHECKS = 5
"""Explanations and checks on page one; the others stand on the rule cards."""
SHOWN_PEOPLE = 3
TITLES = 3


def headline(rows: CaseRows, rules: Mapping[str, Rule]) -> str:
    """Return the one sentence of page one: what, which months, how much."""
    case = rows.case
    amounts = []
    if case["overpaid"]:
        amounts.append(f"{wording.euros(case['overpaid'])} trop versés")
    if case["underpaid"]:
        amounts.append(f"{wording.euros(case['underpaid'])} à rappeler")
    titles = _main_titles(rules, ranked_rules(rows.findings) or case["rules"])
    benefits = wording.benefit_names(case["benefits"])
    about = [benefits] if benefits else []
    if case["first_month"] is not None:
        about.append(wording.period(case["first_month"], case["last_month"]))
    size = " et ".join(amounts) or "sans montant"
    sentence = ", ".join([*about, "écart à vérifier"])
    return f"{titles}. {sentence[:1].upper()}{sentence[1:]} : {size}."


def ranked_rules(findings: list[Row]) -> list[str]:
    """Return the rules of a case, those that carry most euros first."""
    weights: dict[str, Decimal] = {}
    for row in findings:
        counted = abs(row["counted_amount"] or Decimal(0))
        weights[row["rule_id"]] = weights.get(row["rule_id"], Decimal(0)) + counted
    return sorted(weights, key=lambda rule: (-weights[rule], rule))


def _main_titles(rules: Mapping[str, Rule], ranked: list[str]) -> str:
    first, *others = [wording.rule_title(rules[rule]) for rule in ranked[:TITLES]]
    more = len(ranked) - TITLES
    words = [first, *[_lower(title) for title in others]]
    if more > 0:
        words.append(wording.plural(more, "autre règle", "autres règles"))
    return " ; ".join(words)


def _lower(title: str) -> str:
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def checklist(
    rules: Mapping[str, Rule], ranked: list[str], part: str, shown: Iterable[str]
) -> tuple[list[str], int]:
    """Return what to check first, a few of each rule, and how many more there are.

    Args:
        rules: by id.
        ranked: the rules of the case, heaviest first.
        part: `innocent_explanations` or `verify`.
        shown: benefits of the case.

    """
    benefits = tuple(shown)
    lists = [
        own_texts(getattr(rules[rule], part), rules[rule], benefits) for rule in ranked
    ]
    turns = max((len(texts) for texts in lists), default=0)
    mixed = [
        texts[turn] for turn in range(turns) for texts in lists if turn < len(texts)
    ]
    found = list(dict.fromkeys(mixed))
    return found[:SHOWN_CHECKS], max(len(found) - SHOWN_CHECKS, 0)


def who(rows: CaseRows) -> list[str]:
    """Return whom the case is about, one line each: people, household or provider."""
    case = rows.case
    if case["kind"] == "provider":
        lines = [
            f"{row['name'] or 'Prestataire'} ({row['provider_id']})"
            for row in rows.providers
        ]
        return lines[:SHOWN_PEOPLE] or ["Prestataire non identifié"]
    chosen = [row for row in rows.people if _holds(row, case)]
    lines = list(dict.fromkeys(_person(row) for row in chosen))
    more = len(lines) - SHOWN_PEOPLE
    if more > 0:
        others = wording.plural(more, "autre personne", "autres personnes")
        lines[SHOWN_PEOPLE:] = [f"et {others}"]
    if case["household_id"] is not None:
        lines.insert(0, f"Foyer {case['household_id']}")
    return lines or ["Personne sans fiche livrée"]


def _holds(row: Row, case: Row) -> bool:
    if case["kind"] == "signalement" and row["role"] is not None:
        same = case["household_id"] in {None, row["household_id"]}
        return same and row["role"] in {"claimant", "spouse"}
    return bool(row["named"])


def _person(row: Row) -> str:
    birth = born(row)
    words = name(row) + (f", naissance : {birth}" if birth else "")
    if row["role"] is not None:
        return f"{words} ({wording.ROLES.get(row['role'], row['role'])})"
    return f"{words} (fiche {wording.source_name(row['source'])} {row['person_id']})"


def name(row: Mapping[str, Any]) -> str:
    """Return `DUPONT (usage : MARTIN) Marie`."""
    usual = row["usual_name"]
    both = f"{row['birth_name']} (usage : {usual})" if usual else row["birth_name"]
    return " ".join(word for word in (both, row["first_names"]) if word) or "sans nom"


def born(row: Mapping[str, Any]) -> str:
    """Return the birth date as exactly as it is known."""
    day = row["birth_date"]
    if day is None:
        return ""
    match row["birth_date_precision"]:
        case "year":
            return str(day.year)
        case "month":
            return month(day)
        case _:
            return wording.day(day)


def deadlines(rows: CaseRows) -> list[str]:
    """Return the clock of the case, one sentence each."""
    case = rows.case
    lines = []
    falling = case["next_prescription"]
    if falling is not None:
        due = [
            row
            for row in rows.months
            if row["place"] == "claimable" and row["prescribed_on"] == falling
        ]
        amount = sum((row["overpaid"] for row in due), Decimal(0))
        which = f" {wording.of_month(due[0]['month'])}" if due else ""
        lines.append(
            f"Prescription : {wording.euros(amount)}{which} ne pourront plus être réclamés à "
            f"compter du {wording.day(falling)}, puis les autres mois un à un."
        )
    else:
        lines.append("Prescription : aucun mois réclamable ne court vers elle.")
    if case["at_risk_next_month"]:
        lines.append(
            "Prochain paiement : sans changement, "
            f"{wording.euros(case['at_risk_next_month'])} de plus seraient en jeu."
        )
    lines.append(f"Premier signalement : {wording.day(case['first_seen'])}.")
    return lines


def month_table(rows: CaseRows) -> list[Row]:
    """Return the month table with the place of each month in words."""
    return [{**row, "place_words": _place(row)} for row in rows.months]


def _place(row: Row) -> str:
    match row["place"]:
        case "debt":
            return "déjà en indu"
        case "prescribed":
            return f"prescrit le {wording.short_day(row['prescribed_on'])}"
        case "undated":
            return "date de paiement inconnue"
        case "small":
            return "sous le seuil légal"
        case "claimable":
            last: date = row["prescribed_on"] - timedelta(days=1)
            return f"jusqu'au {wording.short_day(last)}"
        case _:
            return "à rappeler"


def counterparts(findings: list[Row]) -> list[dict[str, str]]:
    """Return the other sides of the same euros: file, id and benefit, each once."""
    sides = sorted({row["counterpart"] for row in findings if row["counterpart"]})
    found = []
    for side in sides:
        source, _, rest = side.partition(":")
        subject, _, benefit = rest.rpartition(":")
        found.append(
            {
                "source": wording.source_name(source),
                "id": subject,
                "benefit": wording.BENEFITS.get(benefit, benefit),
            }
        )
    return found


def procedure(case: Row) -> list[str]:
    """Return what the law says of the next steps, for this kind of case."""
    if case["kind"] == "provider":
        return list(wording.PROVIDER_PROCEDURE)
    lines = list(wording.BACK_PAYMENT) if case["underpaid"] else []
    if case["overpaid"]:
        aids = dict.fromkeys(AID.get(code, code) for code in case["benefits"])
        lines += [text for aid in aids for text in wording.PROCEDURES.get(aid, ())]
    return [*lines, *wording.COMMON_PROCEDURE]
