"""About uploads."""

from hub.core.errors import Conflict, Gone, InvalidInput, NotFound
from hub.core.text import N_


class NoSuchUpload(NotFound):
    """There is no such upload of the actor."""

    code = "no-such-upload"
    text = N_("This upload was not found. Please start it again.")


class MalformedUpload(InvalidInput):
    """The headers are not those of tus 1.0."""

    code = "malformed-upload"
    text = N_("The upload could not be understood. Please reload the page and try again.")


class TooManyUploads(Conflict):
    """Somebody has begun more than they finish."""

    code = "too-many-uploads"
    text = N_("You have too many unfinished uploads. Finish or remove some of them first.")


class UploadRefused(Gone):
    """The file was looked at and not accepted; `reason` is the sentence given then."""

    code = "upload-refused"
    text = N_("The file was not accepted: %(reason)s")


class NoRendition(NotFound):
    """There is no rendition of this version, or none that could be asked for again."""

    code = "no-rendition"
    text = N_("There is no PDF/A rendition of this file.")


class QuotaExceeded(Conflict):
    """The files of the unit would take more than it may keep."""

    code = "quota-exceeded"
    text = N_(
        "There is no room for %(size_mb)s MB more: your unit keeps %(used_mb)s of %(quota_mb)s MB."
        " Remove drafts that are not needed or ask the administrator of the hub for more."
    )
