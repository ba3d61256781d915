"""Sentences that several pages share: what was done, what the journal names."""

from typing import Final

DONE: Final = {
    "pris": "Le dossier est à vous.",
    "rendu": "Le dossier est rendu à la liste.",
    "confie": "Le dossier est confié.",
    "conclu": "La conclusion est enregistrée.",
    "relecture": "La conclusion est enregistrée ; elle attend une seconde lecture.",
    "confirme": "La conclusion est confirmée.",
    "renvoye": "Le dossier est renvoyé à son agent, avec votre note.",
    "annule": "La conclusion est annulée ; le dossier est de nouveau en vérification.",
    "pieces": "La demande de pièces est notée, avec son échéance.",
    "recues": "Les pièces sont notées comme reçues.",
    "etape": "L'étape est enregistrée.",
    "echeance": "L'échéance est ajoutée.",
    "faite": "L'échéance est soldée.",
    "exception": "L'exception est faite ; la prochaine exécution en tiendra compte.",
    "retiree": "L'exception est retirée.",
    "regle": "Votre signalement est transmis aux auteurs de règles, avec un exemple "
    "sans donnée de personne.",
    "repondu": "La réponse est enregistrée.",
    "vue": "La vue est enregistrée.",
    "vue-supprimee": "La vue est supprimée.",
    "reprise": "La réponse est reprise ; le rapprochement attend de nouveau.",
    "compte": "Le compte est ajouté.",
    "compte-modifie": "Le compte est modifié.",
    "mot-de-passe": "Le mot de passe est changé. Reconnectez-vous.",
    "deconnecte": "Vous êtes déconnecté.",
    "expire": "Votre session est terminée. Reconnectez-vous ; rien n'a été enregistré "
    "depuis votre dernière action.",
}
"""What was done, by the code that a redirection carries."""

SORTS: Final = {
    "recoverable": "Euros encore recouvrables",
    "prescription": "Date de prescription",
    "owed": "Euros à rappeler",
}

SEVERITIES: Final = {
    "urgent": "urgente",
    "high": "haute",
    "medium": "moyenne",
    "low": "basse",
    "info": "information",
}
"""Short words of the queue's column; `urgent` is before the next payment."""

STANDINGS: Final = {
    "waiting": "attend une seconde lecture",
    "effective": "en vigueur",
    "refused": "renvoyée par le second lecteur",
    "undone": "annulée",
    "replaced": "remplacée",
}

REPORTS: Final = {"open": "à traiter", "accepted": "acceptée", "rejected": "écartée"}

EXPECTED: Final = {
    "silent": "rien à signaler",
    "unknown": "ne peut être jugé",
    "fires": "un autre écart, ou un autre montant",
}

ACTIONS: Final = {
    "case.claimed": "dossier pris",
    "case.assigned": "dossier confié",
    "case.released": "dossier rendu à la liste",
    "case.advanced": "étape franchie",
    "case.reopened": "dossier rouvert par une exécution",
    "case.changed": "faits changés",
    "verdict.given": "conclusion donnée",
    "verdict.confirmed": "conclusion confirmée",
    "verdict.refused": "conclusion renvoyée",
    "verdict.undone": "conclusion annulée",
    "documents.requested": "pièces demandées",
    "documents.received": "pièces reçues",
    "deadline.added": "échéance ajoutée",
    "deadline.finished": "échéance soldée",
    "identity.opened": "identité ouverte",
    "letter.made": "courrier préparé",
    "case.taken_out": "dossier téléchargé",
    "signalements.taken_out": "liste des signalements téléchargée",
    "match.opened": "rapprochement ouvert",
    "match.answered": "rapprochement jugé",
    "match.taken_back": "réponse reprise",
    "rule.reported": "règle signalée",
    "rule.answered": "signalement traité",
    "exception.made": "exception faite",
    "exception.withdrawn": "exception retirée",
    "view.saved": "vue enregistrée",
    "view.deleted": "vue supprimée",
    "user.added": "compte ajouté",
    "user.enabled": "compte réactivé",
    "user.disabled": "compte désactivé",
    "user.roles": "rôles changés",
    "user.password": "mot de passe changé",
    "signin.done": "connexion",
    "signin.refused": "connexion refusée",
    "run.imported": "exécution importée",
    "desk.sealed": "données chiffrées de nouveau",
    "desk.purged": "données anciennes effacées",
}
"""What the journal's actions are called."""


def action(code: str) -> str:
    """Return an action of the journal in French."""
    return ACTIONS.get(code, code)


DUE: Final = {"prescription": "Des mois tombent en prescription"}

VERDICTS: Final = {
    "explained": "L'écart s'explique : rien n'est dû, dans aucun sens.",
    "data_error": "Un fichier se trompe : date, montant ou donnée manquante.",
    "wrong_identity": "Ce n'est pas la même personne.",
    "own_error": "L'écart est réel et vient du département.",
    "payer_error": "L'écart est réel et vient de la CAF ou de la MSA.",
    "likely_undue": "Une somme semble versée à tort ; la procédure contradictoire suit.",
    "arrears_due": "Une somme est due à la personne ; l'informer et la verser.",
    "to_transmit": "L'organisme payeur doit vérifier et décider.",
    "inconclusive": "Les pièces ne permettent pas de trancher ; c'est permis.",
}
"""What each verdict means, for the help page."""

STATUSES: Final = {
    400: ("Demande illisible", "Revenez à la page précédente et recommencez."),
    403: ("Action non permise", "Votre compte ne permet pas cette action."),
    404: (
        "Page introuvable",
        "L'adresse est peut-être incomplète, ou le dossier n'existe plus.",
    ),
    405: (
        "Page à ouvrir depuis un bouton",
        "Cette adresse répond à un formulaire ; revenez à la liste.",
    ),
    409: ("Action impossible pour l'instant", "Rechargez la page."),
    413: ("Envoi trop long", "Raccourcissez le texte, puis recommencez."),
    422: ("Saisie à corriger", "Revenez à la page précédente et corrigez."),
    500: (
        "Le bureau n'a pas pu répondre",
        (
            "Réessayez dans un instant. Si cela persiste, prévenez l'exploitant : "
            "l'incident est noté dans son journal technique."
        ),
    ),
}
"""Title and advice of the pages of errors."""

KEPT: Final = {
    "extracts": "Fichiers reçus",
    "store": "Tables mises en forme",
    "runs": "Exécutions",
    "case_files": "Dossiers imprimables",
    "desk_dismissed": "Dossiers sans suite, au bureau (puis anonymisés)",
    "desk_closed": "Dossiers confirmés, après leur clôture (puis anonymisés)",
    "desk_log": "Ouvertures d'identité et connexions refusées",
}
