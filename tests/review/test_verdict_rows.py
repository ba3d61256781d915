"""Rows of conclusions: every label, every make of file, every way to write euros."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from verdict_support import UNDUE, csv_file

from bondroit.errors import DataError
from bondroit.review.files.verdict_rows import amount_of, read_given
from bondroit.review.vocabulary import REASON_LABELS, VERDICT_LABELS, VerdictCode


def test_every_label_of_the_lists_is_read_back(tmp_path: Path) -> None:
    """What the workbook offers is what the import knows, codes too."""
    texts = [*VERDICT_LABELS.values(), *(code.value for code in VerdictCode)]
    rows = [("c", text, reason, "5", "n", "") for text in texts for reason in REASON_LABELS.values()]  # fmt: skip

    read = read_given(csv_file(tmp_path, *rows))

    assert [row.problem for row in read if row.problem] == []
    assert {row.verdict.code for row in read if row.verdict} == set(VerdictCode)


@pytest.mark.parametrize(("code", "cut"), [("cp1252", ";"), ("utf-8", ","), ("utf-8", "\t")])  # fmt: skip
def test_a_csv_of_any_make_is_read(tmp_path: Path, code: str, cut: str) -> None:
    """Windows or not, comma or semicolon: the separator is found in the titles."""
    (row,) = read_given(csv_file(tmp_path, ("c", *UNDUE, ""), code=code, cut=cut))

    assert row.verdict is not None
    assert row.verdict.amount == 100


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("absent.xlsx", None, "ne peut pas être lu"),
        ("cases.xlsx", b"not a workbook", "abîmé"),
        ("cases.ods", b"PK\x03\x04 cut", "abîmé"),
        ("cases.csv", b"a;b\n1;2\n", "n'y sont pas"),
        ("cases.csv", b"", "n'y sont pas"),
        ("cases.docx", b"", "format"),
    ],
)
def test_a_file_that_cannot_be_read_gives_one_sentence(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    """Absent, damaged, of another kind: where, what, what to do."""
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(DataError, match=words):
        read_given(tmp_path / name)


@given(st.integers(-99_999_999, 99_999_999), st.booleans())
def test_amounts_are_read_to_the_cent(cents: int, french: bool) -> None:  # noqa: FBT001 - a strategy's
    """Any amount, the way a spreadsheet or a person writes it, gives the same cents."""
    amount = Decimal(cents) / 100
    text = f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",") + " €"

    assert amount_of(text if french else repr(float(amount))) == amount
