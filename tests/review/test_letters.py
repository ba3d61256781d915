"""Letters: what they must say, who they name, and templates that people change."""

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from desk_support import Gap, add_actor, case_id, decided, make_desk, write_run
from desk_tables import tables_of
from letter_support import WHO, letter_text
from sqlalchemy import select, update

from bondroit.errors import ConfigurationError
from bondroit.review import journal
from bondroit.review.desk import Desk
from bondroit.review.files.letter_templates import (
    own_template,
)
from bondroit.review.files.letters import letters_of, make_letter
from bondroit.review.importing.runs import import_run
from bondroit.review.problems import Invalid, NotAllowed, NotFound
from bondroit.review.store.cases import Case, CasePerson
from bondroit.review.store.work import Opening
from bondroit.review.vocabulary import Role


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk of three cases, its run's folder in the workspace, letters signed."""
    made = make_desk(tmp_path / "w", letters=WHO)
    gaps = [Gap(0), Gap(0, month=date(2026, 9, 1)), Gap(1, amount=Decimal("-50.00")), Gap(2)]  # fmt: skip
    run = write_run(tmp_path / "w" / "runs" / "2026-10-a", gaps)
    import_run(made, run, tables_of(3))
    return made


def _made(desk: Desk, person: int, kind: str, role: Role = Role.AGENT) -> str:
    actor = add_actor(desk, f"a{person}{kind}", role)
    with desk.write() as session:
        return letter_text(make_letter(session, actor, desk, case_id(person), kind)[1])


@pytest.mark.parametrize(
    "words",
    [
        "NOMFICTIF0",
        "Demande d'observations : APA à domicile, d'août 2026 à septembre 2026",
        "Orléans, le 10 novembre 2026",
        "au plus tard le 10 décembre 2026",
        "août 2026",
        "100,00 €",
        "la copie de l'acte de décès",
        "Aucune décision n'est prise à ce stade",
        "articles L121-1 et L122-1",
        "assister ou représenter",
        "demander copie des documents correspondants",
        "article L123-1",
        "article L232-25",
        "20 % de chaque versement",
        "trois fois le SMIC horaire brut",
        "remise, en tout ou partie",
        "plusieurs fois",
        "Sa finalité : repérer des écarts",
        "droit d'obtenir communication des règles",
        "dpo@exemple.test",
        "Commission d'accès aux documents administratifs",
        "R311-3-1-1",
        "Dominique EXEMPLE",
        "Arrêté 2026-1",
        "02 00 00 00 00, controle@exemple.test",
        case_id(0),
    ],
)
def test_a_request_for_observations_says_all_it_must(desk: Desk, words: str) -> None:
    """Facts, months, deadline, documents, rights and the four items of the mention."""
    assert words in _made(desk, 0, "observations")


@pytest.mark.parametrize("benefit", ["RSA", "PCH"])
def test_the_law_of_the_rsa_is_cited_for_the_rsa_alone(
    desk: Desk, benefit: str
) -> None:
    """The article on information from others is of social security, not of the aid."""
    with desk.write() as session:
        session.execute(update(Case).values(benefits=[benefit]))

    assert ("article L114-21" in _made(desk, 0, "observations")) is (benefit == "RSA")


def test_months_end_with_their_sum(desk: Desk) -> None:
    """To the cent; what is unknown of one month is unknown of all."""
    actor = add_actor(desk, "zoe")
    with desk.write() as session:
        made = make_letter(session, actor, desk, case_id(0), "observations")[1]
    table = docx.Document(io.BytesIO(made)).tables[0]
    rows = [
        [cell.text.replace("\u00a0", " ") for cell in row.cells] for row in table.rows
    ]

    assert [row[0] for row in rows] == ["Mois", "août 2026", "septembre 2026", "Total"]
    assert rows[-1][2:] == ["inconnu", "inconnu", "200,00 €"]


def test_information_of_a_right_speaks_of_what_is_owed(desk: Desk) -> None:
    """The person reads what is in their favour, and has nothing to ask for."""
    text = _made(desk, 1, "arrears")

    assert "vous avez peut-être reçu moins" in text
    assert "Montant estimé en votre faveur : 50,00 €" in text
    assert "pas de demande à faire" in text


def test_the_payer_reads_the_household_and_no_name(desk: Desk) -> None:
    """The report to the CAF names nobody, and opens no identity."""
    with desk.write() as session:
        session.execute(
            update(Case)
            .where(Case.case_id == case_id(2))
            .values(
                kind="signalement", benefits=["RSA"], household_id="CAF-451-0001-0002"
            )
        )
    text = _made(desk, 2, "payer_report")

    assert "CAF-451-0001-0002" in text
    assert "CAF d'Essai" in text
    assert "NOMFICTIF" not in text
    assert "article L262-25" in text
    with desk.read() as session:
        assert session.scalars(select(Opening)).all() == []


