"""The yardstick of the live line: a server that does nothing but answer.

It speaks as much Engine.IO and Socket.IO as the crowd needs, on one epoll set, and acknowledges
every message at once; it knows nobody, keeps nothing and judges nothing.
"""

import base64
import hashlib
import resource
import select
import socket
import sys

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def frame(payload: bytes) -> bytes:
    size = len(payload)
    return (bytes((0x81, size)) if size < 126 else bytes((0x81, 126)) + size.to_bytes(2)) + payload


def main() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=4096)
    listener.setblocking(False)
    epoll = select.epoll()
    epoll.register(listener.fileno(), select.EPOLLIN)
    clients: dict[int, list[object]] = {}
    news = frame(b'42["room:floor-granted",{"room":"' + b"x" * 44 + b'"}]')
    print("ready", flush=True)
    while True:
        for fd, _ in epoll.poll(1, 512):
            if fd == listener.fileno():
                for _ in range(64):
                    try:
                        client, _address = listener.accept()
                    except BlockingIOError:
                        break
                    client.setblocking(False)
                    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    clients[client.fileno()] = [client, b"", False]
                    epoll.register(client.fileno(), select.EPOLLIN)
                continue
            client, rest, open_ = clients[fd]
            try:
                data = client.recv(65536)  # type: ignore[attr-defined]
            except OSError:
                data = b""
            if not data:
                epoll.unregister(fd)
                clients.pop(fd)
                client.close()  # type: ignore[attr-defined]
                continue
            data = rest + data  # type: ignore[operator]
            if not open_:
                if b"\r\n\r\n" not in data:
                    clients[fd][1] = data
                    continue
                key = data.split(b"Sec-WebSocket-Key: ")[1].split(b"\r\n")[0]
                accept = base64.b64encode(hashlib.sha1(key + GUID).digest())
                client.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"  # type: ignore[attr-defined]
                            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n" + frame(b'0{"sid":"x"}'))  # fmt: skip
                clients[fd][2] = True
                continue
            at = 0
            while len(data) - at >= 6:
                size, head = data[at + 1] & 0x7F, 6
                if size == 126:
                    size, head = int.from_bytes(data[at + 2 : at + 4]), 8
                if len(data) - at < head + size:
                    break
                said = data[at + head : at + head + size]
                at += head + size
                if said == b"40":
                    client.send(frame(b'40{"sid":"%d"}' % fd))  # type: ignore[attr-defined]
                elif said.startswith(b"42"):
                    number = said[2 : said.index(b"[")]
                    client.send(
                        frame(b'43%s[{"ok":true,"connection":"%d","seq":1}]' % (number, fd))
                    )  # type: ignore[attr-defined]
                    if b'"room:grant"' in said:
                        for other, *_ in clients.values():
                            other.send(news)  # type: ignore[attr-defined]
            clients[fd][1] = data[at:]


if __name__ == "__main__":
    main()
