"""Answers and results as papers and tables, built from data."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from hub.core import paper
from hub.core.clock import format_moment
from hub.core.marks import Mark, PaperKind, mark_of
from hub.core.text import gettext as _
from hub.core.text import use_locale
from hub.directory.queries import Letterhead, letterhead
from hub.directory.rules import signing_title
from hub.documents.models import Document
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet
from hub.opinions import queries
from hub.opinions.models import Consultation, Respondent
from hub.opinions.queries import Record
from hub.opinions.rules import Line, word


def answer_paper(  # noqa: PLR0913  (what a form consists of)
    consultation: Consultation,
    respondent: Respondent,
    lines: Sequence[Line],
    *,
    number: int,
    signer: str,
    post_title: str,
    head: Letterhead,
    signed: bool,
    now: datetime,
    mark: Mark,
) -> str:
    """Return the filled-in form (phiếu lấy ý kiến) of a unit as pages of A4."""
    given = {each.question_id: each for each in lines}
    return paper.render(
        "papers/opinion.html",
        consultation=consultation,
        respondent=respondent,
        rows=[(each, given[each.id]) for each in consultation.questions],
        number=number,
        signer=signer,
        post_title=signing_title(post_title),
        head=head,
        signed=signed,
        word=word,
        now=now,
        mark=mark,
    )


def numbered_result(session: Session, document: Document, *, url: str) -> str | None:
    """Return the result that a document is, with the number and date it was given; else None."""
    consultation = queries.find_of_document(session, document.id)
    if consultation is None or consultation.issued_at is None or document.issued_on is None:
        return None
    with use_locale("vi"):
        return result_paper(
            queries.record_of(session, consultation),
            letterhead(session, consultation.unit_id, document.issued_on),
            signer=consultation.issued_by_name,
            now=consultation.issued_at,
            mark=mark_of(url, PaperKind.RESULT, consultation.id),
            document=document,
        )


def result_paper(
    record: Record,
    head: Letterhead,
    *,
    signer: str,
    now: datetime,
    mark: Mark | None = None,
    document: Document | None = None,
) -> str:
    """Return the result (báo cáo tổng hợp ý kiến) as pages of A4; without a mark until issued.

    `document` gives number and date once it has them.
    """
    consultation = record.consultation
    answers = answers_table(record)
    return paper.render(
        "papers/opinions.html",
        record=record,
        consultation=consultation,
        counts=[[_text(cell) for cell in row] for row in counts_table(record).rows],
        columns=[each.label for each in answers.columns],
        rows=[[_text(cell) for cell in row] for row in answers.rows],
        words=[(each, record.words_on(each)) for each in consultation.questions],
        head=head,
        signer=signer,
        now=now,
        word=word,
        mark=mark,
        document=document,
    )


def counts_table(record: Record) -> Sheet:
    """Return how many answers say what, by question; empty cells when nobody may know."""
    asked = len(record.consultation.respondents)
    rows: list[Sequence[Cell]] = []
    for number, question in enumerate(record.consultation.questions, 1):
        tally = None if record.consultation.withheld else record.tally_of(question)
        rows.append(
            [
                number,
                question.title,
                tally.agree if tally else None,
                tally.disagree if tally else None,
                tally.other if tally else None,
                asked - record.answered,
            ]
        )
    return Sheet(
        _("Counts"),
        [
            Column(_("Row number"), Kind.NUMBER),
            Column(_("Question")),
            Column(_("Agree"), Kind.NUMBER),
            Column(_("Do not agree"), Kind.NUMBER),
            Column(_("Other opinion"), Kind.NUMBER),
            Column(_("Not answered"), Kind.NUMBER),
        ],
        rows,
        heading=[record.consultation.title],
    )


def answers_table(record: Record) -> Sheet:
    """Return who answered, when, how it is proved and, unless secret, what."""
    consultation = record.consultation
    columns = [
        Column(_("Row number"), Kind.NUMBER),
        Column(_("Unit")),
        Column(_("Answered at"), Kind.MOMENT),
        Column(_("Who answered")),
        Column(_("Proof")),
    ]
    if not consultation.is_secret:
        columns += [
            Column(_("Question %(number)s", number=number))
            for number, _each in enumerate(consultation.questions, 1)
        ]
    rows: list[Sequence[Cell]] = []
    for place, each in enumerate(consultation.respondents, 1):
        row: list[Cell] = [
            place,
            each.name,
            each.answered_at,
            each.answered_by_name,
            word(each.proof) if each.proof else _("no answer"),
        ]
        if not consultation.is_secret:
            row += [_said(record.line_of(each, question)) for question in consultation.questions]
        rows.append(row)
    return Sheet(_("Answers"), columns, rows, heading=[consultation.title])


def _said(line: Line | None) -> str:
    if line is None:
        return ""
    return f"{word(line.stance)}: {line.words}" if line.words else word(line.stance)


def _text(cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return format_moment(cell)
    return "" if cell is None else cell
