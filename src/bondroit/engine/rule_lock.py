"""`rules.lock.json`: the version, meaning and status of every rule ever given.

One line an id, kept for ever: an id is never given to another rule. The version and the
sha256 of the meaning (clauses, amount, debtor, view, benefits, direction, severity, kind;
never prose, comments or layout) change together. Drafts may change freely.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bondroit.engine.issues import Issue, Level
from bondroit.engine.rulebook import LOCK
from bondroit.errors import BondroitError, ConfigurationError, ProblemList
from bondroit.model.rule import Rule, Status

RETIRED = "retired"
RUN_LOCK = "run `bondroit rules lock`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """What the lock file says of one id: its status is `retired` once it has no file."""

    version: int
    sha256: str
    status: str


def read_lock(folder: Path) -> dict[str, Locked] | None:
    """Return the lock of a folder of rules, None when it has none.

    Raises:
        ConfigurationError: the file is not a lock.

    """
    path = folder / LOCK
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: Locked(**entry) for name, entry in found.items()}
    except (ValueError, TypeError, AttributeError, OSError) as error:
        raise ConfigurationError(
            str(path), "this is no lock of rules", "take it back from its history"
        ) from error


def lock_issues(folder: Path, rules: Iterable[Rule]) -> Iterator[Issue]:
    """Compare the rules of a folder with its lock, if it has one.

    Args:
        folder: a folder of rules.
        rules: rules of any folder; those of others are left out.

    """
    lock = read_lock(folder)
    if lock is None:
        return
    own = {rule.id: rule for rule in _of(folder, rules)}
    for rule in own.values():
        yield from _rule_issues(rule, lock.get(rule.id))
    for name, entry in lock.items():
        if name not in own and entry.status not in (RETIRED, Status.DRAFT):
            yield Issue(
                rule_id=name,
                level=Level.ERROR,
                where=str(folder / LOCK),
                what=f"the rule {name} has no file any more",
                remedy=f"take it back, or {RUN_LOCK} to retire its id",
            )


def update_lock(folder: Path, rules: Iterable[Rule]) -> list[str]:
    """Write the lock of a folder; return one line a change.

    Args:
        folder: a folder of rules.
        rules: every rule that could be read in it.

    Raises:
        ProblemList: a version and a meaning that did not change together, or an id
            that was retired. Nothing is written.

    """
    before = read_lock(folder) or {}
    own = {rule.id: rule for rule in _of(folder, rules)}
    broken: list[BondroitError] = [
        ConfigurationError(issue.where, issue.what, issue.remedy)
        for rule in own.values()
        for issue in _rule_issues(rule, before.get(rule.id))
        if RUN_LOCK not in issue.remedy
    ]
    if broken:
        raise ProblemList(broken)
    after = {name: _now(rule) for name, rule in own.items()}
    for name, entry in before.items():
        if name not in after and entry.status != Status.DRAFT:
            after[name] = Locked(
                version=entry.version, sha256=entry.sha256, status=RETIRED
            )
    (folder / LOCK).write_text(lock_text(after), encoding="utf-8")
    names = sorted({*before, *after})
    return [
        f"{name}: {_said(before.get(name))} -> {_said(after.get(name))}"
        for name in names
        if before.get(name) != after.get(name)
    ]


def lock_text(entries: dict[str, Locked]) -> str:
    """Return the lock as JSON, one line an id, so that two authors seldom collide."""
    lines = [
        f'  "{name}": '
        + json.dumps(
            {"version": one.version, "status": one.status, "sha256": one.sha256}
        )
        for name, one in sorted(entries.items())
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _of(folder: Path, rules: Iterable[Rule]) -> Iterator[Rule]:
    place = folder.resolve()
    return (rule for rule in rules if rule.file.path.resolve().is_relative_to(place))


def _now(rule: Rule) -> Locked:
    return Locked(version=rule.version, sha256=rule.digest, status=_own_status(rule))


def _own_status(rule: Rule) -> str:
    """Return the status written in the file: an overlay may have switched the rule's."""
    return str(rule.file.data["status"])


def _said(entry: Locked | None) -> str:
    return "–" if entry is None else f"v{entry.version} {entry.status}"


def _rule_issues(rule: Rule, entry: Locked | None) -> Iterator[Issue]:
    drafted = _own_status(rule) == Status.DRAFT
    if entry is None:
        if not drafted:
            yield _issue(rule, "id", f"the rule is not in {LOCK}", RUN_LOCK)
        return
    if entry.status == RETIRED:
        what = f"the id '{rule.id}' was that of a rule now retired"
        yield _issue(rule, "id", what, "give the rule another id: ids are never reused")
        return
    if entry.status == Status.DRAFT:
        if not drafted:
            yield _issue(rule, "id", f"{LOCK} still says 'draft'", RUN_LOCK)
        return
    if rule.digest != entry.sha256 and rule.version <= entry.version:
        what = f"the meaning of the rule changed since version {entry.version}"
        remedy = f"write 'version: {entry.version + 1}' and say it in 'changes'"
        yield _issue(rule, "version", what, remedy)
    elif rule.digest == entry.sha256 and rule.version != entry.version:
        what = f"version {rule.version} means the same as version {entry.version}"
        yield _issue(rule, "version", what, f"write 'version: {entry.version}'")
    elif _now(rule) != entry:
        what = f"{LOCK} is behind: it says {_said(entry)}"
        yield _issue(rule, "version", what, RUN_LOCK)


def _issue(rule: Rule, key: str, what: str, remedy: str) -> Issue:
    return Issue(
        rule_id=rule.id,
        level=Level.ERROR,
        where=rule.file.place(key),
        what=what,
        remedy=remedy,
    )
