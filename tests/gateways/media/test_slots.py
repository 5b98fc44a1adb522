"""What a viewer's decoder sees: one stream without jumps, whoever is shown."""

from itertools import pairwise

from hub.gateways.media.engine import rtp
from hub.gateways.media.engine.slot import Slot
from hub.gateways.media.engine.track import BETWEEN_KEYFRAMES_S, SiteClock, Source, Track
from hub.gateways.media.interface import Feed, Kind
from tests.gateways.media.test_packets import vp8


class Site:
    """A site's camera: numbered pictures of one packet each."""

    def __init__(self, seq: int, timestamp: int, picture: int) -> None:
        self.track = Track("main", Kind.VIDEO)
        self.asked: list[bytes] = []
        self.track.begin(Source(7, 1, self.asked.append, SiteClock()))
        self.seq, self.timestamp, self.picture = seq, timestamp, picture

    def packet(self, *, key: bool = False) -> rtp.Packet:
        self.seq = (self.seq + 1) & 0xFFFF
        self.timestamp = (self.timestamp + 4500) & 0xFFFFFFFF
        self.picture = (self.picture + 1) & 0x7FFF
        payload = vp8(self.picture, key=key)
        return rtp.Packet(self.seq, self.timestamp, 7, 0x80, 97, payload)

    def send(self, now: float, *, key: bool = False) -> None:
        self.track.receive(self.packet(key=key), now)


class Screen:
    """A viewer's slot and the packets that came out of it."""

    def __init__(self) -> None:
        self.came: list[rtp.Packet] = []
        self.slot = Slot(Feed(Kind.VIDEO), 99, self._take)
        self.slot.payload_type = 120

    def _take(self, data: bytes) -> None:
        packet = rtp.parse(data)
        assert packet is not None
        rtp.read_vp8(packet)
        self.came.append(packet)

    def steps(self, what: str) -> set[int]:
        numbers = [getattr(packet, what) for packet in self.came]
        size = {"seq": 1 << 16, "timestamp": 1 << 32, "picture": 1 << 15}[what]
        return {(b - a) % size for a, b in pairwise(numbers)}


def test_a_slot_turns_at_the_key_frame_and_counts_on() -> None:
    first, second, screen = Site(65530, 2**32 - 9000, 32760), Site(17, 5, 9), Screen()
    screen.slot.turn_to(first.track)
    now = 1.0
    first.send(now)
    assert screen.came == []  # a decoder can't begin here
    for count in range(10):
        now += 0.05
        first.send(now, key=count == 0)
    screen.slot.turn_to(second.track)
    now += 0.05
    second.send(now)
    first.send(now)  # still shown: the other one has no key frame yet
    for count in range(10):
        now += 0.05
        second.send(now, key=count == 0)
        first.send(now)
    assert len(screen.came) == 21
    assert screen.steps("seq") == {1} and screen.steps("picture") == {1}
    assert max(screen.steps("timestamp")) < 90_000 / 5
    assert {(packet.ssrc, packet.payload_type) for packet in screen.came} == {(99, 120)}
    assert first.track.slots == [] and second.track.slots == [screen.slot]


def test_late_packets_of_the_former_run_are_not_mixed_in() -> None:
    site, screen = Site(100, 0, 0), Screen()
    screen.slot.turn_to(site.track)
    before = site.packet()
    site.send(1.0, key=True)
    late = site.packet()
    site.send(1.1)
    site.track.receive(late, 1.15)
    site.track.receive(before, 1.2)
    first = screen.came[0].seq
    assert [packet.seq - first for packet in screen.came] == [0, 2, 1]


def test_packets_a_viewer_missed_are_sent_again_as_they_were() -> None:
    site, screen = Site(65000, 0, 0), Screen()
    screen.slot.turn_to(site.track)
    for count in range(1000):
        site.send(count * 0.05, key=count == 0)
    sent = list(screen.came)
    screen.slot.send_again((sent[-1].seq, sent[-500].seq, sent[0].seq, sent[-1].seq + 1))
    assert screen.came[1000:] == [sent[-1], sent[-500]]


def test_a_muted_picture_begins_again_with_a_key_frame() -> None:
    site, screen = Site(1, 0, 0), Screen()
    screen.slot.turn_to(site.track)
    site.send(1.0, key=True)
    site.track.muted = True
    site.send(1.1)
    site.track.muted = False
    site.track.start_over()
    site.send(1.2)
    assert len(screen.came) == 1
    site.send(1.3, key=True)
    assert screen.steps("seq") == {1}


def test_key_frames_are_asked_for_at_most_twice_a_second_until_one_comes() -> None:
    site, screens = Site(1, 0, 0), [Screen() for _ in range(30)]
    for screen in screens:
        screen.slot.turn_to(site.track)
    for tick in range(40):
        site.track.ask(10 + tick * 0.05)
    assert len(site.asked) == 2 / BETWEEN_KEYFRAMES_S
    site.send(13.0, key=True)
    site.track.ask(14.0)
    assert len(site.asked) == 2 / BETWEEN_KEYFRAMES_S
    assert all(len(screen.came) == 1 for screen in screens)


def test_a_slot_that_shows_nothing_is_fed_by_nobody() -> None:
    site, other, screen = Site(1, 0, 0), Site(1, 0, 0), Screen()
    screen.slot.turn_to(site.track)
    site.send(1.0, key=True)
    screen.slot.turn_to(other.track)
    screen.slot.turn_to(None)
    assert site.track.slots == other.track.slots == []
