"""Individuals: records linked into one person, never against a contradiction.

Components without any contradiction are merged at once, column-wise; the few others are
built link by link, best first, by average link, refusing two certified NIR, two sexes
or two births in one cluster, and two records of a source where a person has one.
"""

from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

import polars as pl

from bondroit.matching.components import components
from bondroit.matching.decide import PROBABLE
from bondroit.matching.once import Once, nothing_once

_ABSENT = -5.0
"""Bits of a pair of one cluster that was not linked: evidence against."""
_CERTAIN_BITS = 20.0
_YEAR, _NEW_YEAR = 10_000, 101
_DAY = 3
_NEIGHBOURS = 2


def clusters(
    frame: pl.DataFrame, links: pl.DataFrame, once: Once | None = None
) -> pl.DataFrame:
    """Group prepared records into individuals.

    Args:
        frame: prepared records (row, nir, nir_ok, sex, birth, precision, g1).
        links: i, j, probability; only `probable` and better are used.
        once: records of sources where a person has one; None where any may have more.

    Returns:
        row, cluster: the smallest row of the cluster.

    """
    used = links.filter(
        (pl.col("probability") >= PROBABLE) & (pl.col("i") != pl.col("j"))
    )
    component = components(frame.select("row"), used)
    known = frame.join(component, on="row", how="left", maintain_order="left")
    held = (once or nothing_once()).rows
    disputed = pl.concat([_disputed(known), _twice(held, component)]).unique().sort()
    settled = known.filter(~pl.col("component").is_in(disputed.implode()))
    inside = used.join(component, left_on="i", right_on="row").filter(
        pl.col("component").is_in(disputed.implode())
    )
    careful = _careful(
        known.filter(pl.col("component").is_in(disputed.implode())), inside, held
    )
    return pl.concat(
        [settled.select("row", pl.col("component").alias("cluster")), careful]
    ).sort("row")


def _disputed(known: pl.DataFrame) -> pl.Series:
    """Components where something could contradict: two numbers, sexes, births, names."""
    sure = pl.col("nir").filter((pl.col("nir_ok") == 1) & (pl.col("nir") != 0))
    facts = known.group_by("component").agg(
        pl.len().alias("n"),
        sure.n_unique().alias("numbers"),
        *(
            pl.col(name).filter(pl.col(name) != 0).n_unique().alias(name)
            for name in ("sex", "birth", "g1")
        ),
    )
    several = pl.any_horizontal(pl.col("numbers", "sex", "birth", "g1") > 1)
    return facts.filter((pl.col("n") > 1) & several)["component"].sort()


def _twice(held: pl.DataFrame, component: pl.DataFrame) -> pl.Series:
    """Components that hold two people of a source where a person has one record."""
    return (
        held.join(component, on="row")
        .group_by("component", "source")
        .agg(pl.col("person").n_unique().alias("people"))
        .filter(pl.col("people") > 1)["component"]
    )


@dataclass(slots=True)
class _Cluster:
    """A cluster being built: its rows, what is known of them, its links."""

    rows: list[int]
    numbers: set[int] = field(default_factory=set)
    sexes: set[int] = field(default_factory=set)
    births: set[tuple[int, int]] = field(default_factory=set)
    people: dict[str, int] = field(default_factory=dict)
    links: dict[int, tuple[float, int]] = field(default_factory=dict)

    def contradicts(self, other: "_Cluster") -> bool:
        """Whether the two cannot be one person."""
        if len(self.numbers | other.numbers) > 1 or len(self.sexes | other.sexes) > 1:
            return True
        if self.is_other_of(other):
            return True
        return any(not _compatible(a, b) for a in self.births for b in other.births)

    def is_other_of(self, other: "_Cluster") -> bool:
        """Whether a source where a person has one record tells the two apart."""
        known = self.people.items()
        return any(other.people.get(source, one) != one for source, one in known)


