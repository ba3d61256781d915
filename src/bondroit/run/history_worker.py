"""A process that reads months of history, one a message, until its parent goes.

Messages come on the standard input and go on the standard output. The end of the input
is the end of the process, even in the middle of a month: whoever started it is gone,
and nothing that it wrote counts yet.
"""

import os
import pickle
import signal
import sys
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO

from bondroit.run.history import Task, read_task
from bondroit.run.unforeseen import in_one_sentence
from bondroit.sources.ingest import MonthRead


def serve(incoming: BinaryIO, outgoing: BinaryIO, gone: Callable[[], None]) -> None:
    """Answer each task, in order, for as long as this process lives.

    Args:
        incoming: pickled tasks.
        outgoing: pickled months, or the error that reading one raised.
        gone: called when no task can come any more.

    """
    tasks: SimpleQueue[Task | None] = SimpleQueue()

    def listen() -> None:
        try:
            while True:
                tasks.put(pickle.load(incoming))  # noqa: S301 - from our own process
        except EOFError:
            gone()
            tasks.put(None)

    Thread(target=listen, daemon=True).start()
    while (task := tasks.get()) is not None:
        pickle.dump(_answer(task), outgoing)
        outgoing.flush()


def _answer(task: Task) -> MonthRead | Exception:
    try:
        return read_task(task)
    except Exception as error:  # noqa: BLE001 - it is raised again in the other process
        plain = in_one_sentence(error)
        return plain.with_traceback(None)


def main() -> None:
    """Serve the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, outgoing, lambda: os._exit(0))


if __name__ == "__main__":
    main()
