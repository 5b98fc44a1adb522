"""Every way to sign, in a browser: the hub's token, one's own machine twice, a whole pack."""

import io
import os
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import Page, expect

from hub.gateways.signing import pades, testpki
from hub.gateways.signing.contract import Appearance, Profile, SigningKey, SignRequest
from hub.gateways.storage import Storage
from hub.sign_client import token as tokens
from tests.documents.fake_vgca import Cancelled, FakeVgca
from tests.gateways.signing import papers
from tests.gateways.signing.tokens import MODULE, needs_softhsm
from tests.journeys.hubs import LiveHub, a_demo_hub
from tests.journeys.pages import DESKTOP, PHONE, Watched, sign_in, watched

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.xdist_group("token"),
    needs_softhsm,
]

SLOW_MS = 30_000
PROGRAM_PORT = 8987
DOCUMENT = re.compile(r"/documents/[0-9a-f-]{36}$")
SIGNED_WELL = "Chữ ký hợp lệ, tin cậy"


# -- the hub of these journeys


@pytest.fixture(scope="module")
def pki():
    return testpki.create(datetime.now(UTC))


@pytest.fixture(scope="module")
def hub(tmp_path_factory, fresh, softhsm, token, pki) -> Iterator[LiveHub]:
    """A demonstration hub with a token, which trusts the authority of these journeys too."""
    more = {"HUB_PKCS11_MODULE": MODULE, "HUB_PKCS11_TOKEN": token.label}
    with a_demo_hub(tmp_path_factory.mktemp("paths"), fresh, more=more) as hub:
        trust = hub.folder / "var" / "trust"
        testpki.write_trust(pki, hub.folder / "more")
        for file in (hub.folder / "more").glob("*/*"):
            (trust / file.parent.name / f"more-{file.name}").write_bytes(file.read_bytes())
        yield hub


def rows(hub: LiveHub, question: str, *values: object) -> list[tuple[object, ...]]:
    with sqlite3.connect(hub.folder / "var" / "hub.sqlite3") as database:
        return database.execute(question, values).fetchall()


def one(hub: LiveHub, question: str, *values: object) -> str:
    return str(rows(hub, question, *values)[0][0])


@pytest.fixture(scope="module")
def meeting(hub: LiveHub) -> str:
    asked = "SELECT id FROM meetings WHERE state = 'invited' ORDER BY starts_at DESC"
    return str(UUID(one(hub, asked)))


@pytest.fixture
def opened(hub: LiveHub, open_context) -> Callable[..., Watched]:
    def in_browser(username: str, path: str = "/", **options: object) -> Watched:
        # colours change at once: halfway from day to night nothing has enough contrast
        watching = watched(open_context(reduced_motion="reduce", **options))
        sign_in(watching.page, hub.url, username, hub.sign_ins()["password"])
        assert watching.visit(hub.url + path) == 200
        return watching

    return in_browser


@pytest.fixture
def documents(hub: LiveHub, opened, meeting: str, tmp_path: Path) -> Callable[..., list[str]]:
    """Return a function that uploads papers as the registry clerk; their addresses."""

    def upload(*titles: str) -> list[str]:
        page = opened("vanthu", f"/meetings/{meeting}/documents").page
        files = [tmp_path / f"{title}.pdf" for title in titles]
        for file in files:
            file.write_bytes(paper_called(file.stem))
        page.set_input_files("#upload-file", files)
        links = [page.locator("#documents a.row-title", has_text=title) for title in titles]
        for link in links:
            expect(link).to_have_count(1, timeout=SLOW_MS)
        return [str(link.get_attribute("href")) for link in links]

    return upload


