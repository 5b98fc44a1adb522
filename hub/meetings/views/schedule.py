"""Writing a meeting down on one page, with what stands in its way shown while typing."""

from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import Conflict, HubError, InvalidInput
from hub.core.forms import read
from hub.core.ids import MeetingId, SiteId, UnitId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role, UnitOfWork
from hub.directory import queries as directory
from hub.directory.models import Site
from hub.inbox import service as inbox
from hub.meetings import queries, rules, service
from hub.meetings.errors import MeetingChanged, MeetingSettled
from hub.meetings.forms import ScheduleForm
from hub.meetings.models import Meeting, MeetingForm, MeetingType
from hub.meetings.rules import Plan
from hub.meetings.service.planning import ensure_time
from hub.meetings.views import pages, values
from hub.meetings.views.summary import every_site, summary_of
from hub.meetings.views.values import ANNOUNCE, QUIETLY, SUBMIT
from hub.web import toast
from hub.web.access import for_role, runtime
from hub.web.body import event_key
from hub.web.problems import status_of

for_schedulers: Final = for_role(Role.SCHEDULER)
#: What the calendar offers of a new time.
OFFERED: Final = ("day", "start", "end")


@pages.get("/meetings/new")
@for_schedulers
def new(actor: Actor) -> ResponseReturnValue:
    """Show the empty form."""
    return _form(actor, None, values.of_new(actor))


@pages.post("/meetings/new")
@for_schedulers
def create(actor: Actor) -> ResponseReturnValue:
    """Store a draft, and put it before the chair when that button was pressed. Sent twice, once."""
    raw = values.typed_plan()
    if values.stores_nothing(raw):
        return _form(actor, None, values.after_step(raw), is_checked=True)
    try:
        form = read(ScheduleForm, raw)
        plan = _plan(actor.unit_id, form)
        with runtime().unit_of_work(actor) as uow:
            made = inbox.once(
                uow, event_key(), "meetings:create", lambda: _create(uow, plan, form.step)
            )
    except InvalidInput as error:
        return _form(actor, None, raw, values.all_mistakes(raw, error))
    toast.say(values.sentence_of(form.step))
    return redirect(url_for(".show", meeting_id=made["meeting"]))


def _create(uow: UnitOfWork, plan: Plan, step: str) -> dict[str, str]:
    meeting = service.create(uow, plan)
    if step == SUBMIT:
        service.submit(uow, meeting)
    return {"meeting": str(meeting.id)}


