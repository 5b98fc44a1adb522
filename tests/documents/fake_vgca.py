"""A stand-in for VGCA's signing program, faithful to its JavaScript interface (version 1).

It listens on a loopback port with TLS and a certificate of its own; one connection is one
operation: a JSON message in, one JSON answer out. It downloads `FileName`, signs the whole file,
posts it as `uploadfile` to `FileUploadHandler`, and reports.
"""

import json
import secrets
import socket
import ssl
import threading
import urllib.request
from collections.abc import Callable

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Request, TextMessage

Sign = Callable[[bytes], bytes]
OPERATIONS = {"/SignApproved", "/SignIssued", "/SignAppendix"}
CANCELLED = 11


class Cancelled(Exception):
    """Raised by a `Sign`: the user closed the dialog that asks for the PIN."""


def download(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as reply:
        return reply.read()


def upload(url: str, pdf: bytes) -> dict:
    boundary = secrets.token_hex(12)
    body = (
        (
            f'--{boundary}\r\nContent-Disposition: form-data; name="uploadfile"; '
            f'filename="signed.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        ).encode()
        + pdf
        + f"\r\n--{boundary}--\r\n".encode()
    )
    request = urllib.request.Request(
        url, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    )
    with urllib.request.urlopen(request, timeout=60) as reply:
        return json.loads(reply.read())


def operate(message: str, sign: Sign, fetch=download, send=upload) -> str:
    """Do one operation as the program does it; return its answer."""
    asked = json.loads(message)
    assert {"FileUploadHandler", "SessionId", "JWTToken", "FileName", "MetaData"} <= asked.keys()
    document = fetch(asked["FileName"])
    try:
        signed = sign(document)
    except Cancelled:
        return json.dumps({"Status": CANCELLED, "Message": "", "Error": "", "FileName": ""})
    answer = send(asked["FileUploadHandler"], signed)
    return json.dumps(
        {
            "Status": 0 if answer["Status"] else 1,
            "Message": answer["Message"],
            "Error": "",
            "FileName": answer["FileName"],
            "FileServer": answer["FileServer"],
            "DocumentNumber": asked.get("DocNumber", ""),
            "DocumentDate": asked.get("IssuedDate", ""),
        }
    )


class FakeVgca:
    """The program, listening at 127.0.0.1:`port` (8987 as the real one, unless told)."""

    def __init__(self, sign: Sign, certificate: str, key: str, port: int = 8987) -> None:
        self._sign = sign
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate, key)
        self._listening = socket.create_server(("127.0.0.1", port))
        self.port = self._listening.getsockname()[1]
        self.asked: list[tuple[str, str]] = []
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)  # a mere close leaves who waits in accept
        self._listening.close()

    def _run(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        try:
            with self._tls.wrap_socket(line, server_side=True) as secure:
                self._talk(secure, WSConnection(ConnectionType.SERVER))
        except OSError:
            return

    def _talk(self, line: ssl.SSLSocket, protocol: WSConnection) -> None:
        operation = ""
        while True:
            data = line.recv(65536)
            if not data:
                return
            protocol.receive_data(data)
            for event in protocol.events():
                if isinstance(event, Request):
                    operation = event.target
                    line.sendall(protocol.send(AcceptConnection()))
                elif isinstance(event, TextMessage):
                    assert operation in OPERATIONS
                    self.asked.append((operation, event.data))
                    answer = operate(event.data, self._sign)
                    line.sendall(protocol.send(TextMessage(data=answer)))
                elif isinstance(event, CloseConnection):
                    line.sendall(protocol.send(event.response()))
                    return
