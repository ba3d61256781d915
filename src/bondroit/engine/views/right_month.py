"""View `right_month`: each month with a right or a payment, so that unpaid months exist."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from bondroit.engine.language.calendar import month_end
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.beside import beside
from bondroit.engine.views.column_groups import GroupInputs, with_groups
from bondroit.engine.views.payment_months import (
    payment_months,
    payment_months_covered,
    with_known_arrears,
)
from bondroit.engine.views.right_month_columns import BASE_COLUMNS, DERIVED_COLUMNS
from bondroit.engine.views.right_month_derived import derive, derive_for
from bondroit.engine.views.right_month_groups import GROUP_COLUMNS, GROUPS
from bondroit.engine.views.right_month_household import with_household
from bondroit.engine.views.right_month_more import MORE_COLUMNS
from bondroit.engine.views.right_month_people import PeopleFacts, paid_since
from bondroit.engine.views.right_versions import (
    GROUP,
    NO_ELEMENT,
    right_months,
    right_versions,
    whole_month_rights,
)
from bondroit.engine.views.rolling_hours import rolling_hours, window_of
from bondroit.engine.views.shared_columns import LONG_AGO
from bondroit.engine.views.spans import held_frame, pairs, spans
from bondroit.engine.views.view import SUBJECT, Pass, Scope, View
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

_RESUMED = ("APA_HOME", "PCH")
"""Benefits whose service is stopped by a stay and resumes after it."""

_AMOUNTS = (
    "net_paid",
    "recovered",
    "regular_paid",
    "arrears_paid",
    "late_arrears",
    "largest_payment",
    "returned_amount",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part(GroupInputs):
    """One source and benefit, over some months."""

    has_rights: bool
    since_discharge: pl.LazyFrame


def build(tables: TableSet, parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Yield the passes of each source and benefit, of a bounded number of payments."""
    people = PeopleFacts(tables, parameters, scope)
    with_rights = pairs(tables, "rights")
    payments = pairs(tables, "payments")
    for source, benefit in sorted({*with_rights, *payments}):
        versions = held_frame(right_versions(tables, source, benefit))
        since = _paid_since_discharge(people, source, benefit)
        for months in spans(scope, payments.get((source, benefit), 0)):
            part = _Part(
                tables=tables,
                parameters=parameters,
                people=people,
                source=source,
                benefit=benefit,
                scope=months,
                has_rights=(source, benefit) in with_rights,
                versions=versions,
                since_discharge=since,
            )
            yield Pass(source=source, frame=_frame(part), key=_row_key(part))


def _frame(part: _Part) -> pl.LazyFrame:
    versions, scope = part.versions, part.scope
    paid = payment_months(
        part.tables, part.source, part.benefit, scope, part.parameters
    )
    rows = (
        right_months(versions, scope)
        .join(paid, on=[*GROUP, "month"], how="full", coalesce=True)
        .filter(pl.col("first_day").is_not_null() | pl.col("net_paid").is_not_null())
        .pipe(held_frame)
        .pipe(beside, versions.drop(GROUP), "version")
        .pipe(_with_rights_together, part, versions)
        .pipe(_with_subject, part)
        .pipe(_with_right_facts, part)
        .pipe(_with_payment_facts, part)
    )
    rows = part.people.with_person(rows, part.source)
    rows = with_household(rows, part.people, part.source, part.benefit, scope)
    rows = part.people.with_stays(rows, part.source, part.since_discharge)
    rows = _with_rolling(rows, part, versions)
    rows = with_groups(rows, GROUPS, part, part.people.scope)
    near = part.parameters.around(scope.first_month, scope.last_month)
    rows = derive_for(rows, near, part.benefit)
    return rows.with_columns(element="finding_element").select(
        *SUBJECT,
        *(column.name for column in RIGHT_MONTH.columns if column.name not in SUBJECT),
    )


def _with_rights_together(
    rows: pl.LazyFrame, part: _Part, versions: pl.LazyFrame
) -> pl.LazyFrame:
    alone = pl.col("first_day").is_not_null().cast(pl.Int32)
    if part.benefit != "PCH":
        return rows.with_columns(rights_together=alone)
    several = pl.col("rights_together").is_not_null()
    summed = ("granted_amount", "granted_hours")
    return (
        rows.join(
            whole_month_rights(versions, part.scope),
            on=[*GROUP, "month"],
            how="left",
            suffix="_together",
        )
        .with_columns(
            *(
                pl.when(several).then(f"{name}_together").otherwise(name).alias(name)
                for name in summed
            ),
            pl.when(several)
            .then("one_mode")
            .otherwise("delivery_mode")
            .alias("delivery_mode"),
        )
        .with_columns(rights_together=pl.coalesce("rights_together", alone))
    )


