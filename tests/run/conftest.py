"""A workspace whose month was run, shared by what looks at a run again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from judging import judge_month


@pytest.fixture(scope="session")
def judged_workspace(
    tmp_path_factory: pytest.TempPathFactory, small_workspace: Callable[[Path], object]
) -> Path:
    """Return the configuration of a workspace whose month was run, without Prefect."""
    root = tmp_path_factory.mktemp("judged")
    small_workspace(root)
    judge_month(root)
    return root / "bondroit.yml"
