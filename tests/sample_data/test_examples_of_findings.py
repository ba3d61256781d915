"""Findings of the sample -> examples: each makes its rule fire, and names nobody."""

import re
import warnings
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copytree

import polars as pl
import pytest
import yaml

from bondroit.cases.judgement import RECOVERY_VIEW, judge
from bondroit.config_file import load_config
from bondroit.engine.compile import compile_rules
from bondroit.engine.example_making import fired_rows, make_example
from bondroit.engine.examples import run_examples
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import load_rules
from bondroit.engine.views.catalogue import VIEWS
from bondroit.engine.views.held import hold
from bondroit.engine.views.undue_month import NETTED
from bondroit.engine.views.view import Scope, Type
from bondroit.matching.linking import match_tables
from bondroit.model.rule import Rule, Verdict
from bondroit.model.table_set import TableSet
from bondroit.resources import shipped
from bondroit.review.services.rule_reports import written_example
from bondroit.sources.ingest import ingest
from bondroit.sources.store import Store

LAST = date(2026, 10, 1)
SCOPE = Scope(first_month=date(2025, 9, 1), last_month=LAST, as_of=date(2026, 10, 31))
NUMBER = re.compile(r"\d{9,}|[AP]\d{6}")


class Judged:
    """The sample, judged: its tables, its rules that fire, and the rows they fire on."""

    def __init__(self, tables: TableSet) -> None:
        """Judge it."""
        self.parameters = Parameters.load([shipped("rules") / "parameters"])
        rules = load_rules([shipped("rules")])
        self.findings = judge(tables, rules, self.parameters, SCOPE).findings
        firing = set(self.findings["rule_id"].to_list())
        self.rules = [rule for rule in rules if rule.id in firing]
        facts = self.findings.filter(
            ~pl.col("rule_id").is_in([r.id for r in rules if r.view == RECOVERY_VIEW])
        )
        self.tables = replace(tables, frames={**tables.frames, NETTED: facts.lazy()})

    def rows(self) -> dict[str, dict[str, object]]:
        """Return one row by rule, the whole view built once for all its rules."""
        found: dict[str, dict[str, object]] = {}
        held = hold(self.tables)
        compiled = compile_rules(self.rules, VIEWS, self.parameters)
        for name in sorted({rule.view.name for rule in compiled}):
            same = [rule for rule in compiled if rule.view.name == name]
            for part in VIEWS[name].build(held, self.parameters, SCOPE):
                marks = [rule.verdict.alias(f"fires {rule.rule.id}") for rule in same]
                month = pl.col("month")
                frame = (
                    part.frame.filter(
                        month.is_null()
                        | month.is_between(SCOPE.first_month, SCOPE.last_month)
                    )
                    .with_columns(marks)
                    .filter(pl.any_horizontal(f"fires {rule.rule.id}" for rule in same))
                    .collect()
                )
                for rule in same:
                    rows = frame.filter(pl.col(f"fires {rule.rule.id}"))
                    if rule.rule.id not in found and not rows.is_empty():
                        found[rule.rule.id] = rows.row(0, named=True)
        return found


@pytest.fixture(scope="module")
def judged(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Return the small sample, read and judged on its last months."""
    folder = tmp_path_factory.mktemp("judged") / "w"
    copytree(workspace, folder)
    config = load_config(folder / "bondroit.yml")
    for back in range(14):
        month = date(2026 - (back > 9), (9 - back) % 12 + 1, 1)
        ingest(config, month)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tables = match_tables(Store(folder / "store").table_set(config, LAST)).tables
    return Judged(tables)


@pytest.fixture(scope="module")
def made(judged: Judged) -> dict[str, tuple[Rule, str]]:
    """Return, for each rule that fires, the example of one row, as text."""
    rules = {rule.id: rule for rule in judged.rules}
    texts = {}
    for rule_id, row in sorted(judged.rows().items()):
        given = make_example(rules[rule_id], VIEWS, judged.parameters, row)
        assert given is not None, rule_id
        texts[rule_id] = (
            rules[rule_id],
            written_example(rules[rule_id].id, rules[rule_id].version, given, Verdict.FIRES),
        )  # fmt: skip
    return texts


def test_every_rule_that_fires_gives_an_example(
    judged: Judged, made: dict[str, tuple[Rule, str]]
) -> None:
    """Many rules, on every kind of view."""
    assert set(made) == set(judged.findings["rule_id"])
    assert len(made) > 50
    assert len({rule.view for rule, _ in made.values()}) > 8


def test_the_example_at_the_end_of_the_rule_file_fires(
    judged: Judged, made: dict[str, tuple[Rule, str]], tmp_path: Path
) -> None:
    """A copy of each rule file, the example appended: `rules test` gives its verdict."""
    for rule_id, (rule, text) in made.items():
        source = Path(rule.file.path)
        copy = tmp_path / f"{rule_id}.yml"
        copy.write_text(source.read_text(encoding="utf-8") + text, encoding="utf-8")
    results = run_examples(load_rules([tmp_path]), judged.parameters, VIEWS)
    last = {result.rule_id: result for result in results}
    wrong = [rule_id for rule_id in made if not last[rule_id].passed]
    assert wrong == []
    assert {last[rule_id].verdict for rule_id in made} == {Verdict.FIRES}


def test_an_example_names_nobody(
    judged: Judged, made: dict[str, tuple[Rule, str]]
) -> None:
    """No name, identifier, NIR, SIRET or IBAN; only base columns of the view."""
    people = judged.tables.frame("people").collect()
    secrets = {
        str(value)
        for name in ("person_id", "nir", "birth_name", "address")
        for value in people[name].drop_nulls().unique()
        if len(str(value)) > 3
    }
    for rule, text in made.values():
        assert not NUMBER.search(text.split("\n", 1)[1]), rule.id
        words = set(re.findall(r"[\w-]{4,}", text))
        assert not words & secrets, rule.id
        (example,) = yaml.safe_load(text)
        for name, value in example["given"].items():
            column = VIEWS[rule.view].column(name)
            assert column is not None
            assert not column.derived
            if column.type is Type.CODE and not column.codes and value is not None:
                assert re.fullmatch(r"X[A-Z]\d*", value)


def test_the_row_of_a_finding_is_found_from_its_subject(judged: Judged) -> None:
    """The rows about one person are enough: the finding's month is among them."""
    rules = {rule.id: rule for rule in judged.rules}
    finding = judged.findings.filter(pl.col("rule_id") == "AIS-DEC-001").row(
        0, named=True
    )
    rows = fired_rows(
        rules["AIS-DEC-001"], VIEWS, judged.tables, judged.parameters, SCOPE,
        (finding["source"], finding["person_id"]),
    )  # fmt: skip
    assert finding["month"] in rows["month"].to_list()
    given = make_example(
        rules["AIS-DEC-001"], VIEWS, judged.parameters, rows.row(0, named=True)
    )
    assert given is not None
    amounts = [value for value in given.values() if isinstance(value, Decimal)]
    assert all(value % 1 == 0 for value in amounts)
    nobody = fired_rows(
        rules["AIS-DEC-001"], VIEWS, judged.tables, judged.parameters, SCOPE,
        ("apa", "personne"),
    )  # fmt: skip
    assert nobody.is_empty()
