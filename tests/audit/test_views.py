from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from hub.core.unit_of_work import Role
from hub.directory.models import Person
from tests.builders import Stage

ClientOf = Callable[[Person], FlaskClient]


def something_happens(client_of: ClientOf, stage: Stage) -> FlaskClient:
    admin = client_of(stage.staff[Role.SYSTEM_ADMIN])
    for commune in stage.communes:
        admin.post(f"/admin/people/{commune.clerk.id}/disable")
    return admin


def test_the_log_is_filtered_by_event_person_and_day(client_of: ClientOf, stage: Stage) -> None:
    something_happens(client_of, stage)
    auditor = client_of(stage.staff[Role.AUDITOR])
    page = auditor.get("/admin/audit?event=person:disabled&actor=Hoàng").text
    assert page.count("<tr>") - 1 == 3
    assert "Khóa người dùng" in page
    assert auditor.get("/admin/audit?since=17/11/2026").text.count("<tr>") == 0
    assert auditor.get("/admin/audit?until=16/11/2026&event=person:disabled").text.count("<tr>") > 1
    assert auditor.get("/admin/audit?since=hôm+qua&page=-3").status_code == 200


def test_an_entry_shows_its_link_in_the_chain(client_of: ClientOf, stage: Stage) -> None:
    admin = something_happens(client_of, stage)
    page = admin.get("/admin/audit/2").text
    assert "Mắt xích" in page
    assert admin.get("/admin/audit/99999").status_code == 404


def test_the_page_of_the_chain_tells_whole_from_broken(
    client_of: ClientOf, stage: Stage, engine: Engine
) -> None:
    admin = something_happens(client_of, stage)
    assert "Chuỗi nguyên vẹn" in admin.get("/admin/audit/chain").text
    guard = (
        "DROP TRIGGER audit_entries_no_update"
        if engine.dialect.name == "sqlite"
        else "DROP TRIGGER audit_entries_no_change ON audit_entries"
    )
    with engine.begin() as connection:
        connection.execute(text(guard))
        connection.execute(text("UPDATE audit_entries SET actor_name = 'Ai đó' WHERE seq = 2"))
    assert "Chuỗi đã bị đứt" in admin.get("/admin/audit/chain").text


def test_the_log_can_be_taken_away(client_of: ClientOf, stage: Stage) -> None:
    something_happens(client_of, stage)
    auditor = client_of(stage.staff[Role.AUDITOR])
    lines = auditor.get("/admin/audit/export.csv?event=person:disabled").data.decode("utf-8-sig")
    assert lines.count("Khóa người dùng") == 3
    assert auditor.get("/admin/audit/export.xlsx").data.startswith(b"PK")
    assert auditor.get("/admin/audit/export.pdf").status_code == 404


def test_the_log_is_read_by_auditors_and_system_admins_only(
    client_of: ClientOf, stage: Stage
) -> None:
    for role in (Role.UNIT_ADMIN, Role.CHAIR, Role.SECRETARY):
        assert client_of(stage.staff[role]).get("/admin/audit").status_code == 403
