"""The demo's register of certificates: those of its test keys, each with its holder, judged."""

from dataclasses import asdict
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding

from hub.certificates import queries, service
from hub.cli.demo_signing import opened
from hub.cli.demo_stage import Stage
from hub.core.unit_of_work import Role
from hub.directory import queries as directory
from hub.gateways.signing import work
from hub.gateways.signing.folders import read_trust
from hub.gateways.signing.keys import open_key


def register_certificates(stage: Stage, at: datetime) -> None:
    """Let the administrator enter what the holders of keys sent."""
    trust = read_trust(stage.runtime.settings)
    with stage.at(at, stage.actor(Role.SYSTEM_ADMIN)) as uow:
        for key in queries.signing_keys(uow.session):
            pem = open_key(opened(stage, key)).certificate.public_bytes(Encoding.PEM)
            facts = work.read_certificates(pem)
            found = work.judge_certificates(tuple(each.pem for each in facts), trust, at)
            standings = dict(zip((each.fingerprint for each in facts), found, strict=True))
            posts = directory.posts_of(uow.session, key.person_id) if key.person_id else []
            service.add(
                uow,
                map(asdict, facts),
                standings,
                post_id=posts[0].id if posts else None,
                unit_id=key.unit_id,
            )
