"""About keys and signatures."""

from hub.core.errors import Conflict, Gone, InvalidInput, NotAllowed, NotFound
from hub.core.text import N_, gettext


class NoSuchKey(NotFound):
    """There is no such key, or none of the actor's."""

    code = "no-such-key"
    text = N_("The signing key was not found.")


class KeyKnown(Conflict):
    """The certificate is registered already."""

    code = "key-known"
    text = N_("This key is registered already.")


class KeyOfNobody(InvalidInput):
    """A person's key needs its person."""

    code = "key-of-nobody"
    text = N_("Choose the person who holds this key.")

    def __init__(self) -> None:
        super().__init__({"person_id": gettext(self.text)})


class NoSuchPicture(NotFound):
    """The hub draws this holder's signature or seal itself."""

    code = "no-such-picture"
    text = N_("There is no picture.")


class NoKey(Conflict):
    """The actor has no key with which to sign this."""

    code = "no-key"
    text = N_("No usable signing key is registered for you. Please ask your administrator.")


class MayNotSign(NotAllowed):
    """The actor's post signs no documents of this unit."""

    code = "may-not-sign"
    text = N_("Your post does not sign this document.")


class PersonSignsFirst(Conflict):
    """The organisation seals only what its person has signed (NĐ 30 art. 17)."""

    code = "person-signs-first"
    text = N_("The authorised person must sign before the organisation does.")


class TooLateForInitials(Conflict):
    """Initials say that the paper was looked at before it was signed."""

    code = "too-late-for-initials"
    text = N_("Initials are given before the authorised person signs; it is too late for them.")


class NotToBeSigned(Conflict):
    """The document's state takes no signature."""

    code = "not-to-be-signed"
    text = N_("This document takes no signature in its present state.")


class SignedMeanwhile(Conflict):
    """Someone else added a version while this one was being signed."""

    code = "signed-meanwhile"
    text = N_(
        "Someone else has signed or changed this document meanwhile. "
        "Your signature was not kept; please look at the new version."
    )


class NoSuchErrand(NotFound):
    """There is no such errand, or it is somebody else's."""

    code = "no-such-errand"
    text = N_("This signing address is not known.")


class ErrandOver(Gone):
    """The one-time address was used, stopped, or is too old."""

    code = "errand-over"
    text = N_(
        "This signing address was used already or is too old. Please begin again on the "
        "signing page."
    )


class NoSuchBatch(NotFound):
    """There is no such batch, or it is somebody else's."""

    code = "no-such-batch"
    text = N_("This pack is not known.")


class NothingToSign(Conflict):
    """No document waits for the actor's signature, or none was chosen."""

    code = "nothing-to-sign"
    text = N_("No document waits for your signature here.")
