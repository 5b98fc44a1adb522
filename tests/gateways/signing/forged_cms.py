"""Signatures whose bytes lie: signed data (RFC 5652), certificates (RFC 5280) put together wrongly.

Each takes the room of a cleanly signed file and fills it with something else.
"""

import hashlib
from dataclasses import replace
from datetime import timedelta

from asn1crypto import algos, core
from asn1crypto import cms as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.x509.oid import ExtendedKeyUsageOID

from hub.gateways.signing import cms, testpki
from hub.gateways.signing.keys import open_key
from tests.gateways.signing import attacks, papers

HOLDER = testpki.Holder(papers.CHAIR, papers.OFFICE, "Chủ tịch", "CCCD:001")


def refilled(pdf, build):
    """Put other signed data into the room; `build` is given the bytes that are signed."""
    first, length, second, rest = attacks.byte_range(pdf)
    covered = pdf[first : first + length] + pdf[second : second + rest]
    content = build(covered).hex().encode()
    room = second - length - 2
    assert len(content) <= room
    return pdf[:length] + b"<" + content.ljust(room, b"0") + b">" + pdf[second:]


def signature_of(private, data):
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return private.sign(data, ec.ECDSA(hashes.SHA256()))
    return private.sign(data, padding.PKCS1v15(), hashes.SHA256())


def made_by(certificate, private, *chain):
    """Return a builder of sound signed data with this certificate: the PKI is what lies."""

    def build(covered):
        attributes = cms.signed_attributes(certificate, hashlib.sha256(covered).digest())
        holder = _holder(certificate, private, chain)
        return cms.signed_data(holder, attributes, signature_of(private, attributes))

    return build


def _holder(certificate, private, chain=()):
    from types import SimpleNamespace

    return SimpleNamespace(certificate=certificate, private=private, chain=tuple(chain))


def edited(key, change, *, sign_again=True):
    """Return a builder: sound signed data, changed, with the attributes signed again."""
    opened = open_key(key)

    def build(covered):
        sound = made_by(opened.certificate, opened.private, *opened.chain)(covered)
        info = asn1.ContentInfo.load(sound)
        signer = info["content"]["signer_infos"][0]
        change(info["content"], signer, covered)
        if sign_again and len(signer["signed_attrs"]):
            attributes = signer["signed_attrs"].untag().dump(force=True)
            signer["signature"] = signature_of(opened.private, attributes)
        return info.dump(force=True)

    return build


def _without(signer, name):
    kept = [each for each in signer["signed_attrs"] if each["type"].native != name]
    signer["signed_attrs"] = asn1.CMSAttributes(kept)


def _other_digest(_data, signer, covered):
    for each in signer["signed_attrs"]:
        if each["type"].native == "message_digest":
            each["values"] = [hashlib.sha256(covered + b"x").digest()]


def _other_content_type(_data, signer, _covered):
    for each in signer["signed_attrs"]:
        if each["type"].native == "content_type":
            each["values"] = ["signed_data"]


def _two_digests(_data, signer, covered):
    attributes = list(signer["signed_attrs"])
    digest = hashlib.sha256(covered).digest()
    extra = asn1.CMSAttribute({"type": "message_digest", "values": [digest]})
    signer["signed_attrs"] = asn1.CMSAttributes([*attributes, extra])


def _two_signers(data, signer, _covered):
    data["signer_infos"] = asn1.SignerInfos([signer, signer.copy()])


def _no_signer(data, _signer, _covered):
    data["signer_infos"] = asn1.SignerInfos([])


def _embedded_content(data, _signer, covered):
    data["encap_content_info"] = {
        "content_type": "data", "content": core.OctetString(covered[:20])
    }  # fmt: skip


def _algorithms_that_differ(_data, signer, _covered):
    signer["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": "sha512"})


def _zero_signature(_data, signer, _covered):
    signer["signature"] = b"\0" * 64


def _empty_signature(_data, signer, _covered):
    signer["signature"] = b""


def _no_certificates(data, _signer, _covered):
    data["certificates"] = asn1.CertificateSet([])


#: What is changed in the signed data, and whether the attributes are signed again with the key.
CHANGES = {
    "message_digest_of_something_else": (_other_digest, True),
    "content_type_of_something_else": (_other_content_type, True),
    "message_digest_twice": (_two_digests, True),
    "two_signers": (_two_signers, True),
    "no_signer": (_no_signer, False),
    "content_embedded": (_embedded_content, True),
    "digest_algorithms_that_differ": (_algorithms_that_differ, True),
    "signature_of_zeros": (_zero_signature, False),
    "signature_of_nothing": (_empty_signature, False),
    "no_certificates": (_no_certificates, True),
    "no_message_digest": (lambda _d, signer, _c: _without(signer, "message_digest"), True),
    "no_content_type": (lambda _d, signer, _c: _without(signer, "content_type"), True),
    "no_signing_certificate": (
        lambda _d, signer, _c: _without(signer, "signing_certificate_v2"), True,
    ),
}  # fmt: skip


def without_attributes(key):
    """Sign the content itself: what is signed may then be read as attributes, or the reverse."""
    opened = open_key(key)

    def build(covered):
        info = asn1.ContentInfo.load(
            made_by(opened.certificate, opened.private, *opened.chain)(covered)
        )
        signer = info["content"]["signer_infos"][0]
        plain = asn1.SignerInfo(
            {name: signer[name] for name in ("version", "sid", "digest_algorithm",
                                            "signature_algorithm")}
            | {"signature": signature_of(opened.private, covered)}
        )  # fmt: skip
        info["content"]["signer_infos"] = asn1.SignerInfos([plain])
        return info.dump(force=True)

    return build


