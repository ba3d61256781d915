"""The CNAF/MSA beneficiary flow VRSB0801, one household at a time, from templates."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from xml.sax.saxutils import escape

from bondroit.sample_data.months import add_days, add_months, month_end
from bondroit.sample_data.noise import plain
from bondroit.sample_data.people import Person
from bondroit.sample_data.places import Address
from bondroit.sample_data.rsa import Household, Income, Member

ENCODINGS = {"CAF": "windows-1252", "MSA": "UTF-8"}
_APPLICATIONS = {"CAF": ("CRI", "6200"), "MSA": ("AGO", "0310")}


def amount(value: Decimal) -> str:
    """Return an amount as the flow writes it: seven digits and two decimals."""
    return f"{value:010.2f}"


def matricule(text: str) -> str:
    """Return a MATRICULE padded to fifteen digits by zeros on the right."""
    return f"{text:0<15}"


def header(payer: str, month: date, nature: str) -> str:
    """Return the beginning of a flow, until its first dossier."""
    application, version = _APPLICATIONS[payer]
    created = add_days(add_months(month, 1), 4)
    return (
        f'<?xml version="1.0" encoding="{ENCODINGS[payer]}"?>\n<Racine>\n<IdentificationFlux>'
        f"<APPLIEME>{application}</APPLIEME><NUMVERSIONAPPLIEME>{version}</NUMVERSIONAPPLIEME>"
        f"<TYPEFLUX>M</TYPEFLUX><NATFLUX>{nature}</NATFLUX><DTCREAFLUX>{created}</DTCREAFLUX>"
        f"<HEUCREAFLUX>01:18:36.0000</HEUCREAFLUX><DTREF>{month_end(month)}</DTREF>"
        "</IdentificationFlux>\n"
    )


def trailer(count: int) -> str:
    """Return the end of a flow with its number of dossiers."""
    return (
        f"<TransmissionFlux><NBTOTDOSRSATRANSM>{count:08d}</NBTOTDOSRSATRANSM>"
        "<NBTOTDOSRSATRANSMANO>00000000</NBTOTDOSRSATRANSMANO></TransmissionFlux>\n</Racine>\n"
    )


def identification(dossier: Household) -> str:
    """Return the keys of a dossier."""
    return (
        f"<IdentificationRSA><Organisme><FONORG>{dossier.payer}</FONORG>"
        f"<NUMORG>{dossier.numorg}</NUMORG><MATRICULE>{matricule(dossier.matricule)}</MATRICULE>"
        "</Organisme><Partenaire><TYPEPARTE>CG  </TYPEPARTE><IDEPARTE>045</IDEPARTE></Partenaire>"
        f"<DemandeRSA><DTDEMRSA>{dossier.claim}</DTDEMRSA><NUMDEMRSA>{dossier.numdem}</NUMDEMRSA>"
        "</DemandeRSA></IdentificationRSA>"
    )


@lru_cache(maxsize=8192)
def identity(person: Person) -> str:
    """Return the names, birth and NIR of a person."""
    title = "MR " if person.sex == "M" else "MME"
    others = "".join(
        f"<PRENOM{rank}>{plain(name)[:15]}</PRENOM{rank}>"
        for rank, name in enumerate(person.first_names[1:3], start=2)
    )
    name = plain(person.birth_name)
    return (
        f"<Identification><QUAL>{title}</QUAL>"
        f"<NOM>{plain(person.usual_name) if person.usual_name else name}</NOM><NOMNAI>{name}</NOMNAI>"
        f"<PRENOM>{plain(person.first_names[0])}</PRENOM>{others}"
        f"<NOMCOMNAI>{escape(person.birthplace[1].upper())}</NOMCOMNAI><DTNAI>{person.birth}</DTNAI>"
        f"<TYPEDTNAI>N</TYPEDTNAI><NIR>{person.nir}</NIR><TOPVALIEC>1</TOPVALIEC>"
        f"<SEXE>{1 if person.sex == 'M' else 2}</SEXE></Identification>"
    )


@lru_cache(maxsize=8192)
def address(place: Address) -> str:
    """Return the postal address."""
    number = place.number.split(" ")[0]
    extra = "BIS" if " " in place.number else ""
    return (
        "<Adresse><TroncCommunAdresse><RGADR>01</RGADR><PAYS>FRA</PAYS><TYPEADR>D</TYPEADR>"
        "<ETATADR>CO</ETATADR></TroncCommunAdresse><AdresseDetailleeFrance>"
        f"<COMPLIDEADR/><COMPLADR>{extra}</COMPLADR><NUMVOIE>{number}</NUMVOIE>"
        f"<LIBTYPEVOIE>{place.kind.upper()}</LIBTYPEVOIE><NOMVOIE>{escape(place.street.upper())}</NOMVOIE>"
        f"<LIEUDIST/><NUMCOM>{place.place.code}</NUMCOM><CODEPOS>{place.place.postcode}</CODEPOS>"
        f"<NOMCOM>{escape(place.place.name.upper())}</NOMCOM></AdresseDetailleeFrance></Adresse>"
    )


def _resources(dossier: Household, member: Member, month: date) -> str:
    first, last = dossier.quarter(month)
    incomes = [
        one
        for one in dossier.incomes.get(dossier.review(month), [])
        if one.member is member
    ]
    months = "".join(
        _resource_month(incomes, add_months(first, rank), rank) for rank in range(3)
    )
    none = "0" if incomes else "1"
    return (
        f"<Ressources><GeneraliteRessourcesTrimestre><TOPRESSNUL>{none}</TOPRESSNUL>"
        f"<DDRESS>{first}</DDRESS><DFRESS>{month_end(last)}</DFRESS></GeneraliteRessourcesTrimestre>"
        f"{months if incomes else ''}</Ressources>"
    )


def _resource_month(incomes: list[Income], month: date, rank: int) -> str:
    details = "".join(
        f"<DetailRessourcesMensuelles><NATRESS>{one.nature}</NATRESS>"
        f"<MTNATRESSMEN>{amount(one.amounts[rank])}</MTNATRESSMEN></DetailRessourcesMensuelles>"
        for one in incomes
    )
    return (
        f"<RessourcesMensuelles><GeneraliteRessourcesMensuelles><MOISRESS>{month}</MOISRESS>"
        f"</GeneraliteRessourcesMensuelles>{details}</RessourcesMensuelles>"
    )


def _person(dossier: Household, member: Member, month: date) -> str:
    adult = member.role in {"DEM", "CJT"}
    head = "1" if member.role == "DEM" else "0"
    family = "0" if member.role == "CJT" else "1"
    calculation = (
        f"<MontantCalculDroitRSAPersonne><TOPPERSDRODEVORSA>{1 if adult else 0}</TOPPERSDRODEVORSA>"
        "</MontantCalculDroitRSAPersonne>"
    )
    activity = f"<Activite><ACT>{'CHO' if adult else 'SCO'}</ACT><DDACT>{member.first}</DDACT></Activite>"
    return (
        f"<Personne>{identity(member.person)}<DossierCAF><TOPRESPDOS>{head}</TOPRESPDOS>"
        f"<DDRATDOS>{member.first}</DDRATDOS></DossierCAF>"
        f"<Prestations><NATPREST>PFA</NATPREST><ROLEPERS>{member.role}</ROLEPERS>"
        f"<TOPCHAPERS>{family}</TOPCHAPERS></Prestations>"
        f"<Prestations><NATPREST>RSA</NATPREST><ROLEPERS>{member.role}</ROLEPERS>"
        "<TOPCHAPERS>1</TOPCHAPERS></Prestations>"
        f"{_resources(dossier, member, month) if adult else ''}{calculation}{activity}</Personne>"
    )


def _situation(dossier: Household, month: date) -> str:
    state, reason = dossier.state(month)
    detail = ""
    if state == "4":
        since = month
        while (
            dossier.state(add_months(since, -1)) == (state, reason)
            and since > dossier.start
        ):
            since = add_months(since, -1)
        detail = (
            f"<SuspensionVersement><MOTISUSVERSRSA>{reason}</MOTISUSVERSRSA>"
            f"<DDSUSVERSRSA>{since}</DDSUSVERSRSA></SuspensionVersement>"
        )
    if state == "5" and dossier.close:
        closed = add_months(dossier.close, 1)
        detail = f"<FinDroit><MOTICLORSA>{reason}</MOTICLORSA><DTCLORSA>{closed}</DTCLORSA></FinDroit>"
    return (
        f"<SituationDossierRSA><EtatDossierRSA><ETATDOSRSA>{state}</ETATDOSRSA></EtatDossierRSA>"
        f"{detail}</SituationDossierRSA>"
    )


def _amounts(dossier: Household, month: date) -> str:
    if dossier.state(month)[0] == "5":
        return ""
    flat = amount(dossier.flat(month))
    nature, rank = ("RSI", "RSIN1") if dossier.increased else ("RSD", "RSDN2")
    paid = dossier.paid(month)
    last = f"<MTRSAVERS>{amount(paid)}</MTRSAVERS><DTDERRSAVERS>{month}</DTDERRSAVERS>"
    family = dossier.family_benefits(month)
    benefits = f"<MTPFRSA>{amount(family)}</MTPFRSA>" if family else ""
    return (
        f"<MontantsCalculDroitRSA><DDELECAL>{dossier.review(month)}</DDELECAL>"
        f"<MTREVMINIGARARSA>{flat}</MTREVMINIGARARSA><MTREVGARARSA>{flat}</MTREVGARARSA>"
        f"{benefits}<MTALRSA>{amount(dossier.deduction(month))}</MTALRSA>"
        f"<MTRESSMENRSA>{amount(dossier.income(month))}</MTRESSMENRSA>"
        f"<MTTOTDRORSA>{amount(dossier.computed(month))}</MTTOTDRORSA></MontantsCalculDroitRSA>"
        f"<DetailCalculDroitRSA><NATPF>{nature}</NATPF><SOUSNATPF>{rank}</SOUSNATPF>"
        f"<DDNATDRO>{dossier.start}</DDNATDRO>{last if paid > 0 else ''}</DetailCalculDroitRSA>"
    )


def dossier_xml(dossier: Household, month: date, controls: str = "") -> str:
    """Return the `InfosFoyerRSA` of a dossier for a month, its closed controls last."""
    persons = "".join(
        _person(dossier, member, month) for member in dossier.present(month)
    )
    place = dossier.claimant.person.address
    return (
        f"<InfosFoyerRSA>{identification(dossier)}{persons}"
        f"<DonneesAdministratives><SituationFamille><SITFAM>{dossier.marital}</SITFAM>"
        f"<DDSITFAM>{dossier.start}</DDSITFAM></SituationFamille>{address(place)}"
        "</DonneesAdministratives>"
        f"<PrestationRSA>{_situation(dossier, month)}<DetailDroitRSA><TroncCommunDroitRSA>"
        "<TOPSANSDOMFIXE>0</TOPSANSDOMFIXE><ORIDEMRSA>DEM</ORIDEMRSA>"
        f"<DTORIDEMRSA>{dossier.claim}</DTORIDEMRSA></TroncCommunDroitRSA>"
        f"{_amounts(dossier, month)}</DetailDroitRSA></PrestationRSA>{controls}</InfosFoyerRSA>\n"
    )


def beneficiary_flow(
    payer: str,
    households: list[Household],
    month: date,
    extra: list[str],
    controls: Callable[[Household, date], str],
) -> Iterator[str]:
    """Yield the parts of one organism's monthly flow.

    Args:
        payer: `CAF` or `MSA`.
        households: every dossier of the sample.
        month: the reference month.
        extra: dossiers written by hand (an invalid one), after the others.
        controls: gives the `Controle` of a dossier in a month, or "".

    """
    told = [one for one in households if one.payer == payer and one.told(month)]
    yield header(payer, month, "D")
    for dossier in told:
        yield dossier_xml(dossier, month, controls(dossier, month))
    yield from extra
    yield trailer(len(told) + len(extra))
