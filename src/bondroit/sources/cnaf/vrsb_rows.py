"""Households of VRSB0801 -> flat rows of text, as the file words them.

Read: identity, roles, quarter and monthly resources, pregnancy, address, state of the
claim, suspensions, amounts of the calculation and lines of payment. Listed as ignored:
the former RMI claim, transfers between payers, links of kinship, France Travail number,
activities, alimony, farming data, opinions of the département, events. Closed controls
and anomalies are counted: no table of the contract holds them.
"""

from dataclasses import dataclass, field

import polars as pl
from lxml import etree

from bondroit.sources.cnaf.codes import household_id, matricule, person_id

Row = dict[str, str | int | None]

_AMOUNTS = (
    "DDELECAL",
    "DFELECAL",
    "MTREVMINIGARARSA",
    "MTPFRSA",
    "MTALRSA",
    "MTRESSMENRSA",
    "MTTOTDRORSA",
)
_STATE = (
    "ETATDOSRSA",
    "DTREFURSA",
    "MOTIREFURSA",
    "MOTICLORSA",
    "DTCLORSA",
    "third_party",
)
_ADDRESS = ("address", "CODEPOS", "NUMCOM")
_IDENTITY = (
    "NOM",
    "NOMNAI",
    "PRENOM",
    "PRENOM2",
    "PRENOM3",
    "DTNAI",
    "TYPEDTNAI",
    "NIR",
    "SEXE",
)
_ROLE = ("TOPRESPDOS", "ROLEPERS", "TOPCHAPERS")
_QUARTER = ("TOPRESSNUL", "DDRESS", "DFRESS", "no_month")
_FRANCE = ("COMPLIDEADR", "COMPLADR", "NUMVOIE", "LIBTYPEVOIE", "NOMVOIE", "LIEUDIST")
_ABROAD = tuple(f"LIBLIG{line}ADR" for line in range(2, 8))

DOSSIERS = (
    "household_id",
    "payer_id",
    "FONORG",
    "DTDEMRSA",
    "SITFAM",
    *_ADDRESS,
    *_STATE,
    *_AMOUNTS,
)
PEOPLE = ("person_id", *_IDENTITY, *_ROLE, *_QUARTER, "DDGRO", "DFGRO")
RESOURCES = ("person_id", "MOISRESS", "NATRESS", "MTNATRESSMEN")
LINES = ("NATPF", "DDNATDRO", "DFNATDRO", "MTRSAVERS", "DTDERRSAVERS")
SUSPENSIONS = ("kind", "reason", "since")


def _leaves(block: etree._Element) -> dict[str, str | None]:
    return {str(leaf.tag): leaf.text for leaf in block}


