"""Refusals of signing."""

from hub.core.errors import Conflict, InvalidInput, NotFound, Unavailable
from hub.core.text import N_, gettext


class KeyUnreadable(InvalidInput):
    """The bytes are no PKCS#12 file, or it lacks a private key or its certificate."""

    code = "key-unreadable"
    text = N_("The key file cannot be read. Please choose a PKCS#12 file (.p12 or .pfx).")


class WrongPin(InvalidInput):
    """The PIN does not open the key file."""

    code = "wrong-pin"
    text = N_("The PIN is wrong. Nothing was signed; please type it again.")


class KeyExpired(Conflict):
    """The certificate is past its last day."""

    code = "key-expired"
    text = N_(
        "The certificate of %(name)s expired on %(on)s. Please renew it before you sign again."
    )


class KeyNotYetValid(Conflict):
    """The certificate's first day lies ahead."""

    code = "key-not-yet-valid"
    text = N_("The certificate of %(name)s is valid only from %(on)s.")


class KeyRevoked(Conflict):
    """The issuer's revocation list names the certificate."""

    code = "key-revoked"
    text = N_("The certificate of %(name)s was revoked by its issuer and can no longer sign.")


class KeyUnsuitable(InvalidInput):
    """The certificate is not for signing documents, or its key is too weak or of a foreign kind."""

    code = "key-unsuitable"
    text = N_("The certificate of %(name)s is not meant for signing documents.")


class NotSignablePdf(InvalidInput):
    """The file is not a PDF that can be extended without touching what is there."""

    code = "not-a-signable-pdf"
    text = N_("This file cannot be signed: it is damaged or not a PDF document.")


class FieldsClosed(InvalidInput):
    """The first signature certified the content: no program may add a field of its own.

    `path` is the way of signing that was chosen.
    """

    code = "fields-closed"
    text = N_(
        "The first signature was made in the hub and certifies the content, so that another "
        "program cannot add a field to it. Please sign with the signing client: your token works "
        "with it too."
    )

    def __init__(self) -> None:
        super().__init__({"path": gettext(self.text)})


class PdfEncrypted(InvalidInput):
    """The file asks for a password."""

    code = "pdf-encrypted"
    text = N_("This file is protected by a password and cannot be signed.")


class AlreadySigned(Conflict):
    """The signature field holds a signature."""

    code = "already-signed"
    text = N_("This document is already signed in this place.")


class DocumentLocked(Conflict):
    """An earlier signature allows no further one."""

    code = "document-locked"
    text = N_("An earlier signature closed this document; it takes no further signatures.")


class ImageUnreadable(InvalidInput):
    """The picture of a signature or seal is not a PNG of sensible size."""

    code = "signature-image-unreadable"
    text = N_("The picture of the signature or seal must be a PNG file of at most 2 MB.")


class PictureBackground(InvalidInput):
    """Something covers the border of the picture of a signature or seal."""

    code = "signature-picture-background"
    text = N_("The background of the picture must be transparent or white.")


class PictureEmpty(InvalidInput):
    """Nothing is drawn in the picture."""

    code = "signature-picture-empty"
    text = N_("Nothing is drawn in this picture.")


class PictureTooCoarse(InvalidInput):
    """What is drawn has too few points to be printed."""

    code = "signature-picture-coarse"
    text = N_("The drawing is too small: its longer side needs at least %(least)s pixels.")


class PictureNotBlue(InvalidInput):
    """The signature is blue (Decree 30/2020/NĐ-CP, Annex I, I.II.7d)."""

    code = "signature-picture-not-blue"
    text = N_("The picture of a signature must be blue (Decree 30/2020/NĐ-CP).")


class PictureNotRed(InvalidInput):
    """The seal is red (Decree 30/2020/NĐ-CP, Annex I, I.II.8a)."""

    code = "signature-picture-not-red"
    text = N_("The picture of a seal must be red (Decree 30/2020/NĐ-CP).")


class KeyFileMissing(NotFound):
    """The file is no longer in the keys folder."""

    code = "key-file-missing"
    text = N_("The key file %(name)s is no longer in the keys folder.")


class FontMissing(Unavailable):
    """Tinos is not where it is looked for."""

    code = "font-missing"
    text = N_(
        "The font Tinos was not found. Please install the Debian package fonts-croscore "
        "or put Tinos-Regular.ttf into static/vendor/fonts."
    )


class TimestampUnavailable(Unavailable):
    """The timestamp server did not give a usable token."""

    code = "timestamp-unavailable"
    text = N_("The timestamp server is not answering. Nothing was signed; please try again later.")


class SignatureNotSound(Unavailable):
    """What was made does not pass the check that every signature has to pass."""

    code = "signature-not-sound"
    text = N_("The new signature did not pass its own check. Nothing was kept; please try again.")


class TokenAway(Unavailable):
    """The token is not plugged in, or its module cannot be loaded."""

    code = "token-away"
    text = N_("The signing token is not there. Nothing was signed; please plug it in or ask IT.")


class TokenLocked(Conflict):
    """Too many wrong PINs."""

    code = "token-locked"
    text = N_("The signing token is locked after too many wrong PINs. Its issuer can unlock it.")


class TokenFailed(Unavailable):
    """The token answered with something else than a signature."""

    code = "token-failed"
    text = N_("The signing token did not sign. Nothing was kept; please try again.")


class EvidenceMissing(Unavailable):
    """A signature that is to stay provable needs a fresh revocation list of each issuer."""

    code = "evidence-missing"
    text = N_(
        "No fresh revocation list of %(name)s is at hand, so this level cannot be made now. "
        "Nothing was signed; choose B-T or ask your administrator for the list."
    )


class NotWhatWasSent(InvalidInput):
    """What came back does not begin with what was sent out, or is more than one signature."""

    code = "not-what-was-sent"
    text = N_(
        "The file that came back is not the document that was sent out with one signature added."
    )


class NotTheExpectedSigner(InvalidInput):
    """What came back was signed with another key than those of the one who was to sign."""

    code = "not-the-expected-signer"
    text = N_("The file was signed with the certificate of %(name)s, which was not expected here.")


class KeyElsewhere(Conflict):
    """Only the certificate is registered; the key is on its holder's machine."""

    code = "key-elsewhere"
    text = N_("This key is on its holder's own machine. Please sign there, by the way shown here.")
