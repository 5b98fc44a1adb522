"""What messages and incidents refuse."""

from hub.core.errors import Conflict, NotAllowed, NotFound
from hub.core.text import N_


class MayNotWrite(NotAllowed):
    """The actor does not take part in the meeting."""

    code = "may-not-write"
    text = N_("Only those who take part in the meeting write messages.")


class WritingClosed(Conflict):
    """The chair keeps the messages to all for the host."""

    code = "writing-closed"
    text = N_("The chair has closed messages to everybody. You can still write to the chair.")


class NotTheTime(Conflict):
    """Messages belong to the meeting and the hour before it."""

    code = "not-the-time-for-messages"
    text = N_("Messages are sent from one hour before the meeting until its end.")


class NoSuchRecipient(NotFound):
    """The site does not take part in this meeting."""

    code = "no-such-recipient"
    text = N_("This site does not take part in the meeting.")


class MayNotRunMessages(NotAllowed):
    """Only chair, secretary and technician run the messages."""

    code = "may-not-run-messages"
    text = N_("Only the chair, the secretary and the technician of the meeting can do this.")


class NoSuchMessageHere(NotFound):
    """There is no such message in this meeting."""

    code = "no-such-message-here"
    text = N_("There is no such message in this meeting.")


class NoSuchIncident(NotFound):
    """There is no such incident in this meeting."""

    code = "no-such-incident"
    text = N_("There is no such incident in this meeting.")


class NotTheTechnician(NotAllowed):
    """Incidents are looked after by the technicians of the host."""

    code = "not-looking-after-incidents"
    text = N_("Only a technician of the host looks after incidents.")


class NoSiteToCallFor(NotAllowed):
    """The actor sits at no site of this meeting."""

    code = "no-site-to-call-for"
    text = N_(
        "You do not sit at a site of this meeting, so the technician would not know where to look."
    )


class CalledAlready(Conflict):
    """The site's last call is not over yet."""

    code = "called-already"
    text = N_(
        "The technician has your call of %(at)s and is working on it. Add what is new by a message."
    )


class IncidentSettled(Conflict):
    """The incident is over."""

    code = "incident-settled"
    text = N_("This incident is already solved.")


class TakenByAnother(Conflict):
    """Somebody else looks after it."""

    code = "incident-taken"
    text = N_("%(name)s is already looking after this incident.")
