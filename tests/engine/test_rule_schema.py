"""The editor's schemas are current and agree with the readers."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bondroit.engine.rule_keys import KEYS
from bondroit.engine.schema import SCHEMAS, rule_schema, schema_text
from bondroit.engine.views.catalogue import VIEWS
from bondroit.run.local_rules import write_local_rules
from bondroit.yaml_file import read_yaml

RULES = Path(__file__).parents[2] / "rules"
PLACES = {
    "rule.schema.json": sorted(
        path for path in RULES.glob("*/*.yml") if path.parent.name != "parameters"
    ),
    "parameters.schema.json": sorted((RULES / "parameters").glob("*.yml")),
}


def plain(data: object) -> Any:  # noqa: ANN401 - JSON holds anything
    """Return YAML data as JSON has it: dates as text."""
    if isinstance(data, dict):
        return {str(key): plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain(value) for value in data]
    return data.isoformat() if isinstance(data, date) else data


def faults(name: str, data: object) -> list[str]:
    """Return what a schema refuses in a file."""
    schema = json.loads(SCHEMAS[name](VIEWS))
    checker = jsonschema.Draft202012Validator(schema)
    return [error.message for error in checker.iter_errors(plain(data))]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_file_is_current(name: str) -> None:
    """The file in rules/ is what the code generates, and it is a schema."""
    text = SCHEMAS[name](VIEWS)

    assert (RULES / name).read_text(encoding="utf-8") == text
    jsonschema.Draft202012Validator.check_schema(json.loads(text))


@pytest.mark.parametrize("name", PLACES)
def test_every_file_of_the_catalogue_passes_its_schema(name: str) -> None:
    """The editor underlines nothing in what bondroit brings."""
    found = {
        path.name: told
        for path in PLACES[name]
        for told in [faults(name, read_yaml(path).data)]
        if told
    }

    assert found == {}


def test_the_schema_knows_every_key_and_view() -> None:
    """Keys, closed lists and views come from the same tables as the reader's."""
    schema = rule_schema(VIEWS)

    assert list(schema["properties"]) == list(KEYS)
    assert schema["properties"]["view"]["enum"] == sorted(VIEWS)
    assert json.loads(schema_text(VIEWS)) == schema


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_has_words_for_hover(name: str) -> None:
    """Each key of each file is described in the editor."""

    def silent(schema: dict[str, Any], path: str) -> list[str]:
        found = []
        for key, value in schema.get("properties", {}).items():
            if not value.get("description"):
                found.append(f"{path}.{key}")
            found += silent(value, f"{path}.{key}")
        for part in ("items", "additionalProperties"):
            if isinstance(schema.get(part), dict):
                found += silent(schema[part], path)
        return found

    assert silent(json.loads(SCHEMAS[name](VIEWS)), "") == []


def test_examples_are_completed_by_the_columns_of_their_view() -> None:
    """A column of another view is refused, a code outside its list too."""
    rule = read_yaml(RULES / "dec" / "AIS-DEC-001.yml").data
    assert faults("rule.schema.json", rule) == []

    rule["examples"][0]["given"] = {"overlap_minutes": 12}
    assert len(faults("rule.schema.json", rule)) == 1
    rule["examples"][0]["given"] = {"death_match": "sûr"}
    assert len(faults("rule.schema.json", rule)) == 1


def test_the_commented_examples_of_a_workspace_pass(tmp_path: Path) -> None:
    """What `init` writes as comments is right once the marks are taken away."""
    write_local_rules(tmp_path)
    for name, first in (("overlay", "parameters:"), ("exceptions", "exceptions:")):
        path = tmp_path / f"{name}.yml"
        assert read_yaml(path).data is None
        text = path.read_text(encoding="utf-8")
        lines = text[text.index(f"# {first}") :].splitlines()
        path.write_text("\n".join(line[2:] for line in lines), encoding="utf-8")

        assert faults(f"{name}.schema.json", read_yaml(path).data) == []
