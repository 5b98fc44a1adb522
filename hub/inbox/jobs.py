"""Forgetting answers that no browser asks for any more."""

from datetime import timedelta
from typing import Final

from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.inbox import service

#: Browsers give up what they could not send after a day; a week covers clocks that are wrong.
KEPT: Final = timedelta(days=7)


def forget_old(runtime: Runtime) -> int:
    """Forget old answers; return how many."""
    with runtime.unit_of_work(SYSTEM) as uow:
        return service.forget_before(uow, uow.now - KEPT)
