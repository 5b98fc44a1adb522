"""The register: certificates come in, get a holder, are judged again, go out."""

from collections.abc import Iterable, Mapping
from typing import Any

from hub.certificates import queries
from hub.certificates.errors import AllKnown, OnlyAuthorities
from hub.certificates.events import (
    CertificateAdded,
    CertificateAssigned,
    CertificateRemoved,
    CertificateRevoked,
)
from hub.certificates.models import Certificate
from hub.core.ids import EntryId, PostId, UnitId, new_id
from hub.core.unit_of_work import UnitOfWork


def add(
    uow: UnitOfWork,
    facts: Iterable[Mapping[str, Any]],
    standings: Mapping[str, str],
    *,
    post_id: PostId | None = None,
    unit_id: UnitId | None = None,
) -> list[Certificate]:
    """Put those certificates of holders into the register that are not in it; return them.

    `facts` are what each certificate says (`hub.gateways.signing.register.RegisterFacts`),
    `standings` by fingerprint what it is worth. Raises OnlyAuthorities, AllKnown.
    """
    of_holders = [each for each in facts if not each["is_authority"]]
    if not of_holders:
        raise OnlyAuthorities
    known = queries.known_fingerprints(uow.session)
    new = [each for each in of_holders if each["fingerprint"] not in known]
    if not new:
        raise AllKnown
    return [
        _added(uow, each, standings.get(each["fingerprint"], ""), post_id, unit_id) for each in new
    ]


def assign(
    uow: UnitOfWork, certificate: Certificate, *, post_id: PostId | None, unit_id: UnitId | None
) -> None:
    """Say whose certificate it is: of a person in a post, or of a unit."""
    certificate.post_id, certificate.unit_id = post_id, unit_id
    uow.emit(CertificateAssigned(certificate.id, post_id, unit_id))


def remove(uow: UnitOfWork, certificate: Certificate) -> None:
    """Take a certificate out. What was signed with it stays as it is."""
    uow.emit(CertificateRemoved(certificate.id, certificate.fingerprint))
    uow.session.delete(certificate)


def note_standings(uow: UnitOfWork, standings: Mapping[str, str]) -> None:
    """Note by fingerprint what each certificate is worth now; say which was revoked."""
    for each in queries.everything(uow.session):
        standing = standings.get(each.fingerprint)
        if standing is None:
            continue
        if standing == "revoked" != each.standing:
            uow.emit(CertificateRevoked(each.id, each.fingerprint, each.name))
        each.standing, each.judged_at = standing, uow.now


def _added(
    uow: UnitOfWork,
    facts: Mapping[str, Any],
    standing: str,
    post_id: PostId | None,
    unit_id: UnitId | None,
) -> Certificate:
    certificate = Certificate(
        id=EntryId(new_id()),
        **{name: value for name, value in facts.items() if name != "is_authority"},
        post_id=post_id,
        unit_id=unit_id,
        standing=standing,
        judged_at=uow.now,
        added_at=uow.now,
        added_by_id=uow.actor.person_id,
    )
    uow.session.add(certificate)
    uow.emit(CertificateAdded(certificate.id, certificate.fingerprint, certificate.name))
    return certificate
