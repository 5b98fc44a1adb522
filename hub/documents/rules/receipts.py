"""What became of a document at each unit."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from typing import Final

from hub.core.clock import midnight, wall_date
from hub.core.ids import UnitId
from hub.core.workingdays import add_working_days, is_working_day
from hub.documents.models import Document, Receipt
from hub.documents.rules.access import has_opened, opened_at
from hub.meetings.models import Meeting

CHASE_AGAIN_AFTER: Final = timedelta(hours=1)
#: Offices close at this hour unless the hub is told otherwise.
END_OF_WORKING_DAY: Final = time(17, 0)
#: How long after it was sent a document is watched: longer than a hub stands still.
WATCHED_FOR: Final = timedelta(days=21)


class Step(IntEnum):
    """How far a document has come with a reader.

    DELIVERED: the mail left the hub, or the notice was read in the hub. Each step includes the
    ones before it; a download is noted beside them.
    """

    SENT = 0
    DELIVERED = 1
    OPENED = 2
    ACKNOWLEDGED = 3


@dataclass(frozen=True)
class ReceiptCounts:
    """How many units a document was issued to, and how far it has come with them."""

    total: int = 0
    delivered: int = 0
    opened: int = 0
    acknowledged: int = 0

    @property
    def missing(self) -> int:
        """Units that have not acknowledged."""
        return self.total - self.acknowledged


@dataclass(frozen=True)
class UnitReceipts:
    """The readers of one unit, the furthest first."""

    unit_id: UnitId
    name: str
    receipts: Sequence[Receipt]

    @property
    def step(self) -> Step:
        """How far the document has come in this unit: one reader speaks for it."""
        return max(step_of(each) for each in self.receipts)

    @property
    def chased_at(self) -> datetime | None:
        """When the unit was last reminded."""
        return max((each.chased_at for each in self.receipts if each.chased_at), default=None)


def step_of(receipt: Receipt) -> Step:
    """Return how far the document has come with one reader."""
    if receipt.acknowledged_at is not None:
        return Step.ACKNOWLEDGED
    if receipt.opened_at is not None or receipt.downloaded_at is not None:
        return Step.OPENED
    return Step.DELIVERED if receipt.delivered_at is not None else Step.SENT


def count(receipts: Iterable[Receipt]) -> ReceiptCounts:
    """Count units, not readers: what one of a unit's people has done, the unit has done."""
    furthest: dict[UnitId, Step] = {}
    for receipt in receipts:
        step = step_of(receipt)
        furthest[receipt.unit_id] = max(step, furthest.get(receipt.unit_id, step))
    reached = list(furthest.values())
    return ReceiptCounts(
        len(reached),
        *(sum(each >= step for each in reached) for step in list(Step)[1:]),
    )


def acknowledgement_due(
    document: Document,
    meeting: Meeting,
    receipts: Sequence[Receipt],
    holidays: Collection[date] = (),
    day_ends: time = END_OF_WORKING_DAY,
) -> datetime | None:
    """Return until when receipt is to be acknowledged, or None while nobody can.

    The end of the working day on which the document came, or of the next one when it came
    after that or on a day off (Nghị định 30/2020/NĐ-CP, article 21.2c: the same day).
    `day_ends` is the hour by the wall at which the office closes.
    """
    if not receipts or not has_opened(document, meeting):
        return None
    came = max(each.sent_at for each in receipts)
    came = max(came, opened_at(document, meeting) or came)
    day, hours = wall_date(came), timedelta(hours=day_ends.hour, minutes=day_ends.minute)
    if not is_working_day(day, holidays) or came >= midnight(day) + hours:
        day = add_working_days(day, 1, holidays)
    return midnight(day) + hours


def can_chase(receipts: Iterable[Receipt], now: datetime) -> bool:
    """Tell whether a unit may be reminded: it has not acknowledged, nor been asked just now."""
    receipts = list(receipts)
    if any(each.acknowledged_at is not None for each in receipts):
        return False
    return all(
        each.chased_at is None or now - each.chased_at >= CHASE_AGAIN_AFTER for each in receipts
    )
