"""What the audit log refuses."""

from hub.core.errors import NotFound
from hub.core.text import N_


class NoSuchEntry(NotFound):
    """There is no entry of this number."""

    code = "no-such-entry"
    text = N_("There is no entry of this number in the log.")
