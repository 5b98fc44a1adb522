"""Papers and mails from templates, without a web request.

`render_template` needs Flask and its request; jobs, notices and worker processes have none.
Papers (templates/papers) always speak Vietnamese, the language of official documents; mails
(templates/mail) speak the present language. What is not HTML by its name is not escaped.
"""

from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from hub.core import clock
from hub.core.numbers import decimal, filesize
from hub.core.text import gettext, plural_form, use_locale

TEMPLATES: Final = Path(__file__).parents[2] / "templates"
PAPERS: Final = "papers/"
#: Decree 30/2020/NĐ-CP, Annex I, part I: these numbers get a zero in front.
LAST_PADDED_DAY: Final = 9
LAST_PADDED_MONTH: Final = 2
#: From so many words on the name of a unit takes two lines of a heading.
LONG_NAME: Final = 6


def render(template: str, **context: object) -> str:
    """Fill a template. A name that is not given is a mistake and raises UndefinedError."""
    speech: AbstractContextManager[None] = (
        use_locale("vi") if template.startswith(PAPERS) else nullcontext()
    )
    with speech:
        return _environment().get_template(template).render(context)


def day_in_words(day: date | datetime) -> str:
    """Write `ngày 05 tháng 01 năm 2021`: days below 10, January and February are padded."""
    if isinstance(day, datetime):
        day = clock.wall_date(day)
    return gettext(
        "day %(day)s month %(month)s year %(year)s",
        day=f"{day.day:02d}" if day.day <= LAST_PADDED_DAY else day.day,
        month=f"{day.month:02d}" if day.month <= LAST_PADDED_MONTH else day.month,
        year=day.year,
    )


def hour_in_words(moment: datetime) -> str:
    """Write `08 giờ 30 phút`, Vietnamese time."""
    wall = clock.to_wall_time(moment)
    return gettext(
        "%(hour)s hours %(minute)s minutes", hour=f"{wall.hour:02d}", minute=f"{wall.minute:02d}"
    )


def moment_in_words(moment: datetime) -> str:
    """Write `08 giờ 30 phút, ngày 05 tháng 01 năm 2021`, Vietnamese time."""
    return f"{hour_in_words(moment)}, {day_in_words(moment)}"


def length_in_words(length: timedelta) -> str:
    """Write `4 phút`, rounded to minutes; what is shorter than a minute is one."""
    return gettext("%(count)s min", count=max(1, round(length.total_seconds() / 60)))


def keep_end(name: str) -> str:
    """Bind the last words of a long name together, so that a line never holds one alone."""
    words = name.split()
    bound = 3 if len(words) >= LONG_NAME else min(2, len(words))
    return " ".join([*words[:-bound], "\u00a0".join(words[-bound:])])


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
        day_in_words=day_in_words,
        hour_in_words=hour_in_words,
        length_in_words=length_in_words,
        keep_end=keep_end,
        number=decimal,
        filesize=filesize,
    )
    return environment
