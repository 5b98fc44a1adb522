"""What people send to sign and to register keys."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from hub.core.forms import EmptyIsNone, Form, OptionalLine, Secret
from hub.core.ids import DocumentId, PersonId, SigningKeyId, UnitId, VersionId
from hub.documents.models import SignatureKind, SigningPath
from hub.gateways.signing.contract import Level


def _holder(kind: SignatureKind) -> SignatureKind:
    if kind is SignatureKind.INITIALS:
        raise ValueError
    return kind


KeySource = Annotated[str, StringConstraints(pattern=r"^(file:.+|token:pkcs11:.+|certificate)$")]
#: Whose key it is; initials are given with a person's.
Holder = Annotated[SignatureKind, AfterValidator(_holder)]
OptionalSecret = Annotated[str, StringConstraints(max_length=1000)]
OptionalText = Annotated[str, StringConstraints(max_length=20_000)]


class SignForm(Form):
    """One signature: on which version, with which key, why. The PIN is never stored."""

    version_id: VersionId
    key_id: SigningKeyId
    pin: Secret = Field(repr=False)
    reason: OptionalLine = ""
    level: Level = Level.B_B


class KeyForm(Form):
    """Where a key is, its PIN to read and try it, and whose key it is.

    `source` is `file:NAME`, `token:URI`, or "certificate": then the key is on its holder's own
    machine, `certificate` (PEM) is all that is registered, and there is no PIN.
    """

    source: KeySource
    pin: OptionalSecret = Field(default="", repr=False)
    certificate: OptionalText = ""
    kind: Holder
    person_id: Annotated[PersonId | None, EmptyIsNone] = None
    unit_id: Annotated[UnitId | None, EmptyIsNone] = None


class CertifyForm(Form):
    """Which key of the office signs a certificate of distribution, and its PIN."""

    key_id: SigningKeyId
    pin: Secret = Field(repr=False)
    level: Level = Level.B_B


class CertifyElsewhereForm(Form):
    """A certificate of distribution to be signed on the actor's own machine: by which way."""

    path: SigningPath
    level: Level = Level.B_B


class ErrandForm(Form):
    """A signature to be made on the actor's own machine: by which way, on which version."""

    version_id: VersionId
    path: SigningPath
    reason: OptionalLine = ""
    level: Level = Level.B_B


class PaperErrandForm(Form):
    """A paper to be signed on the actor's own machine: by which way, and the PDF looked at."""

    path: SigningPath
    level: Level = Level.B_B
    pdf: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class CertificateForm(Form):
    """The certificate with which the client will sign: DER in base64."""

    certificate: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]


class SignatureForm(Form):
    """The signature that the client made, in base64."""

    signature: Annotated[str, StringConstraints(min_length=1, max_length=4_000)]


class BatchForm(Form):
    """A pack of documents to be signed with one key."""

    documents: list[DocumentId] = []
    key_id: SigningKeyId
    pin: Secret = Field(repr=False)
    reason: OptionalLine = ""
    level: Level = Level.B_B


class BatchAgainForm(Form):
    """The PIN once more, for what was not signed."""

    pin: Secret = Field(repr=False)
