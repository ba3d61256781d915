"""View `registered_pair`: two records of one file that stand for one individual."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from bondroit.engine.parameters import Parameters
from bondroit.engine.views import declare
from bondroit.engine.views.identifiers import nir_is_final
from bondroit.engine.views.net_paid import live_payments, net_paid
from bondroit.engine.views.person_records import with_individual
from bondroit.engine.views.provider_facts import with_subject
from bondroit.engine.views.shared_columns import MATCHES
from bondroit.engine.views.spans import held_frame
from bondroit.engine.views.view import Pass, Scope, View
from bondroit.model.outputs import BANDS, MONEY
from bondroit.model.table_set import TableSet

_PAIR: Final = ("source", "person_id", "other_id")
_PAID: Final = ("benefit", "element", "month")

COLUMNS: Final = (
    declare.month("Mois de droit payé aux deux fiches ; sans aucun mois commun, dernier mois jugé.", ("payments", "people"), label="mois"),
    declare.benefit("Prestation payée aux deux fiches ; sans mois commun, celle des droits de la fiche.", ("payments", "rights")),
    declare.flag("same_nir", "même NIR", "Les deux fiches portent le même NIR, hors numéros d'attente ; inconnu si l'un manque.", ("people",), typical=True),
    declare.code("match_band", "rapprochement des fiches", "Solidité du rapprochement des deux fiches ; probable si elles ne sont rapprochées que par une troisième.", ("matches", "individuals"), MATCHES, "certain", none="none"),
    declare.money("paid", "montant versé sur la fiche", "Net versé pour le mois sur la fiche la moins payée ; 0 sans mois commun.", ("payments", "bank_returns"), "400.00", none="0.00"),
    declare.money("other_paid", "montant versé sur l'autre fiche", "Net versé pour le mois sur l'autre fiche ; 0 sans mois commun.", ("payments", "bank_returns"), "400.00", none="0.00"),
)  # fmt: skip


def build(tables: TableSet, _parameters: Parameters, scope: Scope) -> Iterator[Pass]:
    """Give the pairs of records, with the months paid to both."""
    pairs = held_frame(_pairs(tables))
    paid = held_frame(_paid_months(pairs, tables, scope))
    alone = pairs.join(paid, on=list(_PAIR), how="anti").with_columns(
        pl.lit(None, pl.String).alias("element"),
        pl.lit(0, MONEY).alias("paid"),
        pl.lit(0, MONEY).alias("other_paid"),
        month=pl.lit(scope.last_month),
    )
    both = pairs.drop("benefit").join(paid, on=list(_PAIR))
    rows = pl.concat([both, alone], how="diagonal").pipe(_smaller_first)
    frame = with_individual(rows, tables).with_columns(
        debtor=pl.lit("beneficiary"),
        counterpart=pl.concat_str("source", "other_id", "benefit", separator=":"),
    )
    keyed = with_subject(frame, *_PAIR, *_PAID)
    yield Pass(source="-", frame=keyed.drop("other_id"))


def _records(tables: TableSet) -> pl.LazyFrame:
    """Return the records that hold a right other than RSA, with what they say.

    A person of the RSA file has one number a household: two of them are no duplicate.
    """
    held = (
        tables.frame("rights")
        .filter(pl.col("benefit") != "RSA")
        .group_by("source", "person_id")
        .agg(pl.col("benefit").min())
    )
    people = tables.frame("people").select(
        "source", "person_id", nir=pl.when(nir_is_final(pl.col("nir"))).then("nir")
    )
    return with_individual(
        held.join(people, on=["source", "person_id"], how="left"), tables
    )


def _pairs(tables: TableSet) -> pl.LazyFrame:
    """Pair the records of one file that share an individual or a NIR."""
    records = held_frame(_records(tables))
    parts = [_sharing(records, key) for key in ("individual_id", "nir")]
    return (
        pl.concat(parts)
        .unique(list(_PAIR))
        .join(_bands(tables), on=list(_PAIR), how="left")
        .with_columns(
            match_band=pl.coalesce(
                "band", pl.when("linked").then(pl.lit("probable")), pl.lit("none")
            )
        )
        .drop("linked", "band")
    )


def _sharing(records: pl.LazyFrame, key: str) -> pl.LazyFrame:
    """Pair the records of one file with the same value, the smaller id first."""
    several = pl.col(key).is_not_null() & (pl.len().over("source", key) > 1)
    many = held_frame(records.filter(several).with_columns(shared=pl.col(key)))
    other = many.select(
        "source",
        "shared",
        other_id="person_id",
        other_nir="nir",
        other_individual="individual_id",
    )
    return (
        many.join(other, on=["source", "shared"])
        .filter(pl.col("person_id") < pl.col("other_id"))
        .select(
            *_PAIR,
            "benefit",
            same_nir=pl.col("nir") == pl.col("other_nir"),
            linked=pl.col("individual_id") == pl.col("other_individual"),
        )
    )


def _bands(tables: TableSet) -> pl.LazyFrame:
    """Return the band of each pair of records of one file, the smaller id first."""
    schema = {**dict.fromkeys(_PAIR, pl.String()), "band": pl.String()}
    if tables.matches is None:
        return pl.LazyFrame(schema=schema)
    rank = pl.col("band").replace_strict(
        {name: order for order, name in enumerate(BANDS)}, default=None
    )
    return (
        tables.matches.filter(
            (pl.col("right_table") == "people")
            & (pl.col("left_source") == pl.col("right_source"))
        )
        .select(
            "band",
            rank=rank,
            source="left_source",
            person_id=pl.min_horizontal("left_id", "right_id"),
            other_id=pl.max_horizontal("left_id", "right_id"),
        )
        .sort("rank")
        .unique(list(_PAIR), keep="first", maintain_order=True)
        .select(list(schema))
    )


def _paid_months(pairs: pl.LazyFrame, tables: TableSet, scope: Scope) -> pl.LazyFrame:
    """Return the months of one benefit and element paid to both records."""
    one = pairs.select("source", "person_id")
    two = pairs.select("source", person_id="other_id")
    who = pl.concat([one, two]).unique()
    inside = pl.col("month").is_between(scope.first_month, scope.last_month)
    payments = live_payments(tables).filter(inside & (pl.col("benefit") != "RSA"))
    group = ("source", "person_id", *_PAID)
    net = held_frame(
        net_paid(payments.join(who, on=["source", "person_id"], how="semi"), group)
        .filter(pl.col("net_paid") > 0)
        .select(*group, paid="net_paid")
    )
    other = net.rename({"person_id": "other_id", "paid": "other_paid"})
    return (
        pairs.select(_PAIR)
        .join(net, on=["source", "person_id"])
        .join(other, on=["source", "other_id", *_PAID], nulls_equal=True)
    )


def _smaller_first(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Put the row on the record paid the least; a tie: on the second number."""
    swap = pl.col("other_paid") <= pl.col("paid")
    return rows.with_columns(
        person_id=pl.when(swap).then("other_id").otherwise("person_id"),
        other_id=pl.when(swap).then("person_id").otherwise("other_id"),
        paid=pl.min_horizontal("paid", "other_paid"),
        other_paid=pl.max_horizontal("paid", "other_paid"),
    )


REGISTERED_PAIR = View(
    name="registered_pair",
    doc="Deux fiches d'un même outil (APA, PCH, ACTP) qui désignent une seule personne, et un mois payé aux deux ; les noms ne sont pas montrés.",
    columns=COLUMNS,
    needs=("people", "rights"),
    build=build,
)
