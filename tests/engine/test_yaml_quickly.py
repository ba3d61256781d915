"""The quick way through YAML gives what the whole one gives, or leaves it the text."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bondroit import yaml_file
from bondroit.errors import ConfigurationError
from bondroit.resources import shipped
from bondroit.yaml_file import YamlFile, read_quickly, read_yaml

_WORDS = (
    "a", "b: 1", "- x", "? k", "on", "true", "~", "12", "1_0", "0x1F", "1.50", ".inf",
    "2025-03-01", "2025-03-01 10:00:00", "2025-03-01T10:00:00Z", "<<", "=", "'q'",
    '"d\\n"', "|", ">", "  ", "\n", ": ", ", ", "[", "]", "{", "}", "&x", "*x", "!!str",
    "! ", "# c", "---", "...", "%", "é", "a: b",
)  # fmt: skip


def _whole(path: Path, patch: pytest.MonkeyPatch) -> YamlFile:
    with patch.context() as patched:
        patched.setattr(yaml_file, "read_quickly", lambda *_: None)
        return read_yaml(path)


def _outcome(read: Callable[[], YamlFile]) -> tuple[object, ...]:
    try:
        file = read()
    except (ConfigurationError, ValueError) as error:
        return type(error), str(error)
    return repr(file.data), file.positions


def test_every_rule_is_read_the_same_and_quickly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Values, their types, the order of keys and every position."""
    paths = sorted(shipped("rules").rglob("*.yml"))

    for path in paths:
        quick, whole = read_yaml(path), _whole(path, monkeypatch)
        assert read_quickly(path.read_text("utf-8"), str) is not None
        assert repr(quick.data) == repr(whole.data)
        assert quick.positions == whole.positions
    assert len(paths) > 100


@given(parts=st.lists(st.sampled_from(_WORDS), max_size=12), spaces=st.booleans())
def test_any_text_is_read_the_same(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str], *, spaces: bool
) -> None:
    """The same values and places, or the same error."""
    path = tmp_path_factory.getbasetemp() / "text.yml"
    path.write_text((" " if spaces else "").join(parts), encoding="utf-8")

    with pytest.MonkeyPatch.context() as patch:
        whole = _outcome(lambda: _whole(path, patch))
    assert _outcome(lambda: read_yaml(path)) == whole


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x\n",
        "a: !!str 1\n",
        "a: 1\na: 2\n",
        "a: 1\n---\nb: 2\n",
        "[a, b]: 1\n",
        "a: [1\n",
        "",
        "a: " + "[" * 60 + "]" * 60,
    ],
)
def test_what_is_not_ordinary_is_left_to_the_whole_way(text: str) -> None:
    """Anchors, tags, doubles, several documents, odd keys, errors, nothing, depth."""
    assert read_quickly(text, str) is None


def test_too_many_values_are_left_to_the_whole_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It says where to correct them."""
    monkeypatch.setattr(yaml_file, "MAX_VALUES", 3)

    assert read_quickly("[1, 2]", str) is not None
    assert read_quickly("[1, 2, 3]", str) is None


def test_texts_of_parameters_stay_texts() -> None:
    """A decimal keeps its zeros."""
    text = "v: [1.50, null, yes, 2025-01-01, '1']"
    assert read_quickly(text, str) == (
        yaml.load(text, Loader=yaml.CBaseLoader),  # noqa: S506 - text only
        {(): (1, 1), ("v",): (1, 4)}
        | {("v", rank): (1, column) for rank, column in enumerate((5, 11, 17, 22, 34))},
    )
