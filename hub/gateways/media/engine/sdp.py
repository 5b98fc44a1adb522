"""Session descriptions, as text: which addresses are believed and which are told."""

import re
from ipaddress import ip_address
from typing import Final

from hub.gateways.media.interface import BadDescription

LONGEST_CHARS: Final = 500_000
MOST_CANDIDATES: Final = 32
CANDIDATE: Final = re.compile(
    r"a=candidate:\S+ 1 (?i:udp) \d{1,10} (?P<address>\S+) \d{1,5} typ \S+[^\r\n]*"
)


def cleaned(sdp: str) -> str:
    """Return a browser's description as the engine can use it.

    Candidates gather at the end, where the connection looks for those of a bundle. Names
    (`….local`, which hide the address from pages without a camera) are left out: resolving
    them needs multicast, and the browser's own checks reach the engine anyway. So is the end
    of candidates, after which a connection without candidates would give up at once.
    Raises BadDescription when the text is far too long.
    """
    if len(sdp) > LONGEST_CHARS:
        raise BadDescription
    lines = [line.strip() for line in sdp.splitlines() if line.strip()]
    kept = [line for line in lines if not line.startswith(("a=candidate:", "a=end-of-candidates"))]
    candidates = dict.fromkeys(line for line in lines if _is_usable(line))
    return "\r\n".join([*kept, *list(candidates)[:MOST_CANDIDATES]]) + "\r\n"


def _is_usable(line: str) -> bool:
    found = CANDIDATE.fullmatch(line)
    if found is None:
        return False
    try:
        ip_address(found["address"])
    except ValueError:
        return False
    return True


def announced(sdp: str, address: str) -> str:
    """Return the description with IPv4 host candidates at this address, for 1:1 NAT."""
    if not address:
        return sdp
    return "\r\n".join(_moved(line, address) for line in sdp.splitlines()) + "\r\n"


def _moved(line: str, address: str) -> str:
    if not line.startswith("a=candidate:") or " typ host" not in line:
        return line
    parts = line.split(" ")
    if ip_address(parts[4]).version == ip_address(address).version:
        parts[4] = address
    return " ".join(parts)
