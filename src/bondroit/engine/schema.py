"""JSON Schemas of the files that authors write, for completion and hover in editors."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from bondroit.engine.labels import LABELS
from bondroit.engine.parameter_files import STATUSES
from bondroit.engine.rule_keys import EXPECTATIONS, KEYS, LEAST_EXAMPLES, Form, Key
from bondroit.engine.views.view import Type, View, ViewColumn
from bondroit.model.rule import Status

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT = {"type": "string", "minLength": 1}
_NAME = "^[a-z][a-z0-9_]*$"
_DAY = {"type": "string", "format": "date"}
_DATE = {"type": ["string", "null"], "format": "date"}
_JSON_TYPES = {
    Type.MONEY: "number",
    Type.HOURS: "number",
    Type.RATE: "number",
    Type.INTEGER: "integer",
    Type.FLAG: "boolean",
}


def _told(shape: Mapping[str, Any], doc: str) -> dict[str, Any]:
    return {"description": doc, **shape}


def _mapping(
    properties: dict[str, Any], required: list[str], doc: str = ""
) -> dict[str, Any]:
    return {
        **({"description": doc} if doc else {}),
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    }


def _words(words: tuple[str, ...]) -> dict[str, Any]:
    """Return a closed list with the French word of each code."""
    return {
        "enum": list(words),
        "enumDescriptions": [LABELS.get(word, word) for word in words],
    }


_EXAMPLE = _mapping(
    {
        "name": _told(_TEXT, "Nom de l'exemple, en français."),
        "given": _told(
            {"type": "object"}, "Colonnes de base données, les autres étant ordinaires."
        ),
        "expect": _told(_words(EXPECTATIONS), "Réponse attendue."),
        "amount": _told({"type": "number"}, "Montant attendu, en euros et centimes."),
        "boundary": _told(
            _TEXT, "Condition à la limite de laquelle l'exemple se tient."
        ),
    },
    ["name", "expect"],
)
_LEGAL = _mapping(
    {
        "text": _told(_TEXT, "Article et code : CASF L262-2."),
        "since": _told(_DATE, "Premier jour où il est en vigueur."),
        "until": _told(_DATE, "Dernier jour où il est en vigueur."),
    },
    ["text"],
)
_CHANGE = _mapping(
    {
        "version": _told({"type": "integer", "minimum": 1}, "Version de la règle."),
        "date": _told(_DAY, "Jour du changement."),
        "what": _told(_TEXT, "Ce qui change, et pourquoi."),
    },
    ["version", "date", "what"],
)


def rule_schema(views: Mapping[str, View]) -> dict[str, Any]:
    """Return the schema of a rule; its lists are those that the reader enforces.

    Args:
        views: the views a rule may be written over; the columns that an example may
            give are those of its view.

    """
    properties = {key.name: _property(key) for key in KEYS.values()}
    names = sorted(views)
    properties["view"]["enum"] = names
    properties["view"]["enumDescriptions"] = [views[name].doc for name in names]
    required = [key.name for key in KEYS.values() if key.required]
    return {
        "$schema": _DRAFT,
        "title": "Règle de bondroit",
        **_mapping(properties, required),
        "allOf": [_given(views[name]) for name in names],
    }


def schema_text(views: Mapping[str, View]) -> str:
    """Return the schema as the text of `rules/rule.schema.json`."""
    return _json(rule_schema(views))


def _json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _given(view: View) -> dict[str, Any]:
    """Return the columns that the examples of a view's rules may give."""
    columns = {
        column.name: _column(column) for column in view.columns if not column.derived
    }
    given = {"properties": columns, "additionalProperties": False}
    items = {"properties": {"given": given}}
    return {
        "if": {"properties": {"view": {"const": view.name}}, "required": ["view"]},
        "then": {"properties": {"examples": {"items": items}}},
    }


def _column(column: ViewColumn) -> dict[str, Any]:
    if column.codes:
        return {"description": column.doc, "enum": [*column.codes, None]}
    kind = _JSON_TYPES.get(column.type, "string")
    return {"description": column.doc, "type": [kind, "null"]}


def _property(key: Key) -> dict[str, Any]:
    return {"description": key.doc, **_form(key)}


