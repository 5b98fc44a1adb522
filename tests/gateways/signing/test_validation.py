import asyncio
import base64
import hashlib
import io
import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pikepdf
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields as sig_fields
from pyhanko.sign import signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from hub.gateways.signing import fields, pades, testpki
from hub.gateways.signing.contract import SignRequest, TrustAnchors, WithoutCrl
from hub.gateways.signing.keys import open_key
from hub.gateways.signing.validation import limits, validate
from hub.gateways.signing.verdict import REASONS, Answer, DocumentState, Verdict
from tests.gateways.signing import attacks, papers
from tests.gateways.signing.conftest import NOW, PERSON, serial_of, signed

BAD = {DocumentState.INVALID, DocumentState.BROKEN}


def only(verdict):
    (one,) = verdict.signatures
    return one


def reasons(verdict):
    return [(each.intact.reason, each.valid.reason, each.trusted.reason)
            for each in verdict.signatures]  # fmt: skip


# -- clean files


@pytest.mark.parametrize("paper", ["letter", "minutes", "with_object_streams", "with_text_field"])
@pytest.mark.parametrize("look", [None, PERSON])
def test_a_clean_signature_is_intact_valid_and_trusted(chair, trust, paper, look):
    values = {"appearance": look} if look else {}
    verdict = validate(signed(chair, getattr(papers, paper)(), **values).pdf, trust, NOW)
    assert (verdict.state, verdict.reason) == (DocumentState.OK, "all-good")
    one = only(verdict)
    assert reasons(verdict) == [("unchanged", "signature-fits", "vouched")]
    assert (one.name, one.unit, one.title) == (papers.CHAIR, papers.OFFICE, "Chủ tịch")
    assert (one.level, one.claimed_at, one.proven_at) == ("B-B", NOW, None)
    assert one.covers_whole_file and one.is_test
    assert (one.box is not None) == (look is not None)


def test_three_signatures_one_behind_the_other_are_in_order(signed_minutes, trust):
    verdict = validate(signed_minutes, trust, NOW)
    assert verdict.state is DocumentState.OK
    assert [each.field for each in verdict.signatures] == ["ThuKy", "ChuToa", "CoQuan"]
    assert [each.intact.reason for each in verdict.signatures] == [
        "only-later-signatures", "only-later-signatures", "unchanged",
    ]  # fmt: skip
    assert [each.covers_whole_file for each in verdict.signatures] == [False, False, True]


def test_rsa_and_timestamped_signatures_are_in_order(rsa_chair, chair, trust, tsa_url):
    pki, key = rsa_chair
    assert validate(signed(key).pdf, pki.trust(), NOW).state is DocumentState.OK
    one = only(validate(signed(chair, timestamp_url=tsa_url).pdf, trust, NOW))
    assert (one.level, one.proven_at, one.state) == ("B-T", NOW, DocumentState.OK)


def test_unsigned_files_are_unsigned_and_nothing_else(trust):
    for pdf in (papers.letter(), papers.minutes(), papers.with_text_field(), papers.scanned()):
        verdict = validate(pdf, trust, NOW)
        assert (verdict.state, verdict.reason) == (DocumentState.UNSIGNED, "no-signature")


def test_an_unsigned_file_with_a_wrong_cross_reference_is_still_unsigned(trust):
    pdf = papers.letter().replace(b"startxref", b"startxref ", 1)
    assert validate(pdf, trust, NOW).state is DocumentState.UNSIGNED


def test_prepared_but_empty_fields_are_no_signatures(trust):
    from hub.gateways.signing.contract import EmptyField

    pdf = fields.prepare(papers.letter(), (EmptyField("A", PERSON), EmptyField("B")), NOW)
    assert validate(pdf, trust, NOW).state is DocumentState.UNSIGNED


@pytest.mark.parametrize("pdf", [b"", b"PK\3\4", b"<html>%PDF-</html>", b"%PDF-1.7\n%%EOF"])
def test_what_cannot_be_read_is_broken(trust, pdf):
    assert validate(pdf, trust, NOW).state is DocumentState.BROKEN


def test_an_encrypted_file_is_a_concern(trust):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers.letter())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="x", user="y"))
    verdict = validate(out.getvalue(), trust, NOW)
    assert (verdict.state, verdict.reason) == (DocumentState.CONCERN, "encrypted")


# -- files by another signer's program: stock pyHanko


def stock_signer(key):
    opened = open_key(key)
    store = SimpleCertificateStore()
    store.register_multiple(_asn1(each) for each in opened.chain)
    private = opened.private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return signers.SimpleSigner(
        _asn1(opened.certificate), asn1_keys.PrivateKeyInfo.load(private), store
    )


