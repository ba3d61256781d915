"""Kill the monthly run at many moments, run it again, and compare the bytes.

Usage: python benchmarks/kill_and_rerun.py [kills]

Each round starts `bondroit run` on a fresh copy of the sample workspace, kills it
(SIGKILL) after a different delay, then runs it to its end. Every file of the run but the
manifest's clock must be the one of an undisturbed run.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bondroit.run.workspace import write_example

COMMAND = [sys.executable, "-m", "bondroit", "run"]


def run(folder: Path, kill_after: float | None = None) -> float:
    """Run the month; kill the process group after a delay; return the seconds."""
    begun = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 - our own command
        COMMAND,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=kill_after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return time.monotonic() - begun


def digests(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file of the only run, clock times left out."""
    (place,) = [path for path in (folder / "runs").iterdir() if path.name[0] != "."]
    found = {"run": place.name}
    for path in sorted(place.rglob("*")):
        if path.is_file() and path.name != "manifest.json":
            name = str(path.relative_to(place))
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    found["outcome"] = manifest["outcome"]
    return found


def main() -> int:
    """Compare killed and undisturbed runs; return 1 on the first difference."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        write_example(root / "sample")
        shutil.copytree(root / "sample", root / "whole")
        whole = run(root / "whole")
        expected = digests(root / "whole")
        print(f"undisturbed: {whole:.1f} s, {len(expected)} files")
        for rank in range(kills):
            delay = whole * (rank + 0.5) / kills
            folder = root / f"killed-{rank}"
            shutil.copytree(root / "sample", folder)
            run(folder, kill_after=delay)
            run(folder)
            same = digests(folder) == expected
            print(
                f"killed after {delay:5.1f} s: {'same bytes' if same else 'DIFFERENT'}"
            )
            if not same:
                return 1
            shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
