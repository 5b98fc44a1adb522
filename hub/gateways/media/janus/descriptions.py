"""Session descriptions as text: what a site offers, and the names of a viewer's streams."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from hub.gateways.media.interface import BadDescription, Feed, Kind

LONGEST_CHARS: Final = 500_000
#: The feeds of an offer, by kind, in the order of its m-lines.
FEED_NAMES: Final = {Kind.AUDIO: ("audio",), Kind.VIDEO: ("main", "thumb")}
MEDIA: Final = re.compile(r"^m=(\S+) ", re.MULTILINE)
MID: Final = re.compile(r"^a=mid:(\S+)", re.MULTILINE)
SIMULCAST: Final = re.compile(r"^a=simulcast:send (\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class OfferedFeed:
    """One m-line of a site's offer."""

    name: str  # audio, main or thumb
    mid: str
    sizes: int  # how many sizes of the picture come over it: simulcast


def offered_feeds(offer: str) -> list[OfferedFeed]:
    """Return what a site offers to send. Raises BadDescription for others than we know."""
    if len(offer) > LONGEST_CHARS or not offer.startswith("v=0"):
        raise BadDescription
    left = {kind.value: list(names) for kind, names in FEED_NAMES.items()}
    feeds = []
    for section in _sections(offer):
        kind, mid = MEDIA.match(section), MID.search(section)
        if kind is None or mid is None or not left.get(kind[1]):
            raise BadDescription
        simulcast = SIMULCAST.search(section)
        sizes = len(simulcast[1].split(";")) if simulcast else 1
        feeds.append(OfferedFeed(left[kind[1]].pop(0), mid[1], sizes))
    if not feeds:
        raise BadDescription
    return feeds


def with_streams(offer: str, feeds: list[Feed]) -> str:
    """Return a viewer's offer with its streams named.

    The first picture and the first sound belong together, for lip-sync: the one who speaks.
    """
    named: set[Kind] = set()
    head = offer[: offer.index("m=")]
    sections = []
    for number, (section, feed) in enumerate(zip(_sections(offer), feeds, strict=True)):
        stream = f"slot-{number}" if feed.kind in named else "stage"
        named.add(feed.kind)
        sections.append(re.sub(r"(?m)^a=msid:.*\S", f"a=msid:{stream} {number}", section))
    return head + "".join(sections)


def _sections(text: str) -> list[str]:
    starts = [found.start() for found in MEDIA.finditer(text)] + [len(text)]
    return [text[start:end] for start, end in pairwise(starts)]
