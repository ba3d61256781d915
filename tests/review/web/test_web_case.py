"""The page of a case: what it shows, what it hides, what people do there."""

import pytest
from desk_support import case_id
from sqlalchemy import select, update
from web_support import HOSTILE, Caller, signed

from bondroit.review.store.cases import Case, CasePerson
from bondroit.review.store.work import Opening, VerdictRow
from bondroit.review.vocabulary import Role
from bondroit.review.web.site import Site

PAGE = f"/dossiers/{case_id(0)}"
UNDUE = {"conclusion": "likely_undue", "motif": "not_declared", "form": "conclusion"}


def test_identity_is_masked_until_opened_and_openings_are_kept(
    site: Site, agent: Caller
) -> None:
    """No name stands on a page before a click; each click is journalled."""
    closed = agent.get(PAGE)
    opened, _ = agent.send(f"{PAGE}/identite", 200)
    again = agent.get(PAGE)
    with site.desk.read() as session:
        openings = session.scalars(select(Opening.case_id)).all()

    assert "NOMFICTIF" not in closed
    assert "rue Inventée" not in closed
    assert "NOMFICTIF0" in opened
    assert "rue Inventée" in opened
    assert "NOMFICTIF" not in again
    assert openings == [case_id(0)]
    assert "identité ouverte" in again


def test_the_case_file_is_shown_as_it_was_written(agent: Caller) -> None:
    """Months, picture and rule cards come from the run's own case file."""
    page = agent.get(PAGE)

    assert "<h2>Mois par mois</h2>" in page
    assert "août 2026" in page
    assert "Versement après décès. Écart à vérifier." in page


def test_without_its_case_file_a_case_shows_what_the_desk_keeps(agent: Caller) -> None:
    """When case files were purged, findings and their facts are still there."""
    page = agent.get(f"/dossiers/{case_id(1)}")

    assert "n'est plus gardé" in page
    assert "date de décès : 2026-07-02" in page


def test_the_whole_life_of_a_case(site: Site, agent: Caller) -> None:
    """Taken, documents asked and received, concluded, undone, concluded, closed."""
    steps = [
        ("prendre", {}),
        ("pieces", {"note": "acte de décès", "pour_le": "2026-11-30"}),
        ("pieces-recues", {}),
        ("conclusion", {**UNDUE, "montant": "80,50", "note": "vu avec la famille"}),
        ("annulation", {}),
        ("conclusion", UNDUE),
        ("etape", {"etape": "notified", "reference": "LR 12", "le": "2026-11-09"}),
        ("etape", {"etape": "contested"}),
        ("etape", {"etape": "closed"}),
    ]
    for what, values in steps:
        agent.act(what, **values)
    page = agent.get(PAGE)
    with site.desk.read() as session:
        amounts = session.scalars(select(VerdictRow.amount).order_by(VerdictRow.id))

        assert [str(amount) for amount in amounts] == ["80.50", "100.00"]
        assert session.get(Case, case_id(0)).state == "closed"  # type: ignore[union-attr]
    assert "LR 12" in page
    assert "conclusion annulée" in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "choisissez-en une dans la liste"),
        ({**UNDUE, "motif": ""}, "il n'est pas dans la liste"),
        ({**UNDUE, "montant": "beaucoup"}, "écrivez-le comme 1234,56"),
        ({**UNDUE, "montant": "1e3"}, "écrivez-le comme 1234,56"),
        ({**UNDUE, "montant": "-5"}, "un indu retient un montant positif"),
        ({**UNDUE, "montant": "NaN"}, "écrivez-le comme 1234,56"),
        ({**UNDUE, "conclusion": "guilty"}, "choisissez-en une dans la liste"),
        ({**UNDUE, "regle:AIS-ZZZ-999": "explained"}, "n'est pas du dossier"),
        ({**UNDUE, "version": "99"}, "modifié entre-temps"),
        ({**UNDUE, "version": "99999999999999"}, "il n'est pas lisible"),
    ],
)
def test_a_refused_verdict_says_why_and_keeps_what_was_typed(
    agent: Caller, values: dict[str, str], words: str
) -> None:
    """The page comes back with the reason, and the note is not lost."""
    agent.act("prendre")
    status = 409 if values.get("version") == "99" else 422
    page, _ = agent.act(
        "conclusion",
        0,
        status,
        **{"note": "trois lignes tapées", "form": "conclusion", **values},
    )

    assert words in page
    assert "trois lignes tapées" in page


def test_ticked_explanations_join_the_note(site: Site, agent: Caller) -> None:
    """What an agent ruled out is kept with the verdict."""
    agent.act("prendre")
    agent.act("conclusion", **UNDUE, ecartee="Homonyme ou mauvais rapprochement.")
    with site.desk.read() as session:
        note = session.scalars(select(VerdictRow.note)).one()

    assert note == "Explications écartées :\n- Homonyme ou mauvais rapprochement."


