"""Checking an archive without the database of the hub: is it whole, who sealed it."""

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from hub.core.text import N_
from hub.core.text import gettext as _
from hub.gateways.dossiers.contract import MANIFEST, SEAL

LINE: Final = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._/\-]*)")
PIECE: Final = 1 << 20
SMALL: Final = 16 << 20

UNREADABLE: Final = N_("The archive cannot be read.")
NO_MANIFEST: Final = N_("The archive has no manifest or no seal.")
BAD_MANIFEST: Final = N_("The manifest cannot be read.")
UNSAFE: Final = N_("The archive holds a name that is unsafe or occurs twice: %(name)s")
LACKING: Final = N_("A listed file is missing: %(name)s")
CHANGED: Final = N_("A file was changed: %(name)s")
FOREIGN: Final = N_("A file is not listed in the manifest: %(name)s")
BAD_SEAL: Final = N_("The seal does not fit the manifest.")
UNKNOWN_SEALER: Final = N_("The seal was made with a certificate that nobody trusted has issued.")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. `problems` are sentences; none: the archive is whole and well sealed."""

    problems: tuple[str, ...]
    sealed_by: str
    files: int


def verify_dossier(path: Path, anchors: Iterable[bytes] = ()) -> list[str]:
    """Return what is wrong with an archive, in the reader's language; nothing when it is whole.

    With `anchors` (DER) the seal's certificate must lead to one of them.
    """
    return list(check(path, tuple(anchors)).problems)


def check(path: Path, anchors: tuple[bytes, ...] = ()) -> Checked:
    """Check names, hashes and seal of an archive; never raises for a damaged one."""
    try:
        with zipfile.ZipFile(path) as zipped:
            return _checked(zipped, anchors)
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile, RuntimeError):
        return Checked((_(UNREADABLE),), "", 0)


def _checked(zipped: zipfile.ZipFile, anchors: tuple[bytes, ...]) -> Checked:
    names = zipped.namelist()
    problems = list(_unsafe(names))
    if MANIFEST not in names or SEAL not in names:
        return Checked((*problems, _(NO_MANIFEST)), "", len(names))
    manifest, seal = _small(zipped, MANIFEST), _small(zipped, SEAL)
    listed = _listed(manifest)
    if listed is None:
        problems.append(_(BAD_MANIFEST))
    else:
        problems += _differences(zipped, listed, set(names) - {MANIFEST, SEAL})
    signer, complaint = _sealed_by(manifest, seal, anchors)
    return Checked((*problems, *complaint), signer, len(names))


def _unsafe(names: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        parts = name.split("/")
        if name in seen or name.startswith("/") or "\\" in name or {"..", "."} & set(parts):
            yield _(UNSAFE, name=name)
        seen.add(name)


def _small(zipped: zipfile.ZipFile, name: str) -> bytes:
    with zipped.open(name) as file:
        content = file.read(SMALL + 1)
    if len(content) > SMALL:
        raise ValueError(name)
    return content


def _listed(manifest: bytes) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for line in manifest.decode("utf-8", "replace").splitlines():
        entry = LINE.fullmatch(line)
        if entry is None or entry[2] in found:
            return None
        found[entry[2]] = entry[1]
    return found


def _differences(
    zipped: zipfile.ZipFile, listed: dict[str, str], present: set[str]
) -> Iterator[str]:
    for name in sorted(listed):
        if name not in present:
            yield _(LACKING, name=name)
        elif _digest(zipped, name) != listed[name]:
            yield _(CHANGED, name=name)
    for name in sorted(present - set(listed)):
        yield _(FOREIGN, name=name)


def _digest(zipped: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with zipped.open(name) as file:
            while piece := file.read(PIECE):
                digest.update(piece)
    except zipfile.BadZipFile:
        return ""
    return digest.hexdigest()


def _sealed_by(
    manifest: bytes, seal: bytes, anchors: tuple[bytes, ...]
) -> tuple[str, tuple[str, ...]]:
    try:
        certificate, others = _signer(manifest, seal)
    except (ValueError, TypeError, KeyError, IndexError, InvalidSignature):
        return "", (_(BAD_SEAL),)
    name = certificate.subject.rfc4514_string()
    trusted = [x509.load_der_x509_certificate(der) for der in anchors]
    if trusted and not _leads_to(certificate, others, trusted):
        return name, (_(UNKNOWN_SEALER),)
    return name, ()


def _signer(manifest: bytes, seal: bytes) -> tuple[x509.Certificate, list[x509.Certificate]]:
    """Return who signed. Raises InvalidSignature or what reading damaged DER raises."""
    from asn1crypto import cms

    signed: Any = cms.ContentInfo.load(seal, strict=True)["content"]
    certificates = [
        x509.load_der_x509_certificate(each.chosen.dump()) for each in signed["certificates"]
    ]
    info = signed["signer_infos"][0]
    serial = info["sid"].chosen["serial_number"].native
    certificate = next(each for each in certificates if each.serial_number == serial)
    attributes = {each["type"].native: each["values"][0].native for each in info["signed_attrs"]}
    if attributes["message_digest"] != hashlib.sha256(manifest).digest():
        raise InvalidSignature
    _verify(certificate, info["signature"].native, info["signed_attrs"].untag().dump())
    return certificate, certificates


def _verify(certificate: x509.Certificate, signature: bytes, signed: bytes) -> None:
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    elif isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    else:
        raise InvalidSignature


def _leads_to(
    certificate: x509.Certificate, others: list[x509.Certificate], trusted: list[x509.Certificate]
) -> bool:
    """Follow the issuers up to a trusted certificate. Days are not judged: dossiers are old."""
    known = [*others, *trusted]
    here: x509.Certificate | None = certificate
    for _step in range(len(known) + 1):
        if here is None or here in trusted:
            return here is not None
        here = next((each for each in known if each != here and _issued(each, here)), None)
    return False


def _issued(issuer: x509.Certificate, subject: x509.Certificate) -> bool:
    try:
        subject.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
