"""What the media engine measured: kept beside the browser's samples, and heeded at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from hub.core.ids import MeetingSiteId
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.models import MeetingSite
from hub.quality import queries, rules
from hub.quality.events import LineChanged
from hub.quality.models import Grade, LineState, WitnessSample


@dataclass(frozen=True, slots=True)
class Turns:
    """Sites the engine began to hear, or heard no more, since it was asked before."""

    silent: list[MeetingSite]
    heard: list[MeetingSite]


def record_witnessed(
    uow: UnitOfWork, found: Mapping[MeetingSiteId, Sequence[rules.Witnessed]]
) -> Turns:
    """Keep what the engine measured of some sites; what is known already changes nothing.

    A site that the engine hears no more is lost at once; one it hears again is as good as its
    last sample said. Only the turn counts: a page that goes on saying that its line is good is
    believed, and contradicted in the report. Sites that are unknown are left out.
    """
    sites = queries.meeting_sites(uow.session, list(found))
    if not sites:
        return Turns([], [])
    before = queries.last_heard(uow.session, [site.id for site in sites])
    rows = [_row(site, each) for site in sites for each in found[site.id]]
    postgresql = uow.session.get_bind().dialect.name == "postgresql"
    insert = insert_postgresql if postgresql else insert_sqlite
    uow.session.execute(insert(WitnessSample).on_conflict_do_nothing(), rows)
    now = {site.id: max(found[site.id], key=lambda each: each.at).receiving for site in sites}
    turned = [site for site in sites if now[site.id] is not before.get(site.id)]
    turns = Turns(
        [site for site in turned if now[site.id] is False],
        [site for site in turned if now[site.id]],
    )
    lines_fell_silent(uow, [site.id for site in turns.silent])
    lines_heard_again(uow, [site.id for site in turns.heard])
    return turns


def lines_fell_silent(uow: UnitOfWork, meeting_site_ids: Iterable[MeetingSiteId]) -> None:
    """Show lines as lost that nothing comes from, before their samples are missed.

    A line that was never measured, or has left, has nothing to lose.
    """
    for state in queries.states_of(uow.session, list(meeting_site_ids)).values():
        if state.grade is not Grade.LOST:
            state.drops += 1
            _turn(uow, state, Grade.LOST)


def lines_heard_again(uow: UnitOfWork, meeting_site_ids: Iterable[MeetingSiteId]) -> None:
    """Show lines as good as their last sample that were lost and of which something comes."""
    for state in queries.states_of(uow.session, list(meeting_site_ids)).values():
        if state.grade is Grade.LOST and uow.now - state.at <= rules.SILENCE:
            grade = queries.find_last_grade(uow.session, state.meeting_site_id)
            if grade is not None and grade is not Grade.LOST:
                _turn(uow, state, grade)


def _turn(uow: UnitOfWork, state: LineState, grade: Grade) -> None:
    was, state.grade, state.since = state.grade, grade, uow.now
    uow.emit(LineChanged(state.meeting_id, state.meeting_site_id, was.value, grade.value))


def _row(site: MeetingSite, seen: rules.Witnessed) -> dict[str, object]:
    return {
        "meeting_id": site.meeting_id,
        "meeting_site_id": site.id,
        "at": seen.at,
        "receiving": seen.receiving,
        "rtt_ms": seen.rtt_ms,
        "up_loss_pct": seen.up_loss_pct,
        "down_loss_pct": seen.down_loss_pct,
        "up_jitter_ms": seen.up_jitter_ms,
        "down_jitter_ms": seen.down_jitter_ms,
        "up_kbps": seen.up_kbps,
        "down_kbps": seen.down_kbps,
    }
