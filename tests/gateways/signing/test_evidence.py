"""What a verdict rests on is kept by content and goes out as one zip."""

import hashlib
import io
import json
import zipfile

from cryptography import x509

from hub.gateways.signing import evidence
from hub.gateways.signing.validation import validate
from hub.gateways.signing.verdict import Verdict
from hub.gateways.storage import Storage
from tests.gateways.signing import papers
from tests.gateways.signing.conftest import NOW


def test_report_certificates_and_lists_are_kept_and_packed(tmp_path, signed_letter, trust, pki):
    storage = Storage(tmp_path)
    verdict = evidence.keep(storage, validate(signed_letter, trust, NOW), trust)
    with zipfile.ZipFile(io.BytesIO(evidence.packed(storage, verdict.evidence))) as archive:
        names = archive.namelist()
        report = archive.read(evidence.REPORT)
        certificates = [archive.read(each) for each in names if each.endswith(".cer")]
        lists = [archive.read(each) for each in names if each.endswith(".crl")]
    assert hashlib.sha256(report).hexdigest() == verdict.evidence
    assert Verdict.from_json(report.decode()).findings == verdict.findings
    assert json.loads(report)["sha256"] == hashlib.sha256(signed_letter).hexdigest()
    subjects = {x509.load_der_x509_certificate(each).subject for each in certificates}
    assert pki.root.certificate.subject in subjects
    assert set(lists) == set(trust.crls)


def test_a_list_that_many_verdicts_used_is_kept_once(
    tmp_path, signed_letter, signed_minutes, trust
):
    storage = Storage(tmp_path)
    for pdf in (signed_letter, signed_minutes):
        evidence.keep(storage, validate(pdf, trust, NOW), trust)
    assert len(list(storage.all())) == 2 + len(trust.crls)


def test_an_unsigned_file_has_no_evidence(tmp_path, trust):
    storage = Storage(tmp_path)
    verdict = evidence.keep(storage, validate(papers.letter(), trust, NOW), trust)
    assert (verdict.evidence, list(storage.all())) == ("", [])
