"""The file of a new rule: every key with its meaning, what must be written left empty."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bondroit.engine.labels import LABELS
from bondroit.engine.language.checker import nearest
from bondroit.engine.rule_keys import KEYS
from bondroit.engine.rule_lock import read_lock
from bondroit.engine.rule_values import RULE_ID
from bondroit.engine.rulebook import shipped_ids
from bondroit.engine.schema import SCHEMAS
from bondroit.engine.views.catalogue import VIEWS
from bondroit.engine.views.view import View
from bondroit.errors import ConfigurationError

DEFAULTS = {
    "title": "",
    "view": "right_month",
    "benefits": "RSA",
    "direction": "overpayment",
    "kind": "deterministic",
    "severity": "medium",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the author already knows of the rule."""

    title: str
    view: View
    benefits: tuple[str, ...]
    direction: str
    kind: str
    severity: str

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Answers":
        """Check each answer against its closed list; the default stands for the others.

        Raises:
            ConfigurationError: a word is not of its list; the nearest is given.

        """
        said = {**DEFAULTS, **given}
        view = _one("view", said["view"], VIEWS)
        return cls(
            title=said["title"],
            view=VIEWS[view],
            benefits=tuple(
                _one("benefits", word.strip(), KEYS["benefits"].choices)
                for word in said["benefits"].split(",")
            ),
            direction=_one("direction", said["direction"], KEYS["direction"].choices),
            kind=_one("kind", said["kind"], KEYS["kind"].choices),
            severity=_one("severity", said["severity"], KEYS["severity"].choices),
        )


def choices_of(name: str) -> dict[str, str]:
    """Return the words that a key takes, with what each means; none for free text."""
    if name == "view":
        return {view.name: view.doc for view in VIEWS.values()}
    return {code: LABELS.get(code, "") for code in KEYS[name].choices}


def _one(name: str, word: str, words: Iterable[str]) -> str:
    known = list(words)
    if word in known:
        return word
    what = f"'{word}' is not one of {', '.join(known)}"
    raise ConfigurationError(f"--{name}", what, nearest(word, known))


def write_rule(folder: Path, rule_id: str, answers: Answers) -> Path:
    """Write `folder/<family>/<ID>.yml`, and the editor's schemas.

    Raises:
        ConfigurationError: the id is not one, or is or was that of a rule.

    """
    if RULE_ID.fullmatch(rule_id) is None:
        raise ConfigurationError(
            "rules new", f"'{rule_id}' is not an id", "write it like LOC-DEC-001"
        )
    parts = rule_id.split("-")
    family = parts[1] if len(parts) > 2 else parts[0]  # noqa: PLR2004 - prefix, family, number
    path = folder / family.lower() / f"{rule_id}.yml"
    own = min(folder.rglob(f"{rule_id}.y*ml"), default=None)
    if own is not None:
        raise ConfigurationError(
            "rules new", f"the rule is there already: {own}", "complete that file"
        )
    if rule_id in {*shipped_ids(), *(read_lock(folder) or {})}:
        raise ConfigurationError(
            "rules new",
            f"the id '{rule_id}' is or was that of a rule",
            "take another number: ids are never reused",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_schemas(folder)
    schema = os.path.relpath(folder / "rule.schema.json", path.parent)
    path.write_text(template(rule_id, answers, schema), encoding="utf-8")
    return path


def write_schemas(folder: Path) -> None:
    """Write the current schemas of rules, parameters and overlays in a folder."""
    for name, text in SCHEMAS.items():
        (folder / name).write_text(text(VIEWS), encoding="utf-8")


def template(rule_id: str, answers: Answers, schema: str) -> str:
    """Return the text of the file.

    Args:
        rule_id: its id.
        answers: what is already known.
        schema: relative path of the editor's schema.

    """
    amount = _AMOUNT.format(doc_amount=KEYS["amount"].doc)
    return _TEXT.format(
        schema=schema,
        id=rule_id,
        title=answers.title.replace('"', "'"),
        kind=answers.kind,
        severity=answers.severity,
        benefits=", ".join(answers.benefits),
        direction=answers.direction,
        view=answers.view.name,
        view_doc=answers.view.doc,
        columns="\n".join(
            f"#   {column.name} ({column.type}) : {column.doc}"
            for column in answers.view.columns
        ),
        amount="" if answers.kind == "indicator" else amount,
        **{f"doc_{key.name}": key.doc for key in KEYS.values()},
    )


_AMOUNT = """
# {doc_amount} Par exemple : net_paid
# amount:
"""
_TEXT = """\
# yaml-language-server: $schema={schema}
# {doc_id}
id: {id}
# {doc_version}
version: 1
# {doc_title}
title: "{title}"
# {doc_status}
# draft: pas encore exécutée ; shadow: calculée pour son auteur seul ;
# pilot: montrée comme «règle pilote» ; active ; deprecated: gardée pour rejouer.
status: draft
# {doc_kind}
kind: {kind}
# {doc_severity}
severity: {severity}
# {doc_benefits}
benefits: [{benefits}]
# {doc_direction}
direction: {direction}
# {doc_view}
# {view_doc} Ses colonnes :
{columns}
view: {view}
# {doc_when} Un nombre fixé par la loi s'écrit $parametre.
#   nom_de_la_condition: colonne > $parametre
when:

# {doc_unless} Chaque explication innocente que les données permettent de voir.
# unless:
#   nom_de_l_exclusion: colonne <= 0
{amount}
# {doc_debtor}
# debtor: beneficiary

# {doc_explain}
#   {{net_paid}} versés pour {{month}}, alors que ...
# Un mot qui s'accorde a deux formes, après la colonne qui compte :
#   {{colonne}} {{colonne|jour|jours}}
explain:

# {doc_legal_basis}
#   - {{text: CASF L262-2, since: 2009-06-01}}
legal_basis:

# {doc_innocent_explanations}
innocent_explanations:

# {doc_verify}
verify:

# {doc_review_on}
# review_on: 2027-01-01

# {doc_examples} Au moins un de chaque réponse, et un à la limite d'une condition.
#   - {{name: un cas, given: {{colonne: valeur}}, expect: fires, amount: 646.52}}
#   - {{name: à la limite, given: {{colonne: valeur}}, expect: silent, boundary: condition}}
#   - {{name: donnée absente, given: {{colonne: null}}, expect: unknown}}
examples:
"""
