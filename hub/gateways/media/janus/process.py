"""A Janus of the hub's own on this machine, for a hub that names no nodes."""

import shutil
import socket
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hub.gateways.media.janus import configuration
from hub.gateways.media.janus.configuration import JanusIsMissing, NodeSettings
from hub.gateways.media.janus.tokens import Secrets
from hub.gateways.media.supervisor import Supervisor


class LocalJanus:
    """Writes the configuration of one node into a folder of its own, and keeps it running."""

    def __init__(
        self, node: NodeSettings, secrets: Secrets, is_answering: Callable[[], bool]
    ) -> None:
        """Choose a port for it. Raises JanusIsMissing."""
        if shutil.which("janus") is None:
            raise JanusIsMissing("Janus is not installed: apt-get install janus")
        self.settings = node if node.api_port else replace(node, api_port=_free_port())
        self._secrets = secrets
        self._supervisor = Supervisor(self._launch, is_answering)

    @property
    def url(self) -> str:
        """Where the hub speaks to it."""
        return f"ws://{self.settings.api_address}:{self.settings.api_port}"

    @property
    def pid(self) -> int | None:
        """Its process id, while it runs."""
        return self._supervisor.pid

    def start(self) -> None:
        """Start it, and again whenever it died."""
        self._supervisor.start()

    def stop(self) -> None:
        """Stop it, and remove its folder."""
        self._supervisor.stop()

    def _launch(self, folder: Path) -> "subprocess.Popen[bytes]":
        """Start Janus; the kernel ends it when the hub is gone."""
        configuration.write(self.settings, self._secrets, folder)
        command = ["setpriv", "--pdeathsig", "KILL", "janus", "-F", str(folder)]
        log_to = (folder / "janus.log").open("wb")
        with log_to:
            return subprocess.Popen(  # noqa: S603  (Debian's programs, our own settings)
                command, stdin=subprocess.PIPE, stdout=log_to, stderr=subprocess.STDOUT
            )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
