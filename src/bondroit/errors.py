"""Errors that say where, what and what to do, in one sentence."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit status of every command."""

    DONE = 0
    DEGRADED = 1
    CONFIGURATION = 2
    DATA = 3


class BondroitError(Exception):
    """A problem a user can act on; printed as one line, without traceback.

    Args:
        where: the place: a file, `file:line:column`, a source or a command.
        what: the fact, with counts, without personal data.
        remedy: what to do about it.

    """

    exit_code = ExitCode.CONFIGURATION

    def __init__(self, where: str, what: str, remedy: str) -> None:
        """Keep the three parts apart, for reports and for tests."""
        super().__init__(where, what, remedy)
        self.where = where
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the sentence shown to the user."""
        return f"{self.where}: {self.what}; {self.remedy}"


class ConfigurationError(BondroitError):
    """The configuration, a mapping or a rule is wrong (exit status 2)."""

    exit_code = ExitCode.CONFIGURATION


class DataError(BondroitError):
    """A delivery could not be read (exit status 3)."""

    exit_code = ExitCode.DATA


class ProblemList(ConfigurationError):  # noqa: N818 - it is a list of problems
    """Several problems of one or more files, reported together."""

    def __init__(self, problems: list[BondroitError]) -> None:
        """Keep the problems in the order of the files."""
        first = problems[0]
        super().__init__(first.where, first.what, first.remedy)
        self.problems = problems

    def __reduce__(self) -> tuple[type["ProblemList"], tuple[list[BondroitError]]]:
        """Say how another process makes the same list."""
        return type(self), (self.problems,)

    def __str__(self) -> str:
        """Return one line a problem."""
        return "\n".join(str(problem) for problem in self.problems)