def _form(key: Key) -> dict[str, Any]:
    forms: dict[Form, dict[str, Any]] = {
        Form.TEXT: dict(_TEXT),
        Form.WHOLE: {"type": "integer", "minimum": 1},
        Form.CHOICE: _words(key.choices),
        Form.CHOICES: {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": _words(key.choices),
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


def parameters_schema() -> dict[str, Any]:
    """Return the schema of a file of `parameters/`."""
    row = {
        "from": _told(_DAY, "Premier jour où la valeur est en vigueur."),
        "value": _told({"type": ["number", "null"]}, "La valeur, null si inconnue."),
        "status": _told({"enum": list(STATUSES)}, "D'où vient la valeur."),
        "source": _told(_TEXT, "Texte d'où elle vient."),
        "note": _told(_TEXT, "Remarque."),
    }
    parameter = {
        "unit": _told(_TEXT, "Unité : EUR/mois, part, jour..."),
        "description": _told(_TEXT, "Une phrase en français."),
        "source": _told(_TEXT, "Texte d'où viennent toutes les valeurs."),
        "known_until": _told(_DAY, "Dernier jour où les valeurs sont connues."),
        "values": {
            "description": "Valeurs datées, dans l'ordre.",
            "type": "array",
            "minItems": 1,
            "items": _mapping(row, ["from"]),
        },
    }
    every = _named(_mapping(parameter, ["unit", "description", "values"]))
    every["description"] = "Paramètres datés, par nom."
    return {
        "$schema": _DRAFT,
        "title": "Paramètres de bondroit",
        **_mapping({"parameters": every}, ["parameters"]),
    }


def _named(shape: dict[str, Any]) -> dict[str, Any]:
    return {"type": ["object", "null"], "additionalProperties": shape}


def overlay_schema() -> dict[str, Any]:
    """Return the schema of `overlay.yml`."""
    row = {
        "from": _told(_DAY, "Premier jour où la valeur locale est en vigueur."),
        "value": _told({"type": "number"}, "La valeur locale."),
    }
    parameter = {
        "values": {
            "description": "Valeurs locales datées ; avant, celles livrées.",
            "type": "array",
            "minItems": 1,
            "items": _mapping(row, ["from", "value"]),
        },
        "reason": _told(_TEXT, "Pourquoi le département s'en écarte."),
        "source": _told(_TEXT, "Délibération, règlement départemental..."),
        "upstream": _told(
            _TEXT, "Empreinte de la valeur livrée ; `rules lint` la dit."
        ),
        "known_until": _told(_DAY, "Dernier jour où la valeur locale est connue."),
    }
    rule = {
        "status": _told(_words(tuple(Status)), "État de la règle dans ce département."),
        "reason": _told(_TEXT, "Pourquoi."),
        "upstream": _told(_TEXT, "État et version livrés ; `rules lint` les dit."),
    }
    sections = {
        "parameters": _named(_mapping(parameter, ["values", "reason", "source"])),
        "rules": _named(_mapping(rule, ["status", "reason"])),
    }
    sections["parameters"]["description"] = "Paramètres que le département fixe."
    sections["rules"]["description"] = "Règles livrées dont il change l'état."
    title = "Réglages locaux de bondroit"
    return {"$schema": _DRAFT, "title": title, **_mapping(sections, [])}


def exceptions_schema() -> dict[str, Any]:
    """Return the schema of `exceptions.yml`."""
    entry = {
        "rule": _told(_TEXT, "Identifiant de la règle."),
        "key": _told(
            _TEXT,
            "Numéro de dossier, source:identifiant (personne ou foyer), "
            "ou provider:identifiant.",
        ),
        "reason": _told(_TEXT, "Pourquoi, sans nommer personne."),
        "author": _told(_TEXT, "Qui l'a décidé."),
        "from": _told(_DAY, "Premier jour où elle vaut."),
        "expires": _told(_DAY, "Dernier jour où elle vaut."),
    }
    every = {
        "description": "Constats examinés et écartés pour un temps.",
        "type": ["array", "null"],
        "items": _mapping(entry, list(entry)),
    }
    return {
        "$schema": _DRAFT,
        "title": "Exceptions de bondroit",
        **_mapping({"exceptions": every}, []),
    }


SCHEMAS: dict[str, Callable[[Mapping[str, View]], str]] = {
    "rule.schema.json": schema_text,
    "parameters.schema.json": lambda _views: _json(parameters_schema()),
    "overlay.schema.json": lambda _views: _json(overlay_schema()),
    "exceptions.schema.json": lambda _views: _json(exceptions_schema()),
}
"""Files of schemas that stand in a folder of rules, and how their text is made."""
