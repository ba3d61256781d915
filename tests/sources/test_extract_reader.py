"""An editor's file, read through a mapping."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from bondroit.config import Config, SourceConfig
from bondroit.errors import ConfigurationError, DataError, ProblemList
from bondroit.sources.ingest import Ingest, ingest
from bondroit.sources.mapping_file import read_mapping
from bondroit.sources.store import Store

JUNE = date(2025, 6, 1)
MAPPING = """
file: {encoding: cp1252, separator: ";", header_line: 2}
numbers: {decimal: ",", thousands: " "}
dates: [dd/mm/yyyy, mm/yyyy]
ignored: [Observations]
skip:
  - {Type: [TOTAL]}
tables:
  - table: payments
    where: {Type: [PAI, REG]}
    columns:
      payment_id: {column: [Dossier, Rang], join: "-"}
      benefit: {constant: APA_HOME}
      person_id: Dossier
      month: Mois
      amount: Montant
      kind: {column: Type, values: {PAI: regular, REG: recovery}}
      hours: {column: Heures, rounded: true}
      paid_on: {column: Payé le}
  - table: people
    where: {Type: [PAI, REG], Nom: {present: true}}
    repeats: true
    columns:
      person_id: Dossier
      birth_name: Nom
      first_names: Prénom
      birth_date: {column: Né le, dates: yyyymmdd}
      sex: {column: Sexe, values: {H: M, F: F, "?": null}}
