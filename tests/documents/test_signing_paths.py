"""Ways to sign: levels, files that are no PDF, tokens, the password asked again."""

import pytest
from sqlalchemy import select

from hub.accounts.models import Account
from hub.accounts.service import HASHER
from hub.core.unit_of_work import SYSTEM, Role
from hub.documents.models import (
    DocumentState,
    DocumentType,
    DocumentVersion,
    Signature,
    SigningKey,
)
from hub.documents.queries import keys
from hub.gateways.signing import testpki
from tests.documents.signing_stage import a_signing_stage
from tests.documents.test_signing import form_for, loaded
from tests.gateways.signing import papers
from tests.gateways.signing.tokens import MODULE, needs_softhsm

PASSWORD = "mật khẩu của chủ tịch 2026"


@pytest.fixture
def signing(stage, runtime, storage, settings):
    return a_signing_stage(stage, runtime, storage, settings)


@pytest.fixture
def letter(signing):
    return signing.document(papers.letter())


def table(signing, runtime, storage, data=b"PK\x03\x04 a spreadsheet"):
    """Put a file that is no PDF into the hub."""
    document = signing.document(data, type=DocumentType.MATERIAL, number="", notation="")
    with runtime.unit_of_work(SYSTEM) as uow:
        version = uow.session.scalars(
            select(DocumentVersion).where(DocumentVersion.document_id == document)
        ).one()
        version.media_type, version.filename = "application/vnd.ms-excel", "bang.xlsx"
    return document


def put(client_of, runtime, signing, person, document, **changes):
    actor = signing.stage.actor_of(person)
    own = signing.pins[person.id if person.id in signing.pins else signing.stage.host.id]
    pin = changes.pop("pin", own)
    form = form_for(runtime, actor, document, pin, **changes)
    return client_of(person).post(f"/documents/{document}/sign", data=form)


def test_a_file_that_is_no_pdf_is_signed_beside_and_stays_as_it_is(
    signing, runtime, storage, client_of, stage
):
    document = table(signing, runtime, storage)
    page = client_of(signing.chair).get(f"/documents/{document}/sign").get_data(as_text=True)
    assert "bang.xlsx" in page and "sign/page.png" not in page
    assert put(client_of, runtime, signing, signing.chair, document).status_code == 302
    assert put(client_of, runtime, signing, signing.clerk, document).status_code == 302
    found = loaded(runtime, document)
    assert found.state is DocumentState.SEALED
    assert len(found.versions) == 1
    with runtime.read() as session:
        made = keys.signatures_of(session, document)
    assert [each.field_name for each in made] == ["NguoiKy", "CoQuan"]
    browser = client_of(signing.chair)
    panel = browser.post(f"/documents/{document}/versions/1/check").get_data(as_text=True)
    assert signing.chair.name in panel and "axis-yes" in panel and "axis-no" not in panel
    page = browser.get(f"/documents/{document}").get_data(as_text=True)
    assert "NguoiKy.p7s" in page
    file = browser.get(f"/documents/{document}/signatures/NguoiKy.p7s")
    assert file.data == storage.read(made[0].p7s_sha256)
    assert browser.get(f"/documents/{document}/signatures/Khac.p7s").status_code == 404


def test_a_changed_file_beside_its_signature_is_shown_as_such(signing, runtime, storage, client_of):
    document = table(signing, runtime, storage)
    put(client_of, runtime, signing, signing.chair, document)
    changed = storage.put(b"PK\x03\x04 another spreadsheet")
    with runtime.unit_of_work(SYSTEM) as uow:
        version = uow.session.scalars(
            select(DocumentVersion).where(DocumentVersion.document_id == document)
        ).one()
        version.sha256 = changed.sha256
    browser = client_of(signing.chair)
    panel = browser.post(f"/documents/{document}/versions/1/check").get_data(as_text=True)
    assert "axis-no" in panel


def test_a_level_that_needs_a_timestamp_signs_nothing_when_there_is_none(
    signing, runtime, client_of, letter
):
    answer = put(client_of, runtime, signing, signing.chair, letter, level="B-LTA")
    assert answer.status_code == 503
    assert loaded(runtime, letter).state is DocumentState.DRAFT


def test_the_levels_that_can_be_made_are_offered(signing, client_of, letter):
    page = client_of(signing.chair).get(f"/documents/{letter}/sign").get_data(as_text=True)
    for level in ("B-B", "B-T", "B-LT", "B-LTA"):
        assert f'value="{level}"' in page


@pytest.fixture
def account(runtime, signing):
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.add(
            Account(
                person_id=signing.chair.id,
                username="chutich",
                password_hash=HASHER.hash(PASSWORD),
                failures=0,
            )
        )


