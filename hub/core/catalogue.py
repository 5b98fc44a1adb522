"""Translations: one fragment per feature, merged and compiled into one catalogue.

Fragments stand in `hub/translations/<locale>/<feature>.po`; the compiled catalogue beside them
(`LC_MESSAGES/messages.mo`) is built, not committed.
"""

import os
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from hub.core.text import CATALOGUES, forget_catalogues


class ContradictingTranslations(Exception):
    """Two fragments translate the same sentence differently; the argument lists them."""


def fragments(locale: str) -> list[Path]:
    """Return the fragments of a language, in order."""
    return sorted((CATALOGUES / locale).glob("*.po"))


def merged(locale: str) -> Catalog:
    """Return all fragments of a language as one catalogue. Raises ContradictingTranslations."""
    whole = Catalog(locale=locale, charset="utf-8")
    problems = []
    for path in fragments(locale):
        with path.open("rb") as file:
            part = read_po(file, locale=locale)
        for message in part:
            if not message.id or not message.string:
                continue
            known = whole.get(message.id)
            if known is not None and known.string != message.string:
                problems.append(f"{path.name}: {message.id!r}: {known.string!r} {message.string!r}")
                continue
            whole.add(message.id, message.string, flags=message.flags)
    if problems:
        raise ContradictingTranslations("\n".join(problems))
    return whole


def compile_all() -> None:
    """Build the catalogue of every language that has fragments and is older than them."""
    for folder in sorted(path for path in CATALOGUES.iterdir() if path.is_dir()):
        compile_one(folder.name)
    forget_catalogues()


def compile_one(locale: str) -> Path:
    """Build one language's catalogue if a fragment is newer; return where it is."""
    target = CATALOGUES / locale / "LC_MESSAGES" / "messages.mo"
    parts = fragments(locale)
    newest = max((path.stat().st_mtime_ns for path in parts), default=0)
    if target.exists() and target.stat().st_mtime_ns > newest:
        return target
    target.parent.mkdir(exist_ok=True)
    unfinished = target.with_suffix(f".mo.{os.getpid()}")  # two hubs may start at once
    with unfinished.open("wb") as file:
        write_mo(file, merged(locale))
    unfinished.replace(target)
    return target
