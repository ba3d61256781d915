"""The editor's schema of rule files is current and agrees with the reader."""

import json
from pathlib import Path

from bondroit.engine.rule_keys import KEYS
from bondroit.engine.schema import rule_schema, schema_text
from bondroit.engine.views.catalogue import VIEWS

SCHEMA = Path(__file__).parents[2] / "rules" / "rule.schema.json"


def test_the_schema_file_is_current() -> None:
    """The file in rules/ is what the code generates."""
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(VIEWS)


def test_the_schema_knows_every_key_and_view() -> None:
    """Keys, closed lists and views come from the same tables as the reader's."""
    schema = rule_schema(VIEWS)

    assert list(schema["properties"]) == list(KEYS)
    assert schema["properties"]["view"]["enum"] == sorted(VIEWS)
    assert json.loads(schema_text(VIEWS)) == schema
