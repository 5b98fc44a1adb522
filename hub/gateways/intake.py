"""From a complete upload to a stored file: look at it, read its words, keep it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from hub.core.errors import HubError
from hub.gateways.inspection import inspect_in
from hub.gateways.inspection.clamav import ensure_clean
from hub.gateways.pdf import page_texts
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers

READING_S: Final = 60.0
#: Between the words of two pages, so that a page can be found again.
PAGE_BREAK: Final = "\f"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A stored file and what is known of it. `text` are the words of a PDF, page by page."""

    sha256: str
    size: int
    filename: str
    media_type: str
    pages: int | None
    text: str


def take_in(
    storage: Storage,
    workers: Workers,
    upload_id: UUID,
    filename: str,
    *,
    sha256: str = "",
    scanner: Path | None = None,
) -> TakenIn:
    """Inspect, read and store a complete upload; its part stays until it is dropped.

    `scanner` is the socket of ClamAV's daemon. Raises the refusals of `hub.gateways.inspection`,
    MalwareFound, ScannerAway (nothing was decided: ask again), UploadDiffers when `sha256` is
    given and does not fit, UploadUnknown, StorageFull and StorageUnavailable.
    """
    found = inspect_in(workers, storage.parts.path(upload_id), filename)
    if scanner is not None:
        ensure_clean(scanner, storage.parts.path(upload_id))
    blob = storage.finish(upload_id, sha256=sha256)
    text = words_of(workers, storage.read(blob.sha256)) if found.kind == "pdf" else ""
    return TakenIn(blob.sha256, blob.size, found.filename, found.media_type, found.pages, text)


def words_of(workers: Workers, pdf: bytes) -> str:
    """Return the words of a PDF; none when they can't be read, which is no reason to refuse it."""
    try:
        return PAGE_BREAK.join(workers.run(page_texts, pdf, timeout_s=READING_S))
    except HubError:
        return ""
