"""What waits around papers: signing, sealing, issuing, acknowledging, minutes, the dossier."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from hub.archive.models import Dossier
from hub.attendance.models import AttendanceSheet
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.dashboard.queries.released import (
    UNITS,
    UNITS_ACKNOWLEDGED,
    of_the_version_sent_last,
)
from hub.dashboard.queries.waiting_item import Tone, Waiting
from hub.documents.models import Document, DocumentState, DocumentType, Receipt, SignatureKind
from hub.documents.rules.signing import DUE
from hub.meetings.models import Meeting, MeetingState
from hub.minutes.models import COMPLETE, Minutes, MinutesState

MOST: Final = 5
#: Readers are chased when a document is this old and not acknowledged.
QUIET: Final = timedelta(days=1)
CALLED_OFF: Final = (MeetingState.CANCELLED, MeetingState.POSTPONED)

Question = Callable[[Session, Actor, datetime], Iterable[Waiting]]


def to_sign(session: Session, actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """Drafts of documents that go out under the name of the chair."""
    if not actor.has(Role.CHAIR):
        return
    for document in _documents(
        session,
        Meeting.chair_id == actor.person_id,
        Document.state.in_(DUE[SignatureKind.PERSON]),
        Document.type != DocumentType.MATERIAL,
    ):
        yield _of(document, _("Sign"), _("Read and sign"), "writing-sign", "seal", is_seal=True)


def to_seal(session: Session, actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """Documents and minutes that people signed, waiting for the organisation's signature."""
    if not actor.has(Role.REGISTRY_CLERK):
        return
    ours = Document.owner_unit_id == actor.unit_id
    for document in _documents(session, ours, Document.state == DocumentState.PERSON_SIGNED):
        yield _of(
            document, _("Sign for the organisation"), _("Read and seal"), "rubber-stamp", "seal",
            is_seal=True,
        )  # fmt: skip
    for document in _documents(session, ours, Document.state == DocumentState.SEALED):
        yield _of(document, _("Issue"), _("Look and issue"), "send", "info")
    signed = (
        select(Meeting)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .where(
            Meeting.host_unit_id == actor.unit_id,
            Meeting.state == MeetingState.ENDED,
            Minutes.state == MinutesState.SIGNED,
            Minutes.awaits_seal,
        )
        .order_by(Meeting.starts_at)
        .limit(MOST)
    )
    for meeting in session.scalars(signed):
        what, action = _("Sign the minutes for the office"), _("Read and seal")
        yield _minutes(meeting, what, action, "rubber-stamp")


