"""Great Expectations, in one process: verdicts, Data Docs, nothing sent."""

import os
import re
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from bondroit.checks.data_docs import make_self_contained, write_first_page
from bondroit.checks.declarations import Expectation, OnFailure, Suite, load_suites
from bondroit.checks.results import sentences
from bondroit.errors import ConfigurationError
from bondroit.model.outputs import MONEY
from bondroit.model.tables import TABLES
from bondroit.resources import shipped

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
DAY = date(2026, 10, 31)
NAME = "VASTEPINE"


@pytest.fixture(scope="session")
def runner() -> ModuleType:
    """Import the bridge once: it is slow."""
    from bondroit.checks import runner as bridge  # noqa: PLC0415 - slow, and only here

    return bridge


def _suite(name: str = "people", **arguments: Any) -> Suite:  # noqa: ANN401 - GX's own arguments
    item = Expectation(
        expect=arguments.pop("expect", "expect_column_values_to_not_be_null"),
        on_failure=arguments.pop("on_failure", OnFailure.DEGRADE),
        arguments=arguments,
        why="Le nom est donné.",
    )
    return Suite(name=name, title="Personnes", expectations=(item,))


PEOPLE = pl.DataFrame(
    {"birth_name": [NAME, None], "birth_date": [date(1930, 1, 2), None]}
)


def _one(runner: ModuleType, suite: Suite, rows: pl.DataFrame) -> dict[str, Any]:
    (row,) = runner.CheckSession("2026-10", DAY).validate(suite, rows).to_dicts()
    return dict(row)


def test_a_failed_expectation_counts_rows(runner: ModuleType) -> None:
    """It tells how many rows, of how many, and keeps its declared weight."""
    row = _one(runner, _suite(column="birth_name"), PEOPLE)
    assert (row["outcome"], row["on_failure"]) == ("failed", "degrade")
    assert (row["checked"], row["unexpected"]) == (2, 1)
    assert row["observed"] == "1 ligne sur 2"


def test_a_met_expectation_says_nothing(runner: ModuleType) -> None:
    """Enough rows comply."""
    checks = runner.CheckSession("2026-10", DAY).validate(
        _suite(column="birth_name", mostly=0.5), PEOPLE
    )
    assert checks["outcome"].to_list() == ["met"]
    assert sentences(checks, "degrade") == []


@pytest.mark.parametrize("weight", list(OnFailure))
def test_a_failure_weighs_as_declared(runner: ModuleType, weight: OnFailure) -> None:
    """Its French sentence stands under its own weight, without a value."""
    checks = runner.CheckSession("2026-10", DAY).validate(
        _suite(column="birth_name", on_failure=weight), PEOPLE
    )
    told = {other: sentences(checks, other) for other in OnFailure}
    assert [len(told[other]) for other in OnFailure] == [
        int(other is weight) for other in OnFailure
    ]
    assert told[weight] == [
        "Contrôle « Personnes » : Le nom est donné. Constaté : 1 ligne sur 2."
    ]


def test_dates_and_money_are_compared(runner: ModuleType) -> None:
    """A date written in YAML, and a decimal column, are understood by the bridge."""
    between = "expect_column_values_to_be_between"
    early = _suite(expect=between, column="birth_date", min_value=date(1931, 1, 1))
    assert _one(runner, early, PEOPLE)["unexpected"] == 1
    euros = pl.DataFrame({"amount": [Decimal("-1.00"), Decimal("2.50")]}).cast(MONEY)
    positive = _suite("payments", expect=between, column="amount", min_value=0)
    assert _one(runner, positive, euros)["unexpected"] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"expect": "expect_the_best"}, "people.yml: .*knows no 'expect_the_best'"),
        ({"colonne": "nir"}, "people.yml: .*wrong arguments"),
        ({"column": "birth_name", "mostly": 7}, "people.yml: .*wrong arguments"),
    ],
)
def test_an_unknown_expectation_is_one_sentence(
    runner: ModuleType, arguments: dict[str, Any], sentence: str
) -> None:
    """A name or an argument that Great Expectations refuses is said plainly."""
    with pytest.raises(ConfigurationError, match=sentence) as raised:
        runner.CheckSession("2026-10", DAY).validate(_suite(**arguments), PEOPLE)
    assert "\n" not in str(raised.value)


def test_every_declared_suite_can_be_judged(runner: ModuleType) -> None:
    """Great Expectations accepts each declaration, on empty tables of the contract."""
    session = runner.CheckSession("2026-10", DAY)
    suites = load_suites(shipped("checks") / "suites")
    for name, suite in suites.items():
        if name in TABLES:
            rows = pl.DataFrame(schema=TABLES[name].schema)
            checks = session.validate(suite, rows)
            unknown = checks.filter(pl.col("outcome") == "unknown")
            assert unknown.is_empty(), name


def _docs(runner: ModuleType, folder: Path) -> dict[str, str]:
    session = runner.CheckSession("2026-10-abc", DAY)
    session.validate(_suite(column="birth_name"), PEOPLE)
    session.write_docs(folder)
    make_self_contained(folder)
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".html", ".css"}
    }


def test_data_docs_stand_alone_and_are_the_same_twice(
    runner: ModuleType, tmp_path: Path
) -> None:
    """They load nothing from elsewhere, hold no value of a row, and never change."""
    first = _docs(runner, tmp_path / "first")
    second = _docs(runner, tmp_path / "second")
    assert any("validations" in name for name in first)
    assert "index.html" in first
    assert first == second
    whole = "\n".join(first.values())
    assert NAME not in whole
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", whole)
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", whole)
    assert "Le nom est donné." in whole


def test_the_first_page_leads_to_each_suite(runner: ModuleType, tmp_path: Path) -> None:
    """It counts what was held and not met, in French, and links to the detail."""
    session = runner.CheckSession("2026-10-abc", DAY)
    checks = session.validate(_suite(column="birth_name"), PEOPLE)
    session.write_docs(tmp_path)
    make_self_contained(tmp_path)
    write_first_page(tmp_path, checks)

    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    (link,) = re.findall(r'href="([^"]+)"', page)
    assert (tmp_path / link).is_file()
    assert f'<td class="n">{checks.height}</td>' in page
    assert "Contrôles de la livraison" in page


def test_telemetry_is_off(runner: ModuleType) -> None:
    """The bridge forces it before Great Expectations is imported."""
    assert runner.CheckSession("2026-10", DAY) is not None
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
    assert "posthog" not in sys.modules
