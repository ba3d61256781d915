"""Sixty rules on many payment-months: bondroit beside DuckDB and polars, by hand.

`python benchmarks/rules_speed.py --rows 20000000` writes the data once in
`benchmarks/data/rules/`, runs each system as a process of its own on two threads, checks
that all find the same rows and amounts, and prints CPU seconds and peak memory.
"""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from matching.measure import Cost, measured
from polars.testing import assert_frame_equal
from rules_peers.data import write_data

HERE = Path(__file__).parent
SYSTEMS = ("ours", "duckdb_peer", "polars_peer")
OURS = Path(sys.executable)


@dataclass(frozen=True, slots=True)
class Result:
    """One system on one size."""

    system: str
    cost: Cost
    findings: int


def _run(
    system: str, data: Path, threads: int, python: Path
) -> tuple[Cost, pl.DataFrame]:
    out = data / f"{system}.parquet"
    out.unlink(missing_ok=True)
    command = [str(python), "-m", f"rules_peers.{system}", str(data), str(out)]
    cost = measured(
        command,
        environment={
            "POLARS_MAX_THREADS": str(threads),
            "PYTHONPATH": os.pathsep.join(
                [str(HERE), os.environ.get("PYTHONPATH", "")]
            ),
        },
    )
    if cost.outcome != "done":
        sys.exit(f"{system}: {cost.outcome} {cost.message}")
    found = pl.read_parquet(out)
    return cost, found.sort(found.columns)


def measure(
    rows: int, systems: list[str], threads: int, peers: Path = OURS
) -> list[Result]:
    """Run every system on one size, and compare what each finds.

    Raises:
        AssertionError: two systems do not find the same.

    """
    data = HERE / "data" / "rules" / str(rows)
    write_data(data, rows)
    results: list[Result] = []
    first: pl.DataFrame | None = None
    for system in systems:
        python = peers if system == "duckdb_peer" else OURS
        cost, found = _run(system, data, threads, python)
        if first is None:
            first = found
        assert_frame_equal(first, found)
        results.append(Result(system, cost, found.height))
    return results


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[2_000_000])
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--peers", type=Path, help="environment that holds duckdb; this one by default"
    )
    asked = parser.parse_args()
    python = asked.peers / "bin" / "python" if asked.peers else OURS
    print(f"load average {os.getloadavg()[0]:.1f}, polars {pl.__version__}")
    print("| payment-months | system | CPU s | wall s | peak MiB | findings |")
    print("|---:|---|---:|---:|---:|---:|")
    for rows in asked.rows:
        for one in measure(rows, asked.systems, asked.threads, python):
            cost = one.cost
            print(
                f"| {rows:,} | {one.system} | {cost.cpu:.1f} | {cost.wall:.1f} "
                f"| {cost.peak_mib:,} | {one.findings:,} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
