"""View `right`: one right as it stands on the reference day, from all its versions."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import age
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.covered import months_covered, unbroken_from
from bondroit.engine.views.holders import HOME_BENEFITS, with_holder
from bondroit.engine.views.person_records import with_individual
from bondroit.engine.views.persons import PERSON, person_deaths
from bondroit.engine.views.provider_facts import with_subject
from bondroit.engine.views.right_columns import COLUMNS
from bondroit.engine.views.shared_columns import FAR
from bondroit.engine.views.stay_facts import person_stays, stay_months_covered
from bondroit.engine.views.view import Pass, Scope, View
from bondroit.model.table_set import TableSet, month_of

_RIGHT: Final = ("source", "right_id")
_PLACED: Final = ("care_home", "temporary_care_home", "disability_home", "hospital")


def build(tables: TableSet, _parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Yield one pass: one row a right."""
    rights = (
        _last_versions(tables, scope)
        .pipe(_with_facts_of_versions, tables, scope)
        .pipe(_with_payments, tables, scope)
        .pipe(_with_help, tables, scope)
        .pipe(_with_person, tables, scope)
    )
    yield Pass(
        source="-",
        frame=with_subject(
            rights.with_columns(month=pl.lit(scope.last_month)), *_RIGHT
        ),
    )


def _last_versions(tables: TableSet, scope: Scope) -> pl.LazyFrame:
    """Return the version of each right that holds on the reference day, or the last."""
    known = pl.col("valid_from") <= scope.as_of
    return (
        tables.frame("rights")
        .with_columns(known=known)
        .sort("known", "valid_from")
        .unique(list(_RIGHT), keep="last", maintain_order=True)
        .select(
            *_RIGHT,
            "person_id",
            "household_id",
            "benefit",
            "element",
            "provider_id",
            "carer_id",
            "delivery_mode",
            pl.when((pl.col("state") == "open") & (pl.col("start_date") > scope.as_of))
            .then(pl.lit("not_started"))
            .when(
                (pl.col("state") == "open")
                & (pl.col("end_date").fill_null(FAR) < scope.as_of)
            )
            .then(pl.lit("closed"))
            .otherwise("state")
            .alias("state"),
        )
    )


def _with_facts_of_versions(
    rights: pl.LazyFrame, tables: TableSet, scope: Scope
) -> pl.LazyFrame:
    """Add the dates of claim, decision, notification, review; and earlier rights."""
    versions = tables.frame("rights")
    told = versions.group_by("source").agg(
        tells_decisions=pl.col("decision_date").is_not_null().any()
    )
    granted = pl.max_horizontal("granted_amount", "plan_amount") > 0
    dates = versions.group_by(_RIGHT).agg(
        claimed_on=pl.col("claim_date").min(),
        decided_on=pl.col("decision_date").max(),
        notified_on=pl.col("notified_on").min(),
        review_on=pl.col("review_date").max(),
        starts_on=pl.col("start_date").min(),
        ends_on=pl.col("end_date").max().fill_null(FAR),
        exception_noted=pl.col("exception_code").is_not_null().any(),
        granted=granted.fill_null(value=False).any(),
    )
    nothing = pl.col("decided_on").is_null() & pl.col("notified_on").is_null()

    def since(name: str) -> pl.Expr:
        return (pl.lit(scope.as_of) - pl.col(name)).dt.total_days().cast(pl.Int32)

    return (
        rights.join(dates, on=list(_RIGHT))
        .join(told, on="source", how="left")
        .with_columns(
            decision_told=pl.when(~nothing)
            .then(statement=True)
            .when(pl.col("tells_decisions"))
            .then(statement=False),
            days_since_claim=since("claimed_on"),
            days_since_notification=since("notified_on"),
            days_since_review=pl.when(pl.col("review_on").is_not_null()).then(
                since("review_on")
            ),
        )
        .drop("tells_decisions", "decided_on")
    )


def _with_payments(
    rights: pl.LazyFrame, tables: TableSet, scope: Scope
) -> pl.LazyFrame:
    """Add whether the right was ever paid, and whether it was lately."""
    place = [*PERSON, "benefit"]
    element = pl.col("element").fill_null("")
    paid = (
        tables.frame("payments")
        .filter(pl.col("amount") > 0)
        .group_by(*place, element.alias("part"))
        .agg(last_paid_month=pl.col("month").max())
    )
    covered = unbroken_from(months_covered(tables, "payments", scope), scope.last_month)
    quiet = pl.lit(covered is not None)
    return (
        rights.with_columns(part=element)
        .join(paid, on=[*place, "part"], how="left")
        .with_columns(
            paid_in_scope=pl.when(pl.col("last_paid_month") >= scope.first_month)
            .then(statement=True)
            .when(quiet)
            .then(statement=False)
        )
        .drop("part", "last_paid_month")
    )


