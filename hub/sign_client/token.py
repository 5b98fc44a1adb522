"""Keys in PKCS#11 tokens: USB tokens of people, the HSM of an office.

A key is named by a URI of RFC 7512 (`pkcs11:token=Hub%20HSM;id=%01`). Only the two mechanisms
that every token has are used: RSA PKCS#1 v1.5 over a given DigestInfo, and raw ECDSA.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, quote_from_bytes, unquote, unquote_to_bytes

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

#: DigestInfo of SHA-256 up to the digest itself (RFC 8017 §9.2, note 1).
_DIGEST_INFO: Final = bytes.fromhex("3031300d060960864801650304020105000420")
SCHEME: Final = "pkcs11:"


class TokenTrouble(Exception):
    """The token refuses or is away; the message is a code: see the class attributes."""

    AWAY, WRONG_PIN, LOCKED, NO_KEY, BROKEN = "away", "wrong-pin", "locked", "no-key", "broken"

    @property
    def code(self) -> str:
        """Which trouble it is."""
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class OnToken:
    """A certificate found on a token. `der` is the certificate, `uri` names its key."""

    uri: str
    token: str
    label: str
    der: bytes


class TokenKey:
    """A private key that stays in its token, with its certificate; open as long as its session."""

    def __init__(self, private: Any, certificate: x509.Certificate) -> None:
        self._private = private
        self.certificate = certificate

    def sign(self, data: bytes) -> bytes:
        """Return the signature over `data` with SHA-256: PKCS#1 v1.5, or ECDSA in DER."""
        import pkcs11
        from pkcs11.util.ec import encode_ecdsa_signature

        digest = hashlib.sha256(data).digest()
        public = self.certificate.public_key()
        with _troubles():
            if isinstance(public, rsa.RSAPublicKey):
                mechanism = pkcs11.Mechanism.RSA_PKCS
                return bytes(self._private.sign(_DIGEST_INFO + digest, mechanism=mechanism))
            if isinstance(public, ec.EllipticCurvePublicKey):
                raw = self._private.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)
                return bytes(encode_ecdsa_signature(raw))
        raise TokenTrouble(TokenTrouble.NO_KEY)


def uri_of(token: str, key_id: bytes) -> str:
    """Return the name of a key (RFC 7512 §2.3)."""
    return f"{SCHEME}token={quote(token, safe='')};id={quote_from_bytes(key_id, safe='')}"


def parts_of(uri: str) -> tuple[str, bytes]:
    """Return token label and key id of a name. Raises ValueError."""
    if not uri.startswith(SCHEME):
        raise ValueError(uri)
    parts = dict(part.split("=", 1) for part in uri.removeprefix(SCHEME).split(";"))
    if not {"token", "id"} <= parts.keys():
        raise ValueError(uri)
    return unquote(parts["token"]), unquote_to_bytes(parts["id"])


def certificates(module: str, token: str = "") -> list[OnToken]:
    """Return the certificates that can be seen without a PIN, on one token or on all of them.

    Raises TokenTrouble when the module cannot be loaded or no token is there.
    """
    import pkcs11

    found = []
    with _troubles():
        for slot in _library(module).get_slots(token_present=True):
            present = slot.get_token()
            if not pkcs11.TokenFlag.TOKEN_INITIALIZED & present.flags:
                continue
            if token and present.label != token:
                continue
            with present.open() as session:
                found += list(_certificates_in(session, present.label))
    if token and not found:
        raise TokenTrouble(TokenTrouble.NO_KEY)
    return found


@contextmanager
def opened(module: str, uri: str, pin: str, certificate: bytes | None = None) -> Iterator[TokenKey]:
    """Open a key with the token's PIN for as long as the block runs.

    `certificate` (DER) is used when the token holds none. Raises TokenTrouble, ValueError.
    """
    import pkcs11

    label, key_id = parts_of(uri)
    with _troubles():
        token = _library(module).get_token(token_label=label)
        session = token.open(user_pin=pin)
    try:
        with _troubles():
            own = {each.uri: each.der for each in _certificates_in(session, label)}
            kind = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY}
            privates = list(session.get_objects({**kind, pkcs11.Attribute.ID: key_id}))
        der = own.get(uri) or certificate
        if len(privates) != 1 or der is None:
            raise TokenTrouble(TokenTrouble.NO_KEY)
        yield TokenKey(privates[0], x509.load_der_x509_certificate(der))
    finally:
        with _troubles():
            session.close()


def _certificates_in(session: Any, label: str) -> Iterator[OnToken]:
    import pkcs11

    for each in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}):
        der = bytes(each[pkcs11.Attribute.VALUE])
        try:
            constraints = x509.load_der_x509_certificate(der).extensions.get_extension_for_class(
                x509.BasicConstraints
            )
            if constraints.value.ca:
                continue
        except x509.ExtensionNotFound:
            pass
        except ValueError:
            continue
        key_id = bytes(each[pkcs11.Attribute.ID])
        yield OnToken(uri_of(label, key_id), label, str(each[pkcs11.Attribute.LABEL]), der)


def _library(module: str) -> Any:
    import pkcs11

    return pkcs11.lib(module)


@contextmanager
def _troubles() -> Iterator[None]:
    """Say what tokens refuse in our words; never with what was typed."""
    try:
        import pkcs11
        from pkcs11 import exceptions as refusals
    except ImportError as error:
        raise TokenTrouble(TokenTrouble.AWAY) from error
    wrong = (refusals.PinIncorrect, refusals.PinInvalid, refusals.PinLenRange,
             refusals.ArgumentsBad)  # fmt: skip
    away = (refusals.NoSuchToken, refusals.TokenNotPresent, refusals.DeviceRemoved,
            refusals.SlotIDInvalid, refusals.TokenNotRecognised)  # fmt: skip
    try:
        yield
    except wrong as error:
        raise TokenTrouble(TokenTrouble.WRONG_PIN) from error
    except refusals.PinLocked as error:
        raise TokenTrouble(TokenTrouble.LOCKED) from error
    except away as error:
        raise TokenTrouble(TokenTrouble.AWAY) from error
    except (pkcs11.PKCS11Error, OSError) as error:
        raise TokenTrouble(TokenTrouble.BROKEN) from error
