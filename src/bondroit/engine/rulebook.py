"""Rules, parameters and exceptions in force: bondroit's own, then what is local."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bondroit.engine.language.checker import nearest
from bondroit.engine.overlay import (
    LocalParameter,
    LocalStatus,
    RuleException,
    parameter_mark,
    read_exceptions,
    read_overlay,
    rule_mark,
)
from bondroit.engine.parameter_files import Parameter, read_parameters
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_files import RESERVED_FILES, read_rules
from bondroit.errors import BondroitError, ConfigurationError, ProblemList
from bondroit.model.rule import Rule, Status
from bondroit.resources import shipped

LOCK = "rules.lock.json"
RUNNING = frozenset({Status.SHADOW, Status.PILOT, Status.ACTIVE})
"""Statuses of the rules that a run computes."""

_PLACE = re.compile(r":\d+:\d+$")
_DRAFT = re.compile(r"^status:\s*[\"']?draft\b", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An entry of an overlay that no longer fits what it changes.

    Attributes:
        problem: where, what and what to do, for the author.
        said: the same in French, for those who read the run.

    """

    problem: BondroitError
    said: str


@dataclass(slots=True, kw_only=True)
class Rulebook:
    """What a run applies.

    Attributes:
        rules: by id, with the statuses that the overlay sets.
        parameters: with the values that the overlay sets.
        exceptions: of every folder, in order.
        switched: ids of the rules whose status is local.
        problems: files and values that cannot be used.
        conflicts: what no longer fits; the entries that can hold still hold.

    """

    rules: tuple[Rule, ...] = ()
    parameters: Parameters
    exceptions: tuple[RuleException, ...] = ()
    switched: frozenset[str] = frozenset()
    problems: list[BondroitError] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def checked(self) -> "Rulebook":
        """Return the rulebook, free of problems but those of drafts, which never run.

        Raises:
            ProblemList: every problem of every other file.

        """
        serious = [problem for problem in self.problems if not _of_draft(problem)]
        if serious:
            raise ProblemList(serious)
        return self

    def find(self, rule_id: str) -> Rule:
        """Return a rule, whatever its status.

        Raises:
            ProblemList: what keeps its file from being read.
            ConfigurationError: no rule has this id; the nearest is given.

        """
        by_id = {rule.id: rule for rule in self.rules}
        if rule_id in by_id:
            return by_id[rule_id]
        own = [one for one in self.problems if _file(one).stem == rule_id]
        if own:
            raise ProblemList(own)
        raise ConfigurationError(
            "rules", f"no rule '{rule_id}'", nearest(rule_id, list(by_id))
        )

    @property
    def running(self) -> tuple[Rule, ...]:
        """The rules that a run computes: neither drafts nor deprecated ones."""
        return tuple(rule for rule in self.rules if rule.status in RUNNING)


def _file(problem: BondroitError) -> Path:
    return Path(_PLACE.sub("", problem.where))


def _of_draft(problem: BondroitError) -> bool:
    """Whether a problem is that of a rule file whose status is draft."""
    path = _file(problem)
    if not path.is_file() or path.name in RESERVED_FILES:
        return False
    return _DRAFT.search(path.read_text("utf-8", errors="replace")) is not None


def read_rulebook(folders: Sequence[Path]) -> Rulebook:
    """Read folders of rules, each over those before it.

    Args:
        folders: those to take rules from; the parameters that come with bondroit are
            always known, and so are the ids of its rules.

    Raises:
        ConfigurationError: a file of parameters is wrong.

    """
    book = Rulebook(parameters=Parameters(_parameters(folders)))
    rules, book.problems = read_rules(folders)
    by_id = {rule.id: rule for rule in rules}
    values = dict(book.parameters.by_name)
    switched: dict[str, None] = {}
    for folder in folders:
        parameters, statuses = read_overlay(folder, book.problems)
        for local in parameters:
            _set_parameter(book, values, local)
        for status in statuses:
            _set_status(book, by_id, status)
            switched[status.rule_id] = None
        book.exceptions += tuple(read_exceptions(folder, book.problems))
    for exception in book.exceptions:
        _know_rule(book, by_id, exception.rule_id, exception.place)
    book.rules = tuple(by_id[name] for name in sorted(by_id))
    book.parameters = Parameters(values)
    book.switched = frozenset(switched) & frozenset(by_id)
    return book


def _parameters(folders: Sequence[Path]) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    own = shipped("rules")
    places = [own, *(f for f in folders if f.resolve() != own.resolve())]
    for place in places:
        if (place / "parameters").is_dir():
            found |= read_parameters(place / "parameters")
    return found


def _conflict(book: Rulebook, where: str, what: str, remedy: str, said: str) -> None:
    problem = ConfigurationError(where, what, remedy)
    book.conflicts.append(Conflict(problem=problem, said=said))


def _changed(book: Rulebook, where: str, what: str, mark: str, said: str) -> None:
    """Note that what a local setting was written over is no longer what it was."""
    problem = f"{what} has changed since, or 'upstream' is not said"
    _conflict(
        book, where, problem, f"read it again, then write 'upstream: {mark}'", said
    )


def _set_parameter(
    book: Rulebook, values: dict[str, Parameter], local: LocalParameter
) -> None:
    """Replace a parameter's values from the first local date on."""
    upstream = values.get(local.name)
    if upstream is None:
        _conflict(
            book,
            local.place,
            f"the overlay sets an unknown parameter '{local.name}'",
            nearest(local.name, list(values)),
            f"Paramètre local «{local.name}» : inconnu, sans effet.",
        )
        return
    if local.upstream != (mark := parameter_mark(upstream)):
        said = (
            f"Paramètre local «{local.name}» : la valeur livrée a changé depuis ; "
            "la valeur locale reste appliquée."
        )
        _changed(book, local.place, f"the parameter '{local.name}'", mark, said)
    first = local.values[0].start
    before = tuple(value for value in upstream.values if value.start < first)
    values[local.name] = replace(
        upstream,
        values=(*before, *local.values),
        known_until=local.known_until,
        file=local.file,
    )


def _set_status(book: Rulebook, rules: dict[str, Rule], local: LocalStatus) -> None:
    """Switch the status of a rule."""
    rule = rules.get(local.rule_id)
    if rule is None:
        _know_rule(book, rules, local.rule_id, local.place)
        return
    if local.upstream != (mark := rule_mark(rule)):
        said = (
            f"État local de {rule.id} : la règle livrée a changé depuis ; "
            "l'état local reste appliqué."
        )
        _changed(book, local.place, f"the rule {rule.id}", mark, said)
    rules[rule.id] = replace(rule, status=local.status)


def _know_rule(
    book: Rulebook, rules: dict[str, Rule], rule_id: str, place: str
) -> None:
    """Check that an id is that of a rule, read here or among bondroit's own."""
    known = {*rules, *shipped_ids()}
    if rule_id not in known:
        _conflict(
            book,
            place,
            f"there is no rule '{rule_id}'",
            nearest(rule_id, known),
            f"Réglage local de {rule_id} : règle inconnue, sans effet.",
        )


def shipped_ids() -> frozenset[str]:
    """Return every id that bondroit has ever given a rule."""
    path = shipped("rules") / LOCK
    if not path.is_file():
        return frozenset()
    return frozenset(json.loads(path.read_text(encoding="utf-8")))
