"""What the archive refuses."""

from hub.core.errors import Conflict, NotAllowed, NotFound
from hub.core.text import N_


class NoSuchDossier(NotFound):
    """There is none, or the actor may not know of it."""

    code = "no-such-dossier"
    text = N_("The dossier was not found.")


class MayNotSeal(NotAllowed):
    """The secretary of the meeting or a registry clerk of the host seals."""

    code = "may-not-seal"
    text = N_("Only the secretary or the registry of the host office seals the dossier.")


class NotReadyToSeal(Conflict):
    """Something that belongs in the dossier is missing."""

    code = "not-ready-to-seal"
    text = N_("The dossier cannot be sealed yet; the list shows what is missing.")


class AlreadySealed(Conflict):
    """A dossier is sealed once."""

    code = "already-sealed"
    text = N_("The dossier of this meeting is sealed already.")


class NoSealKey(NotFound):
    """The office has no such key."""

    code = "no-seal-key"
    text = N_("The office has no such key to seal with.")
