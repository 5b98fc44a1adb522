"""BigBlueButton's API (docs.bigbluebutton.org, development/api)."""

import hashlib
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

from hub.core.unit_of_work import ensure_outside_unit_of_work
from hub.gateways.conferencing.interface import ConferenceUnavailable, Entrant

ANSWER_WITHIN_S: Final = 8.0
LONGEST_BYTES: Final = 100_000
LONGEST_NAME: Final = 64


def checksum(call: str, query: str, secret: str, algorithm: str = "sha256") -> str:
    """Return the checksum of a call: the hash of its name, its exact query and the secret."""
    return hashlib.new(algorithm, f"{call}{query}{secret}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class BigBlueButton:
    """A server; `url` ends in `/bigbluebutton/api`."""

    url: str
    secret: str

    def way_in(self, meeting: str, title: str, entrant: Entrant, *, now: datetime) -> str:
        """Create the meeting if it is not there yet, and return the entrant's address.

        The moment of creation in it keeps the address from opening a later meeting.
        """
        created_at = self._create(meeting, title)
        return self.address(
            "join",
            fullName=entrant.name[:LONGEST_NAME],
            meetingID=meeting,
            role="MODERATOR" if entrant.moderates else "VIEWER",
            userID=entrant.site,
            createTime=created_at,
        )

    def address(self, call: str, **facts: str) -> str:
        """Return the address of a call, with its checksum."""
        query = urlencode(facts, quote_via=quote)
        base = f"{self.url.rstrip('/')}/{call}"
        return f"{base}?{query}&checksum={checksum(call, query, self.secret)}"

    def _create(self, meeting: str, title: str) -> str:
        name = title[:LONGEST_NAME].ljust(2, "-")
        address = self.address("create", name=name, meetingID=meeting, record="false")
        answer = _fetch(address)
        created = answer.findtext("createTime")
        if answer.findtext("returncode") != "SUCCESS" or not created:
            raise ConferenceUnavailable
        return created


def _fetch(address: str) -> ElementTree.Element:
    ensure_outside_unit_of_work()
    if not address.startswith(("https://", "http://")):
        raise ConferenceUnavailable
    try:
        with urllib.request.urlopen(address, timeout=ANSWER_WITHIN_S) as answer:  # noqa: S310
            text = answer.read(LONGEST_BYTES)
        if b"<!" in text:  # no entities, no document types: nothing of ours to expand
            raise ConferenceUnavailable
        return ElementTree.fromstring(text)  # noqa: S314
    except (urllib.error.URLError, OSError, ElementTree.ParseError) as error:
        raise ConferenceUnavailable from error
