"""What the timeline of a case shows, and the same in words."""

from dataclasses import dataclass
from datetime import date

from bondroit.engine.french import THIN, month
from bondroit.engine.views.view import Scope
from bondroit.reports import wording
from bondroit.reports.case_frames import CaseRows, Row
from bondroit.reports.timeline import Event, Span, timeline

_BEFORE = 6
"""Months shown before the first one in question."""
_KINDS = {
    "right": "droit ouvert",
    "suspended": "droit suspendu, clos ou refusé",
    "stay": "séjour",
    "paid": "versé",
    "other": "versé de l'autre côté",
    "gap": "trop versé, à vérifier",
    "owed": "à rappeler, à vérifier",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The picture of a case.

    Attributes:
        svg: the drawing.
        legend: kind and words of what is drawn.
        facts: rights, stays and deaths in words, dated.

    """

    svg: str
    legend: list[tuple[str, str]]
    facts: list[tuple[date, str]]


def picture(rows: CaseRows, scope: Scope) -> Picture:
    """Draw the case from six months before its first month to the day of the count."""
    first, last = _shown(rows.case, scope)
    spans = [_right(row) for row in rows.rights if row["state"] != "refused"]
    spans += [_stay(row) for row in rows.stays]
    lasting = [
        span for span in spans if span.start <= last and (span.end or last) >= first
    ]
    months = [_payment(row) for row in rows.payments if row["net_paid"]]
    months += [span for row in rows.months for span in _gaps(row)]
    drawn = lasting + [span for span in months if first <= span.start <= last]
    deaths = _deaths(rows.links)
    events = [event for event in deaths if first <= event.day <= last]
    used = {span.kind for span in drawn}
    facts = [(span.start, span.title) for span in lasting]
    facts += [(event.day, event.title) for event in deaths]
    return Picture(
        svg=timeline(drawn, events, first, last) if drawn else "",
        legend=[(kind, words) for kind, words in _KINDS.items() if kind in used],
        facts=sorted(dict.fromkeys(facts)),
    )


def _shown(case: Row, scope: Scope) -> tuple[date, date]:
    start = case["first_month"] or scope.first_month
    rank = start.year * 12 + start.month - 1 - _BEFORE
    first = max(date(rank // 12, rank % 12 + 1, 1), scope.first_month)
    return min(first, start), scope.as_of


def _deaths(links: list[Row]) -> list[Event]:
    found = [
        Event(
            day=link["death_date"],
            title=f"Décès le {wording.day(link['death_date'])} "
            f"(rapprochement {wording.BANDS[link['band']]})",
        )
        for link in links
        if link["death_date"] is not None
    ]
    return list(dict.fromkeys(found))


def _name(row: Row) -> str:
    benefit = wording.BENEFITS.get(row["benefit"], str(row["benefit"]))
    element = row.get("element")
    return f"{benefit} élément {element}" if element else benefit


def _right(row: Row) -> Span:
    ends = [day for day in (row["valid_to"], row["end_date"]) if day is not None]
    end = min(ends) if ends else None
    start = max(row["valid_from"], row["start_date"])
    until = f"jusqu'au {wording.day(end)}" if end else "sans fin connue"
    side = "" if row["named"] else " (autre fiche)"
    return Span(
        row=f"Droit {_name(row)}{side}",
        kind="right" if row["state"] == "open" else "suspended",
        start=start,
        end=end,
        title=f"Droit {_name(row)}{side} {wording.RIGHT_STATES.get(row['state'], row['state'])}"
        f" du {wording.day(start)}, {until}",
    )


def _stay(row: Row) -> Span:
    kind = wording.STAYS.get(row["kind"], row["kind"])
    end = row["end_date"]
    return Span(
        row="Séjours",
        kind="stay",
        start=row["start_date"],
        end=end,
        title=f"Séjour ({kind}) du {wording.day(row['start_date'])} "
        + (f"au {wording.day(end)}" if end else "(en cours)"),
    )


def _payment(row: Row) -> Span:
    benefit = wording.BENEFITS.get(row["benefit"], row["benefit"])
    side = " (autre côté)" if row["other"] else ""
    return Span(
        row=f"Versé {benefit}{side}",
        kind="other" if row["other"] else "paid",
        start=row["month"],
        end=_month_end(row["month"]),
        title=f"{month(row['month'])}{THIN}: {wording.euros(row['net_paid'])} versés{side}",
        amount=row["net_paid"],
    )


def _gaps(row: Row) -> list[Span]:
    return [
        Span(
            row=line,
            kind=kind,
            start=row["month"],
            end=_month_end(row["month"]),
            title=f"{month(row['month'])}{THIN}: {wording.euros(row[name])} {words}",
            amount=row[name],
        )
        for name, kind, line, words in (
            ("overpaid", "gap", "Trop versé à vérifier", "trop versés"),
            ("underpaid", "owed", "À rappeler", "à rappeler"),
        )
        if row[name]
    ]


def _month_end(day: date) -> date:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
