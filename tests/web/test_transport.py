"""The live line's transport: frames by RFC 6455, and that the libraries it replaces parts of fit.

The second half starts a real gevent server in a process of its own and speaks to it through
`websocket-client`, which knows nothing of ours.
"""

import inspect
import json
import re
import shutil
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import engineio
import flask_socketio
import pytest
import socketio
import websocket
from hypothesis import given
from hypothesis import strategies as st

from hub.web.transport import frames
from hub.web.transport.frames import FrameReader, ProtocolError, accept_key, frame, unmasked
from hub.web.transport.rooms import RedisRooms, Rooms

MASK = b"\x11\x22\x33\x44"


def masked(opcode: int, payload: bytes, *, final: bool = True) -> bytes:
    size = len(payload)
    first = bytes(((0x80 if final else 0) | opcode,))
    if size <= 125:
        head = bytes((0x80 | size,))
    elif size <= 0xFFFF:
        head = bytes((0x80 | 126,)) + size.to_bytes(2)
    else:
        head = bytes((0x80 | 127,)) + size.to_bytes(8)
    return first + head + MASK + unmasked(payload, MASK)


def test_the_answer_to_a_handshake_is_that_of_the_rfc() -> None:
    assert accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


def test_frames_are_written_as_in_the_rfc() -> None:
    assert frame(frames.TEXT, b"Hello") == bytes.fromhex("810548656c6c6f")
    assert frame(frames.BINARY, b"x" * 256)[:4] == bytes.fromhex("827e0100")
    assert frame(frames.BINARY, b"x" * 65536)[:10] == bytes.fromhex("827f0000000000010000")


def test_a_masked_message_of_the_rfc_is_read() -> None:
    hello = bytes.fromhex("818537fa213d7f9f4d5158")
    assert FrameReader(1000).feed(hello) == [(frames.TEXT, b"Hello")]


@given(
    st.lists(st.tuples(st.sampled_from([1, 2, 9]), st.binary(max_size=125)), max_size=8),
    st.lists(st.integers(1, 40), min_size=1),
)
def test_messages_are_the_same_whatever_pieces_they_come_in(
    messages: list[tuple[int, bytes]], steps: list[int]
) -> None:
    wire = b"".join(masked(opcode, payload) for opcode, payload in messages)
    reader, found, at = FrameReader(1000), [], 0
    while at < len(wire):
        step = steps[at % len(steps)]
        found += reader.feed(wire[at : at + step])
        at += step
    assert found == messages


def test_fragments_are_put_together_and_a_ping_may_stand_between() -> None:
    wire = masked(1, b"Xin ", final=False) + masked(9, b"?") + masked(0, b"ch\xc3\xa0o")
    assert FrameReader(1000).feed(wire) == [(frames.PING, b"?"), (frames.TEXT, "Xin chào".encode())]


@pytest.mark.parametrize(
    ("wire", "code"),
    [
        (b"\xc1\x80" + MASK, frames.PROTOCOL),  # compressed, though nothing was agreed
        (b"\x81\x00", frames.PROTOCOL),  # not masked
        (masked(3, b""), frames.PROTOCOL),  # no such kind
        (masked(0, b"x"), frames.PROTOCOL),  # goes on where nothing began
        (masked(1, b"x", final=False) + masked(1, b"y"), frames.PROTOCOL),
        (masked(9, b"x", final=False), frames.PROTOCOL),
        (masked(9, b"x" * 126), frames.PROTOCOL),
        (masked(1, b"x" * 1001), frames.TOO_BIG),
        (masked(1, b"x" * 600, final=False) + masked(0, b"x" * 600), frames.TOO_BIG),
    ],
)
def test_what_the_rfc_forbids_is_refused(wire: bytes, code: int) -> None:
    with pytest.raises(ProtocolError) as refused:
        FrameReader(1000).feed(wire)
    assert refused.value.code == code


def test_the_parts_we_replace_are_those_of_the_pinned_libraries() -> None:
    """Fails when an update moves what hub.web.transport takes the place of."""
    connect = inspect.getsource(engineio.Server._handle_connect)
    assert "s.handle_get_request(environ, start_response)" in connect
    assert "self._trigger_event('connect', sid, environ, run_async=False)" in connect
    assert "_engineio_server_class" in inspect.getsource(socketio.Server)
    init = inspect.getsource(flask_socketio.SocketIO.init_app)
    assert "self.server = socketio.Server(**self.server_options)" in init
    assert "self.sockio_mw = _SocketIOMiddleware" in init
    for name in ("basic_enter_room", "basic_leave_room", "basic_disconnect", "get_rooms"):
        assert hasattr(socketio.Manager, name)
    order = [kind.__name__ for kind in RedisRooms.__mro__]
    assert order.index("PubSubManager") < order.index("Rooms") < order.index("Manager")


