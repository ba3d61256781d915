"""Controls that the payer closed in a month: most end without effect, some with a debt."""

from collections.abc import Sequence
from datetime import date, timedelta

from bondroit.sample_data.months import month_end
from bondroit.sample_data.rsa import Household
from bondroit.sample_data.rsa_finance_xml import RsaDebt

EVERY = 23
"""One dossier in this many is controlled in a month, each in its turn."""

_TARGETS = (
    ("RESIDENCE EN FRANCE", "02", "RES"),
    ("SITUATION PROFESSIONNELLE", "01", "ACT"),
    ("RESSOURCES TRIMESTRIELLES", "04", "RSS"),
    ("ISOLEMENT", "05", "ISO"),
)
_TYPES = ("PI", "EE", "AG")


def controls_xml(dossier: Household, month: date, debts: Sequence[RsaDebt]) -> str:
    """Return the `Controle` of a dossier: its controls closed that month, if any.

    A debt handed over in the month was found by a control of resources. No draw is
    made: the same dossiers give the same controls.
    """
    found = [
        _control(dossier, month, 2, f"{debt.initial:012.2f}")
        for debt in debts
        if debt.household is dossier and debt.told == month
    ]
    turn = int(dossier.numdem) // 1000 + month.year * 12 + month.month
    if not found and turn % EVERY == 0 and month > dossier.start:
        found = [_control(dossier, month, turn // EVERY % len(_TARGETS), None)]
    return f"<Controle>{''.join(found)}</Controle>" if found else ""


def _control(dossier: Household, month: date, target: int, debt: str | None) -> str:
    label, family, code = _TARGETS[target]
    closed = month_end(month) - timedelta(days=int(dossier.numdem) // 1000 % 20)
    seen = closed - timedelta(days=45)
    kind = _TYPES[int(dossier.numdem) // 1000 % len(_TYPES)]
    amount = f"<MTINDURSACGCONTRO>{debt}</MTINDURSACGCONTRO>" if debt else ""
    return (
        "<ControleAdministratif><IdentificationCibleControleAdministratif>"
        f"<DTEFFCIBCONTRO>{seen.replace(day=1)}</DTEFFCIBCONTRO><CIBCONTRO>{code}</CIBCONTRO>"
        "</IdentificationCibleControleAdministratif><IdentificationControleAdministratif>"
        f"<DTDETECCONTRO>{seen}</DTDETECCONTRO><DTCLOCONTRO>{closed}</DTCLOCONTRO>"
        "</IdentificationControleAdministratif><ModaliteControleAdministratif>"
        f"<LIBCIBCONTRO>{label}</LIBCIBCONTRO><FAMCIBCONTRO>{family}</FAMCIBCONTRO>"
        f"<NATCIBCONTRO>{code}</NATCIBCONTRO><COMMACONTRO>{dossier.payer}</COMMACONTRO>"
        f"<TYPECONTRO>{kind}</TYPECONTRO></ModaliteControleAdministratif>"
        f"<ResultatControleAdministratif><TYPEIMPACCONTRO>{1 if debt else 0}</TYPEIMPACCONTRO>"
        f"{amount}</ResultatControleAdministratif></ControleAdministratif>"
    )
