"""What votes do by themselves."""

import logging
from typing import Final

from hub.core.ids import MotionId
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.gateways.ballot_keys import BallotKeys
from hub.meetings.models import Meeting
from hub.votes import queries, rules, service
from hub.votes.errors import KeyOfVoteMissing

log = logging.getLogger(__name__)

#: Votes this process has warned of: their key was missing. They are tried when it is there again.
WITHOUT_KEY: Final[set[MotionId]] = set()


def count_due(runtime: Runtime, keys: BallotKeys) -> int:
    """Count the votes whose time has run out, or whose meeting is over; return how many."""
    with runtime.read() as session:
        waiting = list(queries.due(session, runtime.clock()))
    counted = 0
    for each in waiting:
        private_key = keys.read(each.public_key) if each.is_secret else None
        if private_key is None and each.id in WITHOUT_KEY:
            continue
        try:
            with runtime.unit_of_work(SYSTEM) as uow:
                meeting = uow.session.get_one(Meeting, each.meeting_id)
                motion = queries.get_locked(uow.session, meeting.id, each.id)
                if not rules.is_due(motion, uow.now):
                    continue
                service.count(uow, meeting, motion, private_key=private_key)
        except KeyOfVoteMissing:  # the chair sees it too, and calls the vote off
            log.warning("the key of vote %s is missing: it cannot be counted", each.id)
            WITHOUT_KEY.add(each.id)
            continue
        WITHOUT_KEY.discard(each.id)
        keys.destroy(each.public_key)
        counted += 1
    return counted


def destroy_keys(runtime: Runtime, keys: BallotKeys) -> int:
    """Destroy the keys of votes that are not open; return how many."""

    def is_needed(key: bytes) -> bool:
        with runtime.read() as session:
            return queries.is_key_needed(session, key)

    return keys.destroy_unneeded(is_needed)
