"""YAML files: values, their places, what is refused and where."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bondroit.errors import ConfigurationError
from bondroit.resources import shipped
from bondroit.yaml_file import MAX_DEPTH, YamlFile, read_yaml

_WORDS = (
    "a", "b: 1", "- x", "? k", "on", "true", "~", "12", "1_0", "0x1F", "1.50", ".inf",
    "2025-03-01", "2025-13-01", "2025-03-01 10:00:00", "<<", "=", "'q'",
    '"d\\n"', "|", ">", "  ", "\n", ": ", ", ", "[", "]", "{", "}", "&x", "*x", "!!str",
    "! ", "# c", "---", "...", "%", "é", "a: b",
)  # fmt: skip


def _read(tmp_path: Path, text: str, *, text_only: bool = False) -> YamlFile:
    path = tmp_path / "file.yml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path, text_only=text_only)


def test_every_rule_says_what_the_library_reads() -> None:
    """Values are those of PyYAML, but for `on`, `yes` and the like, which stay words."""
    paths = sorted(shipped("rules").rglob("*.yml"))

    for path in paths:
        known = yaml.safe_load(path.read_text("utf-8"))
        assert read_yaml(path).data == known, path
    assert len(paths) > 100


@given(parts=st.lists(st.sampled_from(_WORDS), max_size=12), spaces=st.booleans())
def test_any_text_is_read_or_refused_at_a_place(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str], *, spaces: bool
) -> None:
    """A text gives values that all have a place, or one sentence; nothing else."""
    text = (" " if spaces else "").join(parts)
    try:
        file = _read(tmp_path_factory.getbasetemp(), text)
    except ConfigurationError:
        return
    lines = text.count("\n") + 1
    assert all(1 <= line <= lines + 1 for line, _ in file.positions.values())
    assert () in file.positions or file.data is None


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", None),
        ("# nothing\n", None),
        (
            "a: on\nb: yes\nc: true\nd: ~\n",
            {"a": "on", "b": "yes", "c": True, "d": None},
        ),
        ("a: 12\nb: '12'\nc: 1.5\n", {"a": 12, "b": "12", "c": 1.5}),
        ("1: x\ntrue: y\n", {"1": "x", "True": "y"}),
        ("a: 2025-03-01\n", {"a": date(2025, 3, 1)}),
        ("a: &x [1, {b: 2}]\nc: *x\n", {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}),
    ],
)
def test_values_are_those_that_are_meant(
    tmp_path: Path, text: str, data: object
) -> None:
    """Words are words, numbers numbers, keys texts; an alias repeats a value."""
    assert _read(tmp_path, text).data == data


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("a: 1\nb: 2\na: 3\n", "3:1", "the key 'a' stands twice"),
        ("a: 1\n---\nb: 2\n", "2:1", "a second document begins"),
        ("a: [1\n", "2:1", "this is not YAML"),
        (
            "a: !!str 1\n",
            "1:4",
            "the tag 'tag:yaml.org,2002:str' stands before a value",
        ),
        ("a: !x {b: 1}\n", "1:4", "the tag '!x' stands before a value"),
        ("[a, b]: 1\n", "1:1", "a key is a list, a mapping or an alias"),
        ("a: *b\n", "1:4", "the alias '*b' repeats nothing written before"),
        ("a: 1\nb: 2025-13-01\n", "2:4", "'2025-13-01' is no value that exists"),
        ("a: " + "[" * 60 + "]" * 60, f"1:{MAX_DEPTH + 4}", "too many or too deep"),
        (
            f"a: &x {'[' * 30}{']' * 30}\nb: {'[' * 30}*x{']' * 30}\n",
            "2:34",
            "too many or too deep",
        ),
    ],
)
def test_what_is_refused_is_told_at_its_place(
    tmp_path: Path, text: str, place: str, what: str
) -> None:
    """Each refusal names the line and the column, and one fact."""
    with pytest.raises(ConfigurationError) as told:
        _read(tmp_path, text)

    assert f"file.yml:{place}" in str(told.value)
    assert what in told.value.what


def test_what_an_alias_repeats_has_the_place_of_the_alias(tmp_path: Path) -> None:
    """A fault in a repeated value is shown where it is repeated."""
    file = _read(tmp_path, "a: &x {b: 1}\nc: *x\n")

    assert file.place("a", "b").endswith("file.yml:1:11")
    assert file.place("c", "b").endswith("file.yml:2:4")


def test_scalars_may_stay_as_they_are_written(tmp_path: Path) -> None:
    """A decimal keeps its zeros, a date its form."""
    text = "v: [1.50, null, yes, 2025-13-01, '1']\n"
    file = _read(tmp_path, text, text_only=True)

    assert file.data == {"v": ["1.50", "null", "yes", "2025-13-01", "1"]}
    assert file.positions["v", 3] == (1, 22)
