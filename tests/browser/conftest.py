"""A real browser before a real server."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from os import getuid
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from cheap_passwords import cheap_passwords  # noqa: F401 - a fixture of every test
from desk_support import make_desk
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from served_desk import Served, serving
from web_support import fill, make_site

from bondroit.config_file import load_config
from bondroit.review.desk import open_desk
from bondroit.review.importing.runs import import_of_workspace
from bondroit.review.web.site import Site, rules_of
from bondroit.review.web.visits import SESSION

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; while it is open, nothing else may run an event loop."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(
            "NO BROWSER: install Chromium (apt-get install chromium) to run these tests"
        )
    with sync_playwright() as playwright:
        arguments = ["--lang=fr-FR", *(["--no-sandbox"] if getuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A desk with four cases and two doubtful matches."""
    desk = make_desk(tmp_path / "w")
    fill(desk)
    with serving(make_site(desk)) as found:
        yield found


@pytest.fixture(scope="session")
def shown(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    judged_month: Path,
) -> Iterator[Served]:
    """A desk on a month really run: a small one, or `--desk-workspace`."""
    given = request.config.getoption("--desk-workspace")
    root = tmp_path_factory.mktemp("shown") / "w"
    ignored = shutil.ignore_patterns("review", "extracts")
    shutil.copytree(given or judged_month, root, ignore=ignored)
    if given is None:
        with (root / "bondroit.yml").open("a") as file:
            file.write("review: {random_size: 2, random_decoys: 0}\n")
    folder = max((root / "runs").glob("2*"))
    config = load_config(root / "bondroit.yml")
    desk = open_desk(config)
    import_of_workspace(desk, config, folder)
    site = Site(
        desk=desk,
        rules=rules_of(config.rules),
        retention=config.retention_months,
    )
    with serving(site) as found:
        yield found


@pytest.fixture(scope="session")
def shoot(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Take a picture of a page under a name, when `--screenshots` says where."""
    given = request.config.getoption("--screenshots")

    def taken(page: Page, name: str, **options: object) -> None:
        if given is not None:
            given.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=given / f"{name}.png", **options)  # type: ignore[arg-type]

    return taken


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a window on a desk: signed in when given a cookie, failing on any error."""
    problems: list[str] = []
    with ExitStack() as stack:

        def opened(
            served: Served, cookie: str | None = None, **options: object
        ) -> Page:
            context: BrowserContext = browser.new_context(
                base_url=served.address,
                locale="fr-FR",
                timezone_id="Europe/Paris",
                reduced_motion="reduce",
                **options,  # type: ignore[arg-type]
            )
            stack.callback(context.close)
            if cookie is not None:
                context.add_cookies(
                    [{"name": SESSION, "value": cookie, "url": served.address}]
                )
            page = context.new_page()
            page.set_default_timeout(20_000)
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.on(
                "console",
                lambda said: (
                    problems.append(said.text)
                    if "Content Security Policy" in said.text
                    else None
                ),
            )
            return page

        yield opened
    assert problems == []


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong on a page, WCAG 2.1 A and AA."""
    found = Axe().run(
        page,
        options={
            "runOnly": {
                "type": "tag",
                "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
            }
        },
    )
    return [
        f"{item['id']}: {node['html'][:150]}"
        for item in found.response["violations"]
        for node in item["nodes"]
    ]


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """What finds barriers on a page."""
    return violations
