"""A run against a planted truth: precision and recall, in euros and in months.

A key is a source, a person (RSA: a household), a benefit, an element, a month and a
sign. On a key, what was found is the sum of `counted_amount`; what was planted is the
largest planted amount, since a euro is counted once. Their overlap is the smaller of the
two. In euros, precision is overlap / found and recall overlap / planted; in months,
the same with the number of keys found, planted and both. A finding on a planted
counterpart (`source:id:benefit`) stands for the planted side when that side was not
found itself. A family's precision asks whether the euros its rules claim were planted,
by any family; its recall, whether the euros it planted were found, by any rule. A
planted amount of 0 is a look-alike: it is flagged when a finding with an amount of its
own family, or of any family where nothing else was planted, sits on its month.
"""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

import polars as pl

from bondroit.cases.scoring import (
    KEY,
    found_frame,
    key_frame,
    lookalikes,
    planted_frame,
)
from bondroit.errors import DataError
from bondroit.model.outputs import MONEY

_TRUTH: Final[dict[str, pl.DataType]] = {
    "source": pl.String(),
    "person_id": pl.String(),
    "household_id": pl.String(),
    "benefit": pl.String(),
    "element": pl.String(),
    "month": pl.Date(),
    "amount": MONEY,
    "family": pl.String(),
    "counterpart": pl.String(),
}
ALL: Final = "ALL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The score of one family, or of all (`ALL`).

    Attributes:
        family: the middle part of the rules' ids.
        found: euros counted by the run, without sign.
        planted: euros of the truth, without sign.
        overlap: euros in both.
        overlap_found: euros of `found` that are in the truth.
        months_found: keys found.
        months_planted: keys planted.
        months_right: keys found that are planted.
        months_caught: keys planted that are found.
        lookalikes: planted months that must stay silent.
        flagged: those that did not.

    """

    family: str
    found: Decimal
    planted: Decimal
    overlap: Decimal
    overlap_found: Decimal
    months_found: int
    months_planted: int
    months_right: int
    months_caught: int
    lookalikes: int
    flagged: int

    @property
    def euro_precision(self) -> float | None:
        """Share of the euros found that were planted; None when none was found."""
        return _share(self.overlap_found, self.found)

    @property
    def euro_recall(self) -> float | None:
        """Share of the euros planted that were found; None when none was planted."""
        return _share(self.overlap, self.planted)

    @property
    def month_precision(self) -> float | None:
        """Share of the keys found that were planted."""
        return _share(self.months_right, self.months_found)

    @property
    def month_recall(self) -> float | None:
        """Share of the keys planted that were found."""
        return _share(self.months_caught, self.months_planted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The lines by family, in order, and the line of all."""

    families: tuple[Line, ...]
    total: Line

    def lines(self) -> list[str]:
        """Return the printed table, one line a family, then all."""
        head = (
            f"{'family':<8}{'found':>14}{'planted':>14}{'euro P':>9}{'euro R':>9}"
            f"{'month P':>9}{'month R':>9}{'look-alikes':>14}"
        )
        return [head, *(_row(line) for line in (*self.families, self.total))]

    def content(self) -> dict[str, object]:
        """Return the figures for JSON, euros as strings exact to the cent."""
        return {
            "families": {line.family: _figures(line) for line in self.families},
            **_figures(self.total),
        }


def score(run_dir: Path, truth_csv: Path) -> Score:
    """Score the findings of a run folder against a truth file.

    Args:
        run_dir: folder holding `findings.parquet`.
        truth_csv: source, person_id, household_id, benefit, element, month, amount
            (signed; 0 for a look-alike), family, counterpart.

    Raises:
        DataError: a file is absent, unreadable or lacks a column.

    """
    path = run_dir / "findings.parquet"
    if not path.is_file():
        raise DataError(str(path), "there are no findings here", "give a run's folder")
    return score_frames(pl.read_parquet(path, glob=False), read_truth(truth_csv))


