"""What follows from what: every reaction to every event, on one page.

The reactions to an event run in the order written here, inside the same transaction; then
each event is recorded in the audit log. After the commit, its news goes out to browsers.
"""

from typing import ClassVar, Final, Protocol

from hub.accounts import service as accounts
from hub.audit import service as audit
from hub.core.ids import MeetingId
from hub.core.runtime import Reactions, on, table_of
from hub.directory.events import PersonDisabled
from hub.invitations import service as invitations
from hub.invitations.events import AbsenceDecided, InvitationAnswered, InvitationsChased
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
from hub.minutes import notices as minutes_notices
from hub.minutes.events import (
    MinutesCompleted,
    MinutesDrafted,
    MinutesReturned,
    MinutesSaved,
    MinutesSigned,
    MinutesSubmitted,
    MinutesTakenBack,
)
from hub.outbox.events import NoticePosted
from hub.web.live import News, NewsTable, news, news_table

ON_EVERY: Final = (audit.record,)

REACTIONS: Final[Reactions] = table_of(
    on(PersonDisabled, lambda uow, event: accounts.end_sessions(uow, event.person_id)),
    on(MeetingInvited, invitations.ask_everyone),
    on(MeetingMoved, invitations.ask_again),
    on(MeetingAnnounced, invitations.tell_update),
    on(MeetingPostponed, invitations.put_off),
    on(MeetingCancelled, invitations.call_off),
    on(MeetingOpened, invitations.stop_reminding),
    on(MinutesSubmitted, minutes_notices.ask_for_signatures),
    on(MinutesTakenBack, minutes_notices.forget_questions),
    on(MinutesReturned, minutes_notices.forget_questions, minutes_notices.tell_of_return),
    on(MinutesSigned, minutes_notices.ask_chair),
    on(MinutesCompleted, minutes_notices.tell_complete),
)


class _OfMeeting(Protocol):
    name: ClassVar[str]

    @property
    def meeting_id(self) -> MeetingId: ...


def to_meeting(event: _OfMeeting) -> News:
    """Tell those who watch the meeting, under the event's own name."""
    return News(f"meeting:{event.meeting_id}", event.name)


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
    news(InvitationAnswered, to_meeting),
    news(InvitationsChased, to_meeting),
    news(AbsenceDecided, to_meeting),
    news(MinutesDrafted, to_meeting),
    news(MinutesSaved, to_meeting),
    news(MinutesSubmitted, to_meeting),
    news(MinutesTakenBack, to_meeting),
    news(MinutesReturned, to_meeting),
    news(MinutesSigned, to_meeting),
    news(MinutesCompleted, to_meeting),
)
