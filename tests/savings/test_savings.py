from datetime import date, timedelta

import pytest
from sqlalchemy import select

from hub.attendance.models import Presence, RollEntry, RollSource, RollStatus
from hub.core.errors import NotAllowed
from hub.core.ids import RollEntryId, new_id
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory.models import Site
from hub.meetings.models import Meeting, MeetingState, MeetingType
from hub.savings import queries, rules, service
from hub.savings.errors import AssumptionsChanged
from hub.savings.rules import Facts, Journey, Paper, Prices
from tests.builders import MONDAY
from tests.documents.builders import issued

DAY = date(2026, 11, 16)
PRICES = Prices(
    sheet_vnd=500, pages_per_sheet=2, postage_vnd=20_000, km_vnd=5_000, people_per_vehicle=4
)


def facts(papers=(), journeys=()):
    return Facts(new_id(), "Hội nghị", MONDAY, papers, journeys)


def test_paper_is_pages_times_units_on_sheets_that_begin_anew_for_each_copy():
    papers = [Paper(3, frozenset("abc"), DAY), Paper(1, frozenset("ab"), DAY)]
    found = rules.saved(facts(papers), PRICES)
    assert (found.pages, found.sheets) == (3 * 3 + 1 * 2, 2 * 3 + 1 * 2)
    assert found.paper_vnd == 8 * 500


def test_what_goes_to_a_unit_on_one_day_is_one_consignment():
    later = DAY + timedelta(days=1)
    papers = [Paper(3, frozenset("abc"), DAY), Paper(1, frozenset("ab"), DAY),
              Paper(1, frozenset("a"), later)]  # fmt: skip
    assert rules.saved(facts(papers), PRICES).consignments == 4


def test_travel_is_there_and_back_for_each_vehicle_and_what_is_not_known_is_not_counted():
    journeys = [Journey(10, 3), Journey(7, 5), Journey(None, 2)]
    papers = [Paper(None, frozenset("a"), DAY)]
    found = rules.saved(facts(papers, journeys), PRICES)
    assert found.km == 2 * 10 + 2 * 7 * 2
    assert (found.travel_vnd, found.unknown) == (48 * 5_000, 2)
    assert rules.together([found, found]).total_vnd == 2 * found.total_vnd


def held(runtime, stage):
    """Issue a paper of three pages; two sites of three come, one of them from 12 km away."""
    issued(runtime, stage)
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = uow.session.merge(stage.meeting)
        meeting.state = MeetingState.ENDED
        uow.session.get(Site, stage.communes[0].site.id).distance_km = 12
        for commune, status in zip(
            stage.communes, (RollStatus.ONLINE, RollStatus.ONLINE, RollStatus.ABSENT), strict=True
        ):
            uow.session.add(
                RollEntry(
                    id=RollEntryId(new_id()),
                    meeting_id=meeting.id,
                    meeting_site_id=commune.meeting_site.id,
                    status=status,
                    source=RollSource.SECRETARY,
                    head_count=5,
                )
            )


def test_the_report_counts_facts_of_the_office_and_keeps_versions_of_the_prices(
    runtime, stage, client_of, clock
):
    held(runtime, stage)
    start, end = MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)
    with runtime.read() as session:
        found = queries.report(session, stage.actor(Role.SCHEDULER), start, end)
        others = queries.report(session, stage.other_actor(Role.SCHEDULER), start, end)
    saved = found.total
    assert (saved.pages, saved.sheets, saved.consignments, saved.km) == (9, 6, 3, 48)
    assert saved.unknown == 1, "the second site's distance"
    assert others.meetings == []
    assert [line.name for line in found.months] == ["11/2026"]
    clock.now = MONDAY + timedelta(days=1)
    admin = client_of(stage.staff[Role.SYSTEM_ADMIN])
    form = {"sheet_vnd": "1000", "pages_per_sheet": "2", "postage_vnd": "0", "km_vnd": "0",
            "people_per_vehicle": "4", "number": "0"}  # fmt: skip
    assert admin.post("/admin/savings", data=form).status_code == 303
    assert admin.post("/admin/savings", data=form).status_code == 409, "read before it was set"
    wrong = admin.post("/admin/savings", data=form | {"sheet_vnd": "nhiều", "number": "1"})
    assert wrong.status_code == 400 and "nhiều" in wrong.text
    second = form | {"sheet_vnd": "2000", "number": "1"}
    assert admin.post("/admin/savings", data=second).status_code == 303
    scheduler = client_of(stage.staff[Role.SCHEDULER])
    page = scheduler.get("/reports/savings?by=meetings").text
    assert "12.000" in page and "2.000 đ" in page
    assert "6.000" in scheduler.get("/reports/savings?by=meetings&assumptions=1").text
    tile = scheduler.get(f"/meetings/{stage.meeting.id}/savings").text
    assert "12.000 đ" in tile and "48 km" in tile
    csv = scheduler.get("/reports/savings?format=csv&by=meetings").text
    assert "12000" in csv and stage.meeting.title in csv
    assert scheduler.get("/reports/savings?format=xlsx").data[:2] == b"PK"
    assert scheduler.get("/reports/savings?format=pdf").data[:5] == b"%PDF-"


def test_only_sites_that_took_part_from_their_own_place_saved_a_journey(runtime, stage):
    held(runtime, stage)
    with runtime.unit_of_work(SYSTEM) as uow:
        for commune in stage.communes:
            uow.session.get(Site, commune.site.id).distance_km = 10
        onsite, unsaid, absent = uow.session.scalars(
            select(RollEntry).where(RollEntry.meeting_id == stage.meeting.id)
            .order_by(RollEntry.id)
        )  # fmt: skip
        onsite.status, unsaid.status = RollStatus.ONSITE, None
        for entry in (unsaid, absent):  # the roll goes before the connection
            uow.session.add(
                Presence(
                    meeting_id=stage.meeting.id,
                    meeting_site_id=entry.meeting_site_id,
                    connection=str(entry.id),
                    joined_at=MONDAY,
                    seen_at=MONDAY,
                    left_at=MONDAY,
                )
            )
    with runtime.read() as session:
        meeting = session.get_one(Meeting, stage.meeting.id)
        (found,) = queries.facts_of(session, [meeting])
    assert found.journeys == [Journey(10, 5)]


def test_nobody_would_have_travelled_to_a_technical_rehearsal(runtime, stage):
    held(runtime, stage)
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.get_one(Meeting, stage.meeting.id).type = MeetingType.REHEARSAL
    start, end = MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)
    with runtime.read() as session:
        saved = queries.report(session, stage.actor(Role.SCHEDULER), start, end).total
    assert (saved.km, saved.travel_vnd, saved.unknown) == (0, 0, 0)
    assert saved.sheets == 6, "papers were sent all the same"


def test_only_administrators_set_the_assumptions_and_only_on_what_they_read(runtime, stage):
    with pytest.raises(NotAllowed), runtime.unit_of_work(stage.actor(Role.CHAIR)) as uow:
        service.set_assumptions(uow, PRICES, note="", read_number=0)
    with pytest.raises(AssumptionsChanged):
        with runtime.unit_of_work(stage.actor(Role.SYSTEM_ADMIN)) as uow:
            service.set_assumptions(uow, PRICES, note="", read_number=1)
