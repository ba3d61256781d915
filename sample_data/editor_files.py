"""APA and PCH as an editor exports them: French headers, `;`, cp1252, decimal comma."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bondroit.sample_data.months import MONTHS, month_end
from bondroit.sample_data.people import Record
from bondroit.sample_data.rights import Payment, Right, Version

RIGHT_HEADER = (
    "NUM_DOSSIER;NUM_INDIVIDU;NIR;CLE_NIR;NOM_NAISSANCE;NOM_USAGE;PRENOMS;SEXE;DATE_NAISSANCE;"
    "QUALITE_DATE;LIEU_NAISSANCE;ADRESSE;CODE_POSTAL;CODE_INSEE;DATE_DECES;TYPE_AIDE;ELEMENT;"
    "DEBUT_VERSION;FIN_VERSION;DATE_DEMANDE;DATE_DECISION;DATE_NOTIFICATION;DATE_OUVERTURE;"
    "DATE_FIN;DATE_REVISION;ETAT;MOTIF;GIR;MONTANT_PLAN;PARTICIPATION;MONTANT_ACCORDE;"
    "HEURES_ACCORDEES;HEURES_ANNUALISEES;TAUX;MODE;SIRET;FINESS;AIDANT;LIEN_AIDANT;"
    "LICENCIEMENT;COUPLE;RESSOURCES_MENSUELLES;URGENCE;EXCEPTION;REFERENT;TERRITOIRE"
)
PAYMENT_HEADER = (
    "NUM_PAIEMENT;TYPE_AIDE;ELEMENT;NUM_DOSSIER;NUM_INDIVIDU;MOIS_DROIT;MONTANT;GIR_PAYE;"
    "NATURE;DATE_PAIEMENT;DESTINATAIRE;ID_DESTINATAIRE;IBAN;HEURES;PRIX_HEURE;NUM_MANDAT"
)
BENEFITS = {"APA_HOME": "APAD", "APA_FACILITY": "APAE", "PCH": "PCH", "ACTP": "ACTP"}
STATES = {"open": "OUVERT", "suspended": "SUSPENDU", "closed": "CLOS"}
KINDS = {
    "regular": "MENSUEL",
    "arrears": "RAPPEL",
    "advance": "AVANCE",
    "recovery": "RETENUE",
    "cancellation": "ANNULATION",
}
MODES = {
    "provider": "PRESTATAIRE",
    "mandate": "MANDATAIRE",
    "direct": "EMPLOI_DIRECT",
    "family_carer": "AIDANT_FAMILIAL",
    "flat_rate": "FORFAIT",
    "facility": "ETABLISSEMENT",
}
PAYEES = {
    "beneficiary": "BENEFICIAIRE",
    "provider": "PRESTATAIRE",
    "facility": "ETABLISSEMENT",
    "carer": "AIDANT",
}
LINKS = {"spouse": "CONJOINT", "parent": "PARENT", "child": "ENFANT", "other": "AUTRE"}
PRECISIONS = {"day": "J", "month": "M", "year": "A"}
BROKEN_MONTHS = (MONTHS[7], MONTHS[15])
"""Months whose files hold a few lines that no table can take."""


@lru_cache(maxsize=4096)
def day(value: date | None) -> str:
    """Write a date as dd/mm/yyyy."""
    return f"{value:%d/%m/%Y}" if value else ""


def number(value: Decimal | None) -> str:
    """Write a number with a decimal comma."""
    return "" if value is None else str(value).replace(".", ",")


def _flag(value: bool | None) -> str:  # noqa: FBT001
    return "" if value is None else ("O" if value else "N")


def _identity(record: Record, made: date) -> list[str]:
    person = record.person
    place = person.address.place
    death = record.death if record.death and record.death <= made else None
    return [
        record.person_id,
        record.nir or "",
        record.nir_key or "",
        record.birth_name,
        record.usual_name or "",
        record.first_names,
        person.sex,
        day(record.birth),
        PRECISIONS[record.precision],
        person.birthplace[0],
        person.address.line,
        place.postcode,
        place.code,
        day(death),
    ]


def _right_line(right: Right, version: Version, made: date) -> str:
    until = version.valid_to if version.valid_to and version.valid_to <= made else None
    end = right.end if right.end and right.end <= made else None
    cells = [
        right.right_id,
        *_identity(right.record, made),
        BENEFITS[right.benefit],
        right.element or "",
        day(version.valid_from),
        day(until),
        day(right.claim),
        day(right.decided),
        day(right.notified),
        day(right.start),
        day(end),
        day(right.review),
        STATES[version.state],
        version.reason or "",
        "" if version.gir is None else str(version.gir),
        number(version.plan),
        number(version.participation),
        number(version.granted),
        number(version.hours),
        _flag(right.annualised),
        number(right.rate),
        MODES[right.mode] if right.mode else "",
        right.provider_id or "",
        right.facility_id or "",
        right.carer_id or "",
        LINKS[right.carer_link] if right.carer_link else "",
        _flag(right.dismissal),
        _flag(right.couple),
        number(version.resources),
        _flag(right.urgent),
        right.exception or "",
        f"AGENT{len(right.right_id + right.record.person_id) % 7}",
        right.record.person.address.place.name,
    ]
    return ";".join(cells)


def rights_file(rights: Iterable[Right], source: str, month: date) -> str:
    """Return the state of the day of the rights of a source at the end of a month."""
    made = month_end(month)
    lines = [RIGHT_HEADER]
    for right in rights:
        if (
            right.source == source
            and min(right.start, right.versions[0].valid_from) <= made
        ):
            lines.extend(
                _right_line(right, version, made)
                for version in right.versions
                if version.valid_from <= made
            )
    if source == "apa" and month in BROKEN_MONTHS:
        lines.append(_broken_right(lines[1]))
    return "\r\n".join(lines) + "\r\n"


def _broken_right(line: str) -> str:
    cells = line.split(";")
    cells[0], cells[1], cells[2] = "APA-D-99999", "A999999", ""
    cells[8] = "31/02/1934"
    return ";".join(cells)


def _payment_line(payment: Payment) -> str:
    right = payment.right
    cells = [
        payment.payment_id,
        BENEFITS[right.benefit],
        right.element or "",
        right.right_id,
        right.record.person_id,
        f"{payment.month:%m/%Y}",
        number(payment.amount),
        "" if payment.gir is None else str(payment.gir),
        KINDS[payment.kind],
        day(payment.paid_on),
        PAYEES[payment.payee],
        payment.payee_id or "",
        payment.iban,
        number(payment.hours),
        number(payment.price),
        f"{payment.delivered:%Y}-{payment.payment_id[-5:]}",
    ]
    return ";".join(cells)


def payments_file(payments: Iterable[Payment], source: str, month: date) -> str:
    """Return what a source paid in a month, arrears of older months included."""
    lines = [PAYMENT_HEADER]
    lines.extend(
        _payment_line(payment) for payment in payments if payment.right.source == source
    )
    if month in BROKEN_MONTHS:
        lines.extend(_broken_payments(lines[1], source))
    return "\r\n".join(lines) + "\r\n"


def _broken_payments(line: str, source: str) -> list[str]:
    """Return two lines that no table can take: an amount in words, a month 13."""
    words, late = line.split(";"), line.split(";")
    words[0], words[6] = f"{source.upper()}-9000001", "douze euros"
    late[0], late[5] = f"{source.upper()}-9000002", "13/2025"
    return [";".join(words), ";".join(late)]
