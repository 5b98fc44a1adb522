"""What keeps a signature provable when certificates have ended: PAdES B-LT and B-LTA.

The certificates and revocation lists of the day go into the file's document security store
(ISO 32000-2 §12.8.4.3), and a timestamp over the file proves that they were there in time.
Everything comes from the operator's configuration; nothing is fetched from addresses in
certificates. Lists and not OCSP: files renewed with OCSP answers turned unprovable when the
responder's certificate had changed, those with lists did not (docs/decisions/0009).
"""

import hashlib
import itertools
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from asn1crypto import cms as asn1_cms
from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1
from cryptography import x509
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_tst_data_iter,
)

from hub.gateways.signing import cms, selfcheck, tsa
from hub.gateways.signing.contract import TrustAnchors
from hub.gateways.signing.problems import EvidenceMissing
from hub.gateways.signing.validation import trust as trusted

#: Hexadecimal digits kept free for a document timestamp.
RESERVED: Final = 24_576
TIMESTAMP_FIELD: Final = "DauThoiGian"


def ensure_evidence(
    certificate: x509.Certificate,
    carried: Iterable[x509.Certificate],
    trust: TrustAnchors,
    now: datetime,
) -> None:
    """Raise EvidenceMissing unless the chain of a certificate is provable by the configuration."""
    _evidence(_asn1(certificate), [_asn1(each) for each in carried], trust, now)


def with_evidence(pdf: bytes, trust: TrustAnchors, now: datetime) -> bytes:
    """Append certificates and lists for the last signature and its timestamp: B-LT.

    Raises EvidenceMissing.
    """
    writer = _writer(pdf)
    signature = writer.prev.embedded_regular_signatures[-1]
    certificates, lists = _evidence(
        signature.signer_cert, signature.other_embedded_certs, trust, now
    )
    for token in extract_tst_data_iter(signature.signer_info, signed=False):
        held = extract_certs_for_validation(token)
        more, further = _evidence(held.signer_cert, held.other_certs, trust, now)
        certificates, lists = [*certificates, *more], [*lists, *further]
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        signature.pkcs7_content.hex().upper().encode("ascii"),
        certs=_once(certificates),
        crls=_once(lists),
    )
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def with_document_timestamp(pdf: bytes, url: str) -> bytes:
    """Append a timestamp over the whole file: B-LTA. Raises TimestampUnavailable."""
    writer = _writer(pdf)
    taken = sum(1 for each in writer.prev.embedded_signatures if _is_timestamp(each))
    stamp = DocumentTimestamp(bytes_reserved=RESERVED)
    field = SigFieldSpec(f"{TIMESTAMP_FIELD}{taken + 1}", readable_field_name="Timestamp")
    ready, output = _reserve(writer, field, stamp)
    token, _moment = tsa.ask_for(url, ready.document_digest)
    ready.fill_with_cms(output, asn1_cms.ContentInfo.load(token))
    stamped: bytes = output.getvalue()
    selfcheck.ensure_stamped(pdf, stamped)
    return stamped


def _reserve(writer: Any, field: SigFieldSpec, stamp: DocumentTimestamp) -> Any:
    steps = PdfCMSEmbedder(new_field_spec=field).write_cms(
        field_name=field.sig_field_name, writer=writer
    )
    next(steps)
    steps.send(SigObjSetup(sig_placeholder=stamp))
    return steps.send(SigIOSetup(md_algorithm="sha256"))


def _evidence(
    certificate: asn1.Certificate,
    carried: Iterable[asn1.Certificate],
    trust: TrustAnchors,
    now: datetime,
) -> tuple[list[asn1.Certificate], list[asn1_crl.CertificateList]]:
    """Return the chain up to an anchor, and a fresh list of every issuer in it."""
    try:
        chain = trusted.chain(certificate, carried, trust, now)
    except Exception as error:
        issuer = certificate.issuer.native.get("common_name") or certificate.issuer.human_friendly
        raise EvidenceMissing(name=str(issuer)) from error
    lists = []
    for issuer, issued in itertools.pairwise(chain):
        fresh = trusted.fresh_list(issuer, trust, now)
        if fresh is None:
            name = issued.issuer.native.get("common_name") or issued.issuer.human_friendly
            raise EvidenceMissing(name=str(name))
        lists.append(asn1_crl.CertificateList.load(fresh))
    return chain, lists


def _writer(pdf: bytes) -> Any:
    return IncrementalPdfFileWriter(BytesIO(pdf), strict=False)


def _is_timestamp(signature: Any) -> bool:
    return bool(signature.sig_object.get("/Type") == pdf_name("/DocTimeStamp"))


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(cms.der(certificate))


def _once(items: Iterable[Any]) -> list[Any]:
    return list({hashlib.sha256(each.dump()).digest(): each for each in items}.values())