def paper_called(title: str) -> bytes:
    """Return a paper of its own: the store keeps equal files once."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers.letter())) as pdf:
        pdf.docinfo["/Title"] = title
        pdf.save(out)
    return out.getvalue()


def look(watching: Watched, name: str) -> None:
    """Let the page be sound by day and night, on a desk and on a phone."""
    page = watching.page
    for scheme in ("light", "dark"):
        for screen in (DESKTOP, PHONE):
            page.evaluate(f"document.documentElement.dataset.bsTheme = '{scheme}'")
            page.set_viewport_size(screen)
            picture(page, f"{name}-{scheme}-{screen['width']}")
            assert watching.problems() == [], (name, scheme, screen)
    page.set_viewport_size(DESKTOP)


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("HUB_TEST_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def sign_in_the_hub(page: Page, pin: str) -> None:
    page.fill("[name=pin]", pin)
    page.click("form button[type=submit].btn-seal")


def ensure_signed(page: Page, count: int) -> None:
    """The reader shows so many signatures, each whole, valid and trusted."""
    page.wait_for_url(DOCUMENT, timeout=SLOW_MS)
    expect(page.locator("#signature-bar, .signature-bar").first).to_contain_text(
        SIGNED_WELL, timeout=SLOW_MS
    )
    expect(page.locator(".signature-card")).to_have_count(count)
    for axis in ("Nguyên vẹn", "Hợp lệ", "Tin cậy"):
        expect(page.locator(".axis-yes", has_text=axis)).to_have_count(count)


def stored(hub: LiveHub, document: str) -> list[bytes]:
    """Return the versions of a document as they lie in the store, oldest first."""
    asked = "SELECT sha256 FROM document_versions WHERE document_id = ? ORDER BY number"
    found = rows(hub, asked, UUID(document.rsplit("/", 1)[1]).hex)
    return [Storage(hub.folder / "var" / "files").read(str(name)) for (name,) in found]


def valid_signatures(pdf: bytes, folder: Path) -> int:
    """Count what poppler finds valid."""
    (folder / "s.pdf").write_bytes(pdf)
    done = subprocess.run(
        ["pdfsig", "-nocert", "s.pdf"], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout.count("Signature is Valid")


# -- a token in the hub


def test_the_seal_in_the_hubs_token_is_registered_and_follows_the_chair(
    hub, opened, documents, pki, token, tmp_path
):
    uri = token.put(pki, testpki.Holder("Con dấu trong thiết bị", "UBND"), "RSA-2048", b"\x0b")
    admin = opened("quantridonvi", "/admin/keys")
    page = admin.page
    page.select_option("[name=source]", value=f"token:{uri}")
    page.check("[name=kind][value=organisation]")
    page.fill("[name=pin]", token.pin)
    look(admin, "token-register")
    page.get_by_role("button", name="Đăng ký khóa").click()
    expect(page.locator("tbody")).to_contain_text("trong thiết bị lưu khóa của hệ thống")

    (document,) = documents("Ký bằng thiết bị của hệ thống")
    chair = opened("chutri", f"{document}/sign")
    sign_in_the_hub(chair.page, hub.pin_of("chutri"))
    ensure_signed(chair.page, 1)
    clerk = opened("vanthu", f"{document}/sign")
    clerk.page.locator("label.choice", has_text="Con dấu trong thiết bị").click()
    clerk.page.fill("#f-reason", "Phát hành kèm giấy mời")
    sign_in_the_hub(clerk.page, "00000000")
    expect(clerk.page.locator(".field-error").first).to_contain_text("Mã PIN không đúng")
    expect(clerk.page.locator("#f-reason")).to_have_value("Phát hành kèm giấy mời")
    look(clerk, "token-wrong-pin")
    sign_in_the_hub(clerk.page, token.pin)
    ensure_signed(clerk.page, 2)
    look(clerk, "token-signed")
    first, second, third = stored(hub, document)
    assert second.startswith(first) and third.startswith(second)
    assert valid_signatures(third, tmp_path) == 2


# -- the user's own machine, by the client


def command_on(page: Page, source: str) -> list[str]:
    """Return the command as the page says it, for a key file or for a token."""
    said = page.locator("pre.code", has_text=source).inner_text()
    return shlex.split(said)


def run_as_told(command: list[str], pin: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the page in a folder of the user's; the PIN is typed when it asks."""
    assert command[0] == "python"
    return subprocess.run(
        [sys.executable, *command[1:]],
        cwd=folder, input=f"{pin}\n", capture_output=True, text=True, timeout=90,
        start_new_session=True, check=False,
    )  # fmt: skip


def begin_elsewhere(watching: Watched, way: str) -> None:
    page = watching.page
    page.locator("summary", has_text="Ký trên máy của bạn").click()
    page.get_by_role("button", name=way).click()
    page.wait_for_url("**/signing-errands/*")


