"""The few rows of every table that what is said of one subject can depend on.

Views join a person with the other records of the same individual, the members of the
household, those who share a carer, a worker or an account. Views built over those rows
alone say the same of the subject, in a fraction of the time. Some facts are how a whole
file is kept: a bounded number of comparable subjects of each file stay for them, all of
them in a small file.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

import polars as pl

from bondroit.engine.views.undue_month import NETTED
from bondroit.model.table_set import TableSet

_WHOLE = frozenset({"providers", "facility_tariffs"})
_WITNESSES = ("source", "benefit", "element", "kind", "month", "payer", "payee")
"""One row of each combination stays, so that what was delivered is still known."""
_RANK = "__rank"
_HOUSEHOLDS = ("household_members", "rights", "payments")
_CLIENTS = ("rights", "visits", "invoice_lines", "payments")
_HOPS = 2
COMPARED = 1000
"""Subjects of each source and benefit kept to tell how a file is kept."""

_CERTAIN = "certain"


@dataclass(slots=True)
class _Ids:
    """What rows are recognised by, as they are found."""

    persons: set[str]
    households: set[str]
    providers: set[str]
    carers: set[str] = field(default_factory=set)
    workers: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)
    payments: set[str] = field(default_factory=set)


def neighbourhood(tables: TableSet, identifier: str) -> TableSet:
    """Return the tables limited to what concerns one subject, in memory.

    Args:
        tables: the tables of a run.
        identifier: a person, a household or a provider.

    """
    ids = _Ids({identifier}, {identifier}, {identifier})
    ids.persons |= _clients(tables, identifier)
    for _ in range(_HOPS):
        _household(tables, ids)
    _shared(tables, ids)
    ids.persons |= _sharing(tables, ids) | _comparable(tables)
    _household(tables, ids)
    matches = _matches(tables, ids)
    frames = {
        name: _kept(name, frame, ids, matches).lazy()
        for name, frame in tables.frames.items()
    }
    individuals = tables.individuals
    if individuals is not None:
        individuals = individuals.filter(_in("person_id", ids.persons))
        individuals = individuals.collect(engine="streaming").lazy()
    return replace(
        tables,
        frames=frames,
        individuals=individuals,
        matches=None if matches is None else matches.lazy(),
    )


def _in(name: str, values: Iterable[str]) -> pl.Expr:
    return pl.col(name).is_in(pl.Series(sorted(values), dtype=pl.String))


def _distinct(frame: pl.LazyFrame, name: str) -> set[str]:
    values = frame.select(pl.col(name).drop_nulls().unique())
    return set(values.collect(engine="streaming")[name].to_list())


def _clients(tables: TableSet, provider: str) -> set[str]:
    """Return the persons a provider serves, none where the id is not a provider's."""
    found: set[str] = set()
    for name in _CLIENTS:
        frame = tables.frame(name)
        column = "payee_id" if name == "payments" else "provider_id"
        found |= _distinct(frame.filter(pl.col(column) == provider), "person_id")
    return found


def _mates(tables: TableSet, persons: set[str]) -> set[str]:
    """Return the other records of the same individuals."""
    if tables.individuals is None:
        return set()
    own = _distinct(
        tables.individuals.filter(_in("person_id", persons)), "individual_id"
    )
    return _distinct(tables.individuals.filter(_in("individual_id", own)), "person_id")


def _household(tables: TableSet, ids: _Ids) -> None:
    """Add the records, households and household members one step further."""
    ids.persons |= _mates(tables, ids.persons)
    for name in _HOUSEHOLDS:
        rows = tables.frame(name).filter(_in("person_id", ids.persons))
        ids.households |= _distinct(rows, "household_id")
    members = tables.frame("household_members")
    ids.persons |= _distinct(
        members.filter(_in("household_id", ids.households)), "person_id"
    )
    ids.persons |= _mates(tables, ids.persons)


