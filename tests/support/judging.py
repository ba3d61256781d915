"""The month of a small workspace, run without Prefect."""

import warnings
from datetime import date
from pathlib import Path

from bondroit.config_file import load_config
from bondroit.run import expectations, reporting, stages


def judge_month(root: Path) -> Path:
    """Run October 2026 in a workspace and return the run's folder."""
    run = stages.prepare(load_config(root / "bondroit.yml"), date(2026, 10, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for stage in (
            stages.read,
            stages.gather,
            expectations.check_delivery,
            stages.match,
            stages.judge,
            expectations.check_results,
            reporting.report,
        ):
            stage(run)
    return stages.finish(run)
