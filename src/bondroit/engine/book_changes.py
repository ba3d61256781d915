"""What two books of rules say differently: rules, clauses by name, dated parameters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bondroit.engine.parameter_files import Parameter
from bondroit.engine.rulebook import Rulebook
from bondroit.engine.workbench import PARAMETER
from bondroit.model.rule import Rule

_SAID = (
    "status",
    "view",
    "kind",
    "severity",
    "direction",
    "amount",
    "debtor",
    "explain",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChange:
    """One named part of a rule that changed; None before it came, or once it is gone.

    Attributes:
        part: `when`, `unless`, or the key.
        name: of the clause; empty for other keys.

    """

    part: str
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """A rule that came, went, or changed; its versions, None where it is not."""

    rule_id: str
    title: str
    before: int | None
    after: int | None
    parts: tuple[PartChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueStep:
    """From a day on, the value in force before and after; None where unknown."""

    start: date
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterChange:
    """A parameter with other values, and the rules that name it."""

    name: str
    steps: tuple[ValueStep, ...]
    rules: tuple[str, ...]


def rule_changes(old: Rulebook, new: Rulebook) -> tuple[RuleChange, ...]:
    """Return what changed in the rules, by id: prose that no run reads is left out."""
    before = {rule.id: rule for rule in old.rules}
    after = {rule.id: rule for rule in new.rules}
    found = (
        _rule_change(before.get(name), after.get(name))
        for name in sorted({*before, *after})
    )
    return tuple(change for change in found if change is not None)


def _rule_change(before: Rule | None, after: Rule | None) -> RuleChange | None:
    one = after or before
    if one is None:
        return None
    parts = tuple(_parts(before, after)) if before and after else ()
    if before and after and not parts:
        return None
    return RuleChange(
        rule_id=one.id,
        title=one.title,
        before=before.version if before else None,
        after=after.version if after else None,
        parts=parts,
    )


def _parts(before: Rule, after: Rule) -> Iterator[PartChange]:
    for key in ("when", "unless"):
        old = {clause.name: _plain(clause.text) for clause in getattr(before, key)}
        new = {clause.name: _plain(clause.text) for clause in getattr(after, key)}
        for name in dict.fromkeys((*old, *new)):
            if old.get(name) != new.get(name):
                yield PartChange(
                    part=key, name=name, before=old.get(name), after=new.get(name)
                )
    for key in ("benefits", *_SAID):
        values = [_text(getattr(rule, key)) for rule in (before, after)]
        if values[0] != values[1]:
            yield PartChange(part=key, name="", before=values[0], after=values[1])


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, tuple):
        return ", ".join(sorted(str(one) for one in value))
    return _plain(str(value))


def _plain(text: str) -> str:
    return " ".join(text.split())


def parameter_changes(old: Rulebook, new: Rulebook) -> tuple[ParameterChange, ...]:
    """Return the parameters whose value differs on some day, by name."""
    before, after = old.parameters.by_name, new.parameters.by_name
    found = (
        ParameterChange(
            name=name,
            steps=tuple(_steps(name, old, new, before, after)),
            rules=_readers(name, old, new),
        )
        for name in sorted({*before, *after})
    )
    return tuple(change for change in found if change.steps)


def _steps(
    name: str,
    old: Rulebook,
    new: Rulebook,
    before: Mapping[str, Parameter],
    after: Mapping[str, Parameter],
) -> Iterator[ValueStep]:
    """Yield each day from which both values stay as they are, where they differ."""
    sides = [
        book.parameters if name in known else None
        for book, known in ((old, before), (new, after))
    ]
    days = {day for side in sides if side is not None for day, _ in side.series(name)}
    for day in sorted(days):
        one, other = (None if side is None else side.value(name, day) for side in sides)
        if one != other:
            yield ValueStep(start=day, before=one, after=other)


def _readers(name: str, *books: Rulebook) -> tuple[str, ...]:
    found = {
        rule.id
        for book in books
        for rule in book.rules
        for text in (
            *(clause.text for clause in (*rule.when, *rule.unless)),
            rule.amount or "",
            rule.debtor or "",
        )
        if name in PARAMETER.findall(text)
    }
    return tuple(sorted(found))
