"""Names inside a dossier: plain ASCII, so that every system unpacks and lists them alike."""

import re
from typing import Final

from hub.core.fold import fold

LONGEST: Final = 60

README: Final = "DOC-TRUOC.txt"
METADATA: Final = "0-ho-so.xml"
INVITATIONS: Final = "1-giay-moi"
DOCUMENTS: Final = "2-tai-lieu"
RECEIPTS: Final = "3-ky-nhan"
ATTENDANCE: Final = "4-diem-danh"
QUALITY: Final = "5-duong-truyen"
MINUTES: Final = "6-bien-ban"
VOTES: Final = "6-bieu-quyet"
VERDICTS: Final = "7-kiem-tra-chu-ky"
AUDIT: Final = "9-nhat-ky"


def slug(text: str) -> str:
    """Return `giay-moi-hoi-nghi` for `Giấy mời hội nghị`; never empty."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:LONGEST].strip("-")
    return plain or "tep"


def verdict_name(pdf: str) -> str:
    """Return the name of the file that says what the check of a PDF's signatures found."""
    return f"{VERDICTS}/{pdf.replace('/', '_').removesuffix('.pdf')}.json"


def suffix_of(filename: str) -> str:
    """Return the suffix of a file name in ASCII with its dot, or nothing."""
    suffix = filename.rpartition(".")[2] if "." in filename else ""
    plain = re.sub(r"[^a-z0-9]", "", fold(suffix))[:8]
    return f".{plain}" if plain else ""
