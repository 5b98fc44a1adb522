"""What the trust of this hub consists of now, for people to look at."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from hub.core.settings import Settings
from hub.gateways.signing import lists
from hub.gateways.signing.contract import KeyFacts
from hub.gateways.signing.folders import read_trust, tsa_url
from hub.gateways.signing.keys import read_facts
from hub.gateways.signing.lists import ListFacts


@dataclass(frozen=True, slots=True)
class AuthorityFacts:
    """A configured authority. `list` is the newest list that it signed, None without one."""

    facts: KeyFacts
    is_anchor: bool
    list: ListFacts | None

    @property
    def lacks_list(self) -> bool:
        """Whether revocation cannot be ruled out for what it issued."""
        return self.list is None or self.list.is_stale


@dataclass(frozen=True, slots=True)
class Overview:
    """Authorities in the order of their files, the names of trust and lists, the time server."""

    authorities: tuple[AuthorityFacts, ...]
    strangers: tuple[ListFacts, ...]
    version: str
    epoch: str
    tsa_url: str | None


def overview(settings: Settings, now: datetime) -> Overview:
    """Read the folders and say what is there. `strangers` are lists of nobody we know."""
    trust = read_trust(settings)
    crls = [x509.load_der_x509_crl(each) for each in trust.crls]
    signed: set[int] = set()
    authorities = []
    for der, is_anchor in (
        *((each, True) for each in trust.anchors),
        *((each, False) for each in trust.others),
    ):
        certificate = x509.load_der_x509_certificate(der)
        own = [
            place
            for place, crl in enumerate(crls)
            if crl.issuer == certificate.subject and lists.is_signed(crl, certificate)
        ]
        signed.update(own)
        facts = [lists.facts_of(crls[place], now) for place in own]
        newest = max(facts, key=lambda each: each.this_update, default=None)
        authorities.append(AuthorityFacts(read_facts(certificate), is_anchor, newest))
    strangers = [lists.facts_of(crl, now) for place, crl in enumerate(crls) if place not in signed]
    return Overview(
        tuple(authorities), tuple(strangers), trust.version, trust.epoch, tsa_url(settings)
    )
