"""The gateways of one hub, by the type under which views and jobs ask for them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from hub.core.settings import Settings
from hub.gateways.ballot_keys import BallotKeys
from hub.gateways.mail import Mailer, mailer_of
from hub.gateways.media.choosing import media_of
from hub.gateways.media.interface import MediaGateway
from hub.gateways.opinion_keys import FOLDER, OpinionKeys
from hub.gateways.signing.remembered import RememberedVerdicts
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers

#: Loaded by every worker before its first job: they take seconds to import on a busy machine.
PRELOADED: Final = ("hub.gateways.intake", "hub.gateways.pdf.typesetting",
             "hub.gateways.signing.pades",
             "hub.gateways.signing.validation")  # fmt: skip


@dataclass(frozen=True)
class Neighbours:
    """Everything outside the process that the hub talks to."""

    table: dict[type[Any], object]
    stop: Callable[[], None]


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
        MediaGateway: media,
        BallotKeys: BallotKeys(settings.ballot_keys_dir),
        OpinionKeys: OpinionKeys(settings.ballot_keys_dir / FOLDER),
    }

    def stop() -> None:
        media.stop()
        workers.stop()

    return Neighbours(table, stop)
