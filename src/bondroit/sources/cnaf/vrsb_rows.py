"""Households of VRSB0801 -> flat rows of text, as the file words them.

Read: identity, roles, quarter and monthly resources, pregnancy, address, state of the
claim, suspensions, amounts of the calculation, lines of payment, closed controls and
anomalies. Listed as ignored: the former RMI claim, transfers between payers, links of
kinship, France Travail number, activities, alimony, farming data, opinions of the
département, events.
"""

from dataclasses import dataclass, field

import polars as pl

from bondroit.sources.cnaf.codes import household_id, matricule, person_id
from bondroit.sources.cnaf.vrsb_markup import Markup, Values, repeated
from bondroit.sources.cnaf.xml_stream import RAW_LIMIT

Row = tuple[str | int | None, ...]

_STATE = ("ETATDOSRSA", "DTREFURSA", "MOTIREFURSA", "MOTICLORSA", "DTCLORSA")
_AMOUNTS = (
    *("DDELECAL", "DFELECAL", "MTREVMINIGARARSA", "MTPFRSA"),
    *("MTALRSA", "MTRESSMENRSA", "MTTOTDRORSA"),
)
_IDENTITY = (
    *("NOM", "NOMNAI", "PRENOM", "PRENOM2", "PRENOM3"),
    *("DTNAI", "TYPEDTNAI", "NIR", "SEXE"),
)
DOSSIERS = (
    *("household_id", "payer_id", "FONORG", "DTDEMRSA", "SITFAM"),
    *("address", "NUMCOM", "CODEPOS"),
    *_STATE,
    "third_party",
    *_AMOUNTS,
)
PEOPLE = (
    "person_id",
    *_IDENTITY,
    *("TOPRESPDOS", "ROLEPERS", "TOPCHAPERS"),
    *("TOPRESSNUL", "DDRESS", "DFRESS", "no_month", "DDGRO", "DFGRO"),
)
RESOURCES = ("person_id", "MOISRESS", "NATRESS", "MTNATRESSMEN")
LINES = ("NATPF", "DDNATDRO", "DFNATDRO", "MTRSAVERS", "DTDERRSAVERS")
SUSPENSIONS = ("kind", "reason", "since")
CONTROLS = (
    *("DTEFFCIBCONTRO", "CIBCONTRO", "CIBCONTROMSA", "DTDETECCONTRO", "DTCLOCONTRO"),
    *("LIBCIBCONTRO", "FAMCIBCONTRO", "NATCIBCONTRO", "COMMACONTRO", "TYPECONTRO"),
    *("TYPEIMPACCONTRO", "MTINDURSACGCONTRO", "MTRAPRSACGCONTRO"),
)
ANOMALIES = ("rank", "LIBANO")

_FRANCE = ("COMPLIDEADR", "COMPLADR", "NUMVOIE", "LIBTYPEVOIE", "NOMVOIE", "LIEUDIST")
_MONTH = repeated(
    "RessourcesMensuelles",
    "GeneraliteRessourcesMensuelles.MOISRESS",
    text="DetailRessourcesMensuelles",
)
_DETAIL = repeated(
    "DetailRessourcesMensuelles",
    "DetailRessourcesMensuelles.NATRESS",
    "DetailRessourcesMensuelles.MTNATRESSMEN",
)
_ADDRESS = repeated(
    "Adresse",
    "TroncCommunAdresse.RGADR",
    *(f"AdresseDetailleeFrance.{leaf}" for leaf in (*_FRANCE, "NUMCOM", "CODEPOS")),
    *(f"AdresseHorsFrance.LIBLIG{line}ADR" for line in range(2, 8)),
)
_LINE = repeated(
    "DetailCalculDroitRSA", *(f"DetailCalculDroitRSA.{leaf}" for leaf in LINES)
)
_SUSPENSIONS = {
    "SuspensionDroit": repeated(
        "SuspensionDroit",
        "SuspensionDroit.MOTISUSDRORSA",
        "SuspensionDroit.DDSUSDRORSA",
    ),
    "SuspensionVersement": repeated(
        "SuspensionVersement",
        "SuspensionVersement.MOTISUSVERSRSA",
        "SuspensionVersement.DDSUSVERSRSA",
    ),
}
_CONTROL = repeated(
    "ControleAdministratif",
    *(f"IdentificationCibleControleAdministratif.{leaf}" for leaf in CONTROLS[:3]),
    *(f"IdentificationControleAdministratif.{leaf}" for leaf in CONTROLS[3:5]),
    *(f"ModaliteControleAdministratif.{leaf}" for leaf in CONTROLS[5:10]),
    *(f"ResultatControleAdministratif.{leaf}" for leaf in CONTROLS[10:]),
)
_ANOMALY = repeated("Anomalie", "Anomalie.LIBANO")


