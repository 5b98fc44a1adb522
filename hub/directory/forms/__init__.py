"""What the directory's pages and tables send."""

from hub.directory.forms.pages import (
    ClosedUnit,
    CorrectedUnit,
    NewPerson,
    NewPost,
    NewUnit,
    PersonForm,
    PostForm,
    RenamedUnit,
    SiteForm,
    SitePlace,
)
from hub.directory.forms.tables import (
    KINDS,
    MOST_ROWS,
    NoTable,
    PackedTable,
    fields_of,
    pack,
    rows_of,
    unpack,
)

__all__ = [
    "KINDS",
    "MOST_ROWS",
    "ClosedUnit",
    "CorrectedUnit",
    "NewPerson",
    "NewPost",
    "NewUnit",
    "NoTable",
    "PackedTable",
    "PersonForm",
    "PostForm",
    "RenamedUnit",
    "SiteForm",
    "SitePlace",
    "fields_of",
    "pack",
    "rows_of",
    "unpack",
]