def to_acknowledge(session: Session, actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """Documents sent to the actor that they have not acknowledged."""
    rows = session.scalars(
        select(Document)
        .join(Receipt, Receipt.document_id == Document.id)
        .where(
            Receipt.person_id == actor.person_id,
            Receipt.unit_id == actor.unit_id,
            Receipt.acknowledged_at.is_(None),
            Document.state == DocumentState.ISSUED,
        )
        .order_by(Receipt.sent_at)
        .limit(MOST)
    )
    for document in rows:
        yield _of(document, _("Acknowledge"), _("Read and acknowledge"), "eye-check", "info")


def to_chase(session: Session, actor: Actor, now: datetime) -> Iterable[Waiting]:
    """Documents that went out a while ago and that some units have not acknowledged."""
    if not actor.has(Role.REGISTRY_CLERK):
        return
    rows = session.execute(
        select(Document, UNITS - UNITS_ACKNOWLEDGED)
        .join(Receipt, Receipt.document_id == Document.id)
        .where(
            Document.owner_unit_id == actor.unit_id,
            Document.state == DocumentState.ISSUED,
            Receipt.sent_at < now - QUIET,
            of_the_version_sent_last(),
        )
        .group_by(Document.id)
        .having(UNITS > UNITS_ACKNOWLEDGED)
        .order_by(Document.issued_at)
        .limit(MOST)
    )
    for document, number in rows:
        what = _("%(number)s units have not acknowledged", number=number)
        yield _of(document, what, _("See and remind"), "mail-forward", "")


def to_draft(session: Session, actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """Meetings that ended and have no minutes yet."""
    begun = select(Minutes.meeting_id)
    asked = (
        select(Meeting)
        .where(
            _recorded_by(actor),
            Meeting.state == MeetingState.ENDED,
            Meeting.id.not_in(begun),
        )
        .order_by(Meeting.starts_at)
        .limit(MOST)
    )
    for meeting in session.scalars(asked):
        yield _minutes(meeting, _("Minutes to be drafted"), _("Begin"), "notes")


def to_finish(session: Session, actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """Minutes in the hands of the secretary or the chair."""
    asked = (
        select(Minutes)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(
            Minutes.state.not_in(COMPLETE),
            _recorded_by(actor) | (Meeting.chair_id == actor.person_id),
        )
        .options(joinedload(Minutes.meeting))
        .order_by(Meeting.starts_at)
        .limit(MOST)
    )
    for minutes in session.scalars(asked):
        yield from _next_of(minutes, actor)


def to_put_away(session: Session, actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """Meetings whose minutes are signed and sheet is frozen, without a sealed dossier."""
    ours = Meeting.host_unit_id == actor.unit_id
    keepers = (Role.SCHEDULER, Role.SECRETARY, Role.REGISTRY_CLERK)
    if not actor.has(*keepers):
        return
    asked = (
        select(Meeting)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .where(
            ours,
            Meeting.state == MeetingState.ENDED,
            Minutes.state.in_(COMPLETE),
            Meeting.id.in_(select(AttendanceSheet.meeting_id)),
            Meeting.id.not_in(select(Dossier.meeting_id)),
        )
        .order_by(Meeting.starts_at)
        .limit(MOST)
    )
    for meeting in session.scalars(asked):
        where = {"meeting_id": meeting.id}
        yield Waiting(
            _("Seal the dossier"), meeting.title, _("Check and seal"), "archive.dossier", where,
            "archive", "ok", rank=3,
        )  # fmt: skip


QUESTIONS: Final[Sequence[Question]] = (
    to_sign, to_seal, to_acknowledge, to_draft, to_finish, to_chase, to_put_away,
)  # fmt: skip


def _next_of(minutes: Minutes, actor: Actor) -> Iterable[Waiting]:
    meeting = minutes.meeting
    signs_now = {
        MinutesState.SUBMITTED: meeting.secretary_id,
        MinutesState.SECRETARY_SIGNED: meeting.chair_id,
    }
    if signs_now.get(minutes.state) == actor.person_id:
        yield _minutes(meeting, _("Sign the minutes"), _("Read and sign"), "writing-sign")
    elif minutes.state is MinutesState.DRAFT and meeting.chair_id != actor.person_id:
        what = _("Minutes sent back") if minutes.returned_reason else _("Minutes in draft")
        yield _minutes(meeting, what, _("Go on writing"), "notes", minutes.returned_reason)


def _minutes(meeting: Meeting, what: str, action: str, icon: str, note: str = "") -> Waiting:
    signing = icon == "writing-sign"
    return Waiting(
        what,
        meeting.title,
        action,
        "minutes.of_meeting",
        {"meeting_id": meeting.id},
        icon,
        "seal" if signing else "gold",
        rank=1 if signing else 2,
        note=note,
        is_seal=signing,
    )


def _of(
    document: Document, what: str, action: str, icon: str, tone: Tone, *, is_seal: bool = False
) -> Waiting:
    mark = "/".join(part for part in (document.number, document.notation) if part)
    return Waiting(
        what,
        document.title,
        action,
        "documents.show",
        {"document_id": document.id},
        icon,
        tone,
        rank=1 if tone else 2,
        note=mark,
        is_seal=is_seal,
    )


def _documents(session: Session, *which: ColumnElement[bool]) -> Sequence[Document]:
    asked = (
        select(Document)
        .join(Meeting, Meeting.id == Document.meeting_id)
        .where(*which, Meeting.state.not_in(CALLED_OFF))
        .order_by(Document.created_at)
        .limit(MOST)
    )
    return session.scalars(asked).all()


def _recorded_by(actor: Actor) -> ColumnElement[bool]:
    named = Meeting.secretary_id == actor.person_id
    ours = Meeting.host_unit_id == actor.unit_id
    return named | ours if actor.has(Role.SECRETARY) else named