@pages.get("/meetings/<uuid:meeting_id>/edit")
@for_schedulers
def edit(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show the form filled in; a new time from the calendar is offered, not stored."""
    with runtime().read() as session:
        meeting = queries.get_to_arrange(session, actor, MeetingId(meeting_id))
    if not rules.can_edit(meeting, runtime().clock()):
        raise MeetingSettled
    offered = {name: request.args[name] for name in OFFERED if name in request.args}
    return _form(actor, meeting, values.of_meeting(meeting) | offered)


@pages.post("/meetings/<uuid:meeting_id>/edit")
@for_schedulers
def store(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Store changes. For an invited meeting, first show old and new and ask whom to tell."""
    raw = values.typed_plan()
    with runtime().read() as session:
        meeting = queries.get_to_arrange(session, actor, MeetingId(meeting_id))
    if values.stores_nothing(raw):
        return _form(actor, meeting, values.after_step(raw), is_checked=True)
    try:
        form = read(ScheduleForm, raw)
        if rules.was_invited(meeting) and form.step not in {ANNOUNCE, QUIETLY}:
            return _review(meeting, form)
        _store(actor, meeting, form)
    except InvalidInput as error:
        return _form(actor, meeting, raw, values.all_mistakes(raw, error))
    except Conflict as error:
        return _form(actor, meeting, raw, error)
    toast.say(values.sentence_of(form.step))
    return redirect(url_for(".show", meeting_id=meeting_id))


@pages.post("/meetings/clashes")
@for_schedulers
def clashes(actor: Actor) -> ResponseReturnValue:
    """Show what stands in the way of what is typed so far. Changes nothing."""
    raw = values.typed_plan()
    return render_template("meetings/_summary.html", summary=summary_of(actor, raw))


def _store(actor: Actor, shown: Meeting, form: ScheduleForm) -> None:
    plan = _plan(shown.host_unit_id, form)
    with runtime().unit_of_work(actor) as uow:
        meeting = queries.get_to_arrange(uow.session, actor, shown.id)
        if form.step == ANNOUNCE:
            service.edit_and_tell(uow, meeting, plan, version=form.version)
            return
        service.edit(uow, meeting, plan, version=form.version)
        if form.step == SUBMIT and rules.can_submit(meeting):
            service.submit(uow, meeting)


def _review(meeting: Meeting, form: ScheduleForm) -> ResponseReturnValue:
    if meeting.version != form.version:
        raise MeetingChanged
    before, after = rules.plan_of(meeting), _plan(meeting.host_unit_id, form)
    ensure_time(after.starts_at, after.ends_at, runtime().clock())
    changed = rules.changes(before, after)
    if not changed:
        toast.say(_("Nothing was changed."))
        return redirect(url_for(".show", meeting_id=meeting.id))
    with runtime().read() as session:
        people = {each.id: each.name for each in directory.people_of(session, meeting.host_unit_id)}
    if not after.site_ids:
        raise InvalidInput({"sites": _(rules.MISSING_SITES)})
    return render_template(
        "meetings/review.html",
        meeting=meeting,
        before=before,
        after=after,
        changed=changed,
        must_tell=rules.must_tell(changed),
        is_move=rules.is_move(changed),
        people=people,
        added=_names(meeting, after.site_ids - before.site_ids),
        removed=_names(meeting, before.site_ids - after.site_ids),
        carried=values.carried(),
    )


def _names(meeting: Meeting, site_ids: frozenset[SiteId]) -> list[str]:
    sites = [*every_site(meeting.host_unit_id), *(each.site for each in meeting.sites)]
    names = {each.id: each.name for each in sites}
    return [name for site_id, name in names.items() if site_id in site_ids]


def _form(
    actor: Actor,
    meeting: Meeting | None,
    shown: dict[str, Any],
    error: HubError | None = None,
    *,
    is_checked: bool = False,
) -> ResponseReturnValue:
    host_id = meeting.host_unit_id if meeting else actor.unit_id
    if error and request.is_json:
        raise error
    if isinstance(error, MeetingChanged) and meeting:
        shown = shown | {"version": meeting.version}
    with runtime().read() as session:
        page = render_template(
            "meetings/form.html",
            meeting=meeting,
            typed=shown,
            rows=values.rows_of(shown),
            blank_rows=values.blank_rows(shown),
            mistakes=error.fields if isinstance(error, InvalidInput) else {},
            mistake=error.sentence if error else "",
            stored=rules.plan_of(meeting)
            if meeting and isinstance(error, MeetingChanged)
            else None,
            chairs=directory.people_with_role(session, host_id, Role.CHAIR),
            secretaries=directory.people_with_role(session, host_id, Role.SECRETARY),
            chosen=frozenset(map(str, shown.get("sites") or ())),
            groups=_groups(every_site(host_id)),
            invited_sites=_invited_sites(meeting),
            types=list(MeetingType),
            forms=list(MeetingForm),
            is_checked=is_checked,
            summary=summary_of(actor, shown),
        )
    return page, status_of(error) if error else 200


def _plan(host_id: UnitId, form: ScheduleForm) -> Plan:
    return form.plan(frozenset(each.id for each in every_site(host_id)))


def _groups(sites: list[Site]) -> dict[str, list[Site]]:
    groups: dict[str, list[Site]] = {}
    for site in sites:
        groups.setdefault(site.unit.level_name, []).append(site)
    return groups


def _invited_sites(meeting: Meeting | None) -> frozenset[SiteId]:
    """Return the sites that have an invitation: leaving the list withdraws it."""
    if meeting is None or not rules.was_invited(meeting):
        return frozenset()
    return frozenset(each.site_id for each in meeting.sites if each.is_member)
