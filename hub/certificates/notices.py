"""Who is told of lists that can't be had and of certificates that end or were revoked."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from hub.certificates import queries, rules
from hub.certificates.events import CertificateRevoked, ListMissed
from hub.certificates.models import Certificate
from hub.certificates.queries import SignedKind
from hub.core.clock import format_date
from hub.core.ids import PersonId, UnitId
from hub.core.text import gettext as _
from hub.core.text import ngettext, use_locale
from hub.core.unit_of_work import Role, UnitOfWork
from hub.directory import queries as directory
from hub.outbox import service as outbox

#: Who keeps the documents of an office, and of a commune.
CLERKS: Final = (Role.REGISTRY_CLERK, Role.SITE_CLERK)
#: Where the papers of a kind are found.
PAGES: Final = {
    SignedKind.DOCUMENT: "/documents",
    SignedKind.DISTRIBUTION: "/documents",
    SignedKind.MINUTES: "/minutes",
    SignedKind.SHEET: "/meetings",
    SignedKind.OPINION: "/opinions",
    SignedKind.DOSSIER: "/archive",
}


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
    """Tell whom it concerns that a registered certificate was revoked, each once.

    The holder, the administrators and clerks of the holder's unit, the administrators of the hub;
    and the clerks of every unit that has papers signed with it.
    """
    held = queries.signed_with(uow.session, revoked.fingerprint)
    with use_locale("vi"):
        subject = _("The certificate of %(name)s was revoked by its issuer", name=revoked.holder)
        for person_id in sorted(_concerned(uow, revoked)):
            _tell_revoked(uow, revoked, person_id, subject, "", "/certificates")
        for unit_id, counts in held.items():
            body = _(
                "Your unit has papers signed with it: %(papers)s. Open them and read what the "
                "check says now. A signature with a timestamp from before the revocation stays "
                "valid.",
                papers=", ".join(_counted(kind, count) for kind, count in counts.items()),
            )
            for person_id in sorted(_with_roles(uow, unit_id, CLERKS)):
                _tell_revoked(uow, revoked, person_id, subject, body, PAGES[next(iter(counts))])


def _counted(kind: SignedKind, count: int) -> str:
    match kind:
        case SignedKind.DOCUMENT:
            return ngettext("%(num)s document", "%(num)s documents", count)
        case SignedKind.DISTRIBUTION:
            return ngettext(
                "%(num)s certificate of distribution",
                "%(num)s certificates of distribution",
                count,
            )
        case SignedKind.MINUTES:
            return ngettext("minutes of %(num)s meeting", "minutes of %(num)s meetings", count)
        case SignedKind.SHEET:
            return ngettext("%(num)s attendance sheet", "%(num)s attendance sheets", count)
        case SignedKind.OPINION:
            return ngettext("%(num)s written opinion", "%(num)s written opinions", count)
        case SignedKind.DOSSIER:
            return ngettext("%(num)s sealed dossier", "%(num)s sealed dossiers", count)


def _concerned(uow: UnitOfWork, revoked: CertificateRevoked) -> set[PersonId]:
    everywhere = directory.people_with_role_anywhere(uow.session, Role.SYSTEM_ADMIN)
    told = {each.id for each in everywhere}
    certificate = queries.find(uow.session, revoked.certificate_id)
    return told | _holders(uow, certificate) if certificate else told


def _holders(uow: UnitOfWork, certificate: Certificate) -> set[PersonId]:
    post = certificate.post
    unit_id = post.unit_id if post else certificate.unit_id
    told = {post.person_id} if post else set()
    return told | (_keepers(uow, unit_id) if unit_id is not None else set())


def _keepers(uow: UnitOfWork, unit_id: UnitId) -> set[PersonId]:
    """Return who looks after a unit's certificates: its administrators and clerks."""
    return _with_roles(uow, unit_id, (Role.UNIT_ADMIN, *CLERKS))


def _with_roles(uow: UnitOfWork, unit_id: UnitId, roles: Collection[Role]) -> set[PersonId]:
    return {
        each.id for role in roles for each in directory.people_with_role(uow.session, unit_id, role)
    }


def _tell_revoked(
    uow: UnitOfWork,
    revoked: CertificateRevoked,
    person_id: PersonId,
    subject: str,
    body: str,
    link: str,
) -> None:
    kept = ":documents" if body else ""
    outbox.post_notice(
        uow,
        key=f"certificate-revoked:{revoked.certificate_id}:{person_id}{kept}",
        to_person_id=person_id,
        subject=subject[:500],
        body=body,
        link=link,
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
        told |= _keepers(uow, unit_id)
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
