"""One line: its course in numbers, its tests, what the site itself says."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.clock import wall_date
from hub.core.errors import InvalidInput
from hub.core.forms import read
from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.gateways.pdf import print_paper
from hub.gateways.spreadsheets import to_csv, to_workbook
from hub.gateways.workers import Workers
from hub.meetings import queries as meetings
from hub.meetings.models import MeetingSite
from hub.quality import papers, queries, rules, service
from hub.quality.forms import FormatForm, StatementForm
from hub.quality.models import LineTest, QualityMinute, QualitySample
from hub.quality.views import pages
from hub.quality.views.report import strip_of
from hub.web import downloads, toast
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.body import shown_again, submitted

HALF_A_MINUTE: Final = timedelta(seconds=30)
#: Further apart than this, the chart shows a gap between two samples, or two minutes.
APART_S: Final = 30
APART_CONDENSED_S: Final = 90


@pages.get("/meetings/<uuid:meeting_id>/quality/<uuid:meeting_site_id>")
@for_signed_in
def site(actor: Actor, meeting_id: UUID, meeting_site_id: UUID) -> ResponseReturnValue:
    """Show one line: delay and loss over time, device facts, tests, the site's own word."""
    wanted = read(FormatForm, request.args.to_dict()).format
    if wanted != "html":
        return _as_file(actor, meeting_id, meeting_site_id, wanted)
    return render_template("quality/site.html", **_context(actor, meeting_id, meeting_site_id))


@pages.get("/meetings/<uuid:meeting_id>/quality/<uuid:meeting_site_id>/samples")
@for_signed_in
def samples(actor: Actor, meeting_id: UUID, meeting_site_id: UUID) -> ResponseReturnValue:
    """Answer the samples of both witnesses as columns, for the chart. Unknown values are null.

    Where samples were condensed, the means of each minute, at its middle.
    """
    with runtime().read() as session:
        meeting = meetings.glimpse_to_see(session, actor, MeetingId(meeting_id)).meeting
        queries.get_site(session, meeting.id, MeetingSiteId(meeting_site_id))
        found = queries.samples_of(session, meeting.id, MeetingSiteId(meeting_site_id))
        minutes = () if found else queries.minutes_of(session, MeetingSiteId(meeting_site_id))
        witness = queries.find_second_witness(session, meeting.id, MeetingSiteId(meeting_site_id))
    seen = witness.samples if witness else ()
    told: list[QualitySample | QualityMinute] = [*found, *minutes]
    return {
        "at": [
            *(each.at.timestamp() for each in found),
            *((each.minute + HALF_A_MINUTE).timestamp() for each in minutes),
        ],
        "rtt_ms": [each.rtt_ms for each in told],
        "loss_pct": [each.loss_pct for each in told],
        "jitter_ms": [each.jitter_ms for each in told],
        "fps": [each.fps for each in told],
        "apart_s": APART_S if found else APART_CONDENSED_S,
        "engine": {
            "at": [each.at.timestamp() for each in seen],
            "rtt_ms": [each.rtt_ms for each in seen],
            "loss_pct": [each.loss_pct for each in seen],
        },
    }


@pages.post("/meetings/<uuid:meeting_id>/quality/<uuid:meeting_site_id>/statement")
@for_signed_in
def state(actor: Actor, meeting_id: UUID, meeting_site_id: UUID) -> ResponseReturnValue:
    """Take the site's own word on picture and sound."""
    try:
        form = submitted(StatementForm)
        with runtime().unit_of_work(actor) as uow:
            meeting = meetings.glimpse_to_see(uow.session, actor, MeetingId(meeting_id)).meeting
            found = queries.get_site(uow.session, meeting.id, MeetingSiteId(meeting_site_id))
            service.state(
                uow, meeting, found, picture=form.picture, sound=form.sound, note=form.note
            )
    except InvalidInput as error:
        context = _context(actor, meeting_id, meeting_site_id)
        return shown_again("quality/site.html", error, StatementForm, **context)
    toast.say(_("Thank you. Your word stands beside what was measured."))
    return redirect(url_for(".site", meeting_id=meeting_id, meeting_site_id=meeting_site_id))