def _asn1(certificate):
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def stock_signed(key, *, level="B-B", md="sha256", subfilter=None, tsa=None, pki=None):
    values = {}
    if level in ("B-LT", "B-LTA"):
        context = ValidationContext(
            trust_roots=[_asn1(pki.root.certificate)],
            other_certs=[_asn1(pki.issuer.certificate)],
            crls=list(pki.crls()),
            revocation_mode="hard-fail",
            moment=NOW,
        )
        values = {
            "embed_validation_info": True,
            "validation_context": context,
            "use_pades_lta": level == "B-LTA",
        }
    metadata = signers.PdfSignatureMetadata(
        field_name="Stock",
        md_algorithm=md,
        subfilter=subfilter or sig_fields.SigSeedSubFilter.PADES,
        **values,
    )
    stamper = None
    if tsa:
        stamper = DummyTimeStamper(
            tsa_cert=_asn1(tsa.certificate),
            tsa_key=asn1_keys.PrivateKeyInfo.load(
                tsa.key.private_bytes(
                    serialization.Encoding.DER,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            ),
            certs_to_embed=SimpleCertificateStore(),
            fixed_dt=NOW,
        )
    signer = signers.PdfSigner(metadata, stock_signer(key), timestamper=stamper)
    writer = IncrementalPdfFileWriter(io.BytesIO(papers.letter()))
    return signer.sign_pdf(writer).getvalue()


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT", "B-LTA"])
def test_signatures_of_all_levels_by_another_program_are_in_order(chair, pki, trust, level):
    tsa = testpki.TestPki(pki.root, pki.issuer, NOW, 2048).issue_tsa() if level != "B-B" else None
    verdict = validate(stock_signed(chair, level=level, tsa=tsa, pki=pki), trust, NOW)
    assert verdict.state is DocumentState.OK, reasons(verdict)
    assert verdict.signatures[0].level == level


def test_the_older_form_of_adobe_is_checked_as_well(chair, trust):
    old = sig_fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    one = only(validate(stock_signed(chair, subfilter=old), trust, NOW))
    assert (one.level, one.state) == ("CMS", DocumentState.OK)


def test_sha1_proves_nothing_today(rsa_chair):
    pki, key = rsa_chair
    verdict = validate(stock_signed(key, md="sha1"), pki.trust(), NOW)
    assert verdict.state is DocumentState.CONCERN
    assert only(verdict).valid.reason == "weak-algorithm"


# -- forgeries


@pytest.mark.parametrize("attack", attacks.ALL, ids=lambda attack: attack.__name__)
@pytest.mark.parametrize("kind", ["signed_letter", "certified_letter", "signed_minutes"])
def test_no_forgery_is_called_in_order(request, trust, attack, kind):
    clean = request.getfixturevalue(kind)
    assert validate(clean, trust, NOW).state is DocumentState.OK
    forged = attack(clean)
    assert forged != clean
    verdict = validate(forged, trust, NOW)
    assert verdict.state in BAD, reasons(verdict)


def test_a_replaced_page_is_not_intact_though_every_digest_fits(signed_letter, trust):
    verdict = validate(attacks.page_replaced(signed_letter), trust, NOW)
    one = only(verdict)
    assert one.intact.answer is Answer.NO
    assert one.valid.answer is Answer.YES
    assert one.trusted.answer is Answer.YES


def test_filling_a_form_after_signing_is_a_change(chair, trust):
    pdf = signed(chair, papers.with_text_field()).pdf
    assert validate(pdf, trust, NOW).state is DocumentState.OK
    verdict = validate(attacks.text_field_filled(pdf), trust, NOW)
    assert only(verdict).intact.answer is Answer.NO


def test_a_later_signature_does_not_cover_up_a_change_before_it(signed_letter, office, trust):
    """Change the page after the first signature, then have the office sign over it."""
    pdf = signed(office, attacks.page_replaced(signed_letter), field_name="CoQuan").pdf
    verdict = validate(pdf, trust, NOW)
    assert verdict.state is DocumentState.INVALID
    assert [each.intact.answer for each in verdict.signatures] == [Answer.NO, Answer.YES]


def test_a_giant_stamp_over_the_page_is_seen(signed_letter, office, trust):
    from hub.gateways.signing.contract import Appearance, Place, Profile

    giant = Appearance(
        Profile.ORG_MAIN, unit="ĐÃ HỦY", place=Place(0, 20, 200, 580, 760), seal_diameter_mm=180
    )
    pdf = signed(office, signed_letter, field_name="CoQuan", appearance=giant).pdf
    verdict = validate(pdf, trust, NOW)
    assert verdict.signatures[0].intact.reason == "looks-different"


def test_random_bytes_anywhere_never_pass_and_never_raise(signed_letter, trust):
    chance = random.Random(20)
    _, first, second, _ = attacks.byte_range(signed_letter)
    for _ in range(150):
        at = chance.randrange(len(signed_letter))
        byte = bytes([signed_letter[at] ^ chance.choice((1, 2, 4, 8, 64, 128))])
        forged = signed_letter[:at] + byte + signed_letter[at + 1 :]
        verdict = validate(forged, trust, NOW)
        if first < at < second:
            continue  # what is signed is untouched; the carried certificates may be damaged
        assert verdict.state in BAD, (at, verdict.reason, reasons(verdict))


def test_files_cut_anywhere_never_pass_and_never_raise(signed_minutes, trust):
    """A cut right behind an earlier revision is that revision, and honestly in order."""
    ends = set(_ends_of_revisions(signed_minutes))
    for share in range(1, 40):
        end = len(signed_minutes) * share // 40
        verdict = validate(signed_minutes[:end], trust, NOW)
        assert verdict.state is not DocumentState.OK or end in ends


def _ends_of_revisions(pdf):
    return [int(second) + int(length) for _, _, second, length in attacks._RANGE.findall(pdf)]


# -- who signed


def test_an_unknown_issuer_cannot_be_determined(chair, pki):
    stranger = testpki.create(NOW)
    empty = TrustAnchors((), ())
    verdict = validate(signed(chair).pdf, empty, NOW)
    assert only(verdict).trusted.reason == "issuer-unknown"
    assert verdict.state is DocumentState.CONCERN
    other_names = TrustAnchors((stranger.issue_tsa().der,))
    assert validate(signed(chair).pdf, other_names, NOW).state is DocumentState.CONCERN


def test_a_signer_of_the_same_names_is_a_forger(trust):
    evil = testpki.create(NOW)
    key = evil.issue(testpki.Holder(papers.CHAIR, papers.OFFICE, "Chủ tịch", "CCCD:001"))
    verdict = validate(signed(key, appearance=PERSON).pdf, trust, NOW)
    assert verdict.state is not DocumentState.OK
    assert only(verdict).name == papers.CHAIR
    assert only(verdict).trusted.reason in ("issuer-forged", "issuer-unknown", "chain-broken")
    assert only(verdict).trusted.answer is not Answer.YES


@pytest.fixture
def lost(pki):
    """A key revoked an hour ago, with the authority's lists of now."""
    key = pki.issue(testpki.Holder("Trần Thị Mất", "UBND xã Thượng Long"))
    knowing = testpki.TestPki(pki.root, pki.issuer, NOW)
    knowing.revoke(serial_of(key), NOW - timedelta(hours=1))
    return key, knowing


def test_a_revoked_certificate_is_not_trusted(lost):
    key, pki = lost
    verdict = validate(signed(key).pdf, pki.trust(), NOW)
    assert only(verdict).trusted.reason == "revoked"
    assert verdict.state is DocumentState.INVALID


def test_revoked_and_expired_and_forged_and_old_give_different_reasons(lost, pki, rsa_chair):
    key, knowing = lost
    old = pki.issue(
        testpki.Holder("Lê Văn Cũ", "UBND xã"),
        since=NOW - timedelta(days=20), until=NOW - timedelta(days=2),
    )  # fmt: skip
    then = NOW - timedelta(days=10)
    evil = testpki.create(NOW).issue(testpki.Holder(papers.CHAIR, papers.OFFICE))
    rsa_pki, rsa_key = rsa_chair
    found = [
        only(validate(signed(key).pdf, knowing.trust(), NOW)).trusted.reason,
        only(validate(signed(old, moment=then).pdf, knowing.trust(), NOW)).trusted.reason,
        only(validate(signed(evil).pdf, knowing.trust(), NOW)).trusted.reason,
        only(validate(stock_signed(rsa_key, md="sha1"), rsa_pki.trust(), NOW)).valid.reason,
    ]
    assert len(set(found)) == 4
    assert found[1] == "expired"
    assert all(REASONS[reason] for reason in found)


def test_without_a_list_revocation_cannot_be_determined(lost, pki):
    key, _ = lost
    blind = TrustAnchors((pki.root.der,), (pki.issuer.der,))
    verdict = validate(signed(key).pdf, blind, NOW)
    assert only(verdict).trusted.answer is Answer.UNKNOWN
    assert only(verdict).trusted.reason == "revocation-unknown"
    assert verdict.state is DocumentState.UNDETERMINED
    assert verdict.is_sound
    assert verdict.sentence.startswith("Văn bản không bị thay đổi. Hiện chưa thể kết luận")
    lenient = TrustAnchors((pki.root.der,), (pki.issuer.der,), (), WithoutCrl.ACCEPT)
    assert validate(signed(key).pdf, lenient, NOW).state is DocumentState.OK


def test_a_list_out_of_date_cannot_rule_revocation_out(chair, pki):
    later = NOW + timedelta(days=500)
    one = only(validate(signed(chair).pdf, pki.trust(), later))
    assert one.trusted.reason == "revocation-stale"
    fresh = pki.trust(later)
    assert only(validate(signed(chair).pdf, fresh, later)).trusted.answer is Answer.YES


def test_a_list_signed_by_someone_else_is_no_list(chair, pki):
    evil = testpki.create(NOW)
    forged = TrustAnchors((pki.root.der,), (pki.issuer.der,), evil.crls())
    assert only(validate(signed(chair).pdf, forged, NOW)).trusted.reason == "revocation-stale"


def test_revoked_after_the_timestamp_was_good_when_signed(pki, tsa_url, tsa_authority):
    key = pki.issue(testpki.Holder("Phạm Văn Muộn", "UBND xã Xuân Viên"))
    stamped = signed(key, timestamp_url=tsa_url).pdf
    plain = signed(key).pdf
    later = NOW + timedelta(days=30)
    knowing = testpki.TestPki(pki.root, pki.issuer, later)
    knowing.revoke(serial_of(key), NOW + timedelta(days=10))
    assert validate(stamped, knowing.trust(later), later).state is DocumentState.OK
    assert only(validate(plain, knowing.trust(later), later)).trusted.reason == "revoked"


def test_expired_since_is_good_when_a_timestamp_proves_it(pki, tsa_url):
    key = pki.issue(testpki.Holder("Hà Văn Xưa", "UBND xã"), until=NOW + timedelta(days=20))
    stamped, plain = signed(key, timestamp_url=tsa_url).pdf, signed(key).pdf
    later = NOW + timedelta(days=100)
    trust = pki.trust(later)
    assert only(validate(stamped, trust, later)).trusted.reason == "vouched-when-signed"
    assert only(validate(plain, trust, later)).trusted.reason == "expired"


def test_a_timestamp_by_a_stranger_proves_nothing(chair, trust):
    stranger = testpki.create(NOW, rsa_bits=2048).issue_tsa()
    one = only(validate(stock_signed(chair, level="B-T", tsa=stranger), trust, NOW))
    assert one.proven_at is None and one.level == "B-B"


def test_issuing_authorities_may_be_anchors_themselves(chair, pki):
    trust = TrustAnchors((pki.issuer.der,), (), (pki.crls()[1],))
    assert validate(signed(chair).pdf, trust, NOW).state is DocumentState.OK


def test_a_certificate_for_timestamps_signs_no_documents(pki, trust):
    tsa = pki.issue_tsa()
    packed = serialization.pkcs12.serialize_key_and_certificates(
        b"x", tsa.key, tsa.certificate, [pki.issuer.certificate],
        serialization.BestAvailableEncryption(b"12345678"),
    )  # fmt: skip
    from hub.gateways.signing.contract import SigningKey

    one = only(validate(signed(SigningKey(packed, "12345678")).pdf, trust, NOW))
    assert one.trusted.reason == "wrong-usage"


# -- the frame around


def test_a_verdict_travels_as_json(signed_minutes, trust):
    verdict = validate(signed_minutes, trust, NOW)
    assert Verdict.from_json(verdict.to_json()) == verdict
    assert Verdict.from_json(validate(b"", trust, NOW).to_json()).reason == "not-a-pdf"


def test_trust_has_a_name_that_changes_with_it(pki, trust):
    without_lists = TrustAnchors(trust.anchors, trust.others)
    assert trust.version == without_lists.version
    assert trust.epoch != without_lists.epoch
    assert trust.version != TrustAnchors(trust.anchors, (), trust.crls).version
    assert len(trust.version) == len(trust.epoch) == 16


def test_a_verdict_names_the_certificates_and_lists_it_rests_on(pki, signed_letter, trust):
    verdict = validate(signed_letter, trust, NOW)
    looked_at = [base64.b64decode(each) for each in verdict.certificates]
    assert len(looked_at) == 3
    assert {pki.root.der, pki.issuer.der} < set(looked_at)
    assert set(verdict.crls) == {hashlib.sha256(each).hexdigest() for each in trust.crls}
    assert validate(papers.letter(), trust, NOW).certificates == ()


def test_what_was_found_has_a_name_that_changes_only_with_it(signed_letter, trust):
    verdict = validate(signed_letter, trust, NOW)
    later = validate(signed_letter, trust, NOW + timedelta(days=1))
    blind = validate(signed_letter, TrustAnchors(trust.anchors, trust.others), NOW)
    assert verdict.findings == later.findings != blind.findings


def test_a_file_that_takes_too_long_or_too_much_is_given_up(signed_minutes, trust):
    verdict = validate(signed_minutes, trust, NOW, max_s=0.001)
    assert (verdict.state, verdict.reason) == (DocumentState.INVALID, "check-gave-up")
    assert validate(signed_minutes, trust, NOW).state is DocumentState.OK


@pytest.mark.parametrize("swallowed", [ValueError, None])
def test_an_alarm_that_a_library_swallows_still_ends_the_check(swallowed):
    """A broad `except` around the moment of the alarm would make it pass for damaged input."""
    with pytest.raises(limits.TimeUp), limits.bounded(0.02, 64):
        try:
            time.sleep(1)
        except BaseException:
            if swallowed:
                raise swallowed from None


def test_limits_are_lifted_again():
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    with limits.bounded(5, 512):
        assert resource.getrlimit(resource.RLIMIT_AS) != before
        with pytest.raises(MemoryError):
            bytearray(2_000_000_000)
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_nothing_is_fetched_from_addresses_in_the_file(pki, chair, trust):
    """The certificate names an address for its list; nobody calls there."""
    import socket

    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.2)
    port = listening.getsockname()[1]
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    opened = open_key(chair)
    url = x509.UniformResourceIdentifier(f"http://127.0.0.1:{port}/crl")
    point = x509.DistributionPoint([url], None, None, None)
    access = x509.AccessDescription(x509.AuthorityInformationAccessOID.CA_ISSUERS, url)
    certificate = (
        x509.CertificateBuilder(
            pki.issuer.certificate.subject, opened.certificate.subject, opened.private.public_key()
        )
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.CRLDistributionPoints([point]), critical=False)
        .add_extension(x509.AuthorityInformationAccess([access]), critical=False)
        .sign(pki.issuer.key, hashes.SHA256())
    )
    packed = serialization.pkcs12.serialize_key_and_certificates(
        b"x", opened.private, certificate, None, serialization.BestAvailableEncryption(b"1")
    )
    from hub.gateways.signing.contract import SigningKey

    pdf = signed(SigningKey(packed, "1")).pdf
    for anchors in (TrustAnchors(()), trust):
        validate(pdf, anchors, NOW)
    with listening, pytest.raises(TimeoutError):
        listening.accept()


