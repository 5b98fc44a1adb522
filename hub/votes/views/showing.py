"""What the page of votes and the panel in the room show."""

from typing import Any

from hub.attendance import queries as attendance
from hub.attendance.rules import limits_of
from hub.core.ids import MeetingId, new_id
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.meetings import rules as meeting_rules
from hub.votes import queries, rules
from hub.web.access import runtime, settings


def context_of(actor: Actor, meeting_id: MeetingId) -> dict[str, Any]:
    """Return the motions of a meeting as the actor may see them. Raises NoSuchMeeting.

    The quorum is worked out for those who open votes only: it asks all sites.
    """
    now = runtime().clock()
    with runtime().read() as session:
        meeting = meetings.glimpse_to_see(session, actor, meeting_id).meeting
        standing = queries.standing(session, actor, meeting)
        conducts = rules.may_conduct(actor, meeting)
        quorum = None
        if conducts and meeting_rules.is_open(meeting):
            limits = limits_of(settings())
            quorum = attendance.quorum_now(session, meeting, limits)
    voting = standing.voting
    return {
        "meeting": meeting,
        "standing": standing,
        "prepares": rules.may_prepare(actor, meeting) and rules.can_prepare(meeting),
        "conducts": conducts,
        "is_open": meeting_rules.is_open(meeting),
        "takes_ballots": voting is not None and rules.is_taking_ballots(voting.motion, now),
        "quorum": quorum,
        "summary": queries.summary_of,
        "word": rules.word,
        "key": new_id(),
        "now": now,
    }
