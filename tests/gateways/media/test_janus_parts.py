"""Janus's tokens, configuration and events, without a Janus."""

import base64
import hashlib
import hmac
import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hub.gateways.media.interface import BadDescription, Feed, Kind, Layer
from hub.gateways.media.janus import configuration
from hub.gateways.media.janus.configuration import NodeSettings
from hub.gateways.media.janus.descriptions import offered_feeds, with_streams
from hub.gateways.media.janus.feeds import Source, read_publisher
from hub.gateways.media.janus.measuring import Meter, read_events
from hub.gateways.media.janus.tokens import PLUGIN, Secrets, signed_token

RECORDED = json.loads(Path(__file__).with_name("janus_events.json").read_text())


def test_a_token_is_signed_as_janus_checks_it() -> None:
    token = signed_token("key", "janus", PLUGIN, expires_s=1_795_406_421)
    data, _, signature = token.partition(":")
    assert data == "1795406421,janus,janus.plugin.videoroom"
    expected = hmac.new(b"key", data.encode(), hashlib.sha1).digest()
    assert base64.b64decode(signature) == expected


def test_every_key_of_a_node_is_another_and_none_is_the_hubs_secret() -> None:
    secrets = Secrets("hub")
    keys = [secrets.signing, secrets.admin, secrets.plugin_admin, secrets.events,
            secrets.of_room("a"), secrets.of_room("b"), secrets.pin_of_room("a")]  # fmt: skip
    assert len(set(keys)) == len(keys)
    assert all(len(key) >= 40 and "hub" not in key for key in keys)
    assert Secrets("hub").of_room("a") == secrets.of_room("a") != Secrets("other").of_room("a")


def test_a_node_is_closed_to_everybody_but_the_hub(tmp_path: Path) -> None:
    node = NodeSettings(media_address="192.0.2.2", events_url="http://127.0.0.1:5/x", loops=4)
    written = {path.name: path for path in configuration.write(node, Secrets("hub"), tmp_path)}
    core = written["janus.jcfg"].read_text()
    assert "token_auth = true" in core
    assert 'ice_enforce_list = "192.0.2.2"' in core
    assert "event_loops = 4" in core
    disabled = next(line for line in core.splitlines() if "libjanus_echotest.so" in line)
    assert "libjanus_videoroom.so" not in disabled
    assert "libjanus_http.so" in core, "the HTTP API is not disabled"
    assert 'ws_ip = "127.0.0.1"' in written["janus.transport.websockets.jcfg"].read_text()
    assert "lock_rtp_forward = true" in written["janus.plugin.videoroom.jcfg"].read_text()
    for path in written.values():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


OFFER = """v=0\r
o=- 1 1 IN IP4 0.0.0.0\r
s=-\r
t=0 0\r
m=audio 9 UDP/TLS/RTP/SAVPF 111\r
a=mid:0\r
m=video 9 UDP/TLS/RTP/SAVPF 96\r
a=mid:1\r
{simulcast}m=video 9 UDP/TLS/RTP/SAVPF 96\r
a=mid:2\r
"""


def test_the_feeds_of_an_offer_are_read_in_order() -> None:
    feeds = offered_feeds(OFFER.format(simulcast="a=simulcast:send h;m;l\r\n"))
    assert [(feed.name, feed.mid, feed.sizes) for feed in feeds] == [
        ("audio", "0", 1),
        ("main", "1", 3),
        ("thumb", "2", 1),
    ]
    four = OFFER.format(simulcast="") + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:3\r\n"
    for offer in (four, "v=0\r\n", "", "v=0\r\nm=application 9 UDP/DTLS/SCTP x\r\na=mid:0\r\n"):
        with pytest.raises(BadDescription):
            offered_feeds(offer)


def test_the_one_who_speaks_has_sound_and_picture_in_one_stream() -> None:
    offer = "v=0\r\n" + "".join(
        f"m={kind} 9 X 96\r\na=mid:{number}\r\na=msid:7 {number}\r\n"
        for number, kind in enumerate(("video", "audio", "video"))
    )
    named = with_streams(offer, [Feed(Kind.VIDEO), Feed(Kind.AUDIO), Feed(Kind.VIDEO)])
    streams = [line for line in named.splitlines() if line.startswith("a=msid:")]
    assert streams == ["a=msid:stage 0", "a=msid:stage 1", "a=msid:slot-2 2"]


def listed(*streams: dict[str, Any]) -> dict[str, Any]:
    return {"id": "yen-lap~01", "streams": list(streams)}


AUDIO = {"type": "audio", "mid": "0", "codec": "opus"}
MAIN = {"type": "video", "mid": "1", "codec": "vp8"}
THUMB = {"type": "video", "mid": "2", "codec": "vp8"}


