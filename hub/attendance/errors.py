"""What attendance refuses."""

from hub.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from hub.core.text import N_


class NoSuchSite(NotFound):
    """The site does not take part in this meeting."""

    code = "no-such-meeting-site"
    text = N_("This site does not take part in the meeting.")


class NotTheSecretary(NotAllowed):
    """Only the secretary calls the roll."""

    code = "not-the-secretary"
    text = N_("Only the secretary of this meeting can keep its attendance.")


class NotYourSite(NotAllowed):
    """Somebody confirmed the presence of another unit's site."""

    code = "not-your-site"
    text = N_("You can confirm the presence of your own site only.")


class TooEarlyForRoll(Conflict):
    """The meeting is not at the stage where a roll can be called."""

    code = "too-early-for-roll"
    text = N_("The roll is called from one hour before the meeting until it is archived.")


class AlreadyFrozen(Conflict):
    """The sheet was frozen; changes are corrections now."""

    code = "attendance-frozen"
    text = N_(
        "The attendance was frozen at %(at)s by %(by)s. "
        "Use “Correct” and write the reason; the correction leaves a trace."
    )


class NobodyCalled(Conflict):
    """Freezing an empty roll would say that nobody was asked."""

    code = "nobody-called"
    text = N_("Call the roll first: no site has a status yet.")


class RollChanged(Conflict):
    """Another person corrected the same site in between."""

    code = "roll-changed"
    text = N_(
        "Someone else has just changed the roll of this site. Look at it again and repeat; "
        "what you typed is still here."
    )


class NothingToCorrect(InvalidInput):
    """A correction that changes nothing."""

    code = "nothing-to-correct"
    text = N_("Nothing changes: choose another status or another number of people.")
