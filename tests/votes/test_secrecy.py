"""Trying to learn how somebody voted in a secret vote, with all that a thief could carry away.

The attacker has: every file of the hub's database (its write-ahead log too) copied after each
ballot, the backups, the audit chain, every log line, every event, the sizes of requests and
answers. Not the key of the vote, which is in no copy and is destroyed by the count. See
docs/decisions/0008-secret-ballots.md for what this promises and what it cannot.
"""

import itertools
import json
import logging
import shutil
import sqlite3
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from hub.audit.models import AuditEntry
from hub.core.db import Base
from hub.core.unit_of_work import Role
from hub.votes import rules
from hub.votes.errors import AlreadyVoted
from hub.votes.models import Choice, SealedBallot, Secrecy, Voter
from tests import databases

#: Who votes how; each arrangement in its own run, so that the attacker may compare them.
WAYS = [Choice.AGREE, Choice.DISAGREE, Choice.AGREE]

on_sqlite = pytest.mark.skipif(
    databases.wanted() == "postgresql", reason="looks into the files of the embedded database"
)


def vote(voting, live, way, after_each=lambda _number: None):
    voting.draft(secrecy=Secrecy.SECRET).open()
    after_each(0)
    for number, (commune, choice) in enumerate(zip(live.communes, way, strict=True), 1):
        voting.cast(commune.leader, choice, key=f"the-key-of-{number}")
        after_each(number)


def rows_of(path):
    """Return every row of every table of a copied database, as text."""
    with sqlite3.connect(path) as database:
        return {
            name: [tuple(map(repr, row)) for row in database.execute(f'SELECT * FROM "{name}"')]
            for name in Base.metadata.tables
        }


def copy_of(database_url, folder, name):
    """Copy the files of the running database, as a thief or a file backup would."""
    target = folder / name
    target.mkdir()
    source = Path(database_url.removeprefix("sqlite:///"))
    for part in source.parent.glob(f"{source.name}*"):
        shutil.copy(part, target)
    return target / source.name


@on_sqlite
def test_copies_after_every_ballot_show_who_voted_and_never_how(
    voting, live, database_url, tmp_path
):
    copies = []
    vote(
        voting,
        live,
        WAYS,
        lambda number: copies.append(copy_of(database_url, tmp_path, f"copy-{number}")),
    )
    voting.close()
    copies.append(copy_of(database_url, tmp_path, "copy-closed"))
    for before, after in itertools.pairwise(map(rows_of, copies[:-1])):
        changed = {name for name in before if before[name] != after[name]}
        assert changed == {"voters", "sealed_ballots", "audit_entries"}
        (new,) = set(after["sealed_ballots"]) - set(before["sealed_ballots"])
        assert not any(choice in part for part in new for choice in Choice)
        fresh = set(after["voters"]) - set(before["voters"])
        assert not any(f"'{choice}'" in part for row in fresh for part in row for choice in Choice)
    # What was added may be joined to who voted: it is sealed, and its key is in no copy.
    assert rows_of(copies[-1])["sealed_ballots"] == []


@on_sqlite
def test_no_copy_holds_the_key_and_after_the_count_nothing_does(
    voting, live, database_url, tmp_path, ballot_keys
):
    copies = []
    vote(
        voting,
        live,
        WAYS,
        lambda number: copies.append(copy_of(database_url, tmp_path, f"copy-{number}")),
    )
    motion = voting.motion()
    private = ballot_keys.read(motion.public_key)
    assert private is not None
    with sqlite3.connect(copies[-1]) as database:
        sealed = [row[0] for row in database.execute("SELECT sealed FROM sealed_ballots")]
    opened = Counter(rules.unseal(each, private, motion.id) for each in sealed)
    assert opened == Counter(WAYS), "with the key it could be read: so the key is what matters"
    for folder in {copy.parent for copy in copies}:
        for path in folder.iterdir():
            assert private not in path.read_bytes()
            assert private.hex() not in path.read_bytes().decode("latin-1")
    voting.close()
    assert ballot_keys.read(motion.public_key) is None
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert private not in path.read_bytes(), path


