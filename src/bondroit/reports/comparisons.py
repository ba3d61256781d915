"""Two records side by side: what each says of a field, and the agreement in words."""

from collections.abc import Mapping
from typing import Any, Final

from bondroit.reports import wording
from bondroit.reports.case_frames import Row
from bondroit.reports.case_page import born
from bondroit.reports.link_steps import chance, steps

_FIELDS: Final = (
    "NIR",
    "nom de naissance",
    "nom d'usage",
    "prénoms",
    "date de naissance",
    "lieu de naissance",
    "sexe",
    "adresse",
    "date de décès",
)
"""As the matcher names them."""

_LAST: Final = frozenset({"calibration", "ceiling", "rivals"})
"""Steps that end a match without comparing a field."""

_SEXES: Final = {"M": "masculin", "F": "féminin"}


def comparisons(links: list[Row]) -> list[dict[str, Any]]:
    """Return one comparison a match: both titles, the band, and a line a field."""
    return [
        {
            "left": f"Fiche {wording.source_name(link['left_source'])}",
            "left_id": link["left_id"],
            "right": _other(link),
            "right_id": link["right_id"],
            "band": wording.BANDS[link["band"]],
            "probability": link["probability"],
            **_weighed(link),
        }
        for link in links
    ]


def _weighed(link: Row) -> dict[str, Any]:
    """Return the lines of a match with the probability after each, start and end."""
    found = steps(link)
    after = {
        step["words"].partition(":")[0].strip(): chance(step["probability"])
        for step in found
    }
    lines = [{**line, "after": after.get(line["field"], "")} for line in _lines(link)]
    last = found[-1] if found and found[-1]["field"] in _LAST else None
    return {
        "lines": lines,
        "start": chance(found[0]["probability"]) if found else "",
        "end": None if last is None else (last["words"], chance(last["probability"])),
    }


def _other(link: Row) -> str:
    match link["right_table"]:
        case "deaths":
            return "Registre des décès"
        case "stays":
            return "Liste des séjours"
        case _:
            return f"Fiche {wording.source_name(link['right_source'])}"


def _lines(link: Row) -> list[dict[str, str]]:
    """Return the fields that one side states or the matcher speaks of."""
    words = dict(_reason(reason) for reason in link["reasons"])
    left, right = _said(link["left"]), _said(link["right"])
    fields = [*_FIELDS, *(field for field in words if field not in _FIELDS)]
    return [
        {
            "field": field,
            "left": left.get(field, ""),
            "right": right.get(field, ""),
            "words": words.get(field, "non comparé"),
        }
        for field in fields
        if field in words or (left.get(field) and right.get(field))
    ]


def _reason(reason: str) -> tuple[str, str]:
    field, _, words = reason.partition(":")
    return field.strip(), words.strip()


def _said(record: Mapping[str, Any] | None) -> dict[str, str]:
    """Return what a record says, by field of the matcher."""
    if record is None:
        return {}
    place = [record["birth_place_name"], record["birth_place"]]
    address = [record["address"], record["postcode"]]
    death = record["death_date"]
    return {
        "NIR": record["nir"] or "",
        "nom de naissance": record["birth_name"] or "",
        "nom d'usage": record["usual_name"] or "",
        "prénoms": record["first_names"] or "",
        "date de naissance": born(record),
        "lieu de naissance": " ".join(text for text in place if text),
        "sexe": _SEXES.get(record["sex"] or "", record["sex"] or ""),
        "adresse": " ".join(text for text in address if text),
        "date de décès": "" if death is None else wording.day(death),
    }
