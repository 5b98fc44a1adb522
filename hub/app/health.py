"""Whether the hub is alive, and whether it can still keep its promises."""

import logging
from datetime import datetime
from typing import Final

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from hub.core.clock import system_clock
from hub.core.errors import HubError
from hub.gateways.media.interface import MediaGateway
from hub.gateways.storage import Storage
from hub.web.access import for_anyone, neighbour, runtime

log = logging.getLogger(__name__)

pages = Blueprint("health", __name__)

#: By it a page knows whether its line was cut, or this process began after it had come in.
STARTED: Final = system_clock()


@pages.get("/healthz")
@for_anyone
def alive() -> ResponseReturnValue:
    """Answer while the process lives: since when it does, and what time it is."""
    return {"status": "alive", "started": _moment(STARTED), "at": _moment(system_clock())}


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


@pages.get("/readyz")
@for_anyone
def ready() -> ResponseReturnValue:
    """Write and fsync on the database and on the file store; 503 if either fails.

    A hub on a full or read-only disk still answers pages; only a real write shows it.
    """
    checks = {"database": _database(), "storage": _storage()}
    degraded = {"media": _media()}
    is_ready = all(each == "ok" for each in checks.values())
    return {"status": "ready" if is_ready else "not ready", **checks, **degraded}, (
        200 if is_ready else 503
    )


def _database() -> str:
    try:
        runtime().probe()
    except SQLAlchemyError as error:
        log.exception("the database does not take writes")
        return type(error).__name__
    return "ok"


def _storage() -> str:
    try:
        neighbour(Storage).probe()
    except (HubError, OSError) as error:
        log.exception("the file store does not take writes")
        return type(error).__name__
    return "ok"


def _media() -> str:
    return "ok" if neighbour(MediaGateway).alive() else "starting"  # type: ignore[type-abstract]
