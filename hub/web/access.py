"""Who is asking, and which entrances are open to them.

The cookie only says which session is meant. Who that is and what they may do is read from
the database for every request and every socket message, so a dismissed clerk is out at once,
on open lines too. `hub.app` injects the look-up: this package knows no feature.
"""

from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any, Concatenate, Final, Literal, ParamSpec, TypeAlias, TypeVar, cast

from flask import Flask, current_app, g, has_request_context, session

from hub.core.errors import NotAllowed, NotSignedIn
from hub.core.links import LinkSigner
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import Actor, Role

P = ParamSpec("P")
R = TypeVar("R")
N = TypeVar("N")
#: Finds the actors of many session tokens; those that stand for nobody are left out.
FindActors: TypeAlias = Callable[[Runtime, Collection[str]], Mapping[str, Actor]]
Audience: TypeAlias = frozenset[Role] | Literal["signed in", "participants", "anyone"]

#: Every view and socket handler, and whom it is open to. Tests fail on one that is absent.
ACCESS: Final[dict[Callable[..., object], Audience]] = {}
SESSION_KEY: Final = "session"


def mount(
    app: Flask, runtime: Runtime, find_actors: FindActors, neighbours: Mapping[type[Any], object]
) -> None:
    """Give the application its runtime, its neighbours, and a way to look sessions up."""
    app.extensions["hub"] = runtime
    app.extensions["hub.find_actors"] = find_actors
    app.extensions["hub.neighbours"] = dict(neighbours)
    app.extensions["hub.links"] = LinkSigner(runtime.settings.secret)


def runtime() -> Runtime:
    """Return the runtime of the application answering this request."""
    return cast("Runtime", current_app.extensions["hub"])


def settings() -> Settings:
    """Return the settings of the application answering this request."""
    return runtime().settings


def links() -> LinkSigner:
    """Return what signs and reads the links of this hub."""
    return cast("LinkSigner", current_app.extensions["hub.links"])


def neighbour(kind: type[N]) -> N:
    """Return the gateway of this kind: `neighbour(Storage)`."""
    return cast("N", current_app.extensions["hub.neighbours"][kind])


def find_actor() -> Actor | None:
    """Return who is signed in, or None."""
    token = session.get(SESSION_KEY) if has_request_context() else None
    if not isinstance(token, str):
        return None
    return actors_of({token}).get(token)


def actors_of(tokens: Collection[str]) -> Mapping[str, Actor]:
    """Return who the session tokens stand for now; unknown, ended and idle ones are left out."""
    look_up = cast("FindActors", current_app.extensions["hub.find_actors"])
    return look_up(runtime(), tokens)


def current_actor() -> Actor:
    """Return who is signed in and still employed. Raises NotSignedIn."""
    actor = find_actor()
    if actor is None:
        raise NotSignedIn
    g.actor = actor
    return actor


def begin_session(token: str) -> None:
    """Let this browser be known by a session token from now on, and by nothing from before."""
    session.clear()
    session[SESSION_KEY] = token
    session.permanent = False
    g.pop("csrf_token", None)
    g.pop("actor", None)


def for_anyone(entrance: Callable[P, R]) -> Callable[P, R]:
    """Open a view or handler to everybody: sign-in, signed links, health."""

    @wraps(entrance)
    def admit(*args: P.args, **kwargs: P.kwargs) -> R:
        return entrance(*args, **kwargs)

    ACCESS[admit] = "anyone"
    return admit


def for_signed_in(entrance: Callable[Concatenate[Actor, P], R]) -> Callable[P, R]:
    """Open a view or socket handler to everyone with an account; it receives who is asking."""
    return _guarded(entrance, "signed in")


def for_participants(entrance: Callable[Concatenate[Actor, P], R]) -> Callable[P, R]:
    """Open a view or socket handler to everyone signed in and to guests of a meeting.

    It is what guests find open at all: what is not declared so is closed to them.
    """
    return _guarded(entrance, "participants")


def for_role(
    first: Role, *others: Role
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[P, R]]:
    """Open a view or socket handler to people holding one of these roles."""

    def guard(entrance: Callable[Concatenate[Actor, P], R]) -> Callable[P, R]:
        return _guarded(entrance, frozenset({first, *others}))

    return guard


def is_open_to(audience: Audience, actor: Actor) -> bool:
    """Tell whether somebody signed in belongs to an audience."""
    if isinstance(audience, frozenset):
        return not audience.isdisjoint(actor.roles)
    return audience != "signed in" or not actor.has(Role.GUEST)


def _guarded(entrance: Callable[Concatenate[Actor, P], R], audience: Audience) -> Callable[P, R]:
    @wraps(entrance)
    def admit(*args: P.args, **kwargs: P.kwargs) -> R:
        actor = current_actor()
        if not is_open_to(audience, actor):
            raise NotAllowed
        return entrance(actor, *args, **kwargs)

    ACCESS[admit] = audience
    return admit
