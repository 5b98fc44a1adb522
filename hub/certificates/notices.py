"""Who is told when a revocation list can't be had. Reactions to events of this feature."""

from hub.certificates.events import ListMissed
from hub.core.text import gettext as _
from hub.core.text import use_locale
from hub.core.unit_of_work import Role, UnitOfWork
from hub.directory import queries as directory
from hub.outbox import service as outbox


def tell_administrators(uow: UnitOfWork, missed: ListMissed) -> None:
    """Tell every administrator of the hub, once for each time that fetching begins to fail."""
    with use_locale("vi"):
        subject = _("A revocation list cannot be fetched: %(address)s", address=missed.address)
    for person in directory.people_with_role_anywhere(uow.session, Role.SYSTEM_ADMIN):
        outbox.post_notice(
            uow,
            key=f"crl:{missed.source_id}:{uow.now:%Y%m%d%H%M}:{person.id}",
            to_person_id=person.id,
            subject=subject[:500],
            link="/admin/trust",
            icon="certificate",
        )
