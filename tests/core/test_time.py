"""Wall time, working days, identifiers."""

from datetime import UTC, date, datetime

import pytest

from hub.core.clock import format_moment, from_wall_time, weekday_name
from hub.core.ids import new_id
from hub.core.workingdays import add_working_days


def test_eight_in_vietnam_is_one_in_utc() -> None:
    moment = from_wall_time("23/11/2026 08:00")
    assert moment == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert format_moment(moment) == "08:00 23/11/2026"
    assert weekday_name(moment) == "Thứ Hai"


@pytest.mark.parametrize("text", ["8:00", "2026-11-23T08:00+07:00", "23-11-2026 08:00"])
def test_other_ways_to_write_a_time_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_wall_time(text)


def test_deadlines_count_working_days() -> None:
    """Meeting on Wednesday 8/9/2021: documents by 1/9; notice by 15/9 (2-3/9 are holidays)."""
    holidays = {date(2021, 9, 2), date(2021, 9, 3)}
    assert add_working_days(date(2021, 9, 8), -3, holidays) == date(2021, 9, 1)
    assert add_working_days(date(2021, 9, 8), 5, holidays) == date(2021, 9, 15)


def test_identifiers_are_version_7_and_sort_by_time() -> None:
    made = [new_id() for _ in range(10_000)]
    assert all(each.version == 7 and each.variant == "specified in RFC 4122" for each in made)
    assert made == sorted(made)
