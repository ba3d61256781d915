"""The measured precision of rules: how many reviewed findings people confirmed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bondroit.errors import ConfigurationError

PRECISION = "precision.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What reviewers said of one rule's findings: reviewed, and confirmed among them."""

    reviewed: int
    confirmed: int

    @property
    def share(self) -> float | None:
        """The share confirmed, None where nothing was reviewed."""
        return self.confirmed / self.reviewed if self.reviewed else None

    def __str__(self) -> str:
        """Return it in French: `83 % (10/12)`, a dash where nothing was reviewed."""
        if not self.reviewed:
            return "–"
        percent = (200 * self.confirmed + self.reviewed) // (2 * self.reviewed)
        return f"{percent} % ({self.confirmed}/{self.reviewed})"


def read_precision(review: Path) -> Mapping[str, Measure]:
    """Return the measures by rule id, empty where none was written.

    Args:
        review: the folder of the review desk; its `precision.json` is a list of
            {rule_id, reviewed, confirmed}.

    Raises:
        ConfigurationError: the file is there and is not such a list.

    """
    path = review / PRECISION
    if not path.is_file():
        return {}
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(row["rule_id"]): Measure(
                reviewed=int(row["reviewed"]), confirmed=int(row["confirmed"])
            )
            for row in rows
        }
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise ConfigurationError(
            str(path), "the measures cannot be read", "export them again, or remove it"
        ) from error
