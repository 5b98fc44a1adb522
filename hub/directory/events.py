"""What the directory announces."""

from dataclasses import dataclass
from datetime import date

from hub.core.events import Event
from hub.core.ids import PersonId, PostId, SiteId, UnitId


@dataclass(frozen=True)
class UnitCreated(Event):
    """A unit was entered."""

    name = "unit:created"
    unit_id: UnitId
    unit_name: str


@dataclass(frozen=True)
class UnitRenamed(Event):
    """A unit is called, or stands, otherwise from a day on."""

    name = "unit:renamed"
    unit_id: UnitId
    was: str
    unit_name: str
    since: date
    legal_ground: str


@dataclass(frozen=True)
class UnitCorrected(Event):
    """The address, notation or codes of a unit were corrected."""

    name = "unit:corrected"
    unit_id: UnitId


@dataclass(frozen=True)
class UnitEnded(Event):
    """A unit is no longer valid from a day on; others may have taken over."""

    name = "unit:ended"
    unit_id: UnitId
    since: date
    legal_ground: str
    successor_ids: tuple[UnitId, ...]


@dataclass(frozen=True)
class GuestEntered(Event):
    """Somebody from outside was entered, as a guest of one meeting."""

    name = "guest:entered"
    unit_id: UnitId
    person_id: PersonId
    guest_name: str


@dataclass(frozen=True)
class SiteCreated(Event):
    """A conference site was entered."""

    name = "site:created"
    site_id: SiteId
    site_name: str


@dataclass(frozen=True)
class SiteChanged(Event):
    """A site's name, place or technician changed."""

    name = "site:changed"
    site_id: SiteId


@dataclass(frozen=True)
class SiteRetired(Event):
    """A site is not offered to new meetings any more."""

    name = "site:retired"
    site_id: SiteId


@dataclass(frozen=True)
class SiteReturned(Event):
    """A retired site is offered again."""

    name = "site:returned"
    site_id: SiteId


@dataclass(frozen=True)
class SitesReordered(Event):
    """The fixed places of the sites changed."""

    name = "sites:reordered"
    site_ids: tuple[SiteId, ...]


@dataclass(frozen=True)
class PersonAdded(Event):
    """A person was entered."""

    name = "person:added"
    person_id: PersonId
    person_name: str


@dataclass(frozen=True)
class PersonChanged(Event):
    """A person's name or address changed."""

    name = "person:changed"
    person_id: PersonId


@dataclass(frozen=True)
class PersonDisabled(Event):
    """Every door is closed to a person, at once."""

    name = "person:disabled"
    person_id: PersonId


@dataclass(frozen=True)
class PersonEnabled(Event):
    """A disabled person may come in again."""

    name = "person:enabled"
    person_id: PersonId


@dataclass(frozen=True)
class PostGiven(Event):
    """A person began a post."""

    name = "post:given"
    post_id: PostId
    person_id: PersonId
    unit_id: UnitId
    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class PostChanged(Event):
    """The title or the roles of a post changed."""

    name = "post:changed"
    post_id: PostId
    person_id: PersonId
    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class PostEnded(Event):
    """A post ended; its holder can't act in it from this moment on."""

    name = "post:ended"
    post_id: PostId
    person_id: PersonId


@dataclass(frozen=True)
class TableImported(Event):
    """Rows of a table were stored."""

    name = "directory:imported"
    kind: str
    rows: int
