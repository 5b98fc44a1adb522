"""Files of a consultation: what questions are about, answers as they were printed, the result."""

from flask import request
from flask.typing import ResponseReturnValue

from hub.core.clock import wall_date
from hub.core.forms import read
from hub.core.ids import ConsultationId, EntryId, RespondentId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.gateways.pdf import print_paper
from hub.gateways.spreadsheets import to_workbook
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.opinions import papers, queries, rules
from hub.opinions.errors import NoSuchOpinion
from hub.opinions.forms import FormatForm
from hub.opinions.views import pages
from hub.web import downloads
from hub.web.access import for_signed_in, neighbour, runtime


@pages.get("/opinions/<uuid:consultation_id>/files/<uuid:file_id>")
@for_signed_in
def file(actor: Actor, consultation_id: ConsultationId, file_id: EntryId) -> ResponseReturnValue:
    """Return a file a question is about: a PDF to look at, everything else to keep."""
    with runtime().read() as session:
        found = queries.get_to_see(session, actor, consultation_id)
    wanted = queries.file_of(found, file_id)
    content = neighbour(Storage).read(wanted.sha256)
    shown = downloads.inline if wanted.media_type == downloads.PDF else downloads.attachment
    return shown(content, wanted.filename, wanted.media_type)


@pages.get("/opinions/<uuid:consultation_id>/answers/<uuid:respondent_id>/<int:number>.pdf")
@for_signed_in
def answer_pdf(
    actor: Actor, consultation_id: ConsultationId, respondent_id: RespondentId, number: int
) -> ResponseReturnValue:
    """Return an answer as it was printed and signed: to its unit, and to who may see answers."""
    with runtime().read() as session:
        found = queries.get_to_see(session, actor, consultation_id)
        respondent = next((each for each in found.respondents if each.id == respondent_id), None)
        own = respondent is not None and respondent.unit_id == actor.unit_id
        if respondent is None or not (own or rules.may_see_answers(actor, found)):
            raise NoSuchOpinion
        opinion = queries.opinion(session, respondent_id, number)
    name = _("Opinion of %(unit)s.pdf", unit=respondent.name)
    return downloads.inline(neighbour(Storage).read(opinion.pdf_sha256), name, downloads.PDF)


@pages.get("/opinions/<uuid:consultation_id>/result")
@for_signed_in
def result(actor: Actor, consultation_id: ConsultationId) -> ResponseReturnValue:
    """Return the result: as it was issued, or as it would be; as a table; its record as JSON."""
    wanted = read(FormatForm, request.args.to_dict()).format
    now = runtime().clock()
    with runtime().read() as session:
        found = queries.get_to_see(session, actor, consultation_id)
        if found.state not in rules.COUNTED or not rules.may_see_count(actor, found):
            raise NoSuchOpinion
        record = queries.record_of(session, found)
        head = directory.letterhead(session, found.unit_id, wall_date(now))
    if wanted == "json":
        return rules.content_of(found, record.latest)
    if wanted == "xlsx":
        tables = [papers.counts_table(record), papers.answers_table(record)]
        name = _("Result of the opinions in writing.xlsx")
        return downloads.attachment(
            to_workbook(neighbour(Workers), tables, made_at=now), name, downloads.XLSX
        )
    if found.result_sha256:
        pdf = neighbour(Storage).read(found.result_sha256)
    else:
        text = papers.result_paper(record, head, signer=actor.name, now=now)
        pdf = print_paper(neighbour(Workers), text)
    return downloads.inline(pdf, _("Result of the opinions in writing.pdf"), downloads.PDF)
