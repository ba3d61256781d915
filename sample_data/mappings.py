"""The mapping files that read the editor's extracts of the sample."""

from bondroit.sample_data.editor_files import (
    BENEFITS,
    KINDS,
    LINKS,
    MODES,
    PAYEES,
    PRECISIONS,
    STATES,
)

_HEAD = """\
# {title}
file: {{encoding: cp1252, separator: ";"}}
numbers: {{decimal: ","}}
dates: [dd/mm/yyyy, mm/yyyy]
"""


def _values(codes: dict[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {code}" for code, name in codes.items()) + "}"


def _coded(column: str, codes: dict[str, str]) -> str:
    return f"{{column: {column}, values: {_values(codes)}}}"


def _flag(column: str) -> str:
    return f'{{column: {column}, values: {{"O": "true", "N": "false"}}}}'


_RIGHTS = f"""\
ignored: [REFERENT, TERRITOIRE]
tables:
  - table: people
    repeats: true
    columns:
      person_id: NUM_INDIVIDU
      nir: NIR
      nir_key: CLE_NIR
      birth_name: NOM_NAISSANCE
      usual_name: NOM_USAGE
      first_names: PRENOMS
      sex: SEXE
      birth_date: DATE_NAISSANCE
      birth_date_precision: {_coded("QUALITE_DATE", PRECISIONS)}
      birth_place: LIEU_NAISSANCE
      address: ADRESSE
      postcode: CODE_POSTAL
      commune: CODE_INSEE
      death_date: DATE_DECES
  - table: rights
    columns:
      right_id: NUM_DOSSIER
      valid_from: DEBUT_VERSION
      valid_to: FIN_VERSION
      benefit: {_coded("TYPE_AIDE", BENEFITS)}
      element: ELEMENT
      person_id: NUM_INDIVIDU
      claim_date: DATE_DEMANDE
      decision_date: DATE_DECISION
      notified_on: DATE_NOTIFICATION
      start_date: DATE_OUVERTURE
      end_date: DATE_FIN
      review_date: DATE_REVISION
      state: {_coded("ETAT", STATES)}
      reason: MOTIF
      gir: GIR
      plan_amount: MONTANT_PLAN
      participation: PARTICIPATION
      granted_amount: MONTANT_ACCORDE
      granted_hours: HEURES_ACCORDEES
      annualised: {_flag("HEURES_ANNUALISEES")}
      rate: TAUX
      delivery_mode: {_coded("MODE", MODES)}
      provider_id: SIRET
      facility_id: FINESS
      carer_id: AIDANT
      carer_link: {_coded("LIEN_AIDANT", LINKS)}
      dismissal: {_flag("LICENCIEMENT")}
      couple: {_flag("COUPLE")}
      resources: RESSOURCES_MENSUELLES
      urgent: {_flag("URGENCE")}
      exception_code: EXCEPTION
"""
_PAYMENTS = f"""\
ignored: [NUM_MANDAT]
tables:
  - table: payments
    columns:
      payment_id: NUM_PAIEMENT
      benefit: {_coded("TYPE_AIDE", BENEFITS)}
      element: ELEMENT
      right_id: NUM_DOSSIER
      person_id: NUM_INDIVIDU
      month: MOIS_DROIT
      amount: MONTANT
      gir: GIR_PAYE
      kind: {_coded("NATURE", KINDS)}
      paid_on: DATE_PAIEMENT
      payee: {_coded("DESTINATAIRE", PAYEES)}
      payee_id: ID_DESTINATAIRE
      iban: IBAN
      hours: HEURES
      unit_price: PRIX_HEURE
"""


def mapping_files() -> dict[str, str]:
    """Return the mapping files by name."""
    return {
        "apa.yml": _HEAD.format(title="APA : personnes et droits") + _RIGHTS,
        "apa-paiements.yml": _HEAD.format(title="APA : paiements") + _PAYMENTS,
        "pch.yml": _HEAD.format(title="PCH et ACTP : personnes et droits") + _RIGHTS,
        "pch-paiements.yml": _HEAD.format(title="PCH et ACTP : paiements") + _PAYMENTS,
    }
