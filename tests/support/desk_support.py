"""Desks and small runs that the tests of the review desk make."""

import json
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path

import polars as pl
from sqlalchemy import URL, create_engine, make_url, text

from bondroit.cases.assembly import CASE_COLUMNS
from bondroit.config import Config, ReviewConfig
from bondroit.model.outputs import FINDINGS, MATCHES
from bondroit.review.actor import Actor
from bondroit.review.desk import Desk
from bondroit.review.services import decisions, hands
from bondroit.review.services.verdicts import NewVerdict
from bondroit.review.store.accounts import User
from bondroit.review.store.cases import Case
from bondroit.review.store.database import desk_address, open_engine
from bondroit.review.store.migrating import migrate
from bondroit.review.vocabulary import Role, VerdictCode

NOW = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
MONTH = date(2026, 10, 1)
_NUMBERS = count()
RULES = ("AIS-DEC-001", "AIS-PAR-001", "AIS-PLA-002")


@dataclass
class Clock:
    """A clock that tests move."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.at

    def forward(self, **delay: int) -> None:
        """Move on."""
        self.at += timedelta(**delay)


def make_desk(root: Path, address: str | None = None, **settings: object) -> Desk:
    """Open a desk in a folder, on its file or at an address, its clock fixed."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "rules").mkdir(exist_ok=True)
    chosen = replace(ReviewConfig(random_size=0), **settings)  # type: ignore[arg-type]
    config = Config(
        root=root,
        file=root / "bondroit.yml",
        departement="45",
        window_months=4,
        as_of="last_day",
        sources=(),
        rules=(root / "rules",),
        retention_months={},
        review=chosen,
    )
    place = desk_address(config) if address is None else make_url(address)
    template = _migrated_file()
    if address is None:
        (root / "review").mkdir()
        shutil.copy(template, root / "review" / "desk.db")
    engine = open_engine(place)
    migrate(engine)
    return Desk(
        engine=engine,
        settings=chosen,
        root=root,
        rules=(root / "rules",),
        clock=Clock(),
    )


@cache
def _migrated_file() -> Path:
    """Migrate a file once; desks on SQLite start from a copy."""
    place = Path(tempfile.mkdtemp()) / "desk.db"
    engine = open_engine(URL.create("sqlite+pysqlite", database=str(place)))
    migrate(engine)
    engine.dispose()
    return place


@cache
def _migrated_database(address: str) -> str:
    """Migrate a database of the server once; desks on PostgreSQL start from a copy."""
    name = "desk_template"
    _outside(address, f"CREATE DATABASE {name}")
    engine = open_engine(make_url(address).set(database=name))
    migrate(engine)
    engine.dispose()
    return name


def fresh_database(address: str) -> str:
    """Return the address of a new database with the desk's tables."""
    template = _migrated_database(address)
    name = f"desk_{next(_NUMBERS)}"
    _outside(address, f"CREATE DATABASE {name} TEMPLATE {template}")
    return make_url(address).set(database=name).render_as_string(hide_password=False)


def _outside(address: str, statement: str) -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as link:
        link.execute(text(statement))
    engine.dispose()


def add_actor(desk: Desk, login: str, *roles: Role) -> Actor:
    """Add an account and return it as an actor."""
    with desk.write() as session:
        user = User(
            login=login,
            name=login.title(),
            roles=sorted(roles or (Role.AGENT,)),
            active=True,
            created_at=desk.clock(),
        )
        session.add(user)
        session.flush()
        return Actor(
            id=user.id,
            login=login,
            name=user.name,
            roles=frozenset(roles or (Role.AGENT,)),
            at=desk.clock(),
        )


@dataclass(frozen=True)
class Gap:
    """One finding of a small run."""

    person: int
    rule: str = RULES[0]
    month: date = date(2026, 8, 1)
    amount: Decimal = Decimal("100.00")
    value: str = "2026-07-02"


