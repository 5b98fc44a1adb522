"""Writing a meeting down and changing what it says."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified, set_committed_value

from hub.core.clock import wall_date
from hub.core.errors import InvalidInput, NotAllowed
from hub.core.fold import fold
from hub.core.ids import AgendaItemId, MeetingId, MeetingSiteId, PersonId, UnitId, new_id
from hub.core.text import N_, gettext
from hub.core.unit_of_work import Role, UnitOfWork
from hub.directory import queries as directory
from hub.directory.models import Site
from hub.meetings import notices, queries, rules
from hub.meetings.errors import (
    AgendaItemInUse,
    EndsBeforeItStarts,
    MeetingChanged,
    MeetingSettled,
    MustBeAnnounced,
    StartsInThePast,
)
from hub.meetings.events import (
    MeetingAnnounced,
    MeetingCreated,
    MeetingEdited,
    MeetingMoved,
    MeetingSubmitted,
)
from hub.meetings.models import AgendaItem, Meeting, MeetingSite, MeetingState
from hub.meetings.rules.plans import FILLED, Plan

NOT_A_CHAIR = N_("Choose a person of your office who may chair meetings.")
NOT_A_SECRETARY = N_("Choose a person of your office who may be the secretary.")
UNKNOWN_SITE = N_("One of the sites can no longer be invited. Choose again.")


def create(uow: UnitOfWork, plan: Plan) -> Meeting:
    """Write a draft for the actor's own unit.

    Raises NotAllowed, StartsInThePast, EndsBeforeItStarts, InvalidInput.
    """
    if not rules.may_schedule(uow.actor):
        raise NotAllowed
    host_id = uow.actor.unit_id
    _ensure_possible(uow, plan, host_id)
    meeting = Meeting(
        id=MeetingId(new_id()),
        code=queries.next_code(uow.session, wall_date(plan.starts_at).year),
        host_unit_id=host_id,
        state=MeetingState.DRAFT,
        sequence=0,
        created_by_id=uow.actor.person_id,
        created_at=uow.now,
        agenda=[],
        sites=[],
    )
    _fill(uow, meeting, plan)
    uow.session.add(meeting)
    uow.session.flush()
    uow.emit(MeetingCreated(meeting.id))
    return meeting


def edit(uow: UnitOfWork, meeting: Meeting, plan: Plan, *, version: int) -> None:
    """Change what the meeting says, without telling those invited.

    `version` is the one the actor was looking at; the meeting is loaded as by `queries.get`.
    A meeting that was approved waits for its chair again. Raises NotAllowed, MeetingChanged,
    MeetingSettled, MustBeAnnounced, AgendaItemInUse and what `create` raises.
    """
    changed = _change(uow, meeting, plan, version=version, quietly=True)
    if changed and meeting.state is MeetingState.APPROVED:
        meeting.state = MeetingState.SUBMITTED
        meeting.approved_at = meeting.approved_by_id = None
        uow.emit(MeetingSubmitted(meeting.id))
        notices.ask_chair(uow, meeting)


def edit_and_tell(uow: UnitOfWork, meeting: Meeting, plan: Plan, *, version: int) -> None:
    """Change what an invited meeting says, and tell those invited.

    Raises what `edit` raises, except MustBeAnnounced.
    """
    was_at = meeting.starts_at
    changed = _change(uow, meeting, plan, version=version, quietly=False)
    if not changed or not rules.was_invited(meeting):
        return
    meeting.sequence += 1
    if rules.is_move(changed):
        uow.emit(MeetingMoved(meeting.id, was_at, meeting.starts_at))
    else:
        uow.emit(MeetingAnnounced(meeting.id, ",".join(changed)))


def ensure_time(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raise EndsBeforeItStarts or StartsInThePast for a time no meeting can have."""
    if ends_at <= starts_at:
        raise EndsBeforeItStarts
    if starts_at <= now:
        raise StartsInThePast


def _change(
    uow: UnitOfWork, meeting: Meeting, plan: Plan, *, version: int, quietly: bool
) -> tuple[str, ...]:
    if not rules.may_arrange(uow.actor, meeting):
        raise NotAllowed
    if not rules.can_edit(meeting, uow.now):
        raise MeetingSettled
    if meeting.version != version:
        raise MeetingChanged
    _ensure_possible(uow, plan, meeting.host_unit_id)
    changed = rules.changes(rules.plan_of(meeting), plan)
    if quietly and rules.was_invited(meeting) and rules.must_tell(changed):
        raise MustBeAnnounced
    if rules.was_invited(meeting) and not plan.site_ids:
        raise InvalidInput({"sites": gettext(rules.MISSING_SITES)})
    if changed:
        _fill(uow, meeting, plan)
        flag_modified(meeting, "fold")  # rows of the agenda count as a new version too
        _flush(uow)
        _leave_out_withdrawn(meeting)
        uow.emit(MeetingEdited(meeting.id, ",".join(changed)))
    return changed


