"""Rights of APA, PCH and ACTP with their versions, and the payments made on them."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from bondroit.sample_data.months import add_days, cents, month_end, month_of
from bondroit.sample_data.people import Record

ZERO = Decimal("0.00")
FAR = date(9999, 12, 31)


@dataclass(slots=True, kw_only=True)
class Version:
    """What is granted from one day to another; names are those of the table `rights`."""

    valid_from: date
    valid_to: date | None = None
    state: str = "open"
    reason: str | None = None
    gir: int | None = None
    plan: Decimal | None = None
    participation: Decimal | None = None
    granted: Decimal | None = None
    hours: Decimal | None = None
    price: Decimal | None = None
    resources: Decimal | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Right:
    """One right, its versions in order of time, and how it is used.

    `touched` is set when a planted case uses the right, so that one person carries one
    case at most. `slot` is the worker and the hour of the day of home help visits.
    """

    right_id: str
    record: Record
    benefit: str
    element: str | None = None
    claim: date
    decided: date
    notified: date
    start: date
    end: date | None = None
    review: date | None = None
    annualised: bool | None = None
    rate: Decimal | None = None
    mode: str | None = None
    provider_id: str | None = None
    facility_id: str | None = None
    carer_id: str | None = None
    carer_link: str | None = None
    dismissal: bool | None = None
    couple: bool | None = None
    urgent: bool = False
    exception: str | None = None
    iban: str = ""
    slot: tuple[str, int] | None = None
    versions: list[Version] = field(default_factory=list)
    touched: bool = False

    @property
    def source(self) -> str:
        """The source that holds the right."""
        return self.record.source

    def version(self, month: date) -> Version | None:
        """Return the last version in force on part of the month."""
        last = month_end(month)
        found = [
            version
            for version in self.versions
            if version.valid_from <= last and (version.valid_to or FAR) >= month
        ]
        return found[-1] if found else None

    def granted(self, month: date) -> Decimal:
        """Return the amount granted for a whole month.

        Raises:
            LookupError: nothing is granted that month.

        """
        version = self.version(month)
        if version is None or version.granted is None:
            raise LookupError(self.right_id)
        return version.granted

    def charged(self, month: date, amount: Decimal) -> Decimal:
        """Return the payer's part of an amount of help, half-up to the cent.

        It is net of the participation (APA), or at the rate (PCH).
        """
        version = self.version(month)
        if self.benefit == "PCH":
            return cents(amount * (self.rate or 1))
        if version is None or not version.plan or version.participation is None:
            return cents(amount)
        return cents(amount * (version.plan - version.participation) / version.plan)

    def runs(self, month: date) -> bool:
        """Whether the right runs, open, on part of the month."""
        version = self.version(month)
        return (
            version is not None
            and version.state == "open"
            and self.start <= month_end(month)
        )

    def stop(self, last_day: date, reason: str) -> None:
        """End the right on a day and add the `closed` version that follows."""
        kept = [version for version in self.versions if version.valid_from <= last_day]
        kept[-1] = replace(kept[-1], valid_to=last_day)
        closed = replace(
            kept[-1],
            valid_from=add_days(last_day, 1),
            valid_to=None,
            state="closed",
            reason=reason,
        )
        self.versions = [*kept, closed]
        self.end = last_day

    def split(self, day: date) -> None:
        """Cut the version that holds a day in two, the second starting that day."""
        result: list[Version] = []
        for version in self.versions:
            if version.valid_from < day <= (version.valid_to or FAR):
                result.append(replace(version, valid_to=add_days(day, -1)))
                result.append(replace(version, valid_from=day))
            else:
                result.append(version)
        self.versions = result

    def suspend(self, first: date, last: date, reason: str) -> None:
        """Suspend the right from one day to another."""
        self.split(first)
        self.split(add_days(last, 1))
        for version in self.versions:
            if first <= version.valid_from <= last:
                version.state, version.reason = "suspended", reason


@dataclass(slots=True, kw_only=True, eq=False)
class Payment:
    """One payment on a right; `delivered` is the month of the extract that tells it."""

    payment_id: str
    right: Right
    month: date
    amount: Decimal
    kind: str = "regular"
    paid_on: date
    delivered: date
    payee: str = "beneficiary"
    payee_id: str | None = None
    iban: str = ""
    gir: int | None = None
    hours: Decimal | None = None
    price: Decimal | None = None


@dataclass(slots=True, eq=False)
class Payments:
    """Every payment of APA, PCH and ACTP, by right and month."""

    _by_month: dict[tuple[str, date], list[Payment]] = field(default_factory=dict)
    _next: int = 1

    def pay(
        self,
        right: Right,
        month: date,
        amount: Decimal,
        *,
        delivered: date | None = None,
        kind: str = "regular",
    ) -> Payment:
        """Pay an amount for a month of right, to whoever provides the help."""
        version = right.version(month)
        told = delivered or month
        payee, payee_id = _payee(right)
        payment = Payment(
            payment_id=f"{right.source.upper()}-{self._next:07d}",
            right=right,
            month=month,
            amount=amount,
            kind=kind,
            paid_on=told.replace(day=25),
            delivered=month_of(told),
            payee=payee,
            payee_id=payee_id,
            iban=right.iban,
            gir=version.gir if version else None,
            hours=version.hours if version and kind == "regular" else None,
            price=version.price if version and kind == "regular" else None,
        )
        self._next += 1
        self._by_month.setdefault((right.right_id, month), []).append(payment)
        return payment

    def of(self, right: Right, month: date) -> list[Payment]:
        """Return the payments of a right for a month of right."""
        return self._by_month.get((right.right_id, month), [])

    def net(self, right: Right, month: date) -> Decimal:
        """Return the sum paid for a month of right."""
        return sum((payment.amount for payment in self.of(right, month)), ZERO)

    def drop(self, right: Right, month: date) -> None:
        """Take the payments of a month away."""
        self._by_month.pop((right.right_id, month), None)

    def delivered(self) -> dict[date, list[Payment]]:
        """Return the payments by month of delivery, in order of their ids."""
        found: dict[date, list[Payment]] = {}
        for payments in self._by_month.values():
            for payment in payments:
                found.setdefault(payment.delivered, []).append(payment)
        for payments in found.values():
            payments.sort(key=lambda payment: payment.payment_id)
        return found


def _payee(right: Right) -> tuple[str, str | None]:
    if right.mode == "provider":
        return "provider", right.provider_id
    if right.mode == "facility":
        return "facility", right.facility_id
    if right.mode == "family_carer":
        return "carer", right.carer_id
    return "beneficiary", None
