"""The board of sites and hours: what is at the same time stands in rows of its own."""

from hub.meetings.rules import Cell, Span, hours_of, lanes


def test_one_after_another_is_one_row_that_fills_the_day() -> None:
    hours = range(7, 12)
    assert lanes([Span(10, 11, "b"), Span(8, 10, "a")], hours) == [
        [Cell(1), Cell(2, "a"), Cell(1, "b"), Cell(1)]
    ]


def test_a_site_that_is_asked_to_two_at_once_has_two_rows() -> None:
    rows = lanes([Span(8, 10, "a"), Span(9, 11, "b"), Span(10, 12, "c")], range(8, 12))
    assert rows == [[Cell(2, "a"), Cell(2, "c")], [Cell(1), Cell(2, "b"), Cell(1)]]
    assert all(sum(cell.columns for cell in row) == 4 for row in rows)


def test_early_and_late_meetings_widen_the_day() -> None:
    assert hours_of([]) == range(7, 18)
    assert hours_of([Span(5, 7, "a"), Span(20, 22, "b")]) == range(5, 22)
