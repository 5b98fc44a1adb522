"""What signing finds in the folders of this hub: key files, trust, the own timestamp server.

keys/*.p12 *.pfx    key files, opened by their PINs
keys/tsa.key .cer   the own timestamp server; without them there is none
trust/anchors/      certificates that are trusted (roots, issuing authorities)
trust/others/       certificates that only help to build chains
trust/crls/         revocation lists, PEM or DER
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from hub.core.clock import Clock
from hub.core.settings import Settings
from hub.gateways.signing import tsa
from hub.gateways.signing.contract import FONT_FOLDERS, FontFolders, TrustAnchors
from hub.gateways.signing.problems import KeyFileMissing

KEY_SUFFIXES: Final = (".p12", ".pfx")
CERTIFICATE_SUFFIXES: Final = (".cer", ".crt", ".pem", ".der")
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


def read_trust(settings: Settings) -> TrustAnchors:
    """Return whom this hub trusts, as the folder says now. Broken files are left out."""
    return _trust(settings.trust, _stamps(settings.trust))


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


def _stamps(folder: Path) -> Stamps:
    return tuple(
        (str(path), path.stat().st_mtime_ns, path.stat().st_size)
        for part in ("anchors", "others", "crls")
        for path in sorted((folder / part).glob("*"))
        if path.is_file()
    )


@lru_cache(maxsize=4)
def _trust(folder: Path, _as_of: Stamps) -> TrustAnchors:
    return TrustAnchors(
        anchors=tuple(_read(folder / "anchors", CERTIFICATE_SUFFIXES, _certificates)),
        others=tuple(_read(folder / "others", CERTIFICATE_SUFFIXES, _certificates)),
        crls=tuple(_read(folder / "crls", (".crl", ".pem", ".der"), _crl)),
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
