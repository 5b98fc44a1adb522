"""The board of a meeting too large to be read as a whole."""

from importlib import import_module

import pytest

from hub.core.unit_of_work import SYSTEM
from hub.meetings.models import MeetingSite
from hub.quality import queries
from hub.quality.models import Grade
from hub.quality.rules import SILENCE, Measurement
from tests.quality.conftest import GOOD, POOR


@pytest.fixture
def lines(live, sample, clock):
    """Of three communes one line fell silent, one is poor, one good; the main site's is unknown."""
    sample(0, Measurement(1, **GOOD))
    clock.go(seconds=SILENCE.seconds + 1)
    sample(1, Measurement(1, **GOOD))
    sample(2, Measurement(1, **POOR))
    return live


@pytest.fixture
def page(runtime, lines):
    def look(**wanted):
        with runtime.read() as session:
            return queries.board_page(session, lines.meeting.id, runtime.clock(), **wanted)

    return look


@pytest.fixture
def small(monkeypatch):
    """Two rows a page and two tiles a wall."""
    of_the_board = import_module("hub.quality.queries.board")
    monkeypatch.setattr(of_the_board, "ROWS", 2)
    monkeypatch.setattr(of_the_board, "TILES", 2)


def ids(rows):
    return [row.meeting_site_id for row in rows]


@pytest.mark.usefixtures("small")
def test_pages_put_together_are_the_whole_board(runtime, lines, page):
    with runtime.read() as session:
        whole = queries.board(session, lines.meeting.id, runtime.clock())
    assert [row.grade for row in whole] == [Grade.LOST, Grade.POOR, Grade.GOOD, None]
    assert page(page=1).rows + page(page=2).rows == whole
    assert page(page=9).page == 2
    places = page(wall=1).places + page(wall=2).places
    assert places == sorted(whole, key=lambda row: row.position)


def test_a_page_of_one_grade_has_the_lines_of_that_grade(lines, page):
    lost, good, poor = (each.meeting_site.id for each in lines.communes)
    wanted = {Grade.LOST: [lost], Grade.POOR: [poor], Grade.FAIR: [], Grade.GOOD: [good]}
    assert {grade: ids(page(only=grade).rows) for grade in wanted} == wanted
    assert ids(page(only=None).rows) == [lines.main_meeting_site.id]
    assert page().counts == {grade: len(found) for grade, found in wanted.items()} | {None: 1}


def test_when_all_lines_are_silent_they_stand_at_their_places(lines, page, clock):
    clock.go(seconds=SILENCE.seconds + 1)
    assert ids(page(only=Grade.LOST).rows) == [each.meeting_site.id for each in lines.communes]


def test_a_site_that_was_taken_out_is_neither_counted_nor_listed(runtime, lines, page):
    _lost, good, poor = (each.meeting_site.id for each in lines.communes)
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.get(MeetingSite, poor).withdrawn_at = uow.now
    seen = page()
    assert seen.total == 3 and seen.counts[Grade.POOR] == 0
    assert poor not in ids(seen.rows) + ids(seen.places) and good in ids(seen.rows)
