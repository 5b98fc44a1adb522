"""What consultations announce. Of a secret one no event says what anybody answered."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import ConsultationId, RespondentId, UnitId


@dataclass(frozen=True)
class ConsultationDrafted(Event):
    """A form was begun."""

    name = "opinions:drafted"
    consultation_id: ConsultationId
    unit_id: UnitId


@dataclass(frozen=True)
class ConsultationEdited(Event):
    """A form that was not sent out was changed: `what` says which part."""

    name = "opinions:edited"
    consultation_id: ConsultationId
    what: str


@dataclass(frozen=True)
class ConsultationDiscarded(Event):
    """A form that was not sent out was thrown away."""

    name = "opinions:discarded"
    consultation_id: ConsultationId
    title: str


@dataclass(frozen=True)
class ConsultationOpened(Event):
    """A form was sent out to so many units, to be answered by `due_at` (ISO 8601, UTC)."""

    name = "opinions:opened"
    consultation_id: ConsultationId
    unit_id: UnitId
    anonymity: str
    asked: int
    due_at: str


@dataclass(frozen=True)
class OpinionGiven(Event):
    """A unit answered, for the `number`th time. Says how it is proved, never what it says."""

    name = "opinions:given"
    consultation_id: ConsultationId
    respondent_id: RespondentId
    unit_id: UnitId
    host_unit_id: UnitId
    number: int
    proof: str
    pdf_sha256: str


@dataclass(frozen=True)
class DeadlineExtended(Event):
    """There is more time to answer, for a reason."""

    name = "opinions:extended"
    consultation_id: ConsultationId
    due_at: str
    reason: str


@dataclass(frozen=True)
class RespondentsChased(Event):
    """The units that have not answered were reminded."""

    name = "opinions:chased"
    consultation_id: ConsultationId
    units: int


@dataclass(frozen=True)
class ConsultationClosed(Event):
    """The answers were counted; `reason` when before the deadline."""

    name = "opinions:closed"
    consultation_id: ConsultationId
    asked: int
    answered: int
    reason: str
    sha256: str


@dataclass(frozen=True)
class ConsultationCancelled(Event):
    """A consultation was called off; secret answers are gone uncounted."""

    name = "opinions:cancelled"
    consultation_id: ConsultationId
    reason: str


@dataclass(frozen=True)
class ResultIssued(Event):
    """The result was issued to everybody who was asked."""

    name = "opinions:issued"
    consultation_id: ConsultationId
    unit_id: UnitId
    result_sha256: str
