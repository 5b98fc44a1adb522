"""Looking for known malware with ClamAV's daemon over its unix socket (clamd(8), INSTREAM).

The daemon unpacks what it is given, so the file goes to it as it is. No answer is no approval:
without one the caller keeps the file where nobody else sees it and asks again.
"""

import logging
import socket
import struct
from pathlib import Path
from typing import Final

from hub.core.errors import InvalidInput, Unavailable
from hub.core.text import N_
from hub.core.unit_of_work import ensure_outside_unit_of_work

log = logging.getLogger(__name__)

TIMEOUT_S: Final = 60.0
PIECE: Final = 256 * 1024
LONGEST_ANSWER: Final = 4096
CLEAN: Final = "stream: OK"
FOUND: Final = " FOUND"


class MalwareFound(InvalidInput):
    """ClamAV knows the content; `name` is its name for it."""

    code = "malware-found"
    text = N_("The file was not accepted: the virus scanner found %(name)s in it.")


class ScannerAway(Unavailable):
    """There is no answer, or none that says whether the file is clean."""

    code = "scanner-away"
    text = N_("The virus scanner does not answer. The file waits and is looked at again.")


def ensure_clean(address: Path, file: Path) -> None:
    """Have the daemon look at a file. Raises MalwareFound, ScannerAway."""
    ensure_outside_unit_of_work()
    try:
        answer = _asked(address, file)
    except OSError as error:
        log.warning("clamd at %s does not answer: %s", address, error)
        raise ScannerAway from error
    if answer == CLEAN:
        return
    if answer.endswith(FOUND):
        raise MalwareFound(name=answer.removeprefix("stream: ").removesuffix(FOUND)[:100])
    log.warning("clamd at %s said %r", address, answer)
    raise ScannerAway


def is_there(address: Path) -> bool:
    """Tell whether the daemon answers at all."""
    try:
        with _connected(address, 5.0) as line:
            line.sendall(b"zPING\0")
            return _answer(line) == "PONG"
    except OSError:
        return False


def _asked(address: Path, file: Path) -> str:
    with _connected(address, TIMEOUT_S) as line, file.open("rb") as source:
        line.sendall(b"zINSTREAM\0")
        try:
            while piece := source.read(PIECE):
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
        except BrokenPipeError:
            log.info("clamd stopped listening before the end")  # it says why
        return _answer(line)


def _connected(address: Path, timeout_s: float) -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(timeout_s)
    try:
        line.connect(str(address))
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
