"""What a node asks of those who speak to it, all made from one secret.

The signed tokens are those of Janus's `token_auth_secret`: `expiry,realm,…:base64(HMAC-SHA1)`.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from hub.core.clock import unix_ms

PLUGIN: Final = "janus.plugin.videoroom"
LASTS_S: Final = 120


@dataclass(frozen=True, slots=True)
class Secrets:
    """The keys of a hub's nodes. The same secret gives the same keys, on every machine."""

    secret: str

    def _key(self, purpose: str) -> str:
        made = hmac.new(self.secret.encode(), f"janus:{purpose}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(made.digest()).decode().rstrip("=")

    @property
    def signing(self) -> str:
        """Signs the tokens of requests (`token_auth_secret`)."""
        return self._key("token")

    @property
    def admin(self) -> str:
        """Opens the Admin API."""
        return self._key("admin")

    @property
    def plugin_admin(self) -> str:
        """Lets rooms be created and streams be carried between nodes (`admin_key`)."""
        return self._key("rooms")

    @property
    def events(self) -> str:
        """What a node shows when it reports events."""
        return self._key("events")

    def of_room(self, room: str) -> str:
        """Lets a room be moderated and destroyed."""
        return self._key(f"secret of {room}")

    def pin_of_room(self, room: str) -> str:
        """Lets a room be entered."""
        return self._key(f"pin of {room}")

    def for_requests(self) -> str:
        """Return the token every request to a node carries."""
        return signed_token(self.signing, "janus", PLUGIN)

    def for_room(self, room: str) -> str:
        """Return the token with which one enters a room."""
        return signed_token(self.signing, PLUGIN, f"room={room}")


def signed_token(secret: str, realm: str, *about: str, expires_s: int | None = None) -> str:
    """Return a token that is good until `expires_s` (Unix time), two minutes when not given."""
    expires_s = expires_s or unix_ms() // 1000 + LASTS_S
    data = ",".join([str(expires_s), realm, *about])
    signature = hmac.new(secret.encode(), data.encode(), hashlib.sha1).digest()
    return f"{data}:{base64.b64encode(signature).decode()}"
