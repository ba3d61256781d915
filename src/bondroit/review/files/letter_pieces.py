"""What a letter may ask for and say, by family of rule and by benefit; plain words."""

from collections.abc import Iterable
from typing import Final

from bondroit.engine.views.recovery import AID

PIECES: Final[dict[str, str]] = {
    "DEC": "la copie de l'acte de décès",
    "HOS": "les bulletins d'hospitalisation, avec les dates d'entrée et de sortie",
    "ETB": "une attestation de l'établissement, avec les dates d'entrée et de sortie",
    "CUM": "les notifications des autres prestations reçues sur la période",
    "DBL": "une attestation de paiement de l'autre organisme, mois par mois",
    "RES": "les justificatifs des ressources des mois concernés",
    "RSC": "les justificatifs des ressources des mois concernés",
    "CMP": "un justificatif de la composition du foyer à ces dates",
    "MNT": "la dernière notification de droit et le dernier avis d'imposition",
    "PAR": "le dernier avis d'imposition et la notification du plan d'aide",
    "PLA": "le plan d'aide en vigueur sur la période",
    "PER": "la notification de début ou de fin de droit",
    "EFF": "les justificatifs de l'utilisation de l'aide (factures, bulletins de salaire)",
    "AID": "le contrat de travail et les bulletins de salaire de l'intervenant",
    "FAC": "les factures et les relevés d'intervention des mois concernés",
    "TAR": "la décision fixant le tarif applicable",
    "PRE": "l'autorisation et tout document sur la reprise ou la fermeture du service",
    "SSP": "la dernière notification de droit",
}
"""By the three letters of the family in a rule's id."""
OTHERWISE: Final = "tout document qui explique la situation à ces dates"
_RECOVERY: Final[dict[str, tuple[str, ...]]] = {
    "RSA": (
        (
            "Le RSA est versé et récupéré par la CAF ou la MSA. Sa décision peut être "
            "contestée par un recours préalable devant le président du conseil départemental "
            "dans les deux mois (articles L262-47 et R262-88 du code de l'action sociale et "
            "des familles) ; ce recours, comme une demande de remise, suspend la récupération "
            "(article L262-46). Aucune récupération n'a lieu sous le seuil fixé par les "
            "textes (article R262-92)."
        ),
    ),
    "APA": (
        (
            "L'APA ne peut être récupérée que sur deux ans (article L232-25 du code de "
            "l'action sociale et des familles), par retenues d'au plus 20 % de chaque "
            "versement ; rien n'est demandé si le total ne dépasse pas trois fois le SMIC "
            "horaire brut (article D232-31)."
        ),
    ),
    "PCH": (
        (
            "La PCH ne peut être récupérée que sur deux ans (article L245-8 du code de "
            "l'action sociale et des familles), d'abord par retenue sur les versements "
            "suivants (article R245-72)."
        ),
    ),
    "ACTP": (
        (
            "L'ACTP ne peut être récupérée que sur deux ans (article L245-8 du code de "
            "l'action sociale et des familles)."
        ),
    ),
}
_RELIEF: Final = (
    "Dans tous les cas, vous pouvez demander une remise, en tout ou partie, si vous êtes de "
    "bonne foi ou en difficulté, ou un paiement en plusieurs fois."
)


def pieces_for(rules: Iterable[str]) -> list[str]:
    """Return the documents to ask for, each once, in the order of the rules."""
    families = [rule.split("-")[1] for rule in rules if rule.count("-") > 1]
    found = [PIECES[family] for family in families if family in PIECES]
    return [*dict.fromkeys(found), OTHERWISE]


def recovery_for(benefits: Iterable[str]) -> list[str]:
    """Return what the law says of recovery, remission and instalments, by aid."""
    aids = dict.fromkeys(AID.get(code, code) for code in benefits)
    return [*(text for aid in aids for text in _RECOVERY.get(aid, ())), _RELIEF]
