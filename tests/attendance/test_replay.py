"""Stays worked out anew from what was heard, in any order; gaps of the signal; the timeline."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.attendance import rules
from hub.attendance.models import PresenceEventKind as Kind
from hub.attendance.rules import Heard, Interval, SpellKind
from hub.core.ids import MeetingSiteId, new_id

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
GRACE = timedelta(seconds=60)
SITES = [MeetingSiteId(new_id()) for _ in range(3)]
ORDER = [new_id() for _ in range(60)]


def at(minutes: float) -> datetime:
    return EIGHT + timedelta(minutes=minutes)


def log(*said: tuple[Kind, float], connection: str = "a", site: int = 0) -> list[Heard]:
    return [
        Heard(ORDER[place], SITES[site], connection, kind, at(minutes))
        for place, (kind, minutes) in enumerate(said)
    ]


def stays(*said: tuple[Kind, float]) -> tuple[Interval, ...]:
    return rules.stays_from(log(*said)).get(SITES[0], ())


logs = st.lists(
    st.tuples(
        st.sampled_from(Kind), st.sampled_from("abcd"), st.integers(0, 2), st.integers(0, 600)
    ),
    max_size=40,
).map(
    lambda said: [
        Heard(ORDER[place], SITES[site], f"{site}{connection}", kind,
              EIGHT + timedelta(seconds=sum(each[3] for each in said[: place + 1])))
        for place, (kind, connection, site, _wait) in enumerate(said)
    ]
)  # fmt: skip


@given(logs, st.randoms())
def test_the_same_things_heard_give_the_same_stays_in_any_order_and_said_twice(heard, chance):
    shuffled = heard + heard[::3]
    chance.shuffle(shuffled)
    assert rules.stays_from(shuffled) == rules.stays_from(heard)


@given(logs)
def test_a_connection_is_in_the_room_at_most_once_at_a_time(heard):
    for connection in {each.connection for each in heard}:
        own = [each for each in heard if each.connection == connection]
        for found in rules.stays_from(own).values():
            for before, after in itertools.pairwise(found):
                assert before.end is not None and before.end <= after.start


@given(logs)
def test_no_site_is_there_for_longer_than_the_wall_clock_ran(heard):
    now = heard[-1].at if heard else EIGHT
    ran = int((now - EIGHT).total_seconds())
    for found in rules.stays_from(heard).values():
        merged = rules.merge_intervals(found, GRACE)
        assert 0 <= rules.seconds_of(merged, now) <= ran
        gaps = rules.line_gaps(merged, now)
        assert rules.seconds_of(merged, now) + rules.seconds_of(gaps, now) <= ran + 2


@given(logs)
def test_what_one_site_did_changes_nothing_for_another(heard):
    alone = [each for each in heard if each.site == SITES[0]]
    assert rules.stays_from(heard).get(SITES[0], ()) == rules.stays_from(alone).get(SITES[0], ())


@given(logs, logs, logs)
def test_time_covered_does_not_depend_on_how_stays_are_grouped(one, two, three):
    parts = [rules.stays_from(each).get(SITES[0], ()) for each in (one, two, three)]
    nothing = timedelta()
    now = EIGHT + timedelta(days=1)

    def covered(*groups):
        merged = rules.merge_intervals([each for group in groups for each in group], nothing)
        return [(each.start, each.end) for each in rules.clipped(merged, EIGHT, now)]

    first_two = rules.merge_intervals([*parts[0], *parts[1]], nothing)
    last_two = rules.merge_intervals([*parts[1], *parts[2]], nothing)
    assert covered(first_two, parts[2]) == covered(parts[0], last_two) == covered(*parts)


@given(logs)
def test_the_timeline_is_in_order_and_its_stays_and_gaps_do_not_overlap(heard):
    now = heard[-1].at if heard else EIGHT
    for site, found in rules.stays_from(heard).items():
        merged = rules.merge_intervals(found, GRACE)
        gaps = rules.media_gaps([each for each in heard if each.site == site], merged)
        spells = rules.timeline_of(merged, gaps, now)
        assert [each.start for each in spells] == sorted(each.start for each in spells)
        solid = [each for each in spells if each.kind is not SpellKind.NO_SIGNAL]
        for before, after in itertools.pairwise(solid):
            assert before.end is not None and before.end <= after.start
        for gap in gaps:
            assert any(
                stay.start <= gap.start and (stay.end is None or gap.start <= stay.end)
                for stay in merged
            )


def test_who_falls_silent_and_is_heard_again_was_there_all_the_time():
    assert stays((Kind.JOIN, 0), (Kind.SILENT, 5), (Kind.BACK, 7), (Kind.LEAVE, 30)) == (
        Interval(at(0), at(30)),
    )


def test_an_end_that_was_guessed_is_marked_and_settled_by_the_word_that_follows():
    assert stays((Kind.JOIN, 0), (Kind.SILENT, 5)) == (
        Interval(at(0), at(5), lost=True, estimated=True),
    )
    assert stays((Kind.JOIN, 0), (Kind.SILENT, 5), (Kind.LOST, 6)) == (
        Interval(at(0), at(5), lost=True),
    )
    assert stays((Kind.JOIN, 0), (Kind.SILENT, 5), (Kind.LEAVE, 9)) == (Interval(at(0), at(9)),)


def test_the_end_of_the_meeting_ends_who_is_there_and_nobody_else():
    assert stays((Kind.JOIN, 0), (Kind.CLOSED, 60)) == (Interval(at(0), at(60)),)
    assert stays((Kind.JOIN, 0), (Kind.LOST, 50), (Kind.CLOSED, 60)) == (
        Interval(at(0), at(50), lost=True),
    )


def test_missing_media_are_a_gap_only_while_the_site_is_in_the_room():
    heard = log((Kind.MEDIA_ON, 1), (Kind.MEDIA_OFF, 10), (Kind.MEDIA_ON, 14), (Kind.MEDIA_OFF, 28))
    there = [Interval(at(0), at(12), lost=True), Interval(at(13), at(30))]
    assert [(each.start, each.end) for each in rules.media_gaps(heard, there)] == [
        (at(10), at(12)),
        (at(13), at(14)),
        (at(28), at(30)),
    ]


def test_a_gap_of_the_line_is_told_from_leaving():
    there = [Interval(at(0), at(10), lost=True), Interval(at(15), at(20)), Interval(at(25), None)]
    spells = rules.timeline_of(there, [], at(30))
    assert [(each.kind, each.seconds(at(30))) for each in spells] == [
        (SpellKind.PRESENT, 600),
        (SpellKind.LINE_LOST, 300),
        (SpellKind.PRESENT, 300),
        (SpellKind.AWAY, 300),
        (SpellKind.PRESENT, 300),
    ]
