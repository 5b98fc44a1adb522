"""Why a table is not read."""

from hub.core.errors import InvalidInput, TooLarge
from hub.core.text import N_


class TableTooLarge(TooLarge):
    """More than one would type, or a trick."""

    code = "table-too-large"
    text = N_("The table is too large: at most %(rows)s rows and %(columns)s columns.")


class TableUnreadable(InvalidInput):
    """Neither CSV nor XLSX."""

    code = "table-unreadable"
    text = N_("The table could not be read. Please send a CSV file in UTF-8 or an XLSX file.")


class TableNotUtf8(InvalidInput):
    """A CSV file in another encoding. `line` is where it shows first."""

    code = "table-not-utf8"
    text = N_(
        "Line %(line)s of the file is not UTF-8 text. Please save it as"
        " “CSV UTF-8” and send it again."
    )
