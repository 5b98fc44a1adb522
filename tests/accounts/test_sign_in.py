"""Signing in and out, through the pages."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hub.accounts import service
from hub.audit import queries as audit
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from tests.builders import Stage
from tests.conftest import SetClock

PASSWORD = "Cầu nối năm mười bảy điểm"


@pytest.fixture
def browser(app: Flask, runtime: Runtime, stage: Stage) -> FlaskClient:
    with runtime.unit_of_work(SYSTEM) as uow:
        person = stage.staff[Role.SCHEDULER]
        service.open_account(
            uow, person, username="Văn.Phòng", password=PASSWORD, must_change=False
        )
    return app.test_client()


def sign_in(browser: FlaskClient, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return browser.post("/sign-in", data={"username": "van.phong", "password": password, **more})


def test_the_right_password_opens_a_session_and_goes_where_one_wanted(browser: FlaskClient) -> None:
    answer = sign_in(browser, next="/account")
    assert answer.status_code == 302
    assert answer.location == "/account"
    assert browser.get("/account").status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence(browser: FlaskClient) -> None:
    wrong = sign_in(browser, password="không phải")
    unknown = browser.post("/sign-in", data={"username": "ai-do", "password": "x"})
    assert wrong.status_code == unknown.status_code == 400
    for page in (wrong.text, unknown.text):
        assert "Tên đăng nhập hoặc mật khẩu không đúng" in page
    assert 'value="van.phong"' in wrong.text


def test_five_wrong_passwords_lock_the_account_for_a_while(
    browser: FlaskClient, clock: SetClock
) -> None:
    for _ in range(5):
        sign_in(browser, password="sai")
    assert sign_in(browser).status_code == 429
    clock.go(minutes=2)
    assert sign_in(browser).status_code == 302


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_signing_in_never_leads_to_another_site(browser: FlaskClient, elsewhere: str) -> None:
    assert sign_in(browser, next=elsewhere).location == "/"


def test_a_session_that_was_signed_out_is_dead_for_every_copy_of_its_cookie(
    browser: FlaskClient,
) -> None:
    sign_in(browser)
    copy = browser.get_cookie("hub")
    assert browser.post("/sign-out").status_code == 302
    assert copy is not None
    browser.set_cookie("hub", copy.value)
    assert browser.get("/account").status_code == 302


def test_an_idle_session_ends(browser: FlaskClient, clock: SetClock) -> None:
    sign_in(browser)
    clock.go(minutes=59)
    assert browser.get("/account").status_code == 200
    clock.go(minutes=61)
    assert browser.get("/account").status_code == 302


def test_a_dismissed_person_is_out_with_the_next_request(
    browser: FlaskClient, runtime: Runtime, stage: Stage
) -> None:
    sign_in(browser)
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.merge(stage.staff[Role.SCHEDULER]).active = False
    assert browser.get("/account").status_code == 302


def test_changing_the_password_signs_other_devices_out(browser: FlaskClient, app: Flask) -> None:
    sign_in(browser)
    other = app.test_client()
    sign_in(other)
    changed = browser.post(
        "/account/password",
        data={
            "password": PASSWORD,
            "new_password": "Một câu dài hơn nhiều",
            "repeated": "Một câu dài hơn nhiều",
        },
    )
    assert changed.status_code == 302
    assert browser.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


@pytest.mark.parametrize("weak", ["ngắn", "matkhau123456", "aaaaaaaaaaaaaa", "van.phong2026!!"])
def test_a_weak_password_is_refused_beside_its_field(browser: FlaskClient, weak: str) -> None:
    sign_in(browser)
    page = browser.post(
        "/account/password", data={"password": PASSWORD, "new_password": weak, "repeated": weak}
    )
    assert page.status_code == 400
    assert "f-new_password-error" in page.text


def test_all_that_is_wrong_with_a_new_password_is_told_at_once(browser: FlaskClient) -> None:
    sign_in(browser)
    page = browser.post(
        "/account/password", data={"password": "sai", "new_password": "ngắn", "repeated": "khác"}
    )
    for field in ("password", "new_password", "repeated"):
        assert f"f-{field}-error" in page.text


def test_each_try_to_sign_in_stands_in_the_audit_log(
    browser: FlaskClient, runtime: Runtime, stage: Stage
) -> None:
    sign_in(browser, password="sai")
    sign_in(browser)
    with runtime.read() as session:
        signed_in, refused = audit.entries(session)[0][:2]
        assert audit.verify_chain(session).is_whole
    assert (signed_in.event, refused.event) == ("account:signed-in", "account:sign-in-refused")
    assert signed_in.actor_name == stage.staff[Role.SCHEDULER].name
    assert refused.actor_name == ""
