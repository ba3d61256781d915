"""Which forms of the files of deaths are read, and which records are left out."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from bondroit.errors import ConfigurationError, DataError
from bondroit.sources import insee_files

if TYPE_CHECKING:
    from tests.sources.insee.conftest import Line, Read


_INSEE = "nomprenom;sexe;datenaiss;lieunaiss;commnaiss;paysnaiss;datedeces;lieudeces;actedeces"
_OPEN = (
    "nom,prenoms,sexe,date_naissance,code_insee_naissance,commune_naissance,pays_naissance,"
    "date_deces,code_insee_deces,numero_acte_deces,fichier_origine,opposition"
)


@pytest.mark.parametrize("day", ["20250114", "2025-01-14", "14/01/2025"])
def test_oppositions(read: "Read", line: "Line", tmp_path: Path, day: str) -> None:
    """Records that were objected to are left out and counted."""
    listed = f"Date de décès;Code du lieu de décès;Numéro d'acte de décès\n{day};45147;000000123\n"
    (tmp_path / "opposition.csv").write_bytes(listed.encode("latin-1"))
    deaths = read(
        f"{line()}\n{line(act='124')}\n", options={"opposition": "opposition.csv"}
    )

    assert deaths.rows["position"].to_list() == ["ligne 2"]
    assert (deaths.reading.rows_read, deaths.reading.rows_silent) == (2, 1)
    assert deaths.reading.warnings == ["1 décès écarté : opposition des ayants droit."]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(None, ConfigurationError, id="absent"),
        pytest.param("date;lieu\n", DataError, id="other columns"),
        pytest.param("", DataError, id="empty"),
    ],
)
def test_unusable_oppositions(
    read: "Read",
    line: "Line",
    tmp_path: Path,
    content: str | None,
    error: type[Exception],
) -> None:
    """Without a usable list of oppositions, nothing is read."""
    if content is not None:
        (tmp_path / "opposition.csv").write_text(content)

    with pytest.raises(error):
        read(line(), options={"opposition": "opposition.csv"})


def test_forms_agree(read: "Read", line: "Line", tmp_path: Path) -> None:
    """One death is the same row, with the same id, in each published form."""
    fixed = line()
    insee = f'{_INSEE}\n"MARTIN*ANNE ZOE/";"2";"19400517";"45234";"ORLEANS";"";"20250114";"45147";"123"\n'
    opened = f'{_OPEN}\nMARTIN,"ANNE,ZOE",F,1940-05-17,45234,ORLEANS,,2025-01-14,45147,000000123,deces-2025,False\n'
    parquet = tmp_path / "deces.parquet"
    pl.read_csv(opened.encode(), infer_schema=False).write_parquet(parquet)

    expected = read(fixed).rows.drop("position")
    assert expected.height == 1
    for form in (insee, opened, parquet):
        assert read(form).rows.drop("position").equals(expected)


def test_opposition_column(read: "Read") -> None:
    """The consolidated file marks oppositions itself."""
    row = "MARTIN,ANNE,F,1940-05-17,45234,ORLEANS,,2025-01-14,45147,{},x,{}"
    deaths = read(f"{_OPEN}\n{row.format(1, 'True')}\n{row.format(2, 'False')}\n")

    assert deaths.rows["position"].to_list() == ["ligne 3"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"<html>\n<body>\n</html>\n", "not one line", id="HTML"),
        pytest.param(
            f"{_INSEE}\nMARTIN*ANNE/;2;1940".encode(), "truncated", id="cut CSV"
        ),
        pytest.param(
            f"{_INSEE}\n1;2;3;4;5;6;7;8;9;10\n".encode(), "fields", id="too many fields"
        ),
        pytest.param(b"nomprenom;sexe\nA;1\n", "columns", id="columns are missing"),
        pytest.param(b"PAR1 nothing else", "damaged", id="broken Parquet"),
        pytest.param(b"x" * (1 << 21), "longer", id="endless line"),
    ],
)
def test_refused(
    read: "Read",
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    said: str,
) -> None:
    """A file that is truncated or is no file of deaths is refused whole."""
    monkeypatch.setattr(insee_files, "_BLOCK", 1 << 20)

    with pytest.raises(DataError, match=said):
        read(content)


@pytest.mark.parametrize("before", [0, 1])
def test_cut_line(read: "Read", line: "Line", before: int) -> None:
    """A file whose last line is cut is refused whole."""
    with pytest.raises(DataError, match="truncated"):
        read(f"{line()}\n" * before + line()[:100])
