"""The first file of a dossier: what it is and how to check it without the hub."""

from hub.archive.queries import Contents
from hub.core import paper


def readme(contents: Contents) -> str:
    """Return the text, in Vietnamese."""
    return paper.render(
        "papers/dossier_readme.txt",
        meeting=contents.meeting,
        unit=contents.head.name,
        sealed_at=contents.now,
        head=contents.chain.head,
    )
