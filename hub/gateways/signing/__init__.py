"""Digital signatures on PDF files: signing, timestamps, checking.

    contract     what is asked and answered: plain frozen dataclasses, safe to send to a worker
    verdict      what was found out about a file and its signatures
    problems     refusals
    keys         PKCS#12 files and the facts of a certificate; holders: tokens too
    cms          signed data (RFC 5652) written from a template
    pades        sign, or reserve here and finish with a signature made elsewhere; fields
    cades        the same for files that are no PDF
    longterm     what keeps a signature provable
    roundtrip    what is checked of a file that was signed elsewhere
    appearance   what Decree 30/2020 wants to be seen; places: where; fonts: in which letters
    tsa          timestamps (RFC 3161), the server's and the asker's side
    testpki      certificates for demonstrations, without legal value
    validation   intact, valid, trusted; evidence: what the answers rest on
    lists        revocation lists from the configured addresses; overview: what is there now

Everything here is CPU work on plain values. It runs in the worker processes of
`hub.gateways.workers`: pyHanko is not for a process that gevent has patched, and a hostile
file must not take the hub with it. `contract`, `verdict` and `problems` are light and may be
imported anywhere.
"""
