"""A national conference in a database: every commune with its people, signed in, at its site."""

import json
import secrets
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import insert

from hub.accounts.models import SignIn
from hub.accounts.queries import sha256_of
from hub.app import create_runtime
from hub.core.clock import system_clock
from hub.core.db import make_engine
from hub.core.fold import fold, person_sort_key, sort_key
from hub.core.ids import new_id
from hub.core.links import LinkSigner
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory.models import Person, Post, PostRole, Site, Unit
from hub.meetings.models import Meeting, MeetingForm, MeetingSite, MeetingState, MeetingType
from hub.rooms.rules import TOKEN_LASTS, WAY_IN

ROOT = Path(__file__).parents[1]
LONG_AGO = date(2020, 1, 1)


@dataclass(frozen=True)
class Guest:
    """One site: its cookie, its way in and one to come back, as its browser would have them."""

    cookie: str
    token: str
    site: str
    again: str = ""


@dataclass(frozen=True)
class Conference:
    """The meeting, its chair at the main site, and its other sites."""

    meeting: str
    chair: Guest
    guests: list[Guest]


def a_hub(environment: dict[str, str], folder: Path) -> Runtime:
    """Make the tables of a hub in its own folder, and return it."""
    subprocess.run(
        [sys.executable, "-m", "hub", "migrate"],
        env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    url = environment.get("HUB_DATABASE_URL", "")
    settings = Settings(_env_file=None, data_dir=folder, database_url=url)
    return create_runtime(make_engine(settings.database), settings)


def a_conference(runtime: Runtime, sites: int) -> Conference:
    """Store a live meeting of so many sites whose people have signed in."""
    now = system_clock()
    meeting, host = new_id(), new_id()
    people = [(new_id(), new_id(), new_id(), new_id(), new_id(), n) for n in range(sites + 1)]
    units = [host, *(new_id() for _ in range(sites))]
    tokens = [secrets.token_urlsafe(32) for _ in people]
    chair = people[0][0]

    def unit(number: int) -> dict[str, object]:
        short = f"Xã số {number}" if number else "Văn phòng"
        return {"id": units[number], "level": "commune", "level_name": "xã",
                "name": f"UBND {short}", "short_name": short, "valid_from": LONG_AGO,
                "fold": fold(short), "sort_key": sort_key(short), "version": 1}  # fmt: skip

    def person(each: tuple[object, ...]) -> dict[str, object]:
        name = f"Nguyễn Văn {each[5]}"
        return {"id": each[0], "name": name, "email": "", "phone": "", "active": True,
                "fold": fold(name), "sort_key": person_sort_key(name), "version": 1}  # fmt: skip

    with runtime.unit_of_work(SYSTEM) as uow:
        write = uow.session.execute
        write(insert(Unit), [unit(number) for number in range(sites + 1)])
        write(insert(Person), [person(each) for each in people])
        write(insert(Post), [{"id": post, "person_id": who, "unit_id": units[n], "title": "Cán bộ",
              "is_head": True, "valid_from": LONG_AGO} for who, post, _s, _p, _i, n in people])  # fmt: skip
        write(insert(PostRole), [{"post_id": each[1], "role": Role.SITE_CLERK if each[5] else Role.CHAIR}
              for each in people])  # fmt: skip
        write(insert(SignIn), [{"id": new_id(), "person_id": who, "post_id": post,
              "token_sha256": sha256_of(token), "created_at": now, "seen_at": now}
              for (who, post, *_), token in zip(people, tokens, strict=True)])  # fmt: skip
        write(insert(Site), [{"id": site, "unit_id": units[n], "name": f"Điểm cầu {n}",
              "position": n, "is_main": n == 0, "version": 1} for _w, _q, site, _p, _i, n in people])  # fmt: skip
        write(insert(Meeting), {"id": meeting, "code": f"HN-{now:%Y}-0001", "version": 1,
              "title": "Hội nghị trực tuyến toàn quốc", "purpose": "", "requirements": "",
              "type": MeetingType.ROLL_OUT, "form": MeetingForm.ONLINE, "host_unit_id": host,
              "chair_id": chair, "secretary_id": chair, "location": "", "starts_at": now,
              "ends_at": now + timedelta(hours=3), "opened_at": now, "invited_at": now,
              "state": MeetingState.LIVE, "sequence": 0, "created_by_id": chair,
              "created_at": now, "fold": ""})  # fmt: skip
        write(insert(MeetingSite), [{"id": place, "meeting_id": meeting, "site_id": site,
              "unit_id": units[n], "position": n, "is_main": n == 0}
              for _w, _q, site, place, _i, n in people])  # fmt: skip
    bake = _baker(runtime.settings)
    links = LinkSigner(runtime.settings.secret)

    def guest(each: tuple[object, ...], token: str) -> Guest:
        way = {
            "person": str(each[0]),
            "meeting": str(meeting),
            "site": str(each[3]),
            "once": str(each[4]),
        }
        signed, again = (
            links.sign(WAY_IN, way | {"once": once}, expires_at=now + 3 * TOKEN_LASTS)
            for once in (str(each[4]), f"again-{each[4]}")
        )
        return Guest(bake(token), signed, str(each[3]), again)

    found = [guest(each, token) for each, token in zip(people, tokens, strict=True)]
    return Conference(str(meeting), found[0], found[1:])


def _baker(settings: Settings):  # type: ignore[no-untyped-def]
    """Return what writes the cookie that signing in would have set."""
    app = Flask("baker")
    app.secret_key = settings.secret
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    return lambda token: f"hub={serializer.dumps({'session': token})}"


def as_json(conference: Conference) -> str:
    """Return what the crowd needs of it."""
    guests = [
        [each.cookie, each.token, each.site, each.again]
        for each in (conference.chair, *conference.guests)
    ]
    return json.dumps({"meeting": conference.meeting, "guests": guests})
