"""The record of a vote as a table and as a paper, built from data."""

from collections.abc import Sequence
from datetime import datetime

from hub.core import paper
from hub.core.clock import format_moment
from hub.core.text import gettext as _
from hub.directory.queries import Letterhead
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet
from hub.meetings.models import Meeting
from hub.votes.models import Voter
from hub.votes.queries import VoteRecord, summary_of
from hub.votes.rules import word


def record_table(record: VoteRecord) -> Sheet:
    """Return who had a ballot, who voted and, in an open vote only, how."""
    motion = record.motion
    columns = [
        Column(_("Row number"), Kind.NUMBER),
        Column(_("Has a ballot")),
        Column(_("Voted at"), Kind.MOMENT),
        Column(_("Voted by")),
        Column(_("How it was given")),
    ]
    if not motion.is_secret:
        columns += [Column(_("Ballot")), Column(_("Other opinion"))]
    rows: list[Sequence[Cell]] = []
    for number, ballot in enumerate(record.ballots, 1):
        voter = ballot.voter
        row: list[Cell] = [
            number,
            voter.name,
            voter.voted_at,
            voter.voted_by_name,
            way_of(voter),
        ]
        if not motion.is_secret:
            row += [word(ballot.choice) if ballot.choice else "", ballot.opinion]
        rows.append(row)
    return Sheet(_("Ballots"), columns, rows, heading=[motion.title, summary_of(record)])


def way_of(voter: Voter) -> str:
    """Return whether a ballot came by the screen or by telephone; empty for none."""
    if voter.voted_at is None:
        return ""
    return _("by telephone") if voter.by_telephone else _("on the screen")


def record_paper(record: VoteRecord, meeting: Meeting, head: Letterhead) -> str:
    """Return the record of the count (biên bản kiểm phiếu) as a page of A4."""
    table = record_table(record)
    rows = [
        [format_moment(cell) if isinstance(cell, datetime) else ("" if cell is None else cell)
         for cell in row]
        for row in table.rows
    ]  # fmt: skip
    return paper.render(
        "papers/vote.html",
        record=record,
        motion=record.motion,
        meeting=meeting,
        head=head,
        columns=[column.label for column in table.columns],
        rows=rows,
        summary=summary_of(record),
        word=word,
    )
