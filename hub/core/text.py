"""Sentences for people, in their language, with or without a web request.

Flask-Babel answers inside an application context only and silently returns the msgid
elsewhere; jobs, notices and commands need the same sentences. So the catalogue is loaded
here, once, and the language of the moment is a context variable that the web edge sets.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Final

from babel.support import NullTranslations, Translations

#: The languages of the interface; the first is the default and must be complete.
LOCALES: Final = ("vi", "en")
CATALOGUES: Final = Path(__file__).parents[1] / "translations"

current_locale: ContextVar[str] = ContextVar("current_locale", default=LOCALES[0])


def N_(msgid: str) -> str:  # noqa: N802  (gettext's own name for "mark, translate later")
    """Mark a sentence for the catalogue and leave it as it is."""
    return msgid


def gettext(msgid: str, **values: object) -> str:
    """Return the sentence in the present language, its `%(name)s` places filled."""
    if not msgid:
        return ""
    sentence = _catalogue(current_locale.get()).gettext(msgid)
    return sentence % values if values else sentence


def ngettext(singular: str, plural: str, count: int, **values: object) -> str:
    """Return the form of the sentence that fits `count`, which is also `%(num)s`."""
    return plural_form(singular, plural, count) % {"num": count, **values}


def plural_form(singular: str, plural: str, count: int) -> str:
    """Return the form of the sentence that fits `count`, its places not yet filled."""
    return str(_catalogue(current_locale.get()).ngettext(singular, plural, count))


@contextmanager
def use_locale(locale: str) -> Iterator[None]:
    """Speak this language inside the block; an unknown one falls back to the default."""
    token = current_locale.set(locale if locale in LOCALES else LOCALES[0])
    try:
        yield
    finally:
        current_locale.reset(token)


def forget_catalogues() -> None:
    """Read the catalogues again at the next sentence, after they were compiled anew."""
    _catalogue.cache_clear()


@lru_cache(maxsize=len(LOCALES))
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(CATALOGUES, [locale], domain="messages")
