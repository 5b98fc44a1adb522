"""The assumptions of the estimate, in versions."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.ids import EntryId, PersonId, new_id


class SavingsAssumptions(Base):
    """Prices in đồng and shares, as they were set once; append-only. The last one counts.

    `sheet_vnd`: a printed sheet of A4. `postage_vnd`: one consignment to a unit. `km_vnd`: one
    kilometre of an official car. `note` says where the prices come from.
    """

    __tablename__ = "savings_assumptions"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(unique=True)
    sheet_vnd: Mapped[int]
    pages_per_sheet: Mapped[int]
    postage_vnd: Mapped[int]
    km_vnd: Mapped[int]
    people_per_vehicle: Mapped[int]
    note: Mapped[str] = mapped_column(String(300), default="")
    set_at: Mapped[datetime]
    set_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    set_by_name: Mapped[str] = mapped_column(String(100))
