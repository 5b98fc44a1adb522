"""What was found out about stored files."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.documents.models import Verdict


def verdict(session: Session, sha256: str, trust_version: str) -> Verdict | None:
    """Return what was found under this state of the trust folder, or None."""
    return session.scalar(
        select(Verdict).where(Verdict.sha256 == sha256, Verdict.trust_version == trust_version)
    )
