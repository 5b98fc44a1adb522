"""Janus (Debian's 1.1.2) as the media engine, through its VideoRoom plugin.

    gateway   the interface: which room is where, what happens when a node dies
    rooms     one conference: who publishes, who watches, who is muted
    placing   on which nodes it is
    legs      a conference on one node
    viewers   one watching connection: its slots, turned without a new offer
    cascade   a site's stream carried from its node to another
    nodes     one Janus: its session, its signs of life
    line      requests and events over one WebSocket
    events    what Janus measures, as the hub's witness; listener takes it in over HTTP
    configuration, tokens, process   a node's files, its secrets, running one beside the hub

Browsers never speak to Janus's API: the hub signals for them, so no name can be forged and the
API stays on loopback or a private network.
"""
