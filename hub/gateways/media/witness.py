"""Tells what an engine measures to those who want to know, in a thread of its own."""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Final

from hub.core.clock import monotonic_s
from hub.gateways.media.interface import MeasuredListener, MediaUnavailable, WitnessSample

MEASURED_EVERY_S: Final = 10.0
#: Whoever goes silent is told of at once: noticed in two seconds, told of in a third.
LOOK_EVERY_S: Final = 1.0

log = logging.getLogger(__name__)


class Witness:
    """Asks `measure(everyone=…)` every second, from the first listener on."""

    def __init__(self, measure: Callable[[bool], Sequence[WitnessSample]]) -> None:
        self._measure = measure
        self._listeners: list[MeasuredListener] = []
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def listen(self, listener: MeasuredListener) -> None:
        """Call the listener with what is measured."""
        self._listeners.append(listener)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="media-witness", daemon=True)
            self._thread.start()

    def tell(self, samples: Sequence[WitnessSample]) -> None:
        """Hand samples to every listener; one that fails does not keep the others from it."""
        if not samples:
            return
        for listener in self._listeners:
            try:
                listener(samples)
            except Exception:
                log.exception("a listener to the engine's measurements failed")

    def stop(self) -> None:
        """Tell no more."""
        self._stopped.set()

    def _run(self) -> None:
        everyone_at = monotonic_s() + MEASURED_EVERY_S
        while not self._stopped.wait(LOOK_EVERY_S):
            everyone = monotonic_s() >= everyone_at
            if everyone:
                everyone_at += MEASURED_EVERY_S
            try:
                self.tell(self._measure(everyone))
            except MediaUnavailable:
                continue  # who restarts the engine says so already
