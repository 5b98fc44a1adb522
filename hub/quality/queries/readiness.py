"""The go/no-go board: the last line test of every site."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import Subquery, and_, func, select
from sqlalchemy.orm import Session, joinedload

from hub.core.fold import fold
from hub.core.ids import LineTestId, MeetingId, MeetingSiteId
from hub.directory.models import Person, Unit
from hub.meetings.models import TAKES_PART, MeetingSite
from hub.quality.errors import NoSuchTest
from hub.quality.models import Grade, LineTest
from hub.quality.rules import is_ready, may_go

#: Up to so many sites are shown whole.
WHOLE: Final = 100
#: Sites on a page of a larger meeting.
LISTED: Final = 60


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


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far the sites of a meeting are, and those of one page of them.

    `check` were tested and are not ready; `found` have the words asked for. Up to `WHOLE` sites
    stand at their fixed places, all on one page; of more, those that are not ready come first.
    """

    rows: list[ReadinessRow]
    total: int
    ready: int
    check: int
    number: int
    found: int

    @property
    def untested(self) -> int:
        """How many sites have not tested their line."""
        return self.total - self.ready - self.check

    @property
    def is_large(self) -> bool:
        """Whether a page of the sites is shown."""
        return self.total > WHOLE


def readiness(
    session: Session, meeting_id: MeetingId, words: str = "", number: int = 1
) -> Readiness:
    """Return a page of the sites with their last line tests (four queries)."""
    found = _standing(session, meeting_id)
    total, ready = len(found), sum(each.is_ready for each in found)
    check = sum(each.is_tested and not each.is_ready for each in found)
    if total > WHOLE:
        part = fold(words)
        found = [each for each in found if part in each.fold]
        found.sort(key=lambda each: (each.is_ready, not each.is_tested))
        number = min(number, max(1, -(-len(found) // LISTED)))
        shown = found[(number - 1) * LISTED : number * LISTED]
    else:
        number, shown = 1, found
    rows = _rows(session, meeting_id, [each.id for each in shown])
    return Readiness(rows, total, ready, check, number, len(found))


class _Standing(NamedTuple):
    id: MeetingSiteId
    fold: str
    is_tested: bool
    is_ready: bool


def _standing(session: Session, meeting_id: MeetingId) -> list[_Standing]:
    """Return where every site stands, in place order; no objects: there may be ten thousand."""
    newest = _ages(meeting_id)
    found = session.execute(
        select(MeetingSite.id, Unit.fold, LineTest.grade, LineTest.signed_off_at)
        .join(Unit, Unit.id == MeetingSite.unit_id)
        .outerjoin(newest, and_(newest.c.meeting_site_id == MeetingSite.id, newest.c.age == 1))
        .outerjoin(LineTest, LineTest.id == newest.c.id)
        .where(MeetingSite.meeting_id == meeting_id, TAKES_PART)
        .order_by(MeetingSite.position, MeetingSite.id)
    )
    return [
        _Standing(site, fold_, grade is not None, may_go(grade, signed_off_at))
        for site, fold_, grade, signed_off_at in found
    ]


def _rows(
    session: Session, meeting_id: MeetingId, wanted: Sequence[MeetingSiteId]
) -> list[ReadinessRow]:
    asked = (
        select(MeetingSite)
        .where(MeetingSite.id.in_(wanted))
        .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
    )
    sites = {each.id: each for each in session.scalars(asked)}
    newest = _newest(session, meeting_id, wanted)
    counted = session.execute(
        select(LineTest.meeting_site_id, func.count())
        .where(LineTest.meeting_site_id.in_(wanted))
        .group_by(LineTest.meeting_site_id)
    )
    counts = {each[0]: each[1] for each in counted}
    return [_row(sites[each], newest.get(each), counts.get(each, 0)) for each in wanted]


def last_tests(
    session: Session, meeting_site_ids: Collection[MeetingSiteId]
) -> dict[MeetingSiteId, Grade]:
    """Return the grade of the last line test of each of some sites (one query)."""
    found = session.execute(
        select(LineTest.meeting_site_id, LineTest.grade)
        .where(LineTest.meeting_site_id.in_(meeting_site_ids))
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


def _ages(meeting_id: MeetingId) -> Subquery:
    """Return the line tests of a meeting, numbered for each site from the newest on."""
    return (
        select(
            LineTest.id,
            LineTest.meeting_site_id,
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


def _newest(
    session: Session, meeting_id: MeetingId, sites: Sequence[MeetingSiteId]
) -> dict[MeetingSiteId, tuple[LineTest, str]]:
    ranked = _ages(meeting_id)
    found = session.execute(
        select(LineTest, Person.name)
        .join(ranked, ranked.c.id == LineTest.id)
        .outerjoin(Person, Person.id == LineTest.signed_off_by_id)
        .where(ranked.c.age == 1, LineTest.meeting_site_id.in_(sites))
    )
    return {test.meeting_site_id: (test, name or "") for test, name in found}


def _row(site: MeetingSite, found: tuple[LineTest, str] | None, tests: int) -> ReadinessRow:
    test, name = found or (None, "")
    return ReadinessRow(site, test, tests, name)
