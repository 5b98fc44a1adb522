"""One conversion by LibreOffice (7.4 or newer: the filter's options are JSON)."""

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hub.core.clock import monotonic_s
from hub.core.unit_of_work import ensure_outside_unit_of_work
from hub.gateways.pdf.making import FOLDERS
from hub.gateways.renditions import confined
from hub.gateways.renditions.problems import (
    OfficeMissing,
    RenditionFailed,
    RenditionTooLarge,
    RenditionTooSlow,
)
from hub.gateways.renditions.profile import NOWHERE, write_profile
from hub.gateways.storage.durable import make_folder

log = logging.getLogger(__name__)

MEGABYTE: Final = 1 << 20
#: Between the child's own end of time and ours.
GRACE_S: Final = 5
#: The part of LibreOffice that reads and prints a kind of file.
FILTERS: Final = {
    "docx": "writer_pdf_Export",
    "xlsx": "calc_pdf_Export",
    "pptx": "impress_pdf_Export",
}
#: PDF/A-2b (ISO 19005-2): as A-1b, but layers and transparency of slides need not be flattened.
OPTIONS: Final = {
    "SelectPdfVersion": {"type": "long", "value": "2"},
    "ExportFormFields": {"type": "boolean", "value": "false"},
}
SWITCHES: Final = (
    "--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nolockcheck",
    "--nofirststartwizard",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """A PDF that LibreOffice made, while the folder lasts; how long it took (seconds).

    `had_network` says that the system did not let the child leave the network: only a proxy
    that answers to nobody was between a hostile file and it.
    """

    path: Path
    took_s: float
    had_network: bool


@dataclass(frozen=True, slots=True)
class Office:
    """LibreOffice on this machine: the program, and what a conversion may take."""

    program: str
    scratch: Path
    limit_s: int = 120
    memory_mb: int = 2048
    output_mb: int = 200

    @property
    def is_installed(self) -> bool:
        """Whether there is such a program."""
        return shutil.which(self.program) is not None

    @contextmanager
    def converted(self, source: Path, extension: str) -> Iterator[Made]:
        """Convert a file of kind docx, xlsx or pptx; what was made is gone afterwards.

        Raises OfficeMissing, RenditionFailed, RenditionTooSlow, RenditionTooLarge.
        """
        ensure_outside_unit_of_work()
        program = shutil.which(self.program)
        if program is None:
            raise OfficeMissing
        make_folder(self.scratch)
        with TemporaryDirectory(dir=self.scratch, ignore_cleanup_errors=True) as name:
            folder = Path(name).absolute()
            given = folder / f"source.{extension}"
            shutil.copyfile(source, given)
            write_profile(folder / "profile")
            _lend_fonts(folder)
            began = monotonic_s()
            had_network = self._run(program, folder, given)
            made = self._found(folder / "out" / "source.pdf")
            yield Made(made, monotonic_s() - began, had_network)

    def sweep(self) -> None:
        """Delete what conversions left behind when the hub was killed. Only before the first."""
        for left in self.scratch.glob("tmp*"):
            shutil.rmtree(left, ignore_errors=True)

    def _run(self, program: str, folder: Path, given: Path) -> bool:
        """Run LibreOffice; tell whether it could have reached a network."""
        command = [
            sys.executable, "-I", confined.__file__,
            str(self.limit_s), str(self.memory_mb * MEGABYTE), str(self.output_mb * MEGABYTE),
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", *SWITCHES,
            "--convert-to", f"pdf:{FILTERS[given.suffix[1:]]}:{json.dumps(OPTIONS)}",
            "--outdir", str(folder / "out"), str(given),
        ]  # fmt: skip
        with (folder / "said").open("wb") as said:
            child = subprocess.Popen(  # noqa: S603  (the program of the settings)
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=_environment(folder),
                start_new_session=True,
            )
            try:
                status = child.wait(self.limit_s + GRACE_S)
            except subprocess.TimeoutExpired:
                status = confined.TIMED_OUT
            finally:
                _end(child)
        words = (folder / "said").read_bytes()[:2000].decode(errors="replace")
        if status == confined.TIMED_OUT:
            raise RenditionTooSlow(seconds=self.limit_s)
        if status == 128 + signal.SIGXFSZ:
            raise RenditionTooLarge(limit_mb=self.output_mb)
        if status != 0:
            log.warning("LibreOffice ended with status %s: %s", status, words)
            raise RenditionFailed
        return not words.startswith("network: none")

    def _found(self, made: Path) -> Path:
        """Return the file that came out. LibreOffice says 0 also when it could not read."""
        if made.is_symlink() or not made.is_file():
            raise RenditionFailed
        if made.stat().st_size >= self.output_mb * MEGABYTE:
            raise RenditionTooLarge(limit_mb=self.output_mb)
        return made


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End the child and all that it started: a session is a process group to begin with."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _lend_fonts(folder: Path) -> None:
    """Let LibreOffice find Tinos, which fontconfig gives it for Times New Roman."""
    fonts = next((each for each in FOLDERS if each.is_dir()), None)
    if fonts is not None:
        (folder / ".fonts").symlink_to(fonts.absolute())


def _environment(folder: Path) -> dict[str, str]:
    """Return nothing of the hub's own settings; a proxy that answers to nobody."""
    nowhere = f"http://{NOWHERE[0]}:{NOWHERE[1]}"
    return {
        "PATH": os.defpath,
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "ftp_proxy": nowhere,
        "no_proxy": "",
    }
