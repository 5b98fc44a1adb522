"""Samples that are old are condensed: a row for each minute of a site stays.

What the media engine measured is deleted with them: beside minutes it proves nothing any more.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    case,
    delete,
    func,
    insert,
    literal_column,
    select,
)

from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.models import Meeting
from hub.quality import queries
from hub.quality.events import SamplesCondensed
from hub.quality.models import Grade, QualityMinute, QualitySample, WitnessSample
from hub.quality.service.sums import keep_sums

#: Sites of one unit of work: three hours of twenty sites are 21,600 samples, a tenth of a second.
SITES_AT_ONCE = 20


def condense(uow: UnitOfWork) -> int:
    """Put minutes in the place of some samples that are old enough; return how many are gone.

    Of one meeting that ended `quality_raw_days` ago, a few sites; 0 when nothing is left to do.
    What was condensed before stays, so an interruption loses nothing and repeats nothing. Lines
    of a meeting that was never closed are summed up first, while their causes are still known.
    """
    before = uow.now - timedelta(days=uow.settings.quality_raw_days)
    meeting_id = queries.find_meeting_to_condense(uow.session, before)
    if meeting_id is None:
        return 0
    sites = queries.sites_with_samples(uow.session, meeting_id, most=SITES_AT_ONCE)
    unsummed = queries.sites_without_sums(uow.session, sites)
    meeting = uow.session.get_one(Meeting, meeting_id)
    keep_sums(uow, meeting_id, dict(queries.measured_at(uow.session, meeting, unsummed, uow.now)))
    _insert_minutes(uow, meeting_id, sites)
    samples = _delete(uow, QualitySample, meeting_id, sites)
    witnessed = _delete(uow, WitnessSample, meeting_id, sites)
    uow.emit(SamplesCondensed(meeting_id, len(sites), samples, witnessed))
    return samples + witnessed


def _delete(
    uow: UnitOfWork,
    kind: type[QualitySample | WitnessSample],
    meeting_id: MeetingId,
    sites: Sequence[MeetingSiteId],
) -> int:
    of_sites = (kind.meeting_id == meeting_id, kind.meeting_site_id.in_(sites))
    count = uow.session.scalar(select(func.count()).select_from(kind).where(*of_sites)) or 0
    uow.session.execute(delete(kind).where(*of_sites))
    return count


def _insert_minutes(uow: UnitOfWork, meeting_id: MeetingId, sites: Sequence[MeetingSiteId]) -> None:
    minute = _minute(uow)
    of = QualitySample
    columns: dict[str, Any] = {
        "meeting_site_id": of.meeting_site_id,
        "minute": minute,
        "meeting_id": of.meeting_id,
        **{each.value: _how_many(each) for each in Grade},
        "rtt_ms": func.avg(of.rtt_ms),
        "rtt_worst_ms": func.max(of.rtt_ms),
        "jitter_ms": func.avg(of.jitter_ms),
        "loss_pct": func.avg(of.loss_pct),
        "loss_worst_pct": func.max(of.loss_pct),
        "mos": func.avg(of.mos),
        "fps": func.avg(of.fps),
        "up_kbps": func.avg(of.up_kbps),
        "down_kbps": func.avg(of.down_kbps),
    }
    found = (
        select(*columns.values())
        .where(of.meeting_id == meeting_id, of.meeting_site_id.in_(sites))
        .group_by(of.meeting_site_id, of.meeting_id, minute)
    )
    uow.session.execute(insert(QualityMinute).from_select(list(columns), found))


def _how_many(grade: Grade) -> ColumnElement[int]:
    return func.sum(case((QualitySample.grade == grade, 1), else_=0))


def _minute(uow: UnitOfWork) -> Any:
    """Return the beginning of a sample's minute, as the database stores moments."""
    if uow.session.get_bind().dialect.name == "postgresql":
        return func.date_trunc("minute", QualitySample.at)
    return literal_column("substr(quality_samples.at, 1, 17) || '00.000000'")
