"""One table with one row, written by the readiness check: whether it still keeps what it gets."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base


class ReadinessProbe(Base):
    """The last time somebody asked whether the hub is ready."""

    __tablename__ = "readiness_probe"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asked_at: Mapped[datetime]
