"""Time the readers of large files, on one core.

Usage: taskset -c 0 python benchmarks/readers.py [megabytes]

The beneficiary flow is the sample's, its households repeated under new claim numbers;
the register of deaths is drawn at random. Seconds are CPU seconds of the whole reader,
from the file to typed frames.
"""

import gzip
import os
import random
import re
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = "1"

from bondroit.run.workspace import write_example
from bondroit.sources.reading import Reading, ReadRequest
from bondroit.sources.registry import reader_of

MONTH = date(2026, 10, 1)
HOUSEHOLD = re.compile(rb"<InfosFoyerRSA>.*?</InfosFoyerRSA>", re.DOTALL)
CLAIM = re.compile(rb"<NUMDEMRSA>\d+</NUMDEMRSA>")
DEATHS = 1_000_000


def beneficiary_flow(folder: Path, megabytes: int) -> Path:
    """Write a flow of that size."""
    write_example(folder / "sample")
    (source,) = (folder / "sample/extracts/2026-10/rsa").glob("RSABEM_CAF*")
    text = gzip.decompress(source.read_bytes())
    blocks = HOUSEHOLD.findall(text)
    head = text[: text.index(blocks[0])]
    place = folder / "flow.xml"
    count = 0
    with place.open("wb") as target:
        target.write(head)
        while target.tell() < megabytes * 1_000_000:
            for block in blocks:
                count += 1
                claim = b"<NUMDEMRSA>%011d</NUMDEMRSA>" % count
                target.write(CLAIM.sub(claim, block, count=1))
        total = b"%08d" % count
        target.write(
            b"<TransmissionFlux><NBTOTDOSRSATRANSM>" + total + b"</NBTOTDOSRSATRANSM>"
            b"<NBTOTDOSRSATRANSMANO>00000000</NBTOTDOSRSATRANSMANO></TransmissionFlux></Racine>"
        )
    return place


def register(folder: Path) -> Path:
    """Write a register of deaths in the fixed-width layout."""
    draw = random.Random(45)  # noqa: S311 - a benchmark's data
    place = folder / "deces.txt"
    with place.open("w", encoding="utf-8") as target:
        for rank in range(DEATHS):
            name = f"NOM{draw.randrange(10**6):06d}*PRENOM{draw.randrange(10**4)}/"
            born = f"{draw.randint(1915, 1990)}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}"
            died = f"202{draw.randint(0, 5)}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}"
            target.write(
                f"{name:<80}{draw.choice('12')}{born}45234{'ORLEANS':<30}{'':<30}"
                f"{died}45234{rank:<9}\n"
            )
    return place


def measure(name: str, path: Path, folder: Path) -> None:
    """Read a file whole and print rows, CPU seconds, megabytes a second and memory."""
    reading = Reading(source="bench", file=path.name, month=MONTH)
    request = ReadRequest(path=path, reading=reading, options={}, workspace=folder)
    begun = time.process_time()
    rows = sum(chunk.rows.height for chunk in reader_of(name)(request))
    seconds = time.process_time() - begun
    size = path.stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name:<14}{size:7.0f} MB {reading.rows_read:9d} records {rows:9d} rows "
        f"{seconds:6.1f} CPU s {size / seconds:6.1f} MB/s  peak {peak} MiB"
    )


def main() -> None:
    """Measure both readers."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        measure("cnaf-vrsb", beneficiary_flow(folder, megabytes), folder)
        measure("insee-deaths", register(folder), folder)


if __name__ == "__main__":
    main()