def _with_help(rights: pl.LazyFrame, tables: TableSet, scope: Scope) -> pl.LazyFrame:
    """Add whether a helper or a service is known for a right at home."""
    place = [*PERSON, "benefit"]
    hired = [
        with_holder(
            tables.frame("employments").with_columns(benefit=pl.lit(benefit)), tables
        ).select(place)
        for benefit in HOME_BENEFITS
    ]
    served = [
        with_holder(tables.frame(table), tables).select(place)
        for table in ("visits", "invoice_lines")
    ]
    bought = (
        tables.frame("payments")
        .filter(pl.col("payee").is_in(["provider", "carer"]) | (pl.col("hours") > 0))
        .select(place)
    )
    traces = pl.concat([*hired, *served, bought]).unique()
    named = pl.col("provider_id").is_not_null() | pl.col("carer_id").is_not_null()
    sources = tables.frame("rights").select(pl.col("source").unique()).collect()
    registers = [
        source
        for source in sources.to_series().to_list()
        if all(
            months_covered(tables, table, scope, source)[-1:] == [scope.last_month]
            for table in ("employments", "invoice_lines")
        )
    ]
    return (
        rights.join(
            traces.with_columns(traced=pl.lit(value=True)), on=place, how="left"
        )
        .with_columns(
            helper_known=pl.when(named | pl.col("traced").fill_null(value=False))
            .then(statement=True)
            .when(pl.col("source").is_in(registers))
            .then(statement=False)
        )
        .drop("traced", "provider_id", "carer_id")
    )


def _with_person(rights: pl.LazyFrame, tables: TableSet, scope: Scope) -> pl.LazyFrame:
    """Add death, age at the first claim, earlier rights, address and institution."""
    deaths = person_deaths(tables, scope).select(*PERSON, "death_match")
    births = tables.frame("people").select(
        *PERSON,
        born="birth_date",
        exact=pl.col("birth_date_precision").fill_null("day") == "day",
        here=_in_departement(tables.departement),
    )
    family = pl.col("benefit").replace({"ACTP": "PCH"})
    first = pl.col("starts_on").min().over("individual_id", family)
    month = month_of(scope.as_of)
    seen = stay_months_covered(
        tables, Scope(first_month=month, last_month=month, as_of=scope.as_of)
    )
    placed = (
        person_stays(tables)
        .filter(
            pl.col("kind").is_in(_PLACED)
            & (pl.col("start_date") <= scope.as_of)
            & (pl.col("end_date").fill_null(FAR) >= scope.as_of)
        )
        .select(PERSON)
        .unique()
        .with_columns(placed=pl.lit(value=True))
    )
    age_then = age(pl.col("born"), pl.col("claimed_on"))
    return (
        with_individual(rights, tables)
        .join(deaths, on=list(PERSON), how="left")
        .join(births.unique(list(PERSON)), on=list(PERSON), how="left")
        .join(placed, on=list(PERSON), how="left")
        .with_columns(
            age_at_claim=pl.when("exact").then(age_then),
            first_known_right=pl.col("starts_on") == first,
            address_in_departement="here",
            in_institution=pl.when(pl.col("placed"))
            .then(statement=True)
            .when(pl.lit(bool(seen)))
            .then(statement=False),
        )
        .drop("born", "exact", "here", "placed")
    )


def _in_departement(code: str | None) -> pl.Expr:
    """Return whether the address is in the département: its commune, else postcode."""
    if code is None:
        return pl.lit(None, pl.Boolean())
    corsica = code.upper().startswith("2") and not code.isdigit()
    commune = pl.col("commune").str.starts_with(code.upper())
    postcode = pl.col("postcode").str.starts_with("20" if corsica else code)
    return pl.coalesce(commune, postcode)


RIGHT = View(
    name="right",
    doc="Un droit, toutes versions réunies, tel qu'il est à la date d'arrêté.",
    columns=COLUMNS,
    needs=("rights",),
    build=build,
)
