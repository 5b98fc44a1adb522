"""A meeting that was held, its minutes signed, its roll frozen, a document issued."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from hub.attendance import service as attendance
from hub.core.ids import DocumentId, MinutesId, ReceiptId, SigningKeyId, VersionId, new_id
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory.models import Person
from hub.documents.events import DocumentAdded, DocumentIssued
from hub.documents.models import (
    Document,
    DocumentState,
    DocumentType,
    DocumentVersion,
    Receipt,
    VersionOrigin,
)
from hub.gateways.pdf import to_pdf
from hub.gateways.signing.testpki import Holder, TestPki
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.meetings import queries as meetings
from hub.meetings.events import MeetingCreated
from hub.minutes import queries as minutes_queries
from tests.builders import MONDAY, Stage
from tests.minutes.conftest import give_key, held, minutes, pki, register, secretary

__all__ = ["give_key", "held", "minutes", "pki", "secretary"]

PDF_TEXT = "Báo cáo về đường truyền của xã Đồng Lạc"


@pytest.fixture
def issued(runtime: Runtime, held: Stage, storage: Storage, workers: Workers) -> DocumentId:
    """A report that was issued to the communes, and a draft that was not."""
    pdf = workers.run(to_pdf, f"<p>{PDF_TEXT}</p>")
    blob = storage.put(pdf)
    clerk = held.actor(Role.REGISTRY_CLERK)
    with runtime.unit_of_work(clerk) as uow:
        document = _document(held, "Báo cáo chính quyền điện tử", DocumentState.ISSUED)
        draft = _document(held, "Bản nháp bí mật", DocumentState.DRAFT)
        uow.session.add_all([document, draft])
        uow.session.flush()
        for each, text in ((document, PDF_TEXT), (draft, "chưa phát hành")):
            version = DocumentVersion(
                id=VersionId(new_id()),
                document_id=each.id,
                number=1,
                sha256=blob.sha256,
                size=blob.size,
                pages=1,
                media_type="application/pdf",
                filename="Báo cáo.pdf",
                origin=VersionOrigin.UPLOAD,
                text=text,
                made_at=uow.now,
                made_by_id=clerk.person_id,
            )
            uow.session.add(version)
            uow.session.flush()
            uow.emit(DocumentAdded(each.id, held.meeting.id, blob.sha256))
        leader = held.communes[0].leader
        uow.session.add(
            Receipt(
                id=ReceiptId(new_id()),
                document_id=document.id,
                version_id=_version_of(uow.session, document.id),
                unit_id=held.communes[0].unit.id,
                person_id=leader.id,
                sent_at=uow.now,
                acknowledged_at=uow.now,
            )
        )
        uow.emit(DocumentIssued(document.id, held.meeting.id, VersionId(new_id()), 1))
        uow.emit(MeetingCreated(held.meeting.id))
        uow.emit(MeetingCreated(held.other_meeting.id))
    return document.id


def _version_of(session: object, document_id: DocumentId) -> VersionId:
    from sqlalchemy import select

    asked = select(DocumentVersion.id).where(DocumentVersion.document_id == document_id)
    return session.scalars(asked).one()


def _document(stage: Stage, title: str, state: DocumentState) -> Document:
    issued = state is DocumentState.ISSUED
    return Document(
        id=DocumentId(new_id()),
        meeting_id=stage.meeting.id,
        owner_unit_id=stage.host.id,
        type=DocumentType.REPORT,
        title=title,
        number="12" if issued else "",
        notation="BC-UBND" if issued else "",
        state=state,
        created_by_id=stage.staff[Role.SCHEDULER].id,
        created_at=MONDAY - timedelta(days=6),
        issued_at=MONDAY - timedelta(days=5) if issued else None,
        issued_on=(MONDAY - timedelta(days=5)).date() if issued else None,
    )


@pytest.fixture
def ready(
    runtime: Runtime,
    held: Stage,
    minutes: MinutesId,
    issued: DocumentId,
    give_key: Callable[[Person], tuple[SigningKeyId, str]],
    client_of: Callable[[Person], FlaskClient],
) -> Stage:
    """Everything a dossier needs is there: signed minutes, frozen roll."""
    url = f"/meetings/{held.meeting.id}/minutes"
    secretary = client_of(held.staff[Role.SECRETARY])
    secretary.post(f"{url}/submit", data={"revision": "1"})
    for role in (Role.SECRETARY, Role.CHAIR):
        person = held.staff[role]
        key_id, pin = give_key(person)
        with runtime.read() as session:
            found = minutes_queries.of_meeting(session, held.meeting.id)
        assert found is not None
        done = client_of(person).post(
            f"{url}/sign", data={"key_id": str(key_id), "pin": pin, "pdf": found.pdf_sha256}
        )
        assert done.status_code == 302, done.get_data(as_text=True)
    with runtime.unit_of_work(held.actor(Role.SECRETARY)) as uow:
        attendance.freeze(uow, meetings.get(uow.session, held.meeting.id))
    return held


@pytest.fixture
def seal_key(
    runtime: Runtime, settings: Settings, pki: TestPki, held: Stage
) -> tuple[SigningKeyId, str]:
    key = pki.issue(Holder(held.host.name, held.host.name))
    return register(runtime, settings, key, unit_id=held.host.id)


@pytest.fixture
def clerk(client_of: Callable[[Person], FlaskClient], held: Stage) -> FlaskClient:
    return client_of(held.staff[Role.REGISTRY_CLERK])


__all__ += ["SYSTEM"]
