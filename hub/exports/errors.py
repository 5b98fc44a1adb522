"""What is refused about files made in the background."""

from hub.core.errors import Gone, NotFound, TooMany
from hub.core.text import N_


class NoSuchExport(NotFound):
    """There is none, it is somebody else's, or its owner has discarded it."""

    code = "no-such-export"
    text = N_("This file is not there. It may have been removed from your files.")


class ExportNotThere(Gone):
    """The file is not made yet, could not be made, or its time is over."""

    code = "export-not-there"
    text = N_("This file can no longer be taken. Please make it again.")


class TooManyExports(TooMany):
    """One person has several files made at once already."""

    code = "too-many-exports"
    text = N_("%(count)s of your files are being made. Please wait until one of them is ready.")


class MakingGivenUp(Gone):
    """Its owner has discarded the file while it was being made."""

    code = "making-given-up"
    text = N_("The making of this file was cancelled.")
