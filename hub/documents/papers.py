"""The letter of invitation (Decree 30/2020/NĐ-CP, Annex III, form 1.7) of a meeting."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hub.core.clock import format_moment, wall_date, weekday_name
from hub.core.paper import day_in_words, hour_in_words, render
from hub.core.text import gettext as _
from hub.core.text import use_locale
from hub.directory import queries as directory
from hub.documents import rules
from hub.documents.models import Document, DocumentType
from hub.meetings.models import Meeting


def invitation_letter(
    session: Session, meeting: Meeting, *, link: str, document: Document | None = None
) -> str:
    """Return the letter as HTML, with number and date once `document` has them."""
    with use_locale("vi"):
        return render("papers/invitation.html", **_facts(session, meeting, link, document))


def title_of_letter(meeting: Meeting) -> str:
    """Return under which title the letter is kept."""
    with use_locale("vi"):
        return _("Letter of invitation: %(title)s", title=meeting.title)[:300]


def distribution_certificate(
    content: Mapping[str, Any], head: directory.Letterhead, by_name: str, now: datetime
) -> str:
    """Return who got a document and what they did with it, as pages of A4 to be signed."""

    def moment(text: str | None) -> str:
        return format_moment(datetime.fromisoformat(text)) if text else "–"

    steps = ("sent", "delivered", "opened", "downloaded", "acknowledged")
    rows = [
        [number, each["unit"], each["person"], *(moment(each[step]) for step in steps)]
        for number, each in enumerate(content["receipts"], 1)
    ]
    with use_locale("vi"):
        return render(
            "papers/distribution.html",
            content=content,
            type_name=_(rules.TYPE_NAMES[DocumentType(content["type"])]),
            head=head,
            rows=rows,
            by_name=by_name,
            now=now,
            moment=moment,
        )


def _facts(
    session: Session, meeting: Meeting, link: str, document: Document | None
) -> dict[str, Any]:
    day = document.issued_on if document and document.issued_on else None
    head = directory.letterhead(session, meeting.host_unit_id, day or wall_date(meeting.starts_at))
    chair_title = directory.title_of(session, meeting.chair_id, meeting.host_unit_id)
    members = [site for site in meeting.sites if not site.is_main]
    return {
        "unit": head.name,
        "superior": head.superior,
        "number": document.number if document else "",
        "notation": rules.notation_of(DocumentType.INVITATION, meeting.host.abbreviation),
        "place": meeting.host.place if day else "",
        "day": day,
        "subject": meeting.title,
        "invited": ", ".join(site.unit.name for site in members),
        "meeting": meeting.title,
        "purpose": meeting.purpose.rstrip("."),
        "chair": ", ".join(filter(None, (meeting.chair.name, chair_title))),
        "time": _time(meeting),
        "location": meeting.location,
        "sites": _("%(count)s sites at the offices of the units invited", count=len(members)),
        "link": link,
        "agenda": [
            (str(item.position), item.title, item.presenter, str(item.minutes))
            for item in meeting.agenda
        ],
        "requirements": meeting.requirements.rstrip("."),
        "closing": _("Please attend in time and in the composition named above"),
        "to": [_("As above"), _("Kept: registry")],
        **_signer(session, meeting),
    }


def _signer(session: Session, meeting: Meeting) -> dict[str, Any]:
    """Return who signs: the chair, for the head of the unit when they are not the head."""
    title = directory.title_of(session, meeting.chair_id, meeting.host_unit_id)
    head = directory.head_of(session, meeting.host_unit_id)
    lines = [title] if title else []
    if head is not None and head.id != meeting.chair_id:
        head_title = directory.title_of(session, head.id, meeting.host_unit_id)
        lines.insert(0, _("For the %(title)s (signs)", title=head_title))
    return {"capacity": lines, "name": meeting.chair.name}


def _time(meeting: Meeting) -> str:
    return _(
        "%(time)s to %(end)s, %(weekday)s, %(day)s",
        time=hour_in_words(meeting.starts_at),
        end=hour_in_words(meeting.ends_at),
        weekday=weekday_name(meeting.starts_at),
        day=day_in_words(meeting.starts_at),
    )
