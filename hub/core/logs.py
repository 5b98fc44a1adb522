"""Logs: one line per event, as text for people or JSON for machines, without secrets."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

#: Names whose values never reach a log.
SECRETS: Final = ("password", "pin", "token", "secret", "cookie", "authorization", "csrf")
#: Addresses whose last part lets its holder in.
LINK: Final = re.compile(r"(/answer/|[?&](?:token|t)=)[^\s\"?&/]+")
#: Libraries that would log request bodies or paths with tokens.
QUIET: Final = ("engineio", "socketio", "werkzeug", "apscheduler", "fontTools", "weasyprint",
                "pyhanko", "aioice", "aiortc", "alembic")  # fmt: skip


def set_up(form: str, level: int = logging.INFO) -> None:
    """Send every log of this process to standard error, in the form "text" or "json"."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_secrets,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        # Drawn in frames a traceback takes seconds, while every connection of the hub waits.
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _without_secrets(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for name, value in line.items():
        if any(secret in name.lower() for secret in SECRETS):
            line[name] = "…"
        elif isinstance(value, str):
            line[name] = LINK.sub(r"\1…", value)
    return line
