import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.http import parse_options_header

from hub.accounts.models import SignIn
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory.models import Person
from hub.exports import jobs, service
from hub.exports.models import Export
from hub.gateways.storage import PassingFiles
from hub.gateways.workers import Workers
from tests.builders import Stage
from tests.guests import in_as_guest

ClientOf = Callable[[Person], FlaskClient]

REGISTER = "/registers/outgoing?format={}"
AS_SCRIPT = {"Accept": "application/problem+json, */*;q=0.1"}


def asked(client: FlaskClient, path: str, *, wait: int, **headers: str):  # type: ignore[no-untyped-def]
    prefer = {"Prefer": f"respond-async, wait={wait}", **AS_SCRIPT, **headers}
    return client.get(path, headers=prefer)


def facts(client: FlaskClient, place: str) -> dict[str, object]:
    said: dict[str, object] = client.get(place, headers={"Accept": "application/json"}).json
    return said


def finished(client: FlaskClient, place: str) -> dict[str, object]:
    """Ask as the page does, until it is finished."""
    until = time.monotonic() + 60
    while (said := facts(client, place))["state"] == "making":
        assert time.monotonic() < until, said
        time.sleep(0.02)
    return said


def lying(runtime: Runtime) -> list[object]:
    return list(PassingFiles(runtime.settings.exports_dir).all())


def wait_for_makers() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith("export"):
            thread.join(20)


@pytest.fixture(autouse=True)
def _no_maker_outlives_the_database(runtime: Runtime) -> Iterator[None]:
    yield
    wait_for_makers()


@contextmanager
def nobody_to_print(workers: Workers) -> Iterator[None]:
    """Keep the one worker busy: what is to be printed or written as workbook waits."""
    thread = threading.Thread(target=workers.run, args=(time.sleep, 1.5))
    workers.run(time.sleep, 0)  # it has started
    thread.start()
    time.sleep(0.05)
    yield
    thread.join()


@pytest.fixture
def clerk(client_of: ClientOf, stage: Stage) -> FlaskClient:
    return client_of(stage.staff[Role.REGISTRY_CLERK])


@pytest.fixture
def others(client_of: ClientOf, stage: Stage) -> FlaskClient:
    return client_of(stage.staff[Role.SYSTEM_ADMIN])


def test_a_file_that_is_made_at_once_comes_as_always(clerk: FlaskClient, runtime: Runtime) -> None:
    plain, quick = clerk.get(REGISTER.format("csv")), asked(clerk, REGISTER.format("csv"), wait=30)
    assert quick.status_code == 200
    assert quick.data == plain.data
    for name in ("Content-Disposition", "Content-Type", "Content-Security-Policy"):
        assert quick.headers[name] == plain.headers[name]
    with runtime.read() as session:
        assert session.scalar(select(func.count()).select_from(Export)) == 0
    assert not lying(runtime)


def test_what_takes_longer_is_answered_later_and_taken_then(
    clerk: FlaskClient, runtime: Runtime
) -> None:
    later = asked(clerk, REGISTER.format("csv"), wait=0, Slug="S%E1%BB%95%20v%C4%83n%20b%E1%BA%A3n")
    assert later.status_code == 202
    assert later.headers["Preference-Applied"] == "respond-async"
    place = later.headers["Location"]
    said = finished(clerk, place)
    assert said["state"] == "ready"
    assert said["again"] == REGISTER.format("csv")
    plain, taken = clerk.get(REGISTER.format("csv")), clerk.get(f"{place}/file")
    assert taken.data == plain.data
    assert taken.headers["Content-Disposition"] == plain.headers["Content-Disposition"]
    name = parse_options_header(plain.headers["Content-Disposition"])[1]["filename"]
    assert said["title"] == name
    assert name in clerk.get("/exports").text


