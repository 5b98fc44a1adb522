"""What the edge does for every page: headers, form tokens, limits, odd requests."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_socketio import SocketIO

from hub.accounts import service as accounts
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory.models import Person
from tests.builders import Stage

ClientOf = Callable[[Person], FlaskClient]


@pytest.fixture
def client(client_of: ClientOf, stage: Stage) -> FlaskClient:
    return client_of(stage.staff[Role.SCHEDULER])


def test_every_answer_carries_the_protecting_headers(client: FlaskClient, app: Flask) -> None:
    for path in ("/", "/sign-in", "/account", "/no-such-page", "/healthz", "/static/css/base.css"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        if path != "/static/css/base.css":
            assert headers["Cache-Control"] == "no-store", path
            assert "Cookie" in headers["Vary"]


def test_the_room_may_use_the_camera_and_others_may_not(client: FlaskClient) -> None:
    assert "camera=(self)" in client.get("/sign-in").headers["Permissions-Policy"]


def test_two_pages_never_share_a_nonce(client: FlaskClient) -> None:
    first, second = (client.get("/sign-in").headers["Content-Security-Policy"] for _ in range(2))
    assert first != second


def test_a_form_without_its_token_changes_nothing(client: FlaskClient, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/account/look", data={"theme": "dark"})
    assert answer.status_code == 400
    assert "Biểu mẫu đã mở quá lâu" in answer.text


def test_a_body_over_the_limit_is_refused_whole(client: FlaskClient) -> None:
    answer = client.post("/account/look", data={"back": "x" * (3 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "Dữ liệu gửi lên quá lớn" in answer.text


def test_a_form_of_thousands_of_fields_is_refused_before_it_is_read(client: FlaskClient) -> None:
    """Werkzeug counts the parts of multipart forms only (reliability trap 6)."""
    many = "&".join(f"f{number}=" for number in range(100_000))
    kind = "application/x-www-form-urlencoded"
    assert client.post("/account/look", data=many, content_type=kind).status_code == 413
    assert client.post("/account/look", data="theme=dark", content_type=kind).status_code == 302


@pytest.mark.parametrize("body", [b"theme=d%FFark", b"theme=d\xffark"])
def test_a_form_that_is_not_utf8_is_refused_and_not_taken_by_half(
    client: FlaskClient, body: bytes
) -> None:
    answer = client.post(
        "/account/look", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 400
    assert "không đúng bảng mã UTF-8" in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"theme": "light", "theme": "dark"}',
        b'{"text_size": NaN}',
        b'{"theme": "\\ud800"}',
        b"\xff\xfe{\x00}\x00",
        b'"just text"',
        b"",
        b"{",
    ],
)
def test_hostile_json_gets_a_sentence_and_never_a_failure(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/account/look", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


def test_a_wrong_method_says_so(client: FlaskClient) -> None:
    assert client.delete("/sign-in").status_code == 405
    assert client.open("/sign-in", method="TRACE").status_code == 405


def tried(app: Flask, times: int, password: str) -> list[int]:
    """Sign in from one address, each time in another browser."""
    return [
        app.test_client()
        .post("/sign-in", data={"username": "van.phong", "password": password})
        .status_code
        for _ in range(times)
    ]


@pytest.mark.usefixtures("counted")
def test_passwords_cannot_be_guessed_at_speed_from_one_address(app: Flask) -> None:
    statuses = tried(app, 21, "đoán")
    assert statuses[-1] == 429
    assert set(statuses[:-1]) == {400}


@pytest.mark.usefixtures("counted")
def test_all_who_know_their_password_come_in_from_one_address(
    app: Flask, runtime: Runtime, stage: Stage
) -> None:
    """At five to eight the communes of a province sign in, often through one gateway."""
    with runtime.unit_of_work(SYSTEM) as uow:
        accounts.open_account(
            uow, stage.staff[Role.SCHEDULER], username="van.phong", password="Một cầu, mười bảy",
            must_change=False,
        )  # fmt: skip
    assert set(tried(app, 25, "Một cầu, mười bảy")) == {302}


@pytest.mark.usefixtures("counted")
def test_who_is_signed_in_is_counted_apart_from_the_others_of_the_address(
    client_of: ClientOf, stage: Stage
) -> None:
    eager, neighbour = (client_of(stage.staff[role]) for role in (Role.SCHEDULER, Role.CHAIR))
    pack = f"/meetings/{stage.meeting.id}/documents/pack"
    assert [eager.post(pack).status_code == 429 for _ in range(7)] == [False] * 6 + [True]
    assert neighbour.post(pack).status_code != 429


def test_a_forged_host_does_not_reach_links(client: FlaskClient) -> None:
    page = client.get(
        "/sign-in", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    )
    assert "evil.example" not in page.text


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost.evil.example", "null"])
def test_another_sites_page_can_not_open_the_live_line(
    app: Flask, socketio: SocketIO, origin: str
) -> None:
    """An empty list would switch the check off (reliability trap 4); ours names our address."""
    answer = app.test_client().get(
        "/socket.io/?EIO=4&transport=websocket", headers={"Origin": origin}
    )
    assert answer.status_code in {400, 404}
    allowed = socketio.server_options["cors_allowed_origins"]
    assert allowed
    assert origin not in allowed


def test_a_program_gets_a_problem_and_a_person_a_page(client: FlaskClient) -> None:
    program = client.get("/no-such-page", headers={"Accept": "application/json"})
    assert program.status_code == 404
    assert program.get_json()["code"] == "not-found"
    person = client.get("/no-such-page")
    assert person.status_code == 404
    assert "Không tìm thấy trang" in person.text


def test_an_unforeseen_failure_is_a_page_without_its_inside(
    app: Flask, client: FlaskClient
) -> None:
    from hub.web.access import for_anyone

    @for_anyone
    def broken() -> str:
        raise KeyError("secret inside")

    app.view_functions["accounts.sign_in"] = broken
    page = client.get("/sign-in")
    assert page.status_code == 500
    assert "secret inside" not in page.text
    assert "Hệ thống gặp lỗi" in page.text


def test_ready_means_that_both_stores_took_a_write(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json()["status"] == "ready"


def test_not_ready_when_files_can_not_be_written(client: FlaskClient, settings) -> None:  # type: ignore[no-untyped-def]
    import shutil

    shutil.rmtree(settings.files_dir)
    settings.files_dir.write_text("a file stands where the folder was")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["storage"] != "ok"


def test_language_and_theme_stay_on_the_next_page(client: FlaskClient) -> None:
    client.post("/account/look", data={"theme": "dark", "text_size": "2", "locale": "en"})
    page = client.get("/account").text
    assert 'lang="en"' in page
    assert 'data-bs-theme="dark"' in page
    assert 'data-text-size="2"' in page
