"""Why a pair is a match: from the prior to the probability, one step a field."""

from dataclasses import asdict, dataclass, replace

import polars as pl

from bondroit.matching.compare import compare, sides
from bondroit.matching.comparisons import FIELDS, Level
from bondroit.matching.conflicts import PREFIX
from bondroit.matching.lexicon import Lexicon
from bondroit.matching.pattern import decode, encode_codes
from bondroit.matching.rarity import Rarity, counts, rarity_of
from bondroit.matching.records import prepare
from bondroit.matching.scoring import Scoring
from bondroit.matching.weights import Prior, ceiling, levels, probability

_LEVELS: dict[str, tuple[str, int]] = {
    field.reason(code): (field.name, code)
    for field in FIELDS
    for code in range(1, len(field.levels))
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a waterfall.

    Attributes:
        field: the field compared, `prior`, `ceiling` or `rivals`.
        words: what was found, in French.
        bits: its weight (0 for a bound).
        probability: after this step.

    """

    field: str
    words: str
    bits: float
    probability: float

    def as_dict(self) -> dict[str, str | float]:
        """Return the step for JSON."""
        return asdict(self)


def explain_pair(
    left: pl.DataFrame, right: pl.DataFrame, prior: Prior, rarity: Rarity | None = None
) -> list[Step]:
    """Explain two rows, one a side.

    Args:
        left: one row: source, person_id and compared columns.
        right: one row, the same.
        prior: chance of a random pair.
        rarity: of the values at hand; without it every value counts as common.

    """
    return _steps(pair_levels(left, right, rarity), prior)


def pair_levels(
    left: pl.DataFrame, right: pl.DataFrame, rarity: Rarity | None = None
) -> dict[str, int]:
    """Return the level of each field of two rows; as `explain_pair`."""
    ids, lexicon = ("source", "id"), Lexicon()
    one, other = (prepare(_with_ids(side), ids, lexicon) for side in (left, right))
    known = rarity or rarity_of([counts(one.frame), counts(other.frame)])
    one, other = (replace(side, frame=known.mark(side.frame)) for side in (one, other))
    pair = pl.DataFrame({"i": [0], "j": [0]}, schema={"i": pl.UInt32, "j": pl.UInt32})
    return decode(compare(sides(one, other), pair).item())


def weighed(codes: dict[str, int], scoring: Scoring, prior: float) -> list[Step]:
    """Explain a pattern with the weights of a link, and what calibration made of it.

    Args:
        codes: level of each field.
        scoring: of the link.
        prior: bits of the prior.

    """
    made = scoring.weights.bits()
    bits = prior
    steps = [Step("prior", "deux fiches prises au hasard", bits, probability(bits))]
    for name, level in levels(codes):
        weight = round(float(made[name][codes[name]]), 3)
        bits += weight
        steps.append(Step(name, _words(name, level), weight, probability(bits)))
    known = scoring.patterns.filter(pl.col("pattern") == encode_codes(codes))
    if known.height:
        final = float(known["probability"][0])
        words = f"{_METHODS[scoring.method]} ({known['n'][0]} paires de ce profil)"
        steps.append(Step("calibration", words, 0.0, final))
    return steps


_METHODS = {
    "decoys": "calibré par les paires de chaque source avec elle-même",
    "em": "poids appris du fichier",
    "literal": "poids écrits",
    "saved": "poids fixés par un passage précédent",
}


def explain_reasons(
    reasons: list[str], prior: Prior, final: float | None = None
) -> list[Step]:
    """Explain a row of `matches.parquet` from its reasons.

    Args:
        reasons: as written in the row.
        prior: chance of a random pair.
        final: the row's probability: what calibration and rivals made of it.

    Raises:
        KeyError: a reason is not one of this version's levels.

    """
    codes = {field.name: 0 for field in FIELDS} | dict(
        _LEVELS[reason] for reason in reasons if not reason.startswith(PREFIX)
    )
    steps = _steps(codes, prior)
    if final is not None and abs(final - steps[-1].probability) > _ROUNDING:
        name = "rivals" if final < steps[-1].probability else "calibration"
        steps.append(Step(name, CALIBRATED, 0.0, final))
    return steps


CALIBRATED = "après calibration sur les fichiers, et partage entre candidats"
_ROUNDING = 1e-9


def _with_ids(row: pl.DataFrame) -> pl.DataFrame:
    return row.with_columns(pl.lit("-").alias("source"), pl.lit("-").alias("id"))


def _steps(codes: dict[str, int], prior: Prior) -> list[Step]:
    bits = prior.bits
    steps = [Step("prior", "deux fiches prises au hasard", bits, probability(bits))]
    for name, level in levels(codes):
        bits += level.bits
        steps.append(Step(name, _words(name, level), level.bits, probability(bits)))
    bound = ceiling(codes)
    if bound < steps[-1].probability:
        steps.append(
            Step(
                "ceiling",
                "borné : ces concordances ne suffisent pas seules",
                0.0,
                bound,
            )
        )
    return steps


def _words(name: str, level: Level) -> str:
    label = next(field.label for field in FIELDS if field.name == name)
    return f"{label}: {level.words}"