def test_a_letter_is_journalled_with_the_opening(desk: Desk) -> None:
    """Who made it, of which case, from which template."""
    _made(desk, 0, "observations")

    with desk.read() as session:
        actions = [
            (entry.action, json.loads(entry.after or "{}").get("template"))
            for entry in journal.case_history(session, case_id(0))
        ]
    assert actions == [("identity.opened", None), ("letter.made", "observations")]


@pytest.mark.parametrize(
    ("kind", "case", "found"),
    [
        ("agent", {"overpaid": 5, "underpaid": 0}, ["observations"]),
        ("agent", {"overpaid": 0, "underpaid": 5}, ["arrears"]),
        ("agent", {"overpaid": 5, "underpaid": 5}, ["observations", "arrears"]),
        ("agent", {"overpaid": 0, "underpaid": 0}, ["observations"]),
        ("signalement", {"overpaid": 5, "underpaid": 0}, ["payer_report", "observations"]),
        ("provider", {"overpaid": 5, "underpaid": 0}, ["provider_note"]),
    ],
)  # fmt: skip
def test_each_kind_of_case_has_its_letters(
    kind: str, case: dict[str, int], found: list[str]
) -> None:
    """A provider's euros are never asked of a person; what is owed is told."""
    assert letters_of(Case(kind=kind, blind=False, **case)) == found


def test_a_blind_case_makes_no_letter(desk: Desk) -> None:
    """Nothing that a letter would reveal leaves before the verdict."""
    with desk.write() as session:
        session.execute(update(Case).values(blind=True))

    with pytest.raises(Invalid, match="ne convient pas"):
        _made(desk, 0, "observations")


@pytest.mark.parametrize(
    ("kind", "role", "wrong"),
    [
        ("observations", Role.DPO, NotAllowed),
        ("observations", Role.RULE_AUTHOR, NotAllowed),
        ("../../etc", Role.AGENT, NotFound),
        ("provider_note", Role.AGENT, Invalid),
    ],
)
def test_a_letter_that_may_not_be_made_is_not(
    desk: Desk, kind: str, role: Role, wrong: type[Exception]
) -> None:
    """Reading roles, unknown templates and letters of another kind are refused."""
    with pytest.raises(wrong):
        _made(desk, 0, kind, role)


def test_a_death_is_written_to_the_estate(desk: Desk) -> None:
    """A letter about payments after a death is not addressed to the person."""
    assert "Succession de Camille NOMFICTIF0" in _made(desk, 0, "observations")


def _template(folder: Path, kind: str, *lines: str) -> None:
    place = own_template(folder, kind)
    place.parent.mkdir(parents=True, exist_ok=True)
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(place))


def test_a_template_of_the_departement_is_used(desk: Desk) -> None:
    """The workspace's own DOCX replaces ours, mark by mark."""
    _template(desk.root, "observations", "Notre modèle, dossier {{ case_id }}.")

    assert _made(desk, 0, "observations") == f"Notre modèle, dossier {case_id(0)}."


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{{ nom_inconnu }}", "la balise «nom_inconnu» n'existe pas"),
        ("{% if facts %} jamais fermé", "une balise y est mal fermée ou mal écrite"),
        ("{{ case_id", "une balise y est mal fermée ou mal écrite"),
        ("{{ case_id.__class__.__mro__ }}", "une de ses balises n'est pas permise"),
        ("{{ facts.append('x') }}", "une de ses balises n'est pas permise"),
    ],
)
def test_a_broken_template_is_told_in_one_sentence(
    desk: Desk, line: str, words: str
) -> None:
    """Where, what, what to do; nothing is journalled, no identity counted as opened."""
    _template(desk.root, "observations", line)

    with pytest.raises(
        ConfigurationError, match=r"letters/observations\.docx: "
    ) as told:
        _made(desk, 0, "observations")

    assert words in str(told.value)
    with desk.read() as session:
        assert session.scalars(select(Opening)).all() == []


@pytest.mark.parametrize(
    "name", ["<w:p>x</w:p>", "A & B", "{{ case_id }}", "{% raw %}", "]]>", '"><!--']
)
def test_a_hostile_name_is_printed_letter_for_letter(desk: Desk, name: str) -> None:
    """XML and marks of the template in a name stay a name."""
    with desk.write() as session:
        for person in session.scalars(select(CasePerson)):
            person.identity = {"birth_name": name}

    assert name in _made(desk, 0, "observations")


def test_a_decided_case_still_makes_its_letter(desk: Desk) -> None:
    """The request may follow the verdict."""
    decided(desk, add_actor(desk, "zoe"), 0)

    assert "NOMFICTIF0" in _made(desk, 0, "observations")
