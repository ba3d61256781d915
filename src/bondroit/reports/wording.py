"""French words for codes and sentences that several reports share."""

from datetime import date
from decimal import Decimal

from bondroit.engine.french import full_date, money, month

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
STATES = {"new": "nouveau", "continuing": "déjà signalé", "ended": "terminé"}
DEBTORS = {
    "beneficiary": "bénéficiaire",
    "provider": "prestataire",
    "facility": "établissement",
    "carer": "aidant",
    "other_payer": "autre payeur",
}
BANDS = {"certain": "certain", "probable": "probable", "possible": "possible"}
RULE_KINDS = {
    "deterministic": "deux faits incompatibles",
    "probable": "à confirmer par une pièce",
    "indicator": "indicateur, sans montant",
}
DIRECTIONS = {
    "overpayment": "trop versé",
    "underpayment": "à rappeler",
    "either": "dans les deux sens",
    "data_quality": "qualité des données",
    "protection": "protection de la personne",
}
VERDICTS = (
    "sans suite: explication trouvée",
    "erreur de données",
    "identité erronée",
    "erreur de nos services",
    "erreur de l'organisme payeur",
    "indu probable",
    "rappel dû",
    "à transmettre à la CAF ou à la MSA",
    "non concluant",
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
PROVES_NOT = {
    "signalement": "Ce dossier ne prouve ni une intention ni une dette. Il met en regard "
    "des faits de plusieurs fichiers qui ne s'accordent pas. Le département ne calcule ni "
    "ne suspend le RSA: l'organisme payeur vérifie, puis décide.",
    "agent": "Ce dossier ne prouve ni une intention ni une dette. Il met en regard des "
    "faits de plusieurs fichiers qui ne s'accordent pas. Rien n'est suspendu ni réclamé "
    "par l'outil: une personne vérifie, entend l'intéressé, puis décide.",
    "provider": "Ce dossier ne prouve ni une intention ni une dette. Il porte sur les "
    "factures d'un prestataire, pas sur les personnes aidées: rien n'est à leur réclamer.",
}


def benefit_names(codes: list[str]) -> str:
    """Return the benefits' names, joined."""
    return ", ".join(BENEFITS.get(code, code) for code in codes)


def period(first: date | None, last: date | None) -> str:
    """Return `de mars 2025 à juin 2025`, or `en mars 2025`."""
    if first is None or last is None:
        return "sans mois"
    if first == last:
        return f"en {month(first)}"
    return f"de {month(first)} à {month(last)}"


def euros(amount: Decimal | None) -> str:
    """Return `1 234,56 €`, or a dash for none."""
    return "–" if amount is None else money(amount)


def day(value: date | None) -> str:
    """Return `14 janvier 2025`, or a dash for none."""
    return "–" if value is None else full_date(value)


def clause_words(name: str) -> str:
    """Return a clause's name as words."""
    return name.replace("_", " ")
