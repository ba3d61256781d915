"""JSON Schema of a rule file, for completion and hover in editors."""

import json
from collections.abc import Collection
from typing import Any

from bondroit.engine.rule_keys import (
    EXPECTATIONS,
    KEYS,
    LEAST_EXAMPLES,
    Form,
    Key,
)

_TEXT = {"type": "string", "minLength": 1}
_NAME = "^[a-z][a-z0-9_]*$"
_DATE = {"type": ["string", "null"], "format": "date"}

_DAY = {"type": "string", "format": "date"}

_EXAMPLE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "expect"],
    "properties": {
        "name": _TEXT,
        "given": {"type": "object"},
        "expect": {"enum": list(EXPECTATIONS)},
        "amount": {"type": "number"},
        "boundary": _TEXT,
    },
}
_LEGAL = {
    "type": "object",
    "additionalProperties": False,
    "required": ["text"],
    "properties": {"text": _TEXT, "since": _DATE, "until": _DATE},
}
_CHANGE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "on", "what"],
    "properties": {
        "version": {"type": "integer", "minimum": 1},
        "on": _DAY,
        "what": _TEXT,
    },
}


def rule_schema(views: Collection[str]) -> dict[str, Any]:
    """Return the schema; its lists are those that the reader enforces.

    Args:
        views: names of the views a rule may be written over.

    """
    properties = {key.name: _property(key) for key in KEYS.values()}
    properties["view"]["enum"] = sorted(views)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Règle de bondroit",
        "type": "object",
        "additionalProperties": False,
        "required": [key.name for key in KEYS.values() if key.required],
        "properties": properties,
    }


def schema_text(views: Collection[str]) -> str:
    """Return the schema as the text of `rules/rule.schema.json`."""
    return json.dumps(rule_schema(views), ensure_ascii=False, indent=2) + "\n"


def _property(key: Key) -> dict[str, Any]:
    return {"description": key.doc, **_form(key)}


def _form(key: Key) -> dict[str, Any]:
    forms: dict[Form, dict[str, Any]] = {
        Form.TEXT: dict(_TEXT),
        Form.WHOLE: {"type": "integer", "minimum": 1},
        Form.CHOICE: {"enum": list(key.choices)},
        Form.CHOICES: {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {"enum": list(key.choices)},
        },
        Form.CLAUSES: {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": _NAME},
            "additionalProperties": _TEXT,
        },
        Form.TEXTS: {"type": "array", "minItems": 1, "items": _TEXT},
        Form.LEGAL: {"type": "array", "minItems": 1, "items": _LEGAL},
        Form.DAY: dict(_DAY),
        Form.CHANGES: {"type": "array", "minItems": 1, "items": _CHANGE},
        Form.EXAMPLES: {
            "type": "array",
            "minItems": LEAST_EXAMPLES,
            "items": _EXAMPLE,
        },
    }
    return forms[key.form]
