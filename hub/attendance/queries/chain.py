"""Invited, confirmed, joined, stayed: for every site and every person named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.attendance import rules
from hub.attendance.queries.judging import SiteAttendance
from hub.attendance.queries.summary import AttendanceSummary
from hub.attendance.rules import AttendanceClass, Outcome, PersonMark
from hub.core.fold import fold
from hub.core.ids import InvitationId
from hub.core.unit_of_work import Actor, Role
from hub.invitations.models import Delegate
from hub.meetings import rules as meeting_rules


@dataclass(frozen=True, slots=True)
class PersonTrace:
    """One person: named in the answer of a site, or in the room for it without being named."""

    name: str
    title: str
    is_deputy: bool
    mark: PersonMark


@dataclass(frozen=True, slots=True)
class SiteTrace:
    """One site from its invitation to its stay. `stayed` None: the meeting is not over."""

    row: SiteAttendance
    outcome: Outcome
    people: tuple[PersonTrace, ...]
    stayed: bool | None

    @property
    def invited_at(self) -> datetime | None:
        """When the invitation went out; None for the main site and for one not asked yet."""
        return self.row.invitation.sent_at if self.row.invitation else None

    @property
    def confirmed(self) -> bool:
        """Whether the unit said that somebody will come."""
        return self.row.invitation is not None and rules.is_confirmed(self.row.invitation.answer)

    @property
    def joined(self) -> bool:
        """Whether the site took part."""
        return self.row.is_present


@dataclass(frozen=True, slots=True)
class Steps:
    """How many of those invited are left at each step."""

    invited: int
    confirmed: int
    joined: int
    stayed: int


@dataclass(frozen=True, slots=True)
class Chain:
    """The way of all invited sites and of the people named in their answers.

    `people`: announced (head counts of the answers), named, seen by account or with a site
    that took part, counted (head counts of the roll).
    """

    sites: list[SiteTrace]
    steps: Steps
    announced: int
    named: int
    seen: int
    counted: int

    def of(self, *outcomes: Outcome) -> list[SiteTrace]:
        """Return the sites with one of these outcomes."""
        return [each for each in self.sites if each.outcome in outcomes]


def chain_of(summary: AttendanceSummary, actor: Actor | None = None) -> Chain:
    """Return the way of the sites of a meeting; for an actor of a member unit, only of its own."""
    sites = [
        trace_of(row, summary.delegates, over=summary.frame.over)
        for row in summary.sites
        if row.invitation is not None and _may_trace(actor, summary, row)
    ]
    people = [person for each in sites for person in each.people]
    named = [each for each in people if each.mark is not PersonMark.UNNAMED]
    came = [each.row for each in sites if each.joined]
    return Chain(
        sites,
        Steps(
            invited=len(sites),
            confirmed=sum(each.confirmed for each in sites),
            joined=len(came),
            stayed=sum(each.stayed is True for each in sites),
        ),
        announced=sum(each.row.announced or 0 for each in sites),
        named=len(named),
        seen=sum(each.mark in {PersonMark.SEEN, PersonMark.UNNAMED} for each in people),
        counted=sum(each.head_count or 0 for each in came),
    )


def trace_of(
    row: SiteAttendance, delegates: Mapping[InvitationId, Sequence[Delegate]], *, over: bool
) -> SiteTrace:
    """Return the way of one site."""
    answer = row.invitation.answer if row.invitation else None
    stayed = row.is_present and AttendanceClass.TOO_SHORT not in row.classes
    return SiteTrace(
        row,
        rules.outcome_of(answer, joined=row.is_present, over=over),
        tuple(_people(row, delegates, over=over)),
        stayed if over else None,
    )


def _people(
    row: SiteAttendance, delegates: Mapping[InvitationId, Sequence[Delegate]], *, over: bool
) -> Iterable[PersonTrace]:
    named = delegates.get(row.invitation.id, ()) if row.invitation else ()
    in_room = {fold(name): name for name in row.people}
    for each in named:
        seen = in_room.pop(fold(each.name), None) is not None
        mark = rules.mark_of(seen=seen, joined=row.is_present, over=over)
        yield PersonTrace(each.name, each.title, each.is_deputy, mark)
    for name in in_room.values():
        yield PersonTrace(name, "", is_deputy=False, mark=PersonMark.UNNAMED)


def _may_trace(actor: Actor | None, summary: AttendanceSummary, row: SiteAttendance) -> bool:
    """Tell whether the actor may read who was named: the host's people, auditors, the own unit."""
    if actor is None or actor.has(Role.AUDITOR, Role.SYSTEM_ADMIN):
        return True
    own = actor.unit_id in {summary.meeting.host_unit_id, row.meeting_site.unit_id}
    return own or meeting_rules.may_record(actor, summary.meeting)
