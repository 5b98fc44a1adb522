"""What was found out about stored files, and on what it rests."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.documents.models import Evidence, Verdict


def verdict(session: Session, sha256: str, trust_version: str) -> Verdict | None:
    """Return what was found last while these authorities were trusted, or None."""
    return session.scalar(
        select(Verdict).where(Verdict.sha256 == sha256, Verdict.trust_version == trust_version)
    )


def evidence(session: Session, sha256: str) -> Evidence | None:
    """Return the newest evidence on these bytes, or None."""
    return session.scalar(
        select(Evidence)
        .where(Evidence.sha256 == sha256)
        .order_by(Evidence.checked_at.desc(), Evidence.id.desc())
        .limit(1)
    )
