"""The review desk with 20,000 cases: server time of every page, then 30 agents at once.

    python benchmarks/desk_load.py [--cases 20000] [--agents 30] [--turns 5]

The server is a process of its own; its time is the one of its access log, from the first
byte received to the first byte sent.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import quantiles

import httpx

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from desk_support import RULES, Gap, add_actor, make_desk, write_run  # noqa: E402
from desk_tables import tables_of  # noqa: E402

from bondroit.config import Config, ReviewConfig  # noqa: E402
from bondroit.review.auth.signing import open_session  # noqa: E402
from bondroit.review.desk import Desk, open_desk  # noqa: E402
from bondroit.review.importing.runs import import_run  # noqa: E402
from bondroit.review.store.accounts import User  # noqa: E402
from bondroit.review.vocabulary import Role  # noqa: E402
from bondroit.review.web.serving import serve  # noqa: E402
from bondroit.review.web.site import Site, rules_of  # noqa: E402
from bondroit.review.web.visits import SESSION  # noqa: E402

PAGES = (
    "/dossiers",
    "/dossiers?sort=prescription&page=300",
    "/dossiers?rule=AIS-PAR-001&minimum=500&states=reported",
    "/dossiers?agent=-&before=2026-03",
    "/echeances?qui=tous&semaines=13",
    "/capacite?dossiers=500",
    "/rapprochements",
    "/regles",
    "/exceptions",
    "/journal",
    "/registre",
    "/comptes",
)
GOAL = 300
LINE = re.compile(r"INFO (GET|POST) (\S+) (\d+) (\d+) ms")


def prepare(root: Path, cases: int, agents: int) -> list[str]:
    """Fill a desk and return the cookies of its agents."""
    desk = make_desk(root)
    gaps = [
        Gap(
            person,
            rule=RULES[person % 3],
            month=date(2026, 1 + (person + step) % 9, 1),
            amount=Decimal(50 + person % 4000),
        )
        for person in range(cases)
        for step in range(2)
    ]
    folder = write_run(
        root / "runs" / "2026-10-charge", gaps, possible=tuple(range(60))
    )
    started = time.perf_counter()
    import_run(desk, folder, tables_of(min(cases, 1000)))
    print(f"import of {cases} cases: {time.perf_counter() - started:.1f} s")
    desk = real_desk(root)
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


def real_desk(root: Path) -> Desk:
    """Open the desk with the real clock."""
    return open_desk(
        Config(
            root=root,
            file=root / "bondroit.yml",
            departement="45",
            window_months=4,
            as_of="last_day",
            sources=(),
            rules=(root / "rules",),
            retention_months={},
            review=ReviewConfig(random_size=0),
        )
    )


def start(root: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers."""
    server = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, __file__, "--serve", str(root), "--port", str(port)],
        stderr=log.open("wb"),
    )
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/sante")
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return server


def visit_pages(client: httpx.Client, turns: int) -> int:
    """Ask for every page, some cases too; return how many answers were wrong."""
    wrong = 0
    for turn in range(turns):
        for page in (
            *PAGES,
            *(f"/dossiers/case{turn * 7 + rank:05d}" for rank in range(4)),
        ):
            wrong += client.get(page).status_code != httpx.codes.OK
    return wrong


def work(address: str, cookie: str, turns: int) -> int:
    """Do what an agent does: take, read, open, conclude; return the wrong answers."""
    wrong = 0
    with httpx.Client(
        base_url=address, cookies={SESSION: cookie}, timeout=60
    ) as client:
        page = client.get("/compte").text
        found = re.search(r'name="jeton" value="(\w+)"', page)
        assert found is not None  # noqa: S101 - a benchmark stops
        token = {"jeton": found[1]}
        for _ in range(turns):
            wrong += client.get("/dossiers").status_code != httpx.codes.OK
            taken = client.post("/dossiers/suivant", data=token)
            place = taken.headers.get("location", "").split("?")[0]
            if taken.status_code != httpx.codes.SEE_OTHER:
                wrong += taken.status_code != httpx.codes.CONFLICT
                continue
            case = client.get(place).text
            wrong += (
                client.post(f"{place}/identite", data=token).status_code
                != httpx.codes.OK
            )
            version = re.search(r'name="version" value="(\d+)"', case)
            assert version is not None  # noqa: S101 - same
            done = client.post(
                f"{place}/conclusion",
                data={
                    **token,
                    "version": version[1],
                    "conclusion": "likely_undue",
                    "motif": "not_declared",
                },
            )
            wrong += done.status_code != httpx.codes.SEE_OTHER
    return wrong


def report(log: Path, skip: int) -> int:
    """Print p50 and p95 of each address after `skip` lines; return the lines read."""
    lines = log.read_text().splitlines()
    times: dict[str, list[int]] = defaultdict(list)
    for line in lines[skip:]:
        found = LINE.search(line)
        if found and "/static" not in line and "/sante" not in line:
            times[f"{found[1]} {found[2]}"].append(int(found[4]))
    for name, found_times in sorted(times.items()):
        ranks = quantiles([*found_times, *found_times], n=20)
        mark = "" if ranks[18] < GOAL else "  over the goal"
        print(
            f"{name:<40} {len(found_times):5} × p50 {ranks[9]:5.0f} p95 {ranks[18]:5.0f} ms{mark}"
        )
    return len(lines)


def main() -> None:
    """Measure, or serve for who measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--agents", type=int, default=30)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--port", type=int, default=8199)
    parser.add_argument("--serve", type=Path)
    given = parser.parse_args()
    if given.serve is not None:
        desk = real_desk(given.serve)
        site = Site(desk=desk, rules=rules_of(()))
        serve(site, "127.0.0.1", given.port)
        return
    with tempfile.TemporaryDirectory() as name:
        root, log = Path(name) / "w", Path(name) / "log"
        cookies = prepare(root, given.cases, given.agents)
        address = f"http://127.0.0.1:{given.port}"
        server = start(root, given.port, log)
        try:
            with httpx.Client(
                base_url=address, cookies={SESSION: cookies[0]}, timeout=60
            ) as client:
                visit_pages(client, 1)
                skip = len(log.read_text().splitlines())
                wrong = visit_pages(client, given.turns * 4)
            print(f"one reader, {wrong} error(s)")
            skip = report(log, skip)
            started = time.perf_counter()
            with ThreadPoolExecutor(given.agents) as pool:
                wrong = sum(
                    pool.map(lambda cookie: work(address, cookie, given.turns), cookies)
                )
            spent = time.perf_counter() - started
            print(f"{given.agents} agents at once, {wrong} error(s), {spent:.1f} s")
            report(log, skip)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
