"""Conclusions that agents wrote in a workbook or a CSV, read and checked row by row."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Final

import fastexcel

from bondroit.errors import BondroitError, DataError
from bondroit.review.problems import Invalid
from bondroit.review.services.verdicts import NewVerdict
from bondroit.review.vocabulary import REASON_LABELS, VERDICT_LABELS, VerdictCode

BOOKS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
TEXTS: Final = frozenset({".csv", ".txt", ".tsv"})
MAX_BYTES: Final = 2 * 1024**3
_SHEET: Final = "Dossiers"
_COLUMNS: Final = {
    "dossier": "case_id",
    "conclusion": "verdict",
    "motif": "reason",
    "montant retenu": "amount",
    "note": "note",
    "repere": "mark",
}
_NEEDED: Final = ("case_id", "verdict")
_AMOUNT: Final = re.compile(r"[+-]?\d+(?:[.,]\d{1,2})?")
_DUST: Final = re.compile(r"([.,]\d{2})(?:0{4}\d*|9{5}\d*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One row that holds a conclusion.

    Attributes:
        line: its number in the file.
        case_id: the case.
        verdict: what it concludes, None when the row is wrong.
        problem: why it is wrong.
        mark: what the case said when the file was written; empty when unknown.

    """

    line: int
    case_id: str
    verdict: NewVerdict | None
    problem: BondroitError | None = None
    mark: str = ""


def read_given(file: Path) -> list[Given]:
    """Return the rows of a file that hold a conclusion, in their order.

    Args:
        file: `.xlsx`, `.ods` or another workbook, its sheet «Dossiers» or its first; or
            a CSV in UTF-8 or Windows-1252, whatever its separator.

    Raises:
        DataError: the file cannot be read, or lacks the columns.

    """
    cells = iter(_cells(file))
    head = next(cells, [])
    places = {
        _COLUMNS[name]: rank
        for rank, title in enumerate(head)
        if (name := _plain(title)) in _COLUMNS
    }
    if not set(_NEEDED) <= set(places):
        raise DataError(
            file.name,
            "les colonnes «Dossier» et «Conclusion» n'y sont pas",
            "donnez cases.xlsx, ou un fichier avec ces titres",
        )
    return list(_rows(cells, places))


def _rows(cells: Iterable[Sequence[str]], places: Mapping[str, int]) -> Iterator[Given]:
    for line, row in enumerate(cells, start=2):
        values = {
            name: row[rank].strip() if rank < len(row) else ""
            for name, rank in places.items()
        }
        if any(values.get(name) for name in ("verdict", "reason", "amount", "note")):
            yield _given(line, values)


def _given(line: int, values: Mapping[str, str]) -> Given:
    problem, verdict = None, None
    try:
        verdict = _verdict(values)
    except Invalid as error:
        problem = error
    return Given(
        line=line,
        case_id=values["case_id"],
        verdict=verdict,
        problem=problem,
        mark=values.get("mark", ""),
    )


def _verdict(values: Mapping[str, str]) -> NewVerdict:
    code = _code(values["verdict"], _VERDICTS, "conclusion")
    verdict = VerdictCode(code)
    amount = amount_of(values.get("amount", ""))
    return NewVerdict(
        code=verdict,
        reason=_code(values.get("reason", ""), _REASONS, "motif"),
        amount=-abs(amount) if verdict is VerdictCode.ARREARS_DUE else amount,
        note=values.get("note", ""),
    )


def _code(text: str, known: Mapping[str, str], what: str) -> str:
    if not text:
        raise Invalid(what, "la case est vide", "choisissez dans la liste")
    found = known.get(_plain(text))
    if found is None:
        raise Invalid(what, "ce n'est pas dans la liste", "choisissez dans la liste")
    return found


def amount_of(text: str) -> Decimal:
    """Return an amount: `1 234,56 €`, `1234.56`; nothing is 0."""
    bare = re.sub(r"[\s\u00a0\u202f€]", "", text).replace("−", "-")
    if not bare:
        return Decimal(0)
    bare = _cents(bare)
    if not _AMOUNT.fullmatch(bare):
        raise Invalid(
            "montant", "ce n'est pas un montant", "écrivez des euros et centimes"
        )
    return Decimal(bare.replace(",", "."))


def _cents(text: str) -> str:
    """Return a number of a spreadsheet without the dust of binary fractions."""
    if not _DUST.search(text):
        return text
    try:
        return str(round(Decimal(text.replace(",", ".")), 2))
    except InvalidOperation:
        return text


@lru_cache(maxsize=10_000)
def _plain(text: str) -> str:
    """Return a text without accents, case, typography or what stands in brackets."""
    bare = unicodedata.normalize("NFKD", text.split("(", maxsplit=1)[0]).casefold()
    letters = "".join(one for one in bare if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


_VERDICTS: Final = {
    **{_plain(label): code.value for code, label in VERDICT_LABELS.items()},
    **{_plain(code.value): code.value for code in VerdictCode},
}
_REASONS: Final = {
    **{_plain(label): code for code, label in REASON_LABELS.items()},
    **{_plain(code): code for code in REASON_LABELS},
}


def _cells(file: Path) -> Iterable[list[str]]:
    kind = file.suffix.lower()
    try:
        if _size(file) > MAX_BYTES:
            raise DataError(file.name, "il est trop gros", "donnez cases.xlsx")
        if kind in BOOKS:
            return _book(file)
        if kind in TEXTS:
            return _text(file)
    except OSError as error:
        raise DataError(
            str(file), "ce fichier ne peut pas être lu", "vérifiez son chemin"
        ) from error
    raise DataError(
        file.name, "ce format n'est pas connu", "donnez un .xlsx, un .ods ou un .csv"
    )


def _size(file: Path) -> int:
    """Return the bytes of a file, once unpacked when it is packed."""
    if not zipfile.is_zipfile(file):
        return file.stat().st_size
    with zipfile.ZipFile(file) as archive:
        return sum(info.file_size for info in archive.infolist())


def _book(file: Path) -> Iterable[list[str]]:
    try:
        book = fastexcel.read_excel(str(file))
        sheet = _SHEET if _SHEET in book.sheet_names else book.sheet_names[0]
        loaded = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
        frame = loaded.to_polars()
    except (fastexcel.FastExcelError, IndexError) as error:
        raise DataError(
            file.name, "le classeur est abîmé ou vide", "enregistrez-le de nouveau"
        ) from error
    return ([value or "" for value in row] for row in frame.iter_rows())


def _text(file: Path) -> Iterable[list[str]]:
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    head = text.split("\n", 1)[0]
    separator = max(";\t,", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise DataError(
            file.name, "ce n'est pas un CSV", "enregistrez-le de nouveau"
        ) from error
