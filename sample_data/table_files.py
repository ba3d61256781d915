"""Tables delivered as they are: visits, invoices, providers, tariffs, stays, returns."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

import polars as pl

from bondroit.sample_data.facilities import Facility
from bondroit.sample_data.home_care import Care, Visit
from bondroit.sample_data.months import MONTHS, cents, month_end, month_of
from bondroit.sample_data.noise import plain
from bondroit.sample_data.planted.recoveries import Debt
from bondroit.sample_data.providers import Provider
from bondroit.sample_data.table_cells import Row, csv_text
from bondroit.sample_data.world import BankReturn, Employment, Stay, Truth

BROKEN_STAYS = MONTHS[12]


def visits_frame(visits: Iterable[Visit], month: date) -> pl.DataFrame:
    """Return the visits of a month; columns of the table `visits`."""
    told = [visit for visit in visits if month_of(visit.start.date()) == month]
    columns: dict[str, list[str | datetime | Decimal | None]] = {
        "source": [visit.care.right.source for visit in told],
        "visit_id": [visit.visit_id for visit in told],
        "benefit": [visit.care.right.benefit for visit in told],
        "right_id": [visit.care.right.right_id for visit in told],
        "person_id": [visit.care.right.record.person_id for visit in told],
        "provider_id": [visit.care.provider_id for visit in told],
        "worker_id": [visit.worker_id for visit in told],
        "start": [visit.start for visit in told],
        "end": [visit.end for visit in told],
        "clocked_start": [visit.start for visit in told],
        "clocked_end": [visit.end for visit in told],
    }
    times = {
        name: pl.Datetime("us")
        for name in ("start", "end", "clocked_start", "clocked_end")
    }
    schema = {name: times.get(name, pl.String()) for name in columns}
    return pl.DataFrame(columns, schema=schema)


INVOICES = "source,invoice_id,line_id,provider_id,person_id,benefit,month,hours,unit_price,amount"


def invoice_lines(care: Iterable[Care], month: date) -> str:
    """Return the lines invoiced for a month, copies under another invoice number."""
    rows: list[Row] = []
    for one in care:
        if one.month != month:
            continue
        for line in one.lines:
            number = f"F{month:%y%m}-{one.right.right_id}"
            rows.append(
                (
                    one.right.source,
                    f"{number}-{line.copy}" if line.copy else number,
                    "1",
                    one.provider_id,
                    one.right.record.person_id,
                    one.right.benefit,
                    month,
                    line.hours,
                    line.price,
                    cents(line.hours * line.price),
                )
            )
    return csv_text(INVOICES, rows)


PROVIDERS = (
    "provider_id,valid_from,name,valid_to,opened_on,closed_on,successor_id,authorised,"
    "delivery_mode,tariff,iban"
)


def providers_file(providers: Iterable[Provider], month: date) -> str:
    """Return the services and their tariffs as known at the end of a month."""
    made = month_end(month)
    rows: list[Row] = []
    for one in providers:
        closed = one.closed_on if one.closed_on and one.closed_on <= made else None
        for year, tariff in one.tariffs.items():
            if year > month.year:
                continue
            until = date(year, 12, 31) if year < month.year else None
            rows.append(
                (
                    one.provider_id,
                    date(year, 1, 1),
                    one.name,
                    until,
                    one.opened_on,
                    closed,
                    one.successor_id if closed else None,
                    True,
                    "provider",
                    tariff,
                    one.iban,
                )
            )
    return csv_text(PROVIDERS, rows)


def facility_tariffs(facilities: Iterable[Facility], month: date) -> str:
    """Return the dependency tariffs of the care homes, up to a month's year."""
    rows = [
        (one.facility_id, gir, first, last if first.year < month.year else None, tariff)
        for one in facilities
        for gir, first, last, tariff in one.versions()
        if first <= month
    ]
    return csv_text("facility_id,gir,valid_from,valid_to,daily_tariff", rows)


EMPLOYMENTS = "source,employment_id,person_id,carer_id,carer_link,month,declared_hours,paid_amount"


def employments_file(employments: Iterable[Employment], month: date) -> str:
    """Return the salaries declared for a month."""
    rows = [
        (
            one.right.source,
            f"E{month:%y%m}-{one.carer_id}-{one.right.record.person_id}",
            one.right.record.person_id,
            one.carer_id,
            one.link,
            month,
            one.hours,
            one.amount,
        )
        for one in employments
        if one.month == month
    ]
    return csv_text(EMPLOYMENTS, rows)


STAYS = (
    "source,stay_id,kind,start_date,end_date,facility_id,person_source,person_id,nir,birth_name,"
    "usual_name,first_names,sex,birth_date"
)


def stays_file(stays: Iterable[Stay], month: date) -> str:
    """Return every stay known at the end of a month, ended or not."""
    made = month_end(month)
    rows: list[Row] = []
    for one in stays:
        if one.start > made:
            continue
        person, record = one.record.person, one.record
        end = one.end if one.end and one.end <= made else None
        named = (record.source, record.person_id, *[None] * 6)
        described = (
            *[None] * 2,
            person.nir,
            plain(person.birth_name),
            plain(person.usual_name) if person.usual_name else None,
            plain(" ".join(person.first_names)),
            person.sex,
            person.birth,
        )
        place = one.facility_id
        rows.append(
            (
                "stays",
                one.stay_id,
                one.kind,
                one.start,
                end,
                place,
                *(named if one.named else described),
            )
        )
    if month == BROKEN_STAYS:
        rows.append(
            ("stays", "S99999", "hospital", "2025-02-31", None, None, *[None] * 8)
        )
    return csv_text(STAYS, rows)


def returns_file(returns: Iterable[BankReturn], source: str, month: date) -> str:
    """Return the transfers of a source sent back in a month."""
    rows = [
        (
            one.payment.right.source,
            one.payment.payment_id,
            one.returned_on,
            one.reason,
            one.reissued.payment_id if one.reissued else None,
        )
        for one in returns
        if month_of(one.returned_on) == month and one.payment.right.source == source
    ]
    return csv_text("source,payment_id,returned_on,reason,reissued_payment_id", rows)


def debts_file(debts: Iterable[Debt], month: date) -> str:
    """Return the debts of APA that the département keeps at the end of a month."""
    made = month_end(month)
    header = "source,debt_id,benefit,person_id,nature,from_month,to_month,initial_amount,balance,created_on,appeal_on"
    rows = [
        (
            one.right.source,
            one.debt_id,
            one.right.benefit,
            one.right.record.person_id,
            "TITRE",
            one.first,
            one.last,
            one.initial,
            one.balance,
            one.created,
            one.appeal if one.appeal and one.appeal <= made else None,
        )
        for one in debts
        if one.created <= made
    ]
    return csv_text(header, rows)


TRUTH = "source,person_id,household_id,benefit,element,month,amount,family,counterpart"


def truth_file(truth: Iterable[Truth]) -> str:
    """Return the planted truth, sorted."""
    rows = sorted(
        (
            one.source,
            one.person_id,
            one.household_id or "",
            one.benefit,
            one.element or "",
            one.month.isoformat(),
            f"{one.amount:.2f}",
            one.family,
            one.counterpart or "",
        )
        for one in truth
    )
    return csv_text(TRUTH, rows)
