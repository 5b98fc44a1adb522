"""What attendance refuses."""

from hub.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from hub.core.text import N_


class NoSuchSite(NotFound):
    """The site does not take part in this meeting."""

    code = "no-such-meeting-site"
    text = N_("This site does not take part in the meeting.")


class NoSuchSheet(NotFound):
    """The meeting has no frozen sheet, or none of this number."""

    code = "no-such-attendance-sheet"
    text = N_("This meeting has no frozen attendance sheet of that number.")


class NotToSignSheet(NotAllowed):
    """Only who froze a sheet answers for it with a signature."""

    code = "not-to-sign-sheet"
    text = N_("The attendance sheet is signed by the person who froze it: %(name)s.")


class SheetSigned(Conflict):
    """The sheet bears its signature already."""

    code = "sheet-signed"
    text = N_("This attendance sheet is signed already.")


class SheetNotPrinted(Conflict):
    """There is no printed form yet that could be signed."""

    code = "sheet-not-printed"
    text = N_("The printed form of the attendance sheet was not made yet. Please make it first.")


class SheetReplaced(Conflict):
    """A correction gave a new sheet while this one was looked at or signed."""

    code = "sheet-replaced"
    text = N_(
        "The attendance was corrected meanwhile, and a new sheet replaces this one. "
        "Nothing was signed; please look at the new sheet."
    )


class MayNotSetRules(NotAllowed):
    """Only administrators of the hub set the limits."""

    code = "may-not-set-attendance-rules"
    text = N_("Only the administrator of the hub sets the rules of attendance.")


class RulesChanged(Conflict):
    """Another person changed the rules of the same type in between."""

    code = "attendance-rules-changed"
    text = N_(
        "Someone else has just changed the rules of this type. Look at them again and repeat; "
        "what you typed is still here."
    )


class SameMeetingTwice(InvalidInput):
    """Comparing a meeting with itself."""

    code = "same-meeting-twice"
    text = N_("Choose two different meetings.")


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


class RollCallRunning(Conflict):
    """A call of the roll is going on already."""

    code = "roll-call-running"
    text = N_("The roll is being called already.")


class NoRollCall(Conflict):
    """No call of the roll is going on."""

    code = "no-roll-call"
    text = N_("No roll call is going on.")


class NoQuorum(Conflict):
    """Too few are present, and nobody gave a reason to go on all the same."""

    code = "no-quorum"
    text = N_(
        "There is no quorum: %(units)s of %(needed)s units needed are present. "
        "Wait for the others, or write why it goes on all the same."
    )


class NothingToCorrect(InvalidInput):
    """A correction that changes nothing."""

    code = "nothing-to-correct"
    text = N_("Nothing changes: choose another status or another number of people.")
