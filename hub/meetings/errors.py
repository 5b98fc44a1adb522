"""What meetings refuse."""

from hub.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from hub.core.text import N_, gettext


class NoSuchMeeting(NotFound):
    """There is no such meeting, or none the actor may know of."""

    code = "no-such-meeting"
    text = N_("The meeting was not found.")


class StartsInThePast(InvalidInput):
    """A meeting can't be held at a moment that is over."""

    code = "starts-in-the-past"
    text = N_("This time has already passed. Choose a later one.")

    def __init__(self) -> None:
        super().__init__({"day": gettext(self.text)})


class EndsBeforeItStarts(InvalidInput):
    """The end must come after the start."""

    code = "ends-before-it-starts"
    text = N_("The meeting must end after it starts.")

    def __init__(self) -> None:
        super().__init__({"end": gettext(self.text)})


class NotReadyToSubmit(InvalidInput):
    """What an invitation must say is still missing (Quyết định 45/2018/QĐ-TTg)."""

    code = "not-ready-to-submit"
    text = N_("Some of what the invitation must say is still missing.")


class MeetingChanged(Conflict):
    """Somebody changed the meeting after the actor had read it."""

    code = "meeting-changed"
    text = N_(
        "Someone else has just changed this meeting. Nothing of yours was stored;"
        " compare and send it again."
    )


class MeetingSettled(Conflict):
    """The meeting is under way, over or cancelled: it can no longer be changed."""

    code = "meeting-settled"
    text = N_("The meeting has begun, is over or was cancelled, so it cannot be changed.")


class NotThisStep(Conflict):
    """The step asked for does not follow the present state of the meeting."""

    code = "not-this-step"
    text = N_("The meeting is no longer in this step. Please look at its page again.")


class TooEarlyToOpen(Conflict):
    """A meeting opens at the earliest an hour before its time."""

    code = "too-early-to-open"
    text = N_("The meeting can be opened from 60 minutes before it starts.")


class MustBeAnnounced(Conflict):
    """A change of time, place or sites can't be kept from those invited."""

    code = "must-be-announced"
    text = N_("Those invited must be told of a new time, place or site.")


class AgendaItemInUse(Conflict):
    """An agenda item that has documents stays."""

    code = "agenda-item-in-use"
    text = N_("An agenda item that has documents cannot be removed. Move its documents first.")


class NotTheChair(NotAllowed):
    """Only the person who chairs the meeting decides on it."""

    code = "not-the-chair"
    text = N_("Only the chair of this meeting can decide this.")


class NoSuchGuest(NotFound):
    """The meeting has no such guest."""

    code = "no-such-guest"
    text = N_("This guest was not found in the meeting.")


class TooManyGuests(Conflict):
    """A meeting has only so many guests."""

    code = "too-many-guests"
    text = N_("A meeting can have %(most)s guests at most.")
