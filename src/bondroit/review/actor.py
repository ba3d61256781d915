"""Who acts on the desk, when, and what they may do."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bondroit.review.problems import NotAllowed
from bondroit.review.vocabulary import PERMISSIONS, Permission, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An account signed in, at the moment of an action.

    Attributes:
        id: of the account; None for the machine.
        login: what the journal names.
        name: what colleagues read.
        roles: what the account holds.
        at: the moment of the action, with its zone.

    """

    id: int | None
    login: str
    name: str
    roles: frozenset[Role]
    at: datetime

    @property
    def today(self) -> date:
        """The day of the action."""
        return self.at.date()

    def may(self, permission: Permission) -> bool:
        """Whether one of the roles allows it."""
        return any(permission in PERMISSIONS[role] for role in self.roles)

    def need(self, permission: Permission) -> None:
        """Stop an action that no role allows.

        Raises:
            NotAllowed: none of them does.

        """
        if not self.may(permission):
            raise NotAllowed(
                "droits",
                "votre compte ne permet pas cette action",
                "demandez-la à un responsable",
            )

    @property
    def account(self) -> int:
        """The account's number, for what only people do.

        Raises:
            NotAllowed: the machine acts.

        """
        if self.id is None:
            raise NotAllowed(
                "droits", "cette action revient à une personne", "connectez-vous"
            )
        return self.id

    def moment(self, at: datetime) -> "Actor":
        """Return the same account at another moment."""
        return replace(self, at=at)


def machine(at: datetime | None = None) -> Actor:
    """Return the actor of what nobody does by hand: imports, migrations, commands."""
    return Actor(
        id=None,
        login="bondroit",
        name="bondroit",
        roles=frozenset(),
        at=at or datetime.now(UTC),
    )
