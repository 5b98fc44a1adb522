"""What savings refuse."""

from hub.core.errors import Conflict
from hub.core.text import N_


class AssumptionsChanged(Conflict):
    """Somebody set the assumptions after the actor had read them."""

    code = "assumptions-changed"
    text = N_("Someone else has just set the assumptions. Compare and send yours again.")
