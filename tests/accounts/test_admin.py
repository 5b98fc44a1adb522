import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hub.accounts import queries, rules
from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role
from hub.directory.models import Person
from tests.builders import Stage

ClientOf = Callable[[Person], FlaskClient]


def one_time_password(page: str) -> str:
    found = re.search(r'class="one-time num" translate="no">([a-z0-9-]+)<', page)
    assert found
    return found[1]


@pytest.fixture
def admin(client_of: ClientOf, stage: Stage) -> FlaskClient:
    return client_of(stage.staff[Role.UNIT_ADMIN])


def test_an_account_is_made_and_its_password_works_once_shown(
    app: Flask, admin: FlaskClient, stage: Stage
) -> None:
    clerk = stage.communes[0].clerk
    page = admin.get(f"/admin/people/{clerk.id}").text
    assert 'value="vien' in page  # the user name that is offered
    made = admin.post(f"/admin/people/{clerk.id}/account", data={"username": "vt.xuanvien"})
    password = one_time_password(made.text)
    assert password not in admin.get(f"/admin/people/{clerk.id}").text
    browser = app.test_client()
    signed_in = browser.post("/sign-in", data={"username": "vt.xuanvien", "password": password})
    assert signed_in.location.endswith("/account/password")  # a new one must be chosen


def test_a_new_first_password_ends_every_session(
    app: Flask, admin: FlaskClient, client_of: ClientOf, runtime: Runtime, stage: Stage
) -> None:
    clerk = stage.communes[0].clerk
    admin.post(f"/admin/people/{clerk.id}/account", data={"username": "vt.xuanvien"})
    theirs = client_of(clerk)
    assert theirs.get("/account").status_code == 200
    admin.post(f"/admin/people/{clerk.id}/account/password")
    assert theirs.get("/account").status_code == 302
    with runtime.read() as session:
        account = queries.of_person(session, clerk.id)
    assert account is not None
    assert account.must_change


@pytest.mark.parametrize("username", ["", "ab", "Có Dấu", "x" * 61, "a b", "-abc", "a/b"])
def test_a_user_name_with_mistakes_is_refused_and_kept(
    admin: FlaskClient, stage: Stage, username: str
) -> None:
    clerk = stage.communes[0].clerk
    answer = admin.post(f"/admin/people/{clerk.id}/account", data={"username": username})
    assert answer.status_code == 400
    assert username in answer.text


def test_a_user_name_that_is_taken_is_refused(admin: FlaskClient, stage: Stage) -> None:
    one, other = stage.communes[0], stage.communes[1]
    admin.post(f"/admin/people/{one.clerk.id}/account", data={"username": "vanthu"})
    answer = admin.post(f"/admin/people/{other.clerk.id}/account", data={"username": "vanthu"})
    assert answer.status_code == 409
    assert "vanthu" in answer.text


def test_a_unit_admin_sets_no_password_of_a_system_admin(
    admin: FlaskClient, client_of: ClientOf, runtime: Runtime, stage: Stage
) -> None:
    chief = stage.staff[Role.SYSTEM_ADMIN]
    made = client_of(chief).post(f"/admin/people/{chief.id}/account", data={"username": "chief"})
    assert made.status_code == 200
    assert admin.post(f"/admin/people/{chief.id}/account/password").status_code == 404


def test_a_user_name_is_offered_from_given_name_and_initials() -> None:
    assert rules.username_for("Phạm Thị Thu Hằng") == "hangptt"
    assert rules.username_for("Đỗ Lan") == "land"
    assert rules.username_for("李") == ""


def test_the_sign_in_log_shows_refusals(app: Flask, client_of: ClientOf, stage: Stage) -> None:
    app.test_client().post("/sign-in", data={"username": "ke.la", "password": "doan mo"})
    log = client_of(stage.staff[Role.AUDITOR]).get("/admin/sign-ins?state=refused&q=ke")
    assert "ke.la" in log.text
    assert client_of(stage.staff[Role.UNIT_ADMIN]).get("/admin/sign-ins").status_code == 403
