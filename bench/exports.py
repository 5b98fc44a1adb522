"""How long the files take that people ask for: registers, reports, the audit log.

    python bench/exports.py [--sites 10598] [--documents 3000] [--entries 20000]
                            [--only WORD …] [--json]

One national conference that has ended, a register of outgoing documents and an audit log in one
database; every link as its page asks for it, one after the
other, with real worker processes. Seconds by the clock until the file is there, and the CPU
seconds of the serving process alone, during which it answers nobody else.
"""

import argparse
import json
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from flask.testing import FlaskClient
from sqlalchemy import insert, select

from bench.conference_stage import Conference, a_conference
from bench.page_render import Carrying, answer_the_roll, come_in
from hub.app import create_app, create_runtime, create_socketio
from hub.app.neighbours import PRELOADED
from hub.audit import rules as audit
from hub.audit.models import GENESIS, AuditEntry
from hub.cli.schema import upgrade
from hub.core import catalogue
from hub.core.clock import wall_date
from hub.core.db import make_engine
from hub.core.ids import new_id
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory.models import Post, PostRole
from hub.documents.models import DocumentType
from hub.gateways.mail import Mailer, NoMailer
from hub.gateways.media.interface import MediaGateway
from hub.gateways.pdf import to_pdf
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.meetings.models import Meeting
from hub.quality import jobs as quality
from hub.registers.models import OutgoingEntry

KINDS = ("csv", "xlsx", "pdf")


def links(meeting: str) -> list[tuple[str, str]]:
    """Return what is asked for: a name and its address."""
    place = f"/meetings/{meeting}"
    tables = [
        ("register of outgoing documents", "/registers/outgoing?format="),
        ("attendance sheet", f"{place}/attendance?format="),
        ("lines of a meeting", f"{place}/quality/report?format="),
        ("attendance of a period", "/reports/attendance?format="),
        ("attendance of a year", "/reports/attendance/year?format="),
        ("lines of a period", "/reports/quality?format="),
        ("ranking of lines", "/reports/quality/ranking?format="),
        ("savings", "/reports/savings?format="),
    ]
    found = [(f"{name} as {kind}", f"{path}{kind}") for name, path in tables for kind in KINDS]
    two = [("from invitation to stay", f"{place}/attendance/chain?format="),
           ("audit log", "/admin/audit/export."), ("units", "/admin/export/units."),
           ("people", "/admin/export/people."), ("sites", "/admin/export/sites.")]  # fmt: skip
    return found + [
        (f"{name} as {kind}", f"{path}{kind}") for name, path in two for kind in KINDS[:2]
    ]


def fill(runtime: Runtime, conference: Conference, documents: int, entries: int) -> None:
    """Store a year's register and log, and let the chair read everything."""
    with runtime.unit_of_work(SYSTEM) as uow:
        write, now = uow.session.execute, uow.now
        held = uow.session.scalars(select(Meeting)).one()
        post = uow.session.scalars(select(Post).where(Post.person_id == held.chair_id)).one()
        write(insert(PostRole), [{"post_id": post.id, "role": role}
              for role in (Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECRETARY)])  # fmt: skip
        today = wall_date(now)
        write(insert(OutgoingEntry), [{
            "id": new_id(), "unit_id": held.host_unit_id, "series": DocumentType.LETTER,
            "year": today.year, "ordinal": number, "code": f"{number}/CV-UBND",
            "issued_on": today, "subject": f"Về việc báo cáo kết quả thực hiện nhiệm vụ đợt {number}",
            "signer": "Trần Văn Hòa", "recipients": "UBND các xã; Sở Nội vụ", "kept_by": "Văn thư",
            "copies": 12, "sent_on": today, "entered_at": now, "entered_by_id": held.chair_id,
            "version": 1} for number in range(1, documents + 1)])  # fmt: skip
        newest = uow.session.scalars(
            select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)
        ).first()
        seq, previous = (newest.seq, newest.hash) if newest else (0, GENESIS)
        rows = []
        for _ in range(entries):
            seq += 1
            parts = {"seq": seq, "at": now, "event": "document:receipt:changed",
                     "actor_person_id": held.chair_id, "actor_unit_id": held.host_unit_id,
                     "actor_name": "Trần Văn Hòa", "previous": previous,
                     "facts": {"meeting_id": conference.meeting, "unit": "UBND xã", "count": seq}}  # fmt: skip
            previous = audit.hash_of(**parts)
            rows.append({**parts, "hash": previous})
        write(insert(AuditEntry), rows)


def client_of(runtime: Runtime, workers: Workers) -> FlaskClient:
    neighbours = {Storage: Storage(runtime.settings.files_dir), Workers: workers,
                  MediaGateway: Carrying(), Mailer: NoMailer()}  # fmt: skip
    app = create_app(runtime, create_socketio(runtime.settings, async_mode="threading"), neighbours)
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client(use_cookies=False)


def measure(folder: Path, wanted: argparse.Namespace) -> list[dict[str, object]]:
    catalogue.compile_all()
    settings = Settings(_env_file=None, data_dir=folder, base_url="http://localhost")
    upgrade(engine := make_engine(settings.database))
    runtime = create_runtime(engine, settings)
    conference = a_conference(runtime, wanted.sites)
    with runtime.read() as session:
        meeting = session.scalars(select(Meeting.id)).one()
    come_in(runtime, meeting)
    answer_the_roll(runtime, meeting)
    fill(runtime, conference, wanted.documents, wanted.entries)
    workers = Workers(2, preload=PRELOADED)
    workers.run(to_pdf, "<html><head></head><body>Một trang</body></html>")  # they have loaded
    asked = {"headers": {"Cookie": conference.chair.cookie}}
    client = client_of(runtime, workers)
    answer = client.post(f"/meetings/{meeting}/close", **asked)
    assert answer.status_code == 302, answer.text[-500:]
    later = create_runtime(engine, settings, clock=lambda: runtime.clock() + timedelta(minutes=5))
    client = client_of(later, workers)
    while quality.sum_lines_up(later):
        pass
    results = []
    try:
        for name, path in links(str(meeting)):
            if wanted.only and not any(word in name for word in wanted.only):
                continue
            begin, cpu = time.perf_counter(), time.process_time()
            answer = client.get(path, **asked)
            size = len(answer.data)
            results.append({
                "name": name, "status": answer.status_code, "kB": size // 1024,
                "s": round(time.perf_counter() - begin, 2), "own_cpu_s": round(time.process_time() - cpu, 2),
            })  # fmt: skip
            print(
                "{name:42} {status} {s:8.2f} s  own CPU {own_cpu_s:6.2f} s  {kB:7} kB".format(
                    **results[-1]
                ),
                file=sys.stderr,
            )
    finally:
        workers.stop()
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=10_598)
    parser.add_argument("--documents", type=int, default=3_000)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--only", nargs="*", help="links with one of these words in their name")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), wanted)
    if wanted.json:
        print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
