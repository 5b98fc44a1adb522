"""What browsers call themselves, in words."""

import re
from typing import Final

from hub.core.text import gettext as _

#: The first that fits is the browser: most also name those they descend from.
BROWSERS: Final = (
    ("Cốc Cốc", re.compile(r"coc_coc_browser/(\d+)")),
    ("Edge", re.compile(r"Edg(?:A|iOS)?/(\d+)")),
    ("Opera", re.compile(r"OPR/(\d+)")),
    ("Samsung Internet", re.compile(r"SamsungBrowser/(\d+)")),
    ("Firefox", re.compile(r"(?:Firefox|FxiOS)/(\d+)")),
    ("Chrome", re.compile(r"(?:HeadlessChrome|Chrome|CriOS)/(\d+)")),
    ("Safari", re.compile(r"Version/(\d+)[\d.]* (?:Mobile/\S+ )?Safari/")),
)
SYSTEMS: Final = (
    ("Windows 7", "Windows NT 6.1"),
    ("Windows 8", "Windows NT 6.2"),
    ("Windows 8.1", "Windows NT 6.3"),
    ("Windows", "Windows NT"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("macOS", "Macintosh"),
    ("ChromeOS", "CrOS"),
    ("Linux", "Linux"),
)


def in_words(user_agent: str) -> str:
    """Return "Chrome 128 on Windows"; what is not known is shortened, not guessed."""
    found = ((name, pattern.search(user_agent)) for name, pattern in BROWSERS)
    browser = next((f"{name} {each[1]}" for name, each in found if each), "")
    system = next((name for name, sign in SYSTEMS if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or user_agent[:60]
