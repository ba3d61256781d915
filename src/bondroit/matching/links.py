"""Two files, or one with itself: pairs with their final probability."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from bondroit.matching.answers import (
    DIFFERENT,
    DOUBTFUL,
    SAME,
    SURE,
    UNSURE,
    applied,
    checked,
    of_rows,
)
from bondroit.matching.decide import KEPT, compete, shown, worth_showing
from bondroit.matching.individuals import answered, as_key, group
from bondroit.matching.lexicon import Lexicon
from bondroit.matching.pairs import Linked, link_two, link_within
from bondroit.matching.records import Records, prepare
from bondroit.matching.register import link_register
from bondroit.matching.report import LIKELY
from bondroit.matching.result import PAIRS, LinkResult
from bondroit.matching.rows import (
    expanded,
    first_two,
    identified,
    named,
    sorted_matches,
)
from bondroit.matching.saved import SavedWeights
from bondroit.matching.uses import DEATHS, FILES, Use, use_named

Files = pl.DataFrame | pl.LazyFrame
IDS = ("source", "id")


@dataclass(frozen=True, slots=True)
class Frames:
    """The links of two files, or of one.

    Attributes:
        rows: left and right ids, pattern, passes, probability; for two files also
            margin, before and close.
        table: what the right file looks like.
        linked: how pairs were scored.
        within: one file with itself.
        use: the case of use.

    """

    rows: pl.DataFrame
    table: str
    linked: Linked
    within: bool
    use: Use

    def matches(self) -> pl.DataFrame:
        """Return what is worth showing, with the columns of `matches.parquet`."""
        some = shown(self.rows) if self.within else worth_showing(self.rows)
        careful = self.use.careful
        return sorted_matches(
            [named(some, self.table, self.linked.scoring, careful=careful)]
        )

    def result(self, floor: float) -> LinkResult:
        """Return every pair of that probability at least."""
        kept = self.rows.filter(pl.col("probability") >= floor)
        if "margin" not in kept.columns:
            kept = kept.with_columns(pl.col("probability").alias("margin"))
        kept = kept.with_columns(pl.lit(self.table).alias("right_table"))
        pairs = kept.select(list(PAIRS)).sort(list(PAIRS)[:4])
        return LinkResult(pairs, self.linked.scoring, self.linked.index)


def link(
    left: Files,
    right: Files | None,
    use: str = "files",
    floor: float = 0.01,
    answers: pl.DataFrame | None = None,
    saved: SavedWeights | None = None,
) -> LinkResult:
    """Link two files, or one with itself, and give every pair its probability.

    Args:
        left: columns of people, deaths or stays; one of person_id, death_id, stay_id,
            id; `source` may be absent. Absent columns are neutral.
        right: the other file, None for the duplicates of the first; with `deaths` it is
            streamed, hence better lazy.
        use: `people`, `deaths`, `stays`, `duplicates` or `files`.
        floor: pairs under that probability are left out (0.01 at least).
        answers: of reviewers (see `answers.py`).
        saved: weights to use as they are.

    Raises:
        ConfigurationError: the case of use does not exist.

    """
    chosen = use_named(use)
    return link_frames(left, right, chosen, answers, saved).result(max(floor, KEPT))


def link_frames(
    left: Files,
    right: Files | None,
    use: Use | None = None,
    answers: pl.DataFrame | None = None,
    saved: SavedWeights | None = None,
) -> Frames:
    """Link files; see `link`. Without a use, the columns tell a register of deaths."""
    said = None if answers is None else checked(answers)
    lexicon = Lexicon()
    table, rows = identified(left.lazy(), "left")
    records = prepare(rows.collect(), IDS, lexicon)
    if right is None:
        return _within(records, table, use or FILES, said, saved)
    other_table, other = identified(right.lazy(), "right")
    if use is None:
        deaths = other_table == "deaths" and table != "deaths"
        use = DEATHS if deaths else FILES
    if use is DEATHS:
        with ThreadPoolExecutor(1, "groups") as meanwhile:
            groups = meanwhile.submit(_groups, records)
            settled, linked = register_pairs(
                records, groups.result, lexicon, other, use, (said, saved)
            )
        return Frames(settled, other_table, linked, within=False, use=use)
    others = prepare(other.collect(), IDS, lexicon)
    linked = link_two(records, others, use, saved)
    pairs = applied(
        linked.pairs, of_rows(said, records.members, others.members, other_table)
    )
    settled = _competing(records, others, pairs, linked, use)
    rows_ = expanded(settled, records, others, within=False)
    return Frames(rows_, other_table, linked, within=False, use=use)


def _groups(records: Records) -> pl.DataFrame:
    return group(records, link_within(records, FILES).pairs)


def _within(
    records: Records,
    table: str,
    use: Use,
    said: pl.DataFrame | None,
    saved: SavedWeights | None,
) -> Frames:
    linked = link_within(records, use, saved)
    answers = of_rows(said, records.members, records.members, table)
    pairs = applied(linked.pairs, answers, within=True)
    rows = expanded(pairs, records, records, within=True)
    return Frames(rows, table, linked, within=True, use=use)


def _competing(
    left: Records, right: Records, pairs: pl.DataFrame, linked: Linked, use: Use
) -> pl.DataFrame:
    """Share probabilities among rivals, sides standing for the use's records."""
    sides = []
    by_decoys = linked.scoring.method == "decoys"
    for records, repeats, row, name in (
        (left, linked.repeats[0], "i", "who"),
        (right, linked.repeats[1], "j", "what"),
    ):
        links = repeats if by_decoys else link_within(records, use).pairs
        key = as_key(group(records, links), row, name)
        if by_decoys:
            likely = pairs.filter(pl.col("probability") >= LIKELY)[row]
            known = answered(likely, records.frame)
            key = key.with_columns(known["chance"].alias(f"c_{name}"))
        sides.append(key)
    rivals = pairs.join(sides[0], on="i").join(sides[1], on="j")
    names = {"left": "who", "right": "what"}
    groups = tuple(names[side] for side in use.once)
    if not groups:
        return pairs.with_columns(
            pl.col("probability").alias("before"),
            pl.col("probability").alias("margin"),
            pl.lit(value=True).alias("close"),
        )
    return compete(rivals, groups).sort("i", "j")


