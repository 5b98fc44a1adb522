"""What follows from what: every reaction to every event, on one page.

The reactions to an event run in the order written here, inside the same transaction; then
each event is recorded in the audit log. What browsers hear after the commit: `hub.news`.
"""

from typing import Final

from hub.accounts import service as accounts
from hub.archive import service as archive
from hub.archive.events import DossierSealed
from hub.attendance import service as attendance
from hub.attendance.events import (
    SiteLeft,
)
from hub.audit import service as audit
from hub.certificates import notices as certificate_notices
from hub.certificates.events import CertificateRevoked, ListMissed
from hub.core.runtime import Reactions, on, table_of
from hub.core.unit_of_work import UnitOfWork
from hub.directory.events import PersonDisabled
from hub.documents import service as documents
from hub.documents.events import (
    DocumentAdded,
    DocumentDeleted,
    DocumentEdited,
    DocumentIssued,
    DocumentNumbered,
    DocumentRecalled,
    DocumentReopened,
    DocumentSigned,
    PaperSignedElsewhere,
    RenditionMade,
    VersionAdded,
)
from hub.invitations import service as invitations
from hub.meetings import service as meetings
from hub.meetings.events import (
    GuestAdded,
    GuestRemoved,
    GuestReturned,
    MeetingAnnounced,
    MeetingCancelled,
    MeetingClosed,
    MeetingCreated,
    MeetingEdited,
    MeetingInvited,
    MeetingMoved,
    MeetingOpened,
    MeetingPostponed,
)
from hub.messages import events as message_events
from hub.messages import notices as message_notices
from hub.messages import service as messages
from hub.minutes import notices as minutes_notices
from hub.minutes import service as minutes
from hub.minutes.events import (
    MinutesCompleted,
    MinutesDrafted,
    MinutesNumbered,
    MinutesReturned,
    MinutesSigned,
    MinutesSubmitted,
    MinutesTakenBack,
    MinutesVoided,
)
from hub.opinions import service as opinions
from hub.quality import notices as quality_notices
from hub.quality import service as quality
from hub.quality.events import (
    AlertRaised,
    LineChanged,
)
from hub.registers import service as registers
from hub.rooms import service as rooms
from hub.rooms.events import AgendaItemBegan
from hub.votes import service as votes

BEFORE_COMMIT: Final = (audit.record,)


def _line_of_site(uow: UnitOfWork, left: SiteLeft) -> None:
    quality.line_ended(uow, left.meeting_site_id, left.connection, lost=left.lost)
    if not left.lost:
        quality.end_alert(uow, left.meeting_site_id)


REACTIONS: Final[Reactions] = table_of(
    on(PersonDisabled, lambda uow, event: accounts.end_sessions(uow, event.person_id)),
    on(MeetingInvited, invitations.ask_everyone, invitations.remind_host),
    on(MeetingMoved, invitations.ask_again, invitations.remind_host, archive.index_meeting),
    on(MeetingAnnounced, invitations.tell_update),
    on(MeetingPostponed, invitations.put_off, invitations.stop_reminding_host),
    on(MeetingCancelled, invitations.call_off, invitations.stop_reminding_host),
    on(MeetingOpened, invitations.stop_reminding, invitations.stop_reminding_host),
    on(GuestAdded, invitations.ask_guest),
    on(GuestReturned, invitations.welcome_guest_back),
    on(GuestRemoved, invitations.withdraw_guest),
    on(MinutesSubmitted, minutes_notices.ask_for_signatures, archive.index_minutes),
    on(MinutesTakenBack, minutes_notices.forget_questions),
    on(MinutesReturned, minutes_notices.forget_questions, minutes_notices.tell_of_return),
    on(MinutesVoided, minutes_notices.confirm_void),
    on(MinutesSigned, minutes_notices.ask_chair),
    on(MinutesCompleted, minutes_notices.tell_complete, registers.sign_minutes),
    on(SiteLeft, rooms.forget_connection, _line_of_site),
    on(MeetingClosed, votes.stop_with_meeting, attendance.end_with_meeting),
    on(MeetingClosed, rooms.empty_room, attendance.empty_room, messages.end_with_meeting),
    on(MeetingClosed, quality.end_lines, quality.end_alerts, quality.sum_up_later),
    on(AgendaItemBegan, meetings.note_item_reached),
    on(LineChanged, quality.watch_line),
    on(AlertRaised, quality_notices.tell_technicians),
    on(message_events.TechnicianCalled, message_notices.tell_technicians),
    on(DocumentSigned, registers.sign_document),
    on(PaperSignedElsewhere, minutes.sign_elsewhere, attendance.sign_elsewhere),
    on(PaperSignedElsewhere, opinions.answer_elsewhere, documents.certify_elsewhere),
    on(MinutesNumbered, registers.enter_minutes),
    on(MeetingCreated, archive.index_meeting),
    on(MeetingEdited, invitations.remind_host_anew, archive.index_meeting),
    on(DocumentAdded, archive.index_document),
    on(DocumentEdited, archive.index_document),
    on(VersionAdded, registers.note_update, archive.index_document),
    on(RenditionMade, archive.index_document),
    on(DocumentNumbered, registers.enter_document, archive.index_document),
    on(DocumentIssued, registers.write_dispatch, archive.index_document),
    on(DocumentDeleted, archive.forget_document, rooms.take_away),
    on(DocumentReopened, registers.unsign_document, archive.index_document),
    on(DocumentRecalled, rooms.take_away, registers.take_back_document, registers.void_recalled),
    on(MinutesDrafted, archive.index_minutes),
    on(MinutesCompleted, archive.index_minutes),
    on(DossierSealed, archive.index_dossier),
    on(ListMissed, certificate_notices.tell_administrators),
    on(CertificateRevoked, certificate_notices.tell_of_revocation),
)
