"""Why a file is not accepted. Each is a sentence for the person who sent it."""

from hub.core.errors import InvalidInput
from hub.core.text import N_


class KindNotAccepted(InvalidInput):
    """The extension is none of the accepted ones."""

    code = "kind-not-accepted"
    text = N_(
        "The hub does not accept files of this kind (%(extension)s)."
        " Please send PDF, DOCX, XLSX, PPTX, PNG or JPEG."
    )


class OldOfficeFile(InvalidInput):
    """A .doc, .xls or .ppt of before 2007, which can hide macros."""

    code = "old-office-file"
    text = N_("The file is in an old Office format. Please save it as DOCX, XLSX, PPTX or PDF.")


class ContentIsSomethingElse(InvalidInput):
    """The first bytes are not those of the kind that the name promises."""

    code = "content-is-something-else"
    text = N_("The file is named .%(extension)s, but its content is something else.")


class FileEmpty(InvalidInput):
    """There are no bytes."""

    code = "file-empty"
    text = N_("The file is empty.")


class FileDamaged(InvalidInput):
    """The file can't be read to its end."""

    code = "file-damaged"
    text = N_("The file is damaged or incomplete. Please make it again and send it once more.")


class FileTooComplicated(InvalidInput):
    """Reading it takes more time or memory than any honest document needs."""

    code = "file-too-complicated"
    text = N_("The file is too complicated to be checked. Please save it anew or as PDF.")


class PasswordProtected(InvalidInput):
    """Nobody at the sites could open it."""

    code = "password-protected"
    text = N_("The file is protected with a password. Please remove the protection.")


class ActiveContent(InvalidInput):
    """The file can do something by itself. `what` names it, already translated."""

    code = "active-content"
    text = N_("The file contains %(what)s, which the hub does not accept.")


class PackageUnsafe(InvalidInput):
    """A packed file with tricks inside: bombs, overlaps, names that climb out."""

    code = "package-unsafe"
    text = N_("The inside of the file is not as it should be. Please save it anew.")


class PackageSwells(PackageUnsafe):
    """A packed file that unpacks to far more than an honest one does: a bomb."""

    code = "package-swells"
    text = N_("The file swells out of all proportion when it is unpacked (a ZIP bomb).")


class PictureTooLarge(InvalidInput):
    """More pixels than we decode."""

    code = "picture-too-large"
    text = N_("The picture has more than %(megapixels)s million pixels. Please make it smaller.")
