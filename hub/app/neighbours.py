"""The gateways of one hub, by the type under which views and jobs ask for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import SYSTEM
from hub.documents import papers as documents
from hub.documents.papers import NumberedPapers
from hub.documents.service.signing import keep_verdict
from hub.gateways.ballot_keys import BallotKeys
from hub.gateways.mail import Mailer, mailer_of
from hub.gateways.media.choosing import media_of
from hub.gateways.media.interface import MediaGateway
from hub.gateways.opinion_keys import FOLDER, OpinionKeys
from hub.gateways.renditions import Office
from hub.gateways.signing.remembered import RememberedVerdicts
from hub.gateways.signing.signer import Runs, Signer
from hub.gateways.signing.verdict import Verdict
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.opinions import papers as opinions

#: Loaded by every worker before its first job: they take seconds to import on a busy machine.
PRELOADED: Final = ("hub.gateways.intake", "hub.gateways.pdf.typesetting",
             "hub.gateways.signing.pades",
             "hub.gateways.signing.validation")  # fmt: skip


@dataclass(frozen=True)
class Neighbours:
    """Everything outside the process that the hub talks to."""

    table: dict[type[Any], object]
    stop: Callable[[], None]


def office_of(settings: Settings) -> Office:
    """Return LibreOffice as the settings describe it, installed or not."""
    return Office(
        settings.office_program,
        settings.data_dir / "office",
        limit_s=settings.office_limit_s,
        memory_mb=settings.office_memory_mb,
        output_mb=settings.office_output_mb,
    )


def create(settings: Settings) -> Neighbours:
    """Start the worker processes and the media engine, open the file store."""
    workers = Workers(settings.workers, preload=PRELOADED)
    workers.start()
    media = media_of(settings)
    table: dict[type[Any], object] = {
        Storage: Storage(settings.files_dir),
        Mailer: mailer_of(settings),
        Workers: workers,
        RememberedVerdicts: RememberedVerdicts(),
        Office: office_of(settings),
        MediaGateway: media,
        BallotKeys: BallotKeys(settings.ballot_keys_dir),
        OpinionKeys: OpinionKeys(settings.ballot_keys_dir / FOLDER),
    }

    def stop() -> None:
        media.stop()
        workers.stop()

    return Neighbours(table, stop)


def signer_of(runtime: Runtime, storage: Storage, run: Runs) -> Signer:
    """Return who signs for this hub and keeps the verdicts in its database."""

    def keep(verdict: Verdict) -> None:
        with runtime.unit_of_work(SYSTEM) as uow:
            keep_verdict(uow, **verdict.as_record())

    return Signer(runtime.settings, storage, run, runtime.clock, keep)


def with_signer(runtime: Runtime, table: Mapping[type[Any], Any]) -> dict[type[Any], object]:
    """Return the gateways of a web application: those it was given, its signer, its papers."""
    return {
        **table,
        Signer: signer_of(runtime, table[Storage], table[Workers].run),
        NumberedPapers: numbered_papers(runtime.settings),
    }


def numbered_papers(settings: Settings) -> NumberedPapers:
    """Return who prints which kind of paper anew with its number."""
    makers = (opinions.numbered_result, documents.numbered_letter)
    return NumberedPapers([partial(each, url=settings.url) for each in makers])
