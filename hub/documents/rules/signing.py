"""Who signs a document, and when it can be signed (Decree 30/2020/NĐ-CP, articles 13 to 17)."""

from typing import Final

from hub.core.errors import HubError
from hub.core.unit_of_work import Actor, Role
from hub.documents.errors import (
    NotToBeSigned,
    NumberMissing,
    PersonSignsFirst,
    TooLateForInitials,
)
from hub.documents.models import Document, DocumentState, SignatureKind
from hub.documents.rules.numbers import is_numbered
from hub.meetings.models import Meeting

PDF: Final = "application/pdf"
#: In which states each kind of signature is due, and the state it leads to. Initials (ký nháy)
#: show that somebody has looked at the paper before the person signs; a paper may go without.
DUE: Final = {
    SignatureKind.PERSON: (DocumentState.DRAFT, DocumentState.INITIALLED),
    SignatureKind.ORGANISATION: (DocumentState.PERSON_SIGNED,),
    SignatureKind.INITIALS: (DocumentState.DRAFT,),
}
LEADS_TO: Final = {
    SignatureKind.PERSON: DocumentState.PERSON_SIGNED,
    SignatureKind.ORGANISATION: DocumentState.SEALED,
    SignatureKind.INITIALS: DocumentState.INITIALLED,
}


def may_sign(actor: Actor, meeting: Meeting, document: Document, kind: SignatureKind) -> bool:
    """Tell whether the actor's post gives this kind of signature.

    The person is the meeting's chair or a chair of the owning office; the office's seal is
    its registry clerk's; initials are the meeting's secretary's or those of the office.
    """
    own = actor.unit_id == document.owner_unit_id
    if kind is SignatureKind.PERSON:
        return actor.person_id == meeting.chair_id or (own and actor.has(Role.CHAIR))
    if kind is SignatureKind.INITIALS:
        return actor.person_id == meeting.secretary_id or (own and actor.has(Role.SECRETARY))
    return own and actor.has(Role.REGISTRY_CLERK)


def kind_due(actor: Actor, meeting: Meeting, document: Document) -> SignatureKind | None:
    """Return the signature that the document waits for and the actor gives, or None."""
    for kind, states in DUE.items():
        if document.state in states and may_sign(actor, meeting, document, kind):
            return kind
    return None


def waits_for(actor: Actor, meeting: Meeting, document: Document) -> SignatureKind | None:
    """Return the signature that the actor can give a document now, nothing standing in the way."""
    kind = kind_due(actor, meeting, document)
    return kind if kind is not None and why_not_sign(document, kind) is None else None


def kind_given(actor: Actor, meeting: Meeting, document: Document) -> SignatureKind | None:
    """Return the signature that the actor's post gives, the due one first, or None."""
    due = kind_due(actor, meeting, document)
    given = (kind for kind in DUE if may_sign(actor, meeting, document, kind))
    return due or next(given, None)


def may_reopen(actor: Actor, meeting: Meeting, document: Document) -> bool:
    """Tell whether the actor may take a signed document back to be corrected.

    Who gives one of its two signatures: the chair, and the registry clerk of its office.
    """
    return any(
        may_sign(actor, meeting, document, kind)
        for kind in (SignatureKind.PERSON, SignatureKind.ORGANISATION)
    )


def can_be_reopened(document: Document) -> bool:
    """Tell whether a document bears signatures and nobody outside its office has got it yet."""
    return document.state in {DocumentState.PERSON_SIGNED, DocumentState.SEALED}


def why_not_sign(document: Document, kind: SignatureKind) -> HubError | None:
    """Return what stands in the way of a signature, or None."""
    before_person = document.state in DUE[SignatureKind.PERSON]
    if kind is SignatureKind.ORGANISATION and before_person:
        return PersonSignsFirst()
    if kind is SignatureKind.INITIALS and not before_person:
        return TooLateForInitials()
    if document.state not in DUE[kind]:
        return NotToBeSigned()
    if is_numbered(document.type) and not document.number:
        return NumberMissing()
    return None
