"""What was prepared for a key that is elsewhere, kept until its signature comes."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hub.gateways.signing.contract import Reserved
from hub.gateways.signing.folders import Proof


def kept_form(reserved: Reserved) -> dict[str, Any]:
    """Return it as JSON, without the file and without what the configuration gives anew."""
    return {
        "attributes": _text(reserved.attributes),
        "digest": reserved.digest.hex(),
        "start": reserved.start,
        "end": reserved.end,
        "size_before": reserved.size_before,
        "field_name": reserved.field_name,
        "moment": reserved.moment.isoformat(),
        "certificate": _text(reserved.certificate),
        "chain": [_text(each) for each in reserved.chain],
    }


def reserved_from(kept: Mapping[str, Any], pdf: bytes, proof: Proof) -> Reserved:
    """Return what `kept_form` kept, with its file and the proof of its level."""
    return Reserved(
        pdf=pdf,
        attributes=b64decode(kept["attributes"]),
        digest=bytes.fromhex(kept["digest"]),
        start=kept["start"],
        end=kept["end"],
        size_before=kept["size_before"],
        field_name=kept["field_name"],
        moment=datetime.fromisoformat(kept["moment"]),
        place=None,
        certificate=b64decode(kept["certificate"]),
        chain=tuple(b64decode(each) for each in kept["chain"]),
        timestamp_url=proof.timestamp_url,
        evidence=proof.evidence,
        archive=proof.archive,
    )


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")