def test_an_amount_owed_may_be_typed_without_its_sign(
    site: Site, agent: Caller
) -> None:
    """People write 120, or −120, for a back payment of 120 euros."""
    for person, typed in ((0, "120"), (1, "−120,00")):
        agent.act("prendre", person)
        agent.act(
            "conclusion",
            person,
            conclusion="arrears_due",
            motif="input_error",
            montant=typed,
        )
    with site.desk.read() as session:
        amounts = session.scalars(select(VerdictRow.amount)).all()

    assert [str(amount) for amount in amounts] == ["-120.00", "-120.00"]


def test_two_agents_never_take_the_same_case(site: Site, agent: Caller) -> None:
    """The second one reads who has it, and cannot change it."""
    other = signed(site, "sacha", Role.AGENT)
    agent.act("prendre")
    page, _ = other.act("prendre", 0, 409)
    refused, _ = other.act("conclusion", 0, 403, **UNDUE)

    assert "déjà suivi par Camille" in page
    assert "ce dossier n'est pas le vôtre" in refused
    assert 'action="/dossiers/case00000/conclusion"' not in other.get(PAGE)


def test_a_large_amount_waits_for_someone_else(site: Site, agent: Caller) -> None:
    """Its author cannot confirm; a second reader can, or sends it back with a note."""
    reader = signed(site, "alix", Role.SECOND_READER)
    with site.desk.write() as session:
        session.execute(
            update(Case).where(Case.case_id == case_id(0)).values(recoverable=5000)
        )
    agent.act("prendre")
    _, place = agent.act("conclusion", **UNDUE)
    own, _ = agent.act("seconde-lecture", 0, 403, accord="oui")
    silent, _ = reader.act("seconde-lecture", 0, 422, accord="non")
    reader.act("seconde-lecture", accord="oui")

    assert "fait=relecture" in place
    assert "votre compte ne permet pas cette action" in own
    assert "un désaccord se motive" in silent
    assert "en vigueur" in agent.get(PAGE)


def test_a_blind_case_shows_no_figure_and_no_reason_to_guess(
    site: Site, agent: Caller
) -> None:
    """Neither amount, rule, month nor case file, whatever the run's folder holds."""
    with site.desk.write() as session:
        session.execute(
            update(Case).where(Case.case_id == case_id(0)).values(blind=True)
        )
    page = agent.get(PAGE)
    listed = agent.get("/dossiers")
    agent.act("prendre")
    agent.act("conclusion", conclusion="explained", motif="no_gap")

    assert "Vérification à l'aveugle" in page
    for secret in ("100,00", "août 2026", "AIS-DEC-001", "Versement après", "hasard"):
        assert secret not in page
    assert "Vérification à l'aveugle" in listed
    assert "août 2026" in agent.get(PAGE)


def test_hostile_texts_are_shown_as_texts(site: Site, agent: Caller) -> None:
    """A script in a name, a note or a view stays what was typed."""
    with site.desk.write() as session:
        person = session.scalars(
            select(CasePerson).where(CasePerson.case_id == case_id(0))
        ).one()
        person.identity = {**person.identity, "birth_name": HOSTILE}
    agent.act("prendre")
    agent.act("pieces", note=f"{HOSTILE} {{{{ 7*7 }}}}")
    agent.send("/vues", nom=HOSTILE)
    opened, _ = agent.send(f"{PAGE}/identite", 200)

    for page in (opened, agent.get(PAGE), agent.get("/dossiers")):
        assert HOSTILE not in page
        assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in opened


def test_deadlines_are_added_listed_and_settled(agent: Caller) -> None:
    """What is due this week stands on its page and on the queue."""
    agent.act("prendre")
    agent.act("echeance", genre="other", pour_le="2026-11-12", note="appeler")
    due = agent.get("/echeances")
    agent.send("/echeances/1/solder")

    assert "12 novembre 2026" in due
    assert "1 échéance" in due
    assert "Rien n'est attendu" in agent.get("/echeances")
    wrong, _ = agent.act("echeance", 0, 422, genre="other", pour_le="demain")
    assert "elle n'est pas lisible" in wrong


def test_a_manager_gives_a_case_to_someone(site: Site, manager: Caller) -> None:
    """Assigning needs an account that works on cases."""
    other = signed(site, "sacha", Role.AGENT)
    manager.act("confier", agent=str(other.actor.id))
    nobody, _ = manager.act("confier", 0, 404, agent="4000")

    assert "Suivi par Sacha" in manager.get(PAGE)
    assert "ce compte n'existe pas" in nobody