def _facts(actor: Actor, meeting_id: UUID, meeting_site_id: UUID) -> papers.SiteFacts:
    now = runtime().clock()
    with runtime().read() as session:
        meeting = meetings.glimpse_to_see(session, actor, MeetingId(meeting_id)).meeting
        found = queries.get_site(session, meeting.id, MeetingSiteId(meeting_site_id))
        start, end = queries.frame_of(meeting, now)
        tests = queries.tests_of(session, found.id)
        marks = queries.picture_marks(session, meeting.id, found.id)
        return papers.SiteFacts(
            meeting=meeting,
            report=queries.report_of_site(session, meeting, found, now),
            start=start,
            end=end,
            tests=tests,
            device=_device(queries.find_facts(session, meeting.id, found.id), tests),
            witness=queries.find_second_witness(session, meeting.id, found.id),
            picture=round(sum(marks) / len(marks), 1) if marks else None,
            scales=queries.scales_within(session, settings(), start, end),
            spells=queries.spells_of(session, found.id),
            minutes=queries.minutes_of(session, found.id),
        )


def _device(facts: dict[str, Any], tests: Sequence[LineTest]) -> dict[str, Any]:
    """Return the facts of a device; the browser of the last line test where samples told none."""
    return {"browser": tests[0].browser if tests else "", **facts}


def _context(actor: Actor, meeting_id: UUID, meeting_site_id: UUID) -> dict[str, Any]:
    facts = _facts(actor, meeting_id, meeting_site_id)
    found: MeetingSite = facts.report.meeting_site
    return {
        "facts": facts,
        "meeting": facts.meeting,
        "site": found,
        "row": facts.report,
        "strip": strip_of(facts.report, facts.start, facts.end),
        "sides": papers.sides_table(facts),
        "doubts": rules.disagreements_in_words(
            facts.witness.disagreements if facts.witness else ()
        ),
        "device": rules.device_in_words(facts.device),
        "may_state": rules.may_state(actor, found) and rules.can_state(facts.meeting),
        "grade_word": rules.grade_word,
        "mark_word": rules.mark_word,
        "causes": rules.causes_in_words,
        "sentence": rules.sentence_of,
        "mode_word": rules.mode_word,
        "scales": rules.scales_in_words(facts.scales),
    }


def _as_file(
    actor: Actor, meeting_id: UUID, meeting_site_id: UUID, kind: str
) -> ResponseReturnValue:
    facts = _facts(actor, meeting_id, meeting_site_id)
    now = runtime().clock()
    unit = facts.report.meeting_site.unit.short_name
    name = _("Line quality %(code)s", code=f"{facts.meeting.code} {unit}")
    with runtime().read() as session:
        found = queries.samples_of(session, facts.meeting.id, facts.report.meeting_site.id)
        head = directory.letterhead(session, facts.meeting.host_unit_id, wall_date(now))
    measured = papers.minutes_table(facts.minutes) if facts.minutes else papers.samples_table(found)
    if kind == "csv":
        content = to_csv(measured)
        return downloads.attachment(content, f"{name}.csv", downloads.CSV)
    if kind == "xlsx":
        sheets = [
            papers.sides_table(facts),
            papers.stretches_table(facts.report),
            measured,
            papers.witness_table(facts.witness),
        ]
        return downloads.attachment(
            to_workbook(neighbour(Workers), sheets, made_at=now), f"{name}.xlsx", downloads.XLSX
        )
    strip = strip_of(facts.report, facts.start, facts.end)
    pdf = print_paper(
        neighbour(Workers), papers.site_paper(facts, strip, head, now, by_name=actor.name)
    )
    return downloads.attachment(pdf, f"{name}.pdf", downloads.PDF)
