"""About offline packs."""

from hub.core.errors import Conflict, NotAllowed
from hub.core.text import N_


class PackNotForUnit(NotAllowed):
    """Only people of a unit that takes part in the meeting take an offline pack."""

    code = "pack-not-for-unit"
    text = N_("An offline pack is made only for units that take part in this meeting.")


class NothingToPack(Conflict):
    """No document of the meeting can be downloaded now."""

    code = "nothing-to-pack"
    text = N_("This meeting has no document that your unit may download now.")


class PackTooLarge(Conflict):
    """The documents together exceed what the hub packs (HUB_OFFLINE_PACK_MB)."""

    code = "pack-too-large"
    text = N_(
        "The documents take %(size)s MB, and a pack may hold %(most)s MB."
        " Please download them one by one."
    )


class PackOutdated(Conflict):
    """A document was recalled, replaced or closed while the pack was being made."""

    code = "pack-outdated"
    text = N_("A document changed while the pack was being made. Please make the pack again.")
