"""Who is told of lists that can't be had and of certificates that end or were revoked."""

from datetime import datetime

from hub.certificates import queries, rules
from hub.certificates.events import CertificateRevoked, ListMissed
from hub.core.clock import format_date
from hub.core.ids import PersonId, UnitId
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


def tell_of_revocation(uow: UnitOfWork, revoked: CertificateRevoked) -> None:
    """Tell every administrator of the hub that a registered certificate was revoked."""
    with use_locale("vi"):
        subject = _("The certificate of %(name)s was revoked by its issuer", name=revoked.holder)
    for person in directory.people_with_role_anywhere(uow.session, Role.SYSTEM_ADMIN):
        outbox.post_notice(
            uow,
            key=f"certificate-revoked:{revoked.certificate_id}:{person.id}",
            to_person_id=person.id,
            subject=subject,
            link="/certificates",
            icon="certificate-off",
        )


def warn_of_ends(uow: UnitOfWork) -> int:
    """Warn holders and their administrators 60, 30 and 7 days before a certificate ends.

    Each warning once; returns how many notices were posted.
    """
    posted = 0
    for each in queries.everything(uow.session):
        person = each.post.person_id if each.post else None
        unit = each.post.unit_id if each.post else each.unit_id
        posted += _warn(uow, each.fingerprint, each.name, each.not_after, person, unit)
    for key in queries.signing_keys(uow.session):
        posted += _warn(
            uow, key.fingerprint, key.subject, key.not_after, key.person_id, key.unit_id
        )
    return posted


def _warn(
    uow: UnitOfWork,
    fingerprint: str,
    name: str,
    not_after: datetime,
    person_id: PersonId | None,
    unit_id: UnitId | None,
) -> int:
    days = rules.days_warned(not_after, uow.now)
    if not days:
        return 0
    told = {person_id} if person_id else set()
    if unit_id is not None:
        admins = directory.people_with_role(uow.session, unit_id, Role.UNIT_ADMIN)
        clerks = directory.people_with_role(uow.session, unit_id, Role.REGISTRY_CLERK)
        told |= {each.id for each in (*admins, *clerks)}
    with use_locale("vi"):
        subject = _(
            "The certificate of %(name)s ends on %(on)s: please have it renewed",
            name=name, on=format_date(not_after),
        )  # fmt: skip
    notices = [
        outbox.post_notice(
            uow,
            key=f"certificate-ends:{fingerprint[:32]}:{days}:{each}",
            to_person_id=each,
            subject=subject[:500],
            link="/certificates",
            icon="certificate",
        )
        for each in told
    ]
    return sum(1 for each in notices if each is not None)