def register_pairs(
    people: Records,
    groups: Callable[[], pl.DataFrame],
    lexicon: Lexicon,
    register: pl.LazyFrame,
    use: Use,
    given: tuple[pl.DataFrame | None, SavedWeights | None],
) -> tuple[pl.DataFrame, Linked]:
    """Find the record of each individual in a register: at most one, each once.

    The register is streamed; records written twice alike count as one (smallest id).

    Args:
        people: prepared people.
        groups: gives row, cluster: their individuals; called once the register is read.
        lexicon: what people were prepared with.
        register: two id columns, then compared columns, of any size.
        use: the case of use.
        given: answers of reviewers, and saved weights.

    Returns:
        Rows with ids, pattern, passes, probability, before, margin, close.

    """
    said, saved = given
    linked, size = link_register(people, lexicon, register, use, saved)
    once = linked.pairs.unique(["i", "what"], keep="first", maintain_order=True)
    scored = once.join(as_key(groups(), "i", "who"), on="i")
    if linked.scoring.method == "decoys":
        likely = scored.filter(pl.col("probability") >= LIKELY)
        known = answered(likely["i"], people.frame).rename({"row": "i"})
        rate = likely["what"].n_unique() / max(size, 1)
        scored = scored.join(known.rename({"chance": "c_who"}), on="i").with_columns(
            pl.lit(rate).alias("c_what")
        )
    named_rows = _register_answers(_with_left(people, scored), people, said)
    settled = compete(named_rows, ("who", "what"))
    return settled.sort("left_source", "left_id", "right_source", "right_id"), linked


def _with_left(people: Records, scored: pl.DataFrame) -> pl.DataFrame:
    left = people.members.select(
        pl.col("row").alias("i"), first_two(people.members, "left")
    )
    return scored.join(left.unnest("left"), on="i")


def _register_answers(
    rows: pl.DataFrame, people: Records, said: pl.DataFrame | None
) -> pl.DataFrame:
    """Give answered pairs of a register their answer."""
    if said is None:
        return rows
    some = said.filter(pl.col("right_table") == "deaths").drop("right_table")
    key = ["left_source", "left_id", "right_source", "right_id"]
    chance = (
        pl.when(pl.col("answer") == SAME)
        .then(SURE)
        .when(pl.col("answer") == UNSURE)
        .then(pl.min_horizontal("probability", DOUBTFUL))
        .otherwise("probability")
    )
    known = people.members.select(
        pl.col("row").alias("i"), first_two(people.members, "left")
    ).unnest("left")
    same = some.filter(pl.col("answer") == SAME).join(
        known, on=["left_source", "left_id"]
    )
    absent = same.join(rows, on=key, how="anti")
    return (
        pl.concat([rows, _answered_alone(absent, rows)], how="diagonal")
        .join(some, on=key, how="left")
        .filter(pl.col("answer").fill_null("") != DIFFERENT)
        .with_columns(chance.alias("probability"))
        .drop("answer")
    )


def _answered_alone(absent: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return pairs said the same that no pass brought, each a record of its own."""
    what = pl.struct("right_source", "right_id").hash(seed=2)
    who = pl.col("i").cast(rows.schema["who"])
    return absent.drop("answer").with_columns(
        what.alias("what"),
        who.alias("who"),
        pl.lit(0, pl.UInt32).alias("passes"),
        pl.lit(0, pl.UInt64).alias("pattern"),
        pl.lit(0.0).alias("probability"),
    )
