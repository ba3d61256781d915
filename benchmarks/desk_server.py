"""The server of the load test: `bondroit review`, its log and its CPU."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

GOAL = 300
LINE = re.compile(r"INFO (GET|POST) (\S+) (\d+) (\d+) ms")


@dataclass
class Server:
    """The server and its log."""

    process: subprocess.Popen[bytes]
    log: Path
    read: int = 0

    def cpu(self) -> float:
        """Return the seconds of CPU that its processes spent so far."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                words = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(words[2]) == self.process.pid:
                ticks += int(words[11]) + int(words[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def forget(self) -> None:
        """Leave what the log holds so far out of the next report."""
        self.read = len(self.log.read_text().splitlines())

    def report(self) -> None:
        """Print p50 and p95 of each address since the last report."""
        lines = self.log.read_text().splitlines()
        times: dict[str, list[int]] = defaultdict(list)
        for line in lines[self.read :]:
            found = LINE.search(line)
            if found and "/static" not in line and "/sante" not in line:
                times[f"{found[1]} {found[2]}"].append(int(found[4]))
        self.read = len(lines)
        for name, ms in sorted(times.items()):
            half, high = percentiles(ms)
            mark = "" if high < GOAL else "  over the goal"
            print(
                f"  {name:<34} {len(ms):5} × p50 {half:4.0f}  p95 {high:4.0f}  max {max(ms):4} ms{mark}"
            )


def percentiles(values: list[int] | list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    ranks = quantiles([*values, *values], n=20)
    return ranks[9], ranks[18]


@contextmanager
def serving(root: Path, port: int, workers: int) -> Iterator[Server]:
    """Serve the desk with `bondroit review` until the end."""
    log = root / "log.txt"
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [
            *(sys.executable, "-m", "bondroit", "review"),
            *("--config", str(root / "bondroit.yml")),
            *("--port", str(port), "--workers", str(workers)),
        ],
        stdout=subprocess.DEVNULL,
        stderr=log.open("wb"),
        start_new_session=True,
    )
    try:
        wait_for(port)
        yield Server(process, log)
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Wait until the desk answers."""
    while True:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            line.request("GET", "/sante")
            line.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
