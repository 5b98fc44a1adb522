"""Backups: the database first, the files after, so that every row in the copy has its file."""

import hashlib
import json
import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import click

from hub.audit import queries as audit
from hub.cli.opening import opened
from hub.core.clock import system_clock
from hub.core.runtime import Runtime
from hub.gateways.storage import Storage


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path) -> None:
    """Write a backup into a new folder below FOLDER, while the hub goes on."""
    runtime = opened()
    name = f"hub-{system_clock():%Y%m%d-%H%M%S}"
    unfinished = folder / f".unfinished-{name}"
    unfinished.mkdir(parents=True)
    try:
        said = _write(runtime, unfinished)
        unfinished.rename(folder / name)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    click.echo(f"{folder / name}: {said}")


def _write(runtime: Runtime, target: Path) -> str:
    """Write a backup into this folder; return in words what is in it.

    The audit chain is read first: the copy holds all of the entries the manifest counts.
    """
    with runtime.read() as session:
        chain = audit.verify_chain(session)
    database = _copy_database(runtime, target)
    count = _copy_files(Storage(runtime.settings.files_dir), target / "files")
    with database.open("rb") as copy:
        digest = hashlib.file_digest(copy, "sha256").hexdigest()
    manifest = {
        "database": database.name,
        "database_sha256": digest,
        "files": count,
        "audit_entries": chain.entries,
        "audit_head": chain.head,
    }
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1))
    return f"database and {count} files, {chain.entries} audit entries"


def _copy_database(runtime: Runtime, target: Path) -> Path:
    if runtime.engine.dialect.name == "sqlite":
        copy = target / "hub.sqlite3"
        with closing(runtime.engine.raw_connection()) as connection:
            # a consistent copy that does not stop writers; outside of every transaction
            connection.cursor().execute("VACUUM INTO ?", (str(copy),))
        return copy
    copy = target / "hub.dump"
    url = runtime.settings.database.replace("+psycopg", "")
    try:
        subprocess.run(["pg_dump", "--format=custom", f"--file={copy}", url], check=True)  # noqa: S603, S607
    except (OSError, subprocess.CalledProcessError):
        raise click.ClickException("pg_dump did not copy the database; see above.") from None
    return copy


def _copy_files(storage: Storage, target: Path) -> int:
    """Link or copy every stored file; they never change, so a link is as good as a copy.

    They lie as in the store, so that the folder can be put back as it is.
    """
    target.mkdir()
    count = 0
    for blob in storage.all():
        place = target / "blobs" / blob.sha256[:2]
        place.mkdir(parents=True, exist_ok=True)
        _link_or_copy(storage.path(blob.sha256), place / blob.sha256[2:])
        count += 1
    return count


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