"""
HEADER = (
    "Export du 30/06/2025\r\nDossier;Rang;Type;Mois;Montant;Heures;Payé le;Nom;Prénom;"
    "Né le;Sexe;Observations\r\n"
)
FIRST = "0012;1;PAI;06/2025;1 234,56 €;10,335;05/07/2025;Éluard;Anne;19400102;F;vu\r\n"
SECOND = "0012;2;REG;06/2025;-12,5;;05/07/2025;Éluard;Anne;19400102;F;\r\n"


def _read(root: Path, lines: str | bytes, mapping: str = MAPPING) -> Config:
    (root / "sources").mkdir(parents=True)
    (root / "sources" / "apa.yml").write_text(mapping, encoding="utf-8")
    path = root / "extracts" / "2025-06" / "apa.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(lines.encode("cp1252") if isinstance(lines, str) else lines)
    source = SourceConfig(
        name="apa",
        format="extract",
        mapping="sources/apa.yml",
        path="extracts/{month}/apa.*",
        mandatory=True,
    )
    return Config(
        root=root,
        file=root / "bondroit.yml",
        departement="45",
        window_months=12,
        as_of="last_day",
        sources=(source,),
        rules=(),
        retention_months={},
    )


def _ingest(root: Path, lines: str) -> tuple[Ingest, pl.DataFrame]:
    config = _read(root, lines)
    report = ingest(config, JUNE)
    tables = Store(config.store).table_set(config, JUNE)
    return report, tables.frame("payments").collect().sort("payment_id")


def test_one_file_feeds_two_tables(tmp_path: Path) -> None:
    """Blanks, comma, euro sign, joined ids, notations of dates and look-ups."""
    report, rows = _ingest(tmp_path, HEADER + FIRST + SECOND)
    assert report.degraded == ()
    assert rows["payment_id"].to_list() == ["0012-1", "0012-2"]
    assert rows["amount"].to_list() == [Decimal("1234.56"), Decimal("-12.50")]
    assert rows["hours"].to_list() == [Decimal("10.34"), None]
    assert rows["kind"].to_list() == ["regular", "recovery"]
    assert rows["month"][0] == JUNE
    assert rows["paid_on"][0] == date(2025, 7, 5)
    assert report.tables == {"people": 1, "payments": 2}


def test_repeated_people_are_merged_and_counted(tmp_path: Path) -> None:
    """Lines that say the same person again are neither lost nor quarantined."""
    report, _ = _ingest(tmp_path, HEADER + FIRST + SECOND)
    (file,) = report.files
    assert (file.rows_read, file.kept, file.quarantined) == (2, 2, 0)


@pytest.mark.parametrize(
    ("line", "position", "reason"),
    [
        (FIRST.replace("1 234,56", "1234.56"), "ligne 3", "« Montant » : montant ill"),
        (FIRST.replace("1 234,56", "12 34,56"), "ligne 3", "« Montant » : montant ill"),
        (FIRST.replace("1 234,56", "12,345"), "ligne 3", "amount : montant à plus de"),
        (FIRST.replace("06/2025", "juin"), "ligne 3", "date illisible (attendu : dd/"),
        (FIRST.replace(";F;vu", ";X;vu"), "ligne 3", "« Sexe » : valeur sans corres"),
        (FIRST.replace("PAI", "NEW"), "ligne 3", "aucune table"),
        (FIRST.replace("19400102", "00010101"), "ligne 3", "date invraisemblable"),
    ],
)
def test_a_cell_that_cannot_be_taken(
    tmp_path: Path, line: str, position: str, reason: str
) -> None:
    """Its row is set aside for that table, with the line as it was."""
    report, _ = _ingest(tmp_path, HEADER + line + SECOND)
    assert report.quarantine.height == 1
    row = report.quarantine.row(0, named=True)
    assert row["position"] == position
    assert reason in row["reason"]
    assert "Éluard" in row["raw"]
    assert report.files[0].balanced


def test_lines_that_the_mapping_skips_are_not_rows(tmp_path: Path) -> None:
    """A line of totals is left out on purpose."""
    report, _ = _ingest(tmp_path, HEADER + FIRST + ";;TOTAL;;9;;;;;;;\r\n")
    assert report.files[0].rows_read == 1
    assert report.degraded == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Observations", "Remarques", "'Remarques' is neither used nor ignored by"),
        ("Sexe", "Observation", "'Observation' is neither"),
        (";Rang;", ";;", "column 2 has no name"),
        (";Observations", "", None),
        ("Observations", "Observations\u0081", "not CP1252"),
    ],
)
def test_columns_of_the_file_are_all_accounted_for(
    tmp_path: Path, old: str, new: str, said: str | None
) -> None:
    """An unknown column is an error that names it; an absent ignored one is not."""
    text = HEADER.replace(old, new).encode("cp1252", "replace")
    if "\u0081" in new:
        text = HEADER.encode("cp1252").replace(b"Observations", b"Obs\x81")
    config = _read(tmp_path, text)
    if said is None:
        assert ingest(config, JUNE).degraded == ()
        return
    with pytest.raises(DataError) as caught:
        ingest(config, JUNE)
    assert said in str(caught.value)
    assert str(caught.value).startswith("extracts/2025-06/apa.csv")


def test_text_in_utf8_is_not_taken_for_another_encoding(tmp_path: Path) -> None:
    """Accents would be wrong without any error."""
    config = _read(tmp_path, (HEADER + FIRST).encode())
    with pytest.raises(DataError, match="the text is UTF-8, not CP1252"):
        ingest(config, JUNE)


def test_a_workbook_is_read_like_a_csv_file(tmp_path: Path) -> None:
    """Typed cells need no notation, typed or not they give the same rows."""
    config = _read(tmp_path, HEADER)
    (tmp_path / "extracts" / "2025-06" / "apa.csv").unlink()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Export"])
    sheet.append(HEADER.splitlines()[1].split(";"))
    person = ("Éluard", "Anne", "19400102", "F", None)
    june = datetime(2025, 6, 1)  # noqa: DTZ001 - workbooks know no zone
    sheet.append(["0012", 1, "PAI", june, 1234.56, 10.335, "05/07/2025", *person])
    sheet.append([None])
    sheet.append(["0012", 2, "REG", "06/2025", "-12,5", None, None, *person])
    book.save(tmp_path / "extracts" / "2025-06" / "apa.xlsx")
    report = ingest(config, JUNE)
    rows = Store(config.store).table_set(config, JUNE).frame("payments").collect()
    assert report.degraded == ()
    assert sorted(rows["amount"]) == [Decimal("-12.50"), Decimal("1234.56")]
    assert sorted(rows["source_position"]) == ["ligne 3", "ligne 5"]


def test_every_problem_of_a_mapping_is_told_with_its_place(tmp_path: Path) -> None:
    """File, line, column, and what to do, for all of them at once."""
    path = tmp_path / "apa.yml"
    path.write_text(
        "file: {encoding: klingon}\n"
        "dates: [jj/mm/aaaa]\n"
        "numbers: {decimal: ',', thousands: ','}\n"
        "tables:\n"
        "  - table: payment\n"
        "  - table: providers\n"
        "    columns:\n"
        "      provider_id: {column: A, constant: B}\n"
        "      valid_from: A\n"
        "      siret: B\n"
        "      delivery_mode: {column: C, values: {D: direct}}\n"
        "      name: {colum: D}\n"
        "  - table: bank_returns\n"
        "    columns: {payment_id: X}\n",
        encoding="utf-8",
    )
    with pytest.raises(ProblemList) as caught:
        read_mapping(path)
    told = str(caught.value).splitlines()
    expected = [
        (1, "unknown encoding 'klingon'"),
        (2, "unknown notation of dates 'jj/mm/aaaa'"),
        (3, "decimal and thousands are the same"),
        (5, "unknown table 'payment'"),
        (8, "either a column or a constant"),
        (10, "no column 'siret'"),
        (11, "'direct' is not a value of delivery_mode"),
        (12, "unknown key 'colum'"),
        (12, "either a column or a constant"),
        (14, "'returned_on' of bank_returns is not fed"),
    ]
    for line, what in expected:
        assert any(
            sentence.startswith(f"{path}:{line}:") and what in sentence
            for sentence in told
        ), what
    assert len(told) == len(expected)


def test_an_absent_mapping_is_a_fault_of_the_configuration(tmp_path: Path) -> None:
    """The sentence names the mapping file."""
    config = _read(tmp_path, HEADER)
    (tmp_path / "sources" / "apa.yml").unlink()
    with pytest.raises(ConfigurationError, match=r"apa\.yml"):
        ingest(config, JUNE)
