"""PDF. Nothing in it may act by itself, and nothing may hide before or behind it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pikepdf

from hub.core.text import N_
from hub.core.text import gettext as _
from hub.gateways.inspection.errors import (
    ActiveContent,
    FileDamaged,
    FileTooComplicated,
    PasswordProtected,
)

HEAD: Final = b"%PDF-"
TAIL: Final = b"%%EOF"
MOST_OBJECTS: Final = 400_000
MOST_PAGES: Final = 5_000

SCRIPT: Final = N_("JavaScript")
PROGRAM: Final = N_("a command that starts a program or opens another file")
AUTOMATIC: Final = N_("actions that run by themselves when the file is opened")
FILES: Final = N_("attached files")
FORM_DATA: Final = N_("a form that sends or loads data")
XFA: Final = N_("an XFA form")
MEDIA: Final = N_("sound, film or 3D content")
OUTSIDE: Final = N_("parts that are loaded from elsewhere")
ADDRESS: Final = N_("a link that is not a web or mail address")

#: ISO 32000-1 table 198 (action types); GoTo, GoToR inside the same file set, Named, Hide,
#: Thread and SetOCGState only move the view, URI is looked at separately.
ACTIONS: Final = {
    "/JavaScript": SCRIPT,
    "/Launch": PROGRAM,
    "/GoToR": PROGRAM,
    "/GoToE": PROGRAM,
    "/SubmitForm": FORM_DATA,
    "/ImportData": FORM_DATA,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/Rendition": MEDIA,
    "/RichMediaExecute": MEDIA,
    "/Trans": AUTOMATIC,
}
KEYS: Final = {
    "/JS": SCRIPT,
    "/JavaScript": SCRIPT,
    "/AA": AUTOMATIC,
    "/EmbeddedFiles": FILES,
    "/EF": FILES,
    "/Collection": FILES,
    "/XFA": XFA,
    "/RichMediaContent": MEDIA,
    "/3DD": MEDIA,
}
ANNOTATIONS: Final = {
    "/FileAttachment": FILES,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/Screen": MEDIA,
    "/RichMedia": MEDIA,
    "/3D": MEDIA,
}
SAFE_ADDRESSES: Final = ("http://", "https://", "mailto:", "tel:", "#")


def check_pdf(path: Path) -> int:
    """Return the number of pages.

    Raises ActiveContent, PasswordProtected, FileDamaged, FileTooComplicated.
    """
    _check_ends(path)
    try:
        with pikepdf.open(path, attempt_recovery=True, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise PasswordProtected
            pages = len(pdf.pages)
            if not pages:
                raise FileDamaged
            if pages > MOST_PAGES or len(pdf.objects) > MOST_OBJECTS:
                raise FileTooComplicated
            _check_opening(pdf.Root)
            for thing in _everything(pdf):
                _check_dictionary(thing)
            return pages
    except pikepdf.PasswordError as error:
        raise PasswordProtected from error
    except (MemoryError, RecursionError) as error:
        raise FileTooComplicated from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise FileDamaged from error


def _check_ends(path: Path) -> None:
    """Refuse a file that begins or ends as something else: it is two files, for two readers."""
    with path.open("rb") as file:
        head = file.read(len(HEAD))
        size = file.seek(0, 2)
        file.seek(max(0, size - 2048))
        tail = file.read().rstrip(b"\r\n\t \0")
    if head != HEAD or not tail.endswith(TAIL):
        raise FileDamaged


def _check_opening(root: Any) -> None:
    """To open at a place is common and harmless; to do something at once is not."""
    opening = root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") != "/GoTo":
        raise ActiveContent(what=_(ACTIONS.get(str(opening.get("/S")), AUTOMATIC)))


def _everything(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the file: also the ones nothing refers to, and nested ones."""
    seen = 0
    for whole in pdf.objects:
        waiting = [whole]
        while waiting:
            thing = waiting.pop()
            seen += 1
            if seen > 10 * MOST_OBJECTS:
                raise FileTooComplicated
            if isinstance(thing, pikepdf.Stream):
                thing = thing.stream_dict
                if "/F" in thing:
                    raise ActiveContent(what=_(OUTSIDE))
            if isinstance(thing, pikepdf.Dictionary):
                yield thing
                waiting.extend(value for value in thing.values() if _direct_container(value))
            elif isinstance(thing, pikepdf.Array):
                waiting.extend(value for value in thing if _direct_container(value))


def _direct_container(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _check_dictionary(thing: Any) -> None:
    for key, what in KEYS.items():
        if key in thing:
            raise ActiveContent(what=_(what))
    action = str(thing.get("/S", ""))
    if action in ACTIONS and _is_action(thing):
        raise ActiveContent(what=_(ACTIONS[action]))
    if action == "/URI" or "/URI" in thing:
        _check_address(str(thing.get("/URI", "")))
    if (subtype := str(thing.get("/Subtype", ""))) in ANNOTATIONS and "/Rect" in thing:
        raise ActiveContent(what=_(ANNOTATIONS[subtype]))
    if "/Ref" in thing and thing.get("/Subtype") == "/Form":
        raise ActiveContent(what=_(OUTSIDE))


def _is_action(thing: Any) -> bool:
    """Dictionaries of other kinds also have /S: page transitions, structure elements."""
    return str(thing.get("/Type", "/Action")) == "/Action"


def _check_address(address: str) -> None:
    address = address.strip().lower()
    if ":" in address.partition("/")[0] and not address.startswith(SAFE_ADDRESSES):
        raise ActiveContent(what=_(ADDRESS))
