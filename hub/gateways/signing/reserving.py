"""What is kept until the signature of a key that is elsewhere comes: places, and what is ready."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hub.gateways.signing.contract import Appearance, Profile, Reserved
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


def kept_places(places: Mapping[str, Appearance]) -> dict[str, Any]:
    """Return the places of a printed paper as JSON; pictures are the key's, not the place's."""
    return {
        name: {
            "profile": place.profile.value,
            "name": place.name,
            "unit": place.unit,
            "side": place.side,
        }
        for name, place in places.items()
    }


def places_from(kept: Mapping[str, Any]) -> dict[str, Appearance]:
    """Return what `kept_places` kept, in the same order."""
    return {
        name: Appearance(
            Profile(each["profile"]), name=each["name"], unit=each["unit"], side=each["side"]
        )
        for name, each in kept.items()
    }


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")
