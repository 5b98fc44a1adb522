"""What the directory refuses."""

from hub.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from hub.core.text import N_


class NoSuchUnit(NotFound):
    """There is no such unit, or it is not the actor's to manage."""

    code = "no-such-unit"
    text = N_("This unit was not found.")


class NoSuchSite(NotFound):
    """There is no such site, or it is not the actor's to manage."""

    code = "no-such-site"
    text = N_("This conference site was not found.")


class NoSuchPerson(NotFound):
    """There is no such person, or they are not the actor's to manage."""

    code = "no-such-person"
    text = N_("This person was not found.")


class NoSuchPost(NotFound):
    """There is no such post, or it is not the actor's to manage."""

    code = "no-such-post"
    text = N_("This post was not found.")


class UnitClosed(Conflict):
    """The unit has ended; nothing new begins in it."""

    code = "unit-closed"
    text = N_("%(name)s was closed on %(day)s, so nothing can be added to it.")


class UnitStillHasUnits(Conflict):
    """A unit with valid units below it can't be closed."""

    code = "unit-still-has-units"
    text = N_("Close or move the units below %(name)s first: %(count)s are still valid.")


class UnitInItself(Conflict):
    """A unit can't stand below itself."""

    code = "unit-in-itself"
    text = N_("A unit cannot be placed below itself.")


class RoleNotYours(NotAllowed):
    """Roles of the whole system are given by a system admin only."""

    code = "role-not-yours"
    text = N_("Only a system administrator can give or take this role.")


class LastSystemAdmin(Conflict):
    """Without a system admin nobody could let anybody in again."""

    code = "last-system-admin"
    text = N_("This is the last system administrator. Appoint another one first.")


class NotYourself(Conflict):
    """Closing one's own door is a mistake more often than a wish."""

    code = "not-yourself"
    text = N_("You cannot disable yourself or end the post you are using.")


class MistakesInTheTable(InvalidInput):
    """Rows of an imported table need correcting; nothing was stored."""

    code = "mistakes-in-the-table"
    text = N_("Nothing was stored. Correct the rows marked below and choose the file again.")
