"""However a flow is written, and whichever way it is read, its households are the same."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bondroit.errors import DataError
from bondroit.sources.cnaf import vrsb_stream

if TYPE_CHECKING:
    from tests.sources.cnaf.conftest import Read, Vrsb


def _flow(vrsb: "Vrsb") -> str:
    """Return a flow of three households, the second of which has no SITFAM."""
    people = vrsb.person(
        resources=vrsb.resources(("2024-11-01", [("001", "0000100.00")]))
    )
    people += vrsb.person(identity={"PRENOM": "JEAN"}, role="CJT")
    whole = [
        vrsb.household(
            matricule=rank, people=people, detail=vrsb.amounts() + vrsb.line()
        )
        for rank in ("1", "2", "3")
    ]
    whole[1] = whole[1].replace("<SITFAM>CEL</SITFAM>", "")
    return vrsb.flow(*whole)


def _outcome(read: "Read", content: bytes) -> object:
    """Return what a file gives, or why it is refused."""
    try:
        delivery = read(content)
    except DataError as refusal:
        return str(refusal)
    tables = {name: rows.to_dicts() for name, rows in delivery.tables.items()}
    aside = [
        rows.select("position", "reason").rows() for rows in delivery.reading.quarantine
    ]
    return tables, aside, delivery.reading.controls


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(lambda flow: flow.encode(), id="on few lines"),
        pytest.param(lambda flow: b"\xef\xbb\xbf" + flow.encode(), id="BOM"),
        pytest.param(lambda flow: flow.replace("><", "> \t<").encode(), id="blanks"),
        pytest.param(
            lambda flow: flow.replace("UTF-8", "windows-1252").encode("cp1252"),
            id="windows-1252",
        ),
        pytest.param(
            lambda flow: flow.replace("UTF-8", "UTF-16").encode("utf-16"), id="UTF-16"
        ),
        pytest.param(
            lambda flow: flow.replace(
                "<InfosFoyerRSA>", "<!-- a --><InfosFoyerRSA>"
            ).encode(),
            id="comments between households",
        ),
        pytest.param(
            lambda flow: flow.replace("<QUAL>", "<!-- a --><QUAL>").encode(),
            id="comments inside",
        ),
        pytest.param(
            lambda flow: flow.replace(">CEL<", ">&#67;EL<").encode(), id="reference"
        ),
        pytest.param(
            lambda flow: flow.replace(">CEL<", "><![CDATA[CEL]]><").encode(), id="CDATA"
        ),
        pytest.param(
            lambda flow: flow.replace("</InfosFoyerRSA>", "</InfosFoyerRSA >").encode(),
            id="a blank in the end tag",
        ),
        pytest.param(
            lambda flow: flow.replace(">2010-01-01<", "> 2010-01-01 <").encode(),
            id="blanks around a date",
        ),
        pytest.param(
            lambda flow: flow.replace("</Racine>", "</Racine> <!-- end -->").encode(),
            id="a comment at the end",
        ),
    ],
)
def test_writing_changes_nothing(
    read: "Read", vrsb: "Vrsb", written: Callable[[str], bytes]
) -> None:
    """One flow written in many ways gives the same rows, places and reasons."""
    flow = _flow(vrsb)

    assert _outcome(read, written(flow)) == _outcome(read, flow.encode())


def test_lines_are_those_of_the_file(read: "Read", vrsb: "Vrsb") -> None:
    """A household set aside and a person that stands twice are told by their line."""
    twice = vrsb.household(matricule="9", people=f"{vrsb.person()}\n\n{vrsb.person()}")
    flow = _flow(vrsb).replace("<TransmissionFlux>", f"\n{twice}<TransmissionFlux>")
    first, second = (
        read(flow.replace(*change)).aside.select("position", "reason").rows()
        for change in (
            ("", ""),
            ("</IdentificationFlux>", "</IdentificationFlux><!---->"),
        )
    )
    lines = flow.split("\n")
    (broken,) = (
        rank
        for rank, line in enumerate(lines, 1)
        if "<DDSITFAM>" in line and "<SITFAM>" not in line
    )

    assert first == second
    places = dict(first)
    (aside,) = (
        reason for place, reason in places.items() if place.startswith("foyer 2 ")
    )
    assert f"ligne {broken})" in aside
    (double,) = (place for place in places if place.startswith("foyer 4 "))
    line = int(re.findall(r"\d+", double)[-1])
    assert lines[line - 1].startswith("<Personne>")


def test_pieces_of_any_size(
    read: "Read", vrsb: "Vrsb", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the file is cut while it is read changes nothing."""
    flow = _flow(vrsb).replace("ANNE", "ÉLÉONORE").encode()
    whole = _outcome(read, flow)
    for size in (997, 4_096):
        monkeypatch.setattr(vrsb_stream, "_READ", size)
        assert _outcome(read, flow) == whole


@settings(max_examples=60)
@given(data=st.data())
def test_a_damaged_flow_is_judged_alike(
    read: "Read", vrsb: "Vrsb", data: st.DataObject
) -> None:
    """The quick way and the validating parser accept, refuse and read the same."""
    flow = _flow(vrsb)
    at = data.draw(st.sampled_from([m.end() for m in re.finditer(">", flow)]))
    cut = data.draw(st.integers(0, 8))
    put = data.draw(
        st.sampled_from(
            [
                "",
                "&amp;",
                "<b/>",
                "é",
                "\x01",
                "]]>",
                "2024-02-29",
                "0",
                "<",
                "</Personne>",
            ]
        )
    )
    damaged = flow[:at] + put + flow[at + cut :]
    quick = _outcome(read, damaged.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vrsb_stream, "_codec", _no_codec)
        assert _outcome(read, damaged.encode()) == quick


def _no_codec(_beginning: bytes) -> str:
    raise vrsb_stream.NotPlainError
