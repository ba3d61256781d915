"""What a run says of the exceptions of its workspace."""

import polars as pl

from bondroit.cases.exceptions import unused
from bondroit.engine.overlay import RuleException
from bondroit.run.state import Run


def note_exceptions(run: Run, aside: pl.DataFrame) -> None:
    """Write in the manifest what exceptions took out, and those that no longer do.

    Args:
        run: the run, whose day says which exceptions hold.
        aside: columns of SET_ASIDE.

    """
    if not run.exceptions:
        return
    day = run.scope.as_of
    expired = [one for one in run.exceptions if one.expires < day]
    idle = unused(run.exceptions, aside, day)
    run.manifest.exceptions = {
        "in_force": sum(one.holds(day) for one in run.exceptions),
        "findings_set_aside": aside.height,
        "expired": [_entry(one) for one in expired],
        "without_finding": [_entry(one) for one in idle],
        "rules": [
            {"rule": rule, "findings": rows}
            for rule, rows in aside.group_by("rule_id").len().sort("rule_id").rows()
        ],
    }
    run.manifest.notes.extend(
        f"Exception expirée le {one.expires:%d/%m/%Y} : {one.rule_id}, "
        "le constat est à nouveau montré."
        for one in expired
    )


def _entry(exception: RuleException) -> dict[str, str]:
    """Say which exception, never whom it is about."""
    return {
        "rule": exception.rule_id,
        "place": exception.place.rsplit("/", 1)[-1],
        "from": exception.start.isoformat(),
        "expires": exception.expires.isoformat(),
    }
