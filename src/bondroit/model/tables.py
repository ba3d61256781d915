"""The tables of the contract: every column, its type, its key, what a null means.

Each line below reads: column, type, then `!` mandatory, `-` null means none,
nothing null means unknown; a closed list in brackets; and the French gloss.
"""

import re

from bondroit.model.columns import Column, Kind, Null, Table

_LINE = re.compile(
    r"(?P<name>\w+) +(?P<kind>[a-z]+)(?P<null>[!-]?) +(?:\[(?P<codes>[^]]+)] +)?(?P<doc>.+)"
)
_NULLS = {"!": Null.FORBIDDEN, "-": Null.NONE, "": Null.UNKNOWN}
BENEFITS = ("RSA", "APA_HOME", "APA_FACILITY", "PCH", "ACTP")


def _column(line: str) -> Column:
    match = _LINE.fullmatch(line.strip())
    if match is None:
        raise ValueError(line)
    codes = tuple((match["codes"] or "").replace("BENEFITS", " ".join(BENEFITS)).split())
    return Column(
        name=match["name"],
        kind=Kind(match["kind"]),
        null=_NULLS[match["null"]],
        codes=codes,
        doc=match["doc"],
    )


def _table(name: str, key: str, doc: str, columns: str, *, month: str | None = None, state: bool = False) -> Table:
    lines = [line for line in columns.splitlines() if line.strip()]
    return Table(
        name=name,
        key=tuple(key.split()),
        columns=tuple(_column(line) for line in lines),
        month_column=month,
        state=state,
        doc=doc,
    )


