"""What the desk answers when something cannot be done: French, one sentence each."""

from bondroit.counted import counted
from bondroit.errors import BondroitError, ExitCode


class ReviewError(BondroitError):
    """An action of the desk that was not done; the sentence is shown to its author."""

    exit_code = ExitCode.CONFIGURATION


class NotAllowed(ReviewError):  # noqa: N818 - it is an answer
    """The account's roles do not allow it (page: 403)."""


class NotFound(ReviewError):  # noqa: N818 - it is an answer
    """There is no such case, deadline, view or account (page: 404)."""


class Conflict(ReviewError):  # noqa: N818 - it is an answer
    """Someone else took or changed it meanwhile (page: 409)."""


class WrongState(ReviewError):  # noqa: N818 - it is an answer
    """The state of the case does not allow it (page: 409)."""


class Invalid(ReviewError):  # noqa: N818 - it is an answer
    """What was given is not in the closed lists, or is missing (page: 422)."""


class SignInRefused(ReviewError):  # noqa: N818 - it is an answer
    """Wrong account or password, disabled account: one sentence for all (page: 401)."""


class TooManyAttempts(ReviewError):  # noqa: N818 - it is an answer
    """Sign-in is closed for a while (page: 429).

    Attributes:
        retry_after: seconds to wait.

    """

    def __init__(self, retry_after: int) -> None:
        """Keep the delay for the `Retry-After` header."""
        super().__init__(
            "connexion",
            "trop d'essais successifs",
            f"réessayez dans {counted(max(1, round(retry_after / 60)), 'minute')}",
        )
        self.retry_after = retry_after
