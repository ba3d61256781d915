"""`bondroit detect` on tables with rows that break the contract."""

from pathlib import Path

import polars as pl
import pytest

from bondroit.cli import main
from bondroit.model.outputs import QUARANTINE

HEADER = "source,payment_id,benefit,person_id,month,amount,kind"
GOOD = (
    "apa,1,APA_HOME,p1,2025-01-01,100.00,regular",
    "apa,2,APA_HOME,p2,2025-01-01,250.10,regular",
)
BAD = (
    "apa,3,APA_HOME,VASTEPINE,2025-01-01,100.001,regular",
    "apa,4,APA_HOME,p3,2025-01-01,100,present",
    "apa,5,APA_HOME,,2025-01-01,100,regular",
    "apa,6,APA_HOME,p3,le premier,100,regular",
    GOOD[0],
    "apa,7,APA_HOME",
)


def _detect(tables: Path, out: Path) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["detect", "--tables", str(tables), "--out", str(out)])
    return int(str(stop.value.code or 0))


def _write(folder: Path, *lines: str) -> None:
    content = "\n".join([HEADER, *lines, ""])
    (folder / "payments.csv").write_text(content, encoding="utf-8")


def test_bad_rows_are_set_aside_and_the_others_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 1, one sentence a table without any value, results as if absent."""
    _write(tmp_path, *GOOD, *BAD)
    assert _detect(tmp_path, tmp_path / "out") == 1
    said = capsys.readouterr()
    first, last = said.out.splitlines()
    assert first.startswith("Table payments : 6 lignes mises de côté")
    assert last.startswith("0 constat, 0 dossier, ")
    assert "VASTEPINE" not in said.out + said.err
    aside = pl.read_parquet(tmp_path / "out" / "quarantine.parquet")
    assert aside.schema == pl.Schema(QUARANTINE)
    lines = [f"ligne {line}" for line in range(4, 10)]
    assert sorted(aside["position"]) == lines
    assert set(aside["table"]) == {"payments"}

    _write(tmp_path, *GOOD)
    assert _detect(tmp_path, tmp_path / "clean") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    empty = pl.read_parquet(tmp_path / "clean" / "quarantine.parquet")
    assert empty.is_empty()
    assert empty.schema == pl.Schema(QUARANTINE)
    for name in ("findings", "unknowns", "cases"):
        with_bad, without = (
            pl.read_parquet(tmp_path / folder / f"{name}.parquet")
            for folder in ("out", "clean")
        )
        assert with_bad.equals(without)


def test_a_missing_column_refuses_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 3, one sentence."""
    (tmp_path / "payments.csv").write_text(
        "source,payment_id,benefit,person_id,month,kind\n", encoding="utf-8"
    )
    assert _detect(tmp_path, tmp_path / "out") == 3
    assert "the column amount is missing" in capsys.readouterr().err
