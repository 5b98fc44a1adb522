"""Reading the long hexadecimal strings of signatures without asking for every letter.

pyHanko reads such a string letter by letter; the 16,384 of a signature, read twice, are half
of the time that a validation takes. Plain strings are read at once here; at the first letter
that is not a digit, pyHanko's own reader takes over from the start, so that the meaning of odd
strings stays its decision.
"""

import binascii
from typing import Any, Final

from pyhanko.pdf_utils import generic

_PIECE: Final = 65_536
_original: Final = generic.read_hex_string_from_stream


def read_hex_string(stream: Any) -> Any:
    """Read `<...>` from the stream; leave it behind the closing bracket."""
    start = stream.tell()
    piece = stream.read(_PIECE)
    end = piece.find(b">")
    digits = piece[1:end]
    if end < 0 or len(digits) % 2:
        stream.seek(start)
        return _original(stream)
    try:
        value = binascii.unhexlify(digits)
    except binascii.Error:
        stream.seek(start)
        return _original(stream)
    stream.seek(start + end + 1)
    return generic.pdf_string(value)


def install() -> None:
    """Make pyHanko of this process read hexadecimal strings with `read_hex_string`."""
    generic.read_hex_string_from_stream = read_hex_string
