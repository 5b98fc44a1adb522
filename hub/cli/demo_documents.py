"""The demo's documents: written, numbered, signed, sealed, issued, and read in the communes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from hub.cli.demo_signing import sign
from hub.cli.demo_stage import Stage
from hub.core.clock import wall_date
from hub.core.ids import DocumentId, EntryId, MeetingId, new_id
from hub.core.marks import PaperKind, mark_of
from hub.core.unit_of_work import SYSTEM, Actor, Role
from hub.directory import queries as directory
from hub.documents import papers, queries, service
from hub.documents.models import Document, DocumentType, SignatureKind, VersionOrigin
from hub.documents.queries import keys
from hub.documents.rules import Content, Details
from hub.documents.service.signing import Made, record_signature
from hub.documents.views.certificates import FIELD
from hub.documents.views.tasks import FIELDS
from hub.gateways.inspection import clean_filename
from hub.gateways.intake import PAGE_BREAK
from hub.gateways.pdf import count_pages, page_texts, to_pdf
from hub.gateways.signing.contract import Appearance, Profile
from hub.gateways.signing.signer import Paper
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting
from hub.outbox import service as outbox

Writer = Callable[[Session, Meeting, Document | None], str]
SIGNERS: Final = {
    SignatureKind.PERSON: Role.CHAIR,
    SignatureKind.ORGANISATION: Role.REGISTRY_CLERK,
}
ACKNOWLEDGED, DOWNLOADED, OPENED, NOTICED, NOTHING = "a", "d", "o", "n", "-"
#: What each commune did, in the order of their sites.
MOST_ACKNOWLEDGED: Final = "aaadaaaaaaoaaaana"
MANY_MISSING: Final = "aadaoan-aand-oa--"


def letter(stage: Stage, meeting_id: MeetingId, at: datetime) -> DocumentId:
    """Make the letter of invitation, with its number and date."""

    def write(session: Session, meeting: Meeting, document: Document | None) -> str:
        link = f"{stage.runtime.settings.url}/meetings/{meeting.id}"
        return papers.invitation_letter(session, meeting, link=link, document=document)

    with stage.runtime.read() as session:
        title = papers.title_of_letter(meetings.get(session, meeting_id))
    details = Details(DocumentType.INVITATION, title)
    return draft(stage, meeting_id, details, write, at, origin=VersionOrigin.MADE)


def draft(
    stage: Stage,
    meeting_id: MeetingId,
    details: Details,
    write: Writer,
    at: datetime,
    *,
    origin: VersionOrigin = VersionOrigin.UPLOAD,
) -> DocumentId:
    """Put a document in, give it its number, and put it in again with the number on it."""
    with stage.runtime.read() as session:
        content = printed(
            stage, write(session, meetings.get(session, meeting_id), None), details.title
        )
    with stage.at(at, stage.actor(Role.SCHEDULER)) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        document_id = service.add_document(uow, meeting, content, details, origin=origin).id
    with stage.at(at + timedelta(minutes=10), stage.actor(Role.REGISTRY_CLERK)) as uow:
        service.assign_number(uow, queries.get(uow.session, document_id))
    with stage.runtime.read() as session:
        document = queries.get(session, document_id)
        content = printed(stage, write(session, document.meeting, document), details.title)
    with stage.at(at + timedelta(minutes=11), stage.actor(Role.REGISTRY_CLERK)) as uow:
        service.add_version(uow, queries.get(uow.session, document_id), content, origin=origin)
    return document_id


def issue(stage: Stage, document_id: DocumentId, at: datetime) -> None:
    """Let the chair sign, and the registry clerk seal and issue."""
    give_signature(stage, document_id, SignatureKind.PERSON, at)
    give_signature(stage, document_id, SignatureKind.ORGANISATION, at + timedelta(minutes=25))
    with stage.at(at + timedelta(minutes=30), stage.actor(Role.REGISTRY_CLERK)) as uow:
        service.issue(uow, queries.get(uow.session, document_id))


def give_signature(
    stage: Stage, document_id: DocumentId, kind: SignatureKind, at: datetime
) -> None:
    """Put the signature of the chair or of the office on a document."""
    actor = stage.actor(SIGNERS[kind])
    with stage.runtime.read() as session:
        document = queries.get_to_see(session, actor, document_id)
        version = queries.latest(document)
        key = keys.keys_to_sign(session, actor, kind)[0]
    chair, host = document.meeting.chair.name, document.meeting.host.name
    reason = "Ký ban hành" if kind is SignatureKind.PERSON else "Đóng dấu cơ quan"
    places = {
        FIELDS[SignatureKind.PERSON]: Appearance(Profile.PERSON, name=chair),
        FIELDS[SignatureKind.ORGANISATION]: Appearance(Profile.ORG_MAIN, unit=host),
    }
    paper = Paper(stage.storage.read(version.sha256), FIELDS[kind], places, reason)
    signed = sign(stage, at, paper, key)
    made = Made(
        sha256=signed.sha256,
        size=signed.size,
        key_id=key.id,
        field_name=FIELDS[kind],
        level=signed.level,
        reason=reason,
        signed_at=signed.signed_at,
    )
    with stage.at(at, actor) as uow:
        document = queries.get_to_see(uow.session, actor, document_id)
        record_signature(uow, document, version.id, kind, made)


def read(stage: Stage, document_id: DocumentId, at: datetime, steps: str) -> None:
    """Let each commune do what its letter in `steps` says, one after another."""
    for number, (unit, step) in enumerate(zip(stage.built.units, steps, strict=False)):
        _read(stage, stage.leader(unit.id), document_id, at + timedelta(minutes=9 * number), step)
    with stage.at(at + timedelta(minutes=9 * len(steps)), SYSTEM) as uow:
        service.note_deliveries(uow)


def _read(stage: Stage, leader: Actor, document_id: DocumentId, at: datetime, step: str) -> None:
    """Do one step and those before it, in one sitting."""
    if step == NOTHING:
        return
    with stage.at(at, leader) as uow:
        outbox.note_all_read(uow)
        if step == NOTICED:
            return
        document = queries.get_to_read(uow.session, leader, document_id, uow.now)
        service.note_opened(uow, document)
        if step == DOWNLOADED:
            service.note_downloaded(uow, document)
        if step == ACKNOWLEDGED:
            service.acknowledge(uow, document)


def certify(stage: Stage, document_id: DocumentId, at: datetime) -> None:
    """Let the registry clerk certify with the office's key who got a document."""
    clerk = stage.actor(Role.REGISTRY_CLERK)
    certificate_id = EntryId(new_id())
    with stage.runtime.read() as session:
        document = queries.get_to_issue(session, clerk, document_id)
        receipts = queries.receipts_of(session, document_id)
        head = directory.letterhead(session, document.owner_unit_id, wall_date(at))
        key = keys.keys_to_sign(session, clerk, SignatureKind.ORGANISATION)[0]
    version_id = receipts[0].version_id
    content = service.content_of(document, version_id, receipts, at)
    mark = mark_of(stage.runtime.settings.url, PaperKind.CERTIFICATE, certificate_id)
    html = papers.distribution_certificate(content, head, clerk.name, at, mark=mark)
    places = {FIELD: Appearance(Profile.ORG_MAIN, name=clerk.name, unit=head.name)}
    paper = Paper(to_pdf(html), FIELD, places, "Xác nhận việc gửi, nhận văn bản")
    signed = sign(stage, at, paper, key)
    with stage.at(at, clerk) as uow:
        service.record_certificate(
            uow,
            queries.get_to_issue(uow.session, clerk, document_id),
            version_id,
            content,
            certificate_id=certificate_id,
            pdf_sha256=signed.sha256,
            key_id=key.id,
            level=signed.level,
        )


def printed(stage: Stage, html: str, title: str) -> Content:
    """Print and store a paper of the hub; it is handed out under its title."""
    pdf = to_pdf(html)
    blob = stage.storage.put(pdf)
    return Content(
        blob.sha256,
        blob.size,
        clean_filename(f"{title}.pdf"),
        "application/pdf",
        count_pages(pdf),
        PAGE_BREAK.join(page_texts(pdf)),
    )
