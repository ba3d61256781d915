"""Case files: what an auditor reads, and what must never be read there."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import pytest
from lxml import html

from bondroit.reports.accents import clause_words
from bondroit.reports.facts import RunFacts


class Run(Protocol):
    """The small run of the fixtures."""

    facts: RunFacts
    folder: Path

    def case(self, rule: str) -> dict[str, Any]:
        """Return the case of a rule."""

    def page(self, rule: str) -> str:
        """Return the case file of a rule's case."""

    def tree(self, rule: str) -> html.HtmlElement:
        """Return the same, parsed."""


RULES = ("AIS-DEC-001", "AIS-CUM-001", "AIS-SSP-013", "AIS-IDN-001", "AIS-PRE-001")


def _text(element: html.HtmlElement) -> str:
    """Return the words of an element, every kind of space made one."""
    return re.sub(r"\s+", " ", str(element.text_content()))


def _section(tree: html.HtmlElement, title: str) -> list[html.HtmlElement]:
    """Return the elements between a heading and the next."""
    (heading,) = tree.xpath(f"//h2[normalize-space()='{title}']")
    found = []
    for element in heading.itersiblings("*"):
        if element.tag == "h2":
            break
        found.append(element)
    return found


def _euros(text: str) -> Decimal:
    return Decimal(re.sub(r"[^\d,]", "", text).replace(",", "."))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            "AIS-DEC-001",
            (
                "Versement après décès. APA à domicile, de décembre 2023 à octobre 2026, "
                "écart à vérifier : 17 500,00 € trop versés."
            ),
        ),
        (
            "AIS-SSP-013",
            (
                "Virement rejeté et non réémis. PCH, en mai 2026, écart à vérifier : "
                "300,00 € à rappeler."
            ),
        ),
        (
            "AIS-IDN-001",
            "NIR invalide. En octobre 2026, écart à vérifier : sans montant.",
        ),
    ],
)
def test_headline_says_what_when_and_how_much(run: Run, rule: str, words: str) -> None:
    """Page one opens on one sentence: rule, benefit, months, signed amounts."""
    (headline,) = run.tree(rule).xpath("//p[@class='headline']")
    assert _text(headline) == words


def test_page_one_names_the_person_or_the_provider(run: Run) -> None:
    """The reader knows at once whom the case is about."""
    (who,) = run.tree("AIS-CUM-001").xpath("//ul[@class='who']")
    assert (
        _text(who)
        == "DOUBLE (usage : AUTRE) Camille, naissance : 3 mai 1940 (fiche APA p2)"
    )
    (provider,) = run.tree("AIS-PRE-001").xpath("//ul[@class='who']")
    assert _text(provider) == "Aide & Co (12345678900011)"


def test_page_one_says_what_is_not_proved_and_what_to_rule_out_first(run: Run) -> None:
    """Innocent explanations, checks, deadlines and the form stand before page two."""
    page = run.page("AIS-DEC-001")
    first = page[: page.index('class="page"')]
    for words in (
        "ne prouve ni une intention ni une dette",
        "Homonyme ou mauvais rapprochement",
        "Rapprocher l&#39;acte de décès",
        "500,00\u00a0€ de novembre\u00a02024 ne pourront plus être réclamés",
        "erreur de nos services",
        "Source stays\u202f: refusé.",
    ):
        assert words in first


def test_month_table_adds_up_to_the_case(run: Run) -> None:
    """Paid, due and difference agree line by line, and in all with the case."""
    table = _section(run.tree("AIS-DEC-001"), "Mois par mois")[0]
    rows = [
        [_text(cell) for cell in row.xpath("td")] for row in table.xpath("tbody/tr")
    ]
    assert len(rows) == 35
    for row in rows:
        assert _euros(row[2]) - _euros(row[3]) == _euros(row[4])
    total = _text(table.xpath("tfoot")[0])
    assert sum(_euros(row[4]) for row in rows) == run.case("AIS-DEC-001")["overpaid"]
    assert "+17 500,00 €" in total
    assert "12 000,00 €" in total


def test_month_table_places_each_month_before_the_law(run: Run) -> None:
    """A prescribed month says since when, a claimable one until when it is so."""
    table = _section(run.tree("AIS-DEC-001"), "Mois par mois")[0]
    places = [_text(row.xpath("td")[-1]) for row in table.xpath("tbody/tr")]
    assert places[0] == "prescrit le 25/12/2025"
    assert places[10] == "prescrit le 25/10/2026"
    assert places[11] == "jusqu'au 24/11/2026"
    (owed,) = _section(run.tree("AIS-SSP-013"), "Mois par mois")[0].xpath("tbody/tr")
    assert _text(owed.xpath("td")[-1]) == "à rappeler"


