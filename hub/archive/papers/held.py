"""What was voted, called for and written while the meeting was held."""

import json
from collections.abc import Iterator

from hub.archive.papers import names
from hub.archive.queries import Contents
from hub.core.fold import slug
from hub.gateways.spreadsheets import to_csv
from hub.messages import papers as message_papers
from hub.votes import papers as vote_papers
from hub.votes.rules import content_of


def held_files(contents: Contents) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents: a record per vote, the incident log, messages to everybody.

    The JSON of a vote is canonical: its SHA-256 is the one kept with the result.
    """
    for record in contents.votes:
        name = f"{names.VOTES}/{record.motion.number:02d}-{slug(record.motion.title)}"
        content = content_of(record.motion, record.voters)
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        yield f"{name}.json", text.encode()
        yield f"{name}.csv", to_csv(vote_papers.record_table(record))
    if contents.incidents:
        table = message_papers.incident_table(contents.meeting, contents.incidents)
        yield f"{names.QUALITY}/su-co.csv", to_csv(table)
    if contents.messages:
        talk = message_papers.message_table(contents.meeting, contents.messages)
        yield f"{names.VOTES}/trao-doi.csv", to_csv(talk)
