"""Visits, invoices, providers, tariffs, employments, returns and debts."""

from bondroit.model.columns import Table
from bondroit.model.table_text import table

CONTROLS: tuple[Table, ...] = (
    table(
        "visits",
        "source visit_id",
        "Les interventions à domicile (télégestion).",
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
    table(
        "invoice_lines",
        "source invoice_id line_id",
        "Les lignes de facture des prestataires.",
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
    table(
        "providers",
        "provider_id valid_from",
        "Les prestataires, une ligne par version.",
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
    table(
        "facility_tariffs",
        "facility_id gir valid_from",
        "Les tarifs dépendance des établissements.",
        """
        facility_id  text!  établissement (FINESS)
        gir          count! GIR
        valid_from   date!  début de validité
        valid_to     date-  fin de validité
        daily_tariff money! tarif journalier
        """,
        state=True,
    ),
    table(
        "employments",
        "source employment_id",
        "Les heures salariées déclarées (emploi direct, CESU).",
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
    table(
        "bank_returns",
        "source payment_id",
        "Les virements rejetés par la banque.",
        """
        source              text!  fichier d'origine
        payment_id          text!  paiement rejeté
        returned_on         date!  date du rejet
        reason              text-  motif
        reissued_payment_id text-  paiement réémis
        """,
    ),
    table(
        "evidence_of_use",
        "source evidence_id",
        "Les justificatifs d'utilisation.",
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
    table(
        "debts",
        "source debt_id",
        "Les indus déjà constatés.",
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
