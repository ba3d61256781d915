"""Months of history, read by several processes and counted in their order.

A new workspace has years to read. Processes read months side by side; this one alone
writes the ledger, oldest month first, so that the store, the messages and the first error
are those of one process reading month after month.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from queue import SimpleQueue
from typing import Self

from bondroit.config import Config
from bondroit.run.unforeseen import UnforeseenError
from bondroit.sources.ingest import Ingest, MonthRead, count, ingest, read_month
from bondroit.sources.store import Store

PROCESSES = 2
WORTH_PROCESSES = 4
"""Months; for fewer, starting processes takes longer than they spare."""

_WORKER = "bondroit.run.history_worker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One month for a worker to read."""

    config: Config
    month: date
    replace: bool


def read_history(
    config: Config,
    months: Sequence[date],
    *,
    replace: bool = False,
    processes: int | None = None,
) -> Iterator[Ingest]:
    """Read earlier months into the store; give each once it counts, oldest first.

    Args:
        config: the workspace.
        months: oldest first.
        replace: accept another content for what was already ingested.
        processes: how many read; by default one a core, two at most, since each may
            need the memory of a month.

    Raises:
        DataError: a month cannot be read; those before it count.
        ConfigurationError: a mapping is wrong.

    """
    if processes is None:
        processes = min(PROCESSES, _cores())
    if processes == 1 or len(months) < WORTH_PROCESSES:
        for month in months:
            yield ingest(config, month, replace=replace, history=True)
        return
    store = Store(config.store)
    store.sweep()
    tasks = [Task(config=config, month=month, replace=replace) for month in months]
    for read in _read_apart(tasks, processes):
        yield count(store, read)


def read_task(task: Task) -> MonthRead:
    """Read one month whole, none of its deliveries counting yet."""
    read = read_month(task.config, task.month, replace=task.replace, history=True)
    return MonthRead(month=read.month, absent=read.absent, taken=tuple(read.taken))


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _read_apart(tasks: Sequence[Task], processes: int) -> Iterator[MonthRead]:
    """Give what workers read, in the order of the tasks."""
    free: SimpleQueue[_Worker] = SimpleQueue()

    def read(task: Task) -> MonthRead:
        worker = free.get()
        try:
            return worker.read(task)
        finally:
            free.put(worker)

    with ExitStack() as stack:
        for _ in range(processes):
            free.put(stack.enter_context(_Worker(processes)))
        pool = ThreadPoolExecutor(processes)
        stack.callback(pool.shutdown, cancel_futures=True)
        yield from pool.map(read, tasks)


class _Worker:
    """A process that reads months; it ends with this one, however this one ends."""

    def __init__(self, processes: int) -> None:
        """Start it, with its share of the cores."""
        threads = str(max(1, _cores() // processes))
        self._process = subprocess.Popen(  # noqa: S603 - our own code
            [sys.executable, "-m", _WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"POLARS_MAX_THREADS": threads, **os.environ},
        )

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Let it end: what it reads stops where it is."""
        self._process.kill()
        self._process.communicate()

    def read(self, task: Task) -> MonthRead:
        """Send one month and wait for what it gives.

        Raises:
            Exception: what reading raised there.

        """
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None  # noqa: S101 - they are pipes
        assert stdout is not None  # noqa: S101 - same
        try:
            pickle.dump(task, stdin)
            stdin.flush()
            answer = pickle.load(stdout)  # noqa: S301 - from our own process
        except (EOFError, BrokenPipeError) as error:
            raise UnforeseenError(
                "bondroit",
                "a process that was reading months of history was stopped",
                "free memory, then run again",
            ) from error
        if isinstance(answer, Exception):
            raise answer
        read: MonthRead = answer
        return read
