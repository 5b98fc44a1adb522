"""Writing an archive. Runs in a worker process: it reads every byte of a conference."""

import hashlib
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from hub.core.clock import to_wall_time
from hub.gateways.dossiers.contract import (
    CERTIFICATES,
    MANIFEST,
    SEAL,
    Packed,
    PackedFile,
    Packing,
    Part,
)
from hub.gateways.dossiers.problems import PackingFailed
from hub.gateways.signing import cms
from hub.gateways.signing.holders import opened
from hub.gateways.signing.keys import Signatory, Signer, ensure_usable

PIECE: Final = 1 << 20
PLAIN_FILE: Final = 0o100644 << 16
UNIX: Final = 3


def pack(packing: Packing) -> Packed:
    """Write the archive and return what is in it.

    Raises the refusals of the key (WrongPin, KeyExpired, …) before anything is written, and
    PackingFailed for a part whose bytes do not fit its `sha256`.
    """
    with opened(packing.key) as key:
        return _packed(packing, key)


def _packed(packing: Packing, key: Signer) -> Packed:
    ensure_usable(key.certificate, key.facts, packing.moment, packing.crls)
    parts = sorted(
        {each.name: each for each in (*packing.parts, *_evidence(packing, key))}.values(),
        key=lambda each: each.name,
    )
    files = []
    with zipfile.ZipFile(
        packing.target, "w", zipfile.ZIP_STORED, strict_timestamps=False
    ) as zipped:
        for part in parts:
            files.append(_add(zipped, part, packing.moment))
        manifest = manifest_of(files)
        seal = seal_of(manifest, key, packing.moment)
        for name, content in ((MANIFEST, manifest), (SEAL, seal)):
            files.append(_add(zipped, Part(name, content), packing.moment))
    return Packed(
        files=tuple(files),
        manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        sealed_by=key.facts.name,
        fingerprint=key.facts.fingerprint,
    )


def manifest_of(files: list[PackedFile]) -> bytes:
    """Return the manifest as `sha256sum -c` reads it: hash, two spaces, name."""
    return "".join(f"{each.sha256}  {each.name}\n" for each in files).encode()


def seal_of(manifest: bytes, key: Signer, moment: datetime) -> bytes:
    """Return a detached CMS signature of the manifest in DER, with the claimed time."""
    digest = hashlib.sha256(manifest).digest()
    attributes = cms.signed_attributes(key.certificate, digest, signing_time=moment)
    return cms.signed_data(key, attributes, key.sign(attributes))


def certificates_in(pdf: bytes) -> list[x509.Certificate]:
    """Return the certificates that the signatures of a PDF carry, each once."""
    from io import BytesIO

    from pyhanko.pdf_utils.reader import PdfFileReader

    found: dict[bytes, x509.Certificate] = {}
    for signature in PdfFileReader(BytesIO(pdf), strict=False).embedded_signatures:
        for each in (signature.signer_cert, *signature.other_embedded_certs):
            der = each.dump()
            found.setdefault(der, x509.load_der_x509_certificate(der))
    return list(found.values())


def _evidence(packing: Packing, key: Signatory) -> Iterator[Part]:
    """Yield what a reader without the hub needs to check the signatures."""
    yield Part(f"{CERTIFICATES}/niem-phong.pem", pem_of([key.certificate, *key.chain]))
    anchors = [x509.load_der_x509_certificate(der) for der in packing.anchors]
    if anchors:
        yield Part(f"{CERTIFICATES}/goc-tin-cay.pem", pem_of(anchors))
    for index, crl in enumerate(packing.crls, start=1):
        yield Part(f"{CERTIFICATES}/thu-hoi-{index:02d}.crl", crl)
    for part in packing.parts:
        if part.is_signed_pdf:
            certificates = certificates_in(_bytes(part))
            name = part.name.replace("/", "_").removesuffix(".pdf")
            if certificates:
                yield Part(f"{CERTIFICATES}/{name}.pem", pem_of(certificates))


def pem_of(certificates: list[x509.Certificate]) -> bytes:
    """Return certificates one after the other, as OpenSSL reads them."""
    return b"".join(
        f"# {each.subject.rfc4514_string()}\n".encode()
        + each.public_bytes(serialization.Encoding.PEM)
        for each in certificates
    )


def _add(zipped: zipfile.ZipFile, part: Part, moment: datetime) -> PackedFile:
    info = zipfile.ZipInfo(part.name, to_wall_time(moment).timetuple()[:6])
    info.create_system, info.external_attr = UNIX, PLAIN_FILE
    info.file_size = size_of(part)
    digest, size = hashlib.sha256(), 0
    with zipped.open(info, "w") as target:
        for piece in pieces_of(part):
            digest.update(piece)
            size += len(piece)
            target.write(piece)
    if part.sha256 and digest.hexdigest() != part.sha256:
        raise PackingFailed(name=part.name)
    return PackedFile(part.name, size, digest.hexdigest())


def size_of(part: Part) -> int:
    """Return the size of a part in bytes. Raises PackingFailed when it is not there."""
    try:
        return len(part.content) if isinstance(part.content, bytes) else part.content.stat().st_size
    except OSError as error:
        raise PackingFailed(name=part.name) from error


def _bytes(part: Part) -> bytes:
    try:
        return part.content if isinstance(part.content, bytes) else part.content.read_bytes()
    except OSError as error:
        raise PackingFailed(name=part.name) from error


def pieces_of(part: Part) -> Iterator[bytes]:
    """Yield the bytes of a part. Raises PackingFailed when they cannot be read."""
    if isinstance(part.content, bytes):
        yield part.content
        return
    try:
        with Path(part.content).open("rb") as file:
            yield from _read(file)
    except OSError as error:
        raise PackingFailed(name=part.name) from error


def _read(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece
