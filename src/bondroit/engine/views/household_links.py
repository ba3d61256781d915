"""What ties an RSA household to another one: an adult, a child, a home, an account."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from bondroit.engine.language.calendar import months_later
from bondroit.engine.parameters import Parameters
from bondroit.engine.views.compositions import ADULTS, DEPENDANTS
from bondroit.engine.views.household_elsewhere import OPEN_STATES
from bondroit.engine.views.household_people import KEY
from bondroit.engine.views.net_paid import live_payments, net_paid
from bondroit.engine.views.person_records import home_address
from bondroit.engine.views.persons import PERSON, person_individuals
from bondroit.engine.views.view import Scope
from bondroit.model.outputs import MONEY
from bondroit.model.table_set import TableSet

_HOUSEHOLD: Final = ("source", "household_id")
_ROW: Final = ("source", *KEY)
_LEAST: Final = "rsa_indices_mois_minimum"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdLinks:
    """Ties between the households of every source, for one run.

    Attributes:
        tables: households, members, people, payments, rights, individuals.
        parameters: dated parameters.
        scope: the months.

    """

    tables: TableSet
    parameters: Parameters
    scope: Scope

    def adults_elsewhere(self) -> pl.LazyFrame:
        """Find adults counted as a spouse here and who claim elsewhere, same payer.

        Two payers are another matter: AIS-DBL-001.

        Returns:
            source, KEY, adults_counted_elsewhere, paid_elsewhere (net paid to the other
            household that month, euros), adult_counterpart.

        """
        several = self._in_several(ADULTS).filter(pl.col("counted"))
        there = several.filter(pl.col("role") == "claimant").select(
            "individual_id",
            "month",
            "payer",
            other_source="source",
            other_id="household_id",
        )
        other = pl.concat_str("other_source", "other_id", separator=":")
        return (
            several.filter(pl.col("role") == "spouse")
            .join(there, on=["individual_id", "month", "payer"])
            .filter(pl.concat_str(_HOUSEHOLD, separator=":") != other)
            .join(self._paid(there), on=["other_source", "other_id", "month"])
            .group_by(_ROW)
            .agg(
                adults_counted_elsewhere=pl.col("individual_id")
                .n_unique()
                .cast(pl.Int32),
                paid_elsewhere=pl.col("paid").sum().cast(MONEY),
                adult_counterpart=(other + ":RSA").min(),
            )
        )

    def shared_children(self) -> pl.LazyFrame:
        """Find two lone adults at one address with a child that both list.

        The address is that of the day: an address that is not told is not looked at.

        Returns:
            source, KEY, child_listed_by_neighbour (true).

        """
        children = self._in_several(DEPENDANTS)
        lone = self._lone(children.select(_HOUSEHOLD).unique())
        sides = children.select(*_ROW, "individual_id").join(lone, on=list(_ROW))
        own = pl.concat_str(_HOUSEHOLD, separator=":")
        others = sides.select("individual_id", "month", "place", other=own)
        return (
            sides.join(others, on=["individual_id", "month", "place"])
            .filter(own != pl.col("other"))
            .select(*_ROW, child_listed_by_neighbour=pl.lit(value=True))
            .unique()
        )

    def shared_life(self) -> pl.LazyFrame:
        """Count independent signs that a lone adult shares a life, over some months.

        An account shared with somebody else of the same address; an APA or PCH file
        that names a spouse as carer; an APA file that counts a couple.

        Returns:
            source, KEY, shared_life_signs (1 to 3): where there is one.

        """
        individuals = person_individuals(self.tables)
        files = self._other_files(individuals)
        accounts = self._shared_accounts(individuals).collect().lazy()
        members = self.tables.frame("household_members").filter(
            pl.col("role").is_in(ADULTS)
        )
        named = (
            members.select(*_HOUSEHOLD, "person_id")
            .unique()
            .join(individuals, on=PERSON)
            .join(files, on="individual_id", how="semi")
        )
        wanted = pl.concat(
            [named.select(_HOUSEHOLD), accounts.select(_HOUSEHOLD)]
        ).unique()
        lone = self._lone(wanted).join(individuals, on=PERSON)
        told = (
            lone.join(files, on="individual_id")
            .filter(
                (pl.col("since") <= pl.col("month"))
                & (pl.col("until") >= pl.col("month"))
            )
            .group_by(_ROW)
            .agg(
                carer=(pl.col("carer_link") == "spouse").any().cast(pl.Int32),
                file=pl.col("couple").any().cast(pl.Int32),
            )
        )
        signs = [pl.col(name).fill_null(0) for name in ("carer", "file", "account")]
        return (
            lone.join(told, on=list(_ROW), how="left")
            .join(accounts, on=list(_HOUSEHOLD), how="left")
            .select(*_ROW, shared_life_signs=pl.sum_horizontal(signs).cast(pl.Int32))
            .filter(pl.col("shared_life_signs") > 0)
            .unique()
        )

    def _other_files(self, individuals: pl.LazyFrame) -> pl.LazyFrame:
        """Return individual_id, carer_link, couple, since, until of APA and PCH files."""
        months = int(self.parameters.value(_LEAST, self.scope.last_month) or 0)
        spouse = (pl.col("carer_link") == "spouse") | pl.col("couple")
        return (
            self.tables.frame("rights")
            .filter((pl.col("benefit") != "RSA") & spouse & (pl.col("state") == "open"))
            .join(individuals, on=PERSON)
            .select(
                "individual_id",
                "carer_link",
                "couple",
                since=months_later(pl.col("valid_from"), months - 1),
                until=pl.min_horizontal("valid_to", "end_date").fill_null(
                    self.scope.last_month
                ),
            )
        )

    def _shared_accounts(self, individuals: pl.LazyFrame) -> pl.LazyFrame:
        """Return source, household_id, account (1) of accounts shared at one address.

        The account serves somebody else of the same address in several months.
        """
        months = int(self.parameters.value(_LEAST, self.scope.last_month) or 0)
        paid = (
            self.tables.frame("payments")
            .filter(
                pl.col("iban").is_not_null()
                & pl.col("payee").fill_null("beneficiary").eq("beneficiary")
            )
            .select(*PERSON, "household_id", "benefit", "iban", "month")
            .unique()
        )
        mine = paid.filter(pl.col("benefit") == "RSA")
        theirs = paid.join(mine.select("iban").unique(), on="iban", how="semi")
        homes = self._places().join(individuals, on=PERSON)
        left = mine.join(homes, on=PERSON)
        right = theirs.join(homes, on=PERSON).select(
            "iban", "month", "place", other="individual_id", other_home="household_id"
        )
        other_home = pl.col("other_home").ne_missing(pl.col("household_id"))
        return (
            left.join(right, on=["iban", "month", "place"])
            .filter((pl.col("individual_id") != pl.col("other")) & other_home)
            .group_by(_HOUSEHOLD)
            .agg(seen=pl.col("month").n_unique())
            .filter(pl.col("seen") >= months)
            .select(*_HOUSEHOLD, account=pl.lit(1, pl.Int32))
        )

    def _in_several(self, roles: tuple[str, ...]) -> pl.LazyFrame:
        """Return the members of some roles whom several households list, month by month.

        Returns:
            source, KEY, person_id, individual_id, role, counted, payer: of open
            households, in the months of the scope.

        """
        members = self.tables.frame("household_members").filter(
            pl.col("role").is_in(roles)
        )
        listed = (
            members.select(*_HOUSEHOLD, "person_id")
            .unique()
            .join(person_individuals(self.tables), on=PERSON)
        )
        homes = pl.struct(_HOUSEHOLD).n_unique().over("individual_id")
        several = listed.filter(homes > 1)
        return (
            members.join(several, on=[*_HOUSEHOLD, "person_id"])
            .join(self._open(), on=list(_ROW))
            .select(*_ROW, "person_id", "individual_id", "role", "counted", "payer")
        )

    def _open(self) -> pl.LazyFrame:
        inside = pl.col("month").is_between(
            self.scope.first_month, self.scope.last_month
        )
        return (
            self.tables.frame("households")
            .filter(inside & pl.col("state").is_in(OPEN_STATES))
            .select(*_ROW, "payer")
        )

    def _lone(self, households: pl.LazyFrame) -> pl.LazyFrame:
        """Return source, KEY, person_id, place of those that list one adult alone."""
        adults = (
            self.tables.frame("household_members")
            .join(households, on=list(_HOUSEHOLD), how="semi")
            .filter(pl.col("role").is_in(ADULTS))
        )
        return (
            adults.filter(pl.len().over(_ROW) == 1)
            .join(self._open(), on=list(_ROW), how="semi")
            .select(*_ROW, "person_id")
            .join(self._places(), on=PERSON)
        )

    def _places(self) -> pl.LazyFrame:
        """Return source, person_id, place: the address, told the same way."""
        return (
            self.tables.frame("people")
            .select(*PERSON, place=home_address())
            .filter(pl.col("place").is_not_null())
        )

    def _paid(self, there: pl.LazyFrame) -> pl.LazyFrame:
        """Return other_source, other_id, month, paid: what other households get."""
        wanted = there.select(source="other_source", household_id="other_id").unique()
        payments = (
            live_payments(self.tables)
            .filter(pl.col("benefit") == "RSA")
            .join(wanted, on=list(_HOUSEHOLD), how="semi")
        )
        return (
            net_paid(payments, [*_ROW])
            .filter(pl.col("net_paid") > 0)
            .select(
                "month",
                other_source="source",
                other_id="household_id",
                paid="net_paid",
            )
        )
