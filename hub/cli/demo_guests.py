"""A guest of the demo's next meeting."""

from datetime import datetime, timedelta

from hub.cli.demo_stage import Stage
from hub.core.ids import MeetingId
from hub.core.unit_of_work import LINK_HOLDER, Role
from hub.directory.service import GuestFacts
from hub.invitations import queries as invitations
from hub.invitations import service as invitation_service
from hub.invitations.models import Answer
from hub.meetings import queries as meetings
from hub.meetings import service

GUEST = GuestFacts(
    "Nguyễn Thanh Hương",
    "huong.nt@soyte.example",
    "Phó Giám đốc",
    "Sở Y tế tỉnh",
    "0210 3 846 212",
)


def ask_guest(stage: Stage, meeting_id: MeetingId, at: datetime) -> None:
    """Ask somebody from outside, who says that she comes."""
    with stage.at(at, stage.actor(Role.SCHEDULER)) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        guest = service.add_guest(uow, meeting, GUEST, gets_documents=True)
    with stage.at(at + timedelta(hours=5), LINK_HOLDER) as uow:
        asked = next(
            each
            for each in invitations.of_meeting(uow.session, meeting_id)
            if each.meeting_site_id == guest.id
        )
        whole = invitations.get(uow.session, asked.id)
        invitation_service.answer_as_guest(
            uow, whole, Answer.ATTENDING, reason="", serial=whole.link_serial
        )
