"""Sealing a ballot so that only the key of its vote opens it, and all look alike.

The choice and 31 bytes of chance are sealed (`hub.core.sealing`) for this one motion. Every
sealed ballot is 80 bytes, whatever it says.
"""

import secrets
from typing import Final

from hub.core import sealing
from hub.core.ids import MotionId
from hub.votes.models import Choice

#: One byte for each choice, so that no choice is longer than another.
BYTES: Final = {Choice.AGREE: b"\x01", Choice.DISAGREE: b"\x02", Choice.OTHER: b"\x03"}
CHOICES: Final = {byte: choice for choice, byte in BYTES.items()}
PADDING_BYTES: Final = 31
SEALED_BYTES: Final = 80


def seal(choice: Choice, public_key: bytes, motion_id: MotionId) -> bytes:
    """Return the ballot, readable with the private key of the vote only."""
    content = BYTES[choice] + secrets.token_bytes(PADDING_BYTES)
    return sealing.seal(content, public_key, _purpose(motion_id))


def unseal(sealed: bytes, private_key: bytes, motion_id: MotionId) -> Choice:
    """Return what a ballot says. Raises InvalidTag for a ballot of another vote or a forged one."""
    return CHOICES[sealing.unseal(sealed, private_key, _purpose(motion_id))[:1]]


def _purpose(motion_id: MotionId) -> bytes:
    return b"diem-cau ballot" + motion_id.bytes
