"""What the registers refuse."""

from hub.core.errors import Conflict, NotFound
from hub.core.text import N_


class NoSuchEntry(NotFound):
    """There is no such line in the registers the actor keeps or reads."""

    code = "no-such-register-entry"
    text = N_("There is no such line in the register.")


class NotReceivedHere(NotFound):
    """The document was not issued to the actor's unit."""

    code = "not-received-here"
    text = N_("This document was not issued to your unit.")


class AlreadyRegistered(Conflict):
    """The document has its arrival number."""

    code = "already-registered"
    text = N_("The document is already registered under arrival number %(number)s.")


class PossibleDuplicate(Conflict):
    """A document of the same number, notation and issuer stands in the register."""

    code = "possible-duplicate"
    text = N_(
        "A document with this number, notation and issuer already stands in the register."
        " Compare them, and confirm if this is another one."
    )


class EntryChanged(Conflict):
    """Somebody changed the line after the actor had read it."""

    code = "register-entry-changed"
    text = N_(
        "Someone else has just changed this line of the register. Compare and send yours again."
    )
