"""The chain: each entry's hash covers its content and the hash before it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from hub.core.events import Event


def facts_of(event: Event) -> dict[str, Any]:
    """Return the event's fields as plain JSON values."""
    return {part.name: _plain(getattr(event, part.name)) for part in fields(event)}


def hash_of(**parts: Any) -> str:
    """Return the SHA-256 of the canonical text of an entry; see `text_of`."""
    return hashlib.sha256(text_of(**parts).encode()).hexdigest()


def text_of(  # noqa: PLR0913  (an entry has these parts)
    *,
    seq: int,
    at: datetime,
    event: str,
    actor_person_id: UUID,
    actor_unit_id: UUID,
    actor_name: str,
    facts: Mapping[str, Any],
    previous: str,
) -> str:
    """Return the canonical JSON of an entry (sorted names, no spaces), which its hash covers."""
    content = {
        "seq": seq,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "event": event,
        "actor_person_id": str(actor_person_id),
        "actor_unit_id": str(actor_unit_id),
        "actor_name": actor_name,
        "facts": facts,
        "previous": previous,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID | date):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    return value
