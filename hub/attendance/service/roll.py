"""The roll: called by the secretary, confirmed by sites, proposed by the hub; the sheet."""

from collections.abc import Sequence
from typing import NamedTuple

from hub.attendance import queries, rules
from hub.attendance.errors import (
    AlreadyFrozen,
    NotTheSecretary,
    NotYourSite,
    TooEarlyForRoll,
)
from hub.attendance.events import RollCalled
from hub.attendance.models import (
    RollEntry,
    RollSource,
    RollStatus,
)
from hub.core.clock import format_moment
from hub.core.errors import HubError
from hub.core.ids import MeetingId, RollEntryId, new_id
from hub.core.unit_of_work import Actor, UnitOfWork
from hub.meetings.models import Meeting, MeetingSite


def call_roll(
    uow: UnitOfWork,
    meeting: Meeting,
    site: MeetingSite,
    *,
    status: RollStatus,
    head_count: int | None = None,
    note: str = "",
    by_telephone: bool = False,
) -> RollEntry:
    """Write down who is there. Raises NotTheSecretary, TooEarlyForRoll, AlreadyFrozen."""
    ensure_recording(uow, meeting)
    source = RollSource.TELEPHONE if by_telephone else RollSource.SECRETARY
    return _write(uow, site, status=status, source=source, head_count=head_count, note=note)


class CheckIn(NamedTuple):
    """A site says that it is there and how many sit in its room; `actor` says so for it."""

    actor: Actor
    meeting: Meeting
    meeting_site: MeetingSite
    head_count: int


def answer_by_telephone(
    uow: UnitOfWork,
    meeting: Meeting,
    site: MeetingSite,
    *,
    head_count: int | None,
    caller_name: str,
    caller_phone: str,
) -> RollEntry:
    """Take a site's answer by telephone: it is there, who said so, and from which number.

    Raises NotTheSecretary, TooEarlyForRoll, AlreadyFrozen.
    """
    ensure_recording(uow, meeting)
    status = RollStatus.ONSITE if site.is_main else RollStatus.ONLINE
    entry = _write(uow, site, status=status, source=RollSource.TELEPHONE, head_count=head_count)
    entry.caller_name, entry.caller_phone = caller_name, caller_phone
    return entry


def check_in(uow: UnitOfWork, meeting: Meeting, site: MeetingSite, *, head_count: int) -> RollEntry:
    """Let a site say that it is there and how many sit in the room.

    The secretary's own word stays; only the count is taken then. Raises NotYourSite,
    TooEarlyForRoll, AlreadyFrozen.
    """
    (entry,) = check_in_many(uow, [CheckIn(uow.actor, meeting, site, head_count)])
    if isinstance(entry, HubError):
        raise entry
    return entry


def check_in_many(uow: UnitOfWork, answers: Sequence[CheckIn]) -> list[RollEntry | HubError]:
    """Let many sites say so at once: what they answer to the call of the roll.

    Return for each its entry of the roll or why it has none, as `check_in` would say.
    """
    entries = queries.entries_of(uow.session, {each.meeting_site.id for each in answers})
    closed: dict[MeetingId, HubError | None] = {}
    found: list[RollEntry | HubError] = []
    for each in answers:
        if each.meeting.id not in closed:
            closed[each.meeting.id] = _why_closed(uow, each.meeting)
        refusal = closed[each.meeting.id]
        if not rules.may_check_in(each.actor, each.meeting_site.unit_id):
            refusal = NotYourSite()
        if refusal is not None:
            found.append(refusal)
            continue
        with uow.acting(each.actor):
            entry = _check_in(uow, each, entries.get(each.meeting_site.id))
        entries[each.meeting_site.id] = entry
        found.append(entry)
    return found


