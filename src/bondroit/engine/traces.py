"""What each clause of each rule said of a few rows, with the values it saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import polars as pl

from bondroit.engine.compile import CompiledRule
from bondroit.model.rule import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseTrace:
    """What one clause said of one row.

    Attributes:
        name: of the clause.
        text: as written.
        exclusion: whether it comes from `unless`.
        truth: true, false, or None when it could not be judged.
        values: each column it reads, with the value it saw.
        month: the month whose parameters it read, None where the row has none.

    """

    name: str
    text: str
    exclusion: bool
    truth: bool | None
    values: Mapping[str, object]
    month: date | None = None

    @property
    def blocking(self) -> bool:
        """Whether it keeps the rule from firing, for certain."""
        return self.truth is self.exclusion

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns whose value is unknown, where the clause could not be judged."""
        if self.truth is not None:
            return ()
        return tuple(name for name, value in self.values.items() if value is None)


@dataclass(frozen=True, slots=True)
class Traces:
    """Every answer of some rules on every row of a small frame of their view.

    What clauses said, and the values they saw, are computed once somebody asks.

    Attributes:
        rules: rules of one view.
        frame: every column that they read.
        answers: verdicts and amounts, by the names that `planned` gives them.
        told: what clauses said.
        seen: values of columns.

    """

    rules: Sequence[CompiledRule]
    frame: pl.LazyFrame
    answers: Mapping[str, Sequence[object]]
    told: dict[str, Sequence[object]] = field(default_factory=dict)
    seen: dict[str, Sequence[object]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Sequence[CompiledRule], frame: pl.DataFrame) -> "Traces":
        """Evaluate every verdict and amount at once.

        Args:
            rules: rules of one view.
            frame: every column that they read.

        """
        lazy = frame.lazy()
        return cls.judged(rules, lazy, planned(rules, lazy).collect())

    @classmethod
    def judged(
        cls, rules: Sequence[CompiledRule], frame: pl.LazyFrame, answers: pl.DataFrame
    ) -> "Traces":
        """Return what was evaluated: `answers` is what `planned` gave, collected."""
        return cls(rules, frame, answers.to_dict(as_series=False))

    def verdict(self, rank: int, row: int) -> Verdict:
        """Return what a rule says of a row."""
        answer = self.answers[f"{rank}:verdict"][row]
        if answer is None:
            return Verdict.UNKNOWN
        return Verdict.FIRES if answer else Verdict.SILENT

    def amount(self, rank: int, row: int) -> Decimal | None:
        """Return the amount of a rule that fires on a row, or None."""
        if self.verdict(rank, row) is not Verdict.FIRES:
            return None
        answers = self.answers.get(f"{rank}:amount")
        amount = None if answers is None else answers[row]
        return amount if isinstance(amount, Decimal) else None

    def clauses(self, rank: int, row: int) -> tuple[ClauseTrace, ...]:
        """Return what each clause of a rule says of a row."""
        return tuple(
            ClauseTrace(
                name=part.clause.name,
                text=part.clause.text,
                exclusion=part.exclusion,
                truth=self._truth(rank, row, part.clause.name),
                values={name: self._value(name, row) for name in part.columns},
                month=self._month(row),
            )
            for part in self.rules[rank].clauses
        )

    def _month(self, row: int) -> date | None:
        month = self._value("month", row)
        return month if isinstance(month, date) else None

    def _value(self, name: str, row: int) -> object:
        if not self.seen:
            self.seen.update(self.frame.collect().to_dict(as_series=False))
        return self.seen[name][row]

    def _truth(self, rank: int, row: int, name: str) -> bool | None:
        if not self.told:
            clauses = {
                f"{rank}:{part.clause.name}": part.expr
                for rank, rule in enumerate(self.rules)
                for part in rule.clauses
            }
            told = _with_values(self.frame, clauses).collect()
            self.told.update(told.to_dict(as_series=False))
        answer = self.told[f"{rank}:{name}"][row]
        return answer if isinstance(answer, bool) else None


def planned(rules: Sequence[CompiledRule], frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return the verdicts and amounts of rules on the rows of their view."""
    exprs: dict[str, pl.Expr] = {}
    for rank, rule in enumerate(rules):
        exprs[f"{rank}:verdict"] = rule.verdict
        if rule.amount is not None:
            exprs[f"{rank}:amount"] = rule.amount
    return _with_values(frame, exprs)


def _with_values(frame: pl.LazyFrame, exprs: Mapping[str, pl.Expr]) -> pl.LazyFrame:
    """Return the values of expressions, one a row even where they read no column."""
    named = frame.with_columns(expr.alias(name) for name, expr in exprs.items())
    return named.select(*exprs)
