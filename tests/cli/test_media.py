"""Media nodes from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hub.cli import cli
from hub.gateways.media.janus.process import LocalJanus
from hub.gateways.media.janus.tokens import Secrets
from tests.gateways.media.conftest import local_node


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("HUB_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("HUB_MEDIA_SECRET", "of the nodes")
    return CliRunner()


def test_a_nodes_configuration_is_written_with_keys_of_the_hubs_secret(
    runner: CliRunner, tmp_path: Path
) -> None:
    folder = tmp_path / "node"
    given = ["--media-address", "10.0.0.5", "--api-address", "10.0.0.5"]
    done = runner.invoke(cli, ["media", "config", str(folder), *given])
    assert done.exit_code == 0, done.output
    core = (folder / "janus.jcfg").read_text()
    assert json.dumps(Secrets("of the nodes").signing) in core
    assert 'ice_enforce_list = "10.0.0.5"' in core
    assert 'ws_ip = "10.0.0.5"' in (folder / "janus.transport.websockets.jcfg").read_text()
    assert "HUB_MEDIA_NODES=ws://10.0.0.5:8188" in done.output


def test_status_tells_which_node_answers(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = LocalJanus(local_node("27000-27099"), Secrets("of the nodes"), lambda: True)
    node.start()
    monkeypatch.setenv("HUB_MEDIA", "janus")
    monkeypatch.setenv("HUB_MEDIA_NODES", node.url)
    try:
        done = runner.invoke(cli, ["media", "status"])
        assert (done.exit_code, done.output) == (0, f"{node.url}: answers\n")
        monkeypatch.setattr("hub.cli.media.ANSWER_WITHIN_S", 1.0)
        monkeypatch.setenv("HUB_MEDIA_SECRET", "of somebody else")
        refused = runner.invoke(cli, ["media", "status"])
        assert (refused.exit_code, refused.output) == (1, f"{node.url}: DOES NOT ANSWER\n")
    finally:
        node.stop()
