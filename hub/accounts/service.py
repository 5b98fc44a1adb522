"""Signing in and out, passwords, personal settings.

Refusals at sign-in must be remembered (the log, the count of failures), so `sign_in` returns
an outcome instead of raising inside the transaction that writes it down.
"""

import secrets
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update

from hub.accounts import queries, rules
from hub.accounts.errors import (
    AccountClosed,
    AccountLocked,
    PasswordTooWeak,
    UsernameTaken,
    WrongCredentials,
    WrongPassword,
)
from hub.accounts.events import (
    AccountOpened,
    ConfirmationRefused,
    IdentityConfirmed,
    PasswordChanged,
    PostSwitched,
    SessionsEnded,
    SignedIn,
    SignedOut,
    SignInRefused,
)
from hub.accounts.models import Account, SignIn, SignInAttempt
from hub.core.clock import wall_date
from hub.core.errors import HubError, NotAllowed
from hub.core.fold import fold
from hub.core.ids import PersonId, PostId, SignInId, new_id
from hub.core.unit_of_work import Role, UnitOfWork
from hub.directory import queries as directory
from hub.directory.models import Person, Post

#: argon2id with OWASP's least cost (19 MiB, 2 passes): about 30 ms, which a greenlet may take.
HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
#: Verified against when the user name is unknown, so that both answers take the same time.
NOBODYS_HASH: Final = HASHER.hash(secrets.token_urlsafe(16))


@dataclass(frozen=True)
class Outcome:
    """What became of a try to sign in: a session token, or the refusal to show."""

    token: str = ""
    refusal: HubError | None = None
    must_change: bool = False


