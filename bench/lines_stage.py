"""A meeting with as many sites as asked, for the measurements of attendance and lines."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from hub.app import create_runtime
from hub.core.db import Base, make_engine
from hub.core.fold import fold, person_sort_key, sort_key
from hub.core.ids import MeetingId, new_id
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import SYSTEM
from hub.directory.models import Person, Site, Unit
from hub.meetings.models import Meeting, MeetingForm, MeetingSite, MeetingState, MeetingType
from hub.quality.models import Grade, LineState

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NOW = EIGHT + timedelta(hours=1)
GRADES = (Grade.GOOD, Grade.GOOD, Grade.GOOD, Grade.FAIR, Grade.POOR)


def a_hub(folder: Path) -> Runtime:
    """Return an empty hub in a folder."""
    settings = Settings(_env_file=None, data_dir=folder)
    engine = make_engine(settings.database)
    Base.metadata.create_all(engine)
    return create_runtime(engine, settings, clock=lambda: NOW)


def a_meeting(runtime: Runtime, sites: int) -> MeetingId:
    """Store a live meeting with so many sites, each with the state of its line."""
    person, unit, meeting = new_id(), new_id(), MeetingId(new_id())
    places = [(new_id(), new_id(), number) for number in range(sites)]
    name = "Trần Văn Hòa"
    with runtime.unit_of_work(SYSTEM) as uow:
        write = uow.session.execute
        write(insert(Person), {"id": person, "name": name, "email": "", "phone": "", "active": True,
              "fold": fold(name), "sort_key": person_sort_key(name), "version": 1})  # fmt: skip
        write(insert(Unit), {"id": unit, "level": "district", "level_name": "huyện",
              "name": "UBND huyện Yên Lập", "short_name": "Yên Lập", "valid_from": date(2020, 1, 1),
              "fold": "", "sort_key": sort_key("Yên Lập"), "version": 1})  # fmt: skip
        write(insert(Meeting), {"id": meeting, "code": f"HN-{sites}", "title": "Hội nghị toàn quốc",
              "purpose": "", "requirements": "", "type": MeetingType.ROLL_OUT,
              "form": MeetingForm.ONLINE, "host_unit_id": unit, "chair_id": person,
              "secretary_id": person, "location": "", "starts_at": EIGHT, "opened_at": EIGHT,
              "ends_at": EIGHT + timedelta(hours=2), "state": MeetingState.LIVE, "sequence": 0,
              "created_by_id": person, "created_at": EIGHT, "fold": "", "version": 1})  # fmt: skip
        write(insert(Site), [{"id": site, "unit_id": unit, "name": f"Điểm cầu {number}",
              "position": number, "version": 1} for site, _id, number in places])  # fmt: skip
        write(insert(MeetingSite), [{"id": place, "meeting_id": meeting, "site_id": site,
              "unit_id": unit, "position": number} for site, place, number in places])  # fmt: skip
        write(insert(LineState), [{"meeting_site_id": place, "meeting_id": meeting,
              "connection": f"c{number}", "seq": 360, "at": NOW, "since": EIGHT,
              "grade": GRADES[number % len(GRADES)], "rtt_ms": 20.0 + number % 400,
              "jitter_ms": 4.0, "loss_pct": 0.3, "mos": 4.2, "fps": 20.0, "up_kbps": 480.0,
              "down_kbps": 900.0, "drops": number % 3}
              for _site, place, number in places])  # fmt: skip
    return meeting
