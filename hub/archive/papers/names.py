"""Names inside a dossier: plain ASCII, so that every system unpacks and lists them alike."""

from typing import Final

README: Final = "DOC-TRUOC.txt"
METADATA: Final = "0-ho-so.xml"
INVITATIONS: Final = "1-giay-moi"
DOCUMENTS: Final = "2-tai-lieu"
RECEIPTS: Final = "3-ky-nhan"
ATTENDANCE: Final = "4-diem-danh"
QUALITY: Final = "5-duong-truyen"
MINUTES: Final = "6-bien-ban"
#: The end of the name of a PDF/A that the hub had made of an Office file.
RENDITION: Final = "ban-the-hien.pdf"
VOTES: Final = "6-bieu-quyet"
VERDICTS: Final = "7-kiem-tra-chu-ky"
AUDIT: Final = "9-nhat-ky"


def verdict_name(pdf: str) -> str:
    """Return the name of the file that says what the check of a PDF's signatures found."""
    return f"{VERDICTS}/{pdf.replace('/', '_').removesuffix('.pdf')}.json"
