"""Which flows are refused whole, which households are set aside, and why."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bondroit.errors import DataError
from bondroit.sources.cnaf import xml_stream

if TYPE_CHECKING:
    from tests.sources.cnaf.conftest import Read, Vrsb

_LAUGHS = "".join(
    f'<!ENTITY a{rank} "{f"&a{rank - 1};" * 10 if rank else "ha" * 50}">'
    for rank in range(12)
)


def _with(head: str) -> Callable[["Vrsb"], bytes]:
    return lambda vrsb: vrsb.flow(vrsb.household(), head=head).encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(_with("<!DOCTYPE Racine>"), "DOCTYPE", id="plain doctype"),
        pytest.param(
            _with('<!DOCTYPE Racine SYSTEM "https://example.org/a.dtd">'),
            "DOCTYPE",
            id="remote",
        ),
        pytest.param(
            lambda vrsb: vrsb.flow(
                vrsb.household(city="&outside;"),
                head='<!DOCTYPE Racine [<!ENTITY outside SYSTEM "file:///etc/hostname">]>',
            ).encode(),
            "DOCTYPE",
            id="external entity",
        ),
        pytest.param(
            lambda vrsb: vrsb.flow(
                vrsb.household(city="&a11;"), head=f"<!DOCTYPE Racine [{_LAUGHS}]>"
            ).encode(),
            "DOCTYPE",
            id="billion laughs",
        ),
        pytest.param(lambda _: b"", "empty", id="empty"),
        pytest.param(lambda _: b"matricule;nom\n1;A\n", "malformed", id="CSV"),
        pytest.param(
            lambda _: b"<html><body>502</body></html>", "IdentificationFlux", id="HTML"
        ),
        pytest.param(
            lambda _: b"<Autre><IdentificationFlux/></Autre>",
            "not a CNAF flow",
            id="another root",
        ),
        pytest.param(
            lambda _: b"<Racine></Racine>", "IdentificationFlux", id="nothing in it"
        ),
        pytest.param(
            lambda vrsb: vrsb.flow(vrsb.household(), nature="F").encode(),
            "NATFLUX",
            id="accounting",
        ),
        pytest.param(
            lambda vrsb: vrsb.flow(vrsb.household(), reference="2025-02-30").encode(),
            "DTREF",
            id="reference date",
        ),
        pytest.param(
            lambda vrsb: vrsb.flow().replace("TransmissionFlux", "Autre").encode(),
            "TransmissionFlux",
            id="no totals",
        ),
        pytest.param(
            lambda vrsb: vrsb.flow(
                vrsb.household(city="\x81"),
                head='<?xml version="1.0" encoding="windows-1252"?>',
            ).encode("latin-1"),
            "malformed",
            id="byte outside windows-1252",
        ),
        pytest.param(
            lambda vrsb: vrsb.flow(vrsb.household(city="é")).encode("latin-1"),
            "malformed",
            id="not the UTF-8 it declares",
        ),
        pytest.param(
            lambda vrsb: vrsb.flow("<a>" * 5000 + "</a>" * 5000).encode(),
            "malformed",
            id="too deep",
        ),
    ],
)
def test_refused_whole(
    read: "Read", vrsb: "Vrsb", content: Callable[["Vrsb"], bytes], said: str
) -> None:
    """A file that is no complete, plain CNAF flow is refused in one sentence."""
    with pytest.raises(DataError) as refusal:
        read(content(vrsb))

    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


@settings(max_examples=40)
@given(share=st.floats(min_value=0, max_value=1, exclude_max=True))
def test_truncated(read: "Read", vrsb: "Vrsb", share: float) -> None:
    """A flow cut anywhere is refused."""
    flow = vrsb.flow(vrsb.household(), vrsb.household(matricule="1")).encode()

    with pytest.raises(DataError):
        read(flow[: int(len(flow) * share)])


def test_oversized_household(
    read: "Read", vrsb: "Vrsb", monkeypatch: pytest.MonkeyPatch
) -> None:
    """A household that never ends is refused before it fills the memory."""
    monkeypatch.setattr(xml_stream, "BLOCK_LIMIT", 100_000)
    endless = "".join(vrsb.person() for _ in range(3_000))

    with pytest.raises(DataError, match="larger than"):
        read(vrsb.flow(vrsb.household(people=endless)))


@pytest.mark.parametrize(
    ("announced", "agrees"),
    [
        pytest.param("00000002", True, id="right"),
        pytest.param("00000003", False, id="one is missing"),
        pytest.param("", False, id="untold"),
    ],
)
def test_control_total(
    read: "Read",
    vrsb: "Vrsb",
    announced: str,
    agrees: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """The number announced is compared with all households, valid or not."""
    bad = vrsb.household(matricule="2", people="")
    delivery = read(vrsb.flow(vrsb.household(), bad, announced=announced))

    (control,) = delivery.reading.controls
    assert (control.name, control.found) == ("NBTOTDOSRSATRANSM", "2")
    assert control.agrees is agrees


def test_flow_of_anomalies(read: "Read", vrsb: "Vrsb") -> None:
    """A flow of anomalies is checked against its own total, and its texts are kept."""
    household = vrsb.household(after="<Anomalie><LIBANO>NIR ABSENT</LIBANO></Anomalie>")
    flow = vrsb.flow(household, announced="00000005").replace(
        "<NBTOTDOSRSATRANSMANO>00000000", "<NBTOTDOSRSATRANSMANO>00000001"
    )
    delivery = read(flow)

    (control,) = delivery.reading.controls
    assert (control.name, control.agrees) == ("NBTOTDOSRSATRANSMANO", True)
    assert delivery.rows("anomalies", "label") == [("NIR ABSENT",)]
