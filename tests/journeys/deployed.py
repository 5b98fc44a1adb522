"""A hub as deploy/ describes it: nginx, several processes, PostgreSQL, Redis; all on this machine."""

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import requests
import socketio
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub.app import create_runtime
from hub.core.db import make_engine
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.gateways.media.interface import Feed
from hub.gateways.media.janus.process import LocalJanus
from hub.gateways.media.janus.tokens import Secrets
from tests.databases import empty_postgres, postgres_server
from tests.gateways.media.conftest import local_node
from tests.journeys.hubs import ROOT, LiveHub, free_port

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
WITHIN_S = 20
MEDIA_SECRET = "only for tests"


@dataclass
class Farm:
    """Two processes of one hub, and nginx in front of them."""

    hubs: list[LiveHub]
    port: int
    redis_port: int
    redis: "subprocess.Popen[bytes]"
    folder: Path

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def runtime(self) -> Runtime:
        more = self.hubs[0].more
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            data_dir=self.hubs[0].folder / "var",
            database_url=more["HUB_DATABASE_URL"],
        )
        return create_runtime(make_engine(settings.database), settings)

    def logs(self) -> list[str]:
        return [(each.folder / "hub.log").read_text(errors="replace") for each in self.hubs]

    def leaders(self) -> list[int]:
        """Return which processes run the timetable, by what they say in their logs."""
        return [
            number
            for number, log in enumerate(self.logs())
            if log.count("the timetable runs") > log.count("the timetable ended")
        ]


@dataclass
class Visitor:
    """A person: a browser's cookies through nginx, and live lines wherever they are told to go."""

    farm: Farm
    username: str
    address: str = "127.0.0.1"
    http: requests.Session = field(default_factory=requests.Session)
    answered_by: list[str] = field(default_factory=list)
    csrf: str = ""

    def __post_init__(self) -> None:
        self.http.verify = self.http.trust_env = False

    def get(self, path: str, **options: object) -> requests.Response:
        return self._noted(self.http.get(self.farm.url + path, timeout=WITHIN_S, **options))  # type: ignore[arg-type]

    def post(self, path: str, data: object = None, **headers: str) -> requests.Response:
        return self._noted(
            self.http.post(
                self.farm.url + path,
                data,  # type: ignore[arg-type]
                headers={"X-CSRFToken": self.csrf, "Referer": self.farm.url, **headers},
                timeout=WITHIN_S,
                allow_redirects=False,
            )
        )

    def _noted(self, answer: requests.Response) -> requests.Response:
        self.answered_by.append(answer.headers.get("X-Answered-By", "nginx"))
        return answer

    def sign_in(self) -> "Visitor":
        self.csrf = token_of(self.get("/sign-in").text)
        password = self.farm.hubs[0].sign_ins()["password"]
        answer = self.post("/sign-in", {"username": self.username, "password": password})
        assert answer.status_code == 302, answer.text[:500]
        self.csrf = token_of(self.get("/account").text)
        return self

    def line(self, url: str = "") -> "LineOf":
        return LineOf(self, url or self.farm.url)


class LineOf:
    """A live line of a visitor, straight to one process or through nginx."""

    def __init__(self, visitor: Visitor, url: str) -> None:
        self.heard: list[tuple[str, object]] = []
        self.connected = threading.Event()
        plain = requests.Session()
        plain.verify = plain.trust_env = False
        for each in visitor.http.cookies:  # headers are sent with the first connection only
            plain.cookies.set(each.name, each.value)
        self.client = socketio.Client(
            http_session=plain, ssl_verify=False, reconnection_delay=0.2, reconnection_delay_max=1
        )
        self.client.on("*", lambda name, said: self.heard.append((name, said)))
        self.client.on("connect", self.connected.set)
        self.client.connect(url, transports=["websocket"], wait_timeout=WITHIN_S)

    def ask(self, name: str, **message: object) -> dict[str, object]:
        answer = self.client.call(name, message, timeout=WITHIN_S)
        assert isinstance(answer, dict)
        return answer

    def hears(self, name: str) -> bool:
        return until(lambda: any(each == name for each, _ in self.heard))

    def close(self) -> None:
        self.client.disconnect()


class Through:
    """The media engine as a page reaches it: over its live line."""

    def __init__(self, line: LineOf) -> None:
        self._line = line

    def publish(self, room: str, _site: str, offer: str) -> str:
        return str(self._line.ask("room:publish", meeting=room, sdp=offer)["sdp"])

    def watch(self, room: str, _viewer: str, feeds: Sequence[Feed]) -> str:
        wanted = [{"kind": each.kind, "site": each.site} for each in feeds]
        return str(self._line.ask("room:watch", meeting=room, feeds=wanted)["sdp"])

    def answer(self, room: str, _viewer: str, sdp: str) -> None:
        assert self._line.ask("room:watch-answer", meeting=room, sdp=sdp)["ok"]


def until(what, within_s: float = WITHIN_S) -> bool:  # type: ignore[no-untyped-def]
    """Wait until something holds; tell whether it did."""
    limit = time.monotonic() + within_s
    while not what():
        if time.monotonic() > limit:
            return False
        time.sleep(0.05)
    return True