def test_a_picture_is_found_in_the_size_asked_for_or_the_next_smaller() -> None:
    two = read_publisher(listed(AUDIO, MAIN, THUMB))
    assert two.site == "yen-lap"
    assert two.find(Kind.AUDIO, Layer.MAIN) == Source("yen-lap~01", "0")
    mids = {layer: two.find(Kind.VIDEO, layer) for layer in (Layer.MAIN, Layer.MIDDLE, Layer.THUMB)}
    assert [each.mid for each in mids.values() if each] == ["1", "2", "2"]
    one = read_publisher(listed(AUDIO, MAIN))
    assert one.find(Kind.VIDEO, Layer.THUMB) == Source("yen-lap~01", "1")
    sizes = read_publisher(listed(AUDIO, {**MAIN, "simulcast": True}, THUMB))
    found = [sizes.find(Kind.VIDEO, layer) for layer in mids]
    assert [(each.mid, each.substream) for each in found if each] == [
        ("1", 1),
        ("1", 0),
        ("2", None),
    ]
    alone = read_publisher(listed({**MAIN, "simulcast": True}))
    smallest = alone.find(Kind.VIDEO, Layer.THUMB)
    assert smallest is not None and smallest.substream == 0
    assert read_publisher(listed(AUDIO)).find(Kind.VIDEO, Layer.MAIN) is None


def test_recorded_events_become_samples_of_each_site() -> None:
    meter = Meter()
    for body in RECORDED:
        for reported in read_events(body):
            meter.note(reported)
    meter.note_receiving("hop-12", "yen-lap", "1", receiving=True)
    samples = {each.site: each for each in meter.measure(everyone=True)}
    site, viewer = samples["yen-lap"], samples["dong-thinh"]
    assert (site.room, site.receiving, site.rtt_ms) == ("hop-12", True, None)
    assert site.up_lost_pct == 0.0 and site.up_jitter_ms == 1.0 and site.up_kbps
    assert site.down_lost_pct is site.down_kbps is None, "zeros of no packets are no measurement"
    assert viewer.rtt_ms == 1.0 and viewer.down_jitter_ms == 2.0 and viewer.down_kbps
    assert viewer.up_lost_pct is None and viewer.receiving is None


def stats(mid: str, media: str, **counts: int) -> dict[str, Any]:
    return {"mid": mid, "media": media, **{name.replace("_", "-"): n for name, n in counts.items()}}


def report(way: str, at_s: int, *rows: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": 32,
        "subtype": 3,
        "timestamp": at_s * 1_000_000,
        "opaque_id": f"hop/yen-lap/{way}",
        "event": list(rows),
    }


def test_loss_and_rate_are_those_since_the_sample_before() -> None:
    meter = Meter()

    def hear(body: Any) -> Any:
        for reported in read_events(body):
            meter.note(reported)
        return meter.measure(everyone=True)[0]

    first = stats("0", "audio", packets_sent=1000, lost_by_remote=500, bytes_sent=1_000_000)
    then = stats("0", "audio", packets_sent=1480, lost_by_remote=524, bytes_sent=1_125_000, rtt=205)
    hear(report("down", 100, first))
    sample = hear(report("down", 110, then))
    assert (sample.down_lost_pct, sample.down_kbps, sample.rtt_ms) == (5.0, 100.0, 205.0)
    again = hear(report("down", 110, then))
    assert again.down_lost_pct is None, "nothing new was reported"


def test_a_size_that_a_site_stopped_sending_is_no_silence() -> None:
    event = {"type": 32, "subtype": 1, "opaque_id": "hop/yen-lap/up",
             "event": {"media": "video", "mid": "1", "substream": 2,
                       "receiving": False}}  # fmt: skip
    assert list(read_events(event)) == []
    rows = [stats("1", media, packets_received=100, bytes_received=9) for media in
            ("video", "video-sim1", "video-sim2")]  # fmt: skip
    (reported,) = read_events(report("up", 1, *rows))
    assert [each.media for each in reported.counters] == ["video", "video-sim1", "video-sim2"]


def test_silence_is_told_at_once_and_only_once() -> None:
    meter = Meter()
    for mid in ("0", "1"):
        meter.note_receiving("hop", "yen-lap", mid, receiving=True)
    assert meter.measure(everyone=False) == []
    meter.note_receiving("hop", "yen-lap", "0", receiving=False)
    assert meter.measure(everyone=False) == [], "its picture still arrives"
    meter.note_receiving("hop", "yen-lap", "1", receiving=False)
    (sample,) = meter.measure(everyone=False)
    assert sample.receiving is False and sample.at <= datetime.now(UTC)
    assert meter.measure(everyone=False) == []
    meter.note_receiving("hop", "yen-lap", "1", receiving=True)
    assert meter.measure(everyone=False)[0].receiving is True
    meter.forget("hop", "yen-lap")
    assert [each.receiving for each in meter.measure(everyone=False)] == [None]


@pytest.mark.parametrize("body", [None, 3, [], [1], {}, {"opaque_id": "a/b"}, {"event": [{}]},
    {"type": 32, "subtype": 3, "opaque_id": "a/b/up", "event": None}])  # fmt: skip
def test_what_is_not_of_use_is_left(body: Any) -> None:
    assert [each for each in read_events(body) if each.counters] == []
