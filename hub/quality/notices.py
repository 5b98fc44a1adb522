"""Who is told of lost lines, in the hub. Reactions to events of this feature."""

from datetime import timedelta
from typing import Final

from hub.core.text import N_
from hub.core.text import gettext as _
from hub.core.unit_of_work import Role, UnitOfWork
from hub.directory import queries as directory
from hub.directory.models import Unit
from hub.meetings.models import Meeting, MeetingSite
from hub.outbox import service as outbox
from hub.quality import queries
from hub.quality.events import AlertRaised

LOST: Final = N_("%(site)s has lost its line")
MANY_LOST: Final = N_("Many sites have lost their lines: look at the board of lines")
#: More lines than this within the window are one trouble, told of once.
MANY: Final = 10
WINDOW: Final = timedelta(minutes=5)


def tell_technicians(uow: UnitOfWork, raised: AlertRaised) -> None:
    """Tell the host's technicians of a lost line: once per alert, and once when there are many."""
    if raised.times > 1:
        return
    meeting = uow.session.get_one(Meeting, raised.meeting_id)
    lost = queries.alerts_raised_since(uow.session, meeting.id, uow.now - WINDOW)
    site = uow.session.get_one(MeetingSite, raised.meeting_site_id)
    if lost > MANY:
        sentence, key = _(MANY_LOST), f"many:{uow.now:%Y%m%d%H}:{uow.now.minute // 5}"
    else:
        unit = uow.session.get_one(Unit, site.unit_id)
        sentence, key = _(LOST, site=unit.short_name), str(raised.alert_id)
    for person in directory.people_with_role(uow.session, meeting.host_unit_id, Role.TECHNICIAN):
        outbox.post_notice(
            uow,
            key=f"line-alert:{meeting.id}:{key}:{person.id}",
            to_person_id=person.id,
            subject=sentence,
            body=meeting.title,
            link=f"/meetings/{meeting.id}/quality#alerts",
            icon="alert-triangle",
        )
