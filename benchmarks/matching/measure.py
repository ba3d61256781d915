"""Run a command as a whole process: CPU seconds and peak memory of its tree, wall time."""

import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_SECOND = 0.05


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process and its children took.

    Attributes:
        cpu: seconds, user and system, of all of them.
        wall: seconds.
        peak_mib: the largest memory resident at once, in MiB, of all of them.
        outcome: `done`, `failed`, `over memory` or `over time`.
        message: the last line it said, when it failed.

    """

    cpu: float
    wall: float
    peak_mib: int
    outcome: str
    message: str = ""


class _Watch(threading.Thread):
    """Samples the memory of a process tree, and stops it beyond its limits."""

    def __init__(self, root: int, limit_mib: float, limit_seconds: float) -> None:
        super().__init__(daemon=True)
        self.root, self.limit_mib, self.limit_seconds = root, limit_mib, limit_seconds
        self.peak = 0.0
        self.stopped = ""
        self.over = threading.Event()

    def run(self) -> None:
        """Sample until the process is over."""
        begun = time.monotonic()
        while not self.over.wait(_SECOND):
            now = sum(_resident(process) for process in _tree(self.root))
            self.peak = max(self.peak, now / 2**20)
            if self.peak > self.limit_mib:
                self._kill("over memory")
            elif time.monotonic() - begun > self.limit_seconds:
                self._kill("over time")

    def _kill(self, why: str) -> None:
        self.stopped = self.stopped or why
        for process in reversed(_tree(self.root)):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue


def measured(
    command: list[str],
    *,
    limit_gib: float = 16,
    limit_seconds: float = 3600,
    environment: dict[str, str] | None = None,
) -> Cost:
    """Run a command to its end and return what it took.

    Args:
        command: program and arguments.
        limit_gib: resident memory beyond which it is stopped.
        limit_seconds: wall time beyond which it is stopped.
        environment: variables added to ours.

    """
    begun = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 - our own scripts
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, **(environment or {})},
    )
    watch = _Watch(process.pid, limit_gib * 1024, limit_seconds)
    watch.start()
    said = ""
    if process.stdout:
        with process.stdout:
            said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.over.set()
    watch.join()
    wall = time.monotonic() - begun
    peak = max(watch.peak, usage.ru_maxrss / 1024)
    outcome = watch.stopped or ("done" if status == 0 else "failed")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    message = lines[-1][:200] if lines and outcome == "failed" else ""
    return Cost(
        cpu=round(usage.ru_utime + usage.ru_stime, 1),
        wall=round(wall, 1),
        peak_mib=round(peak),
        outcome=outcome,
        message=message,
    )


def _tree(root: int) -> list[int]:
    """Return the process and its descendants, parents first."""
    found = [root]
    for process in found:
        try:
            tasks = Path(f"/proc/{process}/task").iterdir()
            for task in tasks:
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0
