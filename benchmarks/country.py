"""The country: rights, households and individuals of 101 départements, judged in one run.

`python benchmarks/country.py` writes one département of each size once, in
`benchmarks/data/country/`, then applies the rules of `right_month`, `household_month`
and `individual_month` to 36 months of as many départements of each size as make
3.7 million rights a month. Départements share nothing: each core judges one at a time,
the largest first. It prints the cost of each size, which should grow like the rows, then
that of the whole.
"""

import argparse
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import polars as pl

from bondroit.engine.compile import CompiledRule, compile_rules
from bondroit.engine.evaluate import evaluate_compiled
from bondroit.engine.parameters import Parameters
from bondroit.engine.rulebook import read_rulebook
from bondroit.engine.views.catalogue import VIEWS
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import COVERAGE
from bondroit.model.rule import Status
from bondroit.model.table_set import TableSet
from bondroit.resources import shipped
from bondroit.sample_data.large import Large, write_large

DATA: Final = Path(__file__).parent / "data" / "country"
MONTHS: Final = 36
SCOPE: Final = Scope(
    first_month=date(2023, 11, 1),
    last_month=date(2026, 10, 1),
    as_of=date(2026, 10, 31),
)
JUDGED: Final = ("right_month", "household_month", "individual_month")
TABLES: Final = (
    "people",
    "rights",
    "payments",
    "households",
    "household_members",
    "stays",
)
COUNTRY: Final = ((10_000, 30), (30_000, 40), (55_000, 25), (130_000, 6))
"""Rights a month of a département, and how many départements are about that large."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one département took.

    Attributes:
        rights: rights a month.
        cpu: CPU seconds, user and system.
        findings: rows found.
        worker: the process that judged it.
        peak_mib: the most that process has held so far.

    """

    rights: int
    cpu: float
    findings: int
    worker: int
    peak_mib: int


def prepare(rights: int) -> Path:
    """Write the tables of a département, each in one file, unless done before."""
    folder = DATA / str(rights)
    if (folder / "matches.parquet").is_file():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    size = Large(rights=rights, months=MONTHS, deaths=rights)
    write_large(folder / "workspace", size=size)
    months = folder / "workspace" / "extracts"
    for name in TABLES:
        rows = pl.scan_parquet(months / "*" / f"{name}.parquet")
        rows.sink_parquet(folder / f"{name}.parquet")
    deaths = pl.read_parquet(folder / "workspace" / "registers" / "deaths.parquet")
    deaths.write_parquet(folder / "deaths.parquet")
    _who_is_who(folder, deaths)
    return folder


def _who_is_who(folder: Path, deaths: pl.DataFrame) -> None:
    """Write individuals and matches: those made with the data, found by equality."""
    people = pl.read_parquet(folder / "people.parquet")
    people.select(
        "source", "person_id", individual_id=pl.concat_str("source", "person_id")
    ).write_parquet(folder / "individuals.parquet")
    same = ["birth_name", "first_names", "sex", "birth_date", "birth_place"]
    people.join(deaths.select("death_id", *same), on=same).select(
        left_source="source",
        left_id="person_id",
        right_source=pl.lit("deaths"),
        right_id="death_id",
        right_table=pl.lit("deaths"),
        probability=pl.lit(1.0),
        band=pl.lit("certain"),
        reasons=pl.lit(["benchmark"]),
    ).unique("left_id", keep="first", maintain_order=True).write_parquet(
        folder / "matches.parquet"
    )


def tables_of(folder: Path) -> TableSet:
    """Return the tables of a département, with what they cover."""
    empty = TableSet(frames={})
    frames = {}
    covered = []
    for name in (*TABLES, "deaths"):
        rows = pl.scan_parquet(folder / f"{name}.parquet")
        schema = empty.frame(name).collect_schema()
        given = rows.collect_schema()
        frames[name] = rows.select(
            (pl.col(column) if column in given else pl.lit(None))
            .cast(kind)
            .alias(column)
            for column, kind in schema.items()
        )
        sources = rows.select(pl.col("source").unique().sort()).collect()["source"]
        covered += [(name, source, date(2022, 1, 1), SCOPE.as_of) for source in sources]
    return TableSet(
        frames=frames,
        coverage=pl.DataFrame(covered, schema=COVERAGE, orient="row"),
        individuals=pl.scan_parquet(folder / "individuals.parquet"),
        matches=pl.scan_parquet(folder / "matches.parquet"),
        departement="45",
    )


@cache
def book() -> tuple[Sequence[CompiledRule], Parameters]:
    """Read and compile the rules, once a process."""
    read = read_rulebook([shipped("rules")]).checked()
    judged = [
        rule
        for rule in read.rules
        if rule.view in JUDGED and rule.status in {Status.ACTIVE, Status.PILOT}
    ]
    return compile_rules(judged, VIEWS, read.parameters), read.parameters


def measure(rights: int) -> Cost:
    """Judge one département of a size."""
    rules, parameters = book()
    before = _cpu()
    said = evaluate_compiled(rules, tables_of(prepare(rights)), parameters, SCOPE)
    return Cost(
        rights=rights,
        cpu=_cpu() - before,
        findings=said.findings.height,
        worker=os.getpid(),
        peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def judge_all(sizes: Sequence[int], workers: int) -> Iterator[Cost]:
    """Judge départements, the largest first, each worker one at a time."""
    # NOTE: read by polars where a worker imports it.
    os.environ["POLARS_MAX_THREADS"] = str(max(1, (os.cpu_count() or 1) // workers))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        judging = [pool.submit(measure, one) for one in sorted(sizes, reverse=True)]
        for done in as_completed(judging):
            yield done.result()


def line(label: str, costs: Sequence[Cost]) -> str:
    """Return the costs of some départements as one row of a table."""
    months = sum(one.rights for one in costs) * MONTHS
    cpu = sum(one.cpu for one in costs)
    return (
        f"| {label} | {len(costs)} | {months:,} | {cpu:.1f} | {cpu / months * 1e6:.2f} "
        f"| {sum(one.findings for one in costs):,} |"
    )


def peak(costs: Sequence[Cost]) -> int:
    """Return what the workers held in all, in MiB, had each its most at one moment."""
    most: dict[int, int] = {}
    for one in costs:
        most[one.worker] = max(most.get(one.worker, 0), one.peak_mib)
    return sum(most.values())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--share",
        type=float,
        default=1.0,
        help="part of the départements of each size to judge, at least one",
    )
    parser.add_argument("--largest", type=int, default=200_000, help="leave larger out")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    sizes = {
        rights: max(1, round(count * asked.share))
        for rights, count in COUNTRY
        if rights <= asked.largest
    }
    for rights in sizes:
        prepare(rights)
    load, begun = os.getloadavg()[0], time.monotonic()
    wanted = [rights for rights, count in sizes.items() for _ in range(count)]
    costs = list(judge_all(wanted, asked.workers))
    wall = time.monotonic() - begun
    sys.stdout.write(
        f"{len(book()[0])} rules, {asked.workers} workers, load average {load:.1f}, "
        f"polars {pl.__version__}\n\n"
        "| rights a month | départements | right-months | CPU s | CPU s a million "
        "| findings |\n|---:|---:|---:|---:|---:|---:|\n"
    )
    for rights in sizes:
        of_size = [one for one in costs if one.rights == rights]
        sys.stdout.write(line(f"{rights:,}", of_size) + "\n")
    sys.stdout.write(line("all", costs) + "\n\n")
    sys.stdout.write(f"{wall:.1f} s of wall time, {peak(costs):,} MiB at most\n")


if __name__ == "__main__":
    main()
