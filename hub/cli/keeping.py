"""Backups: the database first, the files after, so that every row in the copy has its file."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import click
from sqlalchemy import create_engine, text

from hub.audit import queries as audit
from hub.cli.setting_up import runtime_of, settings_of_now
from hub.core.clock import system_clock
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.gateways.storage import Storage


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path) -> None:
    """Write a backup into a new folder below FOLDER, while the hub goes on."""
    settings = settings_of_now()
    runtime = runtime_of(settings)
    target = folder / f"hub-{system_clock():%Y%m%d-%H%M%S}"
    target.mkdir(parents=True)
    database = _copy_database(settings, runtime, target)
    count = _copy_files(Storage(settings.files_dir), target / "files")
    with runtime.read() as session:
        chain = audit.verify_chain(session)
    manifest = {
        "database": database.name,
        "database_sha256": hashlib.sha256(database.read_bytes()).hexdigest(),
        "files": count,
        "audit_entries": chain.entries,
        "audit_head": chain.head,
    }
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1))
    click.echo(f"{target}: database and {count} files, {chain.entries} audit entries")


def _copy_database(settings: Settings, runtime: Runtime, target: Path) -> Path:
    if runtime.engine.dialect.name == "sqlite":
        copy = target / "hub.sqlite3"
        plain = create_engine(runtime.engine.url, isolation_level="AUTOCOMMIT")
        with plain.connect() as connection:  # a consistent copy that does not stop writers
            connection.execute(text("VACUUM INTO :copy"), {"copy": str(copy)})
        return copy
    copy = target / "hub.dump"
    url = settings.database.replace("+psycopg", "")
    subprocess.run(["pg_dump", "--format=custom", f"--file={copy}", url], check=True)  # noqa: S603, S607
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
