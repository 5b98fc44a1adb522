"""One conference: on one node, or on several when it has outgrown one.

A leg is the room on one node. Every site belongs to one leg; a site that is shown on another leg
is carried there (see cascade).
"""

import threading
from collections.abc import Callable, Collection
from dataclasses import replace

from hub.gateways.media.interface import Feed, Kind, Layer
from hub.gateways.media.janus import legs
from hub.gateways.media.janus.cascade import Cascade
from hub.gateways.media.janus.descriptions import OfferedFeed
from hub.gateways.media.janus.feeds import CARRIED, MARK, Published, Source
from hub.gateways.media.janus.legs import Leg, Sending
from hub.gateways.media.janus.line import Line, plugin_data
from hub.gateways.media.janus.measuring import Meter
from hub.gateways.media.janus.nodes import Node
from hub.gateways.media.janus.viewers import Viewer
from hub.gateways.media.wire import Message


class Room:
    """Who publishes, who watches, who is muted."""

    def __init__(
        self,
        name: str,
        cap_kbps: int,
        meter: Meter,
        *,
        process: str,
        destroyed: Callable[["Room", Leg], None],
    ) -> None:
        """`destroyed` hears when a node ended the room."""
        self.name = name
        self.legs: list[Leg] = []
        self.muted: dict[str, frozenset[Kind]] = {}
        self.lock = threading.RLock()  # for placing and opening legs, not for what is heard
        self._cap_kbps = cap_kbps
        self._meter = meter
        self._cascade = Cascade(process)
        self._destroyed = destroyed
        self.is_struck = False  # sites were left behind that nobody has told yet

    # ---- legs --------------------------------------------------------------------------------

    def open_leg(self, node: Node) -> Leg:
        """Open the room on a node, or find it there. Raises MediaUnavailable."""
        leg = Leg(self.name, node, node.line)
        leg.open(self._cap_kbps, self._hear)
        self.legs.append(leg)
        return leg

    def drop_legs(self, line: Line | None = None) -> None:
        """Forget the legs on a line that ended; their sites and viewers are gone."""
        for leg in [each for each in self.legs if each.line is line or not each.is_alive]:
            self.legs.remove(leg)
            for name in leg.names:
                self._meter.forget(self.name, name)
            self._cascade.forget(leg, self.legs)

    def leave(self, leg: Leg) -> None:
        """Let go of a leg whose node is there, with everybody on it."""
        self.legs.remove(leg)
        self._cascade.forget(leg, self.legs)
        for name in leg.names:
            self._let_go(leg, name)
        leg.node.detach(leg.line, leg.steward)

    def leg_of(self, name: str) -> Leg | None:
        """Return where a site or viewer is connected."""
        return next((leg for leg in self.legs if leg.is_alive and name in leg.names), None)

    def close(self) -> None:
        """Let go of every leg."""
        with self.lock:
            self.drop_legs()
            for leg in list(self.legs):
                self.leave(leg)

    # ---- sites -------------------------------------------------------------------------------

    def publish(self, leg: Leg, site: str, offer: str, offered: list[OfferedFeed]) -> str:
        """Take a site's offer and return the answer.

        The former connection ends once this one carries: until then viewers keep what they see.
        """
        participant = f"{site}{MARK}{legs.new_number()}"
        sending = Sending(0, Published(participant, {feed.name: feed.mid for feed in offered}))
        sending.handle = leg.node.attach(
            f"{self.name}/{site}/up", lambda event: self._hear_site(leg, site, sending, event)
        )
        body = {
            **leg.entry(),
            "request": "joinandconfigure",
            "ptype": "publisher",
            "id": participant,
        }
        try:
            done = leg.line.request(sending.handle, body, {"type": "offer", "sdp": offer})
            answer = str(done["jsep"]["sdp"])
        except Exception:
            leg.node.detach(leg.line, sending.handle)
            raise
        former = leg.sending.get(site)
        leg.sending[site] = sending
        for other in self.legs:
            if other is not leg and site in other.sending:
                self._end(other, other.sending.pop(site))
        leg.moderate(sending.published, self.muted.get(site, frozenset()))
        if former is not None and not former.is_up:
            self._end(leg, former)
        return answer

    def mute(self, site: str, muted: Collection[Kind]) -> None:
        """Forward none of these kinds from the site, whichever connection it sends over."""
        before = self.muted.get(site, frozenset())
        self.muted[site] = frozenset(muted)
        for leg in [each for each in self.legs if each.is_alive]:
            coming = leg.sending.get(site)
            known = {each.participant: each for each in list(leg.published.values())}
            if coming is not None:
                known.setdefault(coming.published.participant, coming.published)
            for published in known.values():
                if published.site == site and not published.is_carried:
                    leg.moderate(published, self.muted[site], before)

    def kick(self, name: str) -> None:
        """End what this name publishes and watches, here and through other hub processes."""
        for leg in [each for each in self.legs if each.is_alive]:
            ours = leg.sending.get(name)
            self._let_go(leg, name)
            for participant, one in list(leg.published.items()):
                is_theirs = one.site == name and not one.is_carried
                if is_theirs and (ours is None or participant != ours.published.participant):
                    leg.ask({"request": "kick", "id": participant})

    # ---- viewers -----------------------------------------------------------------------------

    def watch(self, leg: Leg, name: str, feeds: list[Feed]) -> str:
        """Return an offer with one slot per feed. The viewer's former connection ends."""
        viewer: Viewer | None = None

        def heard(event: Message) -> None:
            if viewer is not None:
                self._hear_viewer(leg, viewer, event)

        handle = leg.node.attach(f"{self.name}/{name}/down", heard)
        viewer = Viewer(name, leg.line, handle, lambda feed: self._source(leg, feed))
        try:
            offer = viewer.join(leg.entry(), feeds)
        except Exception:
            leg.node.detach(leg.line, handle)
            raise
        for each in self.legs:
            former = each.viewers.pop(name, None)
            if former is not None:
                each.node.detach(each.line, former.handle)
        leg.viewers[name] = viewer
        return offer

    def find_viewer(self, name: str) -> Viewer | None:
        """Return a watching connection."""
        leg = next((each for each in self.legs if each.is_alive and name in each.viewers), None)
        return leg.viewers[name] if leg else None

    def _source(self, leg: Leg, feed: Feed) -> Source:
        """Return what shows a feed on this leg; the placeholder while nothing does."""
        found = None
        if feed.site and (feed.layer is not Layer.OFF or feed.kind is Kind.AUDIO):
            found = self._published(feed.site)
        if found is None:
            return leg.placeholder[feed.kind]
        home, published = found
        source = published.find(feed.kind, feed.layer)
        if source is None or home is leg:
            return source or leg.placeholder[feed.kind]
        return replace(source, participant=self._cascade.bring(home, leg, published))

    def leave_unwatched(self, name: str) -> None:
        """Stop carrying to a viewer's node what nobody there should be shown."""
        leg = self.leg_of(name)
        if leg is not None:
            self._cascade.leave_unwatched(leg)

    def watched(self, published: Published, feed: str) -> int:
        """Return how many slots show a feed of a site."""
        mid, shown = published.mids[feed], published.participant
        return sum(
            slot.shown is not None
            and (slot.shown.participant.partition(CARRIED)[0], slot.shown.mid) == (shown, mid)
            for leg in self.legs
            for viewer in list(leg.viewers.values())
            for slot in viewer.slots
        )

    def _published(self, site: str) -> tuple[Leg, Published] | None:
        """Return the newest connection of a site and the leg it came to."""
        found = [
            (leg, published)
            for leg in self.legs
            for published in list(leg.published.values())
            if published.site == site and not published.is_carried
        ]
        return max(found, key=lambda each: each[1].number, default=None)

    def published(self) -> dict[str, Published]:
        """Return the newest connection of every site that publishes."""
        sites = {each.site for leg in self.legs for each in list(leg.published.values())}
        found = {site: self._published(site) for site in sites}
        return {site: each[1] for site, each in found.items() if each is not None}

    def settle(self) -> None:
        """Turn every slot: sites may be there that were not."""
        for leg in list(self.legs):
            for viewer in list(leg.viewers.values()):
                viewer.settle()

    def _settle(self, sites: Collection[str]) -> None:
        """Turn every slot that should show one of these sites."""
        for leg in self.legs:
            for viewer in list(leg.viewers.values()):
                if any(viewer.wants(site) for site in sites):
                    viewer.settle()

    # ---- what is heard -----------------------------------------------------------------------

    def _hear(self, leg: Leg, event: Message) -> None:
        """Hear of the room, as its steward."""
        data = plugin_data(event)
        if data.get("videoroom") == "destroyed":
            self._destroyed(self, leg)
        elif "publishers" in data:
            self._note_publishers(leg, leg.note_publishers(data["publishers"]))
        gone = data.get("unpublished") or data.get("leaving") or data.get("kicked")
        if isinstance(gone, str) and gone in leg.published:
            self._note_gone(leg, gone)

    def _note_publishers(self, leg: Leg, found: list[Published]) -> None:
        self._settle({published.site for published in found})
        for published in found:
            ours = leg.sending.get(published.site)
            if ours is not None and ours.published.participant == published.participant:
                ours.is_up = True
                self._end_former(leg, published)

    def _end_former(self, leg: Leg, newest: Published) -> None:
        """End the connections of a site before this one; the slots have turned already."""
        for other in [leg, *(each for each in self.legs if each is not leg and each.is_alive)]:
            for participant, each in list(other.published.items()):
                is_former = each.site == newest.site and each.number < newest.number
                if is_former and not each.is_carried:
                    other.ask({"request": "kick", "id": participant})

    def _note_gone(self, leg: Leg, participant: str) -> None:
        published = leg.published[participant]
        leg.lose(participant)
        if published.is_carried:
            self._cascade.drop(leg, participant)
        else:
            self._cascade.stop(published)
            self._cascade.clear(published, self.legs)
        self._settle([published.site])

    def _hear_site(self, leg: Leg, site: str, sending: Sending, event: Message) -> None:
        """Hear of a site's own connection."""
        data = plugin_data(event)
        if event["janus"] == "media":
            mid = str(event["mid"])
            self._meter.note_receiving(self.name, site, mid, receiving=bool(event["receiving"]))
        ended = event["janus"] in {"hangup", "detached"} or data.get("leaving") == "ok"
        if ended:
            if leg.sending.get(site) is sending:
                del leg.sending[site]
                self._meter.forget(self.name, site, way="up")
            leg.node.detach(leg.line, sending.handle)

    def _hear_viewer(self, leg: Leg, viewer: Viewer, event: Message) -> None:
        """Hear of a watching connection."""
        data = plugin_data(event)
        if "substream" in data and "mid" in data:
            viewer.confirm(str(data["mid"]), int(data["substream"]))
        if event["janus"] == "webrtcup":
            viewer.is_up = True
        elif event["janus"] in {"hangup", "detached"}:
            if leg.viewers.get(viewer.name) is viewer:
                del leg.viewers[viewer.name]
                self._meter.forget(self.name, viewer.name, way="down")
            leg.node.detach(leg.line, viewer.handle)
        elif "jsep" in event:
            viewer.renew(event)

    def _let_go(self, leg: Leg, name: str) -> None:
        leg.let_go(name)
        self._meter.forget(self.name, name)

    def _end(self, leg: Leg, sending: Sending) -> None:
        leg.node.detach(leg.line, sending.handle)
