"""The queue and the pages around it: views, capacity, matches, figures, journal."""

import re

import pytest
from desk_support import EXPLAINED, case_id, decided, make_desk
from sqlalchemy import text
from web_support import Caller, fill, make_site, signed

from bondroit.review.vocabulary import Role
from bondroit.review.web.pages.matches import agreement, compared
from bondroit.review.web.site import Site


def _cases(page: str) -> list[str]:
    return re.findall(r'href="/dossiers/(case\d+)" data-row', page)


@pytest.mark.parametrize(
    ("query", "people"),
    [
        ("", [3, 2, 1, 0]),
        ("?sort=prescription", [3, 2, 1, 0]),
        ("?minimum=250", [3, 2]),
        ("?minimum=250%2C50", [3, 2]),
        ("?rule=AIS-DEC-001&benefit=APA_HOME", [3, 2, 1, 0]),
        ("?benefit=RSA", []),
        ("?agent=camille", [1]),
        ("?agent=-", [3, 2, 0]),
        ("?case_id=case00002", [2]),
        ("?case_id=%25", []),
        ("?states=opened", [1]),
        ("?before=2026-07", []),
        ("?rule=%27%20or%201%3D1", []),
    ],
)
def test_filters_and_order(agent: Caller, query: str, people: list[int]) -> None:
    """Each filter lets through what it says, in the order asked."""
    agent.act("prendre", 1)
    page = agent.get(f"/dossiers{query}")

    assert _cases(page) == [case_id(person) for person in people]
    assert ("Aucun dossier ne passe" in page) == (not people)


def test_the_first_free_case_is_taken_with_the_filters_on_screen(
    agent: Caller,
) -> None:
    """«Prendre le premier dossier libre» follows the order shown."""
    _, first = agent.send("/dossiers/suivant", sort="recoverable")
    _, second = agent.send("/dossiers/suivant", sort="recoverable")
    agent.get("/dossiers?agent=camille")
    nothing, _ = agent.send("/dossiers/suivant", 404, benefit="RSA")

    assert first.startswith(f"/dossiers/{case_id(3)}")
    assert second.startswith(f"/dossiers/{case_id(2)}")
    assert "aucun dossier libre" in nothing


def test_a_view_is_saved_shown_shared_and_deleted(
    agent: Caller, manager: Caller
) -> None:
    """One's own views are one's own, unless a manager shares them."""
    agent.send("/vues", nom="Gros APA", benefit="APA_HOME", minimum="300")
    manager.send("/vues", nom="Pour tous", sort="owed", partagee="1")
    refused, _ = agent.send("/vues", 403, nom="À tous", partagee="1")
    mine, theirs = agent.get("/dossiers"), manager.get("/dossiers")
    place = re.search(r'href="(/dossiers\?[^"]*)">Gros APA', mine)
    assert place is not None
    agent.send("/vues/1/supprimer")

    assert _cases(agent.get(place[1].replace("&amp;", "&"))) == [case_id(3), case_id(2)]
    assert "Gros APA" not in theirs
    assert "Pour tous" in mine
    assert "votre compte ne permet pas" in refused
    assert "Gros APA" not in agent.get("/dossiers")


def test_pages_follow_each_other(request: pytest.FixtureRequest) -> None:
    """A long queue is shown by pages; past the end is the last one."""
    desk = make_desk(request.getfixturevalue("tmp_path") / "long")
    fill(desk, 60, ())
    caller = signed(make_site(desk), "camille", Role.AGENT)
    seen = [_cases(caller.get(f"/dossiers?page={page}")) for page in (1, 2, 3, 9)]

    assert [len(page) for page in seen] == [25, 25, 10, 10]
    assert len({case for page in seen for case in page}) == 60
    desk.close()


def test_capacity_counts_what_is_measured_and_shows_the_rest_apart(
    site: Site, agent: Caller
) -> None:
    """Without any verdict nothing is expected; with some, an interval is given."""
    before = agent.get("/capacite?dossiers=2")
    decided(site.desk, agent.actor, 0)
    decided(site.desk, agent.actor, 1, EXPLAINED)
    after = agent.get("/capacite?dossiers=2")

    assert "Aucune de leurs règles n'est encore mesurée" in before
    assert "700,00 € recouvrables" in before
    assert "On en attend 350,00 €" in after
    assert "1 sur 2" in after


