"""What can still be claimed of an undue month: delays, thresholds, debts already known.

Texts: CASF L262-45 and R262-92 (RSA), L232-25 and D232-31 (APA), L245-8 (PCH).
"""

from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import each_month, month_start
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.holders import with_holder
from bondroit.engine.views.paid_months import SUBJECT_ID
from bondroit.model.table_set import TableSet

PRESCRIPTION_MONTHS: Final = 24
"""Where no text gives a delay of its own (ACTP): the two years of the other benefits."""

AID: Final = {
    "RSA": "RSA",
    "APA_HOME": "APA",
    "APA_FACILITY": "APA",
    "PCH": "PCH",
    "ACTP": "ACTP",
}
"""The aid in the sense of the law, by benefit: both APA share delay and threshold."""

DEBT_KEY: Final = ("source", SUBJECT_ID, "benefit", "month")
"""What a debt covers, month by month."""


def aid() -> pl.Expr:
    """Return the aid of the row's benefit, the benefit itself when unlisted."""
    return pl.col("benefit").replace(AID)


def prescribed_on(parameters: Parameters, as_of: date) -> pl.Expr:
    """Return the first day on which the month of `last_paid_on` is prescribed."""
    delays = {
        name: parameters.value(f"{name.lower()}_indu_prescription", as_of)
        for name in sorted(set(AID.values()))
    }
    months = aid().replace_strict(
        {name: int(delay or PRESCRIPTION_MONTHS) for name, delay in delays.items()},
        default=PRESCRIPTION_MONTHS,
        return_dtype=pl.Int64,
    )
    return pl.col("last_paid_on").dt.offset_by(months.cast(pl.String) + "mo")


def thresholds(parameters: Parameters, as_of: date) -> dict[str, tuple[Decimal, bool]]:
    """Return, by aid, the amount under which nothing is claimed, in euros.

    The flag says whether the amount itself is still not claimed (APA: «ne dépasse pas»).
    An unknown value sets no threshold.
    """
    found: dict[str, tuple[Decimal, bool]] = {}
    rsa = parameters.value("rsa_indu_seuil_recouvrement", as_of)
    if rsa is not None:
        found["RSA"] = (rsa, False)
    hours = parameters.value("apa_seuil_versement_et_recouvrement", as_of)
    wage = parameters.value("smic_horaire_brut", as_of)
    if hours is not None and wage is not None:
        found["APA"] = (hours * wage, True)
    return found


def located_debts(tables: TableSet) -> pl.LazyFrame:
    """Return the debts with `subject_id`, under the source of what was paid.

    A file of debts may stand apart from the file that pays: a household (RSA) or a
    person that its source does not pay is looked for in the only other one that does.
    """
    debts = with_holder(tables.frame("debts"), tables)
    paid = (
        tables.frame("payments")
        .filter((pl.col("benefit") == "RSA") & pl.col("household_id").is_not_null())
        .select("household_id", "benefit", payer="source")
        .unique()
        .group_by("household_id", "benefit")
        .agg(payers=pl.col("payer").sort())
    )
    payers = pl.col("payers")
    apart = (payers.list.len() == 1) & ~payers.list.contains(pl.col("source"))
    subject = (
        pl.when(pl.col("benefit") == "RSA")
        .then(pl.coalesce("household_id", "person_id"))
        .otherwise(pl.coalesce("person_id", "household_id"))
    )
    return (
        debts.join(paid, on=["household_id", "benefit"], how="left")
        .with_columns(
            subject.alias(SUBJECT_ID),
            source=pl.when(apart).then(payers.list.first()).otherwise("source"),
        )
        .filter(pl.col(SUBJECT_ID).is_not_null())
        .drop("payers")
    )


def known_debts(tables: TableSet) -> pl.DataFrame:
    """Return the months already in a debt: DEBT_KEY and `in_debt`, true."""
    first, last = (month_start(pl.col(name)) for name in ("from_month", "to_month"))
    return (
        located_debts(tables)
        .filter(first <= last)
        .pipe(each_month, first, last)
        .select(DEBT_KEY)
        .unique()
        .with_columns(in_debt=pl.lit(value=True))
        .collect()
    )
