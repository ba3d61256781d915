"""Forbidden variables: what a person is, never a fact about a payment.

No clause, amount, debtor or sentence reads one, whatever names it: a column of a view, of
a local view, or an alias of an overlay. There is no switch. Names are recognised in
French and in English, whole or abbreviated, with or without accents, underscores or
capitals. Sources: loi 78-17 art. 8; Défenseur des droits and CNIL on the targeting of
controls; the documented reasons in docs/why.md.
"""

import re
import unicodedata
from functools import cache
from itertools import pairwise

FACTS = frozenset(
    {
        "nir_agrees_with_sex",
        "address_in_departement",
        "same_household_address",
        "same_address",
        "shared_address",
    }
)
"""Facts of a view about two records, or about a place the law names: allowed."""


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


FAMILIES: dict[str, frozenset[str]] = {
    "nationality": _words_of(
        "nationality nationalities nationalite nationalites nation natio nat natlite "
        "codenat natcode citizenship citizen citoyennete etranger etrangere etrangers "
        "foreign foreigner foreigners alien ressortissant immigrant immigre migrant "
        "ethnicity ethnie ethnic origine origin race religion francais francaise "
        "titresejour residencepermit"
    ),
    "birthplace": _words_of(
        "birthplace birthcountry birthcommune birthcity birthtown birthdepartment "
        "countryofbirth placeofbirth lieunaissance lieunais lieunai lieunaiss lnais "
        "lnaiss paysnaissance paysnais paysnai communenaissance comnais comnai villenais "
        "villenaissance depnais depnaissance departementnaissance cognais"
    ),
    "name": _words_of(
        "name names nom noms nomnai nomnaissance nompat nomusage nomuse nomfamille "
        "patronyme patronymic prenom prenoms prn prnm firstname firstnames lastname "
        "birthname usualname surname surnames forename forenames givenname givennames "
        "familyname maidenname"
    ),
    "sex": _words_of(
        "sex sexe sexes sx gender genders genre civilite civ femme homme femmes hommes "
        "woman man women men female male masculin feminin"
    ),
    "commune or neighbourhood": _words_of(
        "commune communes codecommune codcom codecom cogcommune insee codeinsee "
        "postcode postcodes zip zipcode postal codepostal codpos cp ville villes city "
        "cities town towns municipality quartier quartiers neighbourhood neighborhood "
        "neighbourhoods district arrondissement canton qpv zus iris rue street voie "
        "address addresses adresse adresses adr latitude longitude"
    ),
    "marital status": _words_of(
        "marital matrimonial matrimoniale maritalstatus etatcivil civilstatus "
        "familysituation situationfamille situationfamiliale sitfam situfam sitfamiliale "
        "sitmat celibataire celibat single married marie mariee maries divorce divorced "
        "divorcee separated veuf veuve widow widower widowed pacs pacse pacsee concubin "
        "concubinage cohabitation isole isolee"
    ),
    "country of the IBAN": _words_of(
        "iban ibancountry countryiban ibanpays paysiban codepaysiban ibancode "
        "ibanforeign foreigniban ibanetranger ibanzone ibanprefix bankcountry "
        "countrybank paysbanque banquepays paysrib ribpays payscompte comptepays "
        "accountcountry bic swift"
    ),
    "NIR, which holds sex and birthplace": frozenset({"nir", "nirkey", "numsecu"}),
}
"""Words, or words run together, of each family: a part of a name, or the name whole."""

FORBIDDEN_LABELS: dict[str, str] = {
    "nationality": "nationalité, origine",
    "birthplace": "lieu de naissance",
    "name": "nom, prénom",
    "sex": "sexe, civilité",
    "commune or neighbourhood": "commune, quartier, adresse",
    "marital status": "situation familiale ; `couple` seul dans une condition",
    "country of the IBAN": "IBAN et son pays",
    "NIR, which holds sex and birthplace": "NIR, qui dit le sexe et le lieu de naissance",
}
"""The families in French, for the reference."""

WHOLE_ONLY = _words_of(
    "iban nir nirkey nat cp man men origin origine single separated isole isolee"
)
"""Words too common inside other names: `iban_valid` is a fact, `iban` is not."""

MARITAL_FACTS = frozenset({"couple", "in_couple", "en_couple"})
"""Known to the law's computations: never alone in a clause."""

_INSIDE = {family: known - WHOLE_ONLY for family, known in FAMILIES.items()}
_BIRTH = _words_of("birth naissance nais naiss nai ne born")
_PLACE = _words_of(
    "place places country pays commune ville city town departement department dept dep "
    "lieu region cog insee com abroad etranger"
)
_IBAN = _words_of("iban rib bic bank banque account compte")
_COUNTRY = _words_of(
    "country countries pays zone prefix prefixe etranger etrangere foreign fr abroad "
    "nationality sepa"
)
_FAMILY = _words_of("family famille familiale fam")
_SITUATION = _words_of("situation status statut sit situ")
_PAIRS = (
    ("birthplace", _BIRTH, _PLACE),
    ("country of the IBAN", _IBAN, _COUNTRY),
    ("marital status", _FAMILY, _SITUATION),
)


@cache
def forbidden_family(name: str) -> str | None:
    """Return the family of forbidden variables that a name belongs to, or None.

    Args:
        name: a column, an alias or a placeholder, in any spelling.

    """
    words = _words(name)
    if "_".join(words) in FACTS:
        return None
    whole, parts = "".join(words), set(words)
    for family, left, right in _PAIRS:
        if parts & left and parts & right:
            return family
    pairs = {first + second for first, second in pairwise(words)}
    for family, known in FAMILIES.items():
        if whole in known or not (parts | pairs).isdisjoint(_INSIDE[family]):
            return family
    return None


@cache
def is_marital_fact(name: str) -> bool:
    """Whether a column tells a couple: needed by the law's formulas, never alone."""
    return "_".join(_words(name)) in MARITAL_FACTS


def _words(name: str) -> list[str]:
    """Split a name into small letters without accents: `codePaysIBAN` -> code, pays, iban."""
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", letters)
    return [part for part in re.split(r"[^a-z]+", spaced.lower()) if part]
