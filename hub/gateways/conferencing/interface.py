"""What the hub asks of a conference server it does not run."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hub.core.errors import Unavailable
from hub.core.text import N_


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who goes in: a site of the meeting, under the hub's word for it."""

    site: str  # the identity
    name: str
    moderates: bool


class ConferenceUnavailable(Unavailable):
    """The conference server did not answer, or refused the hub."""

    code = "conference-unavailable"
    text = N_("The conference server does not answer. Please try again, or call the technician.")


class Conferences(Protocol):
    """A conference server."""

    def way_in(self, meeting: str, title: str, entrant: Entrant, *, now: datetime) -> str:
        """Return the address with which the entrant, and nobody else, goes in.

        It works for a few minutes only. Raises ConferenceUnavailable.
        """
