"""Sealing bytes to a key: who holds its private part opens them, nobody else.

A sealed message: an ephemeral X25519 key (32 bytes), then ChaCha20-Poly1305 (RFC 8439) of the
content, under a key by HKDF-SHA256 (RFC 5869) from the agreed secret, both public keys and what
the message is for. It is 48 bytes longer than its content.
"""

from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
#: The key encrypts one message only, so its nonce need not differ (RFC 8439 §2.8).
NONCE: Final = bytes(12)


def seal(content: bytes, public_key: bytes, purpose: bytes) -> bytes:
    """Return the content, readable with the private key (X25519, raw) only."""
    ephemeral = X25519PrivateKey.generate()
    own = ephemeral.public_key().public_bytes_raw()
    agreed = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_key))
    return own + _cipher(agreed, own, public_key, purpose).encrypt(NONCE, content, None)


def unseal(sealed: bytes, private_key: bytes, purpose: bytes) -> bytes:
    """Return the content. Raises InvalidTag when it was sealed for something else, or forged."""
    own = X25519PrivateKey.from_private_bytes(private_key)
    ephemeral, content = sealed[:KEY_BYTES], sealed[KEY_BYTES:]
    agreed = own.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    public_key = own.public_key().public_bytes_raw()
    return _cipher(agreed, ephemeral, public_key, purpose).decrypt(NONCE, content, None)


def _cipher(agreed: bytes, ephemeral: bytes, public_key: bytes, purpose: bytes) -> ChaCha20Poly1305:
    derived = HKDF(
        algorithm=hashes.SHA256(), length=KEY_BYTES, salt=ephemeral + public_key, info=purpose
    )
    return ChaCha20Poly1305(derived.derive(agreed))
