"""What the inbox refuses."""

from hub.core.errors import Conflict
from hub.core.text import N_


class KeyOfSomethingElse(Conflict):
    """The key was used before, for another thing: a fault of the page, not of the person."""

    code = "event-key-of-something-else"
    text = N_("The page sent two different things under one number. Please load it again.")
