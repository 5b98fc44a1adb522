"""Drafting the sheet of a meeting before it is frozen, with everybody else having their turn."""

import time
from typing import Final

from hub.attendance import queries, rules
from hub.attendance.errors import NotTheSecretary
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.web.access import runtime, settings

#: Judged at a time: some 50 ms in which nobody else has a turn.
SITES_AT_ONCE: Final = 250
TURN_S: Final = 0.01


def drafted(actor: Actor, meeting_id: MeetingId) -> queries.SheetDraft:
    """Return what the sheet of a meeting would say. Raises NotTheSecretary."""
    limits = rules.limits_of(settings())
    with runtime().read() as session:
        meeting = meetings.glimpse_of_room(session, actor, meeting_id).meeting
        if not rules.may_record(actor, meeting):
            raise NotTheSecretary
        draft = queries.begin_draft(session, meeting, now=runtime().clock(), limits=limits)
    more = True
    while more:
        with runtime().read() as session:
            more = queries.draft_on(session, meeting, draft, most=SITES_AT_ONCE)
        time.sleep(TURN_S)
    return draft
