"""Why something is not taken back."""

from hub.core.errors import Conflict, NotFound
from hub.core.text import N_


class NothingToUndo(NotFound):
    """Nothing of the actor's is kept under this number: it was taken back, or is long gone."""

    code = "nothing-to-undo"
    text = N_("This can no longer be undone.")


class TooLateToUndo(Conflict):
    """The moment is over, or what the removed thing belonged to has changed."""

    code = "too-late-to-undo"
    text = N_("This can no longer be undone: too much time has passed, or something has changed.")
