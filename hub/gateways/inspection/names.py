"""File names as people see them. On disk a file is only its SHA-256."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 150  # characters; leaves room for folders under Windows' 260
LONGEST_BYTES: Final = 240  # most file systems stop at 255
FALLBACK: Final = "tai-lieu"

FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
#: Names that Windows gives to devices, whatever follows the first dot.
DEVICES: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)


def clean_filename(name: str) -> str:
    """Return a name that is safe to show, to store and to save on any system.

    Composed (NFC); no folders, no control characters, no writing direction tricks ("exe.fdp"
    shown as "pdf.exe" backwards, U+202E), no device names; the extension is kept.
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(_visible(character) for character in name)
    name = " ".join(FORBIDDEN.sub("_", name).split()).rstrip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    stem = stem.strip(" .") or FALLBACK
    if DEVICES.fullmatch(stem.partition(".")[0].strip()):
        stem = "_" + stem
    ending = f".{extension[:10].strip()}" if extension else ""
    stem = stem[: LONGEST - len(ending)]
    while len((stem + ending).encode()) > LONGEST_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .") + ending


def extension_of(name: str) -> str:
    """Return the extension in small letters without the dot, or nothing."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character in "\t\r\n":
        return " "
    return "" if category.startswith("C") else character
