"""The documents of a meeting, and those that wait for the reader."""

from datetime import timedelta
from typing import Any, Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.documents import queries, rules
from hub.documents.models import Document, DocumentState, DocumentType
from hub.documents.queries import Listed, Wanted
from hub.documents.rules.signing import kind_due, waits_for
from hub.documents.views import pages
from hub.meetings import queries as meetings
from hub.meetings import rules as meeting_rules
from hub.meetings.models import Meeting
from hub.web.access import for_signed_in, runtime, settings
from hub.web.body import is_fragment
from hub.web.paging import PER_PAGE, Page, asked_page, offset_of

#: How long files that were not accepted are shown to who sent them.
REFUSED_SHOWN: Final = timedelta(days=1)


@pages.get("/documents")
@for_signed_in
def index(actor: Actor) -> ResponseReturnValue:
    """Show documents the actor may see; first those that wait for them."""
    asked = Listed(
        wanted=_one_of(Wanted, request.args.get("show", ""), Wanted.ALL),
        words=request.args.get("q", "").strip()[:100],
        type=_one_of(DocumentType, request.args.get("type", ""), None),
    )
    number = asked_page()
    now = runtime().clock()
    with runtime().read() as session:
        rows, total = queries.listed(session, actor, asked, offset=offset_of(number))
        return render_template(
            "documents/index.html",
            page=Page(rows, number, total, PER_PAGE),
            asked=asked,
            waiting=queries.waiting(session, actor),
            counts=queries.counts_of(session, [each.id for each in rows]),
            own=queries.own_receipts(session, actor.person_id, [each.id for each in rows]),
            worth=queries.worth_of(session, rows),
            latest=queries.latest,
            types=list(DocumentType),
            can_read=lambda document: rules.may_read(actor, document.meeting, document, now),
        )


@pages.get("/meetings/<uuid:meeting_id>/documents")
@for_signed_in
def of_meeting(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the documents of a meeting by agenda item; with upload for those who prepare it."""
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, meeting_id)
        documents = queries.of_meeting(session, actor, meeting_id)
        now = runtime().clock()
        since = now - REFUSED_SHOWN
        template = "documents/_list.html" if is_fragment() else "documents/of_meeting.html"
        return render_template(
            template,
            meeting=meeting,
            groups=_by_item(meeting, documents),
            documents=documents,
            counts=queries.counts_of(session, [each.id for each in documents]),
            own=queries.own_receipts(session, actor.person_id, [each.id for each in documents]),
            worth=queries.worth_of(session, documents),
            quarantined=queries.own_quarantined(session, actor, meeting_id),
            refused=queries.refused_lately(session, actor, meeting_id, since),
            may_prepare=rules.may_prepare(actor, meeting),
            may_add=rules.may_prepare(actor, meeting) and rules.takes_documents(meeting),
            may_issue=rules.may_issue(actor, meeting),
            may_pack=_can_pack(actor, meeting, documents),
            signs=any(waits_for(actor, meeting, each) is not None for each in documents),
            was_invited=meeting_rules.was_invited(meeting),
            is_late=rules.is_late(meeting, now, settings().holidays),
            latest=queries.latest,
            rules=rules,
            kind_due=kind_due,
            types=list(DocumentType),
            limit_mb=settings().upload_limit_mb,
            can_read=lambda document: rules.may_read(actor, meeting, document, now),
            now=now,
        )


def _can_pack(actor: Actor, meeting: Meeting, documents: list[Document]) -> bool:
    issued = any(each.state is DocumentState.ISSUED for each in documents)
    return issued and rules.may_take_pack(actor, meeting)


def _by_item(meeting: Meeting, documents: list[Document]) -> list[tuple[Any, list[Document]]]:
    """Group by agenda item, in its order; first those of the meeting as a whole."""
    groups: dict[Any, list[Document]] = {None: []}
    groups |= {item.id: [] for item in meeting.agenda}
    for document in documents:
        groups.setdefault(document.agenda_item_id, []).append(document)
    items = {item.id: item for item in meeting.agenda}
    return [(items.get(key), found) for key, found in groups.items() if found]


def _one_of(kind: Any, text: str, otherwise: Any) -> Any:
    try:
        return kind(text)
    except ValueError:
        return otherwise
