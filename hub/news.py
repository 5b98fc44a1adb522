"""What open pages hear: which news each event makes, and for whom, on one page.

News go out after the commit; see `hub.reactions` for what follows from an event inside it.
"""

from typing import ClassVar, Final, Protocol

from hub.attendance.events import (
    AttendanceCorrected,
    AttendanceSigned,
    QuorumChecked,
    RollCalled,
    RollCallEnded,
    RollCallStarted,
    SheetFrozen,
    SiteArrived,
    SiteLeft,
)
from hub.core.ids import MeetingId, MeetingSiteId
from hub.documents.events import (
    DocumentAccessSet,
    DocumentAdded,
    DocumentDeleted,
    DocumentEdited,
    DocumentIssued,
    DocumentNumbered,
    DocumentRecalled,
    DocumentSigned,
    ReceiptChanged,
    ReceiptsChased,
    RenditionFailed,
    RenditionMade,
    UploadTurnedDown,
    VersionAdded,
)
from hub.invitations.events import (
    AbsenceDecided,
    AskingEnded,
    InvitationAnswered,
    InvitationsChased,
    InvitationWithdrawn,
)
from hub.meetings.events import (
    MeetingAnnounced,
    MeetingApproved,
    MeetingArchived,
    MeetingCancelled,
    MeetingClosed,
    MeetingEdited,
    MeetingInvited,
    MeetingMoved,
    MeetingOpened,
    MeetingPostponed,
    MeetingReturned,
    MeetingSubmitted,
)
from hub.messages import events as message_events
from hub.minutes.events import (
    MinutesCompleted,
    MinutesDrafted,
    MinutesReturned,
    MinutesSaved,
    MinutesSigned,
    MinutesSubmitted,
    MinutesTakenBack,
    MinutesVoided,
)
from hub.opinions import events as opinion_events
from hub.outbox.events import NoticePosted
from hub.quality.events import (
    AlertOver,
    AlertRaised,
    AlertTakenOn,
    LineChanged,
    LineTested,
    ModeChanged,
    StatementMade,
    TestSignedOff,
)
from hub.rooms import events as room_events
from hub.votes import events as vote_events
from hub.web.live import News, NewsTable, news, news_table, site_room, to_host, to_unit


class _OfMeeting(Protocol):
    name: ClassVar[str]

    @property
    def meeting_id(self) -> MeetingId: ...


class _OfSite(_OfMeeting, Protocol):
    @property
    def meeting_site_id(self) -> MeetingSiteId: ...


def to_meeting(event: _OfMeeting) -> News:
    """Tell those who watch the meeting, under the event's own name."""
    return News(f"meeting:{event.meeting_id}", event.name)


def of_one_site(event: _OfMeeting) -> News:
    """Tell them of one site; in a large meeting only those who run it hear of each."""
    return News(f"meeting:{event.meeting_id}", event.name, of_one=True)


def to_site(event: _OfSite) -> News:
    """Tell what was done to a site; in a large meeting that site and those who run it."""
    room = f"meeting:{event.meeting_id}"
    return News(room, event.name, site=site_room(room, event.meeting_site_id))


def to_stage(event: _OfMeeting) -> News:
    """Tell all how the room stands now; in a large meeting they are told it with the news."""
    return News(f"meeting:{event.meeting_id}", event.name, is_shared=True)


def seat_left(event: room_events.SeatLeft) -> News:
    """Tell whether the site went or its line was lost: pages say it differently."""
    facts = {"site": str(event.meeting_site_id), "lost": event.lost}
    return News(f"meeting:{event.meeting_id}", event.name, facts, of_one=True)


def page_turned(event: room_events.PageTurned) -> News:
    """Tell which page is shown: many pages follow, and each would ask."""
    facts = {"version": str(event.version_id), "page": event.page}
    return News(f"meeting:{event.meeting_id}", event.name, facts)


def attendance_changed(event: _OfMeeting) -> News:
    """Tell pages about attendance, which care little what it was that changed."""
    facts = {"what": event.name}
    return News(f"meeting:{event.meeting_id}", "attendance:changed", facts, of_one=True)


def message_to_readers(event: message_events.MessageSent) -> News:
    """Tell those who may read the message, everybody or the host."""
    whole = event.audience == "all"
    room = f"meeting:{event.meeting_id}" if whole else f"unit:{event.host_unit_id}"
    return News(room, event.name)


def message_to_unit(event: message_events.MessageSent) -> News:
    """Tell the unit the message is for, or the author's other pages."""
    return News(f"unit:{event.to_unit_id or event.unit_id}", event.name)