@on_sqlite
def test_a_backup_in_the_middle_of_a_vote_holds_no_key(
    voting, live, runtime, tmp_path, ballot_keys, monkeypatch, settings
):
    from hub.cli import keeping

    monkeypatch.setattr(keeping, "opened", lambda: replace(runtime, settings=settings))
    vote(voting, live, WAYS)
    target = tmp_path / "backups"
    answer = CliRunner().invoke(keeping.backup, [str(target)])
    assert answer.exit_code == 0, answer.output
    private = ballot_keys.read(voting.motion().public_key)
    files = [path for path in target.rglob("*") if path.is_file()]
    (copied,) = [path for path in files if path.name == "hub.sqlite3"]
    with sqlite3.connect(copied) as database:
        (ballots,) = database.execute("SELECT count(*) FROM sealed_ballots").fetchone()
    assert ballots == len(WAYS), "the vote is in the backup"
    assert not any(private in path.read_bytes() for path in files)
    assert not any(path.suffix == ".ballot" for path in files)


def test_a_ballot_carries_no_person_no_time_and_no_order(voting, live, runtime):
    assert set(SealedBallot.__table__.columns.keys()) == {"id", "motion_id", "sealed"}
    vote(voting, live, WAYS)
    with runtime.read() as session:
        ballots = session.scalars(select(SealedBallot)).all()
        marks = session.scalars(select(Voter).order_by(Voter.voted_at)).all()
    assert {ballot.id.version for ballot in ballots} == {4}, "ids by chance, not by time"
    assert {len(ballot.sealed) for ballot in ballots} == {rules.SEALED_BYTES}
    assert all(mark.choice is None and mark.opinion == "" for mark in marks)


@on_sqlite
def test_the_rows_of_ballots_do_not_lie_in_the_order_of_voting(engine):
    with engine.connect() as connection:
        made = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE name = 'sealed_ballots'")
        ).scalar_one()
    assert "WITHOUT ROWID" in made


def test_the_audit_chain_the_events_and_the_log_are_the_same_whoever_voted_how(
    voting, live, runtime, heard, caplog
):
    """Hold the same vote in every arrangement of choices: the traces must not differ."""
    caplog.set_level(logging.DEBUG)
    traces = []
    for way in itertools.product([Choice.AGREE, Choice.DISAGREE], repeat=3):
        caplog.clear()
        heard.events.clear()
        since = newest_entry(runtime)
        vote(voting, live, way)
        voters = {str(voter.id): f"voter-{voter.position}" for voter in voting.record().voters}
        traces.append(
            (
                [shape(entry, voters, voting) for entry in entries_since(runtime, since)],
                [masked(repr(event), voters, voting) for event in heard.events],
                [masked(record.getMessage(), voters, voting) for record in caplog.records],
            )
        )
        for commune in live.communes:
            with pytest.raises(AlreadyVoted):
                voting.cast(commune.leader, Choice.OTHER, key="another-key")
        voting.cancel()
    assert all(trace == traces[0] for trace in traces)


def newest_entry(runtime):
    with runtime.read() as session:
        found = session.scalar(select(AuditEntry.seq).order_by(AuditEntry.seq.desc()).limit(1))
    return found or 0


def entries_since(runtime, seq):
    with runtime.read() as session:
        return session.scalars(
            select(AuditEntry).where(AuditEntry.seq > seq).order_by(AuditEntry.seq)
        ).all()


def masked(words, voters, voting):
    for known, name in {**voters, str(voting.id): "motion"}.items():
        words = words.replace(known, name)
    return words


def shape(entry, voters, voting):
    facts = masked(json.dumps(entry.facts, sort_keys=True), voters, voting)
    return entry.event, entry.actor_name, facts


def test_requests_and_answers_are_of_one_size_whatever_is_chosen(live, client_of, voting, runtime):
    """Proxies log sizes: a ballot and its answer must not be longer for one choice."""
    sizes = set()
    chair, leader = client_of(live.staff[Role.CHAIR]), client_of(live.communes[0].leader)
    for code in ("1", "2", "3"):
        voting.draft(secrecy=Secrecy.SECRET)
        path = f"/meetings/{live.meeting.id}/votes/{voting.id}"
        assert chair.post(f"{path}/open").status_code == 302
        form = {"choice": code, "opinion": "", "key": "one-key-of-a-page"}
        answer = leader.post(f"{path}/cast", data=form, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        panel = answer.get_data(as_text=True)
        first_card = panel.partition("</article>")[0]
        sizes.add((len(f"choice={code}"), len(first_card)))
        voting.cancel()
    assert len(sizes) == 1
