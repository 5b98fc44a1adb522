"""Jitsi Meet with token authentication (lib-jitsi-meet, doc/tokens.md)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlsplit

from hub.gateways.conferencing.interface import Entrant
from hub.gateways.conferencing.tokens import signed

#: Long enough to press a button; who is inside stays.
LASTS: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Jitsi:
    """A server at `url`, which knows the application `app_id` and its secret."""

    url: str
    app_id: str
    secret: str

    def way_in(self, meeting: str, title: str, entrant: Entrant, *, now: datetime) -> str:
        """Return the address of the room with a token of the entrant."""
        room = meeting.lower()
        token = signed(self.claims(room, entrant, now=now), self.secret)
        subject = quote(f'"{title}"')
        options = f"config.prejoinConfig.enabled=false&config.subject={subject}"
        return f"{self.url.rstrip('/')}/{quote(room)}?jwt={token}#{options}"

    def claims(self, room: str, entrant: Entrant, *, now: datetime) -> dict[str, Any]:
        """Return the claims. Those of the user are all strings: null makes Jitsi refuse.

        Who moderates is said twice, as `token_affiliation` and as 8x8 read it.
        """
        return {
            "aud": self.app_id,
            "iss": self.app_id,
            "sub": urlsplit(self.url).hostname or "*",
            "room": room,
            "nbf": int((now - timedelta(seconds=30)).timestamp()),
            "exp": int((now + LASTS).timestamp()),
            "context": {
                "user": {
                    "id": entrant.site,
                    "name": entrant.name,
                    "email": "",
                    "avatar": "",
                    "affiliation": "owner" if entrant.moderates else "member",
                    "moderator": "true" if entrant.moderates else "false",
                }
            },
        }