def test_after_a_while_the_password_is_asked_before_a_signature(
    signing, runtime, client_of, letter, account, clock
):
    browser = client_of(signing.chair)
    clock.go(minutes=11)
    assert "account_password" in browser.get(f"/documents/{letter}/sign").get_data(as_text=True)
    missing = put(client_of, runtime, signing, signing.chair, letter, reason="Lý do đã gõ")
    text = missing.get_data(as_text=True)
    assert missing.status_code == 400 and "Lý do đã gõ" in text
    wrong = put(client_of, runtime, signing, signing.chair, letter, account_password="sai")
    assert wrong.status_code == 400
    assert loaded(runtime, letter).state is DocumentState.DRAFT
    right = put(client_of, runtime, signing, signing.chair, letter, account_password=PASSWORD)
    assert right.status_code == 302
    page = browser.get(f"/documents/{letter}").get_data(as_text=True)
    assert PASSWORD not in page and PASSWORD not in text


def test_a_session_left_open_is_no_way_to_guess_the_password(
    signing, runtime, client_of, letter, account, clock
):
    client_of(signing.chair)
    clock.go(minutes=11)
    for _ in range(6):
        put(client_of, runtime, signing, signing.chair, letter, account_password="sai")
    locked = put(client_of, runtime, signing, signing.chair, letter, account_password=PASSWORD)
    assert locked.status_code == 400
    assert loaded(runtime, letter).state is DocumentState.DRAFT


def test_neither_pin_nor_password_is_in_a_log_or_in_the_database(
    signing, runtime, client_of, letter, account, clock, caplog, settings
):
    caplog.set_level(0)
    clock.go(minutes=11)
    put(client_of, runtime, signing, signing.chair, letter, account_password=PASSWORD)
    put(client_of, runtime, signing, signing.clerk, letter, pin="13571357")
    pin = signing.pins[signing.chair.id]
    with runtime.engine.connect() as connection:
        from sqlalchemy import MetaData

        tables = MetaData()
        tables.reflect(connection)
        rows = [
            str(tuple(row))
            for each in tables.sorted_tables
            for row in connection.execute(each.select())
        ]
    kept = caplog.text + "\n".join(rows)
    for secret in (pin, "13571357", PASSWORD):
        assert secret not in kept
    assert str(signing.chair.id) in kept or signing.chair.id.hex in kept


@needs_softhsm
@pytest.mark.xdist_group("token")
def test_the_seal_in_the_token_of_the_hub_is_registered_and_signs(
    signing, runtime, settings, client_of, letter, stage, token, softhsm, workers, clock, tmp_path
):
    pki = testpki.create(runtime.clock())
    testpki.write_trust(pki, settings.trust)
    uri = token.put(pki, testpki.Holder(stage.host.name, stage.host.name), "RSA-2048", b"\x0a")
    settings.pkcs11_module, settings.pkcs11_token = MODULE, token.label
    workers.stop()
    admin = client_of(stage.staff[Role.UNIT_ADMIN])
    assert uri in admin.get("/admin/keys").get_data(as_text=True)
    form = {"source": f"token:{uri}", "kind": "organisation", "unit_id": str(stage.host.id)}
    assert admin.post("/admin/keys", data=form).status_code == 400
    wrong = admin.post("/admin/keys", data=form | {"pin": "00000000"})
    assert wrong.status_code == 400 and "Mã PIN không đúng" in wrong.get_data(as_text=True)
    assert admin.post("/admin/keys", data=form | {"pin": token.pin}).status_code == 302
    with runtime.read() as session:
        key = session.scalars(select(SigningKey).where(SigningKey.token == uri)).one()
    put(client_of, runtime, signing, signing.chair, letter)
    changes = {"key_id": str(key.id), "pin": token.pin}
    answer = put(client_of, runtime, signing, signing.clerk, letter, **changes)
    assert answer.status_code == 302
    with runtime.read() as session:
        row = session.scalars(select(Signature).where(Signature.key_id == key.id)).one()
    assert row.level == "B-B"
    assert loaded(runtime, letter).state is DocumentState.SEALED


def test_a_certificate_alone_is_registered_for_a_key_that_stays_with_its_holder(
    signing, runtime, client_of, letter, stage
):
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    pki = testpki.create(runtime.clock())
    from hub.gateways.signing.keys import open_key

    secretary = stage.staff[Role.SECRETARY]
    opened = open_key(pki.issue(testpki.Holder(secretary.name, stage.host.name)))
    pem = opened.certificate.public_bytes(serialization.Encoding.PEM).decode()
    admin = client_of(stage.staff[Role.UNIT_ADMIN])
    form = {"source": "certificate", "kind": "person", "person_id": str(secretary.id)}
    assert admin.post("/admin/keys", data=form | {"certificate": "xin chào"}).status_code == 400
    assert admin.post("/admin/keys", data=form | {"certificate": pem}).status_code == 302
    with runtime.read() as session:
        row = session.scalars(
            select(SigningKey).where(SigningKey.fingerprint == opened.facts.fingerprint)
        ).one()
    assert not row.is_here
    assert isinstance(x509.load_pem_x509_certificate(pem.encode()), x509.Certificate)
