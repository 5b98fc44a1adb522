"""What Janus measures of each site's line: its events, and what the hub makes of them.

Event types as Janus 1.1.2 reports them: 16 is the connection (subtype 6: it is up), 32 media
(1: whether packets arrive, 2: a slow link, 3: counters). Counters run since the connection began;
`lost-by-remote` is what the browser says it did not get, and `rtt` is known where Janus sends.
A direction without packets reports zeros, which are no measurement.
"""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from hub.core.clock import monotonic_s, system_clock
from hub.gateways.media.interface import FeedStats, WitnessSample
from hub.gateways.media.wire import Message

CONNECTION: Final = 16
MEDIA: Final = 32
IS_UP: Final = 6
RECEIVING: Final = 1
COUNTERS: Final = 3
#: A node reports of every connection each ten seconds.
GONE_AFTER_S: Final = 60.0
#: Ways of a connection, as its handle is named: `room/site/way`.
UP: Final = "up"
DOWN: Final = "down"


@dataclass(frozen=True, slots=True)
class Counters:
    """One stream of one connection, at one moment."""

    media: str  # audio, video, and of simulcast video-sim1, video-sim2
    mid: str
    at_s: float
    rtt_ms: int
    received: int
    lost: int
    octets_received: int
    sent: int
    lost_by_remote: int
    octets_sent: int
    jitter_local_ms: float
    jitter_remote_ms: float
    sent_again: int
    kbps_received: float  # over the last second
    kbps_sent: float


@dataclass(frozen=True, slots=True)
class Reported:
    """One record that says something of a site's line."""

    room: str
    site: str
    way: str
    receiving: tuple[str, bool] | None = None  # mid, and whether packets arrive
    counters: tuple[Counters, ...] = ()
    is_up: bool = False


def read_events(body: Any) -> Iterator[Reported]:
    """Read what a node reports: one record, or several in a list. What is not of use is left."""
    for record in body if isinstance(body, list) else [body]:
        if not isinstance(record, dict):
            continue
        if isinstance(record.get("event"), list) and "opaque_id" not in record:
            yield from read_events(record["event"])
            continue
        found = _read(record)
        if found is not None:
            yield found


def _read(record: Message) -> Reported | None:
    parts = str(record.get("opaque_id", "")).split("/")
    if len(parts) != len(("room", "site", "way")) or parts[2] not in {UP, DOWN}:
        return None
    room, site, way = parts
    event, sort = record.get("event"), (record.get("type"), record.get("subtype"))
    if sort == (MEDIA, COUNTERS):
        rows = event if isinstance(event, list) else [event]
        at_s = float(record.get("timestamp", 0)) / 1e6
        counters = tuple(_counters(row, at_s) for row in rows if isinstance(row, dict))
        return Reported(room, site, way, counters=counters)
    if sort == (MEDIA, RECEIVING) and isinstance(event, dict):
        mid, receiving = str(event.get("mid", "")), bool(event.get("receiving"))
        if event.get("substream") not in {None, 0}:  # a size the site stopped sending
            return None
        return Reported(room, site, way, receiving=(mid, receiving))
    if sort == (CONNECTION, IS_UP):
        return Reported(room, site, way, is_up=True)
    return None


def _counters(row: Message, at_s: float) -> Counters:
    def number(name: str) -> int:
        return int(row.get(name) or 0)

    return Counters(
        media=str(row.get("media", "")),
        mid=str(row.get("mid", "")),
        at_s=at_s,
        rtt_ms=number("rtt"),
        received=number("packets-received"),
        lost=number("lost"),
        octets_received=number("bytes-received"),
        sent=number("packets-sent"),
        lost_by_remote=number("lost-by-remote"),
        octets_sent=number("bytes-sent"),
        jitter_local_ms=float(row.get("jitter-local") or 0),
        jitter_remote_ms=float(row.get("jitter-remote") or 0),
        sent_again=number("retransmissions-received") or number("nacks-received"),
        kbps_received=number("bytes-received-lastsec") * 8 / 1000,
        kbps_sent=number("bytes-sent-lastsec") * 8 / 1000,
    )


@dataclass(slots=True)
class Way:
    """One direction of a site: the newest counters, and those of the last sample."""

    receiving: dict[str, bool] = field(default_factory=dict)  # by mid
    newest: dict[tuple[str, str], Counters] = field(default_factory=dict)  # by mid and media
    told: dict[tuple[str, str], Counters] = field(default_factory=dict)
    heard_at: float = 0.0

    def take(self, counters: Iterable[Counters]) -> None:
        """Keep the newest counters."""
        for each in counters:
            self.newest[each.mid, each.media] = each

    def steps(self) -> list[tuple[Counters, Counters | None]]:
        """Return the newest counters with those told before, and remember them as told."""
        pairs = []
        for key, newest in self.newest.items():
            told = self.told.get(key)
            if told is None or newest.at_s > told.at_s:
                pairs.append((newest, told))
            self.told[key] = newest
        return pairs


