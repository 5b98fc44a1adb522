"""The register of certificates: what comes in, what each is worth, who is warned."""

import io
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs7
from openpyxl import load_workbook
from sqlalchemy import select

from hub.archive.models import Dossier
from hub.attendance.models import AttendanceSheet
from hub.certificates import jobs, notices, queries, rules
from hub.certificates.events import CertificateRevoked
from hub.certificates.models import Certificate
from hub.core.ids import (
    ConsultationId,
    EntryId,
    MinutesId,
    RespondentId,
    SigningKeyId,
    new_id,
)
from hub.core.unit_of_work import SYSTEM, Role
from hub.documents.models import Signature, SignatureKind
from hub.documents.models import SigningKey as SigningKeyRow
from hub.documents.service.signing import keep_verdict
from hub.gateways.signing import register, testpki
from hub.gateways.signing.contract import SigningKey
from hub.gateways.signing.keys import open_key
from hub.minutes.models import Minutes, MinutesSignature, SignerRole
from hub.opinions.models import (
    Anonymity,
    Consultation,
    ConsultationState,
    Opinion,
    Proof,
    Respondent,
)
from hub.outbox.models import OutgoingMessage
from tests.builders import a_meeting
from tests.conftest import A_WEEK_BEFORE
from tests.documents.builders import issued

#: Who is told of a certificate of the host office.
KEEPING = (Role.SYSTEM_ADMIN, Role.UNIT_ADMIN, Role.REGISTRY_CLERK)
HOLDER = testpki.Holder("Nguyễn Văn Đức", "UBND huyện Yên Lập", "Chủ tịch")


@pytest.fixture(scope="module")
def pki():
    return testpki.create(A_WEEK_BEFORE)


@pytest.fixture
def trusted(pki, settings):
    testpki.write_trust(pki, settings.trust)
    return pki


@pytest.fixture
def admin(client_of, stage):
    return client_of(stage.staff[Role.SYSTEM_ADMIN])


def pem(key: SigningKey) -> bytes:
    return open_key(key).certificate.public_bytes(serialization.Encoding.PEM)


def sent(client, data: bytes, name="chung-thu.cer", **values):
    form = {"file": (io.BytesIO(data), name)} | values
    return client.post("/certificates", data=form, content_type="multipart/form-data")


def a_key(uow, person_id, fingerprint):
    key = SigningKeyRow(
        id=SigningKeyId(new_id()), kind=SignatureKind.PERSON, person_id=person_id,
        file=None, subject="A", issuer="B", serial="1", fingerprint=fingerprint,
        not_before=uow.now, not_after=uow.now + timedelta(days=1), is_test=True,
    )  # fmt: skip
    uow.session.add(key)
    uow.session.flush()
    return key


def a_signature(uow, document, kind, fingerprint="f" * 64):
    """A signature made in the hub, with a key that the register knows."""
    key = a_key(uow, document.created_by_id, fingerprint)
    return Signature(
        id=EntryId(new_id()), version_id=document.versions[-1].id, document_id=document.id,
        kind=kind, key_id=key.id, person_id=document.created_by_id, field_name="KyNhay",
        level="B-B", signed_at=uow.now,
    )  # fmt: skip


def papers_signed_with(uow, stage, fingerprint, number=1):
    """Minutes, a sheet, an opinion and a dossier that bear the signature of one key."""
    who = stage.staff[Role.SECRETARY]
    key = a_key(uow, who.id, fingerprint)
    at = {"meeting_id": a_meeting_of(uow, stage, number).id}
    by = {"key_id": key.id, "level": "B-B"}
    minutes = Minutes(
        id=MinutesId(new_id()), html="<p>Hết.</p>", drafted_at=uow.now, drafted_by_id=who.id, **at
    )
    consultation = Consultation(
        id=ConsultationId(new_id()), unit_id=stage.host.id, title="Dự thảo quy chế",
        anonymity=Anonymity.OPEN, state=ConsultationState.OPEN, due_at=uow.now,
        drafted_at=uow.now, drafted_by_id=who.id,
    )  # fmt: skip
    uow.session.add_all([minutes, consultation])
    uow.session.flush()
    respondent = Respondent(
        id=RespondentId(new_id()), consultation_id=consultation.id,
        unit_id=stage.communes[0].unit.id, position=0, name="Xã Mỹ Lung",
    )  # fmt: skip
    uow.session.add(respondent)
    uow.session.flush()
    return [
        MinutesSignature(
            minutes_id=minutes.id, role=SignerRole.SECRETARY, person_id=who.id,
            person_name=who.name, before_sha256="0" * 64, after_sha256="1" * 64,
            signed_at=uow.now, **by,
        ),
        AttendanceSheet(
            number=1, frozen_at=uow.now, frozen_by_id=who.id, frozen_by_name=who.name, rules={},
            content={}, sha256="2" * 64, **at, **by,
        ),
        Opinion(
            respondent_id=respondent.id, number=1, answers=[], given_at=uow.now,
            given_by_id=who.id, given_by_name=who.name, proof=Proof.SIGNATURE,
            pdf_sha256="3" * 64, **by,
        ),
        Dossier(
            code=f"HS-{number}", title="Hồ sơ", retention="ten-years", sealed_at=uow.now,
            sealed_by_id=who.id, sealed_by_name=who.name, seal_name="UBND", package_size=1,
            sealed_with=fingerprint, package_sha256="4" * 64, manifest_sha256="5" * 64,
            audit_head="6" * 64, entries=[], **at,
        ),
    ]  # fmt: skip