def by_another_key(key):
    """The chair's certificate, and a signature by somebody else's key."""
    opened = open_key(key)
    return made_by(opened.certificate, testpki._new_key(None), *opened.chain)


def certificate_swapped(pki, key):
    """A certificate of the same key from a forger, put in the place of the one that was signed."""
    opened = open_key(key)
    forger = testpki.create(pki.now)
    name = opened.certificate.subject
    other = testpki._issue(
        replace_key(pki.issuer, forger.issuer.key), name, opened.private,
        pki.now - timedelta(days=1), pki.now + timedelta(days=90), testpki._for_documents(),
    )  # fmt: skip

    def build(covered):
        info = asn1.ContentInfo.load(
            made_by(opened.certificate, opened.private, *opened.chain)(covered)
        )
        swapped = asn1.ContentInfo.load(made_by(other, opened.private, *opened.chain)(covered))
        data, source = info["content"], swapped["content"]
        data["certificates"] = source["certificates"]
        data["signer_infos"][0]["sid"] = source["signer_infos"][0]["sid"]
        return info.dump(force=True)

    return build


def replace_key(authority, key):
    return replace(authority, key=key)


# -- certificates that nobody should accept; each returns (certificate, private key, chain)


def _leaf(pki, by=None, *, key=None, extensions=None, since=-1, until=365, name=None):
    key = key or testpki._new_key(None)
    by = by or pki.issuer
    name = name or testpki._name(HOLDER.name, HOLDER.unit)
    usage = testpki._for_documents() if extensions is None else extensions
    certificate = testpki._issue(
        by, name, key, pki.now + timedelta(days=since), pki.now + timedelta(days=until), usage
    )
    return certificate, key, (by.certificate,)


def expired(pki):
    return _leaf(pki, since=-400, until=-10)


def not_yet_valid(pki):
    return _leaf(pki, since=10)


def rsa_1024(pki):
    from cryptography.hazmat.primitives.asymmetric import rsa

    return _leaf(pki, key=rsa.generate_private_key(65537, 1024))  # noqa: S505  (that is the point)


def for_code(pki):
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
    return _leaf(pki, extensions=[*testpki._for_documents(), (usage, True)])


def for_servers(pki):
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    return _leaf(pki, extensions=[*testpki._for_documents(), (usage, False)])


def for_encryption(pki):
    return _leaf(pki, extensions=[(testpki._key_usage(key_encipherment=True), True)])


def self_signed(pki):
    key = testpki._new_key(None)
    name = testpki._name(HOLDER.name, HOLDER.unit)
    since, until = pki.now - timedelta(days=1), pki.now + timedelta(days=90)
    certificate = testpki._sign(name, name, key, key, since, until, testpki._for_documents())
    return certificate, key, ()


def issued_by_a_person(pki):
    """The issuer is no authority (CA:FALSE), but has a sound certificate of its own."""
    person, private, _ = _leaf(pki)
    return *_leaf(pki, testpki.Authority(person, private))[:2], (person, pki.issuer.certificate)


def too_deep(pki):
    """An authority below one that may have none below it (pathLenConstraint 0)."""
    certificate, private, _ = _leaf(
        pki, extensions=testpki._for_issuing(0), name=testpki._name("Cơ quan con", "Điểm Cầu")
    )
    leaf, key, _ = _leaf(pki, testpki.Authority(certificate, private))
    return leaf, key, (certificate, pki.issuer.certificate)


def outside_its_names(pki):
    """An authority for one domain of names issues for another (RFC 5280 §4.2.1.10)."""
    allowed = x509.NameConstraints([x509.DirectoryName(testpki._name("X", "Y"))], None)
    certificate, private, _ = _leaf(
        pki,
        pki.root,
        extensions=[*testpki._for_issuing(0), (allowed, True)],
        name=testpki._name("Cơ quan hẹp", "Điểm Cầu"),
    )
    leaf, key, _ = _leaf(pki, testpki.Authority(certificate, private))
    return leaf, key, (certificate,)


def of_a_namesake_authority(pki):
    """The whole PKI again under the same names: the forger's authority is carried along."""
    fake = testpki.create(pki.now)
    leaf, key, _ = _leaf(fake)
    return leaf, key, (fake.issuer.certificate, fake.root.certificate)


def of_a_namesake_with_the_key_id(pki):
    """The same names and the true authority's key identifier, signed with another key."""
    key, forger = testpki._new_key(None), testpki._new_key(None)
    name = testpki._name(HOLDER.name, HOLDER.unit)
    issuer = pki.issuer.certificate
    since, until = pki.now - timedelta(days=1), pki.now + timedelta(days=90)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key())
    usage = [*testpki._for_documents(), (identifier, False)]
    return testpki._sign(name, issuer.subject, key, forger, since, until, usage), key, (issuer,)


def with_an_unknown_duty(pki):
    strange = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5.6"), b"\x05\x00")
    return _leaf(pki, extensions=[*testpki._for_documents(), (strange, True)])


def revoked(pki):
    leaf, key, chain = _leaf(pki)
    pki.revoke(leaf.serial_number, pki.now - timedelta(hours=2))
    return leaf, key, chain


CERTIFICATES = (
    expired, not_yet_valid, rsa_1024, for_code, for_servers, for_encryption, self_signed,
    issued_by_a_person, too_deep, outside_its_names, of_a_namesake_authority,
    of_a_namesake_with_the_key_id, with_an_unknown_duty, revoked,
)  # fmt: skip
