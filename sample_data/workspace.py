"""Writing the sample as a workspace: configuration, mappings, extracts, registers, truth."""

import gzip
from collections.abc import Iterable
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

from bondroit.sample_data import (
    control_files,
    editor_files,
    rsa_finance_xml,
    rsa_tables,
    rsa_xml,
    table_files,
)
from bondroit.sample_data.deaths import register_text
from bondroit.sample_data.making import Sample, make_sample
from bondroit.sample_data.mappings import mapping_files
from bondroit.sample_data.months import MONTHS
from bondroit.sample_data.population import Size
from bondroit.sample_data.rights import Payment
from bondroit.sample_data.rsa_controls import controls_xml

INVALID_MONTH = MONTHS[9]
LEVEL = 5
CONFIGURATION = """\
# Un petit département fictif : 25 mois, octobre 2024 à octobre 2026.
departement: "45"
window_months: 25
as_of: last_day
sources:
  - {name: rsa, format: cnaf-vrsb, path: "extracts/{month}/rsa/*RSABEM*.xml*", mandatory: true}
  - {name: rsa, format: cnaf-vrsf, path: "extracts/{month}/rsa/*RSAFIN*.xml*"}
  - {name: rsa, format: cnaf-vrsc, path: "extracts/{month}/rsa/*RSACRE*.xml*"}
  - {name: apa, format: extract, mapping: sources/apa.yml, path: "extracts/{month}/apa/droits.csv*", mandatory: true}
  - {name: apa, format: extract, mapping: sources/apa-paiements.yml, path: "extracts/{month}/apa/paiements.csv*", mandatory: true}
  - {name: pch, format: extract, mapping: sources/pch.yml, path: "extracts/{month}/pch/droits.csv*", mandatory: true}
  - {name: pch, format: extract, mapping: sources/pch-paiements.yml, path: "extracts/{month}/pch/paiements.csv*", mandatory: true}
  - {name: telegestion, format: table, table: visits, path: "extracts/{month}/telegestion.parquet"}
  - {name: factures, format: table, table: invoice_lines, path: "extracts/{month}/factures.csv*"}
  - {name: prestataires, format: table, table: providers, path: "extracts/{month}/prestataires.csv"}
  - {name: etablissements, format: table, table: facility_tariffs, path: "extracts/{month}/tarifs-etablissements.csv"}
  - {name: pch, format: table, table: employments, path: "extracts/{month}/pch/emplois.csv"}
  - {name: controles, format: table, table: evidence_of_use, path: "extracts/{month}/controles.csv"}
  - {name: apa, format: table, table: bank_returns, path: "extracts/{month}/apa/rejets.csv"}
  - {name: pch, format: table, table: bank_returns, path: "extracts/{month}/pch/rejets.csv"}
  - {name: apa, format: table, table: debts, path: "extracts/{month}/apa/indus.csv"}
  - {name: stays, format: table, table: stays, path: "extracts/{month}/sejours.csv", covers: {from: 2023-01-01, to: "{month}"}}
  - {name: deaths, format: insee-deaths, path: "registers/deces-*.txt", covers: {from: 2024-01-01, to: "{month}"}}
  - {name: msa, format: table, table: people, path: "extracts/{month}/msa/personnes.csv"}
  - {name: msa, format: table, table: households, path: "extracts/{month}/msa/foyers.csv"}
  - {name: msa, format: table, table: household_members, path: "extracts/{month}/msa/membres.csv"}
  - {name: msa, format: table, table: rights, path: "extracts/{month}/msa/droits.csv"}
  - {name: msa, format: table, table: payments, path: "extracts/{month}/msa/paiements.csv"}
  - {name: msa, format: table, table: resources, path: "extracts/{month}/msa/ressources.csv"}
rules: [rules/]
"""
_RULES = """\
Règles propres au département : elles s'ajoutent à celles livrées avec bondroit et peuvent en
changer les paramètres ou l'état. Ce dossier est vide au départ.
"""
_BODIES = (("CAF", "451"), ("MSA", "450"))


