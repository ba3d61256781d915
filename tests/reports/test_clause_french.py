"""Clauses in words: a reader who knows no SQL reads what a rule asks."""

import pytest

from bondroit.engine.language.checking import check
from bondroit.engine.language.parsing import parse
from bondroit.engine.language.syntax import Kind, Shape
from bondroit.reports.clause_french import Speaker

COLUMNS = {
    "net_paid": Shape(Kind.MONEY),
    "due": Shape(Kind.MONEY),
    "days": Shape(Kind.INTEGER),
    "month": Shape(Kind.MONTH),
    "death_month": Shape(Kind.MONTH),
    "born_on": Shape(Kind.DATE),
    "benefit": Shape(Kind.CODE, ("RSA", "APA_HOME", "PCH")),
    "open_right": Shape(Kind.FLAG),
}
LABELS = {
    "net_paid": "montant versé",
    "due": "montant dû",
    "days": "jours",
    "month": "mois de droit",
    "death_month": "mois du décès",
    "born_on": "naissance",
    "benefit": "prestation",
    "open_right": "droit ouvert",
    "$seuil": "« seuil »",
}


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("net_paid > 0", "montant versé : plus de 0"),
        ("net_paid <= $seuil", "montant versé : au plus « seuil »"),
        ("month > death_month", "mois de droit : après mois du décès"),
        ("month >= '2025-03-01'", "mois de droit : au plus tôt 1er\xa0mars\xa02025"),
        ("benefit = 'APA_HOME'", "prestation : APA à domicile"),
        ("benefit <> 'RSA'", "prestation : autre que RSA"),
        ("benefit IN ('RSA', 'PCH')", "prestation : RSA ou PCH"),
        ("benefit NOT IN ('RSA', 'PCH')", "prestation : autre que RSA ou PCH"),
        ("open_right", "droit ouvert : oui"),
        ("NOT open_right", "droit ouvert : non"),
        ("due IS NULL", "montant dû : inconnu"),
        ("due IS NOT NULL", "montant dû : connu"),
        ("days BETWEEN 0 AND 12", "jours : de 0 à 12"),
        ("NOT (days > 1 AND open_right)", "jours : au plus 1 ou droit ouvert : non"),
        (
            "open_right OR (days > 0 AND net_paid = 0)",
            "droit ouvert : oui ou (jours : plus de 0 et montant versé : égal à 0)",
        ),
        ("COALESCE(open_right, FALSE)", "droit ouvert : oui (non si inconnu)"),
        ("COALESCE(days, 0) > 1", "jours (0 si inconnu) : plus de 1"),
        (
            "abs(net_paid - due) > $seuil",
            "écart entre «montant versé» et «montant dû» : plus de « seuil »",
        ),
        (
            "(net_paid - due) * 2 > LEAST(due, 1)",
            "(montant versé − montant dû) × 2 : plus de le plus petit de : montant dû et 1",
        ),
        (
            "months_between(death_month, month) >= 1",
            "le nombre de mois de «mois du décès» à «mois de droit» : au moins 1",
        ),
        (
            "CASE WHEN open_right THEN net_paid ELSE due END > 0",
            "(si droit ouvert : oui, montant versé ; sinon montant dû) : plus de 0",
        ),
    ],
)
def test_a_clause_in_words(clause: str, words: str) -> None:
    """Each form of the clause language has one way of being said."""
    tree, problems = check(parse(clause), COLUMNS, {"seuil"})
    assert problems == []
    assert Speaker(LABELS).clause(tree) == words
