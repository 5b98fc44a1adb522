"""Sealing a ballot so that only the key of its vote opens it, and all look alike.

A sealed ballot: an ephemeral X25519 key (32 bytes), then ChaCha20-Poly1305 (RFC 8439) of the
choice and 31 bytes of chance, under a key by HKDF-SHA256 (RFC 5869) from the agreed secret, both
public keys and the motion's id. Every sealed ballot is 80 bytes, whatever it says.
"""

import secrets
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.core.ids import MotionId
from hub.votes.models import Choice

#: One byte for each choice, so that no choice is longer than another.
BYTES: Final = {Choice.AGREE: b"\x01", Choice.DISAGREE: b"\x02", Choice.OTHER: b"\x03"}
CHOICES: Final = {byte: choice for choice, byte in BYTES.items()}
KEY_BYTES: Final = 32
PADDING_BYTES: Final = 31
SEALED_BYTES: Final = 80
#: The key encrypts one message only, so its nonce need not differ (RFC 8439 §2.8).
NONCE: Final = bytes(12)


def seal(choice: Choice, public_key: bytes, motion_id: MotionId) -> bytes:
    """Return the ballot, readable with the private key of the vote only."""
    ephemeral = X25519PrivateKey.generate()
    own = ephemeral.public_key().public_bytes_raw()
    agreed = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_key))
    content = BYTES[choice] + secrets.token_bytes(PADDING_BYTES)
    return own + _cipher(agreed, own, public_key, motion_id).encrypt(NONCE, content, None)


def unseal(sealed: bytes, private_key: bytes, motion_id: MotionId) -> Choice:
    """Return what a ballot says. Raises InvalidTag for a ballot of another vote or a forged one."""
    own = X25519PrivateKey.from_private_bytes(private_key)
    ephemeral, content = sealed[:KEY_BYTES], sealed[KEY_BYTES:]
    agreed = own.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    public_key = own.public_key().public_bytes_raw()
    cipher = _cipher(agreed, ephemeral, public_key, motion_id)
    return CHOICES[cipher.decrypt(NONCE, content, None)[:1]]


def _cipher(
    agreed: bytes, ephemeral: bytes, public_key: bytes, motion_id: MotionId
) -> ChaCha20Poly1305:
    derived = HKDF(
        algorithm=hashes.SHA256(),
        length=KEY_BYTES,
        salt=ephemeral + public_key,
        info=b"diem-cau ballot" + motion_id.bytes,
    )
    return ChaCha20Poly1305(derived.derive(agreed))