def is_right(password_hash: str, password: str) -> bool:
    """Tell whether the password is the one that was hashed. Takes about 30 ms on purpose."""
    try:
        return HASHER.verify(password_hash, password[: rules.LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


def sign_in(
    uow: UnitOfWork, *, username: str, password_is_right: bool, address: str, browser: str
) -> Outcome:
    """Open a session, or write down why not.

    The password was checked outside the unit of work, because hashing takes its time.
    """
    account = queries.by_username(uow.session, username)
    refusal = _why_not(uow, account, password_is_right=password_is_right)
    if account is None or refusal is not None:
        return _refuse(uow, username, refusal or WrongCredentials(), address)
    posts = queries.posts_held(uow.session, account.person_id, wall_date(uow.now))
    account.failures, account.locked_until = 0, None
    session, token = _open_session(uow, posts[0], address=address, browser=browser)
    _log(uow, username, address, reason="")
    with uow.acting(directory.actor_of(uow.session, posts[0].id) or uow.actor):
        uow.emit(SignedIn(account.person_id, session.id, address, account.username))
    return Outcome(token=token, must_change=account.must_change)


def enter_as_guest(uow: UnitOfWork, post: Post, *, address: str, browser: str) -> str:
    """Open a session for a guest who came by their signed link; return its token.

    The caller has read the link. Raises AccountClosed when the guest was taken out meanwhile.
    """
    if not post.person.active or Role.GUEST not in {each.role for each in post.roles}:
        raise AccountClosed
    session, token = _open_session(uow, post, address=address, browser=browser)
    with uow.acting(directory.actor_of(uow.session, post.id) or uow.actor):
        uow.emit(SignedIn(post.person_id, session.id, address))
    return token


def _open_session(uow: UnitOfWork, post: Post, *, address: str, browser: str) -> tuple[SignIn, str]:
    token = secrets.token_urlsafe(32)
    session = SignIn(
        id=SignInId(new_id()),
        person_id=post.person_id,
        post_id=post.id,
        token_sha256=queries.sha256_of(token),
        created_at=uow.now,
        seen_at=uow.now,
        address=address,
        browser=browser[:200],
    )
    uow.session.add(session)
    return session, token


def _why_not(
    uow: UnitOfWork, account: Account | None, *, password_is_right: bool
) -> HubError | None:
    if account is None:
        return WrongCredentials()
    if account.locked_until is not None and uow.now < account.locked_until:
        return AccountLocked(minutes=1 + (account.locked_until - uow.now).seconds // 60)
    if not password_is_right:
        account.failures += 1
        lock = rules.lock_after(account.failures)
        account.locked_until = uow.now + lock if lock else None
        return WrongCredentials()
    held = queries.posts_held(uow.session, account.person_id, wall_date(uow.now))
    return None if account.person.active and held else AccountClosed()


def _refuse(uow: UnitOfWork, username: str, refusal: HubError, address: str) -> Outcome:
    _log(uow, username, address, reason=refusal.code)
    uow.emit(SignInRefused(username[:60], refusal.code, address))
    return Outcome(refusal=refusal)


def _log(uow: UnitOfWork, username: str, address: str, *, reason: str) -> None:
    uow.session.add(
        SignInAttempt(
            at=uow.now,
            username=username[:60],
            succeeded=not reason,
            reason=reason,
            address=address,
        )
    )


def confirm(uow: UnitOfWork, token: str, *, password_is_right: bool) -> HubError | None:
    """Note that the password of an open session was typed again; return the refusal, if any.

    Wrong ones count with those at the door, so that a session left open is no way to guess.
    """
    session = queries.find_sign_in(uow.session, token)
    account = queries.by_person(uow.session, uow.actor.person_id)
    if session is None or account is None:
        return WrongCredentials()
    refusal = _why_not(uow, account, password_is_right=password_is_right)
    if refusal is not None:
        uow.emit(ConfirmationRefused(account.person_id, refusal.code))
        return WrongPassword() if isinstance(refusal, WrongCredentials) else refusal
    account.failures, account.locked_until = 0, None
    session.confirmed_at = uow.now
    uow.emit(IdentityConfirmed(account.person_id, session.id))
    return None


def note_seen(uow: UnitOfWork, token: str) -> None:
    """Keep a session alive; written at most once a minute."""
    session = queries.find_sign_in(uow.session, token)
    if session is not None and uow.now - session.seen_at >= rules.SEEN_EVERY:
        session.seen_at = uow.now


def sign_out(uow: UnitOfWork, token: str) -> None:
    """End a session. An unknown token is nobody's: nothing happens."""
    session = queries.find_sign_in(uow.session, token)
    if session is not None and session.ended_at is None:
        session.ended_at = uow.now
        uow.emit(SignedOut(session.person_id, session.id))


def end_sessions(uow: UnitOfWork, person_id: PersonId, *, but: str = "") -> None:
    """End every session of a person, except the one of the token `but`."""
    kept = queries.sha256_of(but) if but else ""
    uow.session.execute(
        update(SignIn)
        .where(
            SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.token_sha256 != kept
        )
        .values(ended_at=uow.now)
        .execution_options(synchronize_session="fetch")
    )
    uow.emit(SessionsEnded(person_id))


def open_account(
    uow: UnitOfWork,
    person: Person,
    *,
    username: str,
    password: str,
    must_change: bool = True,
    is_demo: bool = False,
) -> Account:
    """Give a person something to sign in with. Raises UsernameTaken, PasswordTooWeak."""
    name = fold(username.strip())
    if uow.session.scalar(select(Account).where(Account.username == name)) is not None:
        raise UsernameTaken
    if not is_demo and not rules.is_strong(password, name):
        raise PasswordTooWeak
    account = Account(
        person_id=person.id,
        username=name,
        password_hash=HASHER.hash(password),
        must_change=must_change,
        is_demo=is_demo,
        failures=0,
    )
    uow.session.add(account)
    uow.emit(AccountOpened(person.id, name))
    return account


def change_password(uow: UnitOfWork, account: Account, *, new_hash: str, token: str) -> None:
    """Take a new password (hashed outside); every other session of the person ends."""
    account.password_hash, account.must_change, account.is_demo = new_hash, False, False
    uow.emit(PasswordChanged(account.person_id))
    end_sessions(uow, account.person_id, but=token)


def reset_password(uow: UnitOfWork, account: Account, *, new_hash: str) -> None:
    """Give an account a first password chosen by chance; its owner must change it."""
    account.password_hash, account.must_change, account.is_demo = new_hash, True, False
    account.failures, account.locked_until = 0, None
    uow.emit(PasswordChanged(account.person_id))
    end_sessions(uow, account.person_id)


def switch_post(uow: UnitOfWork, token: str, post_id: PostId) -> None:
    """Go on in another post of the same person. Raises NotAllowed."""
    session = queries.find_sign_in(uow.session, token)
    held = queries.posts_held(uow.session, uow.actor.person_id, wall_date(uow.now))
    if session is None or post_id not in {post.id for post in held}:
        raise NotAllowed
    session.post_id = post_id
    uow.emit(PostSwitched(uow.actor.person_id, session.id))


def keep_look(
    _uow: UnitOfWork, account: Account, *, theme: str, text_size: int, locale: str
) -> None:
    """Remember how the pages look to this person."""
    account.theme, account.text_size, account.locale = theme, text_size, locale
