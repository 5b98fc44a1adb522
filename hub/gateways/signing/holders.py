"""Keys to sign with, wherever they are: in files, or in PKCS#11 tokens."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from cryptography import x509

from hub.core.errors import HubError
from hub.gateways.signing.contract import KeyFacts, SigningKey, TokenKey
from hub.gateways.signing.keys import (
    Signer,
    chain_above,
    ensure_for_documents,
    ensure_signed,
    facts_of_certificate,
    open_key,
    read_facts,
)
from hub.gateways.signing.problems import (
    KeyUnreadable,
    TokenAway,
    TokenFailed,
    TokenLocked,
    WrongPin,
)
from hub.sign_client import token
from hub.sign_client.token import OnToken, TokenTrouble

#: What a token signs at its registration: no attributes of a signature begin like this.
_PROOF: Final = b"diem-cau: the key of this certificate"


@dataclass(frozen=True, slots=True)
class KeyInToken:
    """A key in an open token."""

    key: token.TokenKey
    chain: tuple[x509.Certificate, ...]
    facts: KeyFacts

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate whose key signs."""
        return self.key.certificate

    def sign(self, data: bytes) -> bytes:
        """Have the token sign. Raises TokenAway, TokenFailed."""
        with _token_troubles():
            return self.key.sign(data)


def facts_of(key: SigningKey | TokenKey) -> KeyFacts:
    """Return what the key's certificate says. Raises KeyUnreadable, WrongPin, KeyUnsuitable.

    A token's key must show that it is the certificate's, so it signs something of no meaning.
    """
    with opened(key) as found:
        if isinstance(key, TokenKey):
            ensure_signed(found.certificate, found.sign(_PROOF), _PROOF)
        return found.facts


@contextmanager
def opened(key: SigningKey | TokenKey) -> Iterator[Signer]:
    """Open a key to sign with while the block runs; a token is left again behind it.

    Raises KeyUnreadable, WrongPin, KeyUnsuitable, TokenAway, TokenLocked, TokenFailed.
    """
    if isinstance(key, SigningKey):
        yield open_key(key)
        return
    try:
        with token.opened(key.module, key.uri, key.pin, key.certificate) as found:
            facts = read_facts(found.certificate)
            ensure_for_documents(found.certificate, facts)
            yield KeyInToken(found, chain_above(found.certificate, key.issuers), facts)
    except TokenTrouble as trouble:
        raise _refusal_of(trouble) from trouble
    except ValueError as error:
        raise KeyUnreadable from error


def on_tokens(module: str, label: str = "") -> list[tuple[OnToken, KeyFacts]]:
    """Return the certificates on the tokens of a module. Raises TokenAway, TokenFailed."""
    with _token_troubles():
        found = token.certificates(module, label)
    return [(each, facts_of_certificate(each.der)) for each in found]


@contextmanager
def _token_troubles() -> Iterator[None]:
    try:
        yield
    except TokenTrouble as trouble:
        raise _refusal_of(trouble) from trouble


def _refusal_of(trouble: TokenTrouble) -> HubError:
    refusals: dict[str, type[HubError]] = {
        TokenTrouble.WRONG_PIN: WrongPin,
        TokenTrouble.LOCKED: TokenLocked,
        TokenTrouble.AWAY: TokenAway,
    }
    return refusals.get(trouble.code, TokenFailed)()
