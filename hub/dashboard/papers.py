"""The guides of the roles: written in Markdown under docs/, shown as pages of the hub."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import nh3
from markdown_it import MarkdownIt

from hub.core.text import N_
from hub.core.unit_of_work import Role

FOLDER: Final = Path(__file__).parents[2] / "docs" / "huong-dan"
TAGS: Final = {
    "h1", "h2", "h3", "p", "ul", "ol", "li", "strong", "em", "code", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td", "a", "hr", "br",
}  # fmt: skip

#: Role, its name, its icon, and what it comes to the hub for.
GUIDES: Final = (
    (Role.SCHEDULER, N_("Scheduler"), "calendar-plus", N_("Schedules, invites, chases answers")),
    (Role.CHAIR, N_("Chair"), "gavel", N_("Approves, runs the meeting, signs")),
    (Role.SECRETARY, N_("Secretary"), "notes", N_("Calls the roll, writes the minutes")),
    (Role.REGISTRY_CLERK, N_("Registry clerk"), "rubber-stamp", N_("Numbers, seals, issues")),
    (Role.TECHNICIAN, N_("Technician"), "gauge", N_("Looks after lines and rooms")),
    (Role.SITE_LEADER, N_("Commune leader"), "building-community", N_("Answers, joins, speaks")),
    (Role.SITE_CLERK, N_("Commune clerk"), "inbox", N_("Receives documents, prepares the site")),
    (Role.GUEST, N_("Guest of a meeting"), "user-star", N_("Comes by a link to one meeting")),
    (Role.UNIT_ADMIN, N_("Unit administrator"), "sitemap", N_("Keeps units, sites and people")),
    (Role.SYSTEM_ADMIN, N_("System administrator"), "server", N_("Keeps the hub running")),
    (Role.AUDITOR, N_("Auditor"), "shield-check", N_("Reads everything, changes nothing")),
)  # fmt: skip


@dataclass(frozen=True)
class Guide:
    """A guide: whose it is, what it is called, and its page."""

    role: Role
    name: str
    icon: str
    about: str


def guides() -> list[Guide]:
    """Return the guides of all roles; names are msgids."""
    return [Guide(*each) for each in GUIDES]


def find_guide(role: str) -> Guide | None:
    """Return the guide of a role by the role's code."""
    return next((guide for guide in guides() if guide.role.value == role), None)


def page_of(guide: Guide) -> str:
    """Return the guide as clean HTML."""
    return _page(guide.role.value)


@lru_cache(maxsize=len(GUIDES))
def _page(name: str) -> str:
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, link_rel=None)
