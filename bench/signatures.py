"""Signatures made and checked in one second of CPU time, and how near that is to the limit.

    python bench/signatures.py [--seconds 5] [--kb 200]

The limit is measured in the same run: for signing, hashing the file and one private-key
operation; for checking, hashing and one public-key operation. Everything else is PDF and CMS.
"""

import argparse
import hashlib
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from hub.gateways.signing import pades, testpki
from hub.gateways.signing.contract import Appearance, Profile, SignRequest
from hub.gateways.signing.keys import open_key
from hub.gateways.signing.validation import validate
from tests.gateways.signing import papers

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def per_second(work, seconds):
    work()
    count, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds:
        work()
        count += 1
    return count / spent


def measure(title, key, pki, pdf, seconds):
    opened, trust = open_key(key), pki.trust()
    person = Appearance(Profile.PERSON, name=papers.CHAIR)
    invisible = SignRequest(pdf, key, NOW, "ChuTri")
    visible = SignRequest(pdf, key, NOW, "ChuTri", person)
    signed = pades.sign(invisible).pdf
    twice = pades.sign(SignRequest(signed, key, NOW, "CoQuan", person)).pdf
    made = opened.sign(b"x")

    def verify():
        public = opened.certificate.public_key()
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(made, b"x", ec.ECDSA(hashes.SHA256()))
        else:
            public.verify(made, b"x", padding.PKCS1v15(), hashes.SHA256())

    def sign_floor():
        opened.sign(hashlib.sha256(pdf).digest())

    def check_floor():
        hashlib.sha256(signed).digest()
        verify()

    limit_sign = per_second(sign_floor, seconds / 4)
    limit_check = per_second(check_floor, seconds / 4)
    rows = [
        ("sign, invisible", lambda: pades.sign(invisible), limit_sign),
        ("sign, NĐ 30 person", lambda: pades.sign(visible), limit_sign),
        ("check, one signature", lambda: validate(signed, trust, NOW), limit_check),
        ("check, two signatures", lambda: validate(twice, trust, NOW), limit_check),
    ]
    for name, work, limit in rows:
        rate = per_second(work, seconds)
        print(f"{title:10} {name:22} {rate:8.1f}/s   limit {limit:8.0f}/s   1 : {limit / rate:.0f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--kb", type=int, default=200)
    options = parser.parse_args()
    pdf = papers.scanned(size=options.kb * 1000)
    print(f"{len(pdf) / 1000:.0f} KB")
    for title, bits in (("P-256", None), ("RSA-2048", 2048)):
        pki = testpki.create(NOW, bits)
        key = pki.issue(testpki.Holder(papers.CHAIR, papers.OFFICE))
        measure(title, key, pki, pdf, options.seconds)


if __name__ == "__main__":
    main()
