"""About documents and their readers."""

from hub.core.errors import Conflict, Gone, NotAllowed, NotFound
from hub.core.text import N_


class NoSuchDocument(NotFound):
    """There is no such document, or none the actor may know of."""

    code = "no-such-document"
    text = N_("The document was not found.")


class NoSuchReceipt(NotFound):
    """The document was not issued to the actor."""

    code = "no-such-receipt"
    text = N_("This document was not issued to you, so there is nothing to acknowledge.")


class DocumentChanged(Conflict):
    """Somebody changed the document after the actor had read it."""

    code = "document-changed"
    text = N_(
        "Someone else has just changed this document. Nothing of yours was stored;"
        " compare and send it again."
    )


class DocumentSettled(Conflict):
    """The document is signed, issued or recalled: this can no longer be changed."""

    code = "document-settled"
    text = N_("The document is already signed or issued, so this can no longer be changed.")


class DossierClosed(Conflict):
    """The meeting is archived: what its sealed dossier holds is all there is."""

    code = "dossier-closed"
    text = N_("The dossier of this meeting is sealed, so no document can be added.")


class SameContent(Conflict):
    """The new version is the old one."""

    code = "same-content"
    text = N_("This file is the same as the present version. Nothing was changed.")


class NotNumbered(Conflict):
    """Material of a meeting carries no number (Decree 30/2020/NĐ-CP, Annex III)."""

    code = "not-numbered"
    text = N_("Documents of this type carry no number.")


class NumberMissing(Conflict):
    """A document of this type needs its number first."""

    code = "number-missing"
    text = N_("Give the document its number first.")


class SignaturesMissing(Conflict):
    """A numbered document is issued signed (Decree 30/2020/NĐ-CP, articles 14 and 17)."""

    code = "signatures-missing"
    text = N_(
        "Before it is issued, the document must be signed by the authorised person"
        " and by the organisation."
    )


class AlreadyIssued(Conflict):
    """Issued documents are not issued again."""

    code = "already-issued"
    text = N_("The document has already been issued.")


class NotIssued(Conflict):
    """Only issued documents have readers."""

    code = "not-issued"
    text = N_("The document is not issued.")


class CannotReplace(Conflict):
    """Only a document of the same meeting that is not issued takes the place of another."""

    code = "cannot-replace"
    text = N_("Choose a document of the same meeting that is not issued yet.")


class NotToBeReopened(Conflict):
    """It bears no signature that could be taken back, or it has been issued."""

    code = "not-to-be-reopened"
    text = N_("Only what is signed and not yet issued can be taken back to be corrected.")


class NobodyToRead(Conflict):
    """The meeting has invited nobody yet."""

    code = "nobody-to-read"
    text = N_("No unit has been invited to this meeting yet. Send the invitations first.")


class NobodyToChase(Conflict):
    """All have acknowledged."""

    code = "everyone-acknowledged"
    text = N_("Every unit has acknowledged the document.")


class ActionTooSoon(Conflict):
    """Each unit is reminded at most once an hour."""

    code = "reminded-recently"
    text = N_("The units that are missing were reminded less than an hour ago.")


class NotYetReadable(NotAllowed):
    """The document opens later: with the meeting, with its agenda item, or after it."""

    code = "not-yet-readable"
    text = N_(
        "This document opens at the time that its issuer set: during the meeting or after it."
    )


class NoLongerReadable(NotAllowed):
    """The time in which invited units could read the document is over."""

    code = "no-longer-readable"
    text = N_("The time in which this document could be read is over, as its issuer set it.")


class DocumentRecalled(Gone):
    """The document was issued and taken back."""

    code = "document-recalled"
    text = N_("This document was recalled: %(reason)s.")


class NoSuchMark(NotFound):
    """There is no such note or highlight, or it is somebody else's."""

    code = "no-such-mark"
    text = N_("There is no such note.")


class TooManyMarks(Conflict):
    """More notes on one version than can be shown."""

    code = "too-many-marks"
    text = N_("There can be at most %(most)s notes and highlights on one version.")