def _with_subject(rows: pl.LazyFrame, part: _Part) -> pl.LazyFrame:
    is_rsa = part.benefit == "RSA"
    element = pl.when(pl.col("element") != NO_ELEMENT).then("element")
    holder = (
        pl.coalesce("payer_person_id", "person_id") if is_rsa else pl.col("subject_id")
    )
    return rows.with_columns(
        pl.lit(part.source).alias("source"),
        pl.lit(part.benefit).alias("benefit"),
        holder.alias("person_id"),
        (pl.col("subject_id") if is_rsa else pl.lit(None, pl.String)).alias(
            "household_id"
        ),
        pl.lit(None, pl.String).alias("provider_id"),
        pl.lit(None, pl.String).alias("payment_id"),
        pl.lit(None, pl.String).alias("counterpart"),
        pl.lit("beneficiary").alias("debtor"),
        element.alias("finding_element"),
        element.fill_null("none").alias("pch_element"),
    )


def _row_key(part: _Part) -> pl.Expr:
    return pl.concat_str(
        pl.lit(f"{part.source}|{part.benefit}"),
        "household_id" if part.benefit == "RSA" else "person_id",
        pl.col("element").fill_null(NO_ELEMENT),
        pl.col("month").dt.to_string("%Y-%m"),
        separator="|",
    )


def _with_right_facts(rows: pl.LazyFrame, part: _Part) -> pl.LazyFrame:
    absent = pl.lit("none" if part.has_rights else None, dtype=pl.String)
    last_day = month_end(pl.col("month"))
    state = (
        pl.when(pl.col("version").is_null())
        .then(absent)
        .when(pl.col("first_day").is_not_null())
        .then("right_state")
        .when(pl.col("right_state") == "refused")
        .then(pl.lit("refused"))
        .when(pl.col("right_start") > last_day)
        .then(pl.lit("not_started"))
        .otherwise(pl.lit("ended"))
    )
    counts = ("open_rights", "running_versions", "suspended_days", "rights_together")
    none = pl.lit(0 if part.has_rights else None, dtype=pl.Int32)
    return rows.with_columns(
        state.alias("right_state"),
        pl.col("exception_code").is_not_null().alias("exception_noted"),
        pl.col(counts).fill_null(none),
        pl.col("renewed").fill_null(value=False),
    )


def _with_payment_facts(rows: pl.LazyFrame, part: _Part) -> pl.LazyFrame:
    """Fill the months without a payment: 0 where payments cover them, else unknown."""
    covered = pl.col("month").is_in(
        payment_months_covered(part.tables, part.source, part.scope)
    )
    zero = pl.lit(0, dtype=MONEY)
    paid = pl.col("net_paid").is_not_null()
    filled = rows.with_columns(
        *(
            pl.when(~paid & covered).then(zero).otherwise(name).alias(name)
            for name in _AMOUNTS
        ),
        pl.when(~paid & covered)
        .then(0)
        .otherwise("payment_count")
        .cast(pl.Int32)
        .alias("payment_count"),
        pl.when(~paid & covered)
        .then(pl.lit(LONG_AGO))
        .otherwise("last_paid_on")
        .alias("last_paid_on"),
        returned_on=pl.col("returned_on").fill_null(LONG_AGO),
        days_since_return=(pl.lit(part.scope.as_of) - pl.col("returned_on"))
        .dt.total_days()
        .fill_null(0)
        .cast(pl.Int32),
    ).with_columns(
        paid_before_recovery=(pl.col("net_paid") + pl.col("recovered")).cast(MONEY)
    )
    return with_known_arrears(
        filled, part.tables, part.source, part.benefit, part.scope
    )


def _paid_since_discharge(
    people: PeopleFacts, source: str, benefit: str
) -> pl.LazyFrame:
    """Return what `paid_since` gives, for benefits whose service a stay stops."""
    left = people.discharges(source)
    payments = people.tables.frame("payments").filter(pl.lit(value=benefit in _RESUMED))
    concerned = payments.join(
        left.select("person_id").unique(), on="person_id", how="semi"
    )
    tables = replace(
        people.tables, frames={**people.tables.frames, "payments": concerned}
    )
    window = window_of(people.scope)
    paid = payment_months(tables, source, benefit, window, people.parameters)
    return held_frame(paid_since(left, paid))


def _with_rolling(
    rows: pl.LazyFrame, part: _Part, versions: pl.LazyFrame
) -> pl.LazyFrame:
    hours = pl.Decimal(9, 2)
    if part.benefit != "PCH":
        return rows.with_columns(
            pl.lit(None, hours).alias("hours_12_months"),
            pl.lit(None, hours).alias("granted_12_months"),
        )
    window = window_of(part.scope)
    paid = payment_months(
        part.tables, part.source, part.benefit, window, part.parameters
    )
    covered = payment_months_covered(part.tables, part.source, window)
    rolled = rolling_hours(versions, paid, covered, part.scope)
    return beside(rows, rolled, [*GROUP, "month"])


RIGHT_MONTH = View(
    name="right_month",
    doc="Un mois de droit d'une personne (RSA : d'un foyer), pour une prestation et un élément, avec un droit en cours ou un paiement.",
    columns=(
        *BASE_COLUMNS,
        *GROUP_COLUMNS,
        *DERIVED_COLUMNS,
        *MORE_COLUMNS,
    ),
    needs=("payments",),
    build=build,
    derive=derive,
)
