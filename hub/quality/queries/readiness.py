"""The go/no-go board: the last line test of every site."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from hub.core.ids import LineTestId, MeetingId, MeetingSiteId
from hub.directory.models import Person
from hub.meetings.models import TAKES_PART, MeetingSite
from hub.quality.errors import NoSuchTest
from hub.quality.models import Grade, LineTest
from hub.quality.rules import is_ready


@dataclass(frozen=True, slots=True)
class ReadinessRow:
    """A site and its last line test; `tests` counts all of them."""

    meeting_site: MeetingSite
    test: LineTest | None
    tests: int
    signed_off_by: str

    @property
    def is_ready(self) -> bool:
        """Whether the site can go."""
        return is_ready(self.test)


def readiness(session: Session, meeting_id: MeetingId) -> list[ReadinessRow]:
    """Return every site at its fixed place with its last line test (three queries)."""
    sites = session.scalars(
        select(MeetingSite)
        .where(MeetingSite.meeting_id == meeting_id, TAKES_PART)
        .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
        .order_by(MeetingSite.position, MeetingSite.id)
    ).all()
    newest = _newest(session, meeting_id)
    counted = session.execute(
        select(LineTest.meeting_site_id, func.count())
        .where(LineTest.meeting_id == meeting_id)
        .group_by(LineTest.meeting_site_id)
    )
    counts = {each[0]: each[1] for each in counted}
    return [_row(site, newest.get(site.id), counts.get(site.id, 0)) for site in sites]


def last_tests(session: Session, meeting_id: MeetingId) -> dict[MeetingSiteId, Grade]:
    """Return the grade of each site's last line test (one query)."""
    found = session.execute(
        select(LineTest.meeting_site_id, LineTest.grade)
        .where(LineTest.meeting_id == meeting_id)
        .order_by(LineTest.at, LineTest.id)
    )
    return {site: grade for site, grade in found}  # noqa: C416  (rows are no pairs to mypy)


def tests_of(session: Session, meeting_site_id: MeetingSiteId) -> Sequence[LineTest]:
    """Return the line tests of one site, newest first."""
    return session.scalars(
        select(LineTest)
        .where(LineTest.meeting_site_id == meeting_site_id)
        .order_by(LineTest.at.desc(), LineTest.id.desc())
        .limit(20)
    ).all()


def get_test(session: Session, meeting_id: MeetingId, test_id: LineTestId) -> LineTest:
    """Return a line test of this meeting. Raises NoSuchTest."""
    found = session.get(LineTest, test_id)
    if found is None or found.meeting_id != meeting_id:
        raise NoSuchTest
    return found


def find_newest_test(session: Session, meeting_site_id: MeetingSiteId) -> LineTest | None:
    """Return the last line test of a site."""
    return next(iter(tests_of(session, meeting_site_id)), None)


def _newest(session: Session, meeting_id: MeetingId) -> dict[MeetingSiteId, tuple[LineTest, str]]:
    ranked = (
        select(
            LineTest.id,
            func.row_number()
            .over(
                partition_by=LineTest.meeting_site_id,
                order_by=(LineTest.at.desc(), LineTest.id.desc()),
            )
            .label("age"),
        )
        .where(LineTest.meeting_id == meeting_id)
        .subquery()
    )
    found = session.execute(
        select(LineTest, Person.name)
        .join(ranked, ranked.c.id == LineTest.id)
        .outerjoin(Person, Person.id == LineTest.signed_off_by_id)
        .where(ranked.c.age == 1)
    )
    return {test.meeting_site_id: (test, name or "") for test, name in found}


def _row(site: MeetingSite, found: tuple[LineTest, str] | None, tests: int) -> ReadinessRow:
    test, name = found or (None, "")
    return ReadinessRow(site, test, tests, name)
