"""The content of a sheet as it is frozen: plain values that anyone can hash again."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from hub.attendance import rules
from hub.attendance.queries.chain import trace_of
from hub.attendance.queries.heard import heard_in
from hub.attendance.queries.judging import SiteAttendance, intervals_said
from hub.attendance.queries.summary import AttendanceSummary, standing
from hub.attendance.rules import Heard
from hub.core.ids import InvitationId, MeetingSiteId
from hub.invitations.models import Delegate

#: What a correction of the roll changes of what a frozen sheet says of a site.
CORRECTED: Final = (
    "status", "source", "head_count", "classes", "note", "outcome", "stayed", "people",
)  # fmt: skip


def content_of(
    summary: AttendanceSummary,
    evidence: Mapping[str, Any] | None = None,
    said: Mapping[MeetingSiteId, dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return what is frozen: the facts of every site, the counts, the corrections so far.

    `evidence` says on which record of joins and leaves it rests; see `evidence_of`. `said` are
    the facts of the sites where they were written down before; see `said_of`.
    """
    meeting, over = summary.meeting, summary.frame.over
    if said is None:
        said = {row.meeting_site.id: said_of(row, summary.delegates, over=over)
                for row in summary.sites}  # fmt: skip
    return {
        "form": 2,
        "rules": rules.as_kept(summary.limits, meeting.type),
        "evidence": dict(evidence) if evidence else None,
        "meeting": {
            "id": str(meeting.id),
            "code": meeting.code,
            "title": meeting.title,
            "type": meeting.type.value,
            "chair": meeting.chair.name,
            "secretary": meeting.secretary.name,
            "starts_at": _moment(meeting.starts_at),
            "from": _moment(summary.frame.start),
            "to": _moment(summary.frame.end),
            "opened_at": _moment(meeting.opened_at),
            "closed_at": _moment(meeting.closed_at),
        },
        "quorum": {
            "units_present": summary.quorum.units_present,
            "units_expected": summary.quorum.units_expected,
            "units_needed": summary.quorum.units_needed,
            "persons_present": summary.quorum.persons_present,
            "persons_expected": summary.quorum.persons_expected,
            "met": summary.quorum.is_met,
        },
        "counts": asdict(summary.counts),
        "sites": [said[row.meeting_site.id] for row in summary.sites],
        "guests": [dict(each) for each in summary.guests],
        "corrections": [
            {
                "site": str(each.meeting_site_id),
                "after_freeze": each.after_freeze,
                "was": each.was,
                "became": each.became,
                "reason": each.reason,
                "author": each.author_name,
                "at": _moment(each.at),
            }
            for each in summary.corrections
        ],
    }


def corrected_content(
    before: Mapping[str, Any], anew: AttendanceSummary, site_id: MeetingSiteId
) -> dict[str, Any]:
    """Return a frozen content with the roll of one site corrected: nothing else moves.

    `anew` is what the rows say now: see `summary_anew`.
    """
    said = {str(row.meeting_site.id): said_of(row, anew.delegates, over=anew.frame.over)
            for row in anew.sites if row.meeting_site.id == site_id}  # fmt: skip
    sites = [
        {**each, **{name: said[each["id"]][name] for name in CORRECTED}}
        if each["id"] in said
        else each
        for each in before["sites"]
    ]
    content = content_of(standing(anew, sites), before.get("evidence"))
    return {**content, "meeting": before["meeting"], "guests": before.get("guests", [])}


def evidence_of(session: Session, summary: AttendanceSummary) -> dict[str, Any]:
    """Return on what the stays rest: how much was heard, its SHA-256, whether it agrees.

    The SHA-256 is that of `record_of` up to the event `last`; `agrees` tells whether the stays,
    worked out anew from that record alone, are the stays of the sheet.
    """
    heard = heard_in(session, summary.meeting.id)
    anew = rules.stays_from(heard)
    grace = summary.limits.line_grace
    agrees = all(
        rules.merge_intervals(anew.get(row.meeting_site.id, ()), grace) == row.intervals
        for row in summary.sites
    )
    return {
        "events": len(heard),
        "last": str(heard[-1].order) if heard else None,
        "sha256": hashlib.sha256(record_of(heard).encode()).hexdigest(),
        "agrees": agrees,
    }


def record_of(heard: Iterable[Heard]) -> str:
    """Return what was heard as text, a line each: number, site, connection, what, when (UTC)."""
    return "".join(
        f"{each.order}\t{each.site}\t{each.connection}\t{each.kind.value}\t"
        f"{each.at.astimezone(UTC).isoformat(timespec='microseconds')}\n"
        for each in heard
    )


def said_of(
    row: SiteAttendance, delegates: Mapping[InvitationId, Sequence[Delegate]], *, over: bool
) -> dict[str, Any]:
    """Return what is frozen of one site; what a frozen sheet says of it stands."""
    if row.kept is not None:
        return dict(row.kept)
    trace = trace_of(row, delegates, over=over)
    invitation = row.invitation
    return {
        "id": str(row.meeting_site.id),
        "site": row.meeting_site.site.name,
        "unit": row.meeting_site.unit.name,
        "status": row.status.value if row.status else None,
        "source": row.source.value if row.source else None,
        "head_count": row.head_count,
        "deputy": row.deputy,
        "classes": [each.value for each in row.classes],
        "minutes": row.minutes,
        "percent": row.percent,
        "gap_s": row.gap_s,
        "note": row.note,
        "answer": invitation.answer.value if invitation and invitation.answer else None,
        "announced": row.announced,
        "outcome": trace.outcome.value if invitation else None,
        "stayed": trace.stayed,
        "people": [
            {
                "name": each.name,
                "title": each.title,
                "deputy": each.is_deputy,
                "mark": each.mark.value,
            }
            for each in trace.people
        ],
        "intervals": intervals_said(row),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
