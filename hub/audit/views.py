"""The audit log: read by auditors and system admins, changed by nobody."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from hub.audit import queries
from hub.audit.errors import NoSuchEntry
from hub.core.clock import from_wall_date, midnight
from hub.core.errors import NotFound
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet, to_csv, to_workbook
from hub.gateways.workers import Workers
from hub.web.access import for_role, neighbour, runtime
from hub.web.downloads import CSV, XLSX, attachment
from hub.web.paging import PER_PAGE, Page, asked_page, offset_of

pages = Blueprint("audit", __name__)

for_the_whole: Final = for_role(Role.SYSTEM_ADMIN, Role.AUDITOR)
MOST_EXPORTED: Final = 20_000
ONE_DAY: Final = timedelta(days=1)
CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT")


@dataclass(frozen=True)
class Asked:
    """Which entries are shown: of an event, of a person, from a day to a day."""

    event: str
    actor: str
    since: date | None
    until: date | None

    @property
    def filters(self) -> dict[str, Any]:
        """The arguments for the query; a day ends with its last moment."""
        last: datetime | None = midnight(self.until + ONE_DAY) if self.until else None
        return {
            "event": self.event,
            "actor": self.actor,
            "since": midnight(self.since) if self.since else None,
            "until": last,
        }


@pages.get("/admin/audit")
@for_the_whole
def log(_actor: Actor) -> ResponseReturnValue:
    """Show entries, newest first, a page at a time."""
    asked, number = asked_entries(), asked_page()
    with runtime().read() as session:
        found, total = queries.entries(
            session, **asked.filters, offset=offset_of(number), most=PER_PAGE
        )
        names = queries.event_names(session)
        head = queries.head(session)
    return render_template(
        "audit/log.html",
        page=Page(found, number, total),
        asked=asked,
        events=sorted(((name, event_label(name)) for name in names), key=lambda pair: pair[1]),
        event_label=event_label,
        brief=brief,
        head=head,
    )


@pages.get("/admin/audit/<int:seq>")
@for_the_whole
def entry(_actor: Actor, seq: int) -> ResponseReturnValue:
    """Show one entry with everything it says, and its link in the chain."""
    with runtime().read() as session:
        found = queries.entry(session, seq)
        if found is None:
            raise NoSuchEntry
        following = queries.entry(session, seq + 1)
    return render_template(
        "audit/entry.html",
        entry=found,
        following=following,
        facts=[(name, as_text(value)) for name, value in found.facts.items()],
        event_label=event_label,
        is_linked=following is None or following.previous == found.hash,
    )


@pages.get("/admin/audit/chain")
@for_the_whole
def chain(_actor: Actor) -> ResponseReturnValue:
    """Compute the whole chain again and say whether it is whole."""
    with runtime().read() as session:
        state = queries.verify_chain(session)
    return render_template("audit/chain.html", state=state)


@pages.get("/admin/audit/export.<suffix>")
@for_the_whole
def export(_actor: Actor, suffix: str) -> ResponseReturnValue:
    """Return the entries that were asked for as a table."""
    with runtime().read() as session:
        found, _total = queries.entries(session, **asked_entries().filters, most=MOST_EXPORTED)
    columns = [
        Column(_("Number"), Kind.NUMBER),
        Column(_("When"), Kind.MOMENT),
        Column(_("What happened")),
        Column(_("Who")),
        Column(_("Facts")),
        Column(_("Fingerprint")),
    ]
    rows: list[list[Cell]] = [
        [
            each.seq,
            each.at,
            event_label(each.event),
            each.actor_name,
            as_text(each.facts),
            each.hash,
        ]
        for each in found
    ]
    sheet = Sheet(_("Audit log"), columns, rows)
    if suffix == "csv":
        return attachment(to_csv(sheet), f"{sheet.title}.csv", CSV)
    if suffix == "xlsx":
        content = to_workbook(neighbour(Workers), [sheet], made_at=runtime().clock())
        return attachment(content, f"{sheet.title}.xlsx", XLSX)
    raise NotFound


def event_label(name: str) -> str:
    """Return what an event is called in the reader's language; its own name otherwise."""
    return _(name)


def brief(facts: Mapping[str, Any]) -> str:
    """Return the facts a reader understands at a glance: words and numbers, no identifiers."""
    said = (_said(name, value) for name, value in facts.items())
    return " · ".join(each for each in said if each)[:160]


def _said(name: str, value: object) -> str:
    """Return one fact for `brief`, "" for identifiers and for codes that have no name."""
    if name.endswith(("_id", "_ids", "sha256")) or isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return str(value) if value else ""
    if not isinstance(value, str) or MOMENT.match(value):
        return ""
    named = _(value)
    return "" if CODE.fullmatch(named) else named


def as_text(value: object) -> str:
    """Return a fact as text; lists and objects as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def asked_entries() -> Asked:
    """Return what the address asks for; nonsense counts as not asked."""
    return Asked(
        event=request.args.get("event", "")[:60],
        actor=request.args.get("actor", "")[:100],
        since=_day("since"),
        until=_day("until"),
    )


def _day(name: str) -> date | None:
    try:
        return from_wall_date(request.args.get(name, ""))
    except ValueError:
        return None
