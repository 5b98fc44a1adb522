"""What the engine sees of each site's line, so that the page is not the only witness."""

from collections.abc import Iterable, Mapping
from typing import Final

from hub.gateways.media.engine.publisher import Publisher
from hub.gateways.media.engine.rooms import Room
from hub.gateways.media.engine.viewer import Viewer
from hub.gateways.media.wire import Message

#: Sound comes fifty times a second and reports every second; a line this quiet is cut.
SILENT_AFTER_S: Final = 2.0


class Meter:
    """Takes the counters of every line, and notices which went silent since it last looked."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], tuple[float, bool | None]] = {}

    def measure(self, rooms: Mapping[str, Room], now: float, *, everyone: bool) -> list[Message]:
        """Return a row for every site, or only for those that went silent or are heard again."""
        found = {
            (name, site): (room.publishers.get(site), room.viewers.get(site))
            for name, room in rooms.items()
            for site in {**room.publishers, **room.viewers}
        }
        rows = [
            _row(*key, None, None, None, 0.0)
            for key, (_, receiving) in self._told.items()
            if receiving and key not in found
        ]
        self._told = {key: told for key, told in self._told.items() if key in found}
        for key, (publisher, viewer) in found.items():
            receiving = _is_heard(publisher, viewer, now)
            before_at, before = self._told.get(key, (now, None))
            if everyone or (before is not None and receiving != before):
                rows.append(_row(*key, receiving, publisher, viewer, now - before_at))
                self._told[key] = (now, receiving)
            elif key not in self._told:
                self._told[key] = (now, receiving)
            elif before is None:
                self._told[key] = (before_at, receiving)
        return rows


def _is_heard(publisher: Publisher | None, viewer: Viewer | None, now: float) -> bool | None:
    heard_at = [each.heard_at for each in (publisher, viewer) if each and each.heard_at is not None]
    return now - max(heard_at) < SILENT_AFTER_S if heard_at else None


def _row(
    room: str,
    site: str,
    receiving: bool | None,  # noqa: FBT001  (a measured value, not a switch)
    publisher: Publisher | None,
    viewer: Viewer | None,
    passed_s: float,
) -> Message:
    up = [track.take_measured() for track in publisher.tracks] if publisher else []
    down = [slot.take_measured() for slot in viewer.slots] if viewer else []
    up = [each for each in up if each.packets]
    down = [each for each in down if each.packets]
    return {
        "room": room,
        "site": site,
        "receiving": receiving,
        "rtt_ms": viewer.take_rtt() if viewer else None,
        "up_lost_pct": _worst(each.lost_pct for each in up),
        "down_lost_pct": _worst(each.lost_pct for each in down),
        "up_jitter_ms": _worst(each.jitter_ms for each in up),
        "down_jitter_ms": _worst(each.jitter_ms for each in down),
        "up_kbps": _kbps((each.octets for each in up), passed_s) if up else None,
        "down_kbps": _kbps((each.octets for each in down), passed_s) if down else None,
    }


def _worst(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(max(known), 1) if known else None


def _kbps(octets: Iterable[int], passed_s: float) -> float | None:
    return round(sum(octets) * 8 / 1000 / passed_s, 1) if passed_s > 0 else None