def _check_in(uow: UnitOfWork, answer: CheckIn, entry: RollEntry | None) -> RollEntry:
    site, count = answer.meeting_site, answer.head_count
    kept = entry is not None and entry.source in {RollSource.SECRETARY, RollSource.TELEPHONE}
    if entry is None:
        entry = _new_entry(uow, site)
    elif kept and entry.status is not None and entry.source is not None:
        return _fill(uow, entry, status=entry.status, source=entry.source, head_count=count,
                     note=entry.note)  # fmt: skip
    return _fill(uow, entry, status=RollStatus.ONLINE, source=RollSource.SITE, head_count=count)


def propose_roll(uow: UnitOfWork, meeting: Meeting, limits: rules.Limits = rules.DEFAULT) -> int:
    """Fill the roll from presence where nobody said anything; return how many sites.

    What the hub proposed earlier is proposed anew. Raises NotTheSecretary, TooEarlyForRoll,
    AlreadyFrozen.
    """
    ensure_recording(uow, meeting)
    proposed = 0
    known = queries.entries_in(uow.session, meeting.id)
    for row in queries.summary(uow.session, meeting, now=uow.now, limits=limits).sites:
        if row.source not in {None, RollSource.AUTOMATIC}:
            continue
        status = rules.proposed_status(
            seen=bool(row.intervals),
            announced_absence=queries.announced_absence(row.invitation),
            is_main=row.meeting_site.is_main,
        )
        if status is None or status is row.status:
            continue
        there = status in {RollStatus.ONLINE, RollStatus.ONSITE}
        _fill(
            uow,
            known.get(row.meeting_site.id) or _new_entry(uow, row.meeting_site),
            status=status,
            source=RollSource.AUTOMATIC,
            head_count=row.announced if there else None,
        )
        proposed += 1
    return proposed


def ensure_recording(uow: UnitOfWork, meeting: Meeting) -> None:
    """Raise NotTheSecretary, TooEarlyForRoll or AlreadyFrozen unless the roll can be kept."""
    if not rules.may_record(uow.actor, meeting):
        raise NotTheSecretary
    ensure_open(uow, meeting)


def ensure_open(uow: UnitOfWork, meeting: Meeting) -> None:
    """Raise TooEarlyForRoll or AlreadyFrozen unless the roll is open."""
    refusal = _why_closed(uow, meeting)
    if refusal is not None:
        raise refusal


def _why_closed(uow: UnitOfWork, meeting: Meeting) -> HubError | None:
    if not rules.can_call(meeting, uow.now):
        return TooEarlyForRoll()
    sheet = queries.sheet_of(uow.session, meeting.id)
    if sheet is not None:
        return AlreadyFrozen(at=format_moment(sheet.frozen_at), by=sheet.frozen_by_name)
    return None


def _write(
    uow: UnitOfWork,
    site: MeetingSite,
    *,
    status: RollStatus,
    source: RollSource,
    head_count: int | None,
    note: str = "",
) -> RollEntry:
    entry = entry_of(uow, site)
    return _fill(uow, entry, status=status, source=source, head_count=head_count, note=note)


def _fill(
    uow: UnitOfWork,
    entry: RollEntry,
    *,
    status: RollStatus,
    source: RollSource,
    head_count: int | None,
    note: str = "",
) -> RollEntry:
    entry.status, entry.source, entry.head_count, entry.note = status, source, head_count, note
    if source is not RollSource.TELEPHONE:
        entry.caller_name = entry.caller_phone = ""
    entry.called_at, entry.called_by_id = uow.now, uow.actor.person_id
    uow.emit(
        RollCalled(entry.meeting_id, entry.meeting_site_id, status.value, source.value, head_count)
    )
    return entry


def entry_of(uow: UnitOfWork, site: MeetingSite) -> RollEntry:
    """Return the roll of a site, a new empty one if it was never called."""
    known = queries.find_entry(uow.session, site.meeting_id, site.id)
    return known if known is not None else _new_entry(uow, site)


def _new_entry(uow: UnitOfWork, site: MeetingSite | queries.SitePlace) -> RollEntry:
    entry = RollEntry(id=RollEntryId(new_id()), meeting_id=site.meeting_id, meeting_site_id=site.id)
    uow.session.add(entry)
    return entry
