"""What attendance does by itself."""

import logging

from hub.attendance import papers, rules, service
from hub.attendance.models import AttendanceSheet
from hub.core import progress
from hub.core.errors import HubError
from hub.core.ids import SheetId
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.gateways.pdf import print_paper
from hub.gateways.storage import Storage
from hub.gateways.workers import JobBroke, WorkerFailed, Workers
from hub.meetings import queries as meetings

log = logging.getLogger(__name__)


def close_lost(runtime: Runtime) -> int:
    """End the stays of connections that have been silent for too long; return how many.

    Run often: each few seconds of delay shows a site as present that is gone. After the hub
    itself was down, the first run ends what it had left open.
    """
    total = 0
    while True:
        with runtime.unit_of_work(SYSTEM) as uow:
            ended = service.close_lost(uow, rules.limits_of(runtime.settings))
        if not ended:
            return total
        total += ended


def print_sheets(runtime: Runtime, storage: Storage, workers: Workers) -> int:
    """Print the frozen sheets that are due, one after the other; return how many.

    What was being printed when the hub was killed is due still.
    """
    made = 0
    while True:
        with runtime.unit_of_work(SYSTEM) as uow:
            sheet_id = service.begin_print(uow)
        if sheet_id is None:
            return made
        made += _print(runtime, storage, workers, sheet_id)


def _print(runtime: Runtime, storage: Storage, workers: Workers, sheet_id: SheetId) -> bool:
    def note(done: int, total: int, _current: str) -> None:
        with runtime.unit_of_work(SYSTEM) as uow:
            service.note_pieces(uow, sheet_id, done, total)

    refusal: HubError
    try:
        html = _paper(runtime, sheet_id)
        with progress.heard_by(note):
            blob = storage.put(print_paper(workers, html))
        with runtime.unit_of_work(SYSTEM) as uow:
            sheet = uow.session.get_one(AttendanceSheet, sheet_id)
            service.keep_print(uow, sheet, pdf_sha256=blob.sha256)
    except JobBroke:
        log.exception("sheet %s could not be printed", sheet_id)
        refusal = WorkerFailed()
    except HubError as error:
        log.warning("sheet %s was not printed: %s", sheet_id, error.code)
        refusal = error
    else:
        return True
    with runtime.unit_of_work(SYSTEM) as uow:
        service.fail_print(uow, sheet_id, refusal)
    return False


def _paper(runtime: Runtime, sheet_id: SheetId) -> str:
    with runtime.read() as session:
        sheet = session.get_one(AttendanceSheet, sheet_id)
        meeting = meetings.get_alone(session, sheet.meeting_id)
        now, url = runtime.clock(), runtime.settings.url
        return papers.paper_of(session, meeting, sheet.content, sheet, now, url)
