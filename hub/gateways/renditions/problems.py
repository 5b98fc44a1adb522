"""Why there is no rendition."""

from hub.core.errors import Unavailable
from hub.core.text import N_


class OfficeMissing(Unavailable):
    """LibreOffice is not installed where the hub's scheduler runs."""

    code = "office-missing"
    text = N_("LibreOffice is not installed on the hub's machine.")


class RenditionFailed(Unavailable):
    """LibreOffice ended without a file, or was ended for want of memory."""

    code = "rendition-failed"
    text = N_("LibreOffice could not convert this file.")


class RenditionTooSlow(Unavailable):
    """LibreOffice had not finished in the time allowed; it was ended with all it had started."""

    code = "rendition-too-slow"
    text = N_("LibreOffice was not done after %(seconds)s seconds and was stopped.")


class RenditionTooLarge(Unavailable):
    """The file that came out is larger than allowed."""

    code = "rendition-too-large"
    text = N_("The PDF that came out is larger than %(limit_mb)s MB.")


class RenditionNotArchival(Unavailable):
    """What came out is no PDF/A."""

    code = "rendition-not-archival"
    text = N_("What LibreOffice made is not a sound PDF/A file.")
