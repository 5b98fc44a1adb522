"""The sheet: frozen, printed, signed; corrected afterwards it is frozen anew under a new number."""

from typing import Any, Final

from hub.attendance import queries, rules
from hub.attendance.errors import (
    NobodyCalled,
    NothingToCorrect,
    NotTheSecretary,
    RollChanged,
    SheetReplaced,
)
from hub.attendance.events import AttendanceCorrected, AttendanceSigned, SheetFrozen
from hub.attendance.models import (
    AttendanceSheet,
    Correction,
    RollEntry,
    RollSource,
    RollStatus,
)
from hub.attendance.service.printing import print_later
from hub.attendance.service.roll import ensure_recording, entry_of
from hub.core.ids import EntryId, SheetId, SigningKeyId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.documents.events import PaperSignedElsewhere
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingSite

#: What attendance sheets are called where papers of every feature are signed.
SUBJECT: Final = "attendance-sheet"


def correct(  # noqa: PLR0913  (a correction has these parts)
    uow: UnitOfWork,
    meeting: Meeting,
    site: MeetingSite,
    *,
    status: RollStatus,
    head_count: int | None,
    reason: str,
    version: int | None = None,
    limits: rules.Limits = rules.DEFAULT,
) -> Correction:
    """Change the roll of a site with a reason; possible after freezing, and visible then.

    A frozen sheet is not touched: the correction gives a new one under the next number, which is
    to be signed anew. It says what the one before said but for the roll of this site. `version`
    is the one the secretary saw. Raises NotTheSecretary, RollChanged, NothingToCorrect.
    """
    if not rules.may_record(uow.actor, meeting):
        raise NotTheSecretary
    entry = queries.find_entry(uow.session, meeting.id, site.id)
    if version is not None and version != (entry.version if entry else 0):
        raise RollChanged
    was = _said(entry)
    if was == {"status": status.value, "head_count": head_count}:
        raise NothingToCorrect({"status": NothingToCorrect().sentence})
    entry = entry_of(uow, site)
    entry.status, entry.source, entry.head_count = status, RollSource.SECRETARY, head_count
    entry.called_at, entry.called_by_id = uow.now, uow.actor.person_id
    before = queries.sheet_of(uow.session, meeting.id)
    correction = Correction(
        id=EntryId(new_id()),
        meeting_id=meeting.id,
        meeting_site_id=site.id,
        was=was,
        became=_said(entry),
        reason=reason,
        author_id=uow.actor.person_id,
        author_name=uow.actor.name,
        at=uow.now,
        after_freeze=before is not None,
    )
    uow.session.add(correction)
    uow.emit(
        AttendanceCorrected(
            meeting.id, site.id, status.value, head_count, reason, correction.after_freeze
        )
    )
    if before is not None:
        uow.session.flush()
        anew = _summary(uow, meeting, limits)
        content = queries.corrected_content(before.content, anew, site.id)
        _freeze(uow, anew, content, number=before.number + 1, reason=reason)
    return correction


def freeze(
    uow: UnitOfWork,
    meeting: Meeting,
    limits: rules.Limits = rules.DEFAULT,
    draft: queries.SheetDraft | None = None,
) -> AttendanceSheet:
    """Freeze the attendance (chốt điểm danh): its content and the SHA-256 of that content.

    `limits` are those of the installation; those of the meeting's type go before, and what was
    applied is kept. `draft` was made of a large meeting while others wrote: only what changed
    since is judged here. Raises NotTheSecretary, TooEarlyForRoll, AlreadyFrozen, NobodyCalled.
    """
    ensure_recording(uow, meeting)
    if draft is None:
        draft = queries.begin_draft(uow.session, meeting, now=uow.now, limits=limits)
    settled = queries.settle(uow.session, meeting, draft, limits)
    if settled.summary.counts.called == 0:
        raise NobodyCalled
    return _freeze(uow, settled.summary, settled.content, number=1, reason="")


def ensure_can_sign(uow: UnitOfWork, meeting: Meeting, number: int) -> AttendanceSheet:
    """Return the sheet the actor is to sign.

    Raises NoSuchSheet, SheetReplaced, SheetSigned, NotToSignSheet, SheetNotPrinted.
    """
    sheet = queries.get_sheet(uow.session, meeting.id, number)
    newest = queries.sheet_of(uow.session, meeting.id)
    if newest is not sheet:
        raise SheetReplaced
    refusal = rules.why_not_sign(uow.actor, sheet)
    if refusal is not None:
        raise refusal
    return sheet


def record_signature(
    uow: UnitOfWork,
    meeting: Meeting,
    number: int,
    *,
    key_id: SigningKeyId,
    before_sha256: str,
    after_sha256: str,
    level: str,
) -> AttendanceSheet:
    """Note that the actor signed the printed form `before`, giving the stored PDF `after`.

    Raises what `ensure_can_sign` raises; a sheet that was replaced meanwhile stays unsigned.
    """
    sheet = ensure_can_sign(uow, meeting, number)
    if sheet.pdf_sha256 != before_sha256:
        raise SheetReplaced
    sheet.signed_sha256, sheet.key_id, sheet.level = after_sha256, key_id, level
    sheet.signed_at, sheet.signed_by_name = uow.now, uow.actor.name
    uow.emit(AttendanceSigned(meeting.id, number, before_sha256, after_sha256))
    return sheet


def sign_elsewhere(uow: UnitOfWork, signed: PaperSignedElsewhere) -> None:
    """Note a signature that was made on the signer's own machine: see `record_signature`."""
    if signed.subject != SUBJECT or signed.meeting_id is None:
        return
    meeting = meetings.get_to_see(uow.session, uow.actor, signed.meeting_id)
    sheet = queries.sheet_of(uow.session, meeting.id)
    if sheet is None or sheet.id != signed.subject_id:
        raise SheetReplaced
    record_signature(
        uow,
        meeting,
        sheet.number,
        key_id=signed.key_id,
        before_sha256=signed.before_sha256,
        after_sha256=signed.after_sha256,
        level=signed.level,
    )


def _summary(uow: UnitOfWork, meeting: Meeting, limits: rules.Limits) -> queries.AttendanceSummary:
    summary = queries.summary_anew(uow.session, meeting, now=uow.now, limits=limits)
    if summary.counts.called == 0:
        raise NobodyCalled
    return summary


def _freeze(
    uow: UnitOfWork,
    summary: queries.AttendanceSummary,
    content: dict[str, Any],
    *,
    number: int,
    reason: str,
) -> AttendanceSheet:
    meeting = summary.meeting
    sheet = AttendanceSheet(
        id=SheetId(new_id()),
        meeting_id=meeting.id,
        number=number,
        reason=reason,
        frozen_at=uow.now,
        frozen_by_id=uow.actor.person_id,
        frozen_by_name=uow.actor.name,
        rules=rules.as_kept(summary.limits, meeting.type),
        content=content,
        sha256=rules.sealed(content),
    )
    uow.session.add(sheet)
    uow.session.flush()
    print_later(uow, sheet)
    uow.emit(SheetFrozen(meeting.id, sheet.sha256, number))
    return sheet


def _said(entry: RollEntry | None) -> dict[str, Any]:
    return {
        "status": entry.status.value if entry and entry.status else None,
        "head_count": entry.head_count if entry else None,
    }
