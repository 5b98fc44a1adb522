"""What line quality does by itself."""

import time
from typing import Final

from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.quality import service

#: Between two units of work everybody else has a turn.
TURN_S: Final = 0.05


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
