"""Điểm Cầu: online conferences of an office with its communes.

Order of the packages, top to bottom; imports only point down:

    cli                     commands; serve starts the web and, by default, the timetable
    app                     wires everything, decides nothing
    reactions | news        what follows from what | what open pages hear
    dashboard               pages that read across features; reads only
      | certificates          | certificates, their revocation, expiry and what they signed
    archive                 sealed dossiers, search
    registers | savings     registers of documents | paper, postage, travel saved
    minutes                 minutes: draft, revisions, signatures
    rooms                   live conference: lobby, media, floor
    opinions                opinions in writing, asked for between meetings
    votes | messages        motions and ballots | messages, calls for help, incidents
    attendance | quality    who was there | how good each line was
    documents               documents, versions, signatures, distribution, receipts
    invitations             invitations, answers, delegates, calendar messages
    meetings                meetings, agenda, sites of a meeting
    accounts | inbox        sign-in, sessions | what browsers said while a line was lost
      | exports               | files that take long to make
    directory               units, sites, people, posts, roles
    outbox | audit          messages that leave | what happened
    web | gateways          what the edge shares | neighbours
    core | sign_client      unit of work, runtime, ids, errors, events, forms | signing elsewhere

`lint-imports` checks the order; it is written down in pyproject.toml.
"""
