"""Changes to the directory, in domain verbs.

Every function checks that the actor manages the unit concerned: what is not theirs is not
found (NoSuchUnit, NoSuchSite, NoSuchPerson).
"""

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
    "PersonFacts",
    "PostFacts",
    "SiteFacts",
    "Standing",
    "UnitFacts",
    "add_person",
    "change_person",
    "change_post",
    "change_site",
    "close_unit",
    "correct_unit",
    "create_site",
    "create_unit",
    "disable_person",
    "enable_person",
    "end_post",
    "give_post",
    "rename_unit",
    "reorder_sites",
    "retire_site",
    "return_site",
    "take_effect",
]
