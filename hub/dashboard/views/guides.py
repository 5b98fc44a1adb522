"""Help inside the hub: one page per role."""

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from hub.core.errors import NotFound
from hub.core.unit_of_work import Actor
from hub.dashboard import papers
from hub.dashboard.views.blueprint import pages
from hub.web.access import for_signed_in


@pages.get("/help")
@for_signed_in
def help(actor: Actor) -> ResponseReturnValue:  # noqa: A001  (the page is called help)
    """Show the guides, those of the reader's own roles first."""
    found = sorted(papers.guides(), key=lambda guide: guide.role not in actor.roles)
    return render_template("dashboard/help.html", guides=found)


@pages.get("/help/<role>")
@for_signed_in
def guide(_actor: Actor, role: str) -> ResponseReturnValue:
    """Show the guide of one role. Raises NotFound."""
    found = papers.find_guide(role)
    if found is None:
        raise NotFound
    page = Markup(papers.page_of(found))  # noqa: S704  (cleaned by papers)
    return render_template("dashboard/guide.html", guide=found, guides=papers.guides(), page=page)