def test_the_client_signs_with_the_commands_that_the_page_says(
    hub, opened, documents, pki, token, tmp_path
):
    (document,) = documents("Ký bằng công cụ trên máy")
    chair = opened("chutri", f"{document}/sign")
    look(chair, "client-sign")
    begin_elsewhere(chair, "Bằng công cụ ký")
    look(chair, "client-page")
    page = chair.page
    with page.expect_download() as download:
        page.locator("main a[download], main a", has_text="diem-cau-ky-so.pyz").click()
    download.value.save_as(tmp_path / "diem-cau-ky-so.pyz")
    file = one(hub, "SELECT k.file FROM signing_keys k JOIN people p ON p.id = k.person_id "
                    "JOIN accounts a ON a.person_id = p.id WHERE a.username = 'chutri'")  # fmt: skip
    (tmp_path / "khoa.p12").write_bytes((hub.folder / "var" / "keys" / file).read_bytes())
    command = command_on(page, "khoa.p12")
    wrong = run_as_told(command, "00000000", tmp_path)
    assert wrong.returncode == 1 and "Mã PIN không đúng" in wrong.stdout
    done = run_as_told(command, hub.pin_of("chutri"), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Ký bằng công cụ trên máy" in done.stdout and hub.pin_of("chutri") not in done.stdout
    ensure_signed(page, 1)

    uri = token.put(pki, testpki.Holder("Con dấu ở máy văn thư", "UBND"), "P-256", b"\x0c")
    (found,) = [each for each in tokens.certificates(MODULE, token.label) if each.uri == uri]
    admin = opened("quantridonvi", "/admin/keys").page
    admin.select_option("[name=source]", value="certificate")
    pem = x509.load_der_x509_certificate(found.der).public_bytes(serialization.Encoding.PEM)
    admin.fill("[name=certificate]", pem.decode())
    admin.check("[name=kind][value=organisation]")
    admin.get_by_role("button", name="Đăng ký khóa").click()
    expect(admin.locator("tbody")).to_contain_text("Con dấu ở máy văn thư")
    clerk = opened("vanthu", f"{document}/sign")
    begin_elsewhere(clerk, "Bằng công cụ ký")
    command = command_on(clerk.page, "pkcs11")
    command[command.index("--module") + 1] = MODULE
    done = run_as_told([*command, "--key", uri], token.pin, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    ensure_signed(clerk.page, 2)
    assert valid_signatures(stored(hub, document)[-1], tmp_path) == 2


# -- VGCA's program


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Callable[..., FakeVgca]]:
    """Return a function that starts the program; it signs as it is told."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "VGCA Sign Service")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(private, hashes.SHA256())
    )
    (tmp_path / "vgca.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "vgca.key").write_bytes(plain)
    running: list[FakeVgca] = []

    def start(sign: Callable[[bytes], bytes]) -> FakeVgca:
        stop()
        running.append(
            FakeVgca(sign, str(tmp_path / "vgca.pem"), str(tmp_path / "vgca.key"), PROGRAM_PORT)
        )
        return running[-1]

    def stop() -> None:
        while running:
            running.pop().stop()

    yield start
    stop()


def key_of(hub: LiveHub, username: str) -> tuple[SigningKey, str]:
    """Return the demo key of a person, and the person's name."""
    file, name = rows(
        hub,
        "SELECT k.file, p.name FROM signing_keys k JOIN people p ON p.id = k.person_id "
        "JOIN accounts a ON a.person_id = p.id WHERE a.username = ?", username,
    )[0]  # fmt: skip
    pkcs12 = (hub.folder / "var" / "keys" / str(file)).read_bytes()
    return SigningKey(pkcs12, hub.pin_of(username)), str(name)


def signing_as(hub: LiveHub, username: str) -> Callable[[bytes], bytes]:
    """Sign as a program that knows nothing of the hub: in a field of its own."""
    key, name = key_of(hub, username)

    def sign(pdf: bytes) -> bytes:
        look = Appearance(Profile.PERSON, name=name)
        return pades.sign(SignRequest(pdf, key, datetime.now(UTC), "Signature1", look)).pdf

    return sign


def cancel(_pdf: bytes) -> bytes:
    raise Cancelled


def press_start(watching: Watched) -> None:
    watching.page.locator("[data-vgca-start]").click()


def begin_with_vgca(watching: Watched, hub: LiveHub, document: str) -> None:
    watching.visit(f"{hub.url}{document}/sign")
    begin_elsewhere(watching, "Bằng phần mềm của Ban Cơ yếu")


def test_vgcas_program_signs_and_every_mishap_is_told_with_what_to_do(
    hub, opened, documents, program, tmp_path
):
    (document,) = documents("Ký bằng phần mềm của Ban Cơ yếu")
    accepted = opened("chutri", ignore_https_errors=True)
    begin_with_vgca(accepted, hub, document)
    said = accepted.page.locator("[data-vgca-said]")
    progress = accepted.page.locator("#errand")

    press_start(accepted)
    expect(said).to_contain_text("không phản hồi", timeout=SLOW_MS)
    look_after_mishap(accepted, "vgca-away")

    program(cancel)
    press_start(accepted)
    expect(said).to_contain_text("Bạn đã hủy trong phần mềm ký", timeout=SLOW_MS)
    look_after_mishap(accepted, "vgca-cancelled")

    right, of_another = signing_as(hub, "chutri"), signing_as(hub, "thuky")
    mishaps = {
        "altered": (lambda pdf: right(pdf.replace(b"%PDF-1.7", b"%PDF-1.6", 1)), "đã gửi"),
        "unsigned": (lambda pdf: pdf, "đã gửi"),
        "another": (of_another, "Phạm Thị Thu Hằng"),
    }
    for name, (sign, sentence) in mishaps.items():
        program(sign)
        begin_with_vgca(accepted, hub, document)
        press_start(accepted)
        expect(progress).to_contain_text(sentence, timeout=SLOW_MS)
        look_after_mishap(accepted, f"vgca-{name}")
        assert len(stored(hub, document)) == 1

    running = program(right)
    progress.get_by_role("link", name="Bắt đầu lại").click()
    begin_elsewhere(accepted, "Bằng phần mềm của Ban Cơ yếu")
    look(accepted, "vgca-page")
    press_start(accepted)
    ensure_signed(accepted.page, 1)
    ((operation, _message),) = running.asked
    assert operation == "/SignApproved"
    sent, returned = stored(hub, document)
    assert returned.startswith(sent)
    assert valid_signatures(returned, tmp_path) == 1


def look_after_mishap(watching: Watched, name: str) -> None:
    watching.complaints.clear()  # the browser notes a line that was refused
    look(watching, name)


def test_a_browser_that_has_not_accepted_the_program_is_told_so(hub, opened, documents, program):
    (document,) = documents("Chưa tin cậy phần mềm ký")
    program(signing_as(hub, "chutri"))
    wary = opened("chutri")
    begin_with_vgca(wary, hub, document)
    press_start(wary)
    expect(wary.page.locator("[data-vgca-said]")).to_contain_text("không phản hồi", timeout=SLOW_MS)
    expect(wary.page.locator("main")).to_contain_text("https://127.0.0.1:8987")
    assert len(stored(hub, document)) == 1


# -- a whole pack


def test_a_pack_is_signed_file_by_file_stopped_and_taken_up_again(hub, opened, documents, meeting):
    titles = [f"Phụ lục {number} của gói" for number in range(1, 13)]
    pack = documents(*titles)
    chair = opened("chutri", f"/meetings/{meeting}/documents")
    page = chair.page
    page.locator("main a[href$='/sign-all']").click()
    page.wait_for_url("**/sign-all")
    look(chair, "pack-choose")
    for box in page.locator("[name=documents]").all():
        box.set_checked(False)
    for title in titles:
        page.get_by_label(title).check()
    page.select_option("[name=level]", value="B-LTA")
    sign_in_the_hub(page, "00000000")
    expect(page.locator(".field-error").first).to_contain_text("Mã PIN không đúng")
    for title in titles:
        expect(page.get_by_label(title)).to_be_checked()
    expect(page.locator("[name=level]")).to_have_value("B-LTA")
    sign_in_the_hub(page, hub.pin_of("chutri"))
    page.wait_for_url("**/signing-batches/*")
    page.get_by_role("button", name="Dừng sau tệp này").click()
    again = page.get_by_role("button", name="Ký tiếp")
    expect(again).to_be_visible(timeout=SLOW_MS)
    stopped = page.locator("#batch .chip", has_text="Đã dừng").count()
    assert stopped
    damaged = pack[titles.index(page.locator("#batch li", has_text="Đã dừng").last.locator("a")
                                .inner_text())]  # fmt: skip
    hidden = hide(hub, damaged)
    look(chair, "pack-stopped")
    page.fill("[name=pin]", hub.pin_of("chutri"))
    again.click()
    failed = page.locator("#batch li", has_text="Chưa ký")
    expect(failed).to_have_count(1, timeout=SLOW_MS)
    expect(again).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("#batch .chip", has_text="Đã ký")).to_have_count(len(titles) - 1)
    look(chair, "pack-failed")
    hidden.rename(hidden.with_suffix(""))
    page.fill("[name=pin]", hub.pin_of("chutri"))
    again.click()
    expect(page.locator("#batch .chip", has_text="Đã ký")).to_have_count(
        len(titles), timeout=SLOW_MS
    )
    look(chair, "pack-done")


def hide(hub: LiveHub, document: str) -> Path:
    """Take a stored file away, as a disk that is out of order does."""
    asked = "SELECT sha256 FROM document_versions WHERE document_id = ?"
    name = one(hub, asked, UUID(document.rsplit("/", 1)[1]).hex)
    path = Storage(hub.folder / "var" / "files").path(name)
    return path.rename(path.with_suffix(".away"))
