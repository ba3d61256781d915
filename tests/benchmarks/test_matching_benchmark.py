"""The matching benchmark: what it makes, and how it judges."""

import sys
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

SCRIPTS = Path(__file__).parents[2] / "benchmarks" / "matching"


def script(monkeypatch: pytest.MonkeyPatch, name: str) -> ModuleType:
    """Import a script of the benchmark as it imports its neighbours."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return __import__(name)


@pytest.fixture
def french(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The generator."""
    return script(monkeypatch, "french")


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The evaluation."""
    return script(monkeypatch, "evaluate")


TRUTH = pl.DataFrame(
    {"left_id": ["a", "b", "c", "d"], "right_id": list("ABCD"), "errors": [0, 1, 1, 2]}
)
PAIRS = pl.DataFrame(
    {
        "left_id": ["a", "b", "a", "c"],
        "right_id": ["A", "B", "B", "C"],
        "probability": [0.9995, 0.995, 0.92, 0.4],
    }
)


def test_the_same_seed_writes_the_same_files(
    french: ModuleType, tmp_path: Path
) -> None:
    """Two folders of one seed hold the same rows, another seed does not."""
    sizes = french.Sizes(left=300, right=500, links=200)
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        french.make(tmp_path / name, sizes, "typos", seed)
    one, again, other = (
        pl.read_parquet(tmp_path / name / "left.parquet")
        for name in ("one", "again", "other")
    )

    assert one.equals(again)
    assert not one.equals(other)


@pytest.mark.parametrize("noise", ["typos", "clean", "missing", "old", "swapped"])
def test_truth_names_rows_that_exist(
    french: ModuleType, tmp_path: Path, noise: str
) -> None:
    """Each side has its number of rows, all different, and truth points at them."""
    sizes = french.Sizes(left=300, right=500, links=200)

    rows = french.make(tmp_path, sizes, noise, 7)

    left = pl.read_parquet(tmp_path / "left.parquet")
    right = pl.read_parquet(tmp_path / "right" / "*.parquet")
    truth = pl.read_parquet(tmp_path / "truth.parquet")
    assert rows == {"left": 300, "right": 500, "links": 200}
    assert left["person_id"].n_unique() == left.height == 300
    assert right["person_id"].n_unique() == right.height == 500
    assert truth["left_id"].is_in(left["person_id"].implode()).all()
    assert truth["right_id"].is_in(right["person_id"].implode()).all()
    assert (truth["errors"].sum() == 0) == (noise == "clean")


def test_errors_are_those_the_truth_says(french: ModuleType, tmp_path: Path) -> None:
    """Where the truth tells of no error, both records say the same."""
    french.make(tmp_path, french.Sizes(2_000, 2_000, 1_500), "ocr", 3)
    said = ["birth_date", "birth_place", "sex"]
    left = pl.read_parquet(tmp_path / "left.parquet").select("person_id", *said)
    right = pl.read_parquet(tmp_path / "right" / "*.parquet").select("person_id", *said)
    both = (
        pl.read_parquet(tmp_path / "truth.parquet")
        .join(left, left_on="left_id", right_on="person_id")
        .join(right, left_on="right_id", right_on="person_id")
    )

    same = pl.all_horizontal(
        pl.col(name).eq_missing(pl.col(f"{name}_right")) for name in said
    )

    assert both.filter(errors=0).select(same.all()).item()
    assert not both.filter(pl.col("errors") > 0).select(same.all()).item()


def test_register_of_old_births_holds_no_other(
    french: ModuleType, tmp_path: Path
) -> None:
    """The register of the old model holds births before 1950 only (bar errors of a digit)."""
    french.make(tmp_path, french.Sizes(1_000, 3_000, 500), "old", 3)

    years = pl.read_parquet(tmp_path / "right" / "*.parquet")["birth_date"].dt.year()

    assert (years < 1950).sum() > 0.99 * years.len()
    assert (
        pl.read_parquet(tmp_path / "left.parquet")["birth_date"].dt.year() >= 1950
    ).any()


def test_duplicates_lie_in_one_file(french: ModuleType, tmp_path: Path) -> None:
    """With duplicates asked for, both ends of each true pair are in the left file."""
    french.make(tmp_path, french.Sizes(400, 100, 100), "typos", 5, duplicates=True)

    ids = pl.read_parquet(tmp_path / "left.parquet")["person_id"].implode()
    truth = pl.read_parquet(tmp_path / "truth.parquet")

    assert not (tmp_path / "right").exists()
    assert truth.height == 100
    assert truth["left_id"].is_in(ids).all()
    assert truth["right_id"].is_in(ids).all()


def test_evaluation_counts_what_was_never_proposed(judge: ModuleType) -> None:
    """Recall counts all true pairs; precision those proposed."""
    found = judge.evaluate(PAIRS, TRUTH)

    assert found["coverage"] == 0.75
    assert found["f1"] == pytest.approx(0.75)
    assert found["f1_one_to_one"] == pytest.approx(6 / 7)
    assert found["f1_at_half"] == pytest.approx(2 * 2 / 7)
    assert found["recall_at_0.999"] == 0.5
    assert found["precision_called_0.99"] == 1.0
    assert found["recall_called_0.99"] == 0.5


def test_evaluation_tells_calibration_and_causes(judge: ModuleType) -> None:
    """Each bin has its stated and its real share, each cause its recall."""
    found = judge.evaluate(PAIRS, TRUTH)

    assert [(one["from"], one["real"]) for one in found["calibration"]] == [
        (0.9, 0.0),
        (0.99, 1.0),
        (0.999, 1.0),
    ]
    assert found["causes"]["no error"]["at_0.99"] == 1.0
    assert found["causes"]["surname typo"] == {
        "pairs": 2,
        "candidate": 1.0,
        "at_0.5": 0.5,
        "at_0.99": 0.5,
    }
    assert found["causes"]["forename typo"]["candidate"] == 0.0


def test_a_process_over_its_memory_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command is measured to its end, told when it fails, stopped over its limit."""
    measure = script(monkeypatch, "measure")
    python = sys.executable

    done = measure.measured([python, "-c", "print('x')"])
    failed = measure.measured([python, "-c", "raise SystemExit('no such thing')"])
    eager = "import time; kept = bytearray(400 * 2**20); time.sleep(30)"
    stopped = measure.measured([python, "-c", eager], limit_gib=0.2)

    assert done.outcome == "done"
    assert done.peak_mib > 0
    assert (failed.outcome, failed.message) == ("failed", "no such thing")
    assert stopped.outcome == "over memory"
