"""Everything the hub refuses to do, by kind.

    HubError
    ├── InvalidInput   the sender can repair the data        400
    ├── NotSignedIn    we do not know who is asking          401
    ├── NotAllowed     we know, and the answer is no         403
    ├── NotFound       there is no such thing, or one may not know of it   404
    ├── Conflict       the rule says no in this state        409
    ├── Gone           it was here and its time is over      410
    ├── TooLarge       more bytes than we take               413
    ├── TooMany        asked too often                       429
    └── Unavailable    an outside service failed, try later  503

Features subclass a kind and set `code` (stable, for programs and tests) and `text` (one
English sentence for the catalogue). Only `hub.web` knows the numbers on the right.
"""

from collections.abc import Mapping
from typing import ClassVar

from hub.core.text import N_, gettext


class HubError(Exception):
    """Base of every refusal. Keyword values fill the places of its sentence."""

    code: ClassVar[str] = "error"
    text: ClassVar[str] = N_("The hub could not do this.")

    def __init__(self, **values: object) -> None:
        super().__init__(self.code, values)
        self.values = values

    @property
    def sentence(self) -> str:
        """The refusal in the reader's language."""
        return gettext(self.text, **self.values)

    def __str__(self) -> str:
        return self.sentence


class InvalidInput(HubError):
    """Some fields could not be read. `fields` maps each to a sentence, already translated."""

    code = "invalid-input"
    text = N_("Some of the information needs to be corrected.")

    def __init__(self, fields: Mapping[str, str] | None = None, **values: object) -> None:
        super().__init__(**values)
        self.fields = dict(fields or {})


class NotSignedIn(HubError):
    """Nobody is signed in."""

    code = "not-signed-in"
    text = N_("Please sign in.")


class NotAllowed(HubError):
    """The actor may not do this."""

    code = "not-allowed"
    text = N_("You do not have the right to do this.")


class NotFound(HubError):
    """There is no such thing, or the actor may not know of it."""

    code = "not-found"
    text = N_("The page or item was not found.")


class Conflict(HubError):
    """What was asked does not fit the present state."""

    code = "conflict"
    text = N_("Someone else has just changed this. Please look again and repeat.")


class Gone(HubError):
    """It existed and its time is over."""

    code = "gone"
    text = N_("This is no longer available.")


class TooLarge(HubError):
    """More bytes were sent than the hub takes."""

    code = "too-large"
    text = N_("The data sent is too large.")


class TooMany(HubError):
    """The same was asked too often in a short time."""

    code = "too-many"
    text = N_("Too many requests in a short time. Please wait a moment and try again.")


class Unavailable(HubError):
    """An outside service failed; trying later may help."""

    code = "unavailable"
    text = N_("A service the hub needs is not answering. Please try again later.")
