"""What the outbox refuses."""

from hub.core.errors import Conflict, NotFound
from hub.core.text import N_


class NoSuchMessage(NotFound):
    """There is no such message, or it is for somebody else."""

    code = "no-such-message"
    text = N_("The message was not found.")


class MessageLeft(Conflict):
    """The message was sent or withdrawn: nothing can be done with it any more."""

    code = "message-left"
    text = N_("This message was already sent or withdrawn.")
