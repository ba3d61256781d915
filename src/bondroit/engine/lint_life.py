"""What ages in a rule: its review, its parameters, its version; and its examples."""

from collections.abc import Iterator
from datetime import date

from bondroit.engine.issues import Issue, error, warning
from bondroit.engine.language.syntax import Node, Op
from bondroit.engine.parameters import Parameters
from bondroit.engine.rule_checks import CheckedRule
from bondroit.engine.rulebook import RUNNING
from bondroit.model.rule import Rule, Verdict

_SURE = frozenset({"coalesce"})


def last_month(parameters: Parameters) -> date:
    """Return the month of the latest date from which a parameter has a value.

    It is the month of `rules lint` when none is given: the clock is never read.
    """
    starts = (
        dated.start
        for name in parameters.names()
        for dated in parameters.describe(name).values
    )
    return max(starts, default=date(2000, 1, 1)).replace(day=1)


def month_issues(
    checked: CheckedRule, parameters: Parameters, month: date
) -> Iterator[Issue]:
    """Find a review that is past, and parameters without a value that month."""
    rule = checked.rule
    if rule.review_on is not None and rule.review_on < month:
        what = f"the review of the rule was due on {rule.review_on}"
        where = rule.file.place("review_on")
        yield warning(rule, where, what, "review it, then set the next date")
    if rule.status not in RUNNING:
        return
    seen: set[str] = set()
    for keys, tree in _trees(checked):
        for name in tree.names(Op.PARAMETER):
            if name not in seen and parameters.value(name, month) is None:
                seen.add(name)
                what = f"'${name}' has no value in {month:%Y-%m}: the rule is unknown"
                remedy = "add the value and its source to its parameter file"
                yield warning(rule, rule.file.place(*keys), what, remedy)


def _trees(checked: CheckedRule) -> Iterator[tuple[tuple[str, ...], Node]]:
    for part in checked.clauses:
        yield ("unless" if part.exclusion else "when", part.clause.name), part.tree
    if checked.amount is not None:
        yield ("amount",), checked.amount


def change_issues(rule: Rule) -> Iterator[Issue]:
    """Check that each version after the first says what it changed."""
    versions = [change.version for change in rule.changes]
    if not versions and rule.version == 1:
        return
    place = rule.file.place("changes")
    if rule.version > 1 and rule.version not in versions:
        what = f"version {rule.version} does not say what it changes"
        yield error(rule, place, what, "add it to 'changes', with its date")
    if versions != sorted(set(versions)):
        what = "the versions of 'changes' are not in order, each once"
        yield error(rule, place, what, "sort them, the first version first")
    if any(version > rule.version for version in versions):
        what = f"'changes' names a version after {rule.version}"
        yield error(rule, place, what, "raise 'version', or correct the entry")


def example_issues(checked: CheckedRule) -> Iterator[Issue]:
    """Find a missing kind of example, and examples that expect what no one gives."""
    rule = checked.rule
    expected = {example.expect for example in rule.examples}
    if Verdict.UNKNOWN not in expected and _can_be_unknown(checked):
        what = "no example 'unknown'"
        remedy = "add one that gives null to a column, and expects unknown"
        yield error(rule, rule.file.place("examples"), what, remedy)
    for rank, example in enumerate(rule.examples):
        fires = example.expect is Verdict.FIRES
        if example.amount is not None and (not fires or rule.amount is None):
            what = f"the example '{example.name}' expects an amount that no one gives"
            where = rule.file.place("examples", rank)
            yield error(rule, where, what, "remove its 'amount'")
        elif fires and rule.amount is not None and example.amount is None:
            what = f"the example '{example.name}' fires without saying its amount"
            where = rule.file.place("examples", rank)
            yield warning(rule, where, what, "write its 'amount'")
        if example.boundary is not None:
            yield from _boundary(checked, rank, example.boundary)


def _boundary(checked: CheckedRule, rank: int, name: str) -> Iterator[Issue]:
    """Check that the clause at whose limit an example stands has one."""
    rule = checked.rule
    trees = {part.clause.name: part.tree for part in checked.clauses}
    if name not in trees:
        where = rule.file.place("examples", rank, "boundary")
        what = f"'boundary' names no clause: '{name}'"
        yield error(rule, where, what, "choose among " + ", ".join(sorted(trees)))
    elif not any(node.op in (Op.COMPARE, Op.BETWEEN) for node in trees[name].walk()):
        where = rule.file.place("examples", rank, "boundary")
        what = f"the clause '{name}' compares nothing: it has no boundary"
        yield error(rule, where, what, "name the clause that has a limit")


def _can_be_unknown(checked: CheckedRule) -> bool:
    """Whether a clause reads a column that a null makes unknown."""
    return any(_open(part.tree) for part in checked.clauses)


def _open(node: Node) -> bool:
    if node.op is Op.COLUMN:
        return node.value not in ("benefit", "month")
    if node.op is Op.IS_NULL or (node.op is Op.CALL and node.value in _SURE):
        return False
    return any(_open(arg) for arg in node.args)
