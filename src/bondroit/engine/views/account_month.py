"""View `account_month`: who is paid on an account that is shared, new or a helper's.

Accounts that one beneficiary alone uses, always the same, are not in the view: nearly
all of them. An IBAN is compared, never shown.
"""

from collections.abc import Iterator
from typing import Final

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views.account_month_columns import COLUMNS
from bondroit.engine.views.months_back import months_before
from bondroit.engine.views.person_records import home_address, with_individual
from bondroit.engine.views.provider_facts import with_subject
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Pass, Scope, View
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

_SUBJECT: Final = ("source", "person_id", "household_id", "benefit", "element")
_YEAR: Final = 12
_FAMILY: Final = ("spouse", "parent", "child")
_PROFESSIONAL: Final = ("provider", "facility", "third_party")


def build(tables: TableSet, _parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give the months paid to beneficiaries on the accounts worth a look."""
    helpers = held_frame(_helpers(tables))
    credited = held_frame(_credited(tables, helpers))
    inside = pl.col("month").is_between(scope.first_month, scope.last_month)
    usual = _usual(credited)
    frame = (
        _with_company(_with_first(credited), tables)
        .filter(inside)
        .join(usual, on=[*_SUBJECT, "month"], how="left", nulls_equal=True)
        .join(helpers, on="iban", how="left")
        .with_columns(
            pl.col("professional_account").fill_null(value=False),
            pl.col("helper_account").fill_null("none"),
            debtor=pl.lit("beneficiary"),
        )
        .sort(*_SUBJECT, "month", "iban")
        .with_columns(rank=pl.int_range(pl.len()).over(*_SUBJECT, "month"))
    )
    keyed = with_subject(frame, *_SUBJECT, "month", "rank")
    yield Pass(source="-", frame=keyed.drop("iban", "rank"))


def _paid(tables: TableSet) -> pl.LazyFrame:
    """Return the payments to beneficiaries, with whom they are for."""
    own = (pl.col("payee") == "beneficiary") | (
        pl.col("payee").is_null() & (pl.col("benefit") == "RSA")
    )
    return (
        tables.frame("payments")
        .filter(own & pl.col("iban").is_not_null() & (pl.col("amount") > 0))
        .select(
            "source", "household_id", "benefit", "element", "month", "iban", "amount",
            person_id=pl.when(pl.col("household_id").is_null()).then("person_id"),
        )
    )  # fmt: skip


def _credited(tables: TableSet, helpers: pl.LazyFrame) -> pl.LazyFrame:
    """Sum the credits of a month of the subjects whose accounts are worth a look."""
    paid = _paid(tables)
    subject = ["source", "person_id", "household_id"]
    uses = held_frame(paid.select(*subject, "iban").unique())
    known = with_individual(uses, tables).with_columns(beneficiary=_beneficiary())
    several = pl.col("iban").n_unique().over(subject) > 1
    shared = pl.col("beneficiary").n_unique().over("iban") > 1
    concerned = held_frame(
        known.join(
            helpers.select("iban", helper=pl.lit(value=True)), on="iban", how="left"
        )
        .filter(several | shared | pl.col("helper"))
        .select(*subject, "individual_id", "beneficiary")
        .unique()
    )
    return (
        paid.join(concerned, on=subject, how="inner", nulls_equal=True)
        .group_by(*_SUBJECT, "month", "iban")
        .agg(
            pl.col("individual_id", "beneficiary").first(),
            credited_amount=pl.col("amount").sum().cast(MONEY),
        )
    )


def _beneficiary() -> pl.Expr:
    """Return who is paid: an individual, or a household of the RSA."""
    household = pl.concat_str("source", "household_id", separator="|")
    return pl.coalesce(household, "individual_id")


def _with_first(credited: pl.LazyFrame) -> pl.LazyFrame:
    """Tell the first month of a subject on an account, another one used before."""
    first = pl.col("month").min()
    own = first.over(*_SUBJECT, "iban")
    return credited.with_columns(
        new_account=(own == pl.col("month")) & (first.over(_SUBJECT) < pl.col("month"))
    )


def _usual(credited: pl.LazyFrame) -> pl.LazyFrame:
    """Return the median of the months before, all accounts together."""
    key = [*_SUBJECT, "month"]
    months = held_frame(credited.group_by(key).agg(pl.col("credited_amount").sum()))
    window = months_before(months, list(_SUBJECT), _YEAR, itself=False)
    return window.group_by(key).agg(
        usual_amount=pl.col("credited_amount").cast(pl.Float64).median().cast(MONEY)
    )


def _with_company(credited: pl.LazyFrame, tables: TableSet) -> pl.LazyFrame:
    """Count the beneficiaries and the homes credited on an account in a month."""
    placed = held_frame(credited.join(_homes(tables), on="beneficiary", how="left"))
    company = placed.group_by("iban", "month").agg(
        persons_on_account=pl.col("beneficiary").n_unique().cast(pl.Int32),
        homes_on_account=pl.when(pl.col("home").is_not_null().all()).then(
            pl.col("home").n_unique().cast(pl.Int32)
        ),
    )
    return placed.drop("home").join(company, on=["iban", "month"], how="left")


def _homes(tables: TableSet) -> pl.LazyFrame:
    """Return one address a beneficiary, in capitals without punctuation."""
    people = tables.frame("people").select("source", "person_id", home=home_address())
    members = tables.frame("household_members").select(
        "source", "person_id", "household_id"
    )
    persons = with_individual(people, tables).select(
        "home", beneficiary="individual_id"
    )
    households = (
        members.unique()
        .join(people, on=["source", "person_id"])
        .select(
            "home", beneficiary=pl.concat_str("source", "household_id", separator="|")
        )
    )
    return (
        pl.concat([persons, households])
        .group_by("beneficiary")
        .agg(pl.col("home").min())
    )


def _helpers(tables: TableSet) -> pl.LazyFrame:
    """Return the accounts of providers, facilities, third parties and carers."""
    listed = tables.frame("providers").select(
        "iban", payee=pl.lit("provider"), payee_id="provider_id"
    )
    paid = (
        tables.frame("payments")
        .filter(pl.col("payee").is_in([*_PROFESSIONAL, "carer"]))
        .select("iban", "payee", "payee_id")
    )
    family = (
        tables.frame("rights")
        .filter(pl.col("carer_link").is_in(_FAMILY))
        .select(payee_id="carer_id", family=pl.lit(value=True))
        .drop_nulls()
        .unique()
    )
    payee = pl.col("payee")
    return (
        pl.concat([listed, paid])
        .filter(pl.col("iban").is_not_null())
        .unique()
        .join(family, on="payee_id", how="left")
        .group_by("iban")
        .agg(
            professional_account=payee.is_in(_PROFESSIONAL).any(),
            helper_account=pl.when((payee == "provider").any())
            .then(pl.lit("provider"))
            .when(((payee == "carer") & pl.col("family").is_null()).any())
            .then(pl.lit("carer"))
            .when((payee == "carer").any())
            .then(pl.lit("family_carer"))
            .otherwise(pl.lit("none")),
        )
    )


ACCOUNT_MONTH = View(
    name="account_month",
    doc="Un mois payé à un bénéficiaire sur un compte partagé, changé, ou qui est aussi celui d'un intervenant ; les autres comptes n'ont pas de ligne.",
    columns=COLUMNS,
    needs=("payments",),
    build=build,
)