@dataclass(slots=True)
class HouseholdRows:
    """Rows of some households, each begun by the rank of its household in the file.

    Attributes:
        dossiers: one row a household.
        people: one row a person.
        resources: one row a person, month and nature.
        lines: one row a line of payment (`DetailCalculDroitRSA`).
        suspensions: one row a suspension, of the right or of the payment.
        controls: one row a closed control.
        anomalies: one row an anomaly, with its rank in the household.
        doubles: persons that stand twice in a household: position, reason, raw.

    """

    dossiers: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    resources: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    suspensions: list[Row] = field(default_factory=list)
    controls: list[Row] = field(default_factory=list)
    anomalies: list[Row] = field(default_factory=list)
    doubles: list[dict[str, str]] = field(default_factory=list)

    def add(self, household: Markup, name: str, number: int, line: int) -> None:
        """Collect one household.

        Args:
            household: it follows the schema.
            name: its `identity`.
            number: its rank in the file.
            line: the line of the file where it begins.

        """
        clean = household.clean
        self._people(household, number, line, name)
        # The values of the tail, in the order of the schema.
        family, addresses, *state = household.tail[:5]
        rights, payments, *ends = household.tail[5:11]
        amounts = household.tail[11:18]
        lines, third_party, controls, anomalies = household.tail[18:]
        payer, _body, payer_id, claimed_on, _claim = clean(household.head)
        end = ends[:2] if ends[1] is not None else ends[2:]
        self.dossiers.append(
            (
                *(number, name, matricule(payer_id or ""), payer, claimed_on),
                *clean((family,)),
                *_address(household, addresses or ""),
                *clean((*state, *end)),
                "1" if third_party else None,
                *amounts,
            )
        )
        for line_text in _LINE.findall(lines or ""):
            self.lines.append((number, *clean(line_text)))
        for kind, texts in zip(_SUSPENSIONS, (rights, payments), strict=True):
            if texts:
                for one in _SUSPENSIONS[kind].findall(texts):
                    self.suspensions.append((number, kind, *clean(one)))
        if controls or anomalies:
            self._payer(household, number, controls or "", anomalies or "")

    def _payer(
        self, household: Markup, number: int, controls: str, anomalies: str
    ) -> None:
        for control in _CONTROL.findall(controls):
            self.controls.append((number, *household.clean(control)))
        for rank, label in enumerate(_ANOMALY.findall(anomalies), start=1):
            self.anomalies.append((number, str(rank), *household.clean((label,))))

    def _people(self, household: Markup, number: int, line: int, name: str) -> None:
        clean, members, counted = household.clean, set[str](), household.start
        for person in household.persons:
            values = person.groups()
            who, (responsible, *roles) = clean(values[:9]), clean(values[9:16])
            nil, first_day, last_day, months, *pregnancy = values[16:]
            key = person_id(name, who[1], who[2], who[5], who[8])
            if key in members:
                begin = household.text.index("<", person.start())
                line += household.text.count("\n", counted, begin)
                counted = begin
                self._set_double_aside(household, number, line, begin, person.end())
                continue
            members.add(key)
            no_month = "1" if nil and not months else None
            self.people.append(
                (
                    *(number, key, *who, responsible, *_role(roles)),
                    *(nil, first_day, last_day, no_month, *pregnancy),
                )
            )
            if months:
                self._resources(household, number, key, months)

    def _resources(
        self, household: Markup, number: int, person: str, months: str
    ) -> None:
        for month, details in _MONTH.findall(months):
            for detail in _DETAIL.findall(details):
                self.resources.append((number, person, month, *household.clean(detail)))

    def _set_double_aside(
        self, household: Markup, number: int, line: int, begin: int, end: int
    ) -> None:
        self.doubles.append(
            {
                "position": f"foyer {number} (ligne {line})",
                "reason": "personne déjà présente dans le foyer",
                "raw": household.text[begin : min(end, begin + RAW_LIMIT)],
            }
        )


def frame(rows: list[Row], columns: tuple[str, ...]) -> pl.DataFrame:
    """Return rows as `foyer` (Int64) and stripped text columns, null where empty."""
    schema: dict[str, type[pl.DataType]] = {
        "foyer": pl.Int64,
        **dict.fromkeys(columns, pl.String),
    }
    values = zip(*rows, strict=True) if rows else [()] * len(schema)
    data = pl.DataFrame(
        [
            pl.Series(name, list(column), dtype=dtype)
            for (name, dtype), column in zip(schema.items(), values, strict=True)
        ]
    )
    stripped = pl.col(pl.String).str.strip_chars()
    return data.with_columns(stripped).with_columns(pl.col(pl.String).replace("", None))


def identity(household: Markup) -> str:
    """Return the id of a household."""
    payer, body, number, _claimed_on, claim = household.clean(household.head)
    return household_id(payer, body, number, claim)


def _role(roles: list[str | None]) -> list[str | None]:
    """Return ROLEPERS and TOPCHAPERS for the RSA, of two lists of benefits."""
    for benefit, *role in (roles[3:], roles[:3]):
        if (benefit or "").strip() == "RSA":
            return role
    return [None, None]


def _address(household: Markup, texts: str) -> Values:
    """Return the latest address (RGADR 1), else the first listed, NUMCOM, CODEPOS."""
    addresses = _ADDRESS.findall(texts)
    latest = next((one for one in addresses if int(one[0]) == 1), addresses[0])
    values = household.clean(latest)
    parts = (part.strip() for part in (*values[1:7], *values[9:]) if part)
    return " ".join(part for part in parts if part), values[7], values[8]
