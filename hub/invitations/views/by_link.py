"""Who is invited, by the signed link of a mail."""

from typing import Final
from uuid import UUID

from hub.core.ids import InvitationId
from hub.invitations import queries
from hub.invitations.errors import InvitationWasWithdrawn
from hub.invitations.models import Invitation
from hub.invitations.service.answering import ensure_link
from hub.web.access import links, runtime

#: Refusals of one address; a unit's people share one, and a mistake is corrected a few times.
LIMIT: Final = "60 per minute"


def invited(purpose: str, token: str) -> tuple[Invitation, int]:
    """Return the invitation of a link made for a purpose, and the serial number of the link.

    Raises LinkForged, LinkExpired, LinkReplaced, InvitationWasWithdrawn.
    """
    payload = links().read(purpose, token, now=runtime().clock())
    serial = int(payload["s"])
    with runtime().read() as session:
        invitation = queries.get(session, InvitationId(UUID(str(payload["i"]))))
    ensure_link(invitation, serial)
    if invitation.withdrawn_at is not None:
        raise InvitationWasWithdrawn(title=invitation.meeting.title)
    return invitation, serial
