"""Documents of the stage's meeting, put there by the hub itself."""

import base64

from flask.testing import FlaskClient

from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role, UnitOfWork
from hub.documents import queries, service
from hub.documents.models import Document, DocumentState, DocumentType
from hub.documents.rules import Content, Details
from hub.meetings import queries as meetings
from tests.builders import Stage

TUS = {"Tus-Resumable": "1.0.0"}


def a_content(sha256: str = "a" * 64, **changes: object) -> Content:
    values = {
        "sha256": sha256,
        "size": 1000,
        "filename": "Báo cáo.pdf",
        "media_type": "application/pdf",
        "pages": 3,
        "text": "Báo cáo kết quả",
    }
    return Content(**values | changes)  # type: ignore[arg-type]


def a_document(
    uow: UnitOfWork,
    stage: Stage,
    title: str = "Báo cáo kết quả",
    *,
    type: DocumentType = DocumentType.MATERIAL,  # noqa: A002
    sha256: str = "a" * 64,
    **details: object,
) -> Document:
    meeting = meetings.get(uow.session, stage.meeting.id)
    return service.add_document(uow, meeting, a_content(sha256), Details(type, title, **details))  # type: ignore[arg-type]


def document_of(
    runtime: Runtime, stage: Stage, title: str = "Báo cáo kết quả", **how: object
) -> Document:
    """A document of the meeting, added by the scheduler, as it stands in the database."""
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        document = a_document(uow, stage, title, **how)  # type: ignore[arg-type]
        if how.get("type") is None:
            document.state = DocumentState.DRAFT
        return queries.get(uow.session, document.id)


def issued(
    runtime: Runtime, stage: Stage, title: str = "Báo cáo kết quả", **how: object
) -> Document:
    """Material of the meeting, issued by the registry clerk."""
    document = document_of(runtime, stage, title, **how)
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        service.issue(uow, queries.get(uow.session, document.id))
    return again(runtime, document)


def again(runtime: Runtime, document: Document) -> Document:
    with runtime.read() as session:
        return queries.get(session, document.id)


def metadata(**values: str) -> str:
    return ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items()
    )


def begin(client: FlaskClient, stage: Stage, content: bytes, filename: str, **values: str):
    """Begin an upload as tus-js-client does; return the answer."""
    headers = TUS | {
        "Upload-Length": str(len(content)),
        "Upload-Metadata": metadata(
            filename=filename, meeting_id=str(stage.meeting.id), filetype="", **values
        ),
        "Accept": "application/json",
    }
    return client.post("/uploads", headers=headers)


def send(client: FlaskClient, place: str, offset: int, part: bytes):
    return client.patch(
        place,
        data=part,
        headers=TUS | {"Upload-Offset": str(offset), "Accept": "application/json"},
        content_type="application/offset+octet-stream",
    )


def uploaded(client: FlaskClient, stage: Stage, content: bytes, filename: str, **values: str):
    """Send a whole file in two parts; return the last answer."""
    begun = begin(client, stage, content, filename, **values)
    if begun.status_code != 201:
        return begun
    place, half = begun.headers["Location"], len(content) // 2
    if half:
        answer = send(client, place, 0, content[:half])
        if answer.status_code != 204:
            return answer
    return send(client, place, half, content[half:])
