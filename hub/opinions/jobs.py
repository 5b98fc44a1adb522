"""What consultations do by themselves."""

import logging

from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.gateways.opinion_keys import OpinionKeys
from hub.opinions import queries, rules, service
from hub.opinions.errors import KeyOfConsultationMissing

log = logging.getLogger(__name__)


def count_due(runtime: Runtime, keys: OpinionKeys) -> int:
    """Count the consultations whose deadline has passed; return how many."""
    with runtime.read() as session:
        waiting = list(queries.due(session, runtime.clock()))
    counted = 0
    for each in waiting:
        with runtime.read() as session:
            public_key = queries.get(session, each).public_key
        private_key = keys.read(public_key) if public_key else None
        try:
            with runtime.unit_of_work(SYSTEM) as uow:
                consultation = queries.get_locked(uow.session, uow.actor, each)
                if not rules.is_due(consultation, uow.now):
                    continue
                service.count(uow, consultation, private_key=private_key)
        except KeyOfConsultationMissing:  # who asks sees it too, and cancels
            log.warning("the key of consultation %s is missing: it cannot be counted", each)
            continue
        if public_key:
            keys.destroy(public_key)
        counted += 1
    return counted


def destroy_keys(runtime: Runtime, keys: OpinionKeys) -> int:
    """Destroy the keys of consultations that are not open; return how many."""

    def is_needed(key: bytes) -> bool:
        with runtime.read() as session:
            return queries.is_key_needed(session, key)

    return keys.destroy_unneeded(is_needed)
