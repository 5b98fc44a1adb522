"""JSON Web Tokens signed with HS256 (RFC 7515, RFC 7519)."""

import base64
import hashlib
import hmac
import json
from typing import Any


def signed(claims: dict[str, Any], secret: str, **header: str) -> str:
    """Return the claims as a compact JWS."""
    head = _part({"alg": "HS256", "typ": "JWT", **header})
    text = f"{head}.{_part(claims)}"
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return f"{text}.{_encoded(signature)}"


def _part(facts: dict[str, Any]) -> str:
    return _encoded(json.dumps(facts, separators=(",", ":"), ensure_ascii=False).encode())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
