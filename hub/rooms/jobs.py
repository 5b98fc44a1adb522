"""What rooms do by themselves: remember where meetings are held, hear what the engine measured."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from hub.attendance import service as attendance
from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.gateways.media.interface import WitnessSample
from hub.quality import service as quality
from hub.quality.rules import Witnessed
from hub.rooms import queries, service


def take_measured(runtime: Runtime, samples: Sequence[WitnessSample]) -> None:
    """Keep what the engine measured; a site that fell silent is lost at once, and a gap begins.

    Names that no site has (line tests, lookers-on) are left out.
    """
    found: dict[MeetingSiteId, list[Witnessed]] = defaultdict(list)
    for each in samples:
        site_id = _site_of(each.site)
        if site_id is not None:
            found[site_id].append(_witnessed(each))
    if not found:
        return
    with runtime.unit_of_work(SYSTEM) as uow:
        turns = quality.record_witnessed(uow, found)
        for site in turns.silent:
            attendance.media_seen(uow, site, receiving=False, at=_newest(found[site.id]))
        for site in turns.heard:
            attendance.media_seen(uow, site, receiving=True, at=_newest(found[site.id]))


def _newest(samples: Sequence[Witnessed]) -> datetime:
    return max(each.at for each in samples)


def _site_of(name: str) -> MeetingSiteId | None:
    """Return the site an engine's name is of; a suffix after `~` tells its connections apart."""
    try:
        return MeetingSiteId(UUID(name.partition("~")[0]))
    except ValueError:
        return None


def _witnessed(sample: WitnessSample) -> Witnessed:
    return Witnessed(
        sample.at,
        sample.receiving,
        sample.rtt_ms,
        sample.up_lost_pct,
        sample.down_lost_pct,
        sample.up_jitter_ms,
        sample.down_jitter_ms,
        sample.up_kbps,
        sample.down_kbps,
    )


class MediaPlaces:
    """On which media nodes meetings are held, in the database: the same for every process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def nodes_of(self, rooms: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the nodes of these meetings."""
        if not rooms:
            return {}
        with self._runtime.read() as session:
            found = queries.media_nodes_of(session, [MeetingId(UUID(room)) for room in rooms])
        return {str(meeting_id): nodes for meeting_id, nodes in found.items()}

    def put(self, room: str, seen: tuple[str, ...], wanted: tuple[str, ...]) -> None:
        """Hold a meeting on these nodes, unless it is not where it was seen."""
        with self._runtime.unit_of_work(SYSTEM) as uow:
            service.place_media(uow, MeetingId(UUID(room)), seen, wanted)
