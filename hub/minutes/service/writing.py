"""Writing minutes, giving them their number, submitting them and taking them back."""

from sqlalchemy import select

from hub.core.clock import to_wall_time
from hub.core.ids import MinutesId, RevisionId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.directory.models import Unit
from hub.documents.service import take_number
from hub.meetings.models import Meeting, MeetingState
from hub.minutes import queries, rules
from hub.minutes.errors import (
    EmptyMinutes,
    MayNotRecord,
    MeetingStillOn,
    MinutesExist,
    MinutesFrozen,
    MinutesLocked,
    NothingToReturn,
    StaleMinutes,
    TooEarlyForMinutes,
)
from hub.minutes.events import (
    MinutesDrafted,
    MinutesNumbered,
    MinutesSaved,
    MinutesSubmitted,
    MinutesTakenBack,
)
from hub.minutes.models import (
    COMPLETE,
    Minutes,
    MinutesRevision,
    MinutesState,
)
from hub.minutes.rules.numbers import ABBREVIATION

#: States of a meeting in which there is something to write minutes of.
BEGUN = (MeetingState.LIVE, MeetingState.ENDED)


def draft(uow: UnitOfWork, meeting: Meeting, *, html: str) -> Minutes:
    """Begin the minutes with a text. Raises MayNotRecord, TooEarlyForMinutes, MinutesExist."""
    if not rules.may_record(uow.actor, meeting):
        raise MayNotRecord
    if meeting.state not in BEGUN:
        raise TooEarlyForMinutes
    if queries.of_meeting(uow.session, meeting.id) is not None:
        raise MinutesExist
    minutes = Minutes(
        id=MinutesId(new_id()),
        meeting_id=meeting.id,
        state=MinutesState.DRAFT,
        html="",
        revision=0,
        drafted_at=uow.now,
        drafted_by_id=uow.actor.person_id,
    )
    uow.session.add(minutes)
    uow.session.flush()
    _append(uow, minutes, rules.clean(html))
    uow.emit(MinutesDrafted(minutes.id, meeting.id))
    return minutes


def save(
    uow: UnitOfWork, meeting: Meeting, minutes: Minutes, *, html: str, revision: int
) -> Minutes:
    """Save the text as a new revision; the same text again changes nothing.

    `revision` is the one the actor's text is based on. Raises MayNotRecord, MinutesLocked,
    StaleMinutes.
    """
    _ensure_editable(uow, meeting, minutes)
    text = rules.clean(html)
    if text == minutes.html:
        return minutes
    _ensure_newest(uow, minutes, revision)
    _append(uow, minutes, text)
    uow.emit(MinutesSaved(minutes.id, meeting.id, minutes.revision))
    return minutes


def restore(
    uow: UnitOfWork, meeting: Meeting, minutes: Minutes, *, number: int, revision: int
) -> Minutes:
    """Make an earlier revision the present text, as a new revision.

    Raises MayNotRecord, MinutesLocked, StaleMinutes, NoSuchRevision.
    """
    _ensure_editable(uow, meeting, minutes)
    _ensure_newest(uow, minutes, revision)
    earlier = queries.get_revision(uow.session, minutes, number)
    _append(uow, minutes, earlier.html, restored_from=number)
    uow.emit(MinutesSaved(minutes.id, meeting.id, minutes.revision, number))
    return minutes


def number(uow: UnitOfWork, meeting: Meeting, minutes: Minutes, *, revision: int) -> str:
    """Give these minutes the next number of office and year; the same one when asked again.

    Without gaps: a number once given stays with its minutes, which are never deleted.
    One sequence a year from 01 on (Nghị định 30/2020/NĐ-CP art. 15.1).
    Raises MayNotRecord, MinutesLocked, MeetingStillOn, EmptyMinutes, StaleMinutes.
    """
    _ensure_can_be_submitted(uow, meeting, minutes)
    _ensure_newest(uow, minutes, revision)
    if minutes.number:
        return minutes.number
    host = uow.session.scalars(select(Unit).where(Unit.id == meeting.host_unit_id)).one()
    year = to_wall_time(uow.now).year
    minutes.number_unit_id, minutes.number_year = host.id, year
    minutes.ordinal = take_number(uow, host.id, ABBREVIATION, year)
    minutes.number = rules.number_text(minutes.ordinal, host.abbreviation)
    uow.emit(MinutesNumbered(minutes.id, meeting.id, minutes.number))
    return minutes.number


def submit(
    uow: UnitOfWork, meeting: Meeting, minutes: Minutes, *, revision: int, pdf_sha256: str
) -> None:
    """Submit the text of a revision, whose PDF was made and stored.

    Raises MayNotRecord, MinutesLocked, MeetingStillOn, EmptyMinutes, StaleMinutes.
    """
    _ensure_can_be_submitted(uow, meeting, minutes)
    _ensure_newest(uow, minutes, revision)
    minutes.state = MinutesState.SUBMITTED
    minutes.submitted_at, minutes.submitted_by_id = uow.now, uow.actor.person_id
    minutes.returned_at, minutes.returned_reason = None, ""
    minutes.pdf_sha256 = pdf_sha256
    uow.emit(MinutesSubmitted(minutes.id, meeting.id, revision, pdf_sha256))


def take_back(uow: UnitOfWork, meeting: Meeting, minutes: Minutes) -> None:
    """Make submitted minutes a draft again. Raises MayNotRecord, MinutesFrozen, Conflict."""
    if not rules.may_record(uow.actor, meeting):
        raise MayNotRecord
    _ensure_unsigned(minutes)
    minutes.state = MinutesState.DRAFT
    uow.emit(MinutesTakenBack(minutes.id, meeting.id))


def _append(
    uow: UnitOfWork, minutes: Minutes, html: str, *, restored_from: int | None = None
) -> None:
    minutes.revision += 1
    minutes.html = html
    uow.session.add(
        MinutesRevision(
            id=RevisionId(new_id()),
            minutes_id=minutes.id,
            number=minutes.revision,
            html=html,
            saved_at=uow.now,
            author_id=uow.actor.person_id,
            author_name=uow.actor.name,
            restored_from=restored_from,
        )
    )


def _ensure_editable(uow: UnitOfWork, meeting: Meeting, minutes: Minutes) -> None:
    if not rules.may_record(uow.actor, meeting):
        raise MayNotRecord
    if not rules.can_be_edited(minutes):
        raise MinutesLocked


def _ensure_newest(uow: UnitOfWork, minutes: Minutes, revision: int) -> None:
    if revision != minutes.revision:
        newest = queries.get_revision(uow.session, minutes, minutes.revision)
        at = f"{to_wall_time(newest.saved_at):%H:%M:%S}"
        raise StaleMinutes(author=newest.author_name, time=at)


def _ensure_can_be_submitted(uow: UnitOfWork, meeting: Meeting, minutes: Minutes) -> None:
    _ensure_editable(uow, meeting, minutes)
    if meeting.state is MeetingState.LIVE:
        raise MeetingStillOn
    if not rules.plain_text(minutes.html):
        raise EmptyMinutes


def _ensure_unsigned(minutes: Minutes) -> None:
    if minutes.state in (MinutesState.SECRETARY_SIGNED, *COMPLETE):
        raise MinutesFrozen
    if minutes.state is not MinutesState.SUBMITTED:
        raise NothingToReturn
