"""What invitations do by themselves."""

import time
from typing import Final

from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.invitations import queries, service

#: Between two units of work everybody else has a turn.
TURN_S: Final = 0.1


def ask_on(runtime: Runtime) -> int:
    """Ask the units of large meetings, a few at a time; return how many units of work it took.

    A process that dies in between leaves whole units of work: what is missing is asked by the
    next.
    """
    taken = 0
    while True:
        with runtime.read() as session:
            waiting = queries.askings(session)
        if not waiting:
            return taken
        for meeting_id in waiting:
            with runtime.unit_of_work(SYSTEM) as uow:
                service.ask_on(uow, meeting_id)
            taken += 1
            time.sleep(TURN_S)