def _shared(tables: TableSet, ids: _Ids) -> None:
    """Find the carers, workers, providers and accounts of those persons."""
    own = _in("person_id", ids.persons)
    payments = tables.frame("payments").filter(own)
    ids.payments |= _distinct(payments, "payment_id")
    ids.accounts |= _distinct(payments, "iban")
    ids.carers |= _distinct(payments.filter(pl.col("payee") == "carer"), "payee_id")
    for name in ("rights", "employments"):
        ids.carers |= _distinct(tables.frame(name).filter(own), "carer_id")
    ids.workers |= _distinct(tables.frame("visits").filter(own), "worker_id")
    for name in ("rights", "visits", "invoice_lines"):
        ids.providers |= _distinct(tables.frame(name).filter(own), "provider_id")


def _sharing(tables: TableSet, ids: _Ids) -> set[str]:
    """Return the other persons of the same carers, workers and accounts."""
    payments, visits = tables.frame("payments"), tables.frame("visits")
    carers = _in("payee_id", ids.carers) & (pl.col("payee") == "carer")
    found = _distinct(
        payments.filter(carers | _in("iban", ids.accounts)), "person_id"
    ) | _distinct(visits.filter(_in("worker_id", ids.workers)), "person_id")
    for name in ("rights", "employments"):
        rows = tables.frame(name).filter(_in("carer_id", ids.carers))
        found |= _distinct(rows, "person_id")
    return found


def _comparable(tables: TableSet) -> set[str]:
    """Return the same few persons of each source and benefit, whoever is looked at.

    Persons with a certain death are among them.
    """
    found: set[str] = set()
    for name in ("rights", "payments"):
        frame = tables.frame(name).select("source", "benefit", "person_id")
        rows = frame.drop_nulls("person_id").unique()
        found |= _first(rows, ["source", "benefit"], "person_id")
    told = tables.frame("people").filter(pl.col("death_date").is_not_null())
    found |= _first(told, ["source"], "person_id")
    if tables.matches is not None:
        dead = tables.matches.filter(
            (pl.col("right_table") == "deaths") & (pl.col("band") == _CERTAIN)
        )
        found |= _first(dead, ["left_source"], "left_id")
    return found


def _first(rows: pl.LazyFrame, by: list[str], name: str) -> set[str]:
    """Return the first values of each group, in an order that tells nothing of them."""
    first = (
        rows.select(*by, name, order=pl.col(name).hash())
        .sort("order", name)
        .group_by(by)
        .agg(pl.col(name).head(COMPARED))
        .explode(name)
    )
    return _distinct(first, name)


def _matches(tables: TableSet, ids: _Ids) -> pl.DataFrame | None:
    if tables.matches is None:
        return None
    own = _in("left_id", ids.persons) | _in("right_id", ids.persons)
    return tables.matches.filter(own).collect(engine="streaming")


def _kept(
    name: str, frame: pl.LazyFrame, ids: _Ids, matches: pl.DataFrame | None
) -> pl.DataFrame:
    """Return the rows of one table about those ids, and its witnesses."""
    if name in _WHOLE:
        return frame.collect()
    columns = frame.collect_schema().names()
    known = {
        "person_id": ids.persons,
        "household_id": ids.households,
        "provider_id": ids.providers if name != "rights" else set(),
        "carer_id": ids.carers,
        "worker_id": ids.workers,
        "iban": ids.accounts,
        "payment_id": ids.payments if name == "bank_returns" else set(),
    }
    tests = [
        _in(key, found) for key, found in known.items() if key in columns and found
    ]
    key = {"deaths": "death_id", "stays": "stay_id"}.get(name)
    if key is not None and matches is not None:
        linked = matches.filter(pl.col("right_table") == name)["right_id"].to_list()
        tests.append(_in(key, linked))
    if name not in {"deaths", NETTED}:
        tests.append(pl.col(_RANK).is_in(_witness_ranks(frame, columns)))
    if not tests:
        return frame.clear().collect()
    own = frame.with_row_index(_RANK).filter(pl.any_horizontal(tests))
    return own.drop(_RANK).collect(engine="streaming")


def _witness_ranks(frame: pl.LazyFrame, columns: Collection[str]) -> pl.Series:
    """Return the rank of one row of each combination of what tells deliveries apart."""
    keys = [column for column in _WITNESSES if column in columns]
    if not keys:
        return pl.Series(dtype=pl.UInt32)
    ranks = (
        frame.select(keys).with_row_index(_RANK).group_by(keys).agg(pl.col(_RANK).min())
    )
    return ranks.select(_RANK).collect(engine="streaming")[_RANK]
