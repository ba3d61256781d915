"""People, households, rights, payments, stays, deaths and resources."""

from bondroit.model.columns import Table
from bondroit.model.table_text import table

PEOPLE_AND_RIGHTS: tuple[Table, ...] = (
    table(
        "people",
        "source person_id",
        "Les personnes, une ligne par fichier d'origine.",
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
    table(
        "households",
        "source household_id month",
        "Les foyers RSA, mois par mois.",
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
    table(
        "household_members",
        "source household_id month person_id",
        "Les membres des foyers RSA, mois par mois.",
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
    table(
        "rights",
        "source right_id valid_from",
        "Les droits, une ligne par version.",
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
    table(
        "payments",
        "source payment_id",
        "Les paiements, par mois de droit.",
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
    table(
        "stays",
        "source stay_id",
        "Les séjours hors du domicile.",
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
    table(
        "deaths",
        "source death_id",
        "Les décès d'un registre.",
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
    table(
        "resources",
        "source person_id month nature origin",
        "Les ressources, par personne et mois.",
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
)
