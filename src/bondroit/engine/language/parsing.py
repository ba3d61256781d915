"""Text of a clause -> tree; everything outside the subset is refused."""

from functools import lru_cache

from bondroit.engine.language.plain_parsing import parse_plainly
from bondroit.engine.language.syntax import ClauseError, Node

MAX_LENGTH = 4_000


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """Read one clause; the same text, as linter and compiler ask, is read once.

    Args:
        text: the clause, as its author wrote it.

    Raises:
        ClauseError: the text is empty, too long, not SQL, or outside the subset.

    """
    if not text.strip():
        raise ClauseError(0, "the clause is empty", "write a condition or remove it")
    if len(text) > MAX_LENGTH:
        raise ClauseError(
            0, f"the clause is over {MAX_LENGTH} characters", "split it into several"
        )
    plain = parse_plainly(text)
    if plain is not None:
        return plain
    from bondroit.engine.language.sql_parsing import parse_sql  # noqa: PLC0415 - sqlglot is slow to import

    return parse_sql(text)
