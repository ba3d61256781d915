"""The demonstration: the sample workspace, run as any other."""

from pathlib import Path

from bondroit.config_file import load_config
from bondroit.flows.monthly import Outcome, Say, run_month
from bondroit.flows.server import prefect_server
from bondroit.run.months import latest_month
from bondroit.run.workspace import write_example


def run_demo(folder: Path, say: Say) -> Outcome:
    """Write the sample workspace anew, then run its latest month.

    Args:
        folder: the workspace; an earlier demonstration there is replaced.
        say: prints one line.

    """
    say(f"Données d'essai : {folder}")
    with prefect_server() as server:
        write_example(folder)
        config = load_config(folder / "bondroit.yml")
        month = latest_month(config)
        return run_month(config, month, replace=False, say=say, server=server)
