"""Keeping what is being removed, and putting it back."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, delete, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError

from hub.core.db import Base
from hub.core.ids import EntryId, PersonId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.undo import rules
from hub.undo.errors import NothingToUndo, TooLateToUndo
from hub.undo.events import RemovalUndone
from hub.undo.models import Removal


def keep(
    uow: UnitOfWork,
    what: str,
    rows: Iterable[Base],
    *,
    back: str,
    holds: Sequence[tuple[Base, str]] = (),
) -> EntryId:
    """Keep rows that are about to be deleted, those pointed to first; return the number.

    `holds`: rows and the names of attributes that must be the same when it is taken back, so
    that nothing returns into a thing that has gone on meanwhile. `what` names the kind of thing.
    """
    steps = [[_table(row).name, "insert", _key(row), _values(row)] for row in rows]
    return _kept(uow, what, steps, back=back, holds=holds)


def keep_values(
    uow: UnitOfWork, what: str, rows: Iterable[Base], names: Sequence[str], *, back: str
) -> EntryId:
    """Keep some values of rows that are about to change; return the number."""
    steps = [
        [_table(row).name, "set", _key(row), {name: _values(row)[name] for name in names}]
        for row in rows
    ]
    return _kept(uow, what, steps, back=back, holds=())


def restore(uow: UnitOfWork, removal_id: EntryId) -> str:
    """Put back what the actor removed; return the page to show.

    Raises NothingToUndo, TooLateToUndo.
    """
    removal = uow.session.get(Removal, removal_id)
    if removal is None or removal.person_id != uow.actor.person_id:
        raise NothingToUndo
    if not rules.can_undo(removal.at, uow.now) or not _still_holds(uow, removal):
        raise TooLateToUndo
    try:
        for step in removal.steps:
            _take(uow, *step)
    except IntegrityError:  # something stands in its place, or what it belonged to is gone
        raise TooLateToUndo from None
    uow.session.delete(removal)
    uow.emit(RemovalUndone(removal.what, str(removal.id)))
    return removal.back


def _kept(
    uow: UnitOfWork, what: str, steps: list[Any], *, back: str, holds: Sequence[tuple[Base, str]]
) -> EntryId:
    uow.session.execute(delete(Removal).where(Removal.at < uow.now - rules.ACCEPTED_FOR))
    removal = Removal(
        id=EntryId(new_id()),
        person_id=PersonId(uow.actor.person_id),
        what=what,
        steps=steps,
        holds=[[_table(row).name, _key(row), name, _values(row)[name]] for row, name in holds],
        back=back,
        at=uow.now,
    )
    uow.session.add(removal)
    return removal.id


def _still_holds(uow: UnitOfWork, removal: Removal) -> bool:
    for name, key, column, value in removal.holds:
        table = Base.metadata.tables[name]
        found = uow.session.execute(select(table.c[column]).where(*_is(table, key))).first()
        if found is None or rules.written(found[0]) != value:
            return False
    return True


def _take(uow: UnitOfWork, name: str, way: str, key: dict[str, Any], values: Any) -> None:
    table = Base.metadata.tables[name]
    read = {column: rules.value_of(said) for column, said in values.items()}
    if way == "insert":
        uow.session.execute(insert(table).values(**read))
    else:
        uow.session.execute(update(table).where(*_is(table, key)).values(**read))


def _is(table: Table, key: dict[str, Any]) -> list[Any]:
    return [table.c[name] == rules.value_of(said) for name, said in key.items()]


def _table(row: Base) -> Table:
    table = inspect(row).mapper.local_table
    assert isinstance(table, Table)  # noqa: S101  (mypy: every model of ours is one table)
    return table


def _key(row: Base) -> dict[str, Any]:
    values = _values(row)
    return {column.name: values[column.name] for column in _table(row).primary_key}


def _values(row: Base) -> dict[str, Any]:
    columns = inspect(row).mapper.column_attrs
    return {each.columns[0].name: rules.written(getattr(row, each.key)) for each in columns}
