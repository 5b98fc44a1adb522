"""The relay (TURN) for sites whose network lets no UDP through: coturn, with passing credentials.

Credentials are those of `use-auth-secret` (draft-uberti-behave-turn-rest-00): the name is when
they end and for whom they are, the password its HMAC-SHA1 with the secret coturn knows too.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

#: A meeting lasts half a day at most; a connection that stands goes on after it.
LASTS: Final = timedelta(hours=12)


def ice_servers(
    urls: Sequence[str], secret: str, who: str, *, now: datetime
) -> list[dict[str, Any]]:
    """Return what a page gives its peer connections as `iceServers`; nothing without a relay."""
    if not urls or not secret:
        return []
    username, credential = credentials(secret, who, expires_at=now + LASTS)
    return [{"urls": list(urls), "username": username, "credential": credential}]


def credentials(secret: str, who: str, *, expires_at: datetime) -> tuple[str, str]:
    """Return the name and the password that coturn accepts until then."""
    username = f"{int(expires_at.timestamp())}:{who}"
    made = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return username, base64.b64encode(made).decode()
