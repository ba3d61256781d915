"""Who is who in a run: the matcher with what the workspace says of it."""

from bondroit.matching.linking import match_tables
from bondroit.matching.saved import load_weights
from bondroit.model.table_set import TableSet
from bondroit.run.state import Run

CACHE = ".matching"
"""Folder of the store that keeps the comparisons of the last run."""


def who_is_who(run: Run) -> TableSet:
    """Return the tables with their individuals and matches; the manifest says how.

    Answers of reviewers are respected, fixed weights used, and what did not change
    since the last run is not compared again.

    Raises:
        DataError: the file of weights, or an answer, cannot be read.
        ConfigurationError: the weights are of another version.

    """
    weights = run.config.matching_weights
    found = match_tables(
        run.tables,
        answers=run.decisions.known_answers,
        saved=None if weights is None else load_weights(weights),
        cache=run.config.store / CACHE,
        one_record=run.config.one_record,
    )
    run.manifest.matching = found.report
    return found.tables
