"""The cases of use: which passes, which prior, one answer or several, how to weigh."""

from dataclasses import dataclass

from bondroit.errors import ConfigurationError
from bondroit.matching.keys import DEATH_PASSES, PEOPLE_PASSES, STAY_PASSES, Pass
from bondroit.matching.weights import (
    DEATH_SHARE,
    FILE_SHARE,
    PEOPLE_SHARE,
    STAY_SHARE,
    Prior,
)

ENOUGH = 5_000
"""Records a side needs for its decoys to say something; fewer: written weights."""


@dataclass(frozen=True, slots=True)
class Use:
    """One case of use, a declared configuration over the same core.

    Attributes:
        name: as given to `link`.
        words: what it is, in French.
        passes: the blocking passes.
        share: expected share of records that have a counterpart (written weights).
        once: sides whose records have one counterpart at most: `left`, `right`.
        careful: a field that contradicts keeps a pair from `certain`, whatever its
            probability.

    """

    name: str
    words: str
    passes: tuple[Pass, ...]
    share: float
    once: tuple[str, ...] = ("left", "right")
    careful: bool = False

    def prior(self, size: int) -> Prior:
        """Return the prior against a side of `size` records."""
        return Prior(self.share, size)


PEOPLE = Use("people", "fiches de plusieurs sources", PEOPLE_PASSES, PEOPLE_SHARE, ())
DEATHS = Use(
    "deaths",
    "registre des décès",
    DEATH_PASSES,
    DEATH_SHARE,
    ("left", "right"),
    careful=True,
)
STAYS = Use("stays", "listes de tiers", STAY_PASSES, STAY_SHARE, ("right",))
DUPLICATES = Use("duplicates", "doublons d'un fichier", PEOPLE_PASSES, FILE_SHARE, ())
FILES = Use("files", "deux fichiers quelconques", PEOPLE_PASSES, FILE_SHARE)

USES = {use.name: use for use in (PEOPLE, DEATHS, STAYS, DUPLICATES, FILES)}


def use_named(name: str) -> Use:
    """Return a case of use.

    Raises:
        ConfigurationError: there is none of that name.

    """
    if name not in USES:
        raise ConfigurationError(
            "link",
            f"there is no use {name}",
            f"choose among {', '.join(USES)}",
        )
    return USES[name]
