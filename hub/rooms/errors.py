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


class WaitForAdmission(Conflict):
    """The chair lets sites in one by one, and has not let this one in."""

    code = "wait-for-admission"
    text = N_("The chair lets the sites in. Please ask to be let in from the lobby.")


class NobodyToAdmit(Conflict):
    """The site does not wait: it was let in, turned away, or never asked."""

    code = "nobody-to-admit"
    text = N_("This site is not waiting to be let in.")


class NotOnTheFloor(Conflict):
    """Only a site that has the floor can be asked to open its microphone."""

    code = "not-on-the-floor"
    text = N_("This site does not have the floor. Give it the floor first.")


class SharingNeedsTheFloor(Conflict):
    """A site shares its screen while it has the floor; the main site at any time."""

    code = "sharing-needs-the-floor"
    text = N_("You can share your screen while you have the floor.")


class NobodyShares(Conflict):
    """There is no shared screen to end."""

    code = "nobody-shares"
    text = N_("Nobody is sharing a screen at the moment.")


class MayNotPresent(NotAllowed):
    """Those who run the meeting, and the site that has the floor, show a document to all."""

    code = "may-not-present"
    text = N_("Only those who run the meeting and the site with the floor can show a document.")


class CannotBeShown(Conflict):
    """Only the pages of a PDF of this meeting can be shown in step."""

    code = "cannot-be-shown"
    text = N_("Only a PDF document of this meeting can be shown to all sites.")


class NothingShown(Conflict):
    """There is no document whose page could be turned."""

    code = "nothing-shown"
    text = N_("No document is being shown at the moment.")


class NoSuchPage(Conflict):
    """The document has fewer pages."""

    code = "no-such-page"
    text = N_("The document has no such page.")


class NoSuchRequest(NotFound):
    """The raised hand is not in the queue of this meeting any more."""

    code = "no-such-request"
    text = N_("This raised hand is not in the queue any more.")


class NotAQuestion(Conflict):
    """Only a question that was put can be answered."""

    code = "not-a-question"
    text = N_("Only a question that has been put can be answered.")


class NoSuchItem(NotFound):
    """The item is not on the agenda of this meeting."""

    code = "no-such-item"
    text = N_("This item is not on the agenda.")


class NobodyBehind(Conflict):
    """Letting pass needs somebody further down the queue."""

    code = "nobody-behind"
    text = N_("Nobody waits behind you in the queue.")


class NoOtherNode(Conflict):
    """There is one media node, or the engine is a part of the hub."""

    code = "no-other-node"
    text = N_("There is no other media server to move the meeting to.")


class NoSuchNode(NotFound):
    """The hub has no media node at this address."""

    code = "no-such-node"
    text = N_("The hub has no such media server.")


class MeetingIsThere(Conflict):
    """A meeting is moved to another node only."""

    code = "meeting-is-there"
    text = N_("The meeting is on this media server already.")


class NodeDoesNotAnswer(Conflict):
    """A meeting is not moved to where nobody can connect."""

    code = "node-does-not-answer"
    text = N_("This media server does not answer at the moment. Choose another one.")
