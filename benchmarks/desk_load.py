"""The review desk with 20,000 cases: every page alone, then 30 agents at once.

    python benchmarks/desk_load.py [--cases 20000] [--agents 30] [--workers 2]
                                   [--think 5] [--minutes 2]

The server is `bondroit review` itself, in processes of its own. Three readings:

- one reader asks for every page, one after the other, without a pause;
- agents at work: each reads what it was shown before it asks for the next page, `--think`
  seconds on average (exponential, seeded), and takes, opens and concludes cases;
- the same agents without any pause (stress): as many requests as the machine answers.

Server time is that of the access log, from the request read to the first byte sent; what
the agents waited is measured by them, over everything. CPU is that of the server's
processes, which is what carries over to another machine.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from desk_agents import Browser, oldest, visit_pages, work  # noqa: E402
from desk_server import Server, percentiles, serving  # noqa: E402
from desk_support import RULES, Gap, add_actor, make_desk, write_run  # noqa: E402
from desk_tables import tables_of  # noqa: E402

from bondroit.config_file import load_config  # noqa: E402
from bondroit.review.auth.signing import open_session  # noqa: E402
from bondroit.review.desk import open_desk  # noqa: E402
from bondroit.review.importing.runs import import_run  # noqa: E402
from bondroit.review.store.accounts import User  # noqa: E402
from bondroit.review.vocabulary import Role  # noqa: E402

CONFIGURATION = """\
departement: "45"
window_months: 24
as_of: last_day
sources:
  - {name: apa, format: table, table: people, path: "extracts/{month}/people.csv"}
rules: [rules/]
review: {random_size: 0, session_minutes: 600}
"""


def prepare(root: Path, cases: int, agents: int) -> list[str]:
    """Fill a desk and return the cookies of its agents."""
    make_desk(root).close()
    (root / "bondroit.yml").write_text(CONFIGURATION)
    desk = open_desk(load_config(root / "bondroit.yml"))
    gaps = [
        Gap(
            person,
            rule=RULES[person % 3],
            month=oldest(person + step),
            amount=Decimal(50 + person % 4000),
        )
        for person in range(cases)
        for step in range(2)
    ]
    folder = write_run(
        root / "runs" / "2026-10-charge", gaps, possible=tuple(range(60))
    )
    started = time.process_time()
    import_run(desk, folder, tables_of(min(cases, 1000)))
    print(f"import of {cases} cases: {time.process_time() - started:.1f} CPU s")
    cookies = []
    for rank in range(agents):
        actor = add_actor(desk, f"agent{rank}", Role.MANAGER)
        with desk.write() as session:
            user = session.get_one(User, actor.id)
            cookies.append(
                open_session(session, desk.settings, user, desk.clock()).token
            )
    desk.close()
    return cookies


def measure(
    server: Server,
    name: str,
    browsers: list[Browser],
    act: Callable[[Browser, int], None],
) -> None:
    """Let browsers act at once, then say what it took."""
    for browser in browsers:
        browser.waited.clear()
        browser.wrong = 0
    before, started = server.cpu(), time.perf_counter()
    threads = [
        threading.Thread(target=act, args=(browser, rank))
        for rank, browser in enumerate(browsers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent, cpu = time.perf_counter() - started, server.cpu() - before
    waited = [seconds for browser in browsers for seconds in browser.waited]
    half, high = percentiles(waited)
    load = os.getloadavg()[0]
    print(
        f"{name}: {len(waited)} requests in {spent:.0f} s "
        f"({len(waited) / spent:.1f} a second), "
        f"{sum(browser.wrong for browser in browsers)} error(s)\n"
        f"  CPU {cpu / len(waited) * 1000:.1f} ms a request; waited p50 {half * 1000:.0f} "
        f"p95 {high * 1000:.0f} max {max(waited) * 1000:.0f} ms; load {load:.1f}"
    )
    server.report()


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--agents", type=int, default=30)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--think", type=float, default=5.0)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--port", type=int, default=8199)
    given = parser.parse_args()

    def agent(think: float, seconds: float) -> Callable[[Browser, int], None]:
        until = time.perf_counter() + seconds
        return lambda browser, rank: work(browser, rank, think, until)

    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "w"
        cookies = prepare(root, given.cases, given.agents)
        with serving(root, given.port, given.workers) as server:
            browsers = [Browser(given.port, cookie) for cookie in cookies]
            visit_pages(browsers[0], 2)
            server.forget()
            measure(
                server, "one reader", browsers[:1], lambda one, _: visit_pages(one, 10)
            )
            measure(
                server,
                f"{given.agents} agents at work, {given.think:.0f} s a page",
                browsers,
                agent(given.think, given.minutes * 60),
            )
            measure(
                server,
                f"{given.agents} agents without a pause",
                browsers,
                agent(0, given.minutes * 15),
            )


if __name__ == "__main__":
    main()
