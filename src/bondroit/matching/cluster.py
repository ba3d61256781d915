"""Individuals: records linked into one person, never against a contradiction.

Components without any contradiction are merged at once, column-wise; the few others are
built link by link, best first, by average link, refusing two certified NIR, two sexes
or two births in one cluster.
"""

from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

import polars as pl

from bondroit.matching.decide import PROBABLE

_ABSENT = -5.0
"""Bits of a pair of one cluster that was not linked: evidence against."""
_CERTAIN_BITS = 20.0
_YEAR, _NEW_YEAR = 10_000, 101
_DAY = 3
_NEIGHBOURS = 2


def clusters(frame: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Group prepared records into individuals.

    Args:
        frame: prepared records (row, nir, nir_ok, sex, birth, precision, g1).
        links: i, j, probability; only `probable` and better are used.

    Returns:
        row, cluster: the smallest row of the cluster.

    """
    used = links.filter(
        (pl.col("probability") >= PROBABLE) & (pl.col("i") != pl.col("j"))
    )
    component = _components(frame.select("row"), used)
    known = frame.join(component, on="row", how="left", maintain_order="left")
    disputed = _disputed(known)
    settled = known.filter(~pl.col("component").is_in(disputed.implode()))
    inside = used.join(component, left_on="i", right_on="row").filter(
        pl.col("component").is_in(disputed.implode())
    )
    careful = _careful(
        known.filter(pl.col("component").is_in(disputed.implode())), inside
    )
    return pl.concat(
        [settled.select("row", pl.col("component").alias("cluster")), careful]
    ).sort("row")


def _components(rows: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Connected components: the smallest row reachable, by halving of paths."""
    label = rows.with_columns(pl.col("row").alias("component"))
    both = pl.concat(
        [
            links.select("i", "j"),
            links.select(pl.col("j").alias("i"), pl.col("i").alias("j")),
        ]
    )
    while True:
        best = (
            both.join(label.rename({"row": "j"}), on="j")
            .group_by("i")
            .agg(pl.col("component").min().alias("best"))
        )
        hooked = label.join(
            best, left_on="row", right_on="i", how="left", maintain_order="left"
        ).select("row", pl.min_horizontal("component", "best").alias("component"))
        jumped = hooked.join(
            hooked.rename({"row": "component", "component": "root"}),
            on="component",
            how="left",
            maintain_order="left",
        ).select("row", pl.col("root").alias("component"))
        if jumped.equals(label):
            return label
        label = jumped


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


@dataclass(slots=True)
class _Cluster:
    """A cluster being built: its rows, what is known of them, its links."""

    rows: list[int]
    numbers: set[int] = field(default_factory=set)
    sexes: set[int] = field(default_factory=set)
    births: set[tuple[int, int]] = field(default_factory=set)
    links: dict[int, tuple[float, int]] = field(default_factory=dict)

    def contradicts(self, other: "_Cluster") -> bool:
        """Whether the two cannot be one person."""
        if len(self.numbers | other.numbers) > 1 or len(self.sexes | other.sexes) > 1:
            return True
        return any(not _compatible(a, b) for a in self.births for b in other.births)


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


def _careful(known: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Average-link clustering of the disputed components, best link first."""
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
    for i, j, bits in (
        links.select("i", "j", _bits(pl.col("probability")).alias("bits"))
        .sort("i", "j")
        .iter_rows()
    ):
        built[i].links[j] = built[j].links[i] = (bits, 1)
    queue = [
        (-total / count, min(i, j), max(i, j))
        for i, one in built.items()
        for j, (total, count) in one.links.items()
        if i < j
    ]
    heapify(queue)
    while queue:
        strength, i, j = heappop(queue)
        if (
            i in built
            and j in built
            and j in built[i].links
            and strength == -_average(built, i, j)
            and strength < 0
        ):
            _merge(built, i, j, queue)
    return pl.DataFrame(
        [(row, name) for name, one in built.items() for row in one.rows],
        schema={"row": pl.UInt32, "cluster": pl.UInt32},
        orient="row",
    ).select("row", pl.col("row").min().over("cluster").alias("cluster"))


def _average(built: dict[int, _Cluster], i: int, j: int) -> float:
    total, count = built[i].links[j]
    pairs = len(built[i].rows) * len(built[j].rows)
    return (total + _ABSENT * (pairs - count)) / pairs


def _merge(
    built: dict[int, _Cluster], i: int, j: int, queue: list[tuple[float, int, int]]
) -> None:
    """Merge j into i, unless they contradict each other: then never again."""
    one, other = built[i], built[j]
    if one.contradicts(other):
        del one.links[j], other.links[i]
        return
    del built[j], one.links[j], other.links[i]
    one.rows += other.rows
    one.numbers |= other.numbers
    one.sexes |= other.sexes
    one.births |= other.births
    for k, (total, count) in other.links.items():
        before = one.links.get(k, (0.0, 0))
        one.links[k] = built[k].links[i] = (before[0] + total, before[1] + count)
        del built[k].links[j]
    for k in one.links:
        heappush(queue, (-_average(built, i, k), min(i, k), max(i, k)))
