"""What the technicians of the host read when a site calls."""

from hub.core.text import gettext as _
from hub.core.text import use_locale
from hub.core.unit_of_work import Role, UnitOfWork
from hub.directory import queries as directory
from hub.messages import rules
from hub.messages.events import TechnicianCalled
from hub.messages.models import IncidentKind
from hub.outbox import service as outbox


def tell_technicians(uow: UnitOfWork, called: TechnicianCalled) -> None:
    """Ring the bell of every technician of the host but the one who noted it."""
    for person in directory.people_with_role(uow.session, called.host_unit_id, Role.TECHNICIAN):
        if person.id == uow.actor.person_id:
            continue
        with use_locale("vi"):
            subject = _(
                "%(site)s calls for a technician: %(what)s.",
                site=called.site_name,
                what=rules.word(IncidentKind(called.kind)),
            )
        outbox.post_notice(
            uow,
            key=f"incident:{called.incident_id}:{person.id}",
            to_person_id=person.id,
            subject=subject,
            link=f"/meetings/{called.meeting_id}/incidents",
            icon="lifebuoy",
        )
