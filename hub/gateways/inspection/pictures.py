"""PNG and JPEG."""

import warnings
from pathlib import Path
from typing import Final

from PIL import Image

from hub.gateways.inspection.errors import FileDamaged, PictureTooLarge

MOST_MEGAPIXELS: Final = 50
PNG_END: Final = b"\x00\x00\x00\x00IEND\xaeB`\x82"


def check_picture(path: Path, kind: str) -> None:
    """Raise PictureTooLarge before anything is decoded, FileDamaged if it can't be decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=[kind]) as picture:
                if picture.width * picture.height > MOST_MEGAPIXELS * 1_000_000:
                    raise PictureTooLarge(megapixels=MOST_MEGAPIXELS)
                picture.load()
    except Image.DecompressionBombError as error:
        raise PictureTooLarge(megapixels=MOST_MEGAPIXELS) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError) as error:
        raise FileDamaged from error
    if kind == "PNG" and not _ends_with(path, PNG_END):
        raise FileDamaged  # something else is glued to it


def _ends_with(path: Path, end: bytes) -> bool:
    with path.open("rb") as file:
        file.seek(-len(end), 2)
        return file.read() == end