def write_workspace(folder: Path, *, seed: int = 45, size: Size | None = None) -> None:
    """Write the sample of a small département, ready to run.

    Args:
        folder: made when absent; files of the same names are replaced.
        seed: the same seed and size write the same bytes.
        size: how many ordinary people beside the planted cases.

    """
    sample = make_sample(seed, size or Size())
    _text(folder / "bondroit.yml", CONFIGURATION)
    for name, text in mapping_files().items():
        _text(folder / "sources" / name, text)
    _text(folder / "rules" / "README.md", _RULES)
    payments = sample.world.payments.delivered()
    for month in MONTHS:
        paid = payments.get(month, [])
        _write_month(folder / "extracts" / f"{month:%Y-%m}", sample, month, paid)
    _write_registers(folder / "registers", sample, seed)
    _text(folder / "truth.csv", table_files.truth_file(sample.world.truth))


def _write_month(
    folder: Path, sample: Sample, month: date, paid: list[Payment]
) -> None:
    world = sample.world
    _write_rsa(folder / "rsa", sample, month)
    for source in ("apa", "pch"):
        rights = editor_files.rights_file(world.rights, source, month)
        payments = editor_files.payments_file(paid, source, month)
        returned = table_files.returns_file(world.returns, source, month)
        _packed(folder / source / "droits.csv.gz", rights.encode("cp1252"))
        _packed(folder / source / "paiements.csv.gz", payments.encode("cp1252"))
        _text(folder / source / "rejets.csv", returned)
    visits = table_files.visits_frame(world.visits_of(month), month)
    visits.write_parquet(folder / "telegestion.parquet", compression="zstd")
    invoices = table_files.invoice_lines(world.care.values(), month)
    _packed(folder / "factures.csv.gz", invoices.encode())
    for name, text in {
        **rsa_tables.files(world.tabled, month),
        "apa/indus.csv": table_files.debts_file(sample.debts, month),
        "pch/emplois.csv": table_files.employments_file(world.employments, month),
        "prestataires.csv": table_files.providers_file(world.providers, month),
        "tarifs-etablissements.csv": table_files.facility_tariffs(
            sample.facilities, month
        ),
        "sejours.csv": table_files.stays_file(world.stays, month),
        "controles.csv": control_files.proofs_file(world.proofs, month),
    }.items():
        _text(folder / name, text)


def _write_rsa(folder: Path, sample: Sample, month: date) -> None:
    households = sample.world.households
    controls = partial(controls_xml, debts=sample.rsa_debts)
    for payer, body in _BODIES:
        invalid = payer == "CAF" and month == INVALID_MONTH
        extra = [_invalid_dossier(sample, month)] if invalid else []
        flows = {
            "RSABEM": rsa_xml.beneficiary_flow(
                payer, households, month, extra, controls
            ),
            "RSAFIN": rsa_finance_xml.financial_flow(payer, households, month),
            "RSACRE": rsa_finance_xml.debt_flow(payer, sample.rsa_debts, month),
        }
        for kind, parts in flows.items():
            name = f"{kind}_{payer}{body}_{month:%Y%m}.xml.gz"
            _packed(folder / name, _encoded(parts, rsa_xml.ENCODINGS[payer]))


def _invalid_dossier(sample: Sample, month: date) -> str:
    """Return a dossier without any person, which the schema refuses."""
    text = rsa_xml.dossier_xml(sample.world.households[0], month)
    before, rest = text.split("<Personne>", 1)
    after = rest.rsplit("</Personne>", 1)[1]
    number = sample.world.households[0].numdem
    return (before + after).replace(number, f"99999999{number[-3:]}")


def _write_registers(folder: Path, sample: Sample, seed: int) -> None:
    rng = Random(seed)
    deaths = sample.world.register.deaths
    for year in sorted({death.day[:4] for death in deaths}):
        told = [death for death in deaths if death.day.startswith(year)]
        _text(folder / f"deces-{year}.txt", register_text(rng, told))


def _encoded(parts: Iterable[str], encoding: str) -> bytes:
    return "".join(parts).encode(encoding, "xmlcharrefreplace")


def _text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def _packed(path: Path, content: bytes) -> None:
    """Write a gzip file without its time, so that the same content gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, LEVEL, mtime=0))
