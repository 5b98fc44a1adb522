"""Setting the assumptions."""

from hub.core.errors import NotAllowed
from hub.core.ids import EntryId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.savings import queries, rules
from hub.savings.errors import AssumptionsChanged
from hub.savings.events import AssumptionsSet
from hub.savings.models import SavingsAssumptions
from hub.savings.rules import Prices


def set_assumptions(
    uow: UnitOfWork, prices: Prices, *, note: str, read_number: int
) -> SavingsAssumptions:
    """Set the assumptions anew; earlier versions stay. Raises NotAllowed, AssumptionsChanged.

    `read_number` is the version that the actor saw, 0 before any.
    """
    if not rules.may_set(uow.actor):
        raise NotAllowed
    found = queries.assumptions(uow.session)
    if read_number != (found.number if found else 0):
        raise AssumptionsChanged
    made = SavingsAssumptions(
        id=EntryId(new_id()),
        number=read_number + 1,
        note=note,
        set_at=uow.now,
        set_by_id=uow.actor.person_id,
        set_by_name=uow.actor.name,
        **vars(prices),
    )
    uow.session.add(made)
    uow.session.flush()
    uow.emit(
        AssumptionsSet(
            made.number,
            prices.sheet_vnd,
            prices.postage_vnd,
            prices.km_vnd,
            prices.pages_per_sheet,
            prices.people_per_vehicle,
        )
    )
    return made
