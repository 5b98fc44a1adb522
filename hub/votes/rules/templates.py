"""Motions that are put to the vote again and again."""

from typing import Final

from hub.core.text import N_

#: Title and text; msgids.
TEMPLATES: Final = (
    (
        N_("Adopt the resolution of the meeting"),
        N_("The meeting adopts its resolution as drafted."),
    ),
    (N_("Adopt the report"), N_("The meeting adopts the report as presented.")),
    (N_("Adopt the plan"), N_("The meeting adopts the plan with the changes that were agreed.")),
    (N_("Adopt the agenda"), N_("The meeting adopts its agenda.")),
)
