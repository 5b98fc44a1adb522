"""Attendance sheets of the demo: frozen and printed, and signed where the secretary has done so."""

from datetime import datetime, timedelta

from hub.attendance import papers, queries
from hub.attendance import service as attendance
from hub.attendance.views.signing import FIELD, REASON, appearance_of
from hub.cli.demo_signing import sign
from hub.cli.demo_stage import Stage
from hub.core.clock import wall_date
from hub.core.ids import MeetingId
from hub.core.marks import PaperKind, mark_of
from hub.core.unit_of_work import Role
from hub.directory import queries as directory
from hub.documents.models import SignatureKind
from hub.documents.queries import keys
from hub.gateways.pdf import to_pdf
from hub.gateways.signing.signer import Paper
from hub.meetings import queries as meetings


def freeze(stage: Stage, meeting_id: MeetingId, at: datetime) -> None:
    """Let the secretary freeze the attendance, and print it."""
    secretary = stage.actor(Role.SECRETARY)
    with stage.at(at, secretary) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        sheet = attendance.freeze(uow, meeting)
        head = directory.letterhead(uow.session, meeting.host_unit_id, wall_date(at))
    mark = mark_of(stage.runtime.settings.url, PaperKind.SHEET, sheet.id)
    html = papers.sheet_paper(sheet.content, sheet, head, at, mark=mark)
    blob = stage.storage.put(to_pdf(html))
    with stage.at(at, secretary) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        attendance.print_sheet(uow, meeting, sheet.number, pdf_sha256=blob.sha256)


def freeze_and_sign(stage: Stage, meeting_id: MeetingId, at: datetime) -> None:
    """Let the secretary freeze the attendance, read the paper, and sign it."""
    freeze(stage, meeting_id, at)
    signed_at = at + timedelta(minutes=4)
    secretary = stage.actor(Role.SECRETARY)
    with stage.at(signed_at, secretary) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        sheet = queries.get_sheet(uow.session, meeting_id, 1)
        attendance.ensure_can_sign(uow, meeting, sheet.number)
        key = keys.keys_to_sign(uow.session, secretary, SignatureKind.PERSON)[0]
    pdf = stage.storage.read(sheet.pdf_sha256)
    made = sign(stage, signed_at, Paper(pdf, FIELD, {FIELD: appearance_of(sheet)}, REASON), key)
    with stage.at(signed_at, secretary) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        attendance.record_signature(
            uow,
            meeting,
            sheet.number,
            key_id=key.id,
            before_sha256=sheet.pdf_sha256,
            after_sha256=made.sha256,
            level=made.level,
        )
