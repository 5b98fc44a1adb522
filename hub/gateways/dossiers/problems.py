"""What packing refuses."""

from hub.core.errors import Unavailable
from hub.core.text import N_


class PackingFailed(Unavailable):
    """A file that belongs in the dossier is not what the hub stored."""

    code = "packing-failed"
    text = N_(
        "The file %(name)s is not what the hub stored. Nothing was sealed; "
        "ask the administrator to verify the store."
    )


class OfflinePackFailed(Unavailable):
    """A file that belongs in an offline pack is not what the hub stored."""

    code = "offline-pack-failed"
    text = N_(
        "The file %(name)s is not what the hub stored, so no pack was made."
        " Please tell the administrator."
    )
