"""Logs say what happened and keep secrets to themselves."""

import io
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr

from hub.core import logs


@contextmanager
def logging_as_json() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    out = io.StringIO()
    with redirect_stderr(out):
        logs.set_up("json")
        yield out
    root.handlers[:] = handlers
    root.setLevel(level)
    assert sys.stderr is not out


def test_a_signed_link_is_not_readable_in_the_log() -> None:
    with logging_as_json() as out:
        logging.getLogger("hub.access").info('"GET /answer/eyJlIjox.s3cret HTTP/1.1" 200')
    assert "/answer/…" in out.getvalue()
    assert "s3cret" not in out.getvalue()


def test_a_line_break_in_a_name_makes_no_second_line() -> None:
    with logging_as_json() as out:
        logging.getLogger("hub").info("người dùng %s", "x\n2026 [error] giả mạo")
    assert out.getvalue().count("\n") == 1
