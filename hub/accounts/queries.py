"""Looking accounts and sessions up."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from hub.accounts import rules
from hub.accounts.models import Account, SignIn, SignInAttempt
from hub.core.clock import wall_date
from hub.core.fold import fold
from hub.core.ids import PersonId
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import Actor, Role
from hub.directory.models import Person, Post, PostRole


class Held(Protocol):
    """A post as long as it is held."""

    @property
    def valid_from(self) -> date:
        """The first day."""

    @property
    def valid_to(self) -> date | None:
        """The day after the last."""


def by_username(session: Session, username: str) -> Account | None:
    """Return the account of this user name, person loaded; case does not matter."""
    return session.scalar(
        select(Account)
        .where(Account.username == fold(username.strip()))
        .options(joinedload(Account.person))
    )


def of_person(session: Session, person_id: PersonId) -> Account | None:
    """Return a person's account, or None."""
    return session.get(Account, person_id)


def by_person(session: Session, person_id: PersonId) -> Account | None:
    """Return a person's account, person loaded, or None."""
    return session.scalar(
        select(Account).where(Account.person_id == person_id).options(joinedload(Account.person))
    )


def is_confirmed(runtime: Runtime, token: str) -> bool:
    """Tell whether a session's password was typed lately enough for something that binds."""
    with runtime.read() as session:
        sign_in = find_sign_in(session, token)
    within = timedelta(minutes=runtime.settings.confirm_minutes)
    if sign_in is None:
        return False
    typed_at = sign_in.confirmed_at or sign_in.created_at
    return rules.is_confirmed(typed_at, runtime.clock(), within)


def sha256_of(token: str) -> str:
    """Return what is stored of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_sign_in(session: Session, token: str) -> SignIn | None:
    """Return the session of a token, open or not."""
    return session.scalar(select(SignIn).where(SignIn.token_sha256 == sha256_of(token)))


def is_stale(session: Session, token: str, now: datetime, settings: Settings) -> bool:
    """Tell whether an open session's last sign of life should be written again."""
    sign_in = find_sign_in(session, token)
    return (
        sign_in is not None
        and _is_open(sign_in, now, settings)
        and now - sign_in.seen_at >= rules.SEEN_EVERY
    )


def find_actor(runtime: Runtime, token: str) -> Actor | None:
    """Return who a session token stands for now; None when it is unknown, ended or idle."""
    return find_actors(runtime, [token]).get(token)


def find_actors(runtime: Runtime, tokens: Collection[str]) -> dict[str, Actor]:
    """Return who each session token stands for now; unknown, ended and idle ones are left out.

    Roles are read each time, so that a change of post takes effect with the next request.
    One statement for all, and no objects: ten thousand sites are asked for every ten seconds.
    """
    now = runtime.clock()
    today = wall_date(now)
    by_digest = {sha256_of(token): token for token in tokens}
    found: dict[str, Actor] = {}
    roles: dict[str, set[Role]] = {}
    with runtime.read() as session:
        rows = session.execute(_WHO, {"digests": list(by_digest)}).all()
    for row in rows:
        if not (row.active and is_held(row, today) and _is_open(row, now, runtime.settings)):
            continue
        token = by_digest[row.token_sha256]
        held = roles.setdefault(token, set())
        if row.role is not None:
            held.add(row.role)
        found[token] = Actor(row.person_id, row.post_id, row.unit_id, frozenset(held), row.name)
    return found


#: Sessions by their digests with post and person; a row for each role.
_WHO: Final = (
    select(
        SignIn.token_sha256,
        SignIn.created_at,
        SignIn.seen_at,
        SignIn.ended_at,
        SignIn.person_id,
        SignIn.post_id,
        Post.unit_id,
        Post.valid_from,
        Post.valid_to,
        Person.active,
        Person.name,
        PostRole.role,
    )
    .join(Post, and_(Post.id == SignIn.post_id, Post.person_id == SignIn.person_id))
    .join(Person, Person.id == Post.person_id)
    .outerjoin(PostRole, PostRole.post_id == Post.id)
    .where(SignIn.token_sha256.in_(bindparam("digests", expanding=True)))
)


def _is_open(sign_in: rules.Lasting, now: datetime, settings: Settings) -> bool:
    return rules.is_open(
        sign_in,
        now,
        idle=timedelta(minutes=settings.session_idle_minutes),
        longest=timedelta(hours=settings.session_hours),
    )


def find_post(session: Session, sign_in: SignIn) -> Post | None:
    """Return the post a session acts in, roles and person loaded."""
    return session.scalar(
        select(Post)
        .where(Post.id == sign_in.post_id, Post.person_id == sign_in.person_id)
        .options(joinedload(Post.roles), joinedload(Post.person))
    )


def posts_held(session: Session, person_id: PersonId, today: date) -> Sequence[Post]:
    """Return the posts a person holds on a day, units and roles loaded, head posts first."""
    held = session.scalars(
        select(Post)
        .where(Post.person_id == person_id)
        .options(joinedload(Post.roles), joinedload(Post.person), joinedload(Post.unit))
        .order_by(Post.is_head.desc(), Post.valid_from)
    ).unique()
    return [post for post in held if is_held(post, today)]


def is_held(post: Held, today: date) -> bool:
    """Tell whether a post is held on a day."""
    return post.valid_from <= today and (post.valid_to is None or today < post.valid_to)


def actor_in(post: Post) -> Actor:
    """Return the actor a post's holder is."""
    return Actor(
        person_id=post.person_id,
        post_id=post.id,
        unit_id=post.unit_id,
        roles=frozenset(each.role for each in post.roles),
        name=post.person.name,
    )


def attempts(session: Session, *, offset: int = 0, most: int = 50) -> Sequence[SignInAttempt]:
    """Return the sign-in log, newest first."""
    newest = select(SignInAttempt).order_by(SignInAttempt.at.desc())
    return session.scalars(newest.offset(offset).limit(most)).all()


def attempts_page(
    session: Session, *, username: str, refused_only: bool, offset: int, most: int
) -> tuple[Sequence[SignInAttempt], int]:
    """Return one page of the sign-in log, newest first, and how many lines fit."""
    which = select(SignInAttempt)
    if username:
        which = which.where(SignInAttempt.username.contains(username, autoescape=True))
    if refused_only:
        which = which.where(SignInAttempt.succeeded.is_(False))
    total = session.scalar(select(func.count()).select_from(which.subquery())) or 0
    newest = which.order_by(SignInAttempt.at.desc(), SignInAttempt.id.desc())
    return session.scalars(newest.offset(offset).limit(most)).all(), total


def sign_ins_of(session: Session, person_id: PersonId, *, most: int = 10) -> Sequence[SignIn]:
    """Return the newest sessions of a person, ended ones too."""
    newest = select(SignIn).where(SignIn.person_id == person_id)
    return session.scalars(newest.order_by(SignIn.created_at.desc()).limit(most)).all()


def free_username(session: Session, wanted: str) -> str:
    """Return the user name, or the first one with a number behind it, that nobody has."""
    asked = select(Account.username).where(Account.username.startswith(wanted, autoescape=True))
    taken = set(session.scalars(asked))
    numbered = (f"{wanted}{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (wanted, *numbered) if name not in taken)


def demo_accounts(session: Session) -> Sequence[Account]:
    """Return accounts with a published password, people loaded."""
    return session.scalars(
        select(Account).where(Account.is_demo).options(joinedload(Account.person))
    ).all()


def active_person(session: Session, person_id: PersonId) -> bool:
    """Tell whether a person may use the hub at all."""
    return bool(session.scalar(select(Person.active).where(Person.id == person_id)))
