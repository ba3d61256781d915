"""Accounts: one's own, and those that a manager keeps."""

from typing import Final

from sqlalchemy.orm import Session
from starlette.responses import Response

from bondroit.review.auth import accounts
from bondroit.review.auth.passwords import MIN_LENGTH, matches
from bondroit.review.problems import Conflict, Invalid, NotFound
from bondroit.review.store.accounts import User
from bondroit.review.vocabulary import Permission, Role
from bondroit.review.web.visits import SESSION, Handler, Visit, done, spoken


def _users(visit: Visit) -> Response:
    return _list(visit)


def _list(visit: Visit, problem: str | None = None, status: int = 200) -> Response:
    visit.actor.need(Permission.SEE_USERS)
    with visit.site.desk.read() as session:
        users = accounts.list_users(session)
    return visit.page(
        "users.html.j2",
        {
            "users": users,
            "may_manage": visit.actor.may(Permission.MANAGE_USERS),
            "roles": list(Role),
            "least": MIN_LENGTH,
            "typed": visit.form,
            "problem": problem,
        },
        status,
    )


def _add(visit: Visit) -> Response:
    visit.actor.need(Permission.MANAGE_USERS)
    form = visit.form
    try:
        with visit.site.desk.write() as session:
            accounts.add_user(
                session,
                visit.actor,
                form.text("identifiant"),
                form.text("nom"),
                form.every("role"),
                _password(visit),
            )
    except (Invalid, Conflict) as error:
        return _list(visit, spoken(error), 422)
    return done("/comptes", "compte")


def _change(visit: Visit) -> Response:
    visit.actor.need(Permission.MANAGE_USERS)
    try:
        with visit.site.desk.write() as session:
            _changed(visit, session, _user(session, visit.number("user_id")))
    except Invalid as error:
        return _list(visit, spoken(error), 422)
    return done("/comptes", "compte-modifie")


def _changed(visit: Visit, session: Session, user: User) -> None:
    match visit.form.text("quoi"):
        case "fermer" | "ouvrir" as what:
            _not_oneself(visit, user)
            accounts.set_active(session, visit.actor, user, active=what == "ouvrir")
        case "roles":
            _not_oneself(visit, user)
            accounts.set_roles(session, visit.actor, user, visit.form.every("role"))
        case "mot-de-passe" if user.issuer is None:
            accounts.set_password(session, visit.actor, user, _password(visit))
        case _:
            raise Invalid("compte", "l'action n'existe pas", "rechargez la page")


def _not_oneself(visit: Visit, user: User) -> None:
    if user.id == visit.actor.id:
        raise Invalid(
            "compte",
            "on ne change ni ses propres rôles ni son propre accès",
            "demandez-le à un autre responsable",
        )


def _user(session: Session, number: int) -> User:
    user = session.get(User, number)
    if user is None:
        raise NotFound("compte", "il n'existe pas", "rechargez la page")
    return user


def _password(visit: Visit) -> str:
    # NOTE: a password keeps its spaces.
    return (visit.form.every("mot_de_passe") or ("",))[-1]


def _account(visit: Visit, problem: str | None = None, status: int = 200) -> Response:
    with visit.site.desk.read() as session:
        user = _user(session, visit.actor.account)
    return visit.page(
        "account.html.j2",
        {"user": user, "least": MIN_LENGTH, "problem": problem},
        status,
    )


def _own(visit: Visit) -> Response:
    return _account(visit)


def _own_password(visit: Visit) -> Response:
    try:
        with visit.site.desk.write() as session:
            user = _user(session, visit.actor.account)
            _checked(visit, user)
            accounts.set_password(session, visit.actor, user, _password(visit))
    except Invalid as error:
        return _account(visit, spoken(error), 422)
    answer = done("/connexion", "mot-de-passe")
    answer.delete_cookie(SESSION)
    return answer


def _checked(visit: Visit, user: User) -> None:
    present = (visit.form.every("present") or ("",))[-1]
    again = (visit.form.every("encore") or ("",))[-1]
    if not matches(present, user.password_hash):
        raise Invalid("mot de passe", "l'actuel n'est pas celui-là", "retapez-le")
    if again != _password(visit):
        raise Invalid("mot de passe", "les deux saisies diffèrent", "retapez-les")


ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/comptes", _users),
    ("POST", "/comptes", _add),
    ("POST", "/comptes/{user_id}", _change),
    ("GET", "/compte", _own),
    ("POST", "/compte", _own_password),
)
