"""Help inside the hub: one page per role."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from hub.core.errors import NotFound
from hub.core.unit_of_work import Actor, Role
from hub.dashboard import papers
from hub.dashboard.views.blueprint import pages
from hub.web.access import for_participants


@pages.get("/help")
@for_participants
def help(actor: Actor) -> ResponseReturnValue:  # noqa: A001  (the page is called help)
    """Show the guides, those of the reader's own roles first; to a guest the guests' own."""
    if actor.has(Role.GUEST):
        return redirect(url_for(".guide", role=Role.GUEST.value))
    found = sorted(papers.guides(), key=lambda guide: guide.role not in actor.roles)
    return render_template("dashboard/help.html", guides=found)


@pages.get("/help/<role>")
@for_participants
def guide(actor: Actor, role: str) -> ResponseReturnValue:
    """Show the guide of one role. Raises NotFound."""
    found = papers.find_guide(Role.GUEST.value if actor.has(Role.GUEST) else role)
    if found is None:
        raise NotFound
    page = Markup(papers.page_of(found))  # noqa: S704  (cleaned by papers)
    others = [found] if actor.has(Role.GUEST) else papers.guides()
    return render_template("dashboard/guide.html", guide=found, guides=others, page=page)