NEWS: Final[NewsTable] = news_table(
    news(NoticePosted, lambda event: News(f"person:{event.person_id}", event.name)),
    news(MeetingEdited, to_meeting),
    news(MeetingSubmitted, to_meeting),
    news(MeetingApproved, to_meeting),
    news(MeetingReturned, to_meeting),
    news(MeetingInvited, to_meeting),
    news(MeetingMoved, to_meeting),
    news(MeetingAnnounced, to_meeting),
    news(MeetingPostponed, to_meeting),
    news(MeetingCancelled, to_meeting),
    news(MeetingOpened, to_meeting),
    news(MeetingClosed, to_meeting),
    news(MeetingArchived, to_meeting),
    news(DocumentAdded, to_meeting),
    news(DocumentEdited, to_meeting),
    news(DocumentAccessSet, to_meeting),
    news(DocumentDeleted, to_meeting),
    news(VersionAdded, to_meeting),
    news(RenditionMade, to_meeting),
    news(RenditionFailed, to_meeting),
    news(DocumentNumbered, to_meeting),
    news(DocumentSigned, to_meeting),
    news(DocumentIssued, to_meeting),
    news(DocumentRecalled, to_meeting),
    news(ReceiptChanged, of_one_site),
    news(ReceiptsChased, to_meeting),
    news(UploadTurnedDown, to_meeting),
    news(InvitationAnswered, of_one_site),
    news(InvitationsChased, to_meeting),
    news(AskingEnded, to_meeting),
    news(InvitationWithdrawn, to_meeting),
    news(AbsenceDecided, to_meeting),
    news(MinutesDrafted, to_meeting),
    news(MinutesSaved, to_meeting),
    news(MinutesSubmitted, to_meeting),
    news(MinutesTakenBack, to_meeting),
    news(MinutesReturned, to_meeting),
    news(MinutesVoided, to_meeting),
    news(MinutesSigned, to_meeting),
    news(MinutesCompleted, to_meeting),
    news(SiteArrived, attendance_changed),
    news(SiteLeft, attendance_changed),
    news(RollCalled, attendance_changed),
    news(AttendanceCorrected, attendance_changed),
    news(SheetFrozen, attendance_changed),
    news(AttendanceSigned, attendance_changed),
    news(RollCallStarted, to_meeting),
    news(RollCallEnded, to_meeting),
    news(QuorumChecked, attendance_changed),
    news(LineTested, of_one_site),
    news(TestSignedOff, of_one_site),
    news(ModeChanged, of_one_site),
    news(LineChanged, of_one_site),
    news(StatementMade, of_one_site),
    news(AlertRaised, of_one_site),
    news(AlertTakenOn, of_one_site),
    news(AlertOver, of_one_site),
    news(room_events.SeatTaken, of_one_site),
    news(room_events.SeatLeft, seat_left),
    news(room_events.DevicesSwitched, of_one_site),
    news(room_events.HandRaised, of_one_site),
    news(room_events.HandLowered, of_one_site),
    news(room_events.FloorGranted, to_stage),
    news(room_events.FloorEnded, to_stage),
    news(room_events.SiteMuted, to_site),
    news(room_events.SiteUnmuted, to_site),
    news(room_events.SiteRemoved, to_site),
    news(room_events.SiteReadmitted, to_site),
    news(room_events.HandLetPass, to_site),
    news(room_events.HandRefused, to_site),
    news(room_events.HandMoved, to_site),
    news(room_events.SpeechExtended, to_stage),
    news(room_events.SpeechLimitSet, to_stage),
    news(room_events.AgendaItemBegan, to_stage),
    news(room_events.AgendaItemEnded, to_stage),
    news(room_events.AdmissionSet, to_stage),
    news(room_events.SiteWaits, of_one_site),
    news(room_events.SiteAdmitted, to_site),
    news(room_events.SiteTurnedAway, to_site),
    news(room_events.UnmuteAsked, to_site),
    news(room_events.UnmuteDeclined, to_site),
    news(room_events.OthersMuted, to_stage),
    news(room_events.LayoutSet, to_stage),
    news(room_events.MediaPlaced, of_one_site),
    news(room_events.MediaMoved, of_one_site),
    news(room_events.SharingBegan, to_stage),
    news(room_events.SharingEnded, to_stage),
    news(room_events.DocumentShown, to_stage),
    news(room_events.ShowingEnded, to_stage),
    news(room_events.PageTurned, page_turned),
    news(vote_events.MotionDrafted, to_meeting),
    news(vote_events.MotionEdited, to_meeting),
    news(vote_events.MotionDiscarded, to_meeting),
    news(vote_events.VotingOpened, to_meeting),
    news(vote_events.BallotCast, to_unit, to_host),
    news(vote_events.VotingStopped, to_meeting),
    news(vote_events.VotingClosed, to_meeting),
    news(vote_events.VotingCancelled, to_meeting),
    news(message_events.MessageSent, message_to_readers, message_to_unit),
    news(message_events.MessageRemoved, to_meeting),
    news(message_events.WritingSwitched, to_meeting),
    news(message_events.TechnicianCalled, to_unit, to_host),
    news(message_events.IncidentNoted, to_unit, to_host),
    news(message_events.IncidentTaken, to_unit, to_host),
    news(message_events.IncidentSolved, to_unit, to_host),
    news(opinion_events.OpinionGiven, to_unit, to_host),
)