@dataclass(slots=True)
class HouseholdRows:
    """Rows of some households; `foyer` is the rank of the household in the file.

    Attributes:
        dossiers: one row a household.
        people: one row a person.
        resources: one row a person, month and nature.
        lines: one row a line of payment (`DetailCalculDroitRSA`).
        suspensions: one row a suspension, of the right or of the payment.
        doubles: persons that stand twice in a household: position, reason, raw.
        anomalies: number of anomaly texts.
        controls: number of closed controls.

    """

    dossiers: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    resources: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    suspensions: list[Row] = field(default_factory=list)
    doubles: list[dict[str, str]] = field(default_factory=list)
    anomalies: int = 0
    controls: int = 0

    def add(self, household: etree._Element, number: int) -> None:
        """Collect one household that follows the schema."""
        dossier: Row = {"foyer": number, "household_id": identity(household)}
        members: set[str] = set()
        for block in household:
            match block.tag:
                case "IdentificationRSA" | "DonneesAdministratives":
                    for part in block:
                        dossier.update(_leaves(part))
                case "Personne":
                    self._person(block, dossier, members)
                case "PrestationRSA":
                    self._benefit(block, dossier)
                case "Controle":
                    self.controls += len(block)
                case "Anomalie":
                    self.anomalies += 1
        dossier["payer_id"] = matricule(str(dossier["MATRICULE"]))
        dossier.update(_address(household))
        self.dossiers.append(dossier)

    def _person(self, person: etree._Element, dossier: Row, members: set[str]) -> None:
        row: Row = {"foyer": dossier["foyer"]}
        resources: list[Row] = []
        for block in person:
            match block.tag:
                case "Identification" | "DossierCAF" | "Grossesse":
                    row.update(_leaves(block))
                case "Prestations":
                    role = _leaves(block)
                    if (role["NATPREST"] or "").strip() == "RSA":
                        row.update(role)
                case "Ressources":
                    row.update(_leaves(block[0]))
                    resources = _monthly(block)
                    row["no_month"] = None if resources else "1"
        key = _person_key(str(dossier["household_id"]), row)
        if key in members:
            self._set_double_aside(person, row)
            return
        members.add(key)
        row["person_id"] = key
        self.people.append(row)
        for resource in resources:
            self.resources.append({**resource, "foyer": row["foyer"], "person_id": key})

    def _set_double_aside(self, person: etree._Element, row: Row) -> None:
        self.doubles.append(
            {
                "position": f"foyer {row['foyer']} (ligne {person.sourceline})",
                "reason": "personne déjà présente dans le foyer",
                "raw": raw_text(person),
            }
        )

    def _benefit(self, benefit: etree._Element, dossier: Row) -> None:
        situation, detail = benefit
        for block in situation:
            values = _leaves(block)
            match block.tag:
                case "SuspensionDroit" | "SuspensionVersement":
                    reason, since, *_group = values.values()
                    self.suspensions.append(
                        {
                            "foyer": dossier["foyer"],
                            "kind": str(block.tag),
                            "reason": reason,
                            "since": since,
                        }
                    )
                case "FinDroitMoisAnterieur" if "DTCLORSA" in dossier:
                    pass
                case _:
                    dossier.update(values)
        for block in detail:
            match block.tag:
                case "MontantsCalculDroitRSA":
                    dossier.update(_leaves(block))
                case "DetailCalculDroitRSA":
                    self.lines.append({"foyer": dossier["foyer"], **_leaves(block)})
                case "AvisPCGDroitRSA" if block.find("PaiementTiers") is not None:
                    dossier["third_party"] = "1"


def frame(rows: list[Row], columns: tuple[str, ...]) -> pl.DataFrame:
    """Return rows as `foyer` (Int64) and stripped text columns, null where empty."""
    schema: dict[str, type[pl.DataType]] = {
        "foyer": pl.Int64,
        **dict.fromkeys(columns, pl.String),
    }
    data = pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in schema}, schema=schema
    )
    stripped = pl.col(pl.String).str.strip_chars()
    return data.with_columns(stripped).with_columns(pl.col(pl.String).replace("", None))


def identity(household: etree._Element) -> str:
    """Return the id of a household that follows the schema."""
    block = household[0]
    body = _leaves(block[0])
    return household_id(
        body["FONORG"],
        body["NUMORG"],
        body["MATRICULE"],
        _leaves(block[2])["NUMDEMRSA"],
    )


def raw_text(element: etree._Element, limit: int = 10_000) -> str:
    """Return the XML of an element, cut to a limit in characters."""
    return etree.tostring(element, encoding="unicode", with_tail=False)[:limit]


def _person_key(household: str, row: Row) -> str:
    name, first, born, sex = (
        str(row[tag] or "") for tag in ("NOMNAI", "PRENOM", "DTNAI", "SEXE")
    )
    return person_id(household, name, first, born, sex)


def _monthly(resources: etree._Element) -> list[Row]:
    rows: list[Row] = []
    for month in list(resources)[1:]:
        start = month[0][0].text
        rows.extend(
            {"MOISRESS": start, **_leaves(detail)} for detail in list(month)[1:]
        )
    return rows


def _address(household: etree._Element) -> Row:
    """Return the latest address (RGADR 1), else the first listed."""
    addresses = household.findall("DonneesAdministratives/Adresse")
    latest = [
        address for address in addresses if int(address[0][0].text or "0") == 1
    ] or addresses
    values: dict[str, str | None] = {}
    for block in list(latest[0])[1:]:
        values.update(_leaves(block))
    parts = [(values.get(tag) or "").strip() for tag in (*_FRANCE, *_ABROAD)]
    return {
        "address": " ".join(part for part in parts if part),
        "CODEPOS": values.get("CODEPOS"),
        "NUMCOM": values.get("NUMCOM"),
    }