def a_meeting_of(uow, stage, number):
    """The meeting of the stage, and for other numbers one more of the same office."""
    if number == 1:
        return stage.meeting
    more = a_meeting(stage.host, stage.staff[Role.CHAIR], stage.staff[Role.SECRETARY])
    uow.session.add(more)
    uow.session.flush()
    return more


def everything(runtime):
    with runtime.read() as session:
        return list(session.scalars(select(Certificate).order_by(Certificate.added_at)))


def subjects(runtime):
    with runtime.read() as session:
        return session.scalars(select(OutgoingMessage.subject)).all()


def test_certificate_files_of_every_form_are_read(pki):
    certificate = open_key(pki.issue(HOLDER)).certificate
    chain = [certificate, pki.issuer.certificate]
    der = certificate.public_bytes(serialization.Encoding.DER)
    forms = [
        der,
        certificate.public_bytes(serialization.Encoding.PEM),
        pkcs7.serialize_certificates(chain, serialization.Encoding.DER),
        pkcs7.serialize_certificates(chain, serialization.Encoding.PEM),
    ]
    for data in forms:
        facts = register.read_certificates(data)
        (own,) = [each for each in facts if not each.is_authority]
        assert (own.name, own.organisation) == (HOLDER.name, HOLDER.unit)
        assert "SHA256" in own.algorithm


@pytest.mark.parametrize("data", [b"", b"hello", b"\x30\x82", b"-----BEGIN CERTIFICATE-----"])
def test_what_is_no_certificate_is_refused(data):
    with pytest.raises(register.NotACertificate):
        register.read_certificates(data)


def test_a_private_key_is_refused_with_a_warning_and_nothing_is_kept(admin, runtime, stage):
    answer = sent(admin, b"-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----")
    assert answer.status_code == 400
    assert "Tệp có chứa khóa bí mật" in answer.text
    assert everything(runtime) == []


def test_a_certificate_gets_a_holder_and_its_standing(admin, runtime, stage, trusted):
    data = pem(trusted.issue(HOLDER))
    assert sent(admin, data).status_code == 302
    (one,) = everything(runtime)
    assert (one.standing, one.post_id, one.unit_id) == ("vouched", None, None)
    again = sent(admin, data)
    assert (again.status_code, "đã có trong sổ" in again.text) == (400, True)
    admin.post(f"/certificates/{one.id}/holder", data={"unit_id": str(stage.host.id)})
    assert everything(runtime)[0].unit_id == stage.host.id
    page = admin.get("/certificates").text
    assert HOLDER.name in page
    assert stage.host.name in page
    admin.post(f"/certificates/{one.id}/remove")
    assert everything(runtime) == []


def test_a_revoked_certificate_is_found_out_by_the_next_list_and_told(
    admin, runtime, stage, trusted, settings, workers
):
    key = trusted.issue(HOLDER)
    sent(admin, pem(key))
    (one,) = everything(runtime)
    admin.post(f"/certificates/{one.id}/holder", data={"unit_id": str(stage.host.id)})
    report = issued(runtime, stage)
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.add(a_signature(uow, report, SignatureKind.PERSON, one.fingerprint))
    knowing = testpki.TestPki(trusted.root, trusted.issuer, A_WEEK_BEFORE)
    knowing.revoke(open_key(key).certificate.serial_number, A_WEEK_BEFORE - timedelta(hours=1))
    testpki.write_trust(knowing, settings.trust)
    jobs.judge_register(runtime, workers)
    assert everything(runtime)[0].standing == "revoked"
    with runtime.read() as session:
        told = session.scalars(
            select(OutgoingMessage).where(OutgoingMessage.icon == "certificate-off")
        ).all()
    assert all("đã bị cơ quan cấp thu hồi" in each.subject for each in told)
    looked_after = {stage.staff[role].id for role in KEEPING}
    assert looked_after <= {each.to_person_id for each in told if not each.body_text}
    having = {each.to_person_id for each in told if ": 1 văn bản." in each.body_text}
    clerks = {each.clerk.id for each in stage.communes}
    assert having == clerks | {stage.staff[Role.REGISTRY_CLERK].id}
    assert "Không được dùng" in admin.get("/certificates").text


