"""Match the same files with bondroit and its peers, each a process of its own.

`python benchmarks/matching/run.py --size 20000` makes the files it needs, runs every
system on them, evaluates them on the same truth and prints a table; all figures go to
`benchmarks/data/matching/results/`. Peers run in the environment of `--peers`.
"""

import argparse
import json
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl
from evaluate import evaluate
from french_noise import MODELS
from measure import Cost, measured

HERE = Path(__file__).parent
DATA = HERE.parent / "data" / "matching"
SYSTEMS = ("ours", "splink", "recordlinkage", "goldenmatch")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is measured.

    Attributes:
        left: rows of the left file.
        right: rows of the right one.
        noise: the noise model, or `febrl4`.
        within: duplicates of one file of `left` rows.
        peers: folder of the peers' environment.
        limit: GiB beyond which a system is stopped.
        seconds: seconds beyond which it is stopped.

    """

    left: int
    right: int
    noise: str
    within: bool
    peers: Path
    limit: float
    seconds: float

    @property
    def name(self) -> str:
        """Name of the data folder."""
        if self.noise == "febrl4":
            return self.noise
        shape = "duplicates" if self.within else f"{self.right}"
        return f"{self.noise}-{self.left}-{shape}"

    @property
    def folder(self) -> Path:
        """The data folder."""
        return DATA / self.name


def prepare(asked: Asked) -> None:
    """Write the files, unless done before."""
    if (asked.folder / "truth.parquet").is_file():
        return
    if asked.noise == "febrl4":
        packages = next((asked.peers / "lib").glob("python*/site-packages"))
        _python([HERE / "febrl.py", asked.folder, packages])
        return
    left, right = asked.left, asked.right
    more: tuple[str, ...] = ()
    if asked.within:
        left, right, more = left - left // 5, left // 5, ("--duplicates",)
    links = right if asked.within else min(left, right) // 2
    sizes = ["--left", left, "--right", right, "--links", links, *more]
    _python([HERE / "french.py", asked.folder, "--noise", asked.noise, *sizes])


def _python(arguments: list[object]) -> None:
    command = [sys.executable, *map(str, arguments)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def command(asked: Asked, system: str, out: Path) -> list[str]:
    """Return the command of a system on the files."""
    if system == "ours":
        start = [sys.executable, str(HERE / "ours.py")]
    else:
        start = [str(asked.peers / "bin" / "python"), str(HERE / f"{system}_peer.py")]
    within = ["--within"] if asked.within else []
    register = asked.right >= 10 * asked.left and system == "ours"
    use = ["--use", "deaths"] if register else []
    return [*start, str(asked.folder), str(out), *within, *use]


def measure(asked: Asked, system: str) -> dict[str, object]:
    """Run a system; return its cost and, when it ended, its accuracy."""
    results = DATA / "results"
    results.mkdir(parents=True, exist_ok=True)
    out = results / f"{asked.name}-{system}.parquet"
    out.unlink(missing_ok=True)
    cost = measured(
        command(asked, system, out),
        limit_gib=asked.limit,
        limit_seconds=asked.seconds,
        environment={"POLARS_MAX_THREADS": "2"},
    )
    figures: dict[str, object] = {"system": system, "data": asked.name, **asdict(cost)}
    if cost.outcome == "done":
        truth = pl.read_parquet(asked.folder / "truth.parquet")
        figures["accuracy"] = evaluate(pl.read_parquet(out), truth)
    about = {"python": platform.python_version(), "machine": platform.machine()}
    kept = {**figures, **about}
    (results / f"{asked.name}-{system}.json").write_text(json.dumps(kept, indent=1))
    print(row(system, cost, figures.get("accuracy")), flush=True)
    return figures


HEADER = (
    "| system | CPU s | wall s | peak MiB | best F1 | F1 1:1 | R at P .995 | R at P .999"
    " | P called .99 (R) | .9 | .95 | .99 | .999 |\n"
    "| --- |" + " ---: |" * 12
)


def row(system: str, cost: Cost, accuracy: object) -> str:
    """Return a row of the table; the last four cells are calibration: real shares."""
    start = f"| {system} | {cost.cpu} | {cost.wall} | {cost.peak_mib:,} |"
    if not isinstance(accuracy, dict):
        return f"{start} {cost.outcome} {cost.message} |"
    real = {one["from"]: one for one in accuracy["calibration"]}
    bins = [
        f"{real[low]['stated']:.3f} → {real[low]['real']:.3f}" if low in real else "–"
        for low in (0.9, 0.95, 0.99, 0.999)
    ]
    names = ("f1", "f1_one_to_one", "recall_at_0.995", "recall_at_0.999")
    figures = [f"{accuracy[name]:.4f}" for name in names]
    called = (
        f"{accuracy['precision_called_0.99']:.4f}"
        f" ({accuracy['recall_called_0.99']:.4f})"
    )
    return f"{start} " + " | ".join([*figures, called, *bins]) + " |"


def main() -> None:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, nargs="+", default=[20_000])
    parser.add_argument("--right", type=int, help="rows of the right file")
    parser.add_argument(
        "--noise", nargs="+", default=["typos"], choices=[*MODELS, "febrl4", "all"]
    )
    parser.add_argument("--systems", nargs="+", default=SYSTEMS, choices=SYSTEMS)
    parser.add_argument("--within", action="store_true", help="duplicates of one file")
    parser.add_argument("--peers", type=Path, default=HERE.parents[1] / ".bench")
    parser.add_argument("--limit", type=float, default=16, help="GiB of a system")
    parser.add_argument("--seconds", type=float, default=3600, help="of a system")
    read = parser.parse_args()
    for noise in MODELS if "all" in read.noise else read.noise:
        for size in read.size:
            asked = Asked(
                left=size,
                right=read.right or size,
                noise=noise,
                within=read.within,
                peers=read.peers,
                limit=read.limit,
                seconds=read.seconds,
            )
            prepare(asked)
            print(f"\n{asked.name}\n{HEADER}", flush=True)
            for system in read.systems:
                measure(asked, system)


if __name__ == "__main__":
    main()
