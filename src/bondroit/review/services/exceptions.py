"""Exceptions made from a case: a rule set aside on a subject, for a time, with a reason.

They are kept by the desk and written, one line each, in `exceptions.yml` of the
workspace's own folder of rules, which the next run reads.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.engine.overlay import EXCEPTIONS, read_exceptions
from bondroit.errors import BondroitError, ConfigurationError
from bondroit.review import journal
from bondroit.review.actor import Actor
from bondroit.review.desk import Desk
from bondroit.review.problems import Invalid, NotFound, WrongState
from bondroit.review.services.changes import checked_note, find_case, need_hand
from bondroit.review.store.cases import Case
from bondroit.review.store.work import ExceptionRow
from bondroit.review.vocabulary import Permission
from bondroit.sources.storage import write_text

LONGEST: Final = timedelta(days=2 * 366)
_ITEM: Final = re.compile(r"^( *)- ", re.MULTILINE)
_KEY: Final = re.compile(r"^exceptions:", re.MULTILINE)
_EMPTY: Final = re.compile(r"^exceptions:\s*(?:\[\s*\])?\s*$", re.MULTILINE)


def make_exception(
    desk: Desk,
    session: Session,
    actor: Actor,
    case_id: str,
    rule_id: str,
    key: str,
    reason: str,
    expires: date,
) -> ExceptionRow:
    """Set a rule aside on the case or on one of its records, until a day.

    Args:
        desk: for the workspace's file.
        session: the transaction.
        actor: who.
        case_id: the case.
        rule_id: one of its rules.
        key: one of `subjects_of`.
        reason: why, without any name: it is written in the file.
        expires: last day, two years away at most.

    Raises:
        Invalid: the rule or the subject is not the case's, the reason is missing, or
            the day is past or too far.
        ConfigurationError: the file is not one that can be added to.

    """
    case = find_case(session, case_id)
    need_hand(actor, case)
    actor.need(Permission.EXCEPT)
    text = " ".join(checked_note(reason).split())
    if case.blind or rule_id not in case.rules or key not in subjects_of(case):
        raise Invalid(
            "exception", "la règle ou le sujet n'est pas du dossier", "rechargez"
        )
    if not text:
        raise Invalid("exception", "elle se motive", "écrivez pourquoi, sans nom")
    if not actor.today <= expires <= actor.today + LONGEST:
        raise Invalid("exception", "elle dure de 1 jour à 2 ans", "corrigez la date")
    row = ExceptionRow(
        case_id=case_id,
        rule_id=rule_id,
        key=key,
        reason=text,
        author_id=actor.account,
        created_at=actor.at,
        starts=actor.today,
        expires=expires,
    )
    session.add(row)
    session.flush()
    journal.record(
        session,
        actor,
        "exception.made",
        case_id=case_id,
        subject=f"exception:{row.id}",
        after={
            "rule": rule_id,
            "key_hash": journal.text_hash(key),
            "expires": expires,
        },
    )
    _add_line(exceptions_file(desk), row, actor.login)
    return row


def withdraw_exception(
    desk: Desk, session: Session, actor: Actor, exception_id: int
) -> ExceptionRow:
    """Withdraw an exception before its end."""
    actor.need(Permission.EXCEPT)
    row = session.get(ExceptionRow, exception_id)
    if row is None:
        raise NotFound("exception", "elle n'existe pas", "rechargez la page")
    if row.withdrawn_at is not None:
        raise WrongState("exception", "elle est déjà retirée", "rechargez la page")
    row.withdrawn_at, row.withdrawn_by = actor.at, actor.account
    journal.record(
        session,
        actor,
        "exception.withdrawn",
        case_id=row.case_id,
        subject=f"exception:{row.id}",
    )
    remove_lines(desk, [row.id])
    return row


def remove_lines(desk: Desk, ids: Iterable[int]) -> None:
    """Take the lines of exceptions out of the workspace's file."""
    place = exceptions_file(desk)
    if not place.is_file():
        return
    marks = tuple(f" {_mark(number)}" for number in ids)
    lines = place.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.endswith(marks)]
    if kept != lines:
        write_text(place, "\n".join(kept) + "\n")


def subjects_of(case: Case) -> tuple[str, ...]:
    """Return the keys an exception of this case may name: the case, then its records."""
    records = [
        f"provider:{member}" if case.kind == "provider" else member
        for member in case.members
    ]
    return (case.case_id, *records)


def list_exceptions(
    session: Session, actor: Actor, *, all_of_them: bool = False
) -> list[ExceptionRow]:
    """Return the exceptions in force today, soonest end first; or all of them."""
    actor.need(Permission.SEE_CASE)
    query = select(ExceptionRow).order_by(ExceptionRow.expires, ExceptionRow.id)
    if not all_of_them:
        query = query.where(
            ExceptionRow.withdrawn_at.is_(None), ExceptionRow.expires >= actor.today
        )
    return list(session.scalars(query))


def exceptions_file(desk: Desk) -> Path:
    """Return the file of the workspace's own folder of rules.

    Raises:
        ConfigurationError: the configuration lists no folder of rules.

    """
    if not desk.rules:
        raise ConfigurationError(
            str(desk.root / "bondroit.yml"),
            "no folder of rules is listed, so exceptions have no place",
            "write rules: [rules/]",
        )
    return desk.rules[-1] / EXCEPTIONS


def _add_line(place: Path, row: ExceptionRow, author: str) -> None:
    entry = {
        "rule": row.rule_id,
        "key": row.key,
        "reason": row.reason,
        "author": author,
        "from": row.starts,
        "expires": row.expires,
    }
    flow = yaml.safe_dump(
        entry,
        default_flow_style=True,
        allow_unicode=True,
        sort_keys=False,
        width=10**6,
    ).strip()
    text = place.read_text(encoding="utf-8") if place.is_file() else "exceptions:\n"
    text = _EMPTY.sub("exceptions:", text, count=1)
    if _KEY.search(text) is None:
        # NOTE: a file of comments alone, as `bondroit init` writes it.
        text = f"{text.rstrip()}\nexceptions:\n".lstrip()
    found = _ITEM.search(text)
    indent = "  " if found is None else found[1]
    if not text.endswith("\n"):
        text += "\n"
    before = text
    write_text(place, f"{text}{indent}- {flow}  {_mark(row.id)}\n")
    problems: list[BondroitError] = []
    read = read_exceptions(place.parent, problems)
    if problems or not any(item.key == row.key for item in read):
        write_text(place, before)
        raise ConfigurationError(
            str(place),
            "this file has a shape to which no line can be added",
            "write its exceptions as a list, one entry below the other",
        )


def _mark(number: int) -> str:
    return f"# bureau {number}"