def _compatible(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two births (yyyymmdd, precision) may be one, slips included."""
    (a, precision_a), (b, precision_b) = one, other
    if a == b or (
        a // _YEAR == b // _YEAR
        and (
            min(precision_a, precision_b) < _DAY or _NEW_YEAR in {a % _YEAR, b % _YEAR}
        )
    ):
        return True
    text, text_b = f"{a:08d}", f"{b:08d}"
    if text[:4] + text[6:] + text[4:6] == text_b:
        return True
    wrong = [n for n in range(8) if text[n] != text_b[n]]
    neighbours = len(wrong) == _NEIGHBOURS and wrong[1] == wrong[0] + 1
    return len(wrong) == 1 or (
        neighbours
        and text[wrong[0]] == text_b[wrong[1]]
        and text[wrong[1]] == text_b[wrong[0]]
    )


def _bits(probability: pl.Expr) -> pl.Expr:
    chance = probability.clip(1e-9, 1 - 1e-9)
    return (chance / (1 - chance)).log(2).clip(-_CERTAIN_BITS, _CERTAIN_BITS)


Queue = list[tuple[float, bool, int, int]]
"""Links by rising strength, under a minus sign: those of one shared number first."""


def _careful(
    known: pl.DataFrame, links: pl.DataFrame, held: pl.DataFrame
) -> pl.DataFrame:
    """Average-link clustering of the disputed components, best link first."""
    built = _singles(known, held)
    for i, j, bits in (
        links.select("i", "j", _bits(pl.col("probability")).alias("bits"))
        .sort("i", "j")
        .iter_rows()
    ):
        built[i].links[j] = built[j].links[i] = (bits, 1)
    queue = [
        _entry(built, i, j) for i, one in built.items() for j in one.links if i < j
    ]
    heapify(queue)
    while queue:
        entry = heappop(queue)
        _, _, i, j = entry
        linked = i in built and j in built and j in built[i].links
        if linked and entry == _entry(built, i, j) and entry[0] < 0:
            _merge(built, i, j, queue)
    return pl.DataFrame(
        [(row, name) for name, one in built.items() for row in one.rows],
        schema={"row": pl.UInt32, "cluster": pl.UInt32},
        orient="row",
    ).select("row", pl.col("row").min().over("cluster").alias("cluster"))


def _singles(known: pl.DataFrame, held: pl.DataFrame) -> dict[int, _Cluster]:
    """Return a cluster a record."""
    built = {
        row: _Cluster(
            [row],
            {nir} if sure and nir else set(),
            {sex} if sex else set(),
            {(birth, precision)} if birth else set(),
        )
        for row, nir, sure, sex, birth, precision in known.select(
            "row", "nir", "nir_ok", "sex", "birth", "precision"
        ).iter_rows()
    }
    mine = held.join(known.select("row"), on="row", how="semi")
    for row, source, person in mine.select("row", "source", "person").iter_rows():
        built[row].people[source] = person
    return built


def _entry(built: dict[int, _Cluster], i: int, j: int) -> tuple[float, bool, int, int]:
    """Return the place of a link in the queue."""
    total, count = built[i].links[j]
    pairs = len(built[i].rows) * len(built[j].rows)
    average = (total + _ABSENT * (pairs - count)) / pairs
    apart = built[i].numbers.isdisjoint(built[j].numbers)
    return -average, apart, min(i, j), max(i, j)


def _merge(built: dict[int, _Cluster], i: int, j: int, queue: Queue) -> None:
    """Merge j into i, unless they contradict each other: then never again."""
    one, other = built[i], built[j]
    rivals = [(i, k) for k in _rivals(built, i, j)]
    rivals += [(j, k) for k in _rivals(built, j, i)]
    if rivals or one.contradicts(other):
        for a, b in {(i, j), *rivals}:
            del built[a].links[b], built[b].links[a]
        return
    del built[j], one.links[j], other.links[i]
    one.rows += other.rows
    one.numbers |= other.numbers
    one.sexes |= other.sexes
    one.births |= other.births
    one.people |= other.people
    for k, (total, count) in other.links.items():
        before = one.links.get(k, (0.0, 0))
        one.links[k] = built[k].links[i] = (before[0] + total, before[1] + count)
        del built[k].links[j]
    for k in one.links:
        heappush(queue, _entry(built, i, k))


def _rivals(built: dict[int, _Cluster], i: int, j: int) -> list[int]:
    """Return the clusters as close to i as j is, that a source tells apart from j.

    Nothing says which of them is the one: a person decides. Two that are themselves
    linked are rather one person written twice, and no rivals.
    """
    other = built[j]
    place = _entry(built, i, j)[:2]
    return [
        k
        for k in sorted(built[i].links)
        if k != j
        and k not in other.links
        and built[k].is_other_of(other)
        and _entry(built, i, k)[:2] == place
    ]
