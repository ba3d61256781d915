"""The work of a team in real browsers."""

from collections.abc import Callable

from desk_support import case_id
from playwright.sync_api import Page, expect
from served_desk import PASSWORD, Served
from sqlalchemy import select
from web_support import HOSTILE

from bondroit.review.store.cases import Case, CasePerson
from bondroit.review.store.work import VerdictRow
from bondroit.review.vocabulary import Role

Opener = Callable[..., Page]


def _conclude(page: Page, what: str, reason: str, amount: str = "") -> None:
    page.get_by_label(what, exact=True).check()
    page.get_by_label("Motif").select_option(reason)
    page.fill("#c-montant", amount)
    page.get_by_role("button", name="Conclure", exact=True).click()


def test_the_whole_life_of_a_case(served: Served, open_page: Opener) -> None:
    """From the sign-in form to the closed case, as an agent clicks."""
    served.account("camille", Role.AGENT)
    page = open_page(served)
    page.goto("/")
    page.fill("#identifiant", "camille")
    page.fill("#mot_de_passe", PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.locator(f"a[href='/dossiers/{case_id(0)}']").click()
    page.get_by_role("button", name="Prendre ce dossier").click()
    page.get_by_role("button", name="Ouvrir l'identité").click()
    expect(page.locator("#identite")).to_contain_text("NOMFICTIF0")
    page.get_by_text("Demander des pièces").click()
    page.fill("#p-note", "acte de décès")
    page.get_by_role("button", name="Noter la demande").click()
    expect(page.get_by_role("status")).to_contain_text("La demande de pièces est notée")
    page.get_by_role("button", name="Pièces reçues").click()
    _conclude(page, "Indu probable", "not_declared", "80,50")
    expect(page.get_by_role("status")).to_contain_text("La conclusion est enregistrée")
    page.get_by_role("button", name="Annuler cette conclusion").click()
    _conclude(page, "Sans suite : explication trouvée", "document_provided")
    page.get_by_text("Étape suivante").click()
    page.get_by_label("Étape", exact=True).select_option("closed")
    page.get_by_role("button", name="Enregistrer l'étape").click()
    page.get_by_role("button", name="Se déconnecter").click()

    expect(page.get_by_role("heading", name="Connexion")).to_be_visible()
    with served.site.desk.read() as session:
        case = session.get(Case, case_id(0))
        codes = session.scalars(select(VerdictRow.code).order_by(VerdictRow.id)).all()
    assert case.state == "closed"
    assert codes == ["likely_undue", "explained"]


def test_two_agents_at_once(served: Served, open_page: Opener) -> None:
    """Both look at the same free case; one has it, the other is told who."""
    first = open_page(served, served.account("camille", Role.AGENT))
    second = open_page(served, served.account("sacha", Role.AGENT))
    for page in (first, second):
        page.goto(f"/dossiers/{case_id(1)}")
    first.get_by_role("button", name="Prendre ce dossier").click()
    second.get_by_role("button", name="Prendre ce dossier").click()

    expect(first.get_by_role("status").first).to_contain_text("Le dossier est à vous")
    expect(second.get_by_role("alert")).to_contain_text("déjà suivi par Camille")
    expect(second.get_by_role("button", name="Conclure", exact=True)).to_have_count(0)


def test_an_old_page_overwrites_nothing(served: Served, open_page: Opener) -> None:
    """A manager concludes meanwhile; the agent's form is refused and kept."""
    agent = open_page(served, served.account("camille", Role.AGENT))
    chief = open_page(served, served.account("dominique", Role.MANAGER))
    agent.goto(f"/dossiers/{case_id(0)}")
    agent.get_by_role("button", name="Prendre ce dossier").click()
    agent.wait_for_selector("#form-conclusion")
    chief.goto(f"/dossiers/{case_id(0)}")
    _conclude(chief, "Erreur de données", "wrong_date")
    expect(chief.get_by_role("status")).to_contain_text("enregistrée")
    agent.fill("#c-note", "mon travail")
    _conclude(agent, "Indu probable", "not_declared")

    expect(agent.get_by_role("alert")).to_contain_text("modifié entre-temps")
    expect(agent.locator("#conclusion")).to_contain_text("Erreur de données")


def test_keyboard_only(served: Served, open_page: Opener) -> None:
    """From the queue to a verdict without a pointer, with and without shortcuts."""
    page = open_page(served, served.account("camille", Role.AGENT))
    page.goto("/dossiers")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/dossiers/{case_id(2)}")
    page.keyboard.press("p")
    page.wait_for_url("**fait=pris*")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    expect(page.locator("input[name=conclusion]").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Une pièce")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("vu ? v p n")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**fait=conclu*")
    with served.site.desk.read() as session:
        row = session.scalars(select(VerdictRow)).one()

    assert (row.code, row.reason) == ("explained", "document_provided")
    assert row.note == "vu ? v p n"


def test_matches_by_keyboard(served: Served, open_page: Opener) -> None:
    """n, 1, n, 2: two questions judged; shortcuts can be switched off."""
    page = open_page(served, served.account("camille", Role.AGENT))
    page.goto("/rapprochements")
    for answer in ("1", "2"):
        page.keyboard.press("n")
        page.wait_for_selector("text=Est-ce la même personne")
        page.wait_for_selector("[data-answer='1']")
        page.keyboard.press(answer)
        page.wait_for_selector("text=Réponse enregistrée")
    page.goto("/aide")
    page.locator("main [data-keys]").uncheck()
    page.goto("/dossiers")
    page.keyboard.press("?")

    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_script_in_a_name_does_not_run(served: Served, open_page: Opener) -> None:
    """It is shown as text; the policy would stop it in any case."""
    with served.site.desk.write() as session:
        person = session.scalars(
            select(CasePerson).where(CasePerson.case_id == case_id(0))
        ).one()
        person.identity = {**person.identity, "birth_name": HOSTILE}
    page = open_page(served, served.account("camille", Role.AGENT))
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto(f"/dossiers/{case_id(0)}")
    page.get_by_role("button", name="Ouvrir l'identité").click()

    expect(page.locator("#identite")).to_contain_text(HOSTILE)
    assert dialogs == []


def test_a_forged_form_does_nothing(served: Served, open_page: Opener) -> None:
    """A page from elsewhere posts to the desk with the agent's own browser."""
    page = open_page(served, served.account("camille", Role.AGENT))
    page.goto("about:blank")
    target = f"{served.address}/dossiers/{case_id(0)}/prendre"
    page.set_content(
        f"<form method=post action={target}><button>Gagner</button></form>"
    )
    page.get_by_role("button", name="Gagner").click()
    expect(page.get_by_role("alert")).to_contain_text("ne vient pas de votre session")
    with served.site.desk.read() as session:
        assert session.get(Case, case_id(0)).assignee_id is None
