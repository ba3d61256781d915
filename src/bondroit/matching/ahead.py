"""Work on things made one after the other: several at once, given back in order."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 2
"""Things worked on at the same time, each on one core mostly, each with its memory."""


def worked(made: Iterator[T], work: Callable[[T], R]) -> Iterator[R]:
    """Yield the work on each thing, in the order of the things.

    AT_ONCE are worked on and one waits; an error is raised in its turn.
    """
    with ThreadPoolExecutor(AT_ONCE, "lot") as pool:
        doing: deque[Future[R]] = deque()
        for one in made:
            doing.append(pool.submit(work, one))
            if len(doing) > AT_ONCE:
                yield doing.popleft().result()
        while doing:
            yield doing.popleft().result()
