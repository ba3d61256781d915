"""What the desk hands out: case files, letters, the list for the payers."""

import io
import json

import docx
import pypdf
import pytest
from desk_support import Gap, case_id
from sqlalchemy import select, update
from web_support import CASE_DATA, Caller, signed

from bondroit.review import journal
from bondroit.review.store.cases import Case, CaseFinding
from bondroit.review.store.work import Opening
from bondroit.review.vocabulary import Role
from bondroit.review.web.site import Site

PLACE = f"/dossiers/{case_id(0)}"
PAGE = """<html><head><title>Dossier d'essai</title></head><body>
<h1>APA à domicile : écart à vérifier</h1>
<!--part who--><ul class="who"><li>NOMFICTIF0 Camille</li></ul><!--/part-->
</body></html>"""


def _whole_page(site: Site) -> None:
    folder = site.desk.root / "runs" / "2026-10-essai" / "case_files"
    (folder / f"{case_id(0)}.html").write_text(PAGE)


def _post(
    caller: Caller, place: str, **values: str
) -> tuple[int, dict[str, str], bytes]:
    answer = caller.client.post(place, data={"jeton": caller.token(), **values})
    return answer.status_code, dict(answer.headers), answer.content


def _openings(site: Site) -> list[str]:
    with site.desk.read() as session:
        return list(session.scalars(select(Opening.case_id)))


def test_the_pdf_is_handed_out_and_its_opening_kept(site: Site, agent: Caller) -> None:
    """A tagged file, named after the case, never kept by a cache."""
    _whole_page(site)

    status, headers, content = _post(agent, f"{PLACE}/dossier.pdf")

    assert status == 200
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"] == f'attachment; filename="{case_id(0)}.pdf"'
    assert headers["cache-control"] == "no-store"
    assert "NOMFICTIF0" in pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert _openings(site) == [case_id(0)]


def test_json_names_nobody_and_opens_nothing(site: Site, agent: Caller) -> None:
    """It is read by a link, and leaves no opening behind."""
    answer = agent.client.get(f"{PLACE}/dossier.json")

    assert answer.text == CASE_DATA
    assert answer.headers["content-disposition"].endswith(f'{case_id(0)}.json"')
    assert _openings(site) == []


def test_a_letter_is_a_word_document(agent: Caller) -> None:
    """The kinds that fit are offered on the page; the one chosen comes filled in."""
    page = agent.get(PLACE)
    status, headers, content = _post(
        agent, f"{PLACE}/courrier.docx", modele="observations"
    )
    document = docx.Document(io.BytesIO(content))

    assert '<option value="observations">' in page
    assert '<option value="provider_note">' not in page
    assert (status, "wordprocessingml" in headers["content-type"]) == (200, True)
    assert any("NOMFICTIF0" in one.text for one in document.paragraphs)
    assert "courrier préparé" in agent.get(PLACE)


@pytest.mark.parametrize(
    ("what", "values", "status"),
    [
        ("courrier.docx", {"modele": "../../etc/passwd"}, 404),
        ("courrier.docx", {}, 404),
        ("courrier.docx", {"modele": "provider_note"}, 422),
        ("dossier.html", {}, 200),
        ("dossier.exe", {}, 404),
    ],
)
def test_odd_requests_get_a_plain_answer(
    agent: Caller, what: str, values: dict[str, str], status: int
) -> None:
    """Unknown templates and formats are refused in French, nothing else is read."""
    assert _post(agent, f"{PLACE}/{what}", **values)[0] == status


def test_a_broken_template_is_said_on_a_page(site: Site, agent: Caller) -> None:
    """The agent reads one sentence that names the file; no opening is counted."""
    place = site.desk.root / "letters" / "observations.docx"
    place.parent.mkdir()
    place.write_bytes(b"cut")

    status, _, content = _post(agent, f"{PLACE}/courrier.docx", modele="observations")

    assert status == 422
    assert "observations.docx" in content.decode()
    assert "pas un document Word" in content.decode()
    assert _openings(site) == []


def test_files_deleted_by_age_are_said_to_be(agent: Caller) -> None:
    """Without its file, the answer says so and does not fail."""
    other = f"/dossiers/{case_id(1)}"

    assert _post(agent, f"{other}/dossier.pdf")[0] == 404
    assert "plus gardé" in agent.get(f"{other}/dossier.json", 404)


@pytest.mark.parametrize("role", [Role.DPO, Role.AUDIT, Role.RULE_AUTHOR])
def test_readers_take_no_identity_out(site: Site, role: Role) -> None:
    """Accounts that only read get neither PDF, nor letter, nor list."""
    _whole_page(site)
    reader = signed(site, "lecture", role)
    for place in (
        f"{PLACE}/dossier.pdf",
        f"{PLACE}/dossier.html",
        f"{PLACE}/courrier.docx",
        "/signalements.csv",
    ):
        assert _post(reader, place, modele="observations")[0] == 403, place
    assert _openings(site) == []


def test_nothing_of_a_blind_case_leaves(site: Site, agent: Caller) -> None:
    """Before the verdict, no file tells what the page hides."""
    with site.desk.write() as session:
        session.execute(
            update(Case).where(Case.case_id == case_id(0)).values(blind=True)
        )
    for what in ("dossier.pdf", "dossier.html", "courrier.docx"):
        assert _post(agent, f"{PLACE}/{what}", modele="observations")[0] == 422
    agent.get(f"{PLACE}/dossier.json", 422)
    assert "dossier.json" not in agent.get(PLACE)


def test_the_list_for_the_payers_holds_what_was_concluded(
    site: Site, agent: Caller
) -> None:
    """Household, month, amount and ground of cases to transmit; no name, no other case."""
    with site.desk.write() as session:
        session.execute(
            update(CaseFinding)
            .where(CaseFinding.case_id.in_([case_id(0), case_id(1)]))
            .values(benefit="RSA", household_id="CAF-451-0155862-00006435045")
        )
    agent.act("prendre")
    agent.act(
        "conclusion",
        conclusion="to_transmit",
        motif="not_declared",
        montant="100",
        note="vu",
        form="conclusion",
    )

    status, headers, content = _post(agent, "/signalements.csv")
    head, *lines = content.decode("utf-8-sig").splitlines()

    assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert head.split(";")[:6] == [
        "reference",
        "organisme",
        "code_organisme",
        "matricule",
        "demande_rsa",
        "mois",
    ]
    assert [line.split(";")[:9] for line in lines] == [
        [
            case_id(0),
            "CAF",
            "451",
            "0155862",
            "00006435045",
            "2026-08",
            "trop versé",
            "100,00",
            Gap(0).rule,
        ]
    ]
    assert "NOMFICTIF" not in content.decode()
    with site.desk.read() as session:
        last = journal.latest(session, 1)[0]
    assert last.action == "signalements.taken_out"
    assert json.loads(last.after)["lines"] == 1