def test_until_it_has_its_name_a_file_is_called_as_on_the_page(
    clerk: FlaskClient, workers: Workers
) -> None:
    with nobody_to_print(workers):
        slug = "S%E1%BB%95%20v%C4%83n%20b%E1%BA%A3n%20%C2%B7%20PDF"
        place = asked(clerk, REGISTER.format("pdf"), wait=0, Slug=slug).headers["Location"]
        assert facts(clerk, place)["title"] == "Sổ văn bản · PDF"
        page = clerk.get(place).text
        assert "Sổ văn bản · PDF" in page and "Chạy nền, báo khi xong" in page
        fragment = clerk.get(place, headers={"HX-Request": "true"})
        assert "<progress" in fragment.text and "<html" not in fragment.text
    assert finished(clerk, place)["state"] == "ready"
    assert clerk.get(f"{place}/file").data.startswith(b"%PDF-")
    assert clerk.get(place, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_nobody_else_sees_takes_or_removes_it(clerk: FlaskClient, others: FlaskClient) -> None:
    place = asked(clerk, REGISTER.format("csv"), wait=0).headers["Location"]
    finished(clerk, place)
    assert others.get(place).status_code == others.get(f"{place}/file").status_code == 404
    for what in ("background", "seen", "discard"):
        assert others.post(f"{place}/{what}").status_code == 404
    assert "để tệp chờ bạn ở đây" in others.get("/exports").text
    assert clerk.get(f"{place}/file").status_code == 200


def test_who_may_not_ask_is_refused_as_always(
    client_of: ClientOf, stage: Stage, runtime: Runtime
) -> None:
    commune = client_of(stage.communes[0].clerk)
    refused = asked(commune, "/admin/audit/export.csv", wait=30)
    assert refused.status_code == 403
    assert refused.json["code"] == "not-allowed"
    place = asked(commune, "/admin/audit/export.csv", wait=0).headers["Location"]
    said = finished(commune, place)
    assert (said["state"], said["problem"]) == ("failed", refused.json["title"])
    assert commune.get(f"{place}/file").status_code == 410
    assert refused.json["title"] in commune.get(place).text
    assert not lying(runtime)


def test_nobody_who_is_not_signed_in_and_no_guest_is_answered_later(
    app, runtime: Runtime, stage: Stage
) -> None:  # type: ignore[no-untyped-def]
    stranger, guest = app.test_client(), in_as_guest(app, runtime, stage)
    assert asked(stranger, REGISTER.format("csv"), wait=0).status_code == 401
    assert asked(guest, REGISTER.format("csv"), wait=0).status_code == 403


@pytest.mark.parametrize("prefer", ["", "wait=0", "return=minimal", "wait, respond-asynchronously"])
def test_who_does_not_prefer_it_waits(clerk: FlaskClient, prefer: str) -> None:
    answer = clerk.get(REGISTER.format("csv"), headers={"Prefer": prefer})
    assert answer.status_code == 200


def test_the_same_link_is_not_made_twice_at_once_and_no_one_has_many_made(
    clerk: FlaskClient, workers: Workers
) -> None:
    with nobody_to_print(workers):
        first = asked(clerk, REGISTER.format("pdf"), wait=0).headers["Location"]
        assert asked(clerk, REGISTER.format("pdf"), wait=0).headers["Location"] == first
        places = [
            asked(clerk, f"{REGISTER.format('pdf')}&q={words}", wait=0).headers["Location"]
            for words in ("mot", "hai")
        ]
        refused = asked(clerk, f"{REGISTER.format('pdf')}&q=ba", wait=0)
        assert refused.status_code == 429
        assert "3 tệp đang lập" in refused.json["title"]
    for place in (first, *places):
        assert finished(clerk, place)["state"] == "ready"
    assert asked(clerk, REGISTER.format("pdf"), wait=0).headers["Location"] != first


def test_a_file_given_up_while_it_is_made_never_lies_there(
    clerk: FlaskClient, workers: Workers, runtime: Runtime
) -> None:
    with nobody_to_print(workers):
        place = asked(clerk, REGISTER.format("pdf"), wait=0).headers["Location"]
        assert clerk.post(f"{place}/discard").status_code == 303
        assert clerk.get(place).status_code == 404
    wait_for_makers()
    assert not lying(runtime)


def test_after_its_time_a_file_is_deleted_and_can_be_made_again(
    clerk: FlaskClient, runtime: Runtime, clock
) -> None:  # type: ignore[no-untyped-def]
    place = asked(clerk, REGISTER.format("csv"), wait=0).headers["Location"]
    finished(clerk, place)
    clock.go(hours=23)
    jobs.look_after(runtime)
    assert jobs.delete_old(runtime) == 0
    sign_in_again(runtime)
    assert clerk.get(f"{place}/file").status_code == 200
    clock.go(hours=2)
    jobs.look_after(runtime)
    assert jobs.delete_old(runtime) == 1
    assert not lying(runtime)
    sign_in_again(runtime)
    assert clerk.get(f"{place}/file").status_code == 410
    page = clerk.get(place).text
    assert "Tệp này đã hết hạn" in page and "Lập lại" in page
    assert 'href="/registers/outgoing?format=csv" download' in page
    clock.go(days=8)
    jobs.look_after(runtime)
    sign_in_again(runtime)
    assert clerk.get(place).status_code == 404


def test_a_file_that_no_backup_brought_back_can_be_made_again(
    clerk: FlaskClient, runtime: Runtime
) -> None:
    place = asked(clerk, REGISTER.format("csv"), wait=0).headers["Location"]
    finished(clerk, place)
    for path in Path(runtime.settings.exports_dir).iterdir():
        path.unlink()
    refused = clerk.get(f"{place}/file", headers={"Accept": "application/json"})
    assert refused.status_code == 410
    assert "lập lại" in refused.json["title"]


def test_what_was_being_made_when_the_hub_was_killed_says_so(
    clerk: FlaskClient, runtime: Runtime, stage: Stage, clock
) -> None:  # type: ignore[no-untyped-def]
    actor = stage.actor(Role.REGISTRY_CLERK)
    with runtime.unit_of_work(actor) as uow:  # its maker was killed at once
        export = service.begin(uow, title="Sổ văn bản đi · PDF", path=REGISTER.format("pdf"))
    clock.go(seconds=30)
    assert facts(clerk, f"/exports/{export.id}")["state"] == "making"
    clock.go(seconds=31)
    assert facts(clerk, f"/exports/{export.id}")["state"] == "interrupted"
    jobs.look_after(runtime)
    clock.go(seconds=11)
    jobs.look_after(runtime)
    bell = clerk.get("/notices").text
    assert "Việc lập “Sổ văn bản đi · PDF” bị ngắt" in bell
    page = clerk.get(f"/exports/{export.id}").text
    assert "Lập lại" in page and "Hệ thống đã khởi động lại trong lúc lập" in page


def sign_in_again(runtime: Runtime) -> None:
    """The clock of a test jumps; the sessions of its browsers come along."""
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.execute(
            update(SignIn).values(
                created_at=uow.now, seen_at=uow.now - timedelta(seconds=1), ended_at=None
            )
        )