def test_a_match_is_judged_without_its_score(agent: Caller) -> None:
    """The probability shows after the answer; the answer can be taken back."""
    listed = agent.get("/rapprochements")
    opened, _ = agent.send("/rapprochements/suivant", 200)
    number = re.search(r"/rapprochements/(\d+)/reponse", opened)
    assert number is not None
    wrong, _ = agent.send(f"/rapprochements/{number[1]}/reponse", 422, reponse="oui")
    answered, _ = agent.send(
        f"/rapprochements/{number[1]}/reponse", 200, reponse="same"
    )
    twice, _ = agent.send(f"/rapprochements/{number[1]}/reponse", 409, reponse="same")
    agent.send(f"/rapprochements/{number[1]}/reprise")

    assert "2 rapprochements attendent" in listed
    assert "NOMFICTIF" in opened
    assert "60,0 %" not in opened + listed
    assert "nom: identique" not in opened
    assert "60,0 %" in answered
    assert "choisissez-la" in wrong
    assert "un collègue y a déjà répondu" in twice
    assert "2 rapprochements attendent" in agent.get("/rapprochements")


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        ("DUPONT", "dupont ", "identique"),
        ("1940-01-02", None, "d'un seul côté"),
        ("12", "21", "mêmes caractères, autre ordre"),
        ("MARIE", "MARIE LOUISE", "l'un contient l'autre"),
        ("DUPONT", "MARTIN", "différent"),
    ],
)
def test_agreement_is_said_in_words(left: str, right: str | None, words: str) -> None:
    """A field agrees or not; no figure tells how much."""
    (line,) = compared({"birth_name": left}, {"birth_name": right})

    assert agreement(left, right) == line.agreement == words


def test_precision_is_shown_with_its_interval(site: Site, agent: Caller) -> None:
    """On the page of rules and on the cases of the rule."""
    decided(site.desk, agent.actor, 0)
    page = agent.get("/regles")

    assert "1 sur 1" in page
    assert "21 % à 100 %" in page
    assert "sur 1 dossier jugé, 1 confirmé" in agent.get(f"/dossiers/{case_id(1)}")
    assert "tirés au hasard" not in page


def test_the_journal_is_read_and_verified(site: Site, agent: Caller) -> None:
    """Whole, it says so; changed behind the desk's back, it says where."""
    audit = signed(site, "audit", Role.AUDIT)
    agent.act("prendre")
    page = audit.get("/journal")
    sound, _ = audit.send("/journal", 200)
    other, _ = audit.send("/journal", 200, fin="f" * 64)
    with site.desk.write() as session:
        session.execute(text("DROP TRIGGER IF EXISTS journal_no_update"))
        for (name,) in session.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("UPDATE journal SET actor = 'autre' WHERE seq = 2"))
    broken, _ = audit.send("/journal", 200)

    assert "dossier pris" in page
    assert "Journal intact." in sound
    assert "la fin notée auparavant n'est plus" in other
    assert "Journal altéré." in broken
    assert "ligne 2 : son contenu a été modifié" in broken


def test_the_register_counts_volumes_and_openings(site: Site, agent: Caller) -> None:
    """The data-protection officer reads figures, no name of anyone followed."""
    dpo = signed(site, "dpo", Role.DPO)
    agent.send(f"/dossiers/{case_id(0)}/identite", 200)
    page = dpo.get("/registre")

    assert re.search(r"Camille</th><td class=\"n\">1</td><td class=\"n\">1</td>", page)
    assert "NOMFICTIF" not in page
    assert "Dossiers par état" in page


def test_an_empty_desk_says_what_to_do(request: pytest.FixtureRequest) -> None:
    """Before any import, each page says where cases come from."""
    desk = make_desk(request.getfixturevalue("tmp_path") / "vide")
    caller = signed(make_site(desk), "dominique", Role.MANAGER)
    words = {
        "/dossiers": "Aucune exécution n'est encore importée",
        "/capacite": "Aucun dossier ne passe ces filtres",
        "/echeances": "Rien n'est attendu",
        "/rapprochements": "Aucun rapprochement n'attend",
        "/regles": "Aucune conclusion n'est encore donnée",
        "/exceptions": "Aucune exception n'est en vigueur",
        "/regles/signalements": "Personne n'a signalé de règle",
    }
    for path, said in words.items():
        assert said in caller.get(path)
    desk.close()