def test_whoever_keeps_papers_of_any_kind_signed_with_it_is_told_how_many(runtime, stage):
    asking, asked = stage.host.id, stage.communes[0].unit.id
    with runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        uow.session.add_all(papers_signed_with(uow, stage, "a" * 64))
        uow.session.add_all(papers_signed_with(uow, stage, "b" * 64, number=2))
    with runtime.unit_of_work(SYSTEM) as uow:
        notices.tell_of_revocation(uow, CertificateRevoked(EntryId(new_id()), "a" * 64, "Ông A"))
    with runtime.read() as session:
        held = queries.signed_with(session, "a" * 64)
        told = {
            each.to_person_id: (each.body_text, each.link)
            for each in session.scalars(select(OutgoingMessage))
            if each.body_text
        }
    kinds = queries.SignedKind
    assert held == {
        asking: {kinds.MINUTES: 1, kinds.SHEET: 1, kinds.OPINION: 1, kinds.DOSSIER: 1},
        asked: {kinds.OPINION: 1},
    }
    said, link = told[stage.staff[Role.REGISTRY_CLERK].id]
    listed = "biên bản của 1 cuộc họp, 1 bảng điểm danh, 1 phiếu ý kiến, 1 hồ sơ đã niêm phong"
    assert f": {listed}." in said and link == "/minutes"
    said, link = told[stage.communes[0].clerk.id]
    assert ": 1 phiếu ý kiến." in said and link == "/opinions"
    assert stage.communes[1].clerk.id not in told


def test_a_namesake_of_another_issuer_is_flagged_and_a_renewal_is_not(
    admin, runtime, stage, trusted
):
    for key in (trusted.issue(HOLDER), trusted.issue(HOLDER)):
        sent(admin, pem(key))
    assert rules.namesakes(everything(runtime)) == frozenset()
    sent(admin, pem(testpki.create(A_WEEK_BEFORE).issue(HOLDER)))
    *_, forged = everything(runtime)
    assert forged.standing in {"issuer-forged", "issuer-unknown"}
    assert rules.namesakes(everything(runtime)) == {forged.id}
    assert "Trùng tên chứng thư khác" in admin.get("/certificates").text


def test_a_fake_with_the_name_alone_is_flagged_and_two_people_of_one_name_are_not(
    admin, runtime, trusted
):
    sent(admin, pem(trusted.issue(HOLDER)))
    sent(admin, pem(trusted.issue(testpki.Holder(HOLDER.name, "UBND xã Mỹ Lung"))))
    assert rules.namesakes(everything(runtime)) == frozenset()
    fake = testpki.Holder("NGUYEN VAN DUC", "UBND huyện Yên Lập, tỉnh Phú Thọ")
    sent(admin, pem(testpki.create(A_WEEK_BEFORE).issue(fake)))
    *_, forged = everything(runtime)
    assert rules.namesakes(everything(runtime)) == {forged.id}


def test_the_holders_unit_is_warned_60_30_and_7_days_before_the_end_each_once(
    admin, runtime, stage, trusted, clock, workers
):
    key = trusted.issue(HOLDER, until=A_WEEK_BEFORE + timedelta(days=70))
    sent(admin, pem(key), unit_id=str(stage.host.id))
    told = []
    for _ in range(80):
        told.append(jobs.judge_register(runtime, workers))
        clock.go(days=1)
    days = [day for day, count in enumerate(told) if count]
    assert days == [10, 40, 63]
    assert any("hết hạn ngày" in each for each in subjects(runtime))


def test_a_register_shows_each_only_their_own_units(client_of, admin, stage, trusted):
    sent(admin, pem(trusted.issue(HOLDER)), unit_id=str(stage.host.id))
    stranger = client_of(stage.other_staff[Role.UNIT_ADMIN])
    assert HOLDER.name not in stranger.get("/certificates").text


def test_the_share_of_signed_documents_is_counted_by_unit_and_month(admin, stage, runtime, clock):
    issued(runtime, stage)
    initialled = issued(runtime, stage, "Đã ký nháy", sha256="b" * 64)
    came_signed = issued(runtime, stage, "Đã ký sẵn", sha256="c" * 64)
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.add(a_signature(uow, initialled, SignatureKind.INITIALS))
        keep_verdict(
            uow, sha256=came_signed.versions[-1].sha256, trust_version="1", crl_epoch="",
            state="ok", report={}, findings="", evidence_sha256="", crls=[],
        )  # fmt: skip
    clock.go(minutes=1)
    page = admin.get("/certificates/signed-share").text
    assert "33 %" in page
    answer = admin.get("/certificates/signed-share.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert ["Đơn vị", "Tháng", "Đã phát hành", "Đã ký", "Tỷ lệ ký số"] in rows
    month = f"{runtime.clock():%m/%Y}"
    assert [stage.host.name, month, 3, 1, 33.3] in rows
