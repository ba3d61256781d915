"""Two books of rules on the same months: `bondroit rules diff`."""

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from bondroit.cases.comparison import Effect, compare
from bondroit.cases.exceptions import set_aside
from bondroit.cases.judgement import JUDGED, RECOVERY_VIEW
from bondroit.cases.netting import net_findings
from bondroit.engine.book_changes import (
    ParameterChange,
    RuleChange,
    parameter_changes,
    rule_changes,
)
from bondroit.engine.evaluate import evaluate
from bondroit.engine.findings import empty_findings
from bondroit.engine.rulebook import Rulebook, read_rulebook
from bondroit.engine.views.held import hold
from bondroit.engine.views.undue_month import NETTED
from bondroit.model.rule import Rule
from bondroit.model.table_set import TableSet
from bondroit.resources import shipped
from bondroit.run.backtest import paid_for
from bondroit.run.judged import Judged
from bondroit.run.law import folders_with


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What differs between two books of rules.

    Attributes:
        name: of the run, or of the folder of tables.
        rules: what changed in the rules.
        parameters: what changed in the parameters.
        effect: what changes on those months, all together.
        by_parameters: what the parameters alone change; None where only one of rules
            and parameters changed.

    """

    name: str
    rules: tuple[RuleChange, ...]
    parameters: tuple[ParameterChange, ...]
    effect: Effect
    by_parameters: Effect | None

    @property
    def none(self) -> bool:
        """Whether the two books say the same, of everyone."""
        return not (self.rules or self.parameters) and self.effect.none


@dataclass(slots=True)
class _Bench:
    """Facts already found, by parameters and rule: the same rule is judged once."""

    judged: Judged
    tables: TableSet
    known: dict[tuple[int, str, str], pl.DataFrame]

    def facts(self, book: Rulebook, rules: tuple[Rule, ...], mark: int) -> pl.DataFrame:
        """Return what rules of the first pass find."""
        new = [rule for rule in rules if (mark, *_same(rule)) not in self.known]
        if new:
            scope = self.judged.scope
            said = evaluate(new, self.tables, book.parameters, scope).findings
            for rule in new:
                own = said.filter(pl.col("rule_id") == rule.id)
                self.known[(mark, *_same(rule))] = own
        found = [self.known[(mark, *_same(rule))] for rule in rules]
        return pl.concat(found) if found else empty_findings()

    def netted(
        self, book: Rulebook, rules: tuple[Rule, ...], mark: int
    ) -> pl.DataFrame:
        """Return what a book counts: both passes, exceptions taken out."""
        shown = tuple(rule for rule in rules if rule.status in JUDGED)
        scope = self.judged.scope
        first = tuple(rule for rule in shown if rule.view != RECOVERY_VIEW)
        second = tuple(rule for rule in shown if rule.view == RECOVERY_VIEW)
        cases, as_of = self.judged.cases, scope.as_of
        facts = self.facts(book, first, mark)
        facts = set_aside(facts, book.exceptions, self.tables, cases, as_of).kept
        counted = net_findings(facts, paid_for(facts, self.tables))
        if not second:
            return counted
        frames = {**self.tables.frames, NETTED: counted.lazy()}
        tables = replace(self.tables, frames=frames)
        late = evaluate(second, tables, book.parameters, scope).findings
        kept = set_aside(late, book.exceptions, self.tables, cases, as_of).kept
        return pl.concat([counted, kept.select(counted.columns)])


def _same(rule: Rule) -> tuple[str, str]:
    return rule.id, f"{rule.version} {rule.digest} {rule.explain}"


def compare_rules(judged: Judged, old: Path | None, new: Path) -> Difference:
    """Judge the same months by two books of rules.

    Args:
        judged: a run or tables.
        old: a folder of rules; those that come with bondroit by default.
        new: another one. A département's own folder stands after those that come with
            bondroit; a whole copy stands alone.

    Raises:
        ConfigurationError: a folder is absent.
        ProblemList: every problem of the rules.

    """
    before = read_rulebook((shipped("rules"),) if old is None else folders_with(old))
    after = read_rulebook(folders_with(new))
    before.checked()
    after.checked()
    rules, parameters = rule_changes(before, after), parameter_changes(before, after)
    bench = _Bench(judged, hold(judged.tables), {})
    mark = 1 if parameters else 0
    was = bench.netted(before, before.rules, 0)
    now = bench.netted(after, after.rules, mark)
    by_parameters = None
    if parameters and (rules or before.exceptions != after.exceptions):
        between = replace(before, parameters=after.parameters)
        by_parameters = compare(was, bench.netted(between, before.rules, mark))
    return Difference(
        name=judged.name,
        rules=rules,
        parameters=parameters,
        effect=compare(was, now),
        by_parameters=by_parameters,
    )
