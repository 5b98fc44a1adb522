"""On which node a meeting is held, and on which further ones when it outgrows it."""

import hashlib
from collections.abc import Sequence

from hub.gateways.media.interface import MediaUnavailable
from hub.gateways.media.janus.legs import Leg, is_open
from hub.gateways.media.janus.nodes import Node
from hub.gateways.media.janus.rooms import Room


def leg_for(known: Room, name: str, nodes: Sequence[Node], most: int) -> Leg:
    """Return the leg for a name: its own, one with room, or a new one on another node.

    `most` names fit on a leg; when every node is full, the emptiest takes more.
    Raises MediaUnavailable when no node answers.
    """
    with known.lock:
        known.drop_legs()
        leg = known.leg_of(name)
        if leg is not None:
            return leg
        legs = [each for each in known.legs if len(each.names) < most]
        if legs:
            return legs[0]
        taken = {each.node for each in known.legs}
        free = [node for node in in_order(known, nodes) if node.is_alive and node not in taken]
        if free:
            return known.open_leg(free[0])
        if known.legs:
            return min(known.legs, key=lambda each: len(each.names))
        raise MediaUnavailable


def in_order(known: Room, nodes: Sequence[Node]) -> list[Node]:
    """Return the nodes, the room's own first.

    Every process of the hub finds the same one: where the room is already, or else the node with
    the highest hash of its and the room's name (rendezvous hashing).
    """

    def weight(node: Node) -> bytes:
        return hashlib.sha256(f"{node.url} {known.name}".encode()).digest()

    ordered = sorted(nodes, key=weight, reverse=True)
    if len(ordered) > 1 and not known.legs:
        ordered.sort(key=lambda node: not (node.is_alive and is_open(known.name, node)))
    return ordered
