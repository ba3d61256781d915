"""Several processes that serve one desk, one a core.

Nothing that counts is kept in a process: sessions, attempts to sign in and the work itself
are in the database, so any process may answer any request.
"""

import os
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette

from bondroit.config_file import load_config
from bondroit.review.desk import open_desk
from bondroit.review.web.app import make_app
from bondroit.review.web.serving import SERVER, log_to_stderr, make_site

WORKSPACE: Final = "BONDROIT_REVIEW_WORKSPACE"
"""Variable by which the first process names the configuration to those it starts."""


def usual_workers() -> int:
    """Return how many processes serve a team: one a core, two at most."""
    return min(2, len(os.sched_getaffinity(0)))


def serve_together(config: Path, host: str, port: int, workers: int) -> None:
    """Serve a workspace's pages from several processes until interrupted.

    Args:
        config: `bondroit.yml`; its desk is up to date and its rules were read without error.
        host: where to listen.
        port: same.
        workers: how many processes; one that ends is replaced.

    """
    os.environ[WORKSPACE] = str(config.resolve())
    uvicorn.run(
        f"{__name__}:worker",
        factory=True,
        workers=workers,
        host=host,
        port=port,
        **SERVER,
    )


def worker() -> Starlette:
    """Return the application of one process, on the workspace that the first one named."""
    log_to_stderr()
    config = load_config(Path(os.environ[WORKSPACE]))
    return make_app(make_site(open_desk(config, migrating=False), config))
