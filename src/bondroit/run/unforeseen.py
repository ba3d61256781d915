"""What was not foreseen, said in one sentence that shows no value of any row."""

from bondroit.errors import BondroitError, ExitCode
from bondroit.sources.storage import StorageError


class UnforeseenError(BondroitError):
    """An error that bondroit should have foreseen (exit status 2)."""


class MemoryFullError(BondroitError):
    """The memory is exhausted (exit status 3)."""

    exit_code = ExitCode.DATA


def in_one_sentence(error: Exception) -> BondroitError:
    """Return an error that can be shown and logged.

    The text of an unknown error may quote a name or a number: only its type is kept,
    and of those of the system the file and the reason.
    """
    match error:
        case BondroitError():
            return error
        case MemoryError():
            return MemoryFullError(
                "bondroit",
                "the memory is exhausted",
                "free memory or reduce window_months, then run again",
            )
        case OSError():
            reason = (error.strerror or "input or output failed").lower()
            return StorageError(
                str(error.filename or "bondroit"),
                f"the system refused to read or write ({reason})",
                "free space on the disk or correct the rights, then run again",
            )
    return UnforeseenError(
        "bondroit",
        f"an unforeseen {type(error).__name__} stopped the command",
        "run it again with `bondroit --debug` and report what it prints",
    )
