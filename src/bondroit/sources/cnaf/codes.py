"""Codes of the RSA flows and how identifiers are built from them.

The lists rest on the public schema VRSB0801 and on WebRSA, which reads these flows.
"""

import hashlib

#: Natures of benefit that the département pays; the others are State money.
DEPARTEMENT_BENEFITS = ("RSD", "RSI", "RSB", "RCB")
INCREASED_BENEFIT = "RSI"

#: ROLEPERS for the RSA -> role in the household.
ROLES = {
    "DEM": "claimant",
    "CJT": "spouse",
    "ENF": "child",
    "AUT": "other",
    "RDO": "other",
}
SEXES = {"1": "M", "2": "F"}
#: TYPEDTNAI: N known, J day unknown, O day and month unknown.
PRECISIONS = {"N": "day", "J": "month", "O": "year"}
#: MOTISUSDRORSA: death of Madame, of Monsieur.
DEATH_SUSPENSIONS = ("DG", "DH")

_PADDING = "00000000"
_SHORT = 7
_PADDED = 15
_HASH_LENGTH = 12


def matricule(text: str) -> str:
    """Return a MATRICULE without the zeros that pad a CAF number to 15 characters.

    Leading zeros belong to the number; other numbers (MSA) stay as they are.
    """
    number = text.strip()
    if len(number) == _PADDED and number[_SHORT:] == _PADDING:
        return number[:_SHORT]
    return number


def household_id(
    payer: str | None, body: str | None, number: str | None, claim: str | None
) -> str:
    """Return `FONORG-NUMORG-MATRICULE-NUMDEMRSA`, each part stripped."""
    claimant = f"{matricule(number or '')}-{(claim or '').strip()}"
    return f"{(payer or '').strip()}-{(body or '').strip()}-{claimant}"


def person_id(
    household: str,
    birth_name: str | None,
    first_name: str | None,
    birth_date: str | None,
    sex: str | None,
) -> str:
    """Return the household's id, `:`, and 12 hex digits of the identity's sha256."""
    names = f"{(birth_name or '').strip()}|{(first_name or '').strip()}"
    identity = f"{names}|{(birth_date or '').strip()}|{(sex or '').strip()}".upper()
    digest = hashlib.sha256(identity.encode()).hexdigest()
    return f"{household}:{digest[:_HASH_LENGTH]}"
