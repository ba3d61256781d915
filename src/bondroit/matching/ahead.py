"""One thing made while the one before is used."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(made: Iterator[T]) -> Iterator[T]:
    """Yield what is made, in its order, the next one being made meanwhile.

    One thing at most waits; an error while making it is raised in its turn.
    """
    with ThreadPoolExecutor(1, "ahead") as pool:
        coming = pool.submit(next, made, None)
        while (one := coming.result()) is not None:
            coming = pool.submit(next, made, None)
            yield one
