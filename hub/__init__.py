"""Điểm Cầu: online conferences of an office with its communes.

Order of the packages, top to bottom; imports only point down:

    cli                     commands; serve starts the web and, by default, the timetable
    app                     wires everything, decides nothing
    reactions               what follows from what
    dashboard               pages that read across features; reads only
    archive                 sealed dossiers, search
    registers | savings     registers of documents | paper, postage, travel saved
    minutes                 minutes: draft, revisions, signatures
    rooms                   live conference: lobby, media, floor
    attendance | quality    who was there | how good each line was
    documents               documents, versions, signatures, distribution, receipts
    invitations             invitations, answers, delegates, calendar messages
    meetings                meetings, agenda, sites of a meeting
    accounts                sign-in, sessions
    directory               units, sites, people, posts, roles
    outbox | audit          messages that leave; what happened
    web | gateways          what the edge shares | neighbours
    core                    unit of work, runtime, clock, ids, errors, events, forms, db

`lint-imports` checks the order; it is written down in pyproject.toml.
"""
