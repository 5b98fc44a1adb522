"""Signed links: what their holder may do, until when, and nothing else.

A link is proof that the hub wrote it, for one purpose. It is no session: the page behind it
asks for a confirmation, because mail scanners open every link (GET never changes state).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from hub.core.errors import Gone, NotFound
from hub.core.text import N_

LONGEST_TOKEN: Final = 2000


class LinkForged(NotFound):
    """The link was not written by this hub, or was changed or cut off on its way."""

    code = "link-forged"
    text = N_("This link is not valid. Please open it again from the original message.")


class LinkExpired(Gone):
    """The link was right once; its time is over."""

    code = "link-expired"
    text = N_("This link has expired. Please ask the host office for a new one.")


class LinkSigner:
    """Writes and reads signed links with one secret (HMAC-SHA-256)."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"hub.links:" + secret.encode()).digest()

    def sign(self, purpose: str, payload: Mapping[str, str | int], *, expires_at: datetime) -> str:
        """Return a URL-safe token for one purpose."""
        content = {"e": int(expires_at.timestamp()), "p": dict(payload)}
        body = _encode(json.dumps(content, separators=(",", ":"), sort_keys=True).encode())
        return f"{body}.{_encode(self._seal(purpose, body))}"

    def read(self, purpose: str, token: str, *, now: datetime) -> dict[str, str | int]:
        """Return what was signed. Raises LinkForged, LinkExpired."""
        body, _, seal = token.partition(".")
        expected = _encode(self._seal(purpose, body))
        genuine = len(token) <= LONGEST_TOKEN and hmac.compare_digest(
            seal.encode(), expected.encode()
        )
        content = json.loads(_decode(body)) if genuine else None
        if content is None:
            raise LinkForged
        if content["e"] < now.timestamp():
            raise LinkExpired
        return dict(content["p"])

    def _seal(self, purpose: str, body: str) -> bytes:
        return hmac.digest(self._key, f"{purpose}:{body}".encode(), "sha256")


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
