"""Time what a rule author and a scheduler wait for.

Usage: python benchmarks/startup.py [runs]

Median of several whole processes, after one that warms the disk.
"""

import statistics
import subprocess
import sys
import time

COMMANDS = (("--help",), ("rules", "test"), ("rules", "lint"), ("rules", "list"))


def seconds(arguments: tuple[str, ...]) -> float:
    """Return the wall time of one process."""
    begun = time.perf_counter()
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "bondroit", *arguments],
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - begun


def main() -> None:
    """Print the median of each command."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    for arguments in COMMANDS:
        seconds(arguments)
        times = sorted(seconds(arguments) for _ in range(runs))
        print(
            f"bondroit {' '.join(arguments):<12} median {statistics.median(times):.2f} s "
            f"({times[0]:.2f} to {times[-1]:.2f})"
        )


if __name__ == "__main__":
    main()
