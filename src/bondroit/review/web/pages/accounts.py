"""Accounts: one's own, and those that a manager keeps."""

from typing import Final

from sqlalchemy.orm import Session
from starlette.responses import Response

from bondroit.review.auth import accounts
from bondroit.review.auth.passwords import MIN_LENGTH, matches
from bondroit.review.auth.signing import sign_out
from bondroit.review.problems import Conflict, Invalid, NotFound, SignInRefused
from bondroit.review.store.accounts import User
from bondroit.review.vocabulary import Permission, Role
from bondroit.review.web.visits import SESSION, Handler, Visit, done


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
        return _list(visit, str(error), 422)
    return done("/comptes", "compte")


def _change(visit: Visit) -> Response:
    visit.actor.need(Permission.MANAGE_USERS)
    what = visit.form.text("quoi")
    try:
        with visit.site.desk.write() as session:
            user = _user(session, visit.number("user_id"))
            if what in ("fermer", "ouvrir"):
                _not_oneself(visit, user)
                accounts.set_active(session, visit.actor, user, active=what == "ouvrir")
            elif what == "roles":
                _not_oneself(visit, user)
                accounts.set_roles(session, visit.actor, user, visit.form.every("role"))
            elif what == "mot-de-passe" and user.issuer is None:
                accounts.set_password(session, visit.actor, user, _password(visit))
            else:
                raise Invalid("compte", "l'action n'existe pas", "rechargez la page")
    except Invalid as error:
        return _list(visit, str(error), 422)
    return done("/comptes", "compte-modifie")


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


def _own_password(visit: Visit) -> Response:
    try:
        with visit.site.desk.write() as session:
            user = _user(session, visit.actor.account)
            present = (visit.form.every("present") or ("",))[-1]
            again = (visit.form.every("encore") or ("",))[-1]
            if not matches(present, user.password_hash):
                raise Invalid(
                    "mot de passe", "l'actuel n'est pas celui-là", "retapez-le"
                )
            if again != _password(visit):
                raise Invalid(
                    "mot de passe", "les deux saisies diffèrent", "retapez-les"
                )
            accounts.set_password(session, visit.actor, user, again)
            sign_out(session, visit.token)
    except (Invalid, SignInRefused) as error:
        return _account(visit, str(error), 422)
    answer = done("/connexion", "mot-de-passe")
    answer.delete_cookie(SESSION)
    return answer


ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/comptes", _users),
    ("POST", "/comptes", _add),
    ("POST", "/comptes/{user_id}", _change),
    ("GET", "/compte", lambda visit: _account(visit)),
    ("POST", "/compte", _own_password),
)
