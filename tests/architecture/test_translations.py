"""Every sentence has its Vietnamese, and no two features translate one differently."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir

import hub
from hub.core import catalogue
from hub.core.events import Event

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "plural_form": (1, 2)}
SOURCES = (
    (ROOT / "hub", [("**.py", "python")], {}),
    (ROOT / "templates", [("**.html", "jinja2"), ("**.txt", "jinja2")],
     {"**.html": {"silent": "false"}, "**.txt": {"silent": "false"}}),
)  # fmt: skip
PLACE = re.compile(r"%\((\w+)\)")


def sentences() -> Iterator[tuple[str, str]]:
    """Yield every msgid with the place it stands at."""
    for folder, methods, options in SOURCES:
        for found in extract_from_dir(
            str(folder), method_map=methods, options_map=options, keywords=KEYWORDS
        ):
            name, line, message = found[0], found[1], found[2]
            for each in message if isinstance(message, tuple) else (message,):
                if each:
                    yield each, f"{folder.name}/{name}:{line}"


def in_vietnamese() -> set[str]:
    return {
        each
        for message in catalogue.merged("vi")
        if message.string
        for each in (message.id if isinstance(message.id, tuple | list) else (message.id,))
    }


def test_every_sentence_has_its_vietnamese() -> None:
    known = in_vietnamese()
    missing = [f"{place}: {msgid!r}" for msgid, place in sentences() if msgid not in known]
    assert not missing, "\n".join(missing)


def kinds_of(event: type[Event]) -> Iterator[type[Event]]:
    for each in event.__subclasses__():
        yield each
        yield from kinds_of(each)


def test_every_event_is_called_in_vietnamese_in_the_audit_log() -> None:
    for module in pkgutil.walk_packages(hub.__path__, "hub."):
        if "events" in module.name.split("."):
            importlib.import_module(module.name)
    names = {each.name for each in kinds_of(Event) if each.__module__.startswith("hub.")}
    assert len(names) > 100
    assert names - in_vietnamese() == set()


def test_a_translation_fills_the_same_places() -> None:
    for message in catalogue.merged("vi"):
        if isinstance(message.id, str) and message.id:
            assert set(PLACE.findall(message.id)) == set(PLACE.findall(str(message.string))), (
                message.id
            )
