"""Browser files: their addresses, the icons, and the build of the third-party ones.

Our own scripts and styles are served as they are written. Third-party files are built from
package-lock.json into static/vendor, whose manifest.json gives each file's hash. Every
address carries the hash of what it names, so browsers may keep the file for ever.
"""

import hashlib
import json
import logging
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, TypedDict, cast

from markupsafe import Markup, escape

from hub.web import asset_build

STATIC: Final = asset_build.ROOT / "static"
MANIFEST: Final = STATIC / "vendor" / "manifest.json"
OWN_SYMBOLS: Final = STATIC / "img" / "app.svg"
LIST_OF_ICONS: Final = asset_build.ROOT / "tools" / "icons.txt"

HASH_LENGTH: Final = asset_build.HASH_LENGTH

log = logging.getLogger(__name__)

#: The names under which scripts import third-party modules.
MODULES: Final = {
    "adapter": "vendor/adapter.js",
    "bootstrap": "vendor/bootstrap.js",
    "datepicker": "vendor/datepicker.js",
    "datepicker-style": "vendor/datepicker.css",
    "editor": "vendor/editor.js",
    "htmx": "vendor/htmx.js",
    "pdfjs": "vendor/pdfjs/pdf.mjs",
    "pdfjs-viewer": "vendor/pdfjs/pdf_viewer.mjs",
    "pdfjs-worker": "vendor/pdfjs/pdf.worker.mjs",
    "socket.io": "vendor/socket.io.js",
    "tus": "vendor/tus.js",
    "uplot": "vendor/uplot.js",
}


class AssetsMissing(RuntimeError):
    """The files of the interface were not built."""

    def __init__(self) -> None:
        super().__init__(
            "Chưa có tài nguyên giao diện: hãy chạy `python -m hub assets build`. "
            "(The files of the interface are missing: run `python -m hub assets build`.)"
        )


class UnknownIcon(LookupError):
    """A template names an icon that is neither in tools/icons.txt nor in img/app.svg."""


class _Manifest(TypedDict):
    recipe: str
    icons: list[str]
    files: dict[str, str]


def asset(path: str) -> str:
    """Return the address of a file below static/, with its hash.

    Raises AssetsMissing when it belongs to static/vendor and that was not built, and
    FileNotFoundError for a file that does not exist.
    """
    if path.startswith("vendor/"):
        return f"/static/{path}?v={_vendor_hash(path.removeprefix('vendor/'))}"
    file = STATIC / path
    return f"/static/{path}?v={_hash_of(file, file.stat().st_mtime_ns)}"


def icon(name: str, cls: str = "") -> Markup:
    """Return an icon that assistive programs skip. Raises UnknownIcon.

    An icon that came with an update and is not built yet is left out: the page is worth more.
    """
    if name in _manifest_of_now()["icons"]:
        sprite = asset("vendor/icons.svg")
    elif name in _own_symbols(OWN_SYMBOLS.stat().st_mtime_ns):
        sprite = asset("img/app.svg")
    elif name in _listed(LIST_OF_ICONS.stat().st_mtime_ns):
        log.warning("icon %s is not built: run `python -m hub assets build`", name)
        return Markup()
    else:
        raise UnknownIcon(f"{name}: add it to tools/icons.txt and build the assets again")
    return Markup(  # noqa: S704  (every part is escaped or comes from our own lists)
        f'<svg class="{escape(f"i {cls}".strip())}" aria-hidden="true" focusable="false">'
        f'<use href="{escape(sprite)}#{escape(name)}"></use></svg>'
    )


def import_map() -> Markup:
    """Return the body of the page's import map: third-party names and our modules, hashed."""
    imports = {name: asset(path) for name, path in MODULES.items()}
    for file in sorted((STATIC / "js").rglob("*.js")):
        path = file.relative_to(STATIC).as_posix()
        imports[f"/static/{path}"] = asset(path)
    return Markup(json.dumps({"imports": imports}).replace("<", "\\u003c"))  # noqa: S704


def texts(sentences: Mapping[str, str], part: str = "") -> Markup:
    """Return the data block with what a page's scripts say, by key. Places read `{name}`.

    A `part` of a page has a block of its own beside the page's.
    """
    name = f"texts-{part}" if part else "texts"
    body = json.dumps({key: str(words) for key, words in sentences.items()}, ensure_ascii=False)
    return Markup(  # noqa: S704  (no "<" is left that could end the block)
        f'<script type="application/json" id="{name}">' + body.replace("<", "\\u003c") + "</script>"
    )


def check() -> None:
    """Raise AssetsMissing unless the third-party files were built."""
    _manifest_of_now()


def build() -> bool:
    """Build static/vendor from package-lock.json; return False when it was up to date.

    Raises subprocess.CalledProcessError when a step fails.
    """
    recipe = asset_build.recipe()
    if MANIFEST.exists() and _manifest_of_now()["recipe"] == recipe:
        return False
    asset_build.build(recipe)
    return True


def _vendor_hash(name: str) -> str:
    try:
        return _manifest_of_now()["files"][name]
    except KeyError:
        raise FileNotFoundError(STATIC / "vendor" / name) from None


def _manifest_of_now() -> _Manifest:
    try:
        return _manifest(MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError:
        raise AssetsMissing from None


@lru_cache(maxsize=1)
def _manifest(_changed_ns: int) -> _Manifest:
    return cast("_Manifest", json.loads(MANIFEST.read_text(encoding="utf-8")))


@lru_cache(maxsize=512)
def _hash_of(file: Path, _changed_ns: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:HASH_LENGTH]


@lru_cache(maxsize=1)
def _listed(_changed_ns: int) -> frozenset[str]:
    return frozenset(LIST_OF_ICONS.read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def _own_symbols(_changed_ns: int) -> frozenset[str]:
    return frozenset(re.findall(r'<symbol id="([^"]+)"', OWN_SYMBOLS.read_text(encoding="utf-8")))
