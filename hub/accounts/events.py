"""What accounts announce."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import PersonId, SignInId


@dataclass(frozen=True)
class SignedIn(Event):
    """A person signed in."""

    name = "account:signed-in"
    person_id: PersonId
    sign_in_id: SignInId
    address: str
    username: str = ""


@dataclass(frozen=True)
class SignedOut(Event):
    """A session ended."""

    name = "account:signed-out"
    person_id: PersonId
    sign_in_id: SignInId


@dataclass(frozen=True)
class SignInRefused(Event):
    """Somebody tried to sign in and was refused."""

    name = "account:sign-in-refused"
    username: str
    reason: str
    address: str


@dataclass(frozen=True)
class AccountOpened(Event):
    """A person was given an account."""

    name = "account:opened"
    person_id: PersonId
    username: str


@dataclass(frozen=True)
class PasswordChanged(Event):
    """A password was changed, by its owner or by an administrator."""

    name = "account:password-changed"
    person_id: PersonId


@dataclass(frozen=True)
class SessionsEnded(Event):
    """Every session of a person was ended."""

    name = "account:sessions-ended"
    person_id: PersonId


@dataclass(frozen=True)
class PostSwitched(Event):
    """A person goes on in another of their posts."""

    name = "account:post-switched"
    person_id: PersonId
    sign_in_id: SignInId


@dataclass(frozen=True)
class IdentityConfirmed(Event):
    """A person typed the password again before something that binds."""

    name = "account:confirmed"
    person_id: PersonId
    sign_in_id: SignInId


@dataclass(frozen=True)
class ConfirmationRefused(Event):
    """The password typed again was wrong, or the account is locked."""

    name = "account:confirmation-refused"
    person_id: PersonId
    reason: str
