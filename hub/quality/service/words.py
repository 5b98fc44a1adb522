"""Line tests before a meeting, and what sites say of picture and sound after it."""

from hub.core.ids import LineTestId, PersonId, new_id
from hub.core.unit_of_work import NOBODY, UnitOfWork
from hub.meetings.models import Meeting, MeetingSite
from hub.quality import queries, rules
from hub.quality.errors import (
    AlreadySignedOff,
    NotForYouToSay,
    NotTheTechnician,
    OldTest,
    TooEarlyToSay,
)
from hub.quality.events import LineTested, StatementMade, TestSignedOff
from hub.quality.models import LineTest, SiteStatement


def record_test(uow: UnitOfWork, meeting_site: MeetingSite, result: rules.TestResult) -> LineTest:
    """Keep the result of a line test. A new test needs a new sign-off."""
    thresholds = queries.thresholds_now(uow.session, uow.settings)
    test = LineTest(
        id=LineTestId(new_id()),
        meeting_id=meeting_site.meeting_id,
        meeting_site_id=meeting_site.id,
        person_id=None if uow.actor.person_id == NOBODY else PersonId(uow.actor.person_id),
        at=uow.now,
        rtt_ms=result.rtt_ms,
        jitter_ms=result.jitter_ms,
        loss_pct=result.loss_pct,
        up_kbps=result.up_kbps,
        down_kbps=result.down_kbps,
        udp_open=result.udp_open,
        camera=result.camera,
        microphone=result.microphone,
        browser=result.browser,
        up_loss_pct=result.up_loss_pct,
        down_loss_pct=result.down_loss_pct,
        relay_open=result.relay_open,
        speaker=result.speaker,
        mode=rules.mode_to_begin_with(result),
        grade=rules.grade_of_test(result, thresholds),
    )
    uow.session.add(test)
    uow.emit(LineTested(meeting_site.meeting_id, meeting_site.id, test.id, test.grade.value))
    return test


def sign_off(uow: UnitOfWork, meeting: Meeting, test: LineTest) -> None:
    """Vouch for the newest test of a site.

    Raises NotTheTechnician, AlreadySignedOff, OldTest.
    """
    if not rules.may_sign_off(uow.actor, meeting):
        raise NotTheTechnician
    if test.signed_off_at is not None:
        raise AlreadySignedOff
    newest = queries.find_newest_test(uow.session, test.meeting_site_id)
    if newest is not None and newest.id != test.id:
        raise OldTest
    test.signed_off_at, test.signed_off_by_id = uow.now, uow.actor.person_id
    uow.emit(TestSignedOff(test.meeting_id, test.meeting_site_id, test.id))


def state(
    uow: UnitOfWork,
    meeting: Meeting,
    site: MeetingSite,
    *,
    picture: int,
    sound: int,
    note: str = "",
) -> SiteStatement:
    """Let a site say how picture and sound were, 1 bad to 5 very good; the last word counts.

    Raises NotForYouToSay, TooEarlyToSay.
    """
    if not rules.may_state(uow.actor, site):
        raise NotForYouToSay
    if not rules.can_state(meeting):
        raise TooEarlyToSay
    said = uow.session.get(SiteStatement, site.id)
    if said is None:
        said = SiteStatement(meeting_site_id=site.id, meeting_id=meeting.id)
        uow.session.add(said)
    said.picture, said.sound, said.note = picture, sound, note
    said.said_at, said.said_by_id = uow.now, uow.actor.person_id
    uow.emit(StatementMade(meeting.id, site.id, picture, sound))
    return said
