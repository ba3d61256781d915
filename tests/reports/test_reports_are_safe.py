"""Reports load nothing, run nothing, leak nothing, and are the same twice."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import polars as pl
import pytest
from lxml import etree, html

from bondroit.reports.facts import RunFacts


class Run(Protocol):
    """The small run of the fixtures."""

    facts: RunFacts
    folder: Path

    def page(self, rule: str) -> str:
        """Return the case file of a rule's case."""


NIR, IBAN = "1400545234001", "FR7630006000011234567890189"


def _pages(run: Run) -> list[Path]:
    return [*sorted((run.folder / "case_files").iterdir()), run.folder / "summary.html"]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_pages_load_nothing_from_elsewhere(run: Run) -> None:
    """No script, frame, form or address: only anchors to files of the run."""
    for path in _pages(run):
        tree = html.parse(str(path)).getroot()
        banned = "//script|//iframe|//object|//embed|//form|//link|//img|//base"
        assert not tree.xpath(banned)
        assert not tree.xpath("//@*[starts-with(name(), 'on')]|//@src|//@style")
        for target in tree.xpath("//@href"):
            assert re.fullmatch(
                r"cases\.xlsx|data_docs/index\.html|case_files/[0-9a-f]{16}\.html",
                target,
            )
        assert "http" not in re.sub(r"http-equiv", "", path.read_text(encoding="utf-8"))


def test_pages_forbid_what_they_do_not_need(run: Run) -> None:
    """A strict policy stands in each page; only its own style is allowed."""
    for path in _pages(run):
        (policy,) = html.parse(str(path)).xpath(
            "//meta[@http-equiv='Content-Security-Policy']/@content"
        )
        assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
        assert "script-src" not in policy


def test_pages_are_well_formed(run: Run) -> None:
    """Every element is closed in its order, tables and pictures included."""
    parser = etree.HTMLParser(recover=False)
    for path in _pages(run):
        body = path.read_text(encoding="utf-8")
        etree.fromstring(body, parser)
        mistakes = [
            error.message
            for error in parser.error_log
            if "Tag svg" not in error.message and "invalid" not in error.message
        ]
        assert mistakes == []


@pytest.mark.parametrize("secret", [NIR, IBAN, NIR[5:], IBAN[4:]])
def test_no_full_number_of_a_person_anywhere(run: Run, secret: str) -> None:
    """NIR and IBAN stand in no page, no sheet, not even without their head."""
    for path in _pages(run):
        assert secret not in path.read_text(encoding="utf-8")
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(run.folder / "cases.xlsx")
    cells = {str(cell.value) for sheet in book for row in sheet for cell in row}
    assert not [cell for cell in cells if secret in cell]


def test_masked_nir_is_still_recognisable(run: Run) -> None:
    """Sex, year and month of birth are left of it."""
    assert "1 40 05 •••••" in run.page("AIS-DEC-001")


def test_texts_from_files_are_escaped(run: Run) -> None:
    """A name that holds markup is shown as text, in tables and pictures."""
    page = run.page("AIS-DEC-001")
    assert "<script" not in page
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in page


def test_summary_holds_no_person(run: Run) -> None:
    """Names, ids and households of people never reach the summary."""
    text = (run.folder / "summary.html").read_text(encoding="utf-8")
    for secret in ("DOUBLE", "FAUXNIR", "Camille", "alert", "rue Neuve", "q2", "REJET"):
        assert secret not in text


def test_french_spaces_never_break(run: Run) -> None:
    """Double punctuation, guillemets, per cents and euros follow no-break spaces."""
    for path in _pages(run):
        body = html.parse(str(path)).find("body")
        text = str(body.text_content())
        assert re.findall(r"\S[ \n](?=[:;!?»%€])|«[ \w]|\w: ", text) == []


def test_same_facts_in_another_order_give_the_same_bytes(
    run: Run, tmp_path: Path, write_reports: Callable[[RunFacts, Path], Run]
) -> None:
    """The order of rows changes nothing, in pages nor in the workbook."""
    facts = run.facts
    tables = replace(
        facts.tables,
        frames={
            name: frame.collect().reverse().lazy()
            for name, frame in facts.tables.frames.items()
        },
        matches=facts.tables.matches.collect().reverse().lazy(),
        individuals=facts.tables.individuals.collect().reverse().lazy(),
    )
    mixed = replace(
        facts,
        tables=tables,
        findings=facts.findings.sample(fraction=1, shuffle=True, seed=3),
        unknowns=facts.unknowns.reverse(),
    )
    again = write_reports(mixed, tmp_path / "again")
    assert _bytes(again.folder) == _bytes(run.folder)


def test_a_run_without_findings_still_reports(
    run: Run, tmp_path: Path, write_reports: Callable[[RunFacts, Path], Run]
) -> None:
    """Nothing found: no case file, an empty workbook, a summary that says so."""
    facts = run.facts
    nothing = replace(
        facts,
        findings=facts.findings.clear(),
        cases=facts.cases.clear(),
        unknowns=facts.unknowns.clear(),
        quarantine=facts.quarantine.clear(),
    )
    empty = write_reports(nothing, tmp_path / "empty")
    text = (empty.folder / "summary.html").read_text(encoding="utf-8")
    assert "Aucun dossier ce mois-ci." in text
    assert "Toutes les règles ont pu être jugées." in text
    assert list((empty.folder / "case_files").iterdir()) == []


def test_an_ended_case_is_counted_and_not_opened(
    run: Run, tmp_path: Path, write_reports: Callable[[RunFacts, Path], Run]
) -> None:
    """A case that ended has no file and stays out of the totals to open."""
    cases = run.facts.cases.with_columns(
        state=pl.when(pl.col("rules").list.contains("AIS-IDN-001"))
        .then(pl.lit("ended"))
        .otherwise("state")
    )
    part = write_reports(replace(run.facts, cases=cases), tmp_path / "part")
    assert len(list((part.folder / "case_files").iterdir())) == cases.height - 1
    summary = html.parse(str(part.folder / "summary.html"))
    assert "terminé1" in summary.getroot().text_content().replace("\n", "")
