"""Fixtures that several areas share."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from made_once import made_once
from real_postgresql import RealPostgresql, running

#: A busy machine is no failure, nor is a fixture that examples share.
_PATIENT = {
    "deadline": None,
    "suppress_health_check": [
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
    ],
}
#: The same examples each time, nothing kept; `--hypothesis-profile=explore` looks further.
settings.register_profile("bondroit", derandomize=True, **_PATIENT)  # type: ignore[arg-type]
settings.register_profile("explore", max_examples=2000, **_PATIENT)  # type: ignore[arg-type]
settings.load_profile("bondroit")

LONGEST = (
    "test_monthly_flow.py",
    "test_killed_stages.py",
    "test_examples_of_findings.py",
    "test_pages_seen.py",
    "test_tutorial.py",
)
MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")
NAMES = (
    "QUIBERLOT",
    "VASTEPINE",
    "ORLUMONT",
    "TREZACQ",
    "BELQUOIS",
    "HAUTERANDE",
    "MIRVALON",
    "PONTACQUE",
    "SAILLEVERT",
    "JUNIEGRE",
    "CORBELAISE",
    "DUMAZELLE",
)
CONFIGURATION = """\
departement: "45"
window_months: 4
as_of: last_day
sources:
  - {name: apa, format: table, table: people, path: "extracts/{month}/people.csv", mandatory: true}
  - {name: apa, format: table, table: rights, path: "extracts/{month}/rights.csv", mandatory: true}
  - {name: apa, format: table, table: payments, path: "extracts/{month}/payments.csv", mandatory: true}
  - {name: stays, format: table, table: stays, path: "extracts/{month}/stays.csv", covers: {from: 2023-01-01, to: "{month}"}}
  - {name: deaths, format: table, table: deaths, path: "registers/deaths.csv", covers: {from: 2024-01-01, to: "{month}"}}
rules: [rules/]
"""


def nir(rank: int) -> str:
    """Return the NIR of a person of the small workspace."""
    return f"{1 + rank % 2}{30 + rank}0145234{rank:03d}"


def iban(rank: int) -> str:
    """Return the valid IBAN of a person of the small workspace."""
    account = f"20041010050500013M{rank:03d}06".replace("M", "0")
    return f"FR{98 - int(account + '152700') % 97:02d}{account}"


SECRETS = (
    *NAMES,
    *(nir(rank) for rank in range(len(NAMES))),
    *(iban(rank) for rank in range(len(NAMES))),
)


@dataclass(frozen=True, slots=True)
class SmallWorkspace:
    """A dozen people on APA at home, one of them dead and still paid.

    Attributes:
        root: the workspace.
        config: its `bondroit.yml`.
        secrets: names, NIR and IBAN that nothing printed or kept by Prefect may hold.

    """

    root: Path
    secrets: tuple[str, ...] = SECRETS

    @property
    def config(self) -> Path:
        """The configuration file."""
        return self.root / "bondroit.yml"

    def extract(self, name: str, month: str = MONTHS[-1]) -> Path:
        """Return the place of one delivered file."""
        return self.root / "extracts" / month / name

    def write(self, name: str, content: str | bytes, month: str = MONTHS[-1]) -> Path:
        """Deliver a file."""
        path = self.extract(name, month)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


def _people() -> str:
    rows = [
        f"p{rank},{nir(rank)},{name},Camille,{'MF'[rank % 2]},19{30 + rank}-01-15,45234"
        for rank, name in enumerate(NAMES)
    ]
    head = "person_id,nir,birth_name,first_names,sex,birth_date,commune"
    return "\n".join([head, *rows, ""])


def _rights() -> str:
    rows = [
        f"r{rank},2024-01-01,APA_HOME,p{rank},2024-01-01,open,2,800.00,100.00,700.00,"
        "30,provider,2023-11-02"
        for rank in range(len(NAMES))
    ]
    head = (
        "right_id,valid_from,benefit,person_id,start_date,state,gir,plan_amount,"
        "participation,granted_amount,granted_hours,delivery_mode,claim_date"
    )
    return "\n".join([head, *rows, ""])


def _payments(month: str) -> str:
    rows = [
        f"{month}-{rank},APA_HOME,r{rank},p{rank},{month}-01,700.00,regular,{month}-28,"
        f"beneficiary,{iban(rank)}"
        for rank in range(len(NAMES))
    ]
    head = "payment_id,benefit,right_id,person_id,month,amount,kind,paid_on,payee,iban"
    return "\n".join([head, *rows, ""])


@pytest.fixture(scope="session")
def small_workspace() -> Callable[[Path], SmallWorkspace]:
    """Write a small workspace in a folder: four months of contract tables in CSV."""

    def write(root: Path) -> SmallWorkspace:
        workspace = SmallWorkspace(root)
        (root / "rules").mkdir(parents=True)
        workspace.config.write_text(CONFIGURATION, encoding="utf-8")
        for month in MONTHS:
            workspace.write("people.csv", _people(), month)
            workspace.write("rights.csv", _rights(), month)
            workspace.write("payments.csv", _payments(month), month)
            workspace.write(
                "stays.csv",
                "stay_id,kind,start_date,end_date,person_source,person_id\n"
                "s1,hospital,2026-08-01,2026-08-09,apa,p5\n",
                month,
            )
        deaths = root / "registers" / "deaths.csv"
        deaths.parent.mkdir()
        deaths.write_text(
            "death_id,birth_name,first_names,sex,birth_date,death_date\n"
            f"d1,{NAMES[3]},Camille,F,1933-01-15,2026-08-10\n",
            encoding="utf-8",
        )
        return workspace

    return write


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the browser tests leave their screenshots somewhere, of a larger workspace."""
    parser.addoption("--screenshots", type=Path, help="Folder for screenshots.")
    parser.addoption(
        "--desk-workspace", type=Path, help="A workspace of `bondroit demo` to show."
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, that no worker is left alone with one at the end."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_configure(config: pytest.Config) -> None:
    """Keep what Prefect writes apart, from before it is first imported."""
    home = tempfile.mkdtemp(prefix="bondroit-prefect-")
    os.environ["PREFECT_HOME"] = home
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))


@pytest.fixture(scope="session")
def real_postgresql() -> Iterator[RealPostgresql]:
    """Run a real PostgreSQL."""
    with running() as server:
        yield server


@pytest.fixture
def postgresql(real_postgresql: RealPostgresql) -> str:
    """Give the SQLAlchemy address of a real PostgreSQL that answers."""
    return real_postgresql.address


@pytest.fixture(scope="session")
def secrets() -> tuple[str, ...]:
    """Names, NIR and IBAN of the people of the small workspace."""
    return SECRETS


@pytest.fixture(scope="session")
def judged_month(
    tmp_path_factory: pytest.TempPathFactory,
    small_workspace: Callable[[Path], SmallWorkspace],
) -> Path:
    """Return a small workspace whose month was run, one for all: copy it to change it."""
    from judging import judge_month  # noqa: PLC0415 - heavy

    def make(root: Path) -> None:
        small_workspace(root)
        judge_month(root)

    return made_once(tmp_path_factory, "judged_month", make)