def test_hexadecimal_strings_are_read_as_pyhanko_reads_them():
    from pyhanko.pdf_utils.misc import PdfStreamError

    from hub.gateways.signing.validation import hexadecimal

    for text in (
        b"<4869>",
        b"<48 69>",
        b"<486>",
        b"<>",
        b"<4a6F\n6f>rest",
        b"<" + b"41" * 70_000 + b">x",
    ):
        ours, theirs = io.BytesIO(text), io.BytesIO(text)
        mine = hexadecimal.read_hex_string(ours)
        expected = hexadecimal._original(theirs)
        assert (mine, ours.tell()) == (expected, theirs.tell())
        assert type(mine) is type(expected)
    with pytest.raises(PdfStreamError):
        hexadecimal.read_hex_string(io.BytesIO(b"<4G>"))


def test_a_document_too_long_to_compare_is_not_called_unchanged(chair, office, trust):
    once = signed(chair, papers.scanned(pages=401, size=2560)).pdf
    verdict = validate(signed(office, once, field_name="CoQuan").pdf, trust, NOW)
    assert verdict.state is DocumentState.CONCERN
    assert verdict.signatures[0].intact.reason == "not-compared"


def test_an_alarm_of_the_worker_goes_on_ticking(signed_letter, trust):
    import signal

    before = signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 100)
    try:
        validate(signed_letter, trust, NOW)
        left, _ = signal.getitimer(signal.ITIMER_REAL)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert 50 < left < 100


def test_a_check_inside_somebody_elses_loop_says_the_same(pki, chair, trust):
    made = pades.sign(SignRequest(papers.letter(), chair, NOW, "ChuTri")).pdf

    async def check():
        return validate(made, trust, NOW)

    with ThreadPoolExecutor(1) as another:
        found = another.submit(asyncio.run, check()).result()
    assert found == validate(made, trust, NOW)
