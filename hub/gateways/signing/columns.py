"""Papers that two people sign side by side (form 1.9: the secretary left, the chair right).

Both fields are added before the first signature, so that the second one only fills a field
that is already there, as the first signature's certification allows.
"""

from dataclasses import dataclass, replace

from hub.gateways.signing.contract import Appearance, EmptyField, Profile, SignedPdf, SignRequest
from hub.gateways.signing.pades import sign


@dataclass(frozen=True, slots=True)
class Column:
    """A signer as printed on the paper: the field, the name, the side ("left", "right")."""

    field_name: str
    name: str
    side: str


def sign_in_column(
    request: SignRequest, columns: tuple[Column, ...], mine: Column, *, first: bool
) -> SignedPdf:
    """Sign above one's own printed name. Raises what `pades.sign` raises."""
    looks = {each: Appearance(Profile.PERSON, name=each.name, side=each.side) for each in columns}
    if first:
        fields = tuple(EmptyField(each.field_name, looks[each]) for each in columns)
        request = replace(request, fields=fields, certify=True)
    return sign(replace(request, field_name=mine.field_name, appearance=looks[mine]))
