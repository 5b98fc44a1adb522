"""Checking that nothing was lost or changed: audit chain, stored files, dossiers."""

import sys

import click
from sqlalchemy import select

from hub.archive.models import Dossier
from hub.attendance.models import AttendanceSheet
from hub.audit import queries as audit
from hub.cli.setting_up import runtime_of, settings_of_now
from hub.core.runtime import Runtime
from hub.documents.models import DocumentVersion, Evidence, Rendition, SigningKey
from hub.gateways.dossiers.checking import verify_dossier
from hub.gateways.storage import Storage
from hub.minutes.models import Minutes, VoidedMinutes


@click.command()
def verify() -> None:
    """Verify the audit chain, every stored file and every dossier; exit 1 on any problem."""
    settings = settings_of_now()
    runtime = runtime_of(settings)
    storage = Storage(settings.files_dir)
    problems = [*_chain(runtime), *_files(runtime, storage), *_dossiers(runtime, storage)]
    for problem in problems:
        click.echo(f"PROBLEM: {problem}", err=True)
    sys.exit(1 if problems else 0)


def _chain(runtime: Runtime) -> list[str]:
    with runtime.read() as session:
        state = audit.verify_chain(session)
    click.echo(f"audit chain: {state.entries} entries, head {state.head[:16]}…")
    return [] if state.is_whole else [f"the audit chain breaks at entry {state.broken_at}"]


def _files(runtime: Runtime, storage: Storage) -> list[str]:
    with runtime.read() as session:
        named = set(session.scalars(select(DocumentVersion.sha256)))
        named |= {sha for sha in session.scalars(select(Rendition.sha256)) if sha}
        named |= {sha for sha in session.scalars(select(Minutes.pdf_sha256)) if sha}
        named |= set(session.scalars(select(VoidedMinutes.pdf_sha256)))
        for column in (AttendanceSheet.pdf_sha256, AttendanceSheet.signed_sha256):
            named |= {sha for sha in session.scalars(select(column)) if sha}
        named |= {sha for sha in session.scalars(select(SigningKey.image_sha256)) if sha}
        named |= set(session.scalars(select(Dossier.package_sha256)))
        named |= set(session.scalars(select(Evidence.report_sha256)))
        named |= {sha for crls in session.scalars(select(Evidence.crls)) for sha in crls}
    problems = [f"file {sha} is missing or changed" for sha in named if not storage.verify(sha)]
    click.echo(f"stored files: {len(named)} named, {len(problems)} bad")
    return problems


def _dossiers(runtime: Runtime, storage: Storage) -> list[str]:
    with runtime.read() as session:
        dossiers = list(session.scalars(select(Dossier)))
    problems = []
    for dossier in dossiers:
        if storage.has(dossier.package_sha256):
            found = verify_dossier(storage.path(dossier.package_sha256))
            problems += [f"dossier {dossier.code}: {each}" for each in found]
    click.echo(f"dossiers: {len(dossiers)}, {len(problems)} problems")
    return problems
