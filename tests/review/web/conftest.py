"""A desk with a few cases, and browsers signed in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_support import make_desk
from web_support import Caller, fill, make_site, signed

from bondroit.review.vocabulary import Role
from bondroit.review.web.site import Site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A desk with four cases and two doubtful matches, nobody signed in."""
    desk = make_desk(tmp_path / "w")
    fill(desk)
    yield make_site(desk)
    desk.close()


@pytest.fixture
def agent(site: Site) -> Caller:
    """An agent."""
    return signed(site, "camille", Role.AGENT)


@pytest.fixture
def manager(site: Site) -> Caller:
    """A manager."""
    return signed(site, "dominique", Role.MANAGER)