def token_of(page: str) -> str:
    found = TOKEN.search(page)
    assert found, page[:500]
    return found[1]


@contextmanager
def a_farm(folder: Path) -> Iterator[Farm]:
    """Serve a demonstration hub by two processes behind nginx."""
    with ExitStack() as stack:
        prefix = stack.enter_context(postgres_server())
        redis_port, port = free_port(), free_port()
        redis = start_redis(redis_port, folder)
        (folder / "var").mkdir()
        nodes = two_media_nodes(stack)
        reports = free_port()
        hubs = []
        for number in (1, 2):
            own = folder / f"process-{number}"
            own.mkdir()
            (own / "var").symlink_to(folder / "var")
            more = {
                "HUB_DATABASE_URL": empty_postgres(prefix) if not hubs else hubs[0].more["HUB_DATABASE_URL"],
                "HUB_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
                "HUB_BASE_URL": f"https://127.0.0.1:{port}",
                "HUB_TRUSTED_PROXIES": "1",
                "HUB_WORKERS": "1",
                "HUB_MEDIA": "janus",
                "HUB_MEDIA_NODES": ",".join(nodes),
                "HUB_MEDIA_SECRET": MEDIA_SECRET,
                "HUB_MEDIA_NODE_SITES": "1",
                "HUB_MEDIA_EVENTS": f"127.0.0.1:{reports}",
            }  # fmt: skip
            hubs.append(LiveHub(own, free_port(), more=more))
        farm = Farm(hubs, port, redis_port, redis, folder)
        stack.callback(lambda: stop(farm.redis))
        both(farm, "migrate")
        hubs[0].run("demo")
        for hub in hubs:
            stack.callback(hub.stop)
            hub.start()
        stack.enter_context(nginx(farm))
        yield farm


def two_media_nodes(stack: ExitStack) -> list[str]:
    """Start two Janus that end with the stack; return their addresses."""
    found = []
    for ports in ("25500-25749", "25750-25999"):
        janus = LocalJanus(local_node(ports), Secrets(MEDIA_SECRET), lambda: True)
        stack.callback(janus.stop)
        janus.start()
        found.append(janus.url)
    return found


def both(farm: Farm, *command: str) -> None:
    """Run a command in both places at the same moment, as two services that start with the machine."""
    failures: list[BaseException] = []

    def run(hub: LiveHub) -> None:
        try:
            hub.run(*command)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(hub,)) for hub in farm.hubs]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not failures, failures


def start_redis(port: int, folder: Path) -> "subprocess.Popen[bytes]":
    with (folder / "redis.log").open("ab") as log:
        process = subprocess.Popen(
            ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""],
            cwd=folder,
            stdout=log,
        )
    assert until(lambda: answers(port)), "redis did not start"
    return process


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def nginx(farm: Farm) -> Iterator[None]:
    """Run nginx on the configuration of deploy/, with the ports and places of this test."""
    folder = farm.folder / "nginx"
    (folder / "logs").mkdir(parents=True)
    certificate(folder)
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    one, other = (each.port for each in farm.hubs)
    plain = free_port()
    for wanted, here in (
        ("    listen 80;\n    listen [::]:80;", f"    listen 127.0.0.1:{plain};"),
        ("    listen 443 ssl;\n    listen [::]:443 ssl;", f"    listen 127.0.0.1:{farm.port} ssl;"),
        ("server 127.0.0.1:5080;", f"server 127.0.0.1:{one};"),
        ("#server 127.0.0.1:5081;", f"server 127.0.0.1:{other};"),
        ("/etc/ssl/diemcau", str(folder)),
        ("/opt/diemcau/static/", f"{ROOT}/static/"),
        ("client_header_timeout 15s", "client_header_timeout 2s"),
        ("hop.donvi.gov.vn", "127.0.0.1"),
    ):
        assert wanted in site, f"deploy/nginx.conf has no {wanted!r} any more"
        site = site.replace(wanted, here)
    (folder / "site.conf").write_text(site)
    temporary = " ".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        "events { worker_connections 512; }\n"
        f"http {{ access_log off; {temporary}\n"
        "add_header X-Answered-By $upstream_addr always;\n"
        f"include {folder}/site.conf; }}\n"
    )
    process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        assert until(lambda: answers(farm.port)), "nginx did not start"
        yield
    finally:
        stop(process)


def certificate(folder: Path) -> None:
    """Write a key and a certificate for 127.0.0.1 that nobody else trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def raw_answer(farm: Farm, request: bytes) -> bytes:
    """Send bytes to nginx over TLS; return what comes back until it closes."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", farm.port), timeout=WITHIN_S) as plain,
        context.wrap_socket(plain) as secure,
    ):
        secure.sendall(request)
        found = b""
        with suppress(ssl.SSLError, ConnectionResetError):
            while piece := secure.recv(4096):
                found += piece
        return found


def ready(url: str) -> dict[str, str]:
    with requests.Session() as session:
        session.verify = session.trust_env = False
        found: dict[str, str] = json.loads(session.get(f"{url}/readyz", timeout=WITHIN_S).text)
    return found
