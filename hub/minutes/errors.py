"""What the minutes refuse."""

from hub.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from hub.core.text import N_


class NoSuchMinutes(NotFound):
    """There are none, or the actor may not know of them."""

    code = "no-such-minutes"
    text = N_("The minutes were not found.")


class NoSealToDecide(Conflict):
    """The office's signature is not due: not both have signed, or it is too late."""

    code = "no-seal-to-decide"
    text = N_("Only minutes signed by both wait for the office, until the dossier is sealed.")


class NoSuchRevision(NotFound):
    """The minutes have no revision of this number."""

    code = "no-such-revision"
    text = N_("The minutes have no such revision.")


class MayNotRecord(NotAllowed):
    """Only the meeting's secretary and the secretaries of the host office write the minutes."""

    code = "may-not-record"
    text = N_("Only the secretary of the meeting may write its minutes.")


class MayNotReturn(NotAllowed):
    """Only the chair of the meeting sends the minutes back."""

    code = "may-not-return-minutes"
    text = N_("Only the chair of the meeting may return its minutes.")


class MayNotSignMinutes(NotAllowed):
    """The secretary and the chair of the meeting sign, and for the office its registry clerk."""

    code = "may-not-sign-minutes"
    text = N_(
        "Only the secretary and the chair of the meeting sign its minutes, "
        "and for the office its registry clerk."
    )


class TooEarlyForMinutes(Conflict):
    """The meeting has not begun."""

    code = "too-early-for-minutes"
    text = N_("The minutes can be drafted once the meeting has begun.")


class MeetingStillOn(Conflict):
    """Minutes are submitted when the meeting is over."""

    code = "meeting-still-on"
    text = N_("The meeting is not over yet. The minutes can be submitted after it has been closed.")


class MinutesExist(Conflict):
    """Somebody drafted them already."""

    code = "minutes-exist"
    text = N_("The minutes of this meeting have already been drafted.")


class StaleMinutes(Conflict):
    """Somebody else saved in between: nothing of theirs is written over."""

    code = "stale-minutes"
    text = N_(
        "%(author)s saved these minutes at %(time)s, while you were writing. "
        "Your text is kept; choose what is to stay."
    )


class MinutesLocked(Conflict):
    """Submitted or signed: the text does not change any more."""

    code = "minutes-locked"
    text = N_("The minutes have been submitted; their text can no longer be changed.")


class MinutesFrozen(Conflict):
    """The first signature froze the text."""

    code = "minutes-frozen"
    text = N_("The minutes bear a signature; their text is frozen.")


class MinutesComplete(Conflict):
    """Both have signed."""

    code = "minutes-complete"
    text = N_("The minutes bear both signatures; they can no longer be returned.")


class NoSuchVoidedMinutes(NotFound):
    """There is no such voided PDF, or none the actor may know of."""

    code = "no-such-voided-minutes"
    text = N_("The voided minutes were not found.")


class NothingToReturn(Conflict):
    """Only submitted minutes can be sent back."""

    code = "nothing-to-return"
    text = N_("Only submitted minutes can be returned or taken back.")


class NotYourTurn(Conflict):
    """The secretary signs first, then the chair, the office last, each once."""

    code = "not-your-turn"
    text = N_(
        "The secretary signs first, then the chair, the office last; it is not your turn to sign."
    )


class PdfChanged(Conflict):
    """The PDF that was signed is no longer the newest one."""

    code = "minutes-pdf-changed"
    text = N_("The minutes changed while you were signing. Please look at them again and sign.")


class EmptyMinutes(InvalidInput):
    """There is nothing to submit."""

    code = "empty-minutes"
    text = N_("The minutes are empty; write their content before submitting them.")


class KeyNotYours(NotFound):
    """The actor has no such key."""

    code = "key-not-yours"
    text = N_("There is no such signing key of yours.")
