"""What the linter says of clauses that cannot matter, and of what a person is."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bondroit.engine.forbidden import FACTS, forbidden_family
from bondroit.engine.lint import lint
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.catalogue import VIEWS
from bondroit.engine.views.view import Type, View, ViewColumn

Write = Callable[..., Path]
WHEN = "month > death_month"
UNLESS = "net_paid <= 0"
UNKNOWN = (
    "  - {name: inconnue, given: {date_of_death: null, death_match: certain}, "
    "expect: unknown}\n"
)


@pytest.fixture
def issues(
    write_rule: Write, toy_view: View, toy_parameters: Parameters
) -> Callable[..., list[str]]:
    """Lint the toy rule with some of its text replaced; return the lines."""

    def found(swap: dict[str, str], month: date | None = None) -> list[str]:
        rules = load_rules([write_rule(swap=swap)])
        views = {toy_view.name: toy_view}
        return [str(one) for one in lint(rules, toy_parameters, views, month)]

    return found


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (WHEN, "1 = 1", "'mois_posterieur' reads no column"),
        (WHEN, "$rsa_base > $tolerance", "'mois_posterieur' reads no column"),
        (WHEN, "month > month", "'mois_posterieur' can never be true"),
        (WHEN, "net_paid > 1 AND net_paid < 0", "can never be true"),
        (WHEN, "net_paid > 1 AND net_paid <= 1", "can never be true"),
        (WHEN, "days BETWEEN 1 AND 0", "can never be true"),
        (WHEN, "days = 1 AND days = 0", "can never be true"),
        (WHEN, "benefit = 'PCH'", "can never be true"),
        (WHEN, "date_of_death IS NULL AND date_of_death < month", "can never be true"),
        (WHEN, "couple AND NOT couple AND days > 0", "can never be true"),
        (WHEN, "net_paid > 0 OR net_paid <= 0", "is always true"),
        (WHEN, "benefit IN ('RSA', 'APA_HOME')", "is always true"),
        (WHEN, "net_paid <> 0 OR net_paid = 0", "is always true"),
        (WHEN, "death_match <> 'certain'", "contradicts another of 'when'"),
        (WHEN, "death_match IN ('probable', 'none')", "contradicts another of 'when'"),
        (UNLESS, "month > death_month", "negates 'when': the rule can never fire"),
        (UNLESS, "death_month < month", "negates 'when': the rule can never fire"),
        (UNLESS, "death_match <> 'none'", "negates 'when': the rule can never fire"),
        (UNLESS, "month <= death_month", "excludes nothing that 'when' keeps"),
        (UNLESS, "death_match = 'probable'", "excludes nothing that 'when' keeps"),
        (WHEN, "couple", "reads marital status alone"),
        (WHEN, "NOT couple", "reads marital status alone"),
        (UNKNOWN, "  - {name: autre, expect: silent}\n", "no example 'unknown'"),
        (UNKNOWN, UNKNOWN.replace("}\n", ", boundary: x}\n"), "'boundary' names no"),
        ("version: 1", "version: 2", "version 2 does not say what it changes"),
        (
            "examples:",
            "changes: [{version: 3, date: 2025-01-01, what: x}]\nexamples:",
            "'changes' names a version after 1",
        ),
    ],
)
def test_a_clause_that_cannot_matter_is_refused(
    issues: Callable[..., list[str]], old: str, new: str, words: str
) -> None:
    """One error, at the clause, says which and why."""
    found = issues({old: new})

    assert len(found) == 1
    assert " error: " in found[0]
    assert words in found[0]


@pytest.mark.parametrize(
    "clause",
    [
        "month > death_month AND days >= 0 AND days <= 1",
        "death_match <> 'none'",
        "net_paid > 0 OR days > 0",
        "couple AND net_paid > $tolerance",
        "net_paid >= 0 AND net_paid < $rsa_base",
        "date_of_death IS NOT NULL AND date_of_death < month",
        "COALESCE(net_paid, 0) = 0 OR net_paid > 0",
    ],
)
def test_a_clause_that_matters_is_left_alone(
    issues: Callable[..., list[str]], clause: str
) -> None:
    """The linter never says «never» of what can be."""
    assert issues({WHEN: clause}) == []


@pytest.mark.parametrize(
    ("clause", "same"),
    [
        ("death_month < month", True),
        ("NOT month <= death_month", True),
        ("NOT (month <= death_month OR death_match <> 'certain')", True),
        ("month >= death_month", False),
        ("month > death_month AND days > 0", False),
    ],
)
def test_two_rules_that_always_agree_are_found(
    write_rule: Write,
    toy_view: View,
    toy_parameters: Parameters,
    clause: str,
    same: bool,  # noqa: FBT001 - a table of cases
) -> None:
    """Equivalent clauses are recognised whatever their writing, near ones are not."""
    write_rule()
    folder = write_rule("TOY-DEC-002", swap={WHEN: clause})

    found = lint(load_rules([folder]), toy_parameters, {"toy": toy_view})

    assert any("always agrees with TOY-DEC-001" in one.what for one in found) is same


@pytest.mark.parametrize(
    ("month", "words"),
    [
        (date(2025, 3, 1), []),
        (date(2025, 7, 1), ["review of the rule was due on 2025-06-30"]),
        (
            date(2026, 1, 1),
            ["review of the rule was due", "'$tolerance' has no value in 2026-01"],
        ),
    ],
)
def test_what_ages_is_told_for_the_month_given(
    issues: Callable[..., list[str]], month: date, words: list[str]
) -> None:
    """A review past and a parameter without value are warnings, never of the clock."""
    swap = {
        UNLESS: "net_paid <= $tolerance",
        "examples:": "review_on: 2025-06-30\nexamples:",
    }
    found = issues(swap, month)

    assert len(found) == len(words)
    assert all(" warning: " in line for line in found)
    assert [word for word in words if not any(word in line for line in found)] == []


FORBIDDEN = """
nationality nationalite nationalité codeNat nat_code citizenship is_foreign etranger
birth_place birthplace lieu_naissance LieuNais pays_de_naissance birth_country
commune_naissance born_abroad departement_naissance
name first_names nom_usage prenom PRENOMS nom_de_famille last_name surname
sex sexe SX gender genre civilite is_female
commune code_commune postcode code_postal cp quartier qpv iris ville address adresse
marital_status situation_familiale family_situation sit_fam etat_civil married pacse
iban iban_country pays_iban ibanPays foreign_iban compte_etranger pays_du_compte
nir nir_key
"""


@pytest.mark.parametrize("name", FORBIDDEN.split())
def test_a_forbidden_variable_is_refused_in_any_spelling(
    write_rule: Write, toy_view: View, toy_parameters: Parameters, name: str
) -> None:
    """Clause, amount and sentence are refused, even where a view has the column."""
    column = ViewColumn(name=name, type=Type.MONEY, doc="", label="")
    local = View(
        name="toy",
        doc="",
        columns=(*toy_view.columns, column),
        needs=(),
        build=toy_view.build,
        derive=toy_view.derive,
    )
    swap = {
        WHEN: f"{name} > 0",
        "amount: net_paid": f"amount: {name}",
        "{net_paid} versés": f"{{{name}}} versés",
    }

    found = lint(load_rules([write_rule(swap=swap)]), toy_parameters, {"toy": local})

    assert [one.where.rsplit(":", 2)[1] for one in found] == ["11", "15", "17"]
    assert all("forbidden variable" in one.what for one in found)


def test_no_column_of_a_view_is_forbidden() -> None:
    """The views expose facts alone: each column may be read."""
    refused = {
        f"{view.name}.{column.name}"
        for view in VIEWS.values()
        for column in view.columns
        if forbidden_family(column.name) is not None
    }

    assert refused == set()
    assert all(forbidden_family(name) is None for name in FACTS)


@given(st.text(max_size=30))
def test_any_name_has_an_answer(name: str) -> None:
    """The search for forbidden names takes any text."""
    family = forbidden_family(name)

    assert family is None or family
    assert forbidden_family(f"{name}_sexe") == "sex" or forbidden_family(name)
