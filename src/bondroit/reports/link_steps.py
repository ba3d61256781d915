"""Why two records were linked: from chance to the probability, one step a field.

The weights are those written in the comparisons; the last step is what the decoys of the
run, and rivals, made of them. `docs/matching.md` says how.
"""

from collections.abc import Mapping
from typing import Any, Final

from bondroit.matching.uses import DEATHS, PEOPLE, STAYS
from bondroit.matching.waterfall import explain_reasons
from bondroit.model.table_set import TableSet

_USES: Final = {"people": PEOPLE, "deaths": DEATHS, "stays": STAYS}
_LIKELY: Final = 0.01
_CERTAIN: Final = 0.9999


def sizes(tables: TableSet) -> dict[str, int]:
    """Return the number of rows of the tables that records are linked to."""
    lengths = {
        name: tables.frame(name).select("source").collect().height
        for name in _USES
        if tables.has(name)
    }
    return {name: lengths.get(name, 0) for name in _USES}


def steps(link: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the steps of a match: field, words, bits, probability after it.

    Empty where a person answered in place of the matcher.

    Args:
        link: right_table, reasons, probability, and `size` of the right table.

    """
    use = _USES.get(link["right_table"], PEOPLE)
    try:
        made = explain_reasons(
            link["reasons"], use.prior(link["size"]), link["probability"]
        )
    except KeyError:
        return []
    return [
        {
            "field": step.field,
            "words": step.words,
            "bits": round(step.bits, 2),
            "probability": round(step.probability, 10),
        }
        for step in made
    ]


def chance(probability: float) -> str:
    """Return a probability as a reader takes it in: `1 sur 5 000`, `62 %`."""
    if probability < _LIKELY:
        times = f"{1 / max(probability, 1e-12):,.0f}"
        size = len(times.replace(",", "")) - 2
        whole = round(1 / max(probability, 1e-12), -size if size > 0 else 0)
        return f"1 sur {whole:,.0f}".replace(",", "\u202f")
    if probability > _CERTAIN:
        return "plus de 99,99 %"
    text = (
        f"{probability * 100:.2f}"
        if probability > 1 - _LIKELY
        else f"{probability * 100:.0f}"
    )
    return f"{text} %".replace(".", ",")
