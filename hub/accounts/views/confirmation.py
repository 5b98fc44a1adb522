"""Typing the password again within a session, before something that binds."""

from hub.accounts import queries, service
from hub.core.errors import InvalidInput, NotSignedIn
from hub.core.runtime import Runtime
from hub.core.unit_of_work import Actor


def confirm_password(runtime: Runtime, token: str, password: str) -> None:
    """Note that the holder of a session typed the password again.

    A wrong one counts like one at the door, and may lock the account. Raises InvalidInput with
    the sentence of the refusal, NotSignedIn.
    """
    actor: Actor | None = queries.find_actor(runtime, token)
    if actor is None:
        raise NotSignedIn
    with runtime.read() as session:
        account = queries.of_person(session, actor.person_id)
        stored = account.password_hash if account else service.NOBODYS_HASH
    right = service.is_right(stored, password)
    with runtime.unit_of_work(actor) as uow:
        refusal = service.confirm(uow, token, password_is_right=right)
    if refusal is not None:
        raise InvalidInput({"password": refusal.sentence})
