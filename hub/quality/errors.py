"""What line quality refuses."""

from hub.core.errors import Conflict, NotAllowed, NotFound
from hub.core.text import N_


class NoSuchLine(NotFound):
    """The site does not take part in this meeting, or one may not know of it."""

    code = "no-such-line"
    text = N_("There is no line of this site in this meeting.")


class LinesNotSummed(Conflict):
    """The lines of a large meeting are added up after it has ended, which takes minutes."""

    code = "lines-not-summed"
    text = N_(
        "The lines of this meeting are not added up yet. That begins when the meeting has ended "
        "and takes some minutes; please ask for the file then."
    )


class NoSuchTest(NotFound):
    """The line test does not exist in this meeting."""

    code = "no-such-line-test"
    text = N_("This line test was not found.")


class NotTheTechnician(NotAllowed):
    """Only a technician of the host signs line tests off."""

    code = "not-the-technician"
    text = N_("Only a technician of the host office can sign line tests off.")


class OldTest(Conflict):
    """A later test of the same site exists."""

    code = "old-line-test"
    text = N_("This site has been tested again since. Look at its newest test.")


class AlreadySignedOff(Conflict):
    """Somebody signed the test off before."""

    code = "line-test-signed-off"
    text = N_("This line test has already been signed off.")


class NotForYouToSay(NotAllowed):
    """Somebody spoke for another unit's site."""

    code = "not-for-you-to-say"
    text = N_("Only the leader or clerk of the site can say how picture and sound were.")


class TooEarlyToSay(Conflict):
    """The meeting has not begun."""

    code = "too-early-to-say"
    text = N_("You can say how picture and sound were once the meeting has begun.")


class LineClosed(Conflict):
    """Samples of a meeting that is over are not taken."""

    code = "line-closed"
    text = N_("The meeting is over; its line is no longer measured.")


class NotTheSystemAdmin(NotAllowed):
    """Only a system administrator sets what counts as a good line."""

    code = "not-the-system-admin"
    text = N_("Only a system administrator can set the limits of the grades.")


class ScaleChanged(Conflict):
    """Another administrator set the limits in the meantime."""

    code = "grade-scale-changed"
    text = N_("The limits have been set anew since you opened the page. Compare, then set again.")


class NoSuchAlert(NotFound):
    """The alert does not exist in this meeting."""

    code = "no-such-line-alert"
    text = N_("This line alert was not found.")
