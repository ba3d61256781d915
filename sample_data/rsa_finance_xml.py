"""The financial flow VRSF0501 (lines and totals) and the debt flow VRSC0201.

Element names and nesting follow what an open-source reader of these flows documents;
no public schema exists.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bondroit.sample_data.months import add_months, month_end
from bondroit.sample_data.rsa import ZERO, Household, Movement
from bondroit.sample_data.rsa_xml import (
    address,
    header,
    identification,
    identity,
    trailer,
)

_TOTALS = (
    ("TotalAllocationsComptabilisees", "allocations"),
    ("TotalIndusConstates", "indus"),
    ("TotalIndusTransferesCG", "transferred"),
    ("TotalRemisesIndus", "none"),
    ("TotalAnnulationsIndus", "none"),
    ("MontantTotalAcompte", "all"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RsaDebt:
    """A debt handed over to the département."""

    household: Household
    created: date
    nature: str
    rank: int
    reason: str
    origin: str
    responsibility: str
    first: date
    last: date
    initial: Decimal
    balance: Decimal
    told: date


def _line(dossier: Household, movement: Movement, number: int, month: date) -> str:
    nature = "RSI" if dossier.increased else "RSD"
    stamp = month_end(month).replace(day=25)
    return (
        f"<DetailAllocationComptabilisee><NATPFCRE>{movement.nature or nature}</NATPFCRE>"
        f"<RGCRE>000</RGCRE><NUMINTMOUCOMPTA>{number:07d}</NUMINTMOUCOMPTA>"
        f"<TYPEOPECOMPTA>{movement.operation}</TYPEOPECOMPTA>"
        f"<SENSOPECOMPTA>{movement.sense}</SENSOPECOMPTA>"
        f"<MTMOUCOMPTA>{movement.amount:012.2f}</MTMOUCOMPTA><DDREGU>{movement.month}</DDREGU>"
        f"<DTTRAIMOUCOMPTA>{stamp}</DTTRAIMOUCOMPTA><HEUTRAIMOUCOMPTA>21:27:43.0000</HEUTRAIMOUCOMPTA>"
        "</DetailAllocationComptabilisee>"
    )


def _dossier(dossier: Household, lines: list[Movement], first: int, month: date) -> str:
    details = "".join(
        _line(dossier, line, first + rank, month) for rank, line in enumerate(lines)
    )
    member = dossier.claimant
    return (
        f"<InfosFinancieresFoyerRSA>{identification(dossier)}<Personne>{identity(member.person)}"
        f"<DossierCAF><TOPRESPDOS>1</TOPRESPDOS><DDRATDOS>{dossier.start}</DDRATDOS></DossierCAF>"
        f"</Personne>{address(member.person.address)}"
        f"<AcompteRSA><GeneraliteAcompteRSA><MOISMOUCOMPTA>{month}</MOISMOUCOMPTA>"
        "</GeneraliteAcompteRSA><DetailAcompteRSA><AllocationsComptabilisees>"
        f"{details}</AllocationsComptabilisees></DetailAcompteRSA></AcompteRSA>"
        "</InfosFinancieresFoyerRSA>\n"
    )


def _signed(movement: Movement) -> Decimal:
    return movement.amount if movement.sense == "AJ" else -movement.amount


def _totals(plain_total: Decimal, raised_total: Decimal) -> str:
    blocks = []
    for name, kind in _TOTALS:
        plain, raised = (
            (plain_total, raised_total)
            if kind in {"allocations", "all"}
            else (ZERO, ZERO)
        )
        blocks.append(
            f"<{name}><MTTOTSOCLRSA>{plain:013.2f}</MTTOTSOCLRSA>"
            f"<MTTOTSOCLMAJORSA>{raised:013.2f}</MTTOTSOCLMAJORSA>"
            f"<MTTOTLOCALRSA>{ZERO:013.2f}</MTTOTLOCALRSA>"
            f"<MTTOTRSA>{plain + raised:013.2f}</MTTOTRSA></{name}>"
        )
    return f"<TotalisationAcompte>{''.join(blocks)}</TotalisationAcompte>\n"


def financial_flow(
    payer: str, households: list[Household], month: date
) -> Iterator[str]:
    """Yield the parts of one organism's financial flow of a month, with its totals."""
    yield header(payer, month, "F")
    totals = {False: ZERO, True: ZERO}
    number, count = 1, 0
    for dossier in households:
        lines = dossier.movements.get(month, [])
        if dossier.payer != payer or not lines:
            continue
        yield _dossier(dossier, lines, number, month)
        totals[dossier.increased] += sum((_signed(line) for line in lines), ZERO)
        number += len(lines)
        count += 1
    yield _totals(totals[False], totals[True])
    yield trailer(count)


def _debt(debt: RsaDebt) -> str:
    dossier = debt.household
    member = dossier.claimant
    return (
        f"<InfosCreanceFoyerRSA>{identification(dossier)}<Personne>{identity(member.person)}"
        f"<DossierCAF><TOPRESPDOS>1</TOPRESPDOS><DDRATDOS>{dossier.start}</DDRATDOS></DossierCAF>"
        f"</Personne>{address(member.person.address)}<Creance><CreancesTransferees>"
        f"<IdentificationCreance><DTIMPLCRE>{debt.created}</DTIMPLCRE><NATCRE>{debt.nature}</NATCRE>"
        f"<RGCRE>{debt.rank:03d}</RGCRE></IdentificationCreance>"
        f"<DetailCreance><MOISMOUCOMPTA>{debt.told}</MOISMOUCOMPTA><MOTIINDU>{debt.reason}</MOTIINDU>"
        f"<ORIINDU>{debt.origin}</ORIINDU><RESPINDU>{debt.responsibility}</RESPINDU>"
        f"<DDREGUCRE>{debt.first}</DDREGUCRE><DFREGUCRE>{month_end(debt.last)}</DFREGUCRE>"
        f"<DTDERCREDCRETRANS>{add_months(debt.told, 0)}</DTDERCREDCRETRANS>"
        f"<MTSOLREELCRETRANS>{debt.balance:010.2f}</MTSOLREELCRETRANS>"
        f"<MTINICRE>{debt.initial:010.2f}</MTINICRE></DetailCreance></CreancesTransferees></Creance>"
        "</InfosCreanceFoyerRSA>\n"
    )


def debt_flow(payer: str, debts: list[RsaDebt], month: date) -> Iterator[str]:
    """Yield the parts of one organism's debt flow of a month."""
    told = [
        debt for debt in debts if debt.household.payer == payer and debt.told == month
    ]
    yield header(payer, month, "C")
    for debt in told:
        yield _debt(debt)
    yield trailer(len(told))
