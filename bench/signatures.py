"""Signatures made and checked in one second of CPU time, and how near that is to the limit.

    python bench/signatures.py [--seconds 3] [--kb 200] [--json]

The limits are measured in the same run. For signing and checking: hashing the file and one
operation of the key, which `openssl speed` measures too; everything else is PDF and CMS. For
checking again: hashing the file, as the verdict is remembered by its content.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from hub.core.settings import Settings
from hub.gateways.signing import pades, testpki
from hub.gateways.signing.contract import Appearance, Profile, SignRequest
from hub.gateways.signing.folders import read_trust
from hub.gateways.signing.keys import open_key
from hub.gateways.signing.remembered import RememberedVerdicts
from hub.gateways.signing.validation import validate
from tests.gateways.signing import papers

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
ALGORITHMS = (("P-256", None, "ecdsap256"), ("RSA-2048", 2048, "rsa2048"))


def per_second(work: Callable[[], object], seconds: float) -> float:
    """Return how often the work is done in a second of CPU time."""
    work()
    count, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds:
        work()
        count += 1
    return count / spent


def openssl_speed(name: str) -> tuple[float, float]:
    """Return signatures and verifications per second of `openssl speed`, one core."""
    done = subprocess.run(
        ["openssl", "speed", "-seconds", "1", name], capture_output=True, text=True, check=True
    )
    signs, verifies = re.findall(r"([\d.]+)", done.stdout.splitlines()[-1])[-2:]
    return float(signs), float(verifies)


def measure(
    title: str, bits: int | None, speed: str, pdf: bytes, seconds: float
) -> dict[str, float]:
    pki = testpki.create(NOW, bits)
    key = pki.issue(testpki.Holder(papers.CHAIR, papers.OFFICE))
    opened, trust = open_key(key), pki.trust()
    person = Appearance(Profile.PERSON, name=papers.CHAIR)
    invisible = SignRequest(pdf, key, NOW, "ChuTri")
    visible = SignRequest(pdf, key, NOW, "ChuTri", person)
    signed = pades.sign(invisible).pdf
    twice = pades.sign(SignRequest(signed, key, NOW, "CoQuan", person)).pdf
    made = opened.sign(b"x")

    def verify() -> None:
        public = opened.certificate.public_key()
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(made, b"x", ec.ECDSA(hashes.SHA256()))
        else:
            public.verify(made, b"x", padding.PKCS1v15(), hashes.SHA256())

    def sign_floor() -> None:
        opened.sign(hashlib.sha256(pdf).digest())

    def check_floor() -> None:
        hashlib.sha256(signed).digest()
        verify()

    limit_sign = per_second(sign_floor, seconds / 4)
    limit_check = per_second(check_floor, seconds / 4)
    of_openssl = openssl_speed(speed)
    rows = [
        ("sign, invisible", lambda: pades.sign(invisible), limit_sign, of_openssl[0]),
        ("sign, NĐ 30 person", lambda: pades.sign(visible), limit_sign, of_openssl[0]),
        ("check, one signature", lambda: validate(signed, trust, NOW), limit_check, of_openssl[1]),
        ("check, two signatures", lambda: validate(twice, trust, NOW), limit_check, of_openssl[1]),
    ]
    rates = {}
    for name, work, limit, raw in rows:
        rate = rates[name] = per_second(work, seconds)
        print(
            f"{title:10} {name:22} {rate:8.1f}/s   hash and key {limit:8.0f}/s, "
            f"1 : {limit / rate:.0f}   openssl speed {raw:8.0f}/s, 1 : {raw / rate:.0f}"
        )
    return rates


def measure_again(pdf: bytes, seconds: float) -> float:
    """Return what checking known bytes again costs, as a multiple of hashing them."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, data_dir=Path(folder))  # type: ignore[call-arg]
        pki = testpki.create(NOW, None)
        key = pki.issue(testpki.Holder(papers.CHAIR, papers.OFFICE))
        for part, files in (("anchors", pki.trust().anchors), ("crls", pki.trust().crls)):
            (settings.trust / part).mkdir(parents=True)
            for number, content in enumerate(files):
                suffix = "cer" if part == "anchors" else "crl"
                (settings.trust / part / f"{number}.{suffix}").write_bytes(content)
        signed = pades.sign(SignRequest(pdf, key, NOW, "ChuTri")).pdf
        remembered = RememberedVerdicts()
        remembered.keep(validate(signed, read_trust(settings), NOW), NOW)

        def again() -> None:
            sha256 = hashlib.sha256(signed).hexdigest()
            assert remembered.find(sha256, read_trust(settings), NOW) is not None

        hashes_per_s = per_second(lambda: hashlib.sha256(signed).hexdigest(), seconds)
        rate = per_second(again, seconds)
    print(
        f"{'again':10} {'verdict remembered':22} {rate:8.1f}/s   SHA-256 {hashes_per_s:8.0f}/s, "
        f"1 : {hashes_per_s / rate:.2f}"
    )
    return hashes_per_s / rate


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--kb", type=int, default=200)
    parser.add_argument("--json", action="store_true", help="print one JSON object last")
    options = parser.parse_args()
    pdf = papers.scanned(size=options.kb * 1000)
    print(f"{len(pdf) / 1000:.0f} KB, per second of CPU time")
    rates = [measure(*each, pdf, options.seconds) for each in ALGORITHMS]
    again = measure_again(pdf, options.seconds)
    if options.json:
        figures = {
            "sign_per_cpu_s": min(each["sign, invisible"] for each in rates),
            "validate_per_cpu_s": min(each["check, one signature"] for each in rates),
            "repeat_over_hash": again,
        }
        print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
