"""A connection of which nothing comes is noticed within three seconds."""

from hypothesis import given
from hypothesis import strategies as st

from hub.web.transport import watch
from hub.web.transport.watch import Watch


class Heard:
    """A line that answers pings as long as its cable is whole."""

    def __init__(self) -> None:
        self.quiet, self.closed, self.cable, self.pings = 0, False, True, 0

    def write(self, data: bytes) -> None:
        assert data == watch.PING_FRAME
        self.pings += 1
        if self.cable:
            self.quiet = 0


def turns(watching: Watch, number: int) -> list[tuple[list[str], list[str]]]:
    return [found for found in (watching.turn() for _ in range(number)) if found != ([], [])]


def test_a_cable_that_is_cut_is_noticed_within_three_seconds():
    watching, line, other = Watch(), Heard(), Heard()
    watching.follow("a", line)
    watching.follow("b", other)
    assert turns(watching, 20) == []
    line.cable = False
    within = int(3 / watch.TURN_S)
    assert turns(watching, within) == [(["a"], [])]
    assert turns(watching, 20) == []


def test_a_line_that_speaks_again_is_told_of_once():
    watching, line = Watch(), Heard()
    watching.follow("a", line)
    line.cable = False
    turns(watching, 10)
    line.cable, line.quiet = True, 0
    assert turns(watching, 10) == [([], ["a"])]


def test_a_line_that_speaks_by_itself_is_not_asked():
    watching, line = Watch(), Heard()
    watching.follow("a", line)
    for _ in range(10):
        watching.turn()
        line.quiet = 0
    assert line.pings == 0


def test_a_closed_line_is_listened_to_no_more():
    watching, line = Watch(), Heard()
    watching.follow("a", line)
    line.closed = True
    assert turns(watching, 10) == []
    assert len(watching) == 0


def test_of_too_many_lines_none_is_listened_to_until_there_are_fewer(monkeypatch):
    monkeypatch.setattr(watch, "MOST", 3)
    watching, lines = Watch(), {name: Heard() for name in "abc"}
    for name in "ab":
        watching.follow(name, lines[name])
    lines["a"].cable = False
    assert turns(watching, 10) == [(["a"], [])]
    watching.follow("c", lines["c"])
    assert turns(watching, 10) == [([], ["a"])]
    lines["c"].closed = True
    assert turns(watching, 10) == [(["a"], [])]


@given(st.lists(st.booleans(), max_size=60))
def test_silence_and_speech_are_told_in_turns(whole):
    watching, line = Watch(), Heard()
    watching.follow("a", line)
    told = []
    for cable in whole:
        line.cable = cable
        if cable:
            line.quiet = 0
        silent, heard = watching.turn()
        told += ["silent"] * len(silent) + ["heard"] * len(heard)
    expected = ["silent", "heard"] * len(told)
    assert told == expected[: len(told)]
