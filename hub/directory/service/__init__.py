"""Changes to the directory, in domain verbs.

Every function checks that the actor manages the unit concerned: what is not theirs is not
found (NoSuchUnit, NoSuchSite, NoSuchPerson). Guests belong to their meeting, which checks.
"""

from hub.directory.service.guests import (
    GuestFacts,
    dismiss_guest,
    enter_guest,
    welcome_back,
)
from hub.directory.service.people import (
    PersonFacts,
    PostFacts,
    add_person,
    change_person,
    change_post,
    disable_person,
    enable_person,
    end_post,
    give_post,
)
from hub.directory.service.sites import (
    SiteFacts,
    change_site,
    create_site,
    reorder_sites,
    retire_site,
    return_site,
)
from hub.directory.service.tables import (
    PersonLine,
    Row,
    Rows,
    SiteLine,
    UnitLine,
    check_rows,
    import_rows,
)
from hub.directory.service.units import (
    Standing,
    UnitFacts,
    close_unit,
    correct_unit,
    create_unit,
    rename_unit,
    take_effect,
)

__all__ = [
    "GuestFacts",
    "PersonFacts",
    "PersonLine",
    "PostFacts",
    "Row",
    "Rows",
    "SiteFacts",
    "SiteLine",
    "Standing",
    "UnitFacts",
    "UnitLine",
    "add_person",
    "change_person",
    "change_post",
    "change_site",
    "check_rows",
    "close_unit",
    "correct_unit",
    "create_site",
    "create_unit",
    "disable_person",
    "dismiss_guest",
    "enable_person",
    "end_post",
    "enter_guest",
    "give_post",
    "import_rows",
    "rename_unit",
    "reorder_sites",
    "retire_site",
    "return_site",
    "take_effect",
    "welcome_back",
]
