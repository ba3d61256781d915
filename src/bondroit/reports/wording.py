"""French words for codes and sentences that several reports share."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from bondroit.counted import counted
from bondroit.engine.french import full_date, money, month
from bondroit.model.rule import Rule, Status
from bondroit.reports import verdict_words

INITIALS = frozenset({"rsa", "apa", "pch", "actp", "caf", "msa", "cesu"})
"""Usual names of sources that are initials."""

BENEFITS = {
    "RSA": "RSA",
    "APA_HOME": "APA à domicile",
    "APA_FACILITY": "APA en établissement",
    "PCH": "PCH",
    "ACTP": "ACTP",
}
SEVERITIES = {
    "urgent": "avant le prochain paiement",
    "high": "haute",
    "medium": "moyenne",
    "low": "basse",
    "info": "information",
}
KINDS = {
    "signalement": "Signalement à l'organisme payeur (CAF ou MSA), qui décide",
    "agent": "À instruire par un agent du département",
    "provider": "À traiter avec le prestataire",
}
KINDS_SHORT = {
    "signalement": "Signalement CAF/MSA",
    "agent": "Agent du département",
    "provider": "Prestataire",
}
STATES = {
    "new": "nouveau",
    "continuing": "déjà signalé",
    "dismissed": "écarté par une conclusion",
    "ended": "terminé",
}
DEBTORS = {
    "beneficiary": "bénéficiaire",
    "provider": "prestataire",
    "facility": "établissement",
    "carer": "aidant",
    "other_payer": "autre payeur",
}
ROLES = {
    "claimant": "allocataire",
    "spouse": "conjoint",
    "child": "enfant",
    "other": "autre membre",
}
RIGHT_STATES = {
    "open": "ouvert",
    "suspended": "suspendu",
    "closed": "clos",
    "refused": "refusé",
}
BANDS = {"certain": "certain", "probable": "probable", "possible": "possible"}
RULE_KINDS = {
    "deterministic": "deux faits incompatibles",
    "probable": "à confirmer par une pièce",
    "indicator": "indicateur, sans montant",
}
VERDICTS = tuple(
    label[0].lower() + label[1:] for label in verdict_words.VERDICTS.values()
)
STAYS = {
    "hospital": "hôpital",
    "hospital_at_home": "hospitalisation à domicile",
    "care_home": "établissement pour personnes âgées",
    "temporary_care_home": "hébergement temporaire",
    "disability_home": "établissement pour personnes handicapées",
    "prison": "détention",
    "abroad": "étranger",
}
TABLES = {
    "people": "personnes",
    "households": "foyers",
    "household_members": "membres des foyers",
    "rights": "droits",
    "payments": "paiements",
    "stays": "séjours",
    "deaths": "décès",
    "resources": "ressources",
    "visits": "interventions",
    "invoice_lines": "factures",
    "providers": "prestataires",
    "facility_tariffs": "tarifs d'établissement",
    "employments": "emplois salariés",
    "bank_returns": "rejets bancaires",
    "evidence_of_use": "justificatifs",
    "debts": "indus connus",
    "controls": "contrôles de l'organisme",
    "anomalies": "anomalies de l'organisme",
    "matches": "rapprochements",
    "individuals": "personnes rapprochées",
    "parameters": "barème",
}
OUTCOMES = {"complete": "complète", "degraded": "dégradée", "failed": "arrêtée"}
EFFECTS = {"stop": "arrête", "degrade": "dégrade", "warn": "alerte"}
_NOT_PROVED = (
    "Ce dossier ne prouve ni une intention ni une dette. Il met en regard "
    "des faits de plusieurs fichiers qui ne s'accordent pas. "
)
PROVES_NOT = {
    "signalement": _NOT_PROVED + "Le département ne calcule ni ne suspend le RSA : "
    "l'organisme payeur vérifie, puis décide.",
    "agent": _NOT_PROVED + "Rien n'est suspendu ni réclamé par l'outil : une personne "
    "vérifie, entend l'intéressé, puis décide.",
    "provider": "Ce dossier ne prouve ni une intention ni une dette. Il porte sur les "
    "factures d'un prestataire, pas sur les personnes aidées : rien n'est à leur "
    "réclamer.",
}
PROCEDURES = {
    "RSA": (
        (
            "Le RSA se récupère par l'organisme payeur, en deux ans sauf fausse déclaration "
            "(CASF L262-45) ; aucun recouvrement sous le seuil (CASF R262-92)."
        ),
        (
            "La notification dit la nature, le montant, le motif et la période ; un recours "
            "préalable devant le président du conseil départemental est ouvert deux mois "
            "(CASF L262-47) et suspend la récupération (CASF L262-46)."
        ),
        (
            "Si des informations viennent de tiers, dire leur contenu et leur origine avant "
            "de recouvrer (CSS L114-21)."
        ),
    ),
    "APA": (
        (
            "L'APA versée à tort se récupère en deux ans (CASF L232-25), par retenues d'au "
            "plus 20 % de chaque versement ; rien sous trois fois le SMIC horaire "
            "(CASF D232-31)."
        ),
    ),
    "PCH": (
        (
            "La PCH versée à tort se récupère en deux ans (CASF L245-8), d'abord par retenue "
            "sur les versements suivants (CASF R245-72)."
        ),
    ),
    "ACTP": ("L'ACTP suit, comme la PCH, un délai de deux ans (CASF L245-8).",),
}
"""What the law says of the next steps, by aid; for jurists to confirm."""
BACK_PAYMENT = (
    (
        "Un rappel n'attend pas de demande : corriger le droit, verser ce qui est dû et en "
        "informer la personne."
    ),
)
COMMON_PROCEDURE = (
    (
        "Toute décision défavorable est motivée en droit et en fait (CRPA L211-2 et L211-5), "
        "signée par un agent qui en a délégation, et dit les voies et délais de recours."
    ),
    (
        "Laisser la personne présenter ses observations ; indiquer la remise et "
        "l'échelonnement possibles."
    ),
)

ALGORITHM = (
    "Si une décision individuelle s'appuie sur ce dossier, elle porte la mention prévue par "
    "l'article L311-3-1 du code des relations entre le public et l'administration : "
    "finalité du traitement (repérer des écarts entre les sommes versées et les droits, dans "
    "les deux sens), droit d'obtenir communication des règles et de leurs principales "
    "caractéristiques, modalités de cette demande et de la saisine de la CADA. Le "
    "traitement ne décide rien : il propose des dossiers à vérifier ; les règles, valeurs et "
    "paramètres appliqués figurent ci-dessus (article R311-3-1-2)."
)

PROVIDER_PROCEDURE = (
    "Recueillir les observations du prestataire et ses pièces avant toute demande.",
    (
        "Une facture se corrige par un avoir, un remboursement ou une régularisation sur "
        "les factures suivantes ; rien n'est demandé aux personnes aidées."
    ),
    "Un titre de recette se motive, et indique les voies et délais de recours.",
)


def rule_title(rule: Rule) -> str:
    """Return the title of a rule, with a mention while it is on trial."""
    mention = " (règle pilote)" if rule.status is Status.PILOT else ""
    return f"{rule.title}{mention}"


def source_name(source: str) -> str:
    """Return a source as people say it: initials of a benefit or payer in capitals."""
    return source.upper() if source in INITIALS else source


def benefit_names(codes: list[str]) -> str:
    """Return the benefits' names, joined."""
    return ", ".join(BENEFITS.get(code, code) for code in codes)


