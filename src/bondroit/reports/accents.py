"""Names of clauses as French words: rule files write them in plain letters."""

import re
from typing import Final

_ACCENTS: Final = """
a:à accorde:accordé actp:ACTP age:âge annualisees:annualisées
anterieur:antérieur apa:APA apres:après bareme:barème beneficiaire:bénéficiaire
bientot:bientôt caf:CAF cle:clé complement:complément compte:compté
comptes:comptés cotes:côtés decede:décédé decedee:décédée decedes:décédés
deces:décès decision:décision dedommage:dédommagé deduite:déduite deja:déjà
dela:delà delai:délai depasse:dépassé ecart:écart ecoule:écoulé elevee:élevée
entiere:entière etablissement:établissement foyer:foyer gir:GIR iban:IBAN
legal:légal meme:même menage:ménage modifie:modifié modifiee:modifiée msa:MSA
nir:NIR notee:notée notifie:notifié paye:payé payee:payée payees:payées
payes:payés pch:PCH percu:perçu percue:perçue posterieur:postérieur
precedent:précédent prenom:prénom prescrit:prescrit reclamable:réclamable
recue:reçue reduit:réduit reduite:réduite reduits:réduits reemission:réémission
regimes:régimes regularisation:régularisation rejete:rejeté rejetee:rejetée
retabli:rétabli rsa:RSA salarie:salarié sejour:séjour sejours:séjours
suspendue:suspendue termine:terminé trentieme:trentième utilise:utilisé
utilisee:utilisée verse:versé versee:versée versees:versées verses:versés
"""
"""`plain:accented`, for the words that rule files use."""

_WORDS: Final = dict(pair.split(":") for pair in _ACCENTS.split())
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
