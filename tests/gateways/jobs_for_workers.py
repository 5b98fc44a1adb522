"""What the children are asked to do in the tests: they import it, so it stands in a module."""

import os
import signal
import sys
import time
from pathlib import Path

from hub.core.errors import InvalidInput, NotFound
from hub.core.text import N_, current_locale


class NoSuchSheet(NotFound):
    code = "no-such-sheet"
    text = N_("There is no sheet named %(name)s.")


def add(a: int, b: int) -> int:
    return a + b


def whoami() -> int:
    return os.getpid()


def locale() -> str:
    return current_locale.get()


def patched() -> bool:
    return "gevent" in sys.modules


def refuse(name: str) -> None:
    raise NoSuchSheet(name=name)


def refuse_fields() -> None:
    raise InvalidInput({"title": "Hãy nhập tên hội nghị."})


def break_down() -> None:
    raise ZeroDivisionError("a mistake in the program")


def hang() -> None:
    while True:
        time.sleep(1)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def eat_memory() -> int:
    return len(bytearray(64 << 30))


def big(size: int) -> bytes:
    return b"x" * size


def not_picklable() -> object:
    return lambda: None


def write_and_hang(path: str) -> None:
    Path(path).write_text(str(os.getpid()))
    hang()


def weasyprint_page(rows: int) -> int:
    from weasyprint import HTML

    cells = "".join(
        f"<tr><td>{i}</td><td>Xã Xuân Viên</td><td>08:30</td></tr>" for i in range(rows)
    )
    return len(HTML(string=f"<table>{cells}</table>").write_pdf())
