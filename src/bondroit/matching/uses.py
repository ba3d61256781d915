"""The uses of the matcher: which passes, which prior."""

from dataclasses import dataclass

from bondroit.matching.keys import DEATH_PASSES, PEOPLE_PASSES, STAY_PASSES, Pass
from bondroit.matching.weights import (
    DEATH_SHARE,
    FILE_SHARE,
    PEOPLE_SHARE,
    STAY_SHARE,
    Prior,
)


@dataclass(frozen=True, slots=True)
class Use:
    """One use: its blocking passes and the expected share of counterparts."""

    name: str
    passes: tuple[Pass, ...]
    share: float

    def prior(self, size: int) -> Prior:
        """Return the prior against a side of `size` records."""
        return Prior(self.share, size)


PEOPLE = Use("people", PEOPLE_PASSES, PEOPLE_SHARE)
DEATHS = Use("deaths", DEATH_PASSES, DEATH_SHARE)
STAYS = Use("stays", STAY_PASSES, STAY_SHARE)
FILES = Use("files", PEOPLE_PASSES, FILE_SHARE)
