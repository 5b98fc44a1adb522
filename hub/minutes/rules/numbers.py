"""Numbers of minutes (Nghị định 30/2020/NĐ-CP, Phụ lục I II.3 and Phụ lục III)."""

ABBREVIATION = "BB"


def number_text(ordinal: int, unit_abbreviation: str) -> str:
    """Return `05/BB-UBND`: two figures at least, the type, the office."""
    return f"{ordinal:02d}/{ABBREVIATION}-{unit_abbreviation}"
