"""Sealing the answers of a secret consultation; all of one consultation are equally long."""

import json
from collections.abc import Sequence
from typing import Final

from hub.core import sealing
from hub.core.ids import ConsultationId
from hub.opinions.rules.results import LONGEST_WORDS, Line, as_kept, as_lines

#: Room for one question: at most 4 bytes (UTF-8) for a character, and the names around them.
ROOM: Final = LONGEST_WORDS * 4 + 200


def seal(lines: Sequence[Line], public_key: bytes, consultation_id: ConsultationId) -> bytes:
    """Return the answer, readable with the private key of the consultation only."""
    content = json.dumps(as_kept(lines), ensure_ascii=False).encode().ljust(len(lines) * ROOM)
    return sealing.seal(content, public_key, _purpose(consultation_id))


def unseal(sealed: bytes, private_key: bytes, consultation_id: ConsultationId) -> list[Line]:
    """Return what an answer says. Raises InvalidTag for one of another consultation."""
    return as_lines(json.loads(sealing.unseal(sealed, private_key, _purpose(consultation_id))))


def _purpose(consultation_id: ConsultationId) -> bytes:
    return b"diem-cau opinion" + consultation_id.bytes
