"""What protects the desk: the journal, sealed fields, accounts, sessions, forms."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from desk_support import Clock, Gap, add_actor, case_id, write_run
from desk_tables import tables_of
from sqlalchemy import text

from bondroit.errors import ConfigurationError, DataError
from bondroit.review import journal
from bondroit.review.actor import machine
from bondroit.review.auth import accounts, signing
from bondroit.review.auth.openid import read_settings
from bondroit.review.desk import Desk
from bondroit.review.importing.runs import import_run
from bondroit.review.problems import (
    Conflict,
    Invalid,
    NotAllowed,
    SignInRefused,
    TooManyAttempts,
)
from bondroit.review.services import dossier
from bondroit.review.store.guards import guard_journal, release_journal
from bondroit.review.store.migrating import migrate
from bondroit.review.store.rotation import rotate
from bondroit.review.store.schema import METADATA
from bondroit.review.store.sealing import Keyring, hold_keyring, new_key, read_keyring
from bondroit.review.vocabulary import PERMISSIONS, Permission, Role

PASSWORD = "une phrase assez longue"  # noqa: S105 - an example


def written(desk: Desk, count: int = 3) -> None:
    """Write some lines in the journal."""
    for rank in range(count):
        with desk.write() as session:
            journal.record(session, machine(desk.clock()), "test", after={"n": rank})


@contextmanager
def unguarded(desk: Desk) -> Iterator[None]:
    """Lift the triggers, as somebody who owns the database could."""
    with desk.engine.begin() as link:
        release_journal(link)
    yield
    with desk.engine.begin() as link:
        guard_journal(link)


@pytest.mark.parametrize(
    "statement", ["UPDATE journal SET action = 'x'", "DELETE FROM journal"]
)
def test_the_database_refuses_to_change_the_journal(desk: Desk, statement: str) -> None:
    """Triggers stop updates and deletions."""
    written(desk)

    with pytest.raises(DataError), desk.write() as session:
        session.execute(text(statement))
    with desk.read() as session:
        assert journal.verify(session).entries == 3


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        pytest.param("UPDATE journal SET after = '{}' WHERE seq = 2", "ligne 2 : son contenu", id="changed"),
        pytest.param("DELETE FROM journal WHERE seq = 2", "ligne 2 : absente", id="removed"),
        pytest.param("DELETE FROM journal WHERE seq = 3", "la fin notée", id="cut"),
    ],
)  # fmt: skip
def test_tampering_is_found(desk: Desk, statement: str, said: str) -> None:
    """Who gets round the triggers breaks the chain."""
    written(desk)
    with desk.read() as session:
        head = journal.verify(session).head
    with unguarded(desk), desk.engine.begin() as link:
        link.execute(text(statement))

    with desk.read() as session:
        found = journal.verify(session, head)
    assert not found.sound
    assert any(problem.startswith(said) for problem in found.problems)


def test_an_action_that_fails_leaves_no_trace(desk: Desk) -> None:
    """The journal and the change are kept together or not at all."""

    def fail() -> None:
        with desk.write() as session:
            journal.record(session, machine(), "test")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    with desk.read() as session:
        assert journal.verify(session).entries == 0


def test_migrations_make_the_tables_of_the_code(desk: Desk) -> None:
    """After the migrations nothing differs; migrating again does nothing."""
    with desk.engine.connect() as link:
        assert compare_metadata(MigrationContext.configure(link), METADATA) == []
    before, after = migrate(desk.engine)
    assert before == after


def test_the_file_is_its_owners_alone(file_desk: Desk) -> None:
    """The folder and the database are closed to others."""
    place = file_desk.root / "review"

    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE((place / "desk.db").stat().st_mode) == 0o600


def test_identities_are_sealed_and_keys_change(desk: Desk) -> None:
    """Names cannot be read in the tables; a new key takes over, the old one goes."""
    hold_keyring(desk.engine.dialect, Keyring([b"a" * 32]))
    import_run(desk, write_run(desk.root / "runs/a", [Gap(0)]), tables_of(1))
    agent = add_actor(desk, "ana")
    with desk.read() as session:
        raw = str(session.execute(text("SELECT identity FROM case_people")).all())
        raw += str(
            session.execute(text("SELECT explanation, facts FROM findings")).all()
        )
    hold_keyring(desk.engine.dialect, Keyring([b"b" * 32, b"a" * 32]))
    with desk.write() as session:
        rows = rotate(session)
    hold_keyring(desk.engine.dialect, Keyring([b"b" * 32]))
    with desk.write() as session:
        (person,) = dossier.open_identity(session, agent, case_id(0))

    assert "NOMFICTIF" not in raw
    assert "sealed:" in raw
    assert "écart" not in raw
    assert (rows, person.identity["birth_name"]) == (2, "NOMFICTIF0")
    hold_keyring(desk.engine.dialect, None)
    with desk.write() as session, pytest.raises(ConfigurationError, match="no key"):
        dossier.open_identity(session, agent, case_id(0))


@pytest.mark.parametrize("value", ["abc", "YWJj", "sealed:x", ","])
def test_a_wrong_key_is_said(value: str) -> None:
    """A key of another length or shape is one sentence."""
    with pytest.raises(ConfigurationError, match="32 bytes"):
        read_keyring(value)


def test_a_text_that_looks_sealed_stays_itself() -> None:
    """Without a key, a note that begins like a sealed value is read back as typed."""
    from bondroit.review.store.sealing import open_sealed, plain  # noqa: PLC0415 - here alone

    for note in ("sealed:abc", "plain:x", "note"):
        assert open_sealed(plain(note), None) == note
    assert read_keyring(new_key()) is not None


def with_account(desk: Desk) -> None:
    """Add a local account."""
    with desk.write() as session:
        accounts.add_user(session, machine(), "ana", "Ana", ["agent"], PASSWORD)


def test_a_session_lives_and_ends(desk: Desk) -> None:
    """A cookie stands for its account until rest, time, sign-out or closing."""
    with_account(desk)
    clock = desk.clock
    assert isinstance(clock, Clock)
    first = signing.sign_in(desk, "Ana ", PASSWORD, "10.0.0.1")
    second = signing.sign_in(desk, "ana", PASSWORD, "10.0.0.1", first.token)
    found = signing.signed_actor(desk, second.token)

    assert found is not None
    assert (found.login, found.roles) == ("ana", {Role.AGENT})
    assert signing.signed_actor(desk, first.token) is None
    assert signing.signed_actor(desk, "forged") is None
    with desk.read() as session:
        kept = str(session.execute(text("SELECT * FROM sessions")).all())
    assert second.token not in kept

    clock.at += timedelta(minutes=desk.settings.session_minutes + 1)
    assert signing.signed_actor(desk, second.token) is None
    third = signing.sign_in(desk, "ana", PASSWORD, "10.0.0.1")
    with desk.write() as session:
        accounts.set_active(
            session, machine(), accounts.known_user(session, "ana"), active=False
        )
    assert signing.signed_actor(desk, third.token) is None
    with pytest.raises(SignInRefused):
        signing.sign_in(desk, "ana", PASSWORD, "10.0.0.1")


def test_guessing_is_slowed_down(desk: Desk) -> None:
    """Five refusals close an account for a while, even to the right password."""
    with_account(desk)
    clock = desk.clock
    assert isinstance(clock, Clock)
    for _ in range(signing.PER_ACCOUNT):
        with pytest.raises(SignInRefused):
            signing.sign_in(desk, "ana", "wrong", "10.0.0.1")
    with pytest.raises(TooManyAttempts) as refusal:
        signing.sign_in(desk, "ana", PASSWORD, "10.0.0.2")
    assert 0 < refusal.value.retry_after <= signing.WINDOW.total_seconds()

    clock.at += signing.WINDOW + timedelta(seconds=1)
    assert signing.sign_in(desk, "ana", PASSWORD, "10.0.0.2").actor.login == "ana"


@pytest.mark.parametrize(
    ("login", "name", "roles", "password"),
    [
        pytest.param("a b", "Ana", ["agent"], PASSWORD, id="login"),
        pytest.param("ana", " ", ["agent"], PASSWORD, id="name"),
        pytest.param("ana", "Ana", ["chef"], PASSWORD, id="role"),
        pytest.param("ana", "Ana", [], PASSWORD, id="no role"),
        pytest.param("ana", "Ana", ["agent"], "court", id="short"),
        pytest.param("ana", "Ana", ["agent"], "aaaaaaaaaaaaaaa", id="simple"),
        pytest.param("anatole", "Ana", ["agent"], "anatole anatole", id="login in it"),
    ],
)
def test_a_bad_account_is_refused(
    file_desk: Desk, login: str, name: str, roles: list[str], password: str
) -> None:
    """Logins, names, roles and passwords have their rules."""
    with pytest.raises(Invalid), file_desk.write() as session:
        accounts.add_user(session, machine(), login, name, roles, password)


def test_a_login_is_taken_once(file_desk: Desk) -> None:
    """Whatever the case of its letters."""
    with_account(file_desk)

    with pytest.raises(Conflict), file_desk.write() as session:
        accounts.add_user(session, machine(), "ANA", "Ana", ["agent"], PASSWORD)


def test_forms_belong_to_their_session() -> None:
    """A form of another session, or without token, is not ours."""
    assert signing.form_is_ours("a", signing.form_token("a"))
    for token, given in (
        ("a", signing.form_token("b")),
        ("a", None),
        (None, ""),
        ("a", "é"),
    ):
        assert not signing.form_is_ours(token, given)


def test_readers_change_nothing(file_desk: Desk) -> None:
    """DPO and audit read, and never see who a case is about."""
    changing = {Permission.WORK, Permission.OPEN_IDENTITY, Permission.ASSIGN, Permission.MANAGE_USERS, Permission.EXCEPT, Permission.ANSWER_MATCHES}  # fmt: skip
    for role in (Role.DPO, Role.AUDIT):
        assert not PERMISSIONS[role] & changing
    actor = add_actor(file_desk, "dpo", Role.DPO)
    with pytest.raises(NotAllowed):
        replace(actor, roles=frozenset()).need(Permission.SEE_QUEUE)


@pytest.mark.parametrize(
    "given",
    [
        {"ISSUER": "http://elsewhere.example", "CLIENT_ID": "a", "CLIENT_SECRET": "b", "ROLES": "g=agent"},
        {"ISSUER": "https://id.example", "CLIENT_ID": "a", "ROLES": "g=agent"},
        {"ISSUER": "https://id.example", "CLIENT_ID": "a", "CLIENT_SECRET": "b", "ROLES": "g=boss"},
    ],
)  # fmt: skip
def test_a_half_set_provider_is_said(given: dict[str, str]) -> None:
    """A missing part, an address without TLS or an unknown role stop the start."""
    with pytest.raises(ConfigurationError):
        read_settings({f"BONDROIT_OIDC_{name}": value for name, value in given.items()})
    assert read_settings({}) is None
    assert "BONDROIT_OIDC_ISSUER" not in os.environ
