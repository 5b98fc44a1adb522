"""What invitations announce."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import InvitationId, MeetingId, UnitId


@dataclass(frozen=True)
class InvitationSent(Event):
    """A unit was asked to a meeting."""

    name = "invitation:sent"
    invitation_id: InvitationId
    meeting_id: MeetingId
    unit_id: UnitId


@dataclass(frozen=True)
class AskingEnded(Event):
    """All units of a large meeting were asked; `count` of them in all."""

    name = "invitation:asking-ended"
    meeting_id: MeetingId
    count: int


@dataclass(frozen=True)
class InvitationWithdrawn(Event):
    """A unit that was asked need not come: its site was taken out of the meeting."""

    name = "invitation:withdrawn"
    invitation_id: InvitationId
    meeting_id: MeetingId
    unit_id: UnitId


@dataclass(frozen=True)
class InvitationAnswered(Event):
    """A unit answered, or changed its answer; `way` is "signed-in" or "link"."""

    name = "invitation:answered"
    invitation_id: InvitationId
    meeting_id: MeetingId
    unit_id: UnitId
    answer: str
    way: str
    by_name: str


@dataclass(frozen=True)
class InvitationsChased(Event):
    """Units that had not answered were asked for their answer."""

    name = "invitation:chased"
    meeting_id: MeetingId
    count: int


@dataclass(frozen=True)
class AbsenceDecided(Event):
    """The chair agreed to an absence, or did not; `decision` is "approved" or "refused"."""

    name = "invitation:absence:decided"
    invitation_id: InvitationId
    meeting_id: MeetingId
    unit_id: UnitId
    decision: str
