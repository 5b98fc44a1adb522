"""What the media engine tells the hub by itself."""

from datetime import timedelta

from sqlalchemy import select

from hub.attendance.models import PresenceEvent
from hub.gateways.media.interface import WitnessSample as Told
from hub.quality.models import WitnessSample
from hub.rooms import jobs


def told(site, now, **measures):
    unknown = dict.fromkeys(
        ("rtt_ms", "up_lost_pct", "down_lost_pct", "up_jitter_ms", "down_jitter_ms", "up_kbps",
         "down_kbps")
    )  # fmt: skip
    return Told(room="r", site=site, at=now, **{"receiving": None, **unknown, **measures})


def test_what_the_engine_measured_is_kept_by_site_whatever_its_connection_is_called(runtime, stage):
    site = stage.communes[0].meeting_site.id
    now = runtime.clock()
    jobs.take_measured(
        runtime,
        [
            told(f"{site}~7", now, receiving=True, up_lost_pct=2.5, down_kbps=700),
            told("thử đường truyền", now, receiving=True),
        ],
    )
    with runtime.read() as session:
        kept = session.scalars(select(WitnessSample)).one()
    assert (kept.meeting_site_id, kept.up_loss_pct, kept.down_kbps) == (site, 2.5, 700)


def test_names_of_no_site_cost_nothing(runtime):
    jobs.take_measured(runtime, [told("echo", runtime.clock(), receiving=True)])
    jobs.take_measured(runtime, [])


def test_media_that_stop_and_go_on_are_noted_in_the_attendance_once_each(runtime, stage):
    site = stage.communes[0].meeting_site.id
    now = runtime.clock()
    for second, receiving in enumerate([True, True, False, False, True]):
        moment = now + timedelta(seconds=second)
        jobs.take_measured(runtime, [told(str(site), moment, receiving=receiving)])
    with runtime.read() as session:
        noted = session.scalars(select(PresenceEvent.kind).order_by(PresenceEvent.at)).all()
    assert [each.value for each in noted] == ["media-on", "media-off", "media-on"]
