"""Markdown made from the code itself, so that the documentation cannot be stale."""

from bondroit.cli import COMMANDS
from bondroit.engine.forbidden import FAMILIES, FORBIDDEN_LABELS
from bondroit.engine.labels import LABELS
from bondroit.engine.language.functions import FUNCTIONS
from bondroit.engine.rule_files import load_rules
from bondroit.engine.rule_keys import KEYS, STATUS_DOCS
from bondroit.engine.schema import exceptions_schema, overlay_schema
from bondroit.engine.views.catalogue import VIEWS
from bondroit.model.columns import Null
from bondroit.model.tables import TABLES
from bondroit.resources import shipped

_NULLS = {
    Null.FORBIDDEN: "obligatoire",
    Null.NONE: "vide = aucun",
    Null.UNKNOWN: "vide = inconnu",
}


def tables_page() -> str:
    """Return every table with its columns, types, and what a null means."""
    parts = []
    for table in TABLES.values():
        rows = "\n".join(
            f"| `{column.name}` | {column.kind} | {_NULLS[column.null]} | {column.doc}"
            + (f": {_codes(column.codes)}" if column.codes else "")
            + " |"
            for column in table.columns
        )
        key = ", ".join(f"`{name}`" for name in table.key)
        parts.append(
            f"## `{table.name}`\n\n{table.doc} Clé: {key}.\n\n"
            f"| colonne | type | vide | sens |\n|---|---|---|---|\n{rows}\n"
        )
    return "\n".join(parts)


def _codes(codes: tuple[str, ...]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def views_page() -> str:
    """Return every view with its columns, types, values for «none» and origins."""
    parts = []
    for view in VIEWS.values():
        rows = "\n".join(
            f"| `{column.name}` | {column.type} | {column.doc}"
            + (f" Codes: {_named(column.codes)}." if column.codes else "")
            + f" | {column.none if column.none is not None else ''} "
            f"| {', '.join(column.tables)} | {'oui' if column.derived else ''} |"
            for column in view.columns
        )
        needs = ", ".join(f"`{name}`" for name in view.needs) or "aucune"
        parts.append(
            f"## `{view.name}`\n\n{view.doc} Tables nécessaires: {needs}.\n\n"
            "| colonne | type | sens | «aucun» | tables | calculée |\n"
            f"|---|---|---|---|---|---|\n{rows}\n"
        )
    return "\n".join(parts)


def _named(codes: tuple[str, ...]) -> str:
    return ", ".join(
        f"`{code}` ({LABELS[code]})" if code in LABELS else f"`{code}`"
        for code in codes
    )


def functions_table() -> str:
    """Return the functions of the clause language."""
    rows = "\n".join(
        f"| `{function.usage}` | {function.doc} |" for function in FUNCTIONS.values()
    )
    return f"| fonction | sens |\n|---|---|\n{rows}"


def keys_table() -> str:
    """Return the keys of a rule file."""
    rows = "\n".join(
        f"| `{key.name}` | {'oui' if key.required else ''} | {key.doc}"
        + (f" Codes : {_codes(key.choices)}." if key.choices else "")
        + " |"
        for key in KEYS.values()
    )
    return f"| clé | obligatoire | sens |\n|---|---|---|\n{rows}"


def statuses_table() -> str:
    """Return what each status of a rule means in a run."""
    rows = "\n".join(f"| `{status}` | {doc} |" for status, doc in STATUS_DOCS.items())
    return f"| état | dans une exécution |\n|---|---|\n{rows}"


def forbidden_table() -> str:
    """Return the forbidden variables, with some of the spellings recognised."""
    rows = "\n".join(
        f"| {FORBIDDEN_LABELS[family]} | {_codes(tuple(sorted(words)[:8]))}... |"
        for family, words in FAMILIES.items()
    )
    return f"| interdit | entre autres |\n|---|---|\n{rows}"


def overlay_table() -> str:
    """Return the keys of `overlay.yml` and of `exceptions.yml`, from their schemas."""
    overlay = overlay_schema()["properties"]
    entries = {
        "overlay.yml, parameters": overlay["parameters"]["additionalProperties"],
        "overlay.yml, rules": overlay["rules"]["additionalProperties"],
        "exceptions.yml": exceptions_schema()["properties"]["exceptions"]["items"],
    }
    rows = "\n".join(
        f"| {place} | `{name}` | {'oui' if name in entry['required'] else ''} "
        f"| {key['description']} |"
        for place, entry in entries.items()
        for name, key in entry["properties"].items()
    )
    return f"| fichier | clé | obligatoire | sens |\n|---|---|---|---|\n{rows}"


def rules_table() -> str:
    """Return the rules that come with bondroit."""
    rules = load_rules([shipped("rules")])
    rows = "\n".join(
        f"| `{rule.id}` | {rule.title} | {', '.join(rule.benefits)} | {rule.severity} "
        f"| {rule.direction} |"
        for rule in rules
    )
    return f"| règle | titre | prestations | priorité | sens |\n|---|---|---|---|---|\n{rows}"


def commands_table() -> str:
    """Return every command with its help."""
    rows = "\n".join(
        f"| `bondroit {name}` | {text} |" for name, (_, text) in COMMANDS.items()
    )
    return f"| command | does |\n|---|---|\n{rows}"
