"""What line quality does by itself."""

import time
from typing import Final

from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.quality import queries, service

#: Between two units of work everybody else has a turn.
TURN_S: Final = 0.05
#: Three hours of five sites are 5,400 samples: some 60 ms in which nobody else has a turn.
SITES_AT_ONCE: Final = 5


def sum_lines_up(runtime: Runtime) -> int:
    """Sum up the lines of meetings that closed, a few sites at a time; return how many slices.

    The samples are read and added up while others write; only their sums are kept in a unit of
    work. Doing a slice twice gives the same sums.
    """
    slices = 0
    while True:
        with runtime.read() as session:
            part = queries.next_slice(session, runtime.clock(), most=SITES_AT_ONCE)
        if part is None:
            return slices
        with runtime.unit_of_work(SYSTEM) as uow:
            service.keep_slice(uow, part)
        slices += 1
        time.sleep(TURN_S)


def condense_old_samples(runtime: Runtime) -> int:
    """Put minutes in the place of samples that are old enough; return how many are gone."""
    total = 0
    while True:
        with runtime.unit_of_work(SYSTEM) as uow:
            done = service.condense(uow)
        if not done:
            return total
        total += done
        time.sleep(TURN_S)
