"""What arrives behind a bad line, with the page's control of layers and without it.

    python bench/weak_line.py [--seconds 20]

Needs root and /dev/net/tun: the line is made of two TUN devices (tests/badline). The chair sends a
moving picture that is hard to code; the frames it sends each second are the limit, measured in
the same run, on the good line.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.badline.rig import GOOD, LOSSY, MOBILE, NARROW, VERY_NARROW, why_not
from tests.badline.room import BadRoom, Measured, a_bad_room, until
from tests.journeys.hubs import demo_data

PROFILES = {
    "20 Mbit/s, 5 ms": GOOD,
    "4 Mbit/s, 60 ms, 2 %": MOBILE,
    "600 kbit/s": NARROW,
    "250 kbit/s": VERY_NARROW,
    "4 Mbit/s, 15 %": LOSSY,
}
STILL = "() => { room.weak.keeper.stopped ??= room.weak.keeper.look; room.weak.keeper.look = () => {}; }"
AGAIN = "() => { if (room.weak.keeper.stopped) room.weak.keeper.look = room.weak.keeper.stopped; }"


def found(room: BadRoom, name: str, *, control: bool, seconds: float) -> Measured:
    """Let the line become bad, give the page time to find its rung, and measure."""
    room.line.become(GOOD)
    until(room.site, "room.presence.joined")
    room.site.evaluate(AGAIN)
    room.site.evaluate("room.weak.choose('auto')")
    until(room.site, "room.watcher.connected && room.publisher.connected")
    room.site.wait_for_timeout(4000)
    if not control:
        room.site.evaluate(STILL)
    room.line.become(PROFILES[name])
    room.site.wait_for_timeout(seconds * 1000)
    return room.measure(seconds)


def main() -> None:
    """Print a line for each profile and way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    seconds = parser.parse_args().seconds
    if why_not():
        print(f"not measured: {why_not()}")
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        fresh = demo_data(Path(folder) / "demo")
        (Path(folder) / "hub").mkdir()
        with a_bad_room(playwright, Path(folder) / "hub", fresh) as room:
            print(
                f"{'line':<22} {'control':<8} {'mode':<10} {'fps':>5} {'kbit/s':>7} {'lost':>7} {'made up':>8}"
            )
            for name in PROFILES:
                for control in (False, True):
                    each = found(room, name, control=control, seconds=seconds)
                    print(
                        f"{name:<22} {'with' if control else 'without':<8} {each.mode:<10}"
                        f" {each.fps:>5} {each.kbps:>7.0f} {each.loss_pct:>6} % {each.concealed_pct:>6} %",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