def _ensure_possible(uow: UnitOfWork, plan: Plan, host_id: UnitId) -> None:
    ensure_time(plan.starts_at, plan.ends_at, uow.now)
    mistakes = {}
    if not _holds(uow, plan.chair_id, host_id, Role.CHAIR):
        mistakes["chair_id"] = gettext(NOT_A_CHAIR)
    if not _holds(uow, plan.secretary_id, host_id, Role.SECRETARY):
        mistakes["secretary_id"] = gettext(NOT_A_SECRETARY)
    if mistakes:
        raise InvalidInput(mistakes)


def _holds(uow: UnitOfWork, person_id: PersonId, unit_id: UnitId, role: Role) -> bool:
    holders = directory.people_with_role(uow.session, unit_id, role)
    return any(person.id == person_id for person in holders)


def _fill(uow: UnitOfWork, meeting: Meeting, plan: Plan) -> None:
    wanted = _wanted_sites(uow, meeting, plan)  # asks the database, so before anything changes
    for name in FILLED:
        setattr(meeting, name, getattr(plan, name))
    meeting.fold = fold(f"{meeting.code} {plan.title}")
    _fill_agenda(meeting, plan)
    _fill_sites(uow, meeting, wanted)


def _fill_agenda(meeting: Meeting, plan: Plan) -> None:
    """Keep the rows of known items: documents belong to them."""
    known = {item.id: item for item in meeting.agenda}
    items = []
    for position, line in enumerate(plan.agenda, start=1):
        item = known.get(line.id) if line.id else None
        item = item or AgendaItem(id=AgendaItemId(new_id()), meeting_id=meeting.id)
        item.position, item.title = position, line.title
        item.presenter, item.minutes = line.presenter, line.minutes
        items.append(item)
    meeting.agenda = items


def _fill_sites(uow: UnitOfWork, meeting: Meeting, wanted: list[Site]) -> None:
    """Put the wanted sites at their places; one that was invited and leaves stays on record.

    Guests are asked one by one (`guests`) and stay, behind the sites.
    """
    guests = [each for each in meeting.sites if each.is_guest]
    known = {each.site_id: each for each in meeting.sites}
    leaving: list[MeetingSite] = []
    if rules.was_invited(meeting):
        wanted_ids = {site.id for site in wanted}
        others = [each for each in meeting.sites if not each.is_guest]
        leaving = [each for each in others if each.site_id not in wanted_ids]
        known |= {each.site_id: each for each in queries.withdrawn_sites(uow.session, meeting.id)}
    for each in leaving:
        each.withdrawn_at = uow.now
    sites = []
    for position, site in enumerate(wanted):
        taking_part = known.get(site.id) or MeetingSite(
            id=MeetingSiteId(new_id()),
            meeting_id=meeting.id,
            site_id=site.id,
            unit_id=site.unit_id,
            is_main=site.unit_id == meeting.host_unit_id,
        )
        taking_part.position, taking_part.withdrawn_at = position, None
        sites.append(taking_part)
    for position, guest in enumerate(guests, len(sites)):
        guest.position = position
    meeting.sites = [*sites, *guests, *leaving]


def _leave_out_withdrawn(meeting: Meeting) -> None:
    """Let `meeting.sites` say what a fresh query would, without taking rows for deleted."""
    staying = [each for each in meeting.sites if each.withdrawn_at is None]
    set_committed_value(meeting, "sites", staying)


def _wanted_sites(uow: UnitOfWork, meeting: Meeting, plan: Plan) -> list[Site]:
    """Return the host's main site, then the member sites planned, in the order of their places."""
    own = directory.sites_of(uow.session, [meeting.host_unit_id])
    main = next((site for site in own if site.is_main), next(iter(own), None))
    day = wall_date(plan.starts_at)
    members = [
        site
        for site in queries.member_sites(uow.session, meeting.host_unit_id, day)
        if site.id in plan.site_ids
    ]
    if len(members) != len(plan.site_ids):
        raise InvalidInput({"sites": gettext(UNKNOWN_SITE)})
    return [main, *members] if main else members


def _flush(uow: UnitOfWork) -> None:
    try:
        uow.session.flush()
    except IntegrityError:
        # documents are above meetings and can't be asked; their foreign key answers
        raise AgendaItemInUse from None
