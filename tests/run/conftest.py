"""A workspace whose month was judged, shared by what looks at a run again."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bondroit.config_file import load_config
from bondroit.run import stages


@pytest.fixture(scope="session")
def judged_workspace(
    tmp_path_factory: pytest.TempPathFactory, small_workspace: Callable[[Path], object]
) -> Path:
    """Return the configuration of a workspace whose month was judged."""
    root = tmp_path_factory.mktemp("judged")
    small_workspace(root)
    run = stages.prepare(load_config(root / "bondroit.yml"), date(2026, 10, 1))
    for stage in (stages.read, stages.gather, stages.match, stages.judge):
        stage(run)
    stages.finish(run)
    return root / "bondroit.yml"
