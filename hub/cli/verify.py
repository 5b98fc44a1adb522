"""Checking that nothing was lost or changed: audit chain, stored files, dossiers."""

import sys
from typing import Final

import click
from sqlalchemy import select

from hub.archive.models import Dossier
from hub.attendance.models import AttendanceSheet
from hub.audit import queries as audit
from hub.cli.opening import opened
from hub.core.runtime import Runtime
from hub.documents.models import (
    DistributionCertificate,
    DocumentVersion,
    Evidence,
    Rendition,
    Signature,
    SigningErrand,
    SigningKey,
)
from hub.gateways.dossiers.checking import verify_dossier
from hub.gateways.storage import Storage
from hub.minutes.models import Minutes, MinutesSignature, VoidedMinutes
from hub.opinions.models import Consultation, Opinion, QuestionFile

#: Every column that names a stored file by the SHA-256 of its bytes.
NAMING: Final = (
    DocumentVersion.sha256,
    Rendition.sha256,
    DistributionCertificate.pdf_sha256,
    SigningKey.image_sha256,
    Signature.p7s_sha256,
    SigningErrand.prepared_sha256,
    Evidence.report_sha256,
    Consultation.result_sha256,
    QuestionFile.sha256,
    Opinion.pdf_sha256,
    AttendanceSheet.pdf_sha256,
    AttendanceSheet.signed_sha256,
    Minutes.pdf_sha256,
    VoidedMinutes.pdf_sha256,
    MinutesSignature.before_sha256,
    MinutesSignature.after_sha256,
    Dossier.package_sha256,
)


@click.command()
def verify() -> None:
    """Verify the audit chain, every stored file and every dossier; exit 1 on any problem."""
    runtime = opened()
    storage = Storage(runtime.settings.files_dir)
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
        named = {sha for column in NAMING for sha in session.scalars(select(column)) if sha}
        named |= {sha for crls in session.scalars(select(Evidence.crls)) for sha in crls}
    kept = {blob.sha256 for blob in storage.all()}
    problems = [f"file {sha} is missing" for sha in sorted(named - kept)]
    problems += [f"file {sha} was changed" for sha in sorted(kept) if not storage.verify(sha)]
    click.echo(f"stored files: {len(kept)} kept, {len(named)} named, {len(problems)} bad")
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
