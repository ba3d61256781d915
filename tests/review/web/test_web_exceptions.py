"""From a case to its rules: reports that one is wrong, exceptions."""

import pytest
from desk_support import case_id
from sqlalchemy import select
from web_support import Caller, signed

from bondroit.review.store.cases import CaseFinding
from bondroit.review.store.work import RuleReport
from bondroit.review.vocabulary import Role
from bondroit.review.web.site import Site

PAGE = f"/dossiers/{case_id(0)}"


def test_a_wrong_rule_is_reported_with_an_example_and_answered(
    site: Site, agent: Caller
) -> None:
    """The author of rules reads the agent's words and a pseudonymised example."""
    author = signed(site, "robin", Role.RULE_AUTHOR)
    with site.desk.read() as session:
        finding = session.scalars(
            select(CaseFinding.finding_id).where(CaseFinding.case_id == case_id(0))
        ).one()
    agent.act(
        "signalement-regle", constat=finding, attendu="silent", texte="acte rectifié"
    )
    listed = author.get("/regles/signalements")
    author.send("/regles/signalements/1", accord="oui", reponse="version 2 en vue")
    with site.desk.read() as session:
        report = session.scalars(select(RuleReport)).one()

    assert "acte rectifié" in listed
    assert "expect: silent" in report.example
    assert "p0" not in report.example
    assert report.status == "accepted"
    assert "version 2 en vue" in agent.get(PAGE)


def test_an_exception_is_made_listed_and_withdrawn(
    site: Site, agent: Caller, manager: Caller
) -> None:
    """It is written for the next run, and taken out of the file when withdrawn."""
    agent.act("exception", 0, 403, regle="AIS-DEC-001", sujet=case_id(0), raison="x")
    manager.act(
        "exception",
        regle="AIS-DEC-001",
        sujet=case_id(0),
        raison="acte contesté",
        jusqu_au="2027-01-31",
    )
    file = site.desk.rules[-1] / "exceptions.yml"
    listed, written = agent.get("/exceptions"), file.read_text()
    manager.send("/exceptions/1/retirer")

    assert "acte contesté" in listed
    assert "acte contesté" in written
    assert "acte contesté" not in file.read_text()


@pytest.mark.parametrize(
    "before", ["", "# rien encore\n# exceptions:\n#   - rule: X\n"]
)
def test_an_exception_joins_a_file_of_comments(
    site: Site, manager: Caller, before: str
) -> None:
    """The file that a new workspace holds can be added to, emptied, added to again."""
    file = site.desk.rules[-1] / "exceptions.yml"
    file.write_text(before)
    asked = {"regle": "AIS-DEC-001", "sujet": case_id(0), "jusqu_au": "2027-01-31"}
    manager.act("exception", **asked, raison="première")
    manager.send("/exceptions/1/retirer")
    manager.act("exception", **asked, raison="seconde")

    assert file.read_text().startswith(before)
    assert "première" not in file.read_text()
    assert "seconde" in file.read_text()


def test_a_broken_file_of_exceptions_is_said_in_one_sentence(
    site: Site, manager: Caller
) -> None:
    """The agent is told whom to call; nothing is kept half done."""
    (site.desk.rules[-1] / "exceptions.yml").write_text("exceptions: {a: 1}\n")
    page, _ = manager.act(
        "exception",
        0,
        409,
        regle="AIS-DEC-001",
        sujet=case_id(0),
        raison="acte contesté",
    )

    assert "le fichier des exceptions ne peut être complété" in page
    assert "acte contesté" not in manager.get("/exceptions")