def test_a_connection_is_forgotten_in_every_room() -> None:
    rooms = Rooms()
    rooms.set_server(socketio.Server(async_mode="threading"))
    one, other = rooms.connect("e1", "/"), rooms.connect("e2", "/")
    for sid in (one, other):
        rooms.enter_room(sid, "/", "meeting:1")
    assert sorted(rooms.get_rooms(one, "/")) == sorted([one, "meeting:1"])
    rooms.disconnect(one, "/")
    assert [sid for sid, _ in rooms.get_participants("/", "meeting:1")] == [other]
    assert rooms.get_rooms(one, "/") == [] and rooms.audience("meeting:1") == 1


SERVER = textwrap.dedent("""
    from gevent import monkey
    monkey.patch_all()
    from flask import Flask
    import sys
    from hub.web.transport import LiveLine, RedisRooms, Rooms, server_class
    app = Flask("small")
    rooms = RedisRooms(sys.argv[1]) if sys.argv[1:] else Rooms()
    line = LiveLine(app, async_mode="gevent", client_manager=rooms, transports=["websocket"],
                    monitor_clients=False, ping_interval=1, ping_timeout=2, always_connect=True,
                    cors_allowed_origins=["http://own.example"], max_http_buffer_size=70_000)
    line.on_event("echo", lambda said: {"said": said})
    line.on_event("tell", lambda said: line.emit("news", said))
    line.on_event("count", lambda _said: {"open": len(line.engine.poller)})
    app.get("/page")(lambda: "a page")
    line.server.manager.start_pacing()
    line.engine.start_polling()
    server = server_class()(("127.0.0.1", 0), app, log=None)
    server.start()
    print(server.server_port, flush=True)
    server.serve_forever()
""")


@contextmanager
def a_server(*arguments: str) -> Iterator[int]:
    command = [sys.executable, "-c", SERVER, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with a_server() as port:
        yield port


class Page:
    """A page of a browser on the live line, in the words of Engine.IO and Socket.IO."""

    def __init__(self, port: int, origin: str = "http://own.example") -> None:
        url = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
        self.socket = websocket.create_connection(url, timeout=10, origin=origin)
        self.hello = json.loads(str(self.socket.recv())[1:])
        self.socket.send("40")
        assert self.hear().startswith("40")

    def hear(self) -> str:
        while True:
            said = str(self.socket.recv())
            if said != "2":
                return said
            self.socket.send("3")

    def ask(self, name: str, said: object) -> object:
        self.socket.send(f"427{json.dumps([name, said], ensure_ascii=False)}")
        answer = self.hear()
        assert answer.startswith("437"), answer
        return json.loads(answer[3:])[0]


def test_a_message_is_answered_in_vietnamese_and_at_length(port: int) -> None:
    page = Page(port)
    assert page.hello["pingInterval"] == 1000 and page.hello["upgrades"] == []
    said = "Điểm cầu xã Xuân Viên " * 2000
    assert page.ask("echo", said) == {"said": said}
    page.socket.close()


def test_everybody_hears_the_news(port: int) -> None:
    pages = [Page(port) for _ in range(3)]
    pages[0].socket.send('42["tell","khai mạc"]')
    assert [page.hear() for page in pages] == ['42["news","khai m\\u1ea1c"]'] * 3
    for page in pages:
        page.socket.close()


def test_who_does_not_answer_is_let_go_and_who_answers_stays(port: int) -> None:
    silent, alive = Page(port), Page(port)
    for _ in range(12):  # each question to us comes after a second
        if alive.ask("count", None) == {"open": 1}:
            break
        assert alive.socket.recv() == "2"
        alive.socket.send("3")
    assert alive.ask("count", None) == {"open": 1}
    silent.socket.close()
    alive.socket.close()


def test_a_message_too_long_closes_the_connection(port: int) -> None:
    page = Page(port)
    page.socket.send("42" + json.dumps(["echo", "x" * 80_000]))
    closing = page.socket.recv_frame()
    assert (closing.opcode, int.from_bytes(closing.data[:2])) == (frames.CLOSE, frames.TOO_BIG)


def test_another_sites_page_is_refused(port: int) -> None:
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        Page(port, origin="http://evil.example")
    assert refused.value.status_code == 400


@pytest.mark.parametrize("spoilt", ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: [^\r]+"])
def test_a_handshake_that_is_none_is_refused_and_pages_go_on(port: int, spoilt: str) -> None:
    request = (
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        plain.sendall(re.sub(spoilt, "X-Nothing: 1", request).encode())
        assert plain.recv(100).startswith(b"HTTP/1.1 400")
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        plain.sendall(b"GET /page HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert plain.makefile("rb").read().endswith(b"a page")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("redis-server"), reason="needs redis-server")
def test_news_of_one_process_reaches_the_pages_of_another(tmp_path: Path) -> None:
    place = tmp_path / "redis.sock"
    redis = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", str(place), "--save", ""],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            if place.exists():
                break
            time.sleep(0.05)
        url = f"unix://{place}"
        with a_server(url) as one, a_server(url) as other:
            here, there = Page(one), Page(other)
            assert here.ask("echo", "a") == there.ask("echo", "a") == {"said": "a"}
            here.socket.send('42["tell","khai mac"]')
            assert here.hear() == there.hear() == '42["news","khai mac"]'
            here.socket.close()
            there.socket.close()
    finally:
        redis.kill()
        redis.wait()
