"""A large département, one new month: seconds and peak memory of every stage.

Writes once, in `benchmarks/data/`, the deliveries of a département: 200,000 rights over
36 months (7.2 million payments), 68,000 people helped at home, a register of 5 million
deaths. Ingests the 35 months of history, then times `bondroit run` on the new month, as
a whole process, Prefect and Great Expectations included.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from bondroit.config_file import load_config
from bondroit.run.months import latest_month
from bondroit.sample_data.large import Large, write_large
from bondroit.sources.ingest import ingest, months_to_ingest

DATA = Path(__file__).parent / "data"
FULL = Large()


@dataclass(frozen=True, slots=True)
class Timing:
    """One stage, or the whole process."""

    name: str
    seconds: float
    peak_mib: int
    rows: dict[str, int]


def prepare(size: Large) -> Path:
    """Write the deliveries and ingest the history, unless done before.

    Returns:
        The workspace, whose store holds every month but the last.

    """
    folder = DATA / f"{size.rights}-rights-{size.months}-months-{size.deaths}-deaths"
    done = folder / "prepared.json"
    if done.is_file():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    begun = time.monotonic()
    write_large(folder, size=size)
    written = time.monotonic() - begun
    config = load_config(folder / "bondroit.yml")
    for month in months_to_ingest(config, latest_month(config))[:-1]:
        ingest(config, month, history=True)
        sys.stdout.write(f"history {month:%Y-%m}\r")
        sys.stdout.flush()
    ingested = time.monotonic() - begun - written
    facts = {"written": round(written, 1), "history": round(ingested, 1)}
    done.write_text(json.dumps(facts), encoding="utf-8")
    return folder


def forget_the_month(folder: Path, month: date) -> None:
    """Take back what an earlier measurement of the month left."""
    for place in (folder / "store").rglob(f"month={month:%Y-%m}"):
        shutil.rmtree(place)
    shutil.rmtree(folder / "runs", ignore_errors=True)


def run_month(folder: Path, month: date, threads: int) -> list[Timing]:
    """Run the month in a process of its own; return its stages, then the whole."""
    environment = {**os.environ, "POLARS_MAX_THREADS": str(threads)}
    command = [
        str(Path(sys.executable).with_name("bondroit")),
        "run",
        "--config",
        str(folder / "bondroit.yml"),
        "--month",
        f"{month:%Y-%m}",
    ]
    begun = time.monotonic()
    result = subprocess.run(command, env=environment, check=False)  # noqa: S603 - our own program
    seconds = time.monotonic() - begun
    if result.returncode > 1:
        raise SystemExit(result.returncode)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    manifest = next((folder / "runs").glob(f"{month:%Y-%m}*/manifest.json"))
    stages = json.loads(manifest.read_text(encoding="utf-8"))["stages"]
    return [
        *(
            Timing(one["name"], one["seconds"], one["peak_mib"], one["rows"])
            for one in stages
        ),
        Timing(
            "whole process",
            round(seconds, 1),
            used.ru_maxrss // 1024,
            {"CPU seconds": round(used.ru_utime + used.ru_stime)},
        ),
    ]


def table(timings: list[Timing]) -> str:
    """Return the measurements as a Markdown table."""
    lines = ["| stage | seconds | peak MiB | rows |", "|---|---:|---:|---|"]
    for one in timings:
        rows = ", ".join(f"{name} {count:,}" for name, count in one.rows.items())
        lines.append(f"| {one.name} | {one.seconds:.1f} | {one.peak_mib:,} | {rows} |")
    return "\n".join(lines)


def machine() -> str:
    """Return what the figures were measured on."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Python "
        f"{platform.python_version()}, polars {pl.__version__}, load average {load}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rights", type=int, default=FULL.rights)
    parser.add_argument("--months", type=int, default=FULL.months)
    parser.add_argument("--deaths", type=int, default=FULL.deaths)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    size = Large(rights=given.rights, months=given.months, deaths=given.deaths)
    folder = prepare(size)
    month = latest_month(load_config(folder / "bondroit.yml"))
    forget_the_month(folder, month)
    before = machine()
    timings = run_month(folder, month, given.threads)
    facts = json.loads((folder / "prepared.json").read_text(encoding="utf-8"))
    sys.stdout.write(
        f"\n{before}\n"
        f"{size.rights:,} rights, {size.months} months, {size.deaths:,} deaths; written in "
        f"{facts['written']} s, history ingested in {facts['history']} s\n\n"
        f"{table(timings)}\n"
    )


if __name__ == "__main__":
    main()
