"""What the media engine measured, and in what it contradicts the browsers."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, MeetingSiteId
from hub.meetings.models import MeetingSite
from hub.quality.models import Grade, QualitySample, WitnessSample
from hub.quality.rules import Disagreement, Means, Spoken, Witnessed, disagreements, means_of


@dataclass(frozen=True, slots=True)
class SecondWitness:
    """The engine's word on one line: its samples, their means, where the browser differs."""

    samples: Sequence[Witnessed]
    means: Means
    disagreements: tuple[tuple[Disagreement, int], ...]


def meeting_sites(
    session: Session, meeting_site_ids: Sequence[MeetingSiteId]
) -> Sequence[MeetingSite]:
    """Return those of some sites that exist."""
    return session.scalars(select(MeetingSite).where(MeetingSite.id.in_(meeting_site_ids))).all()


def last_heard(
    session: Session, meeting_site_ids: Sequence[MeetingSiteId]
) -> dict[MeetingSiteId, bool | None]:
    """Return whether the engine heard each of some sites when it last spoke of them."""
    newest = (
        select(WitnessSample.meeting_site_id, func.max(WitnessSample.at).label("at"))
        .where(WitnessSample.meeting_site_id.in_(meeting_site_ids))
        .group_by(WitnessSample.meeting_site_id)
        .subquery()
    )
    found = session.execute(
        select(WitnessSample.meeting_site_id, WitnessSample.receiving).join(
            newest,
            and_(
                newest.c.meeting_site_id == WitnessSample.meeting_site_id,
                newest.c.at == WitnessSample.at,
            ),
        )
    )
    return {row.meeting_site_id: row.receiving for row in found}


def find_last_grade(session: Session, meeting_site_id: MeetingSiteId) -> Grade | None:
    """Return the grade of the last sample of a site."""
    return session.scalar(
        select(QualitySample.grade)
        .where(QualitySample.meeting_site_id == meeting_site_id)
        .order_by(QualitySample.at.desc(), QualitySample.id.desc())
        .limit(1)
    )


def find_second_witness(
    session: Session, meeting_id: MeetingId, meeting_site_id: MeetingSiteId
) -> SecondWitness | None:
    """Return the engine's word on one line (two queries); None when it measured nothing."""
    seen = [
        _witnessed(row)
        for row in session.execute(
            _seen(meeting_id).where(WitnessSample.meeting_site_id == meeting_site_id)
        )
    ]
    means = means_of(seen)
    if means is None:
        return None
    said = session.execute(
        _said(meeting_id).where(QualitySample.meeting_site_id == meeting_site_id)
    )
    return SecondWitness(seen, means, disagreements([_spoken(row) for row in said], seen))


def disagreements_of(
    session: Session, meeting_id: MeetingId, sites: Collection[MeetingSiteId] | None = None
) -> dict[MeetingSiteId, tuple[tuple[Disagreement, int], ...]]:
    """Return in what the engine contradicts each site's browser; two queries, both streamed.

    Of all sites of the meeting, or of some.
    """
    of_browser, of_engine = _said(meeting_id), _seen(meeting_id)
    if sites is not None:
        of_browser = of_browser.where(QualitySample.meeting_site_id.in_(sites))
        of_engine = of_engine.where(WitnessSample.meeting_site_id.in_(sites))
    said = _by_site(session, of_browser)
    spoken_site, spoken = next(said, (None, []))
    found = {}
    for site, seen in _by_site(session, of_engine):
        while spoken_site is not None and spoken_site < site:
            spoken_site, spoken = next(said, (None, []))
        if spoken_site == site:
            found[site] = disagreements(
                [_spoken(row) for row in spoken], [_witnessed(row) for row in seen]
            )
    return {site: each for site, each in found.items() if each}


def _by_site(
    session: Session, wanted: Select[*tuple[Any, ...]]
) -> Iterator[tuple[MeetingSiteId, list[Row[*tuple[Any, ...]]]]]:
    rows = session.execute(wanted.execution_options(yield_per=5000))
    for site, found in groupby(rows, key=itemgetter(0)):
        yield site, list(found)


def _seen(meeting_id: MeetingId) -> Select[*tuple[Any, ...]]:
    return (
        select(
            WitnessSample.meeting_site_id,
            WitnessSample.at,
            WitnessSample.receiving,
            WitnessSample.rtt_ms,
            WitnessSample.up_loss_pct,
            WitnessSample.down_loss_pct,
            WitnessSample.up_jitter_ms,
            WitnessSample.down_jitter_ms,
            WitnessSample.up_kbps,
            WitnessSample.down_kbps,
        )
        .where(WitnessSample.meeting_id == meeting_id)
        .order_by(WitnessSample.meeting_site_id, WitnessSample.at)
    )


def _said(meeting_id: MeetingId) -> Select[*tuple[Any, ...]]:
    return (
        select(
            QualitySample.meeting_site_id,
            QualitySample.at,
            QualitySample.grade,
            QualitySample.rtt_ms,
            QualitySample.loss_pct,
        )
        .where(QualitySample.meeting_id == meeting_id)
        .order_by(QualitySample.meeting_site_id, QualitySample.at, QualitySample.id)
    )


def _witnessed(row: Row[*tuple[Any, ...]]) -> Witnessed:
    return Witnessed(*row[1:])


def _spoken(row: Row[*tuple[Any, ...]]) -> Spoken:
    return Spoken(*row[1:])