def read_truth(truth_csv: Path) -> pl.DataFrame:
    """Read a truth file in the types of the contract.

    Raises:
        DataError: the file is absent, lacks a column or holds an unreadable value.

    """
    try:
        raw = pl.read_csv(truth_csv, infer_schema=False, glob=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise DataError(
            str(truth_csv), "this is not a readable CSV file", "give the truth's CSV"
        ) from error
    missing = [name for name in _TRUTH if name not in raw.columns]
    if missing:
        raise DataError(
            str(truth_csv),
            f"the column(s) {', '.join(missing)} are absent",
            "add them, empty where they do not apply",
        )
    texts = raw.select(pl.col(name).str.strip_chars() for name in _TRUTH)
    empty_as_null = texts.with_columns(
        pl.when(pl.all() == "").then(None).otherwise(pl.all()).name.keep()
    )
    month = pl.col("month").str.slice(0, 7).str.to_date("%Y-%m")
    try:
        return empty_as_null.with_columns(month, pl.col("amount").cast(MONEY))
    except pl.exceptions.PolarsError as error:
        raise DataError(
            str(truth_csv),
            "an amount or a month is unreadable",
            "write 12.34 and 2025-03-01",
        ) from error


def score_frames(findings: pl.DataFrame, truth: pl.DataFrame) -> Score:
    """Score findings (columns of FINDINGS) against a truth (columns of TRUTH.csv)."""
    planted = planted_frame(truth)
    found = found_frame(findings, planted)
    keys = key_frame(found, planted)
    silent = lookalikes(planted, findings)
    names = sorted(
        {*found["family"].to_list(), *planted["family"].drop_nulls().to_list()}
    )
    families = tuple(_family_line(name, keys, found, planted, silent) for name in names)
    both = keys.filter((pl.col("found") > 0) & (pl.col("planted") > 0)).height
    total = Line(
        family=ALL,
        found=_sum(keys["found"]),
        planted=_sum(keys["planted"]),
        overlap=_sum(keys["overlap"]),
        overlap_found=_sum(keys["overlap"]),
        months_found=keys.filter(pl.col("found") > 0).height,
        months_planted=keys.filter(pl.col("planted") > 0).height,
        months_right=both,
        months_caught=both,
        lookalikes=silent.height,
        flagged=int(silent["flagged"].sum()),
    )
    return Score(families=families, total=total)


def _family_line(
    name: str,
    keys: pl.DataFrame,
    found: pl.DataFrame,
    planted: pl.DataFrame,
    silent: pl.DataFrame,
) -> Line:
    own = pl.col("family") == name
    claimed = found.filter(own).join(
        keys.select(*KEY, "planted"), on=list(KEY), how="left", nulls_equal=True
    )
    sown = (
        planted.filter(own & (pl.col("sign") != 0))
        .group_by(KEY)
        .agg(planted=pl.col("amount").abs().max())
        .join(keys.select(*KEY, "found"), on=list(KEY), how="left", nulls_equal=True)
    )
    quiet = silent.filter(own)
    smaller = pl.min_horizontal("found", "planted")
    return Line(
        family=name,
        found=_sum(claimed["found"]),
        planted=_sum(sown["planted"]),
        overlap=_sum(sown.select(smaller).to_series()),
        overlap_found=_sum(claimed.select(smaller).to_series()),
        months_found=claimed.height,
        months_planted=sown.height,
        months_right=claimed.filter(pl.col("planted") > 0).height,
        months_caught=sown.filter(pl.col("found") > 0).height,
        lookalikes=quiet.height,
        flagged=int(quiet["flagged"].sum()),
    )


def _sum(euros: pl.Series) -> Decimal:
    return Decimal(euros.sum() or 0).quantize(Decimal("0.01"))


def _share(part: Decimal | int, whole: Decimal | int) -> float | None:
    return round(float(Decimal(part) / Decimal(whole)), 4) if whole else None


def _row(line: Line) -> str:
    shares = (
        line.euro_precision,
        line.euro_recall,
        line.month_precision,
        line.month_recall,
    )
    cells = "".join(f"{'-' if s is None else f'{s:.3f}':>9}" for s in shares)
    flagged = f"{line.flagged}/{line.lookalikes}"
    return f"{line.family:<8}{line.found:>14}{line.planted:>14}{cells}{flagged:>14}"


def _figures(line: Line) -> dict[str, object]:
    return {
        "found": str(line.found),
        "planted": str(line.planted),
        "euro_precision": line.euro_precision,
        "euro_recall": line.euro_recall,
        "months_found": line.months_found,
        "months_planted": line.months_planted,
        "month_precision": line.month_precision,
        "month_recall": line.month_recall,
        "lookalikes": line.lookalikes,
        "flagged": line.flagged,
    }
