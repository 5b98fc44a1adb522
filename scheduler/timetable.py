"""Everything that happens by itself, on one page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from hub.attendance import jobs as attendance
from hub.certificates import jobs as certificates
from hub.core.runtime import Runtime
from hub.directory import jobs as directory
from hub.documents import jobs as documents
from hub.exports import jobs as exports
from hub.gateways.ballot_keys import BallotKeys
from hub.gateways.mail import Mailer
from hub.gateways.opinion_keys import OpinionKeys
from hub.gateways.renditions import Office
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.inbox import jobs as inbox
from hub.invitations import jobs as invitations
from hub.messages import jobs as messages
from hub.opinions import jobs as opinions
from hub.outbox import jobs as outbox
from hub.quality import jobs as quality
from hub.votes import jobs as votes


@dataclass(frozen=True)
class Entry:
    """One line of the timetable."""

    name: str
    trigger: BaseTrigger
    job: Callable[[], object]


def timetable(runtime: Runtime, neighbours: Mapping[type[Any], object]) -> tuple[Entry, ...]:
    """Return the timetable of this hub. Reminders are not on it: they wait in the outbox."""
    mailer = cast("Mailer", neighbours[Mailer])
    storage = cast("Storage", neighbours[Storage])
    workers = cast("Workers", neighbours[Workers])
    office = cast("Office", neighbours[Office])
    keys = cast("BallotKeys", neighbours[BallotKeys])
    opinion_keys = cast("OpinionKeys", neighbours[OpinionKeys])
    return (
        Entry(
            "close-lost-presences",
            IntervalTrigger(seconds=10),
            lambda: attendance.close_lost(runtime),
        ),
        Entry(
            "print-frozen-sheets",
            IntervalTrigger(seconds=3),
            lambda: attendance.print_sheets(runtime, storage, workers),
        ),
        Entry(
            "watch-lost-lines",
            IntervalTrigger(seconds=15),
            lambda: messages.watch_lost_lines(runtime),
        ),
        Entry(
            "deliver-due-mails",
            IntervalTrigger(seconds=5),
            lambda: outbox.deliver_due(runtime, mailer),
        ),
        Entry(
            "ask-units-of-large-meetings",
            IntervalTrigger(seconds=2),
            lambda: invitations.ask_on(runtime),
        ),
        Entry(
            "note-delivered-documents",
            IntervalTrigger(seconds=15),
            lambda: documents.note_deliveries(runtime),
        ),
        Entry(
            "watch-acknowledgements",
            IntervalTrigger(minutes=5),
            lambda: documents.watch_acknowledgements(runtime),
        ),
        Entry(
            "finish-interrupted-uploads",
            IntervalTrigger(minutes=1),
            lambda: documents.finish_uploads(runtime, storage, workers),
        ),
        Entry(
            "make-renditions",
            IntervalTrigger(seconds=5),
            lambda: documents.make_renditions(runtime, storage, workers, office),
        ),
        Entry(
            "forget-answered-events",
            IntervalTrigger(hours=6),
            lambda: inbox.forget_old(runtime),
        ),
        Entry(
            "drop-stale-uploads",
            IntervalTrigger(hours=1),
            lambda: documents.drop_stale_uploads(runtime, storage),
        ),
        Entry(
            "look-after-exports",
            IntervalTrigger(seconds=5),
            lambda: exports.look_after(runtime),
        ),
        Entry(
            "delete-old-exports",
            IntervalTrigger(minutes=10),
            lambda: exports.delete_old(runtime),
        ),
        Entry(
            "count-votes-that-ended",
            IntervalTrigger(seconds=2),
            lambda: votes.count_due(runtime, keys),
        ),
        Entry(
            "destroy-keys-of-votes",
            IntervalTrigger(minutes=1),
            lambda: votes.destroy_keys(runtime, keys),
        ),
        Entry(
            "sum-lines-up",
            IntervalTrigger(seconds=3),
            lambda: quality.sum_lines_up(runtime),
        ),
        Entry(
            "count-opinions-that-are-due",
            IntervalTrigger(seconds=10),
            lambda: opinions.count_due(runtime, opinion_keys),
        ),
        Entry(
            "destroy-keys-of-opinions",
            IntervalTrigger(minutes=1),
            lambda: opinions.destroy_keys(runtime, opinion_keys),
        ),
        Entry(
            "condense-old-samples",
            IntervalTrigger(hours=6),
            lambda: quality.condense_old_samples(runtime),
        ),
        Entry(
            "fetch-revocation-lists",
            IntervalTrigger(minutes=5),
            lambda: certificates.fetch_lists(runtime),
        ),
        Entry(
            "judge-registered-certificates",
            IntervalTrigger(hours=1),
            lambda: certificates.judge_register(runtime, workers),
        ),
        Entry(
            "names-and-ends-of-units",
            IntervalTrigger(minutes=5),
            lambda: directory.take_effect(runtime),
        ),
    )
