"""Names of clauses as French words: rule files write them in plain letters."""

import re
from typing import Final

_WORDS: Final = dict(
    pair.split(":")
    for pair in (
        "verse:versé verses:versés versee:versée versees:versées deces:décès "
        "decede:décédé decedes:décédés decedee:décédée modifie:modifié "
        "modifiee:modifiée deja:déjà apres:après a:à reduit:réduit reduite:réduite "
        "reduits:réduits paye:payé payee:payée payees:payées payes:payés notee:notée "
        "notifie:notifié age:âge annualisees:annualisées rejete:rejeté "
        "rejetee:rejetée prescrit:prescrit precedent:précédent "
        "etablissement:établissement depasse:dépassé cotes:côtés cle:clé "
        "trentieme:trentième termine:terminé sejour:séjour sejours:séjours "
        "salarie:salarié retabli:rétabli regularisation:régularisation "
        "regimes:régimes reemission:réémission recue:reçue reclamable:réclamable "
        "posterieur:postérieur anterieur:antérieur meme:même entiere:entière "
        "elevee:élevée ecoule:écoulé ecart:écart delai:délai dela:delà "
        "deduite:déduite dedommage:dédommagé bientot:bientôt accorde:accordé "
        "compte:compté comptes:comptés utilise:utilisé utilisee:utilisée "
        "bareme:barème legal:légal complement:complément menage:ménage foyer:foyer beneficiaire:bénéficiaire prenom:prénom "
        "decision:décision percu:perçu percue:perçue suspendue:suspendue "
        "apa:APA rsa:RSA pch:PCH actp:ACTP caf:CAF msa:MSA nir:NIR iban:IBAN gir:GIR"
    ).split()
)
_ELISION: Final = re.compile(r"\b([dlnsjcm]|qu) (?=[aeiouhéèâêàî])", re.IGNORECASE)
_PHRASES: Final = (("au dessus", "au-dessus"), ("au delà", "au-delà"))


def clause_words(name: str) -> str:
    """Return a clause's name as French words: `âge insuffisant à l'ouverture`.

    Args:
        name: lower-case words of plain letters joined by underscores.

    """
    words = " ".join(_WORDS.get(word, word) for word in name.split("_"))
    for old, new in _PHRASES:
        words = words.replace(old, new)
    return _ELISION.sub(r"\1'", words).replace("que le du", "que le dû")
