"""What signing finds in the folders of this hub: key files, trust, the own timestamp server.

keys/*.p12 *.pfx    key files, opened by their PINs
keys/tsa.key .cer   the own timestamp server; without them there is none
trust/anchors/      certificates that are trusted (roots, issuing authorities)
trust/others/       certificates that only help to build chains
trust/crls/         revocation lists, PEM or DER
crls/               revocation lists that the hub fetched itself
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from hub.core.clock import Clock
from hub.core.settings import Settings
from hub.gateways.signing import tsa
from hub.gateways.signing.contract import (
    FONT_FOLDERS,
    FontFolders,
    Level,
    SigningKey,
    TokenKey,
    TrustAnchors,
)
from hub.gateways.signing.problems import (
    KeyElsewhere,
    KeyFileMissing,
    TimestampUnavailable,
    TokenAway,
)

KEY_SUFFIXES: Final = (".p12", ".pfx")
CERTIFICATE_SUFFIXES: Final = (".cer", ".crt", ".pem", ".der")
CRL_SUFFIXES: Final = (".crl", ".pem", ".der")
TSA_KEY, TSA_CERTIFICATE = "tsa.key", "tsa.cer"
TSA_PATH: Final = "/tsa"
LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
_SAFE_NAME: Final = re.compile(r"[\w][\w .@()+-]{0,200}")


def key_files(settings: Settings) -> list[str]:
    """Return the names of the key files in the keys folder, in order."""
    if not settings.keys.is_dir():
        return []
    return sorted(
        path.name
        for path in settings.keys.iterdir()
        if path.suffix.lower() in KEY_SUFFIXES and _SAFE_NAME.fullmatch(path.name)
    )


def read_key(settings: Settings, name: str) -> bytes:
    """Return a key file's bytes. Raises KeyFileMissing, for names of other folders too."""
    if name not in key_files(settings):
        raise KeyFileMissing(name=name)
    return (settings.keys / name).read_bytes()


class Registered(Protocol):
    """A key as the register has it."""

    @property
    def file(self) -> str | None:
        """The name of its file in the keys folder."""

    @property
    def token(self) -> str | None:
        """Its name in a token (RFC 7512)."""


def key_with(settings: Settings, key: Registered, pin: str) -> SigningKey | TokenKey:
    """Return a registered key with its PIN, to sign with. Raises KeyFileMissing, KeyElsewhere."""
    if key.file is not None:
        return SigningKey(read_key(settings, key.file), pin)
    if key.token is None:
        raise KeyElsewhere
    return token_key(settings, key.token, pin)


def token_key(settings: Settings, uri: str, pin: str) -> TokenKey:
    """Return a key of the hub's token, with its PIN. Raises TokenAway when none is configured."""
    if not settings.pkcs11_module:
        raise TokenAway
    trust = read_trust(settings)
    return TokenKey(settings.pkcs11_module, uri, pin, issuers=(*trust.anchors, *trust.others))


@dataclass(frozen=True, slots=True)
class Proof:
    """What a level asks for: see `SignRequest`."""

    timestamp_url: str | None = None
    evidence: TrustAnchors | None = None
    archive: bool = False


def proof_for(settings: Settings, level: Level) -> Proof:
    """Return what this hub gives a signature of a level: timestamp, evidence, archive.

    Raises TimestampUnavailable when there is no server: no signature is less than was asked for.
    """
    if level is Level.B_B:
        return Proof()
    url = tsa_url(settings)
    if url is None:
        raise TimestampUnavailable
    if level is Level.B_T:
        return Proof(url)
    return Proof(url, read_trust(settings), level is Level.B_LTA)


def levels(settings: Settings) -> tuple[Level, ...]:
    """Return the levels that can be made here, the one to be proposed first."""
    if tsa_url(settings) is None:
        return (Level.B_B,)
    if not read_trust(settings).crls:
        return (Level.B_T, Level.B_B)
    return (Level.B_T, Level.B_LT, Level.B_LTA, Level.B_B)


def read_trust(settings: Settings) -> TrustAnchors:
    """Return whom this hub trusts, as the folder says now. Broken files are left out."""
    places = _Places(settings.trust, settings.crls_dir)
    return _trust(places, _stamps(places))


def font_folders(settings: Settings) -> FontFolders:
    """Return where fonts are looked for, and the hub's own place for the rescaled ones."""
    return FontFolders(FONT_FOLDERS, settings.data_dir.absolute() / "cache")


def tsa_url(settings: Settings) -> str | None:
    """Return the timestamp server to ask: the configured one, or the own one, or None."""
    if settings.tsa_url:
        return settings.tsa_url
    if (settings.keys / TSA_KEY).is_file():
        return f"http://127.0.0.1:{settings.port}{TSA_PATH}"
    return None


def tsa_app(settings: Settings, clock: Clock) -> tsa.Wsgi | None:
    """Return the own timestamp server for callers on this machine, or None without a key."""
    key, certificate = settings.keys / TSA_KEY, settings.keys / TSA_CERTIFICATE
    if not (key.is_file() and certificate.is_file()):
        return None
    inner = tsa.application(tsa.load_tsa(key.read_bytes(), certificate.read_bytes()), clock)
    return tsa.for_callers(LOOPBACK, inner)


Stamps = tuple[tuple[str, int, int], ...]


class _Places(NamedTuple):
    """The operator's folder, and the one of the lists that the hub fetches."""

    trust: Path
    fetched: Path

    @property
    def crls(self) -> tuple[Path, ...]:
        return (self.trust / "crls", self.fetched)


def _stamps(places: _Places) -> Stamps:
    folders = (places.trust / "anchors", places.trust / "others", *places.crls)
    return tuple(sorted(stamp for folder in folders for stamp in _stamps_in(folder)))


def _stamps_in(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Yield what tells whether a file has changed. Asked for every verdict that is shown."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_file():
                    stat = entry.stat()
                    yield entry.path, stat.st_mtime_ns, stat.st_size
    except FileNotFoundError:
        return


@lru_cache(maxsize=4)
def _trust(places: _Places, _as_of: Stamps) -> TrustAnchors:
    crls = (each for folder in places.crls for each in _read(folder, CRL_SUFFIXES, _crl))
    return TrustAnchors(
        anchors=tuple(_read(places.trust / "anchors", CERTIFICATE_SUFFIXES, _certificates)),
        others=tuple(_read(places.trust / "others", CERTIFICATE_SUFFIXES, _certificates)),
        crls=tuple(dict.fromkeys(crls)),
    )


def _read(
    folder: Path, suffixes: tuple[str, ...], parse: Callable[[bytes], list[bytes]]
) -> Iterator[bytes]:
    for path in sorted(folder.glob("*")):
        if path.suffix.lower() not in suffixes:
            continue
        try:
            yield from parse(path.read_bytes())
        except ValueError:
            tsa.log.warning("%s is not readable and is left out", path)


def _certificates(data: bytes) -> list[bytes]:
    if data.lstrip().startswith(b"-----"):
        found = x509.load_pem_x509_certificates(data)
    else:
        found = [x509.load_der_x509_certificate(data)]
    return [each.public_bytes(serialization.Encoding.DER) for each in found]


def _crl(data: bytes) -> list[bytes]:
    if data.lstrip().startswith(b"-----"):
        return [x509.load_pem_x509_crl(data).public_bytes(serialization.Encoding.DER)]
    return [x509.load_der_x509_crl(data).public_bytes(serialization.Encoding.DER)]
