"""Letters: the text and HTML of mails, rendered without a web request.

Templates stand in `templates/mail/`; `<name>.txt` is plain text, `<name>.html` is escaped.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from hub.core import clock
from hub.core.text import gettext, plural_form

TEMPLATES: Final = Path(__file__).parents[2] / "templates"


def letter(template: str, **values: object) -> str:
    """Return `templates/mail/<template>` filled in, in the present language."""
    return _environment().get_template(f"mail/{template}").render(**values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, plural_form, newstyle=True
    )
    environment.filters.update(
        moment=clock.format_moment,
        date=clock.format_date,
        time=clock.format_time,
        weekday=clock.weekday_name,
    )
    return environment
