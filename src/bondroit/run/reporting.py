"""The report stage, and the lines a terminal and a scheduler read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from bondroit.counted import counted
from bondroit.matching.once import ABSENT
from bondroit.reports.case_file import write_case_files
from bondroit.reports.facts import RunFacts
from bondroit.reports.set_aside import STATE, reasons_of
from bondroit.reports.summary import write_summary
from bondroit.reports.wording import TABLES, euros
from bondroit.reports.workbook import write_workbook
from bondroit.run.folders import manifest_of, read_output
from bondroit.run.manifest import Stage
from bondroit.run.private import clear_sentences
from bondroit.run.state import Run

OUTCOMES = {
    "complete": "complète",
    "degraded": "dégradée",
    "failed": "arrêtée",
}


_LABELS = {
    "read": "lecture",
    "tables": "mise en tables",
    "check": "contrôles de livraison",
    "match": "rapprochements",
    "rules": "règles",
    "cases": "dossiers",
    "check results": "contrôles des constats",
    "report": "restitution",
}
_WORDS = {
    "read": ("lu", "lus"),
    "kept": ("gardé", "gardés"),
    "quarantined": ("en quarantaine", "en quarantaine"),
    "expectations": ("contrôle", "contrôles"),
    "failed": ("non tenu", "non tenus"),
    "individuals": ("identifiant d'individus", "identifiants d'individus"),
    "matches": ("lien", "liens"),
    "findings": ("constat", "constats"),
    "unknowns": (
        "motif d'impossibilité de juger",
        "motifs d'impossibilité de juger",
    ),
    "cases": ("dossier", "dossiers"),
    "case_files": ("dossier écrit", "dossiers écrits"),
}
_SET_ASIDE_CASES = ("dossier écarté", "dossiers écartés")


def report(run: Run) -> Run:
    """Write the case files, the workbook and the summary."""
    with run.manifest.stage("report") as stage:
        facts = _facts(run)
        with clear_sentences(run.folder):
            stage.rows = {"case_files": write_case_files(facts, run.folder)}
            write_workbook(facts, run.folder / "cases.xlsx")
            write_summary(facts, run.folder / "summary.html")
    return run


def _facts(run: Run) -> RunFacts:
    return RunFacts(
        tables=run.tables,
        findings=read_output(run.folder / "findings.parquet"),
        unknowns=read_output(run.folder / "unknowns.parquet"),
        cases=read_output(run.folder / "cases.parquet"),
        explained_away=read_output(run.folder / "explained.parquet"),
        quarantine=run.quarantine,
        checks=run.checks,
        rules=run.rules,
        parameters=run.parameters,
        scope=run.scope,
        manifest=run.manifest.content(),
        excepted=read_output(run.folder / "excepted_findings.parquet"),
        concluded=reasons_of(run.decisions.dismissed),
    )


def progress(stage: Stage) -> str:
    """Return one line about a stage that ended."""
    rows = ", ".join(
        counted(count, *(_WORDS.get(name) or (TABLES.get(name, name),) * 2))
        for name, count in stage.rows.items()
    )
    label = _LABELS[stage.name]
    return f"{label:<24} {stage.seconds:6.1f} s {stage.peak_mib:6d} Mio  {rows}"


def closing(folder: Path) -> list[str]:
    """Return the last lines of a run: outcome, figures, where to look."""
    manifest = manifest_of(folder)
    every = read_output(folder / "cases.parquet")
    cases = every.filter(pl.col("state") != STATE)
    totals = cases.select(pl.col("overpaid", "underpaid", "recoverable").sum()).row(0)
    overpaid, underpaid, recoverable = totals
    lines = [
        (
            f"Exécution {OUTCOMES[manifest['outcome']]} {manifest['run_id']} : "
            f"{counted(cases.height, 'dossier')}, écarts à vérifier {euros(overpaid)} trop versés "
            f"(dont {euros(recoverable)} recouvrables), {euros(underpaid)} à rappeler."
        ),
    ]
    if cases.height < every.height:
        count = every.height - cases.height
        lines.append(f"  {counted(count, *_SET_ASIDE_CASES)} lors d'un mois précédent.")
    told = manifest.get("exceptions", {})
    if told.get("findings_set_aside"):
        aside = told["findings_set_aside"]
        lines.append(
            f"  {counted(aside, 'constat écarté', 'constats écartés')} par exception."
        )
    if told.get("expired"):
        count = len(told["expired"])
        expired = counted(count, "exception expirée", "exceptions expirées")
        lines.append(f"  {expired}, à revoir.")
    lines += links_told(manifest.get("matching", {}))
    lines += [f"  Réserve : {reason}" for reason in manifest["reasons"]]
    lines.append(f"Résultats : {folder / 'summary.html'}")
    return lines


_METHODS = {
    "decoys": "leurres",
    "em": "poids appris du fichier",
    "literal": "poids écrits",
    "saved": "poids fixés",
}


def links_told(matching: Mapping[str, Any]) -> list[str]:
    """Return a line on the links between records of people: how many, how many false.

    Another says which sources are declared in `one_record` and hold nobody.
    """
    people = matching.get("people", {})
    sources = people.get("sources", {})
    absent = [name for name, kind in sources.items() if kind == ABSENT]
    lines = [
        f"  Rapprochement : one_record nomme {name}, sans fiche." for name in absent
    ]
    return [*_links_line(people), *lines]


def _links_line(people: Mapping[str, Any]) -> list[str]:
    if not people.get("links"):
        return []
    sure = ("certain", "probable")
    count = sum(people["links"].get(band, 0) for band in sure)
    false = sum(people["expected_false"].get(band, 0.0) for band in sure)
    how = _METHODS[people["method"]]
    why = f" : {people['why']}" if people["why"] else ""
    expected = f"{false:.1f}".replace(".", ",")
    links = counted(count, "lien entre fiches", "liens entre fiches")
    return [f"  Rapprochement : {links}, {expected} faux à attendre ({how}{why})."]


def artifact(run: Run) -> str:
    """Return the run's figures as Markdown, without any personal data."""
    content = run.manifest.content()
    stages = "\n".join(
        f"| {stage['name']} | {stage['seconds']} | {stage['peak_mib']} |"
        for stage in content["stages"]
    )
    reasons = "\n".join(f"- {reason}" for reason in content["reasons"]) or "- aucune"
    return (
        f"# bondroit {content['month']}\n\n"
        f"Exécution {content['run_id']} : {OUTCOMES[content['outcome']]}\n\n"
        f"| étape | secondes | Mio |\n|---|---:|---:|\n{stages}\n\n"
        f"Réserves:\n{reasons}\n"
    )
