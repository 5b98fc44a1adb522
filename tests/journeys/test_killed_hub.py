"""kill -9 in mid-conference loses nothing that was acknowledged.

Ten communes answer, acknowledge documents, arrive and leave; the chair signs. Each keeps its
own journal of what the hub acknowledged, outside the hub. The hub is killed and started again
twenty times; then the journals are held against the database and the file store.
"""

import io
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pytest
import requests
import socketio
from sqlalchemy import func, select

from hub.app import create_runtime
from hub.attendance.models import PresenceEvent
from hub.audit import queries as audit
from hub.audit.models import AuditEntry
from hub.cli import schema
from hub.core.db import make_engine
from hub.core.ids import DocumentId, MeetingId, new_id
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import Actor, Role
from hub.directory import queries as directory
from hub.directory.models import Person
from hub.documents import service as documents
from hub.documents.models import (
    Document,
    DocumentType,
    DocumentVersion,
    Receipt,
    Signature,
    SigningKey,
)
from hub.documents.rules import Content, Details
from hub.gateways.storage import Storage
from hub.invitations.models import Invitation
from hub.meetings import queries as meetings
from hub.meetings import service as meeting_service
from hub.meetings.models import Meeting
from tests.journeys.hubs import LiveHub, free_port

KILLS, CLIENTS, PAPERS = 20, 10, 30
SIGNED_EVERY, SIGNED_WITHIN_S = 4, 60
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@dataclass
class Plan:
    """What the clients work on."""

    later: MeetingId
    live: MeetingId
    papers: list[DocumentId]
    drafts: list[DocumentId]
    documents: int


@dataclass
class Journal:
    """What one client was told is done."""

    answers: list[int] = field(default_factory=list)
    sent_answers: list[int] = field(default_factory=list)
    arrivals: list[str] = field(default_factory=list)
    receipts: list[DocumentId] = field(default_factory=list)
    signatures: list[DocumentId] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)