_ALL = (
    _table(
        "people", "source person_id", "Les personnes, une ligne par fichier d'origine.",
        """
        source               text!  fichier d'origine (rsa, apa, pch, …)
        person_id            text!  identifiant de la personne dans ce fichier
        nir                  text   NIR sur 13 caractères, sans la clé
        nir_key              text   clé du NIR
        birth_name           text!  nom de naissance
        usual_name           text-  nom d'usage
        first_names          text!  prénoms
        sex                  text   [M F] sexe
        birth_date           date!  date de naissance
        birth_date_precision text   [day month year] précision de la date de naissance
        birth_place          text   commune de naissance (COG) ou pays (99xxx)
        address              text   adresse
        postcode             text   code postal
        commune              text   commune de résidence (COG)
        death_date           date   date de décès connue de ce fichier
        """,
        state=True,
    ),
    _table(
        "households", "source household_id month", "Les foyers RSA, mois par mois.",
        """
        source            text!  fichier d'origine
        household_id      text!  identifiant du foyer
        month             date!  mois de droit
        payer             text!  [CAF MSA] organisme payeur
        payer_id          text-  matricule chez l'organisme
        state             text!  [0 1 2 3 4 5 6] état du dossier (ETATDOSRSA)
        family_situation  text   situation familiale (SITFAM)
        increased         flag   RSA majoré
        pregnant          flag   grossesse en cours
        adults            count  nombre d'adultes comptés
        children          count  nombre d'enfants et personnes à charge comptés
        resources         money  moyenne mensuelle des ressources prises en compte
        housing_deduction money  forfait logement appliqué
        flat_amount       money  montant forfaitaire utilisé
        computed_right    money  droit calculé par l'organisme
        reference_from    date   début du trimestre de référence
        reference_to      date   fin du trimestre de référence
        declared_on       date   date de la déclaration trimestrielle
        commune           text   commune de résidence (COG)
        """,
        month="month",
    ),
    _table(
        "household_members", "source household_id month person_id", "Les membres des foyers RSA, mois par mois.",
        """
        source       text!  fichier d'origine
        household_id text!  identifiant du foyer
        month        date!  mois de droit
        person_id    text!  membre du foyer
        role         text!  [claimant spouse child other] rôle dans le foyer
        counted      flag!  compté dans le calcul du droit
        share        rate   part d'un enfant en résidence alternée
        """,
        month="month",
    ),
    _table(
        "rights", "source right_id valid_from", "Les droits, une ligne par version.",
        """
        source         text!  fichier d'origine
        right_id       text!  identifiant du droit
        valid_from     date!  début de cette version
        benefit        text!  [BENEFITS] prestation
        element        text-  [1 2 3 4 5] élément de PCH
        person_id      text!  titulaire
        household_id   text-  foyer (RSA)
        valid_to       date-  fin de cette version
        claim_date     date   date de la demande
        decision_date  date   date de la décision
        notified_on    date   date de notification
        start_date     date!  ouverture du droit
        end_date       date-  dernier jour dû
        review_date    date   date de révision prévue
        state          text!  [open suspended closed refused] état
        reason         text-  motif de l'état
        gir            count  GIR décidé
        plan_amount    money  montant du plan d'aide notifié
        participation  money  participation du bénéficiaire
        granted_amount money  montant mensuel accordé
        granted_hours  hours  heures mensuelles accordées
        annualised     flag   heures réparties sur l'année
        rate           rate   taux de prise en charge (1 ou 0,8)
        delivery_mode  text   [provider mandate direct family_carer flat_rate facility] mode d'intervention
        provider_id    text-  prestataire (SIRET)
        facility_id    text-  établissement (FINESS)
        carer_id       text-  aidant
        carer_link     text   [spouse parent child other] lien de l'aidant
        dismissal      flag   un salarié doit être licencié
        couple         flag   vit en couple
        resources      money  ressources mensuelles du ménage, avant division
        urgent         flag   APA d'urgence
        exception_code text-  motif d'exception
        """,
        state=True,
    ),
    _table(
        "payments", "source payment_id", "Les paiements, par mois de droit.",
        """
        source       text!  fichier d'origine
        payment_id   text!  identifiant du paiement
        benefit      text!  [BENEFITS] prestation
        element      text-  [1 2 3 4 5] élément de PCH
        right_id     text-  droit payé
        person_id    text!  bénéficiaire
        household_id text-  foyer (RSA)
        month        date!  mois de droit
        amount       money! montant, négatif s'il est repris
        gir          count  GIR payé
        kind         text!  [regular arrears advance recovery cancellation] nature
        paid_on      date   date de paiement
        payee        text   [beneficiary provider facility carer third_party] destinataire
        payee_id     text-  identifiant du destinataire
        iban         text   compte crédité
        hours        hours  heures payées
        unit_price   money  prix de l'heure
        """,
        month="month",
    ),
    _table(
        "stays", "source stay_id", "Les séjours hors du domicile.",
        """
        source        text!  fichier d'origine
        stay_id       text!  identifiant du séjour
        kind          text!  [hospital hospital_at_home care_home temporary_care_home disability_home prison abroad] nature
        start_date    date!  jour d'entrée
        end_date      date-  jour de sortie
        facility_id   text-  établissement (FINESS)
        person_source text-  fichier de la personne, si elle est connue
        person_id     text-  personne, si elle est connue
        nir           text   NIR déclaré par la liste
        birth_name    text   nom de naissance
        usual_name    text-  nom d'usage
        first_names   text   prénoms
        sex           text   [M F] sexe
        birth_date    date   date de naissance
        """,
    ),
    _table(
        "deaths", "source death_id", "Les décès d'un registre.",
        """
        source               text!  registre
        death_id             text!  identifiant du décès
        birth_name           text!  nom de naissance
        first_names          text!  prénoms
        sex                  text   [M F] sexe
        birth_date           date   date de naissance
        birth_date_precision text   [day month year] précision de la date de naissance
        birth_place          text   lieu de naissance (COG ou 99xxx)
        birth_place_name     text   libellé du lieu de naissance
        death_date           date   date de décès
        death_date_precision text   [day month year] précision de la date de décès
        death_place          text   lieu de décès (COG)
        """,
    ),
    _table(
        "resources", "source person_id month nature origin", "Les ressources, par personne et mois.",
        """
        source    text!  fichier d'origine
        person_id text!  personne
        month     date!  mois de perception
        nature    text!  code CNAF de la ressource, ou PF
        origin    text!  [declared third_party] origine
        amount    money! montant
        """,
        month="month",
    ),
    _table(
        "visits", "source visit_id", "Les interventions à domicile (télégestion).",
        """
        source        text!     fichier d'origine
        visit_id      text!     identifiant de l'intervention
        benefit       text      [BENEFITS] prestation
        right_id      text-     droit
        person_id     text!     bénéficiaire
        provider_id   text!     prestataire (SIRET)
        worker_id     text      intervenant
        start         datetime! début retenu
        end           datetime! fin retenue
        clocked_start datetime  début pointé
        clocked_end   datetime  fin pointée
        adjustment    text      code de redressement (ESPPADOM)
        billed_hours  hours     heures facturées
        """,
        month="start",
    ),
    _table(
        "invoice_lines", "source invoice_id line_id", "Les lignes de facture des prestataires.",
        """
        source      text!  fichier d'origine
        invoice_id  text!  facture
        line_id     text!  ligne
        provider_id text!  prestataire (SIRET)
        person_id   text!  bénéficiaire
        benefit     text!  [BENEFITS] prestation
        month       date!  mois de droit
        hours       hours  heures facturées
        unit_price  money  prix de l'heure
        amount      money! montant facturé
        """,
        month="month",
    ),
    _table(
        "providers", "provider_id valid_from", "Les prestataires, une ligne par version.",
        """
        provider_id   text!  SIRET
        valid_from    date!  début de cette version
        name          text   raison sociale
        valid_to      date-  fin de cette version
        opened_on     date-  date de création
        closed_on     date-  date de fermeture
        successor_id  text-  SIRET du successeur
        authorised    flag   autorisé par le département
        delivery_mode text   [provider mandate] mode d'intervention
        tariff        money  tarif opposable de l'heure
        iban          text   compte
        """,
        state=True,
    ),
    _table(
        "facility_tariffs", "facility_id gir valid_from", "Les tarifs dépendance des établissements.",
        """
        facility_id  text!  établissement (FINESS)
        gir          count! GIR
        valid_from   date!  début de validité
        valid_to     date-  fin de validité
        daily_tariff money! tarif journalier
        """,
        state=True,
    ),
    _table(
        "employments", "source employment_id", "Les heures salariées déclarées (emploi direct, CESU).",
        """
        source         text!  fichier d'origine
        employment_id  text!  identifiant
        person_id      text!  bénéficiaire employeur
        carer_id       text!  aidant salarié
        carer_link     text   [spouse parent child other] lien de l'aidant
        month          date!  mois de travail
        declared_hours hours  heures déclarées
        paid_amount    money  salaire payé
        """,
        month="month",
    ),
    _table(
        "bank_returns", "source payment_id", "Les virements rejetés par la banque.",
        """
        source              text!  fichier d'origine
        payment_id          text!  paiement rejeté
        returned_on         date!  date du rejet
        reason              text-  motif
        reissued_payment_id text-  paiement réémis
        """,
    ),
    _table(
        "evidence_of_use", "source evidence_id", "Les justificatifs d'utilisation.",
        """
        source           text!  fichier d'origine
        evidence_id      text!  identifiant
        right_id         text-  droit
        person_id        text!  bénéficiaire
        benefit          text!  [BENEFITS] prestation
        element          text-  [1 2 3 4 5] élément de PCH
        from_month       date!  premier mois justifié
        to_month         date!  dernier mois justifié
        justified_amount money! montant justifié
        received_on      date   date de réception
        """,
    ),
    _table(
        "debts", "source debt_id", "Les indus déjà constatés.",
        """
        source         text!  fichier d'origine
        debt_id        text!  identifiant
        benefit        text!  [BENEFITS] prestation
        household_id   text-  foyer (RSA)
        person_id      text-  personne
        nature         text   nature de la créance (INK, …)
        reason         text-  motif (MOTIINDU)
        origin         text   origine (ORIINDU)
        responsibility text   responsabilité (RESPINDU)
        from_month     date!  premier mois
        to_month       date!  dernier mois
        initial_amount money! montant initial
        balance        money  solde
        created_on     date   date de création
        appeal_on      date-  date du recours
        remission_on   date-  date de la remise
        """,
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _ALL}

REFERENCES: tuple[tuple[str, tuple[str, ...], str, tuple[str, ...]], ...] = (
    ("household_members", ("source", "household_id", "month"), "households", ("source", "household_id", "month")),
    ("household_members", ("source", "person_id"), "people", ("source", "person_id")),
    ("rights", ("source", "person_id"), "people", ("source", "person_id")),
    ("payments", ("source", "person_id"), "people", ("source", "person_id")),
    ("payments", ("source", "right_id"), "rights", ("source", "right_id")),
    ("visits", ("provider_id",), "providers", ("provider_id",)),
    ("invoice_lines", ("provider_id",), "providers", ("provider_id",)),
    ("bank_returns", ("source", "payment_id"), "payments", ("source", "payment_id")),
)

PROVENANCE = ("source_file", "source_position")
