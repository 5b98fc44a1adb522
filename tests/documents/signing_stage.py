"""A stage on which documents can be signed: keys of its people, a trusted test authority."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from hub.cli.test_identity import make_test_identity
from hub.core.ids import DocumentId, PersonId, UnitId, VersionId, new_id
from hub.core.unit_of_work import SYSTEM, Role
from hub.documents.models import (
    Document,
    DocumentState,
    DocumentType,
    DocumentVersion,
    SigningKey,
    VersionOrigin,
)
from tests.builders import Stage


@dataclass
class SigningStage:
    """The stage, its keys' PINs, and documents put there by `document`."""

    stage: Stage
    runtime: object
    storage: object
    pins: dict[PersonId | UnitId, str] = field(default_factory=dict)

    @property
    def chair(self):
        return self.stage.staff[Role.CHAIR]

    @property
    def clerk(self):
        return self.stage.staff[Role.REGISTRY_CLERK]

    def document(self, pdf: bytes, *, title="Giấy mời dự hội nghị", **changes) -> DocumentId:
        blob = self.storage.put(pdf)
        document = Document(
            **{
                "id": DocumentId(new_id()),
                "meeting_id": self.stage.meeting.id,
                "owner_unit_id": self.stage.host.id,
                "type": DocumentType.INVITATION,
                "title": title,
                "number": "05",
                "notation": "GM-UBND",
                "state": DocumentState.DRAFT,
                "created_by_id": self.clerk.id,
                "created_at": self.runtime.clock(),
                **changes,
            }
        )
        version = DocumentVersion(
            id=VersionId(new_id()),
            document_id=document.id,
            number=1,
            sha256=blob.sha256,
            size=blob.size,
            pages=1,
            media_type="application/pdf",
            filename="giay-moi.pdf",
            origin=VersionOrigin.UPLOAD,
            made_at=self.runtime.clock(),
            made_by_id=self.clerk.id,
        )
        with self.runtime.unit_of_work(SYSTEM) as uow:
            uow.session.add(document)
            uow.session.flush()
            uow.session.add(version)
        return document.id


def let_certificates_end(runtime) -> None:
    """The certificate of every key ended yesterday."""
    with runtime.unit_of_work(SYSTEM) as uow:
        for key in uow.session.scalars(select(SigningKey)):
            key.not_after = uow.now - timedelta(days=1)


def a_signing_stage(stage, runtime, storage, settings) -> SigningStage:
    signing = SigningStage(stage, runtime, storage)
    people = [stage.staff[Role.CHAIR], stage.staff[Role.SECRETARY]]
    signing.pins = make_test_identity(runtime, settings, people, [stage.host])
    return signing
