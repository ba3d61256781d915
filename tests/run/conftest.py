"""A workspace whose month was run, shared by what looks at a run again."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def judged_workspace(
    tmp_path_factory: pytest.TempPathFactory, judged_month: Path
) -> Path:
    """Return the configuration of a workspace whose month was run, without Prefect."""
    root = tmp_path_factory.mktemp("judged") / "w"
    return Path(shutil.copytree(judged_month, root)) / "bondroit.yml"