class Client(threading.Thread):
    """One commune, or the chair: repeats each thing until the hub says that it is done."""

    def __init__(self, hub: LiveHub, username: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.hub, self.username, self.stop = hub, username, stop
        self.journal = Journal()
        self.http = requests.Session()
        self.csrf = ""

    def sign_in(self) -> None:
        page = self.http.get(f"{self.hub.url}/sign-in", timeout=5).text
        form = {"username": self.username, "password": self.hub.sign_ins()["password"]}
        self.http.post(
            f"{self.hub.url}/sign-in", {**form, "csrf_token": token_of(page)}, timeout=10
        )
        self.csrf = token_of(self.http.get(f"{self.hub.url}/account", timeout=5).text)

    def post(self, path: str, data: dict[str, object]) -> int | None:
        """Return the status, or None when the hub was away."""
        try:
            answer = self.http.post(
                self.hub.url + path,
                data,
                headers={"X-CSRFToken": self.csrf},
                timeout=8,
                allow_redirects=False,
            )
        except requests.RequestException:
            return None
        return answer.status_code

    def until_done(self, do: Callable[[], int | None], what: str) -> bool:
        while not self.stop.is_set():
            status = do()
            if status is not None and status < 400:
                return True
            if status is not None and status not in {409, 429, 502, 503}:
                self.journal.surprises.append(f"{what}: {status}")
                return False
            if status == 409:  # done by a request whose answer was lost
                return True
            time.sleep(0.2)
        return False


def token_of(page: str) -> str:
    found = TOKEN.search(page)
    assert found, page[:500]
    return found[1]


class Commune(Client):
    """Answers anew, acknowledges the next paper, arrives and leaves, in turn."""

    def __init__(self, hub: LiveHub, username: str, stop: threading.Event, plan: Plan) -> None:
        super().__init__(hub, username, stop)
        self.plan, self.invitation = plan, ""

    def run(self) -> None:
        papers = iter(self.plan.papers)
        count = 0
        while not self.stop.is_set():
            count = count % 400 + 1
            self.answer(count)
            paper = next(papers, None)
            if paper is not None:
                self.acknowledge(paper)
            self.arrive()

    def answer(self, heads: int) -> None:
        self.journal.sent_answers.append(heads)
        form = {"answer": "attending", "head_count": heads, "step": "send"}
        if self.until_done(
            lambda: self.post(f"/invitations/{self.invitation}/answer", form), "answer"
        ):
            self.journal.answers.append(heads)

    def acknowledge(self, paper: DocumentId) -> None:
        if self.until_done(lambda: self.post(f"/documents/{paper}/acknowledge", {}), "receipt"):
            self.journal.receipts.append(paper)

    def arrive(self) -> None:
        """Take the seat over a socket; the acknowledgement is the reply, not the sending."""
        key = f"arrive-{new_id()}"
        try:
            way_in = self.http.post(
                f"{self.hub.url}/meetings/{self.plan.live}/room/way-in",
                headers={"X-CSRFToken": self.csrf, "Accept": "application/json"},
                timeout=5,
            ).json()
            line = socketio.Client(reconnection=False)
            cookies = "; ".join(f"{each.name}={each.value}" for each in self.http.cookies)
            line.connect(self.hub.url, transports=["websocket"], headers={"Cookie": cookies},
                         wait_timeout=5)  # fmt: skip
            reply = line.call(
                "room:join",
                {"meeting": str(self.plan.live), "token": way_in["token"], "event_key": key},
                timeout=5,
            )
            if reply["ok"]:
                self.journal.arrivals.append(key)
            elif reply["error"]["status"] < 500:
                self.journal.surprises.append(f"join: {reply['error']}")
            line.disconnect()
        except (requests.RequestException, socketio.exceptions.SocketIOError, ValueError, KeyError):
            time.sleep(0.2)


class Chair(Client):
    """Signs one draft after another."""

    def __init__(self, hub: LiveHub, stop: threading.Event, plan: Plan, key: object) -> None:
        super().__init__(hub, "chutri", stop)
        self.plan, self.key = plan, key

    def run(self) -> None:
        for draft in self.plan.drafts:
            if self.stop.is_set():
                return
            form = {
                "version_id": self.version_of(draft),
                "key_id": str(self.key),
                "pin": self.hub.pin_of("chutri"),
                "level": "B-B",
            }
            if self.until_done(
                lambda d=draft, f=form: self.post(f"/documents/{d}/sign", f), "sign"
            ):
                self.journal.signatures.append(draft)
            self.stop.wait(6)  # ten a minute are allowed

    def version_of(self, draft: DocumentId) -> str:
        with self.reading().read() as session:
            found = select(DocumentVersion.id).where(DocumentVersion.document_id == draft)
            return str(session.scalars(found.order_by(DocumentVersion.number.desc())).first())

    def reading(self) -> Runtime:
        return runtime_of(self.hub)


def runtime_of(hub: LiveHub) -> Runtime:
    settings = Settings(_env_file=None, data_dir=hub.folder / "var")  # type: ignore[call-arg]
    return create_runtime(make_engine(settings.database), settings)


def acting(runtime: Runtime, username: str, role: Role) -> Actor:
    from hub.accounts import queries as accounts

    with runtime.read() as session:
        account = accounts.by_username(session, username)
        assert account is not None
        post = directory.posts_of(session, account.person_id)[0]
        actor = directory.actor_of(session, post.id)
    assert actor is not None and actor.has(role)
    return actor


def prepare(hub: LiveHub) -> Plan:
    """Issue papers, put drafts before the chair, open today's meeting; with the hub's services."""
    runtime = runtime_of(hub)
    storage = Storage(runtime.settings.files_dir)
    blob = storage.put(io.BytesIO(a_pdf()))
    scheduler = acting(runtime, "chuyenvien", Role.SCHEDULER)
    with runtime.read() as session:
        found = session.execute(select(Meeting.id, Meeting.title).where(Meeting.state == "invited"))
        titles = {title: meeting_id for meeting_id, title in found}
    live = next(each for title, each in titles.items() if title.startswith("Hội nghị triển khai"))
    later = next(each for title, each in titles.items() if title.startswith("Tập huấn"))

    def put(title: str, kind: DocumentType) -> DocumentId:
        with runtime.unit_of_work(scheduler) as uow:
            meeting = meetings.get(uow.session, live)
            content = Content(blob.sha256, blob.size, "x.pdf", "application/pdf", 1, title)
            return documents.add_document(uow, meeting, content, Details(kind, title)).id

    papers = [put(f"Tài liệu số {number}", DocumentType.MATERIAL) for number in range(PAPERS)]
    for paper in papers:
        with runtime.unit_of_work(scheduler) as uow:
            from hub.documents import queries

            documents.issue(uow, queries.get_to_see(uow.session, uow.actor, paper))
    drafts = [put(f"Báo cáo số {number}", DocumentType.REPORT) for number in range(PAPERS)]
    for draft in drafts:
        with runtime.unit_of_work(acting(runtime, "vanthu", Role.REGISTRY_CLERK)) as uow:
            from hub.documents import queries

            documents.assign_number(uow, queries.get_to_see(uow.session, uow.actor, draft))
    with runtime.unit_of_work(acting(runtime, "chutri", Role.CHAIR)) as uow:
        meeting_service.open_meeting(uow, meetings.get(uow.session, live))
    with runtime.read() as session:
        every = session.scalar(select(func.count()).select_from(Document)) or 0
    runtime.engine.dispose()
    return Plan(later, live, papers, drafts, every)


def a_pdf() -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def invitation_of(hub: LiveHub, meeting: MeetingId, username: str) -> str:
    runtime = runtime_of(hub)
    actor = acting(runtime, username, Role.SITE_LEADER)
    with runtime.read() as session:
        found = select(Invitation.id).where(
            Invitation.meeting_id == meeting, Invitation.unit_id == actor.unit_id
        )
        return str(session.scalars(found).one())


def test_twenty_kills_under_ten_clients_lose_nothing_acknowledged(tmp_path: Path) -> None:
    seed = int(time.time())
    print(f"seed {seed}")
    chance = random.Random(seed)
    hub = LiveHub(tmp_path, free_port(), more={"HUB_SESSION_IDLE_MINUTES": "600"})
    hub.run("demo")
    plan = prepare(hub)
    with runtime_of(hub).read() as session:
        key = session.scalar(
            select(SigningKey.id).join(Person, Person.id == SigningKey.person_id)
            .where(Person.name == "Trần Hữu Khang")
        )  # fmt: skip
    stop = threading.Event()
    usernames = [
        each["username"] for each in hub.sign_ins()["people"] if each["username"].startswith("ct.")
    ]
    communes = [Commune(hub, username, stop, plan) for username in usernames[:CLIENTS]]
    for commune in communes:
        commune.invitation = invitation_of(hub, plan.later, commune.username)
    chair = Chair(hub, stop, plan, key)
    hub.start()
    try:
        for client in (*communes, chair):
            client.sign_in()
            client.start()
        for turn in range(KILLS):
            if turn % SIGNED_EVERY == 0:  # a hub that starts again and again has no time to sign
                wait_for_a_signature(chair)
            time.sleep(chance.uniform(0.3, 1.5))
            hub.kill()
            hub.start()
        time.sleep(2)
        stop.set()
        for client in (*communes, chair):
            client.join(20)
    finally:
        stop.set()
        hub.stop()
    surprises = [each for client in (*communes, chair) for each in client.journal.surprises]
    assert not surprises, surprises[:5]
    check(hub, plan, communes, chair)


def wait_for_a_signature(chair: Chair) -> None:
    before, limit = len(chair.journal.signatures), time.monotonic() + SIGNED_WITHIN_S
    while len(chair.journal.signatures) == before:
        assert time.monotonic() < limit, "no signature came through"
        time.sleep(0.05)


def check(hub: LiveHub, plan: Plan, communes: list[Commune], chair: Chair) -> None:
    """Hold every journal against what is stored."""
    runtime = runtime_of(hub)
    storage = Storage(runtime.settings.files_dir)
    total = 0
    with runtime.read() as session:
        for commune in communes:
            journal = commune.journal
            stored = session.scalar(
                select(Invitation.head_count).where(Invitation.id == _uuid(commune.invitation))
            )
            assert stored in {journal.answers[-1], journal.sent_answers[-1]}
            told = session.scalar(
                select(func.count()).where(
                    AuditEntry.event == "invitation:answered",
                    AuditEntry.actor_person_id
                    == acting(runtime, commune.username, Role.SITE_LEADER).person_id,
                )
            )
            assert (told or 0) >= len(journal.answers)
            keys = set(session.scalars(select(PresenceEvent.event_key)))
            assert set(journal.arrivals) <= keys
            acknowledged = set(
                session.scalars(
                    select(Receipt.document_id).where(
                        Receipt.person_id
                        == acting(runtime, commune.username, Role.SITE_LEADER).person_id,
                        Receipt.acknowledged_at.is_not(None),
                    )
                )
            )
            assert set(journal.receipts) <= acknowledged
            total += len(journal.answers) + len(journal.arrivals) + len(journal.receipts)
        signed = set(session.scalars(select(Signature.document_id)))
        assert set(chair.journal.signatures) <= signed
        assert audit.verify_chain(session).is_whole
        for sha256 in session.scalars(select(DocumentVersion.sha256)):
            assert storage.verify(sha256), sha256
        assert session.scalar(select(func.count()).select_from(Document)) == plan.documents
    total += len(chair.journal.signatures)
    print(
        f"{KILLS} kills, {total} acknowledged, {len(chair.journal.signatures)} signatures, 0 lost"
    )
    assert total > 50 * CLIENTS / 10
    assert len(chair.journal.signatures) >= KILLS // SIGNED_EVERY
    assert schema.is_current(runtime.engine)
    assert hub.run("verify").returncode == 0


def _uuid(text: str):  # type: ignore[no-untyped-def]
    from uuid import UUID

    return UUID(text)
