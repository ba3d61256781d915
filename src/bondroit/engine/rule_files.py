"""Rule folders -> rules, checked for shape; every problem of every file at once."""

import json
import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from bondroit.engine.language.functions import FUNCTIONS
from bondroit.engine.rule_keys import KEYS
from bondroit.engine.rule_values import RuleReader
from bondroit.errors import BondroitError, ConfigurationError, ProblemList
from bondroit.model.rule import Clause, Direction, Rule, RuleKind, Status
from bondroit.yaml_file import YamlFile, read_yaml

_WORD = re.compile(r"'(?:[^']|'')*'|\$?\w+(?:\.\d+)?|<>|!=|<=|>=|[^\s\w]")
_KEYWORDS = "and or not in is null between case when then else end true false"
_SPOKEN = frozenset((*_KEYWORDS.split(), *FUNCTIONS))

_SUFFIXES = (".yml", ".yaml")
RESERVED_FOLDERS = ("parameters",)
RESERVED_FILES = ("overlay.yml", "exceptions.yml")


def load_rules(folders: Iterable[Path]) -> tuple[Rule, ...]:
    """Read every rule of the folders, sorted by id.

    Args:
        folders: the rules that come with the product, then the local ones, which
            may add rules but not take an id already used.

    Raises:
        ProblemList: every wrong key, value and id of every file.

    """
    rules, problems = read_rules(folders)
    if problems:
        raise ProblemList(problems)
    return rules


def read_rules(
    folders: Iterable[Path],
) -> tuple[tuple[Rule, ...], list[BondroitError]]:
    """Return the rules that could be read, and the problems of the others."""
    rules: dict[str, Rule] = {}
    problems: list[BondroitError] = []
    for path in rule_paths(folders, problems):
        rule = _read_rule(path, problems)
        if rule is None:
            continue
        known = rules.get(rule.id)
        if known is not None:
            problems.append(
                ConfigurationError(
                    rule.file.place("id"),
                    f"the id '{rule.id}' is already that of {known.file.path}",
                    "give one of the two another id",
                )
            )
            continue
        rules[rule.id] = rule
    return tuple(rules[name] for name in sorted(rules)), problems


def rule_paths(folders: Iterable[Path], problems: list[BondroitError]) -> list[Path]:
    """Return the rule files of the folders, in order, each once."""
    paths: dict[Path, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            problems.append(
                ConfigurationError(
                    str(folder), "there is no such folder of rules", "correct the path"
                )
            )
            continue
        real, length = folder.resolve(), len(folder.parts)
        for path in sorted(folder.rglob("*.y*ml")):
            parts = path.parts[length:]
            if not path.name.endswith(_SUFFIXES) or parts[0] in RESERVED_FOLDERS:
                continue
            if path.name not in RESERVED_FILES:
                linked = path.is_symlink()
                whole = path.resolve() if linked else real.joinpath(*parts)
                paths.setdefault(whole, path)
    return list(paths.values())


def _read_rule(path: Path, problems: list[BondroitError]) -> Rule | None:
    try:
        file = read_yaml(path)
    except ConfigurationError as error:
        problems.append(error)
        return None
    reader = RuleReader(file)
    rule = _rule(file, reader) if reader.has_shape(KEYS) else None
    problems += reader.problems
    return None if reader.problems else rule


def _rule(file: YamlFile, reader: RuleReader) -> Rule:
    when, unless = reader.clauses("when"), reader.clauses("unless")
    reader.distinct(when, unless)
    return Rule(
        id=reader.identifier(file.path.stem),
        version=reader.whole("version"),
        title=reader.text("title"),
        status=reader.member("status", Status, Status.DRAFT),
        kind=reader.member("kind", RuleKind, RuleKind.INDICATOR),
        severity=reader.choice("severity"),
        benefits=reader.choices("benefits"),
        direction=reader.member("direction", Direction, Direction.EITHER),
        view=reader.text("view"),
        when=when,
        unless=unless,
        amount=reader.optional_text("amount"),
        debtor=reader.optional_text("debtor"),
        explain=reader.text("explain"),
        legal_basis=reader.legal("legal_basis"),
        innocent_explanations=reader.texts("innocent_explanations"),
        verify=reader.texts("verify"),
        examples=reader.examples("examples"),
        note=reader.optional_text("note"),
        review_on=reader.day("review_on"),
        changes=reader.changes("changes"),
        digest=_digest(file, when, unless),
        file=file,
    )


def _digest(file: YamlFile, when: Sequence[Clause], unless: Sequence[Clause]) -> str:
    """Return the sha256 of what the rule means: a comma in its prose changes nothing."""
    keys = ("view", "amount", "debtor", "direction", "severity", "kind")
    meaning: dict[str, object] = {
        key: _plain(str(file.data.get(key) or "")) for key in keys
    }
    meaning["benefits"] = sorted(str(word) for word in file.data["benefits"] or ())
    meaning["when"] = sorted(_plain(clause.text) for clause in when)
    meaning["unless"] = sorted(_plain(clause.text) for clause in unless)
    return sha256(json.dumps(meaning, sort_keys=True).encode()).hexdigest()


def _plain(text: str) -> str:
    """Return a clause in one layout: one space a word, keywords and functions in capitals."""
    words = _WORD.findall(text)
    return " ".join(word.upper() if word.lower() in _SPOKEN else word for word in words)