def write_run(
    folder: Path,
    gaps: list[Gap],
    *,
    month: date = MONTH,
    possible: tuple[int, ...] = (),
    states: dict[int, str] | None = None,
) -> Path:
    """Write a finished run: one case a person, its findings, its possible matches."""
    folder.mkdir(parents=True, exist_ok=True)
    findings = pl.DataFrame(
        [_finding(gap) for gap in gaps], schema=FINDINGS, orient="row"
    )
    findings.write_parquet(folder / "findings.parquet")
    _cases(findings, month, states or {}).write_parquet(folder / "cases.parquet")
    pl.DataFrame(
        [
            {
                "left_source": "apa",
                "left_id": f"p{person}",
                "right_source": "deaths",
                "right_id": f"d{person}",
                "right_table": "deaths",
                "probability": 0.6,
                "band": "possible",
                "reasons": ["nom: identique"],
            }
            for person in possible
        ],
        schema=MATCHES,
    ).write_parquet(folder / "matches.parquet")
    last = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    (folder / "manifest.json").write_text(
        json.dumps(
            {
                "run_id": folder.name,
                "month": f"{month:%Y-%m}",
                "as_of": (last - timedelta(days=1)).isoformat(),
                "finished": "2026-11-02T00:00:00+00:00",
                "outcome": "complete",
            }
        )
    )
    return folder


def case_id(person: int) -> str:
    """Return the case of a person of a small run."""
    return f"case{person:05d}"


def _finding(gap: Gap) -> dict[str, object]:
    evidence = [
        {"column": "date_of_death", "label": "date de décès", "value": gap.value, "text": "", "table": "people", "keys": [], "files": [f"{gap.month}.csv"]},
        {"column": "$limit", "label": "seuil", "value": "1", "text": "", "table": "parameters", "keys": [], "files": []},
    ]  # fmt: skip
    return {
        "finding_id": f"{gap.rule}:{gap.person}:{gap.month}",
        "rule_id": gap.rule,
        "rule_version": 1,
        "verdict": "fires",
        "benefit": "APA_HOME",
        "source": "apa",
        "person_id": f"p{gap.person}",
        "individual_id": f"i{gap.person}",
        "month": gap.month,
        "amount": gap.amount,
        "counted_amount": gap.amount,
        "debtor": "beneficiary",
        "explanation": "écart à vérifier",
        "evidence": json.dumps(evidence),
    }


def _cases(findings: pl.DataFrame, month: date, states: dict[int, str]) -> pl.DataFrame:
    number = pl.col("person_id").str.strip_prefix("p").cast(pl.Int32)
    amount = pl.col("counted_amount")
    names = dict(states.items())
    return (
        findings.group_by("person_id")
        .agg(
            case_id=pl.format("case{}", number.cast(pl.String).str.zfill(5)).first(),
            individual_id=pl.col("individual_id").first(),
            benefits=pl.col("benefit").unique(),
            first_month=pl.col("month").min(),
            last_month=pl.col("month").max(),
            overpaid=amount.filter(amount > 0).sum(),
            underpaid=-amount.filter(amount < 0).sum(),
            recoverable=amount.filter(amount > 0).sum(),
            rules=pl.col("rule_id").unique().sort(),
            members=pl.format("apa:{}", "person_id").unique(),
            state=number.first().replace_strict(names, default="new", return_dtype=pl.String),
            next_prescription=pl.col("month").min().dt.offset_by("25mo"),
        )
        .with_columns(
            **{name: pl.lit(0, pl.Decimal(12, 2)) for name in ("prescribed", "under_threshold", "already_in_debt", "at_risk_next_month", "undated")},
            household_id=pl.lit(None, pl.String),
            provider_id=pl.lit(None, pl.String),
            debtor=pl.lit("beneficiary"),
            kind=pl.lit("agent"),
            severity=pl.lit("high"),
            first_seen=pl.lit(month),
            last_seen=pl.lit(month),
        )
        .select(list(CASE_COLUMNS))
        .cast(CASE_COLUMNS)  # type: ignore[arg-type]
        .sort("case_id")
    )  # fmt: skip


UNDUE = NewVerdict(
    code=VerdictCode.LIKELY_UNDUE, reason="not_declared", amount=Decimal("100.00")
)
EXPLAINED = NewVerdict(code=VerdictCode.EXPLAINED, reason="document_provided")


def taken(desk: Desk, actor: Actor, person: int = 0) -> Case:
    """Take a case."""
    with desk.write() as session:
        return hands.claim(session, actor, case_id(person))


def decided(
    desk: Desk, actor: Actor, person: int = 0, verdict: NewVerdict = UNDUE
) -> Case:
    """Take a case and conclude."""
    with desk.write() as session:
        case = hands.claim(session, actor, case_id(person))
        decisions.decide(
            session, actor, desk.settings, case.case_id, case.version, verdict
        )
        return case
