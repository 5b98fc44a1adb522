"""What rooms refuse. The lobby shows each with what to do about it."""

from hub.core.errors import Conflict, NotAllowed, NotFound
from hub.core.text import N_


class RoomNotOpen(Conflict):
    """The meeting is not near its time, is over, or was cancelled."""

    code = "room-not-open"
    text = N_("The room is open from 60 minutes before the meeting until it ends.")


class WaitForTheChair(Conflict):
    """Sites come in once the meeting has been opened."""

    code = "wait-for-the-chair"
    text = N_("The chair has not opened the meeting yet. This page will let you in.")


class NoSeat(NotAllowed):
    """The actor's unit has no site in this meeting that the actor may sit at."""

    code = "no-seat"
    text = N_("Your unit has no site in this meeting, so you cannot take part with a picture.")


class MayNotFollow(NotAllowed):
    """Only those who run the meeting, and auditors, follow it without a seat."""

    code = "may-not-follow"
    text = N_("Only those who run the meeting can follow it without a site.")


class TokenUsed(Conflict):
    """A page of the room was opened a second time with the same token."""

    code = "join-token-used"
    text = N_("This way in has already been used. Please go back to the lobby and join again.")


class TokenNotYours(NotAllowed):
    """The token was made for another person."""

    code = "join-token-not-yours"
    text = N_("This way in belongs to somebody else. Please join from your own lobby.")


class NotInTheRoom(NotFound):
    """The connection holds no seat: it left, was replaced, or never joined."""

    code = "not-in-the-room"
    text = N_("You are not in the room on this device any more. Please join again.")


class WasRemoved(NotAllowed):
    """The chair removed the site from the room."""

    code = "removed-from-room"
    text = N_("The chair has removed your site from the room. Please call the host office.")


class NotTheModerator(NotAllowed):
    """Only chair, secretary and technician of the host direct the room."""

    code = "not-the-moderator"
    text = N_("Only the chair, the secretary and the technician can do this in the room.")


class NoSuchSeat(NotFound):
    """The site does not take part in this meeting, or has not come in."""

    code = "no-such-seat"
    text = N_("This site is not in the room.")


class NoFloor(Conflict):
    """A site asked for its microphone without having the floor."""

    code = "no-floor"
    text = N_("Raise your hand first. Your microphone opens when you are given the floor.")


class MutedByTheChair(Conflict):
    """The chair closed the microphone; only the chair opens it."""

    code = "muted-by-the-chair"
    text = N_("The chair has closed your microphone.")


class NobodySpeaks(Conflict):
    """There is no speech to end."""

    code = "nobody-speaks"
    text = N_("Nobody has the floor at the moment.")


class NobodyWaits(Conflict):
    """There is no raised hand to call."""

    code = "nobody-waits"
    text = N_("Nobody has raised a hand.")
