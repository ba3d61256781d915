"""The files of the sample: schema, totals, determinism, sizes."""

import gzip
import hashlib
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from bondroit.sample_data import Size, write_workspace
from bondroit.sample_data.making import Sample
from bondroit.sample_data.months import MONTHS
from bondroit.sample_data.rsa import ZERO
from bondroit.sample_data.workspace import INVALID_MONTH

SCHEMA = Path(__file__).parents[3] / "shared" / "cnaf" / "vrsb0801.xsd"


def _flow(workspace: Path, month: str, kind: str, payer: str) -> etree._Element:
    (path,) = (workspace / "extracts" / month / "rsa").glob(f"{kind}_{payer}*.xml.gz")
    return etree.fromstring(gzip.decompress(path.read_bytes()))


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_writes_the_same_bytes(
    workspace: Path, tmp_path: Path, tiny: Size
) -> None:
    """Written again, every file has the same digest; another seed changes them."""
    write_workspace(tmp_path / "again", seed=7, size=tiny)
    write_workspace(tmp_path / "other", seed=8, size=tiny)
    assert _digests(tmp_path / "again") == _digests(workspace)
    assert _digests(tmp_path / "other") != _digests(workspace)


@pytest.mark.skipif(not SCHEMA.exists(), reason="the public schema is not here")
@pytest.mark.parametrize("payer", ["CAF", "MSA"])
def test_beneficiary_flows_follow_the_public_schema(
    workspace: Path, payer: str
) -> None:
    """Every month is valid, but the one that holds the planted invalid household."""
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    invalid = [
        month
        for month in MONTHS
        if not schema.validate(_flow(workspace, f"{month:%Y-%m}", "RSABEM", payer))
    ]
    assert invalid == ([INVALID_MONTH] if payer == "CAF" else [])


@pytest.mark.parametrize("payer", ["CAF", "MSA"])
def test_announced_totals_are_those_of_the_lines(workspace: Path, payer: str) -> None:
    """Households and money announced are found, to the cent."""
    for month in MONTHS:
        name = f"{month:%Y-%m}"
        people = _flow(workspace, name, "RSABEM", payer)
        assert int(people.findtext(".//NBTOTDOSRSATRANSM") or -1) == len(
            people.findall("InfosFoyerRSA")
        )
        money = _flow(workspace, name, "RSAFIN", payer)
        lines = [Decimal(line.text or "") for line in money.iter("MTMOUCOMPTA")]
        assert Decimal(money.findtext(".//MontantTotalAcompte/MTTOTRSA") or "") == sum(
            lines, ZERO
        )


def test_truth_has_the_columns_of_the_contract(workspace: Path) -> None:
    """The first line of the truth names its columns."""
    first = (workspace / "truth.csv").read_text(encoding="utf-8").splitlines()[0]
    assert (
        first
        == "source,person_id,household_id,benefit,element,month,amount,family,counterpart"
    )


def test_an_editors_file_is_french_cp1252(workspace: Path) -> None:
    """Accents are single bytes, amounts have a comma, dates a slash."""
    packed = workspace / "extracts" / "2026-10" / "apa" / "droits.csv.gz"
    text = gzip.decompress(packed.read_bytes()).decode("cp1252")
    header, first = text.split("\r\n")[:2]
    assert header.startswith("NUM_DOSSIER;NUM_INDIVIDU;")
    assert len(first.split(";")) == len(header.split(";"))


def test_a_month_tells_nothing_of_later_days(sample: Sample, workspace: Path) -> None:
    """A death known later is absent from the extract of an earlier month."""
    known = [
        one.record
        for one in sample.world.rights
        if one.record.source == "apa" and one.record.death
    ]
    late = next(one for one in known if one.death and one.death.year >= 2026)
    packed = workspace / "extracts" / "2025-12" / "apa" / "droits.csv.gz"
    text = gzip.decompress(packed.read_bytes()).decode("cp1252")
    lines = [
        line for line in text.split("\r\n") if late.person_id in line.split(";")[:2]
    ]
    assert lines
    assert all(line.split(";")[14] == "" for line in lines)