def period(first: date | None, last: date | None) -> str:
    """Return `de mars 2025 à juin 2025`, or `en mars 2025`."""
    if first is None or last is None:
        return "sans mois"
    if first == last:
        return f"en {month(first)}"
    return f"{of_month(first)} à {month(last)}"


def short_period(first: date | None, last: date | None) -> str:
    """Return `03/2025 – 06/2025`, `03/2025`, or a dash."""
    if first is None or last is None:
        return "–"
    if first == last:
        return f"{first:%m/%Y}"
    return f"{first:%m/%Y} – {last:%m/%Y}"


@lru_cache(maxsize=1_000)
def of_month(day: date) -> str:
    """Return `de mars 2025`, `d'avril 2025`."""
    return f"d'{month(day)}" if month(day)[0] in "ao" else f"de {month(day)}"


@lru_cache(maxsize=50_000)
def euros(amount: Decimal | None) -> str:
    """Return `1 234,56 €`, or a dash for none."""
    return "–" if amount is None else money(amount)


@lru_cache(maxsize=10_000)
def day(value: date | None) -> str:
    """Return `14 janvier 2025`, or a dash for none."""
    return "–" if value is None else full_date(value)


def short_day(value: date) -> str:
    """Return `14/01/2025`."""
    return f"{value:%d/%m/%Y}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return `1 constat`, `2 constats`."""
    return counted(count, one, many)
