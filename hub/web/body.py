"""Reading what a request carries, and showing it again when it has mistakes."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from hub.core.errors import InvalidInput
from hub.core.forms import read
from hub.core.ids import new_id
from hub.core.text import N_, gettext

F = TypeVar("F", bound=BaseModel)

#: Fields that belong to the page, not to the form.
OF_THE_PAGE: Final = frozenset({"csrf_token", "account_password", "event_key"})
#: `agenda-0-title`: the title of the first row of `agenda`.
ROW: Final = re.compile(r"([a-z_]+)-(\d{1,3})-([a-z_]+)")
DEEPEST_JSON: Final = 20
EVENT_KEY: Final = re.compile(r"[0-9A-Za-z\-]{8,60}")


def submitted(form: type[F]) -> F:
    """Return the present request's form fields or JSON body, typed.

    A field of the form that is a list takes all values of a repeated input; rows are named
    `agenda-0-title`. Raises InvalidInput with a sentence for every mistake.
    """
    return read(form, typed(form))


def typed(form: type[BaseModel] | None = None) -> dict[str, Any]:
    """Return what was typed, untouched, to read it or to show it again."""
    if request.is_json:
        return _json_object()
    lists = _list_fields(form)
    values: dict[str, Any] = {}
    rows: dict[str, dict[int, dict[str, str]]] = {}
    for name in request.form:
        if name in OF_THE_PAGE:
            continue
        row = ROW.fullmatch(name)
        if row and row[1] in lists:
            rows.setdefault(row[1], {}).setdefault(int(row[2]), {})[row[3]] = request.form[name]
        elif name in lists:
            values[name] = [each for each in request.form.getlist(name) if each]
        else:
            values[name] = request.form[name]
    for name, found in rows.items():
        kept = [found[index] for index in sorted(found)]
        values[name] = [each for each in kept if any(value.strip() for value in each.values())]
    return values


def shown_again(
    template: str, error: InvalidInput, form: type[BaseModel] | None = None, **context: Any
) -> ResponseReturnValue:
    """Return the form again, with what was typed and each mistake beside its field."""
    page = render_template(
        template, typed=typed(form), mistakes=error.fields, mistake=error.sentence, **context
    )
    return page, 400


def event_key() -> str | None:
    """Return the key under which the page keeps this request until it is acknowledged.

    A page that sends it again sends the same `X-Event-Key`, or `event_key` among the fields of
    a form (hub.inbox).
    """
    key = request.headers.get("X-Event-Key", "") or request.form.get("event_key", "")
    return key if EVENT_KEY.fullmatch(key) else None


def event_key_of_page() -> str:
    """Return the key for a form on the present page: a new one, or that of what was just sent."""
    return event_key() or str(new_id())


def is_fragment() -> bool:
    """Tell whether the page asks for a part of itself (htmx), not for a whole page."""
    return request.headers.get("HX-Request") == "true"


def _list_fields(form: type[BaseModel] | None) -> set[str]:
    if form is None:
        return set()
    return {
        name
        for name, field in form.model_fields.items()
        if str(field.annotation).startswith(("list", "tuple"))
    }


def _json_object() -> dict[str, Any]:
    """Read a JSON object strictly: UTF-8, no repeated names, no NaN, not too deep."""
    mistake = {"form": gettext(N_("The data sent is not a valid JSON object."))}
    try:
        text = request.get_data(cache=True).decode("utf-8")
        if _depth(text) > DEEPEST_JSON:
            raise InvalidInput(mistake)
        body = json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise InvalidInput(mistake) from None
    if not isinstance(body, dict):
        raise InvalidInput(mistake)
    return body


def _depth(text: str) -> int:
    deepest = depth = 0
    for character in text:
        depth += (character in "[{") - (character in "]}")
        deepest = max(deepest, depth)
    return deepest


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: Mapping[str, Any] = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("repeated name")
    return dict(found)


def _no_constant(name: str) -> None:
    raise ValueError(name)
