"""Examples of rules: verdicts, amounts and what each clause saw."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bondroit.engine.compile import compile_rules
from bondroit.engine.examples import begun, finished, run_examples
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.view import View
from bondroit.engine.workbench import check_rules, report_lines, result_lines
from bondroit.errors import ProblemList
from bondroit.model.rule import Verdict

Write = Callable[..., Path]


def test_examples_of_all_rules_run_on_rows_of_their_view(
    write_rule: Write, toy_view: View, toy_parameters: Parameters
) -> None:
    """Given values replace typical ones, derived columns are recomputed."""
    write_rule("TOY-DEC-001")
    rules = load_rules([write_rule("TOY-DEC-002")])

    results = run_examples(rules, toy_parameters, {"toy": toy_view})

    assert [result.passed for result in results] == [True] * 6
    assert results[0].amount == Decimal("646.52")
    assert results[0].clauses[0].values == {
        "month": date(2025, 3, 1),
        "death_month": date(2025, 1, 1),
    }


def test_a_wrong_verdict_or_cent_fails_with_its_reason(
    write_rule: Write, toy_view: View, toy_parameters: Parameters
) -> None:
    """The clauses and the values they saw come with the failure."""
    folder = write_rule(swap={"amount: 646.52": "amount: 646.51"})
    rules = load_rules([folder])

    result = run_examples(rules, toy_parameters, {"toy": toy_view})[0]

    assert not result.passed
    assert result.verdict is Verdict.FIRES
    lines = result_lines(result)
    assert "expected fires 646.51, got fires 646.52" in lines[0]
    assert lines[1].strip() == (
        "when mois_posterieur: true [month = 2025-03-01, death_month = 2025-01-01]"
    )


def test_a_typical_benefit_outside_the_rule_becomes_its_first(
    write_rule: Write, toy_view: View, toy_parameters: Parameters
) -> None:
    """A rule on PCH is tested on PCH rows without saying so in each example."""
    folder = write_rule(swap={"[RSA, APA_HOME]": "[PCH]"})

    results = run_examples(load_rules([folder]), toy_parameters, {"toy": toy_view})

    assert results[0].verdict is Verdict.FIRES


def test_rules_that_lint_refuses_are_left_out_and_the_others_of_their_view_judged(
    write_rule: Write, toy_view: View, toy_parameters: Parameters
) -> None:
    """What was begun with a wrong rule is judged again without it."""
    write_rule("TOY-DEC-001")
    write_rule("TOY-DEC-002")
    rules = load_rules([write_rule("TOY-DEC-003")])
    compiled = compile_rules(rules, {"toy": toy_view}, toy_parameters)

    with ThreadPoolExecutor(max_workers=1) as judges:
        views = begun(compiled, toy_parameters, judges)
        whole = finished(views, toy_parameters, judges)
        part = finished(views, toy_parameters, judges, {"TOY-DEC-002"})
        none = finished(views, toy_parameters, judges, {rule.id for rule in rules})

    assert whole == run_examples(rules, toy_parameters, {"toy": toy_view})
    assert part == [one for one in whole if one.rule_id != "TOY-DEC-002"]
    assert [one.clauses for one in part] == [
        one.clauses for one in whole if one.rule_id != "TOY-DEC-002"
    ]
    assert none == []


def test_an_example_that_gives_a_wrong_value_stops_its_own_rule_alone(
    write_rule: Write, toy_view: View, toy_parameters: Parameters
) -> None:
    """Nothing is raised until it is known that the rule stays."""
    write_rule(
        "TOY-DEC-001", swap={"null, death_match: certain": "null, death_match: sure"}
    )
    rules = load_rules([write_rule("TOY-DEC-002")])
    compiled = compile_rules(rules, {"toy": toy_view}, toy_parameters)

    with ThreadPoolExecutor(max_workers=1) as judges:
        views = begun(compiled, toy_parameters, judges)
        rest = finished(views, toy_parameters, judges, {"TOY-DEC-001"})
        with pytest.raises(ProblemList, match="'death_match' does not hold 'sure'"):
            finished(views, toy_parameters, judges)

    assert [one.passed for one in rest] == [True] * 3


def test_every_rule_that_comes_with_the_product_is_sound() -> None:
    """Each file reads, compiles and passes its own examples."""
    report = check_rules()

    assert report.sound, "\n".join(report_lines(report))
