"""«La règle se trompe»: a report with a minimal example, ready for the rule's file."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from textwrap import indent
from typing import Final

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from bondroit.engine.views.view import Type, View, ViewColumn
from bondroit.model.rule import Verdict
from bondroit.review import journal
from bondroit.review.actor import Actor
from bondroit.review.importing.facts import parsed
from bondroit.review.problems import Invalid, NotFound, WrongState
from bondroit.review.services.changes import checked_note, find_case
from bondroit.review.services.dossier import finding_of
from bondroit.review.store.cases import CaseFinding
from bondroit.review.store.work import RuleReport
from bondroit.review.vocabulary import Permission

STATUSES: Final = ("open", "accepted", "rejected")
_NUMBERS: Final = (Type.MONEY, Type.HOURS, Type.RATE)


def report_rule(
    session: Session,
    actor: Actor,
    case_id: str,
    finding_id: str,
    text: str,
    expected: Verdict,
    view: View,
    given: Mapping[str, object] | None = None,
) -> RuleReport:
    """Report that a rule was wrong on a finding.

    Args:
        session: the transaction.
        actor: who.
        case_id: the case.
        finding_id: one of its findings.
        text: what is wrong, in words.
        expected: what the rule should have said.
        view: the rule's.
        given: what makes the rule fire in an example, from `finding_examples`; without
            it the example holds what the finding tells, and may lack columns.

    Raises:
        Invalid: no words were given.
        NotFound: the case has no such finding, or it is hidden.

    """
    actor.need(Permission.WORK)
    case = find_case(session, case_id)
    if case.blind:
        raise NotFound("constat", "il n'est pas visible", "concluez d'abord")
    finding = finding_of(session, case_id, finding_id)
    said = checked_note(text)
    if not said:
        raise Invalid("signalement", "il s'explique", "écrivez ce qui ne va pas")
    row = RuleReport(
        case_id=case_id,
        finding_id=finding_id,
        rule_id=finding.rule_id,
        rule_version=finding.rule_version,
        text=said,
        expected=expected.value,
        example=minimal_example(finding, view, expected)
        if given is None
        else written_example(finding.rule_id, finding.rule_version, given, expected),
        author_id=actor.account,
        at=actor.at,
        status="open",
    )
    session.add(row)
    session.flush()
    journal.record(
        session,
        actor,
        "rule.reported",
        case_id=case_id,
        subject=f"report:{row.id}",
        after={"rule": row.rule_id, "expected": row.expected},
    )
    return row


def answer_report(
    session: Session, actor: Actor, report_id: int, *, accept: bool, text: str
) -> RuleReport:
    """Answer a report (rule authors do)."""
    actor.need(Permission.ANSWER_RULE_REPORTS)
    row = session.get(RuleReport, report_id)
    if row is None:
        raise NotFound("signalement", "il n'existe pas", "rechargez la page")
    if row.status != "open":
        raise WrongState("signalement", "il a déjà une réponse", "rechargez la page")
    row.status = "accepted" if accept else "rejected"
    row.answer, row.answered_by, row.answered_at = (
        checked_note(text),
        actor.account,
        actor.at,
    )
    journal.record(
        session,
        actor,
        "rule.answered",
        case_id=row.case_id,
        subject=f"report:{row.id}",
        before={"status": "open"},
        after={"status": row.status},
    )
    return row


def list_reports(
    session: Session, actor: Actor, status: str | None = None
) -> list[RuleReport]:
    """Return the reports, newest first."""
    actor.need(Permission.SEE_RULE_REPORTS)
    query = select(RuleReport).order_by(RuleReport.id.desc())
    if status is not None:
        query = query.where(RuleReport.status == status)
    return list(session.scalars(query))


def minimal_example(finding: CaseFinding, view: View, expected: Verdict) -> str:
    """Return an example in YAML to paste at the end of a rule's file (`examples` is last).

    Only base columns that the rule used are given; what the view computes follows as a
    comment. No number of a person is in it: free identifiers are left out.
    """
    given: dict[str, object] = {}
    computed: list[str] = []
    if finding.month is not None and view.column("month") is not None:
        given["month"] = finding.month
    if finding.benefit is not None and view.column("benefit") is not None:
        given["benefit"] = finding.benefit
    for name, (text, _) in parsed(finding.facts).items():
        column = view.column(name)
        if column is None or (column.type is Type.CODE and not column.codes):
            continue
        if column.derived:
            computed.append(f"#   {name}: {text or 'inconnu'}")
        else:
            given[name] = _value(column, text)
    return written_example(
        finding.rule_id, finding.rule_version, given, expected, computed
    )


def written_example(
    rule_id: str,
    version: int,
    given: Mapping[str, object],
    expected: Verdict,
    computed: Sequence[str] = (),
) -> str:
    """Return an example in YAML, to paste at the end of a rule's file."""
    example = {
        "name": "cas signalé au bureau de contrôle",
        "given": dict(given),
        "expect": expected.value,
    }
    lines = yaml.dump(
        [example],
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
    )
    text = f"# {rule_id}, version {version}\n{lines}"
    if computed:
        text += "\n".join(["# calculé par la vue :", *computed]) + "\n"
    return indent(text, "  ")


class _Dumper(yaml.SafeDumper):
    """YAML with exact decimals written as numbers."""


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    text = f"{value:f}"
    kind = "float" if "." in text else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


_Dumper.add_representer(Decimal, _decimal)


def _value(column: ViewColumn, text: str) -> object:
    if not text:
        return None
    if column.type in _NUMBERS:
        return Decimal(text)
    if column.type is Type.INTEGER:
        return int(text)
    if column.type is Type.FLAG:
        return text == "true"
    if column.type in (Type.DATE, Type.MONTH):
        return date.fromisoformat(text[:10])
    return text
