"""Which limits of the grades are in force, and were at a time."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.settings import Settings
from hub.quality.models import GradeScale
from hub.quality.rules import Scale, Thresholds, from_limits, installed


def scale_now(session: Session, settings: Settings) -> Scale:
    """Return the limits in force (one row)."""
    newest = session.scalars(select(GradeScale).order_by(GradeScale.version.desc()).limit(1))
    found = newest.one_or_none()
    return installed(settings) if found is None else _scale(found, settings)


def thresholds_now(session: Session, settings: Settings) -> Thresholds:
    """Return the limits that a sample arriving now is judged by."""
    return scale_now(session, settings).thresholds


def scales(session: Session, settings: Settings) -> list[Scale]:
    """Return every scale there was, newest first, down to the installed one."""
    rows = session.scalars(select(GradeScale).order_by(GradeScale.version.desc()))
    return [*(_scale(each, settings) for each in rows), installed(settings)]


def scales_within(
    session: Session, settings: Settings, start: datetime, end: datetime
) -> list[Scale]:
    """Return the scales that samples between two moments were judged by, oldest first."""
    in_order = list(reversed(scales(session, settings)))
    following = [*(each.since for each in in_order[1:]), None]
    return [
        scale
        for scale, until in zip(in_order, following, strict=True)
        if (scale.since is None or scale.since <= end) and (until is None or until > start)
    ]


def _scale(row: GradeScale, settings: Settings) -> Scale:
    limits = from_limits(row.limits, installed(settings).thresholds)
    return Scale(row.version, row.since, limits, row.reason, row.set_by_name)
