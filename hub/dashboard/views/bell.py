"""The bell: what happened that concerns the reader."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.ids import MessageId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.dashboard.views.blueprint import pages
from hub.outbox import queries, service
from hub.undo import service as undo
from hub.web import toast
from hub.web.access import for_signed_in, runtime


@pages.get("/notices")
@for_signed_in
def bell(actor: Actor) -> ResponseReturnValue:
    """Show the reader's notices, newest first."""
    with runtime().read() as session:
        notices = queries.notices_of(session, actor.person_id, runtime().clock())
    return render_template("dashboard/bell.html", notices=notices)


@pages.get("/notices/count")
@for_signed_in
def bell_count(_actor: Actor) -> ResponseReturnValue:
    """Show the bell of the top bar with the number of notices not read."""
    return render_template("dashboard/_bell.html")


@pages.post("/notices/<uuid:message_id>/open")
@for_signed_in
def open_notice(actor: Actor, message_id: UUID) -> ResponseReturnValue:
    """Note that a notice was read and go where it points."""
    with runtime().unit_of_work(actor) as uow:
        link = service.note_read(uow, MessageId(message_id)).link
    return redirect(link or url_for("dashboard.bell"))


@pages.post("/notices/read")
@for_signed_in
def read_all(actor: Actor) -> ResponseReturnValue:
    """Note that all notices were read."""
    with runtime().unit_of_work(actor) as uow:
        unread = queries.unread(uow.session, actor.person_id, uow.now)
        back = url_for("dashboard.bell")
        removal = undo.keep_values(uow, "notices", unread, ["read_at"], back=back)
        service.note_all_read(uow)
    if unread:
        toast.say_with_undo(_("All notices are marked as read."), removal)
    return redirect(back)
