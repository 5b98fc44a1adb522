"""Keys of people: in PKCS#12 files, or in tokens (`token`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from hub.sign_client import token


class CannotSign(Exception):
    """The key cannot be used; the message says why, in Vietnamese."""


class Key(Protocol):
    """A key that can sign now."""

    certificate: x509.Certificate

    def sign(self, data: bytes) -> bytes:
        """Return the signature over `data` with SHA-256."""


class FileKey:
    """A private key read from a PKCS#12 file."""

    def __init__(
        self,
        private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
        certificate: x509.Certificate,
    ) -> None:
        self._private = private
        self.certificate = certificate

    def sign(self, data: bytes) -> bytes:
        """Return the signature over `data` with SHA-256: PKCS#1 v1.5, or ECDSA in DER."""
        if isinstance(self._private, rsa.RSAPrivateKey):
            return self._private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._private.sign(data, ec.ECDSA(hashes.SHA256()))


def open_file(path: Path, pin: str) -> FileKey:
    """Open a PKCS#12 file. Raises CannotSign."""
    try:
        private, certificate, _others = pkcs12.load_key_and_certificates(
            path.read_bytes(), pin.encode()
        )
    except OSError as error:
        raise CannotSign(f"Không đọc được tệp {path}.") from error
    except ValueError as error:
        raise CannotSign("Mã PIN không đúng, hoặc tệp không phải PKCS#12.") from error
    if certificate is None or not isinstance(
        private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    ):
        raise CannotSign("Tệp không có khóa ký dùng được.")
    return FileKey(private, certificate)


WORDS = {
    token.TokenTrouble.AWAY: "Không thấy thiết bị lưu khóa, hoặc chưa cài thư viện python-pkcs11.",
    token.TokenTrouble.WRONG_PIN: "Mã PIN không đúng.",
    token.TokenTrouble.LOCKED: "Thiết bị lưu khóa đã bị khóa.",
    token.TokenTrouble.NO_KEY: "Thiết bị không có khóa ký phù hợp.",
    token.TokenTrouble.BROKEN: "Thiết bị lưu khóa hoặc thư viện PKCS#11 bị lỗi.",
}


def list_token(module: str, label: str) -> list[token.OnToken]:
    """Return the certificates on a token, or on all of them. Raises CannotSign."""
    try:
        return token.certificates(module, label)
    except token.TokenTrouble as trouble:
        raise CannotSign(WORDS[trouble.code]) from trouble


@contextmanager
def open_token(module: str, uri: str, pin: str) -> Iterator[token.TokenKey]:
    """Open a key in a token while the block runs. Raises CannotSign."""
    try:
        with token.opened(module, uri, pin) as key:
            yield key
    except token.TokenTrouble as trouble:
        raise CannotSign(WORDS[trouble.code]) from trouble
