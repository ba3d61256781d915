"""The configuration: what it says, and every problem with its place."""

from datetime import date
from pathlib import Path

import pytest

from bondroit.config import last_day
from bondroit.config_file import load_config
from bondroit.errors import ConfigurationError, ProblemList

GOOD = """
departement: "45"
window_months: 24
as_of: last_day
sources:
  - {name: rsa, format: cnaf-vrsb, path: "extracts/{month}/rsa/*.xml", mandatory: true}
  - {name: stays, format: table, table: stays, path: "extracts/{month}/stays.csv", covers: {from: 2023-01-01, to: "{month}"}}
  - {name: deaths, format: insee-deaths, path: "registers/deces-*.txt"}
rules: [rules/]
"""


def write(folder: Path, text: str) -> Path:
    """Write a configuration."""
    path = folder / "bondroit.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_configuration_is_read_whole(tmp_path: Path) -> None:
    """Every key of a good file reaches the configuration."""
    config = load_config(write(tmp_path, GOOD))

    assert config.departement == "45"
    assert config.first_month(date(2026, 10, 1)) == date(2024, 11, 1)
    assert config.as_of_day(date(2026, 2, 1)) == date(2026, 2, 28)
    assert [source.name for source in config.sources] == ["rsa", "stays", "deaths"]
    assert config.sources[0].pattern(date(2026, 3, 1)) == "extracts/2026-03/rsa/*.xml"
    assert config.sources[1].covers_for(date(2026, 2, 1)) == (
        date(2023, 1, 1),
        date(2026, 2, 28),
    )
    assert config.sources[2].covers_for(date(2026, 2, 1)) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param('departement: "45"', "departement: 45", ":2:14: the département's code", id="a number"),
        pytest.param("window_months: 24", "window_months: 0", ":3:16: window_months must be", id="no window"),
        pytest.param("window_months: 24", "window_month: 24", "unknown key 'window_month'", id="a misspelt key"),
        pytest.param("cnaf-vrsb", "cnaf-vrsx", "unknown format 'cnaf-vrsx'", id="a format"),
        pytest.param("table: stays", "table: stay", "needs the name of a table", id="a table"),
        pytest.param("from: 2023-01-01", "from: hier", "covers.from must be a date", id="a date"),
        pytest.param("as_of: last_day", "as_of: today", "as_of must be last_day or a date", id="the clock"),
        pytest.param("rules: [rules/]", "rules: rules/", "rules must list folders", id="a folder"),
    ],
)  # fmt: skip
def test_a_problem_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """A wrong value is one sentence with file, line, column and remedy."""
    path = write(tmp_path, GOOD.replace(old, new))

    with pytest.raises(ProblemList) as caught:
        load_config(path)

    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """Two wrong values give two sentences."""
    text = GOOD.replace("window_months: 24", "window_months: 0").replace(
        "as_of: last_day", "as_of: now"
    )

    with pytest.raises(ProblemList) as caught:
        load_config(write(tmp_path, text))

    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"a: [1, 2", "this is not YAML", id="syntax"),
        pytest.param(b"a: \xff\xfe", "not UTF-8", id="encoding"),
        pytest.param(b"a: 1\na: 2\n", ":2:1: the key 'a' stands twice", id="twice"),
        pytest.param(b"- 1\n", "this is no configuration", id="a list"),
        pytest.param(b"", "this is no configuration", id="empty"),
        pytest.param(b"a: &a [*a]\n", "repeats nothing written before", id="endless"),
        pytest.param(
            b"a: &a [1,2,3,4,5,6,7,8,9]\n"
            + b"".join(
                b"%c: &%c [%s]\n" % (i + 1, i + 1, b",".join([b"*%c" % i] * 9))
                for i in range(97, 104)
            ),
            "too many or too deep",
            id="laughs",
        ),
    ],
)
def test_a_file_that_is_no_configuration(
    tmp_path: Path, content: bytes, said: str
) -> None:
    """Anything else than a configuration is refused in one sentence."""
    path = tmp_path / "bondroit.yml"
    path.write_bytes(content)

    with pytest.raises(ConfigurationError, match=said):
        load_config(path)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    """The path of an absent configuration is in the message."""
    with pytest.raises(ConfigurationError, match="no such file"):
        load_config(tmp_path / "bondroit.yml")


def test_credentials_do_not_stand_in_the_workspace(tmp_path: Path) -> None:
    """A user or password in a URL is refused."""
    text = GOOD.replace(
        "mandatory: true}", 'mandatory: true, from: {url: "sftp://me:pw@host/x"}}'
    )

    with pytest.raises(ProblemList, match="holds a user or a password"):
        load_config(write(tmp_path, text))


@pytest.mark.parametrize(
    ("month", "last"),
    [(date(2024, 2, 1), 29), (date(2025, 2, 1), 28), (date(2025, 12, 1), 31)],
)
def test_the_last_day_of_a_month(month: date, last: int) -> None:
    """Leap years count."""
    assert last_day(month) == month.replace(day=last)
