from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from hub.core.ids import MessageId
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory.models import Person
from hub.outbox import queries, service
from tests.builders import Stage

ClientOf = Callable[[Person], FlaskClient]

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Hội nghị rất d\r\n ài\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def mail_id(runtime: Runtime, stage: Stage) -> MessageId:
    with runtime.unit_of_work(SYSTEM) as uow:
        mail = service.post_mail(
            uow,
            key="thử:1",
            to_address="vanthu@xuanvien.example",
            subject="Giấy mời họp <b>",
            body_text="Mời dự họp tại http://localhost/answer/abc",
            calendar=CALENDAR,
            calendar_method="REQUEST",
        )
        service.post_notice(
            uow, key="thử:2", to_person_id=stage.staff[Role.CHAIR].id, subject="Chỉ mình tôi đọc"
        )
    assert mail is not None
    return mail.id


@pytest.fixture
def admin(client_of: ClientOf, stage: Stage) -> FlaskClient:
    return client_of(stage.staff[Role.SYSTEM_ADMIN])


def test_a_waiting_mail_is_read_with_text_and_calendar(
    admin: FlaskClient, mail_id: MessageId
) -> None:
    listed = admin.get("/admin/messages?state=waiting").text
    assert "Giấy mời họp &lt;b&gt;" in listed
    assert "Chưa cấu hình máy chủ thư" in listed
    page = admin.get(f"/admin/messages/{mail_id}").text
    assert 'href="http://localhost/answer/abc"' in page
    assert "SUMMARY:Hội nghị rất dài" in page  # unfolded
    calendar = admin.get(f"/admin/messages/{mail_id}/invite.ics")
    assert calendar.data.decode() == CALENDAR


def test_a_mail_is_withdrawn_once(admin: FlaskClient, mail_id: MessageId, runtime: Runtime) -> None:
    assert admin.post(f"/admin/messages/{mail_id}/withdraw").status_code == 302
    assert admin.post(f"/admin/messages/{mail_id}/withdraw").status_code == 409
    with runtime.read() as session:
        assert queries.get(session, mail_id).withdrawn_at is not None


def test_a_failed_mail_is_tried_again(
    admin: FlaskClient, mail_id: MessageId, runtime: Runtime
) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        message = queries.get(uow.session, mail_id)
        service.note_failed(uow, message, "550 hộp thư không có", hopeless=True)
    assert "550 hộp thư không có" in admin.get("/admin/messages?state=failed").text
    assert admin.post(f"/admin/messages/{mail_id}/retry").status_code == 302
    with runtime.read() as session:
        again = queries.get(session, mail_id)
    assert again.given_up_at is None
    assert again.attempts == 0


def test_notices_of_people_are_not_an_administrators_to_read(
    admin: FlaskClient, mail_id: MessageId, runtime: Runtime, stage: Stage
) -> None:
    with runtime.read() as session:
        (notice,) = queries.notices_of(session, stage.staff[Role.CHAIR].id, runtime.clock())
    assert "Chỉ mình tôi đọc" not in admin.get("/admin/messages").text
    assert admin.get(f"/admin/messages/{notice.id}").status_code == 404
    assert admin.post(f"/admin/messages/{notice.id}/withdraw").status_code == 404


def test_an_auditor_reads_mails_and_changes_none(
    client_of: ClientOf, stage: Stage, mail_id: MessageId
) -> None:
    auditor = client_of(stage.staff[Role.AUDITOR])
    assert auditor.get(f"/admin/messages/{mail_id}").status_code == 200
    assert auditor.post(f"/admin/messages/{mail_id}/withdraw").status_code == 403
    assert client_of(stage.staff[Role.UNIT_ADMIN]).get("/admin/messages").status_code == 403