class Meter:
    """Collects what is reported, and makes a sample of each site of it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ways: dict[tuple[str, str], dict[str, Way]] = {}
        self._told: dict[tuple[str, str], bool | None] = {}

    def note(self, reported: Reported) -> None:
        """Take one record."""
        with self._lock:
            way = self._way(reported.room, reported.site, reported.way)
            way.heard_at = monotonic_s()
            way.take(reported.counters)

    def note_receiving(self, room: str, site: str, mid: str, *, receiving: bool) -> None:
        """Take what Janus says of one stream of a site: whether it arrives."""
        with self._lock:
            self._way(room, site, UP).receiving[mid] = receiving

    def forget(self, room: str, site: str, way: str = "") -> None:
        """Drop what is known of a connection that ended; of all of the site when none is named."""
        with self._lock:
            ways = self._ways.get((room, site), {})
            for each in [way] if way else [UP, DOWN]:
                ways.pop(each, None)
            if not ways:
                self._ways.pop((room, site), None)

    def measure(self, *, everyone: bool) -> list[WitnessSample]:
        """Return a sample of every site, or only of those that went silent or are heard again."""
        at = system_clock()
        with self._lock:
            self._forget_gone()
            now = {key: _is_heard(ways.get(UP)) for key, ways in self._ways.items()}
            gone = [key for key, told in self._told.items() if told and key not in now]
            samples = [WitnessSample(*key, at, None, *[None] * 7) for key in gone]
            for key, receiving in now.items():
                before = self._told.get(key)
                if everyone or (before is not None and before != receiving):
                    samples.append(_sample(key, at, receiving, self._ways[key]))
            self._told = now
            return samples

    def _forget_gone(self) -> None:
        """Drop connections that another process holds, once nothing is reported of them."""
        limit = monotonic_s() - GONE_AFTER_S
        for key, ways in list(self._ways.items()):
            for name, way in list(ways.items()):
                if not way.receiving and 0 < way.heard_at < limit:
                    del ways[name]
            if not ways:
                del self._ways[key]

    def feeds(self, room: str, site: str, mids: dict[str, str]) -> tuple[FeedStats, ...]:
        """Return what arrives from a site, by feed."""
        with self._lock:
            way = self._ways.get((room, site), {}).get(UP, Way())
            return tuple(_feed(name, mid, way) for name, mid in mids.items())

    def viewer(self, room: str, name: str) -> tuple[float | None, float | None, int, int]:
        """Return round trip, worst loss, packets and packets sent again of a viewer."""
        with self._lock:
            way = self._ways.get((room, name), {}).get(DOWN, Way())
            sending = [each for each in way.newest.values() if each.sent]
            rtt = max((each.rtt_ms for each in sending), default=0)
            lost = [100 * each.lost_by_remote / each.sent for each in sending]
            return (
                float(rtt) if rtt else None,
                round(max(lost), 1) if lost else None,
                sum(each.sent for each in sending),
                sum(each.sent_again for each in sending),
            )

    def _way(self, room: str, site: str, way: str) -> Way:
        return self._ways.setdefault((room, site), {}).setdefault(way, Way())


def _is_heard(way: Way | None) -> bool | None:
    return any(way.receiving.values()) if way is not None and way.receiving else None


def _sample(
    key: tuple[str, str],
    at: datetime,
    receiving: bool | None,  # noqa: FBT001  (a measured value, not a switch)
    ways: dict[str, Way],
) -> WitnessSample:
    up = [pair for pair in ways.get(UP, Way()).steps() if _grew(pair, "received")]
    down = [pair for pair in ways.get(DOWN, Way()).steps() if _grew(pair, "sent")]
    rtts = [newest.rtt_ms for newest, _ in down if newest.rtt_ms]
    return WitnessSample(
        *key,
        at,
        receiving,
        rtt_ms=float(max(rtts)) if rtts else None,
        up_lost_pct=_worst(_up_loss(pair) for pair in up),
        down_lost_pct=_worst(_down_loss(pair) for pair in down),
        up_jitter_ms=_worst(newest.jitter_local_ms for newest, _ in up),
        down_jitter_ms=_worst(newest.jitter_remote_ms for newest, _ in down),
        up_kbps=_kbps(up, "octets_received", "kbps_received"),
        down_kbps=_kbps(down, "octets_sent", "kbps_sent"),
    )


Pair = tuple[Counters, Counters | None]


def _step(pair: Pair, name: str) -> int:
    newest, told = pair
    return max(int(getattr(newest, name)) - (int(getattr(told, name)) if told else 0), 0)


def _grew(pair: Pair, name: str) -> bool:
    return _step(pair, name) > 0


def _up_loss(pair: Pair) -> float:
    lost = _step(pair, "lost")
    return 100 * lost / (_step(pair, "received") + lost)


def _down_loss(pair: Pair) -> float:
    return min(100 * _step(pair, "lost_by_remote") / _step(pair, "sent"), 100.0)


def _worst(values: Iterable[float]) -> float | None:
    known = list(values)
    return round(max(known), 1) if known else None


def _kbps(pairs: list[Pair], octets: str, present: str) -> float | None:
    """Return the rate since the last sample; for the first one, that of the last second."""
    rates = []
    for newest, told in pairs:
        if told is None:
            rates.append(float(getattr(newest, present)))
        elif newest.at_s > told.at_s:
            rates.append(_step((newest, told), octets) * 8 / 1000 / (newest.at_s - told.at_s))
    return round(sum(rates), 1) if rates else None


def _feed(name: str, mid: str, way: Way) -> FeedStats:
    rows = [each for (row_mid, _), each in way.newest.items() if row_mid == mid]
    arrives = way.receiving.get(mid)
    return FeedStats(
        name=name,
        packets=sum(each.received for each in rows),
        lost=sum(each.lost for each in rows),
        jitter_ms=max((each.jitter_local_ms for each in rows), default=0.0),
        kbps=round(sum(each.kbps_received for each in rows), 1),
        silent_s=None if arrives is None else 0.0 if arrives else float("inf"),
        watched=0,
    )
