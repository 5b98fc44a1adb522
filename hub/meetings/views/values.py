"""What the form of a meeting shows: values as they are typed, and the buttons that send it."""

from typing import Any, Final

from flask import request

from hub.core.clock import format_date, format_time
from hub.core.errors import InvalidInput
from hub.core.forms import read
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.directory import queries as directory
from hub.meetings import rules
from hub.meetings.forms import MOST_ITEMS, ScheduleForm, TimeForm
from hub.meetings.models import Meeting, MeetingForm, MeetingType
from hub.meetings.service.planning import ensure_time
from hub.web.access import runtime
from hub.web.body import typed

#: Buttons that change what is on the page and store nothing.
ADD_ROW: Final = "add-row"
CHECK: Final = "check"
BACK: Final = "back"
SLOT: Final = "slot:"
#: Buttons that store.
SUBMIT: Final = "submit"
ANNOUNCE: Final = "announce"
QUIETLY: Final = "quietly"


def typed_plan() -> dict[str, Any]:
    """Return what was typed into the form, without agenda rows that say nothing."""
    raw = typed(ScheduleForm)
    if not request.is_json:
        raw["agenda"] = [row for row in rows_of(raw) if _says_something(row)]
    return raw


def _says_something(row: dict[str, str]) -> bool:
    return any(str(row.get(name, "")).strip() for name in ("title", "presenter"))


def rows_of(values: dict[str, Any]) -> list[dict[str, str]]:
    """Return the agenda rows typed; what is no row is left out."""
    rows = values.get("agenda")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def stores_nothing(raw: dict[str, Any]) -> bool:
    """Tell whether the button pressed only changes what is on the page."""
    step = str(raw.get("step", ""))
    return step in {ADD_ROW, CHECK, BACK} or step.startswith(SLOT)


def after_step(raw: dict[str, Any]) -> dict[str, Any]:
    """Return what was typed, with the free slot that was picked."""
    step = str(raw.get("step", ""))
    parts = step.removeprefix(SLOT).split("|")
    if step.startswith(SLOT) and len(parts) == 3:  # noqa: PLR2004  (day, start, end)
        return raw | dict(zip(("day", "start", "end"), parts, strict=True))
    return raw


def all_mistakes(raw: dict[str, Any], error: InvalidInput) -> InvalidInput:
    """Return a mistake with all others that can be seen in what was typed.

    Without it people would hear of a wrong hour first, and of what the invitation lacks next.
    """
    found = dict(error.fields)
    try:
        slot = read(TimeForm, {name: raw.get(name, "") for name in ("day", "start", "end")}).slot
        ensure_time(slot.starts_at, slot.ends_at, runtime().clock())
    except InvalidInput as wrong:
        found = wrong.fields | found
    if raw.get("step") == SUBMIT:
        found = _lacking(raw) | found
    error.fields = found
    return error


def _lacking(raw: dict[str, Any]) -> dict[str, str]:
    lacks = {
        "purpose": rules.MISSING_PURPOSE if not str(raw.get("purpose", "")).strip() else "",
        "agenda": rules.MISSING_AGENDA if not rows_of(raw) else "",
        "sites": "" if raw.get("sites") or raw.get("all_sites") else rules.MISSING_SITES,
    }
    return {name: _(sentence) for name, sentence in lacks.items() if sentence}


def blank_rows(values: dict[str, Any]) -> int:
    """Return how many empty agenda rows to show below the filled ones."""
    filled = len(rows_of(values))
    wanted = 1 if filled == 0 or values.get("step") == ADD_ROW else 0
    return min(wanted, MOST_ITEMS - filled)


def carried() -> list[tuple[str, str]]:
    """Return every value of the form, to carry it through the page that asks."""
    return [
        (name, value)
        for name in request.form
        for value in request.form.getlist(name)
        if name not in {"csrf_token", "step"}
    ]


def of_new(actor: Actor) -> dict[str, Any]:
    """Return what the empty form begins with."""
    with runtime().read() as session:
        chairs = directory.people_with_role(session, actor.unit_id, Role.CHAIR)
        secretaries = directory.people_with_role(session, actor.unit_id, Role.SECRETARY)
    values: dict[str, Any] = {
        "type": MeetingType.ROLL_OUT.value,
        "form": MeetingForm.ONLINE.value,
        "day": request.args.get("day", "")[:10],
        "start": "08:00",
        "end": "10:00",
    }
    if len(chairs) == 1:
        values["chair_id"] = str(chairs[0].id)
    if len(secretaries) == 1:
        values["secretary_id"] = str(secretaries[0].id)
    return values


def of_meeting(meeting: Meeting) -> dict[str, Any]:
    """Return what the form shows of a meeting, as if it had been typed."""
    plan = rules.plan_of(meeting)
    return {
        "title": plan.title,
        "type": plan.type.value,
        "form": plan.form.value,
        "day": format_date(plan.starts_at),
        "start": format_time(plan.starts_at),
        "end": format_time(plan.ends_at),
        "chair_id": str(plan.chair_id),
        "secretary_id": str(plan.secretary_id),
        "location": plan.location,
        "purpose": plan.purpose,
        "requirements": plan.requirements,
        "sites": [str(each) for each in plan.site_ids],
        "agenda": [
            {
                "id": str(line.id),
                "title": line.title,
                "presenter": line.presenter,
                "minutes": str(line.minutes),
            }
            for line in plan.agenda
        ],
        "version": meeting.version,
    }


def sentence_of(step: str) -> str:
    """Return what was done when this button was pressed."""
    sentences = {
        SUBMIT: _("Saved and sent to the chair for approval."),
        ANNOUNCE: _("Saved. Those invited are being told of the change."),
    }
    return sentences.get(step, _("Saved."))