def test_other_side_of_a_cumul_is_shown_and_not_counted(run: Run) -> None:
    """The counterpart's payment stands beside, and its file is named."""
    table, note = _section(run.tree("AIS-CUM-001"), "Mois par mois")[:2]
    first = [_text(cell) for cell in table.xpath("tbody/tr[1]/td")]
    assert first[2:6] == ["400,00 €", "1 234,56 €", "0,00 €", "+400,00 €"]
    assert "PCH, fichier PCH, q2" in _text(note)


def test_provider_case_names_whose_invoice_it_is(run: Run) -> None:
    """A provider's month table says for which person, and claims nothing from them."""
    table = _section(run.tree("AIS-PRE-001"), "Mois par mois")[0]
    assert [_text(cell) for cell in table.xpath("tbody/tr/td")][1] == "p5"
    assert "rien n&#39;est à leur réclamer" in run.page("AIS-PRE-001")


def test_case_without_amount_says_so(run: Run) -> None:
    """A data-quality case shows no table of euros, and no empty one."""
    tree = run.tree("AIS-IDN-001")
    (words,) = _section(tree, "Mois par mois")
    assert "ne portent pas de montant" in _text(words)
    assert not tree.xpath("//dl[@class='figures']")


def test_matched_records_stand_side_by_side_in_words(run: Run) -> None:
    """Each field shows both values and their agreement; certainty is never 100 %."""
    (table,) = run.tree("AIS-CUM-001").xpath("//table[@class='match']")
    assert "97,3 %" in _text(table.xpath("caption")[0])
    lines = {
        _text(row.xpath("th")[0]): [_text(cell) for cell in row.xpath("td")]
        for row in table.xpath("tbody/tr")
    }
    assert lines["date de naissance"][:3] == [
        "3 mai 1940",
        "3 mai 1940",
        "un chiffre de différence",
    ]
    assert lines["départ"][-1].startswith("1 sur ")
    assert lines["bilan"][-1] == "97 %"
    (death,) = run.tree("AIS-DEC-001").xpath("//table[@class='match']/caption")
    assert "plus de 99,9 %" in _text(death)


def test_rule_card_puts_conditions_beside_what_was_seen(run: Run) -> None:
    """A card says the clause in French, the answer and the values."""
    (card,) = run.tree("AIS-DEC-001").xpath("//section[@class='card']")
    rows = [[_text(cell) for cell in row] for row in card.xpath(".//tbody/tr")]
    named = {row[0]: row[1:] for row in rows}
    asked = "mois postérieur au décèsmois de droit > mois du décès"
    assert named[asked][0] == "oui"
    assert "mois du décès : novembre 2023" in named[asked][1]
    survivor = next(row for row in rows if row[0].startswith("sauf : conjoint"))
    assert survivor[1] == "non"


def test_names_of_clauses_read_as_french() -> None:
    """Plain letters of rule files get their accents and elisions back."""
    assert (
        clause_words("age_insuffisant_a_l_ouverture") == "âge insuffisant à l'ouverture"
    )
    assert clause_words("plus_que_le_du") == "plus que le dû"


@pytest.mark.parametrize("rule", RULES)
def test_proof_names_files_and_rows(run: Run, rule: str) -> None:
    """The annex gives the rule's digest, and the files with the places of the rows."""
    text = _text(run.tree(rule))
    digest = next(one.digest for one in run.facts.rules if one.id == rule)
    assert digest[:16] in text
    assert re.search(r"extracts/2026-10/\w+\.csv", text)
    assert re.search(r"ligne \d", text)


def test_many_rows_of_one_file_are_cut_short(run: Run) -> None:
    """Thirty-five payments of one file do not fill a page."""
    assert "et 29 de plus" in _text(run.tree("AIS-DEC-001"))


def test_ended_cases_have_no_file(run: Run) -> None:
    """There are as many files as living cases, named by case."""
    names = {path.stem for path in (run.folder / "case_files").iterdir()}
    assert names == set(run.facts.cases["case_id"])


def test_what_is_folded_on_screen_is_printed(run: Run) -> None:
    """A fold hides what follows it on a screen alone: any browser prints it all."""
    folds = 0
    for path in [
        *sorted((run.folder / "case_files").iterdir()),
        run.folder / "summary.html",
    ]:
        tree = html.parse(str(path))
        for fold in tree.xpath("//details"):
            folds += 1
            assert [child.tag for child in fold] == ["summary"]
            assert fold.getnext().get("class") == "folded"
        (style,) = tree.xpath("//style/text()")
        hiding = [
            rule for rule in re.findall(r"[^{}]*\{[^{}]*\}", style) if "folded" in rule
        ]
        assert hiding == ["details:not([open])+.folded{display:none}"]
        assert "@media screen{details:not([open])+.folded{display:none}}" in style

    assert folds > 0
