"""Errands to the signers' own machines."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hub.accounts.queries import actor_in, is_held
from hub.core.clock import wall_date
from hub.core.ids import EntryId
from hub.core.unit_of_work import Actor
from hub.directory.models import Post
from hub.documents.errors import NoSuchErrand
from hub.documents.models import SigningErrand


def errand(session: Session, errand_id: EntryId) -> SigningErrand:
    """Return an errand. Raises NoSuchErrand."""
    found = session.get(SigningErrand, errand_id)
    if found is None:
        raise NoSuchErrand
    return found


def errand_of(session: Session, actor: Actor, errand_id: EntryId) -> SigningErrand:
    """Return one of the actor's own errands. Raises NoSuchErrand."""
    found = errand(session, errand_id)
    if found.person_id != actor.person_id:
        raise NoSuchErrand
    return found


def last_kept(
    session: Session, actor: Actor, subject: str, since: datetime
) -> dict[str, Any] | None:
    """Return what a feature kept with the actor's last errand for one of its papers, if any."""
    asked = select(SigningErrand.paper).where(
        SigningErrand.person_id == actor.person_id,
        SigningErrand.created_at >= since,
        SigningErrand.document_id.is_(None),
    )
    for paper in session.scalars(asked.order_by(SigningErrand.created_at.desc())):
        if paper is not None and paper["subject"] == subject:
            kept: dict[str, Any] | None = paper.get("kept")
            return kept
    return None


def signer_of(session: Session, found: SigningErrand, now: datetime) -> Actor:
    """Return who sent the errand, in that post, if it is still held. Raises NoSuchErrand."""
    post = session.scalar(
        select(Post)
        .where(Post.id == found.post_id, Post.person_id == found.person_id)
        .options(joinedload(Post.roles), joinedload(Post.person))
    )
    if post is None or not is_held(post, wall_date(now)) or not post.person.active:
        raise NoSuchErrand
    return actor_in(post)
