"""The media engine from the command line: a node's configuration, and whether nodes answer."""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from hub.cli.setting_up import settings_of_now
from hub.core.clock import monotonic_s
from hub.gateways.media.choosing import listed, media_of, node_settings
from hub.gateways.media.janus import configuration
from hub.gateways.media.janus.configuration import JanusIsMissing
from hub.gateways.media.janus.nodes import Node
from hub.gateways.media.janus.tokens import Secrets

ANSWER_WITHIN_S: Final = 8.0
LOOK_EVERY_S: Final = 0.1


@click.group()
def media() -> None:
    """Set up and look at what carries sound and pictures."""


@media.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--media-address", default="", help="Where packets arrive; never loopback.")
@click.option("--announce", default="", help="The public address, behind 1:1 NAT.")
@click.option("--api-address", default="127.0.0.1", help="Where the hub reaches the node.")
@click.option("--api-port", default=8188, type=click.IntRange(1, 65535))
@click.option("--events-url", default="", help="Where the node reports to: HUB_MEDIA_EVENTS.")
def config(
    folder: Path,
    media_address: str,
    announce: str,
    api_address: str,
    api_port: int,
    events_url: str,
) -> None:
    """Write the configuration of a Janus node into FOLDER; run it with `janus -F FOLDER`.

    The node's secrets are made of HUB_MEDIA_SECRET: the same on each node and each hub.
    """
    settings = settings_of_now()
    node = replace(
        node_settings(settings),
        media_address=media_address or settings.media_listen,
        announce=announce or settings.media_address,
        api_address=api_address,
        api_port=api_port,
        events_url=events_url,
    )
    try:
        written = configuration.write(node, Secrets(settings.media_key), folder)
    except JanusIsMissing as error:
        raise click.ClickException(str(error)) from error
    for path in written:
        click.echo(str(path))
    click.echo(f"janus -F {folder}")
    click.echo(f"HUB_MEDIA=janus HUB_MEDIA_NODES=ws://{api_address}:{api_port}")


@media.command()
def status() -> None:
    """Say whether the engine, or each Janus node, answers; exit 1 when one does not."""
    settings = settings_of_now()
    urls = listed(settings.media_nodes)
    if settings.media != "janus" or not urls:
        answers = {settings.media: _engine_answers()}
    else:
        answers = _nodes_answer(urls, Secrets(settings.media_key))
    for name, is_there in answers.items():
        click.echo(f"{name}: {'answers' if is_there else 'DOES NOT ANSWER'}")
    sys.exit(0 if all(answers.values()) else 1)


def _engine_answers() -> bool:
    """Start one as the hub would, and ask it."""
    try:
        gateway = media_of(settings_of_now())
    except JanusIsMissing as error:
        raise click.ClickException(str(error)) from error
    try:
        return _comes_true(gateway.alive)
    finally:
        gateway.stop()


def _comes_true(condition: Callable[[], bool]) -> bool:
    limit = monotonic_s() + ANSWER_WITHIN_S
    while not condition():
        if monotonic_s() > limit:
            return False
        time.sleep(LOOK_EVERY_S)
    return True


def _nodes_answer(urls: tuple[str, ...], secrets: Secrets) -> dict[str, bool]:
    nodes = [Node(url, secrets, came=_nothing, lost=_nothing) for url in urls]
    for node in nodes:
        node.start()
    _comes_true(lambda: all(node.is_alive for node in nodes))
    answers = {node.url: node.is_alive for node in nodes}
    for node in nodes:
        node.stop()
    return answers


def _nothing(_node: Node) -> None:
    """Do nothing when a node comes or goes: it is only looked at."""
