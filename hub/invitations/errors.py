"""What invitations refuse."""

from hub.core.errors import Conflict, Gone, InvalidInput, NotFound
from hub.core.text import N_


class NoSuchInvitation(NotFound):
    """There is no such invitation, or none the actor may know of."""

    code = "no-such-invitation"
    text = N_("The invitation was not found.")


class LinkReplaced(Gone):
    """The link was sent before the meeting was moved; a newer mail has its own."""

    code = "link-replaced"
    text = N_("The meeting was moved after this message. Please answer from the newest message.")


class InvitationWasWithdrawn(Gone):
    """The site was taken out of the meeting."""

    code = "invitation-was-withdrawn"
    text = N_(
        "The office has withdrawn this invitation: your unit need not attend the meeting"
        " “%(title)s”. There is nothing to answer."
    )


class TooLateToAnswer(Conflict):
    """The meeting has begun or is over."""

    code = "too-late-to-answer"
    text = N_("The meeting has already begun, so the answer can no longer be changed.")


class MeetingWasCancelled(Conflict):
    """The meeting will not be held."""

    code = "meeting-was-cancelled"
    text = N_("The meeting was cancelled. There is nothing to answer.")


class MeetingWasPostponed(Conflict):
    """The meeting has no date at present."""

    code = "meeting-was-postponed"
    text = N_("The meeting was postponed. You will be asked again when it has a new date.")


class AnswerIncomplete(InvalidInput):
    """The answer lacks what its kind needs."""

    code = "answer-incomplete"
    text = N_("The answer needs a little more.")


class NobodyToChase(Conflict):
    """Everyone has answered."""

    code = "nobody-to-chase"
    text = N_("Every unit has answered. There is nobody to remind.")


class ChasedRecently(Conflict):
    """A unit is not asked for its answer more than once an hour."""

    code = "chased-recently"
    text = N_("These units were reminded less than an hour ago. Please wait a little.")


class NothingToDecide(Conflict):
    """There is no absence that waits for the chair."""

    code = "nothing-to-decide"
    text = N_("The unit has changed its answer; there is no absence to decide on.")
