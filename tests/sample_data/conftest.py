"""One small sample for the tests of the generator."""

from pathlib import Path

import pytest

from bondroit.sample_data import Size, write_workspace
from bondroit.sample_data.making import Sample, make_sample

TINY = Size(
    households=12,
    home=15,
    facility=5,
    element1=6,
    other_elements=4,
    actp=2,
    strangers=200,
)


@pytest.fixture(scope="session")
def tiny() -> Size:
    """The size of the small sample."""
    return TINY


@pytest.fixture(scope="session")
def sample() -> Sample:
    """The sample in memory: every planted case, few ordinary people."""
    return make_sample(7, TINY)


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same sample, written."""
    folder = tmp_path_factory.mktemp("departement")
    write_workspace(folder, seed=7, size=TINY)
    return folder
