"""LiveKit's access tokens (docs.livekit.io, authentication)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from hub.gateways.conferencing.interface import Entrant
from hub.gateways.conferencing.tokens import signed

LASTS: Final = timedelta(minutes=10)
TOKEN: Final = "{token}"  # noqa: S105  (where the token stands in the address)


@dataclass(frozen=True, slots=True)
class LiveKit:
    """A server; `url` is the page people use it with, `{token}` in it is replaced."""

    url: str
    key: str
    secret: str

    def way_in(self, meeting: str, title: str, entrant: Entrant, *, now: datetime) -> str:
        """Return the page's address with a token of the entrant."""
        token = signed(self.claims(meeting, entrant, now=now), self.secret)
        return self.url.replace(TOKEN, quote(token))

    def claims(self, meeting: str, entrant: Entrant, *, now: datetime) -> dict[str, Any]:
        """Return the claims with the grants of a site."""
        return {
            "iss": self.key,
            "sub": entrant.site,
            "name": entrant.name,
            "nbf": int((now - timedelta(seconds=30)).timestamp()),
            "exp": int((now + LASTS).timestamp()),
            "video": {
                "roomJoin": True,
                "room": meeting,
                "roomAdmin": entrant.moderates,
                "canPublish": True,
                "canSubscribe": True,
                "canPublishSources": ["camera", "microphone", "screen_share"],
            },
        }
