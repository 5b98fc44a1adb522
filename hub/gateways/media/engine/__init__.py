"""The forwarding unit: passes packets on without decoding them, in its own process.

    server   questions of the hub -> rooms
    rooms    who publishes what to whom
    publisher, viewer   one browser connection each
    track    what arrives: loss, repair, key frames
    slot     what leaves: renumbered for one viewer
    rtp, rtcp   bytes      seam   everything of aiortc that is not its public interface
    network  addresses and ports

aiortc gives ICE, DTLS, SRTP and session descriptions. Its own senders, receivers, decoders and
bandwidth estimator are never started.
"""
