"""A PKCS#11 token in software (SoftHSM2), with keys of the test authority in it."""

import os
import secrets
import subprocess
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from hub.gateways.signing import testpki
from hub.sign_client.token import uri_of

MODULE = next(
    (
        path
        for path in (
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        )
        if Path(path).is_file()
    ),
    "",
)
needs_softhsm = pytest.mark.skipif(not MODULE, reason="softhsm2 is not installed")
KINDS = ("RSA-2048", "RSA-3072", "P-256")


@dataclass
class SoftToken:
    """One token. Its folder has to be named in the environment of who uses it."""

    label: str
    pin: str

    def put(self, pki, holder, kind="P-256", key_id=b"\x01") -> str:
        """Issue a certificate, put key and certificate into the token, return the URI."""
        import pkcs11
        from pkcs11.util import ec as ec_codes
        from pkcs11.util import rsa as rsa_codes
        from pkcs11.util import x509 as x509_codes

        private = (
            ec.generate_private_key(ec.SECP256R1())
            if kind == "P-256"
            else rsa.generate_private_key(public_exponent=65537, key_size=int(kind[4:]))
        )
        since = pki.now - timedelta(days=1)
        certificate = testpki._issue(
            pki.issuer,
            testpki._name(holder.name, holder.unit),
            private,
            since,
            since + timedelta(days=900),
            testpki._for_documents(),
        )
        plain = private.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        named = {pkcs11.Attribute.ID: key_id, pkcs11.Attribute.LABEL: holder.name,
                 pkcs11.Attribute.TOKEN: True}  # fmt: skip
        decode = (
            ec_codes.decode_ec_private_key if kind == "P-256" else rsa_codes.decode_rsa_private_key
        )
        der = certificate.public_bytes(serialization.Encoding.DER)
        with (
            pkcs11.lib(MODULE)
            .get_token(token_label=self.label)
            .open(rw=True, user_pin=self.pin) as session
        ):
            session.create_object(decode(plain) | named)
            session.create_object(
                x509_codes.decode_x509_certificate(der) | named | {pkcs11.Attribute.PRIVATE: False}
            )
        return uri_of(self.label, key_id)


@pytest.fixture(scope="session")
def softhsm(tmp_path_factory):
    """The environment in which SoftHSM keeps its tokens, for this process and its children."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n"
    )
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    yield folder
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


@pytest.fixture(scope="session")
def token(softhsm):
    made = SoftToken("Yên Lập HSM", f"{secrets.randbelow(10**8):08d}")
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", made.label,
         "--pin", made.pin, "--so-pin", "12345678"],
        check=True, capture_output=True,
    )  # fmt: skip
    return made
