"""What the client says to the hub: over HTTPS, with the one-time address of the signing page."""

import base64
import hashlib
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any, Final

WITHIN_S: Final = 90
LARGEST: Final = 200 << 20


class HubRefused(Exception):
    """The hub said no, or is away; the message is its sentence."""


@dataclass(frozen=True)
class Prepared:
    """What is to be signed: the attributes, and the digest that must stand in them."""

    attributes: bytes
    digest: bytes
    start: int
    end: int


def describe(address: str) -> dict[str, Any]:
    """Return what waits to be signed: title, file, sha256."""
    return _json(urllib.request.Request(address))  # noqa: S310


def send_certificate(address: str, der: bytes) -> Prepared:
    """Say with which certificate will be signed; return what is to be signed."""
    found = _json(_post(f"{address}/certificate", {"certificate": _text(der)}))
    return Prepared(
        base64.b64decode(found["attributes"]),
        bytes.fromhex(found["digest"]),
        int(found["start"]),
        int(found["end"]),
    )


def fetch_prepared(address: str) -> bytes:
    """Return the file as it will be, with room for the signature."""
    return _read(urllib.request.Request(f"{address}/prepared"))  # noqa: S310


def send_signature(address: str, signature: bytes) -> str:
    """Hand the signature over; return the hub's sentence."""
    found = _json(_post(f"{address}/signature", {"signature": _text(signature)}))
    return str(found["message"])


def ensure_the_same(prepared: Prepared, file: bytes) -> None:
    """Check for ourselves that what is signed is this file, and nothing else. Raises HubRefused."""
    digest = hashlib.sha256(file[: prepared.start])
    digest.update(file[prepared.end :])
    if digest.digest() != prepared.digest or prepared.digest not in prepared.attributes:
        raise HubRefused("Nội dung cần ký không khớp với tệp đã nhận. Không ký.")


def _post(url: str, body: dict[str, str]) -> urllib.request.Request:
    return urllib.request.Request(  # noqa: S310
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )


def _json(request: urllib.request.Request) -> dict[str, Any]:
    try:
        found = json.loads(_read(request))
    except ValueError as error:
        raise HubRefused("Địa chỉ này không phải của hệ thống Điểm Cầu.") from error
    if not isinstance(found, dict):
        raise HubRefused("Địa chỉ này không phải của hệ thống Điểm Cầu.")
    return found


def _read(request: urllib.request.Request) -> bytes:
    if not request.full_url.startswith(("https://", "http://")):
        raise HubRefused("Địa chỉ phải bắt đầu bằng https://.")
    request.add_header("Accept", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=WITHIN_S) as reply:  # noqa: S310
            return bytes(reply.read(LARGEST))
    except urllib.error.HTTPError as error:
        raise HubRefused(_sentence(error)) from error
    except (OSError, ValueError) as error:
        raise HubRefused("Không kết nối được với hệ thống.") from error


def _sentence(error: urllib.error.HTTPError) -> str:
    """Return the sentence of a problem (RFC 9457)."""
    try:
        problem = json.loads(error.read(100_000))
        fields = problem.get("fields") or problem.get("errors") or {}
        return "; ".join(fields.values()) or str(problem.get("detail") or problem["title"])
    except (ValueError, KeyError, AttributeError, TypeError):
        return f"Hệ thống trả lời mã {error.code}."


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
