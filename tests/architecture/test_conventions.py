"""Rules no linter knows. Each failure message says how to comply."""

import inspect
import re
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import hub.app  # noqa: F401  (loads every feature)
from hub.core.db import Base
from hub.core.errors import HubError
from hub.core.events import Event

ROOT = Path(__file__).parents[2]
NOT_FEATURES = {
    "core",
    "web",
    "gateways",
    "migrations",
    "app",
    "cli",
    "translations",
    "sign_client",
}
LONGEST_MODULE = 300


def contract(name: str) -> dict[str, Any]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return next(each for each in settings["contracts"] if each["name"].startswith(name))


def height(package: str) -> int:
    layers = contract("Order")["layers"]
    return next(-depth for depth, line in enumerate(layers) if package in line.split(" | "))


def subclasses(kind: type) -> set[type]:
    return {kind}.union(*(subclasses(child) for child in kind.__subclasses__()))


def ours(kinds: set[type]) -> list[type]:
    return [kind for kind in kinds if kind.__module__.startswith("hub.")]


def sources() -> list[Path]:
    return [path for path in (ROOT / "hub").rglob("*.py") if "migrations" not in path.parts]


def test_every_feature_keeps_to_the_fixed_module_names() -> None:
    features = {f"hub.{path.parent.name}" for path in ROOT.glob("hub/*/__init__.py")}
    features -= {f"hub.{name}" for name in NOT_FEATURES}
    listed = set(contract("Modules of a feature")["containers"])
    assert features == listed, "name the feature in the contract in pyproject.toml"


def test_foreign_keys_point_down_the_order_of_packages() -> None:
    owner = {
        mapper.local_table.name: mapper.class_.__module__.split(".")[1]
        for mapper in Base.registry.mappers
    }
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            above, below = owner[table.name], owner[key.column.table.name]
            assert height(below) <= height(above), f"{table.name} points up to {below}"


def test_relationships_never_load_by_themselves() -> None:
    for mapper in Base.registry.mappers:
        for relationship in mapper.relationships:
            assert relationship.lazy == "raise", f'{relationship}: say lazy="raise"'


def test_events_are_small_frozen_and_uniquely_named() -> None:
    kinds = ours(subclasses(Event) - {Event})
    names = [kind.name for kind in kinds]  # type: ignore[attr-defined]
    assert len(set(names)) == len(names)
    for kind in kinds:
        assert is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
        assert 2 <= len(kind.name.split(":")) <= 3, f"{kind}: source[:subject]:action"  # type: ignore[attr-defined]
        for part in fields(kind):
            plain = get_type_hints(kind)[part.name]
            assert not (inspect.isclass(plain) and issubclass(plain, Base)), part.name


def test_every_refusal_has_a_sentence_and_its_own_code() -> None:
    kinds = ours(subclasses(HubError))
    codes = [kind.code for kind in kinds]  # type: ignore[attr-defined]
    twice = {code for code in codes if codes.count(code) > 1}
    assert not twice, twice
    for kind in kinds:
        assert kind.text.endswith((".", "?", "%(reason)s", "%(problem)s")), kind  # type: ignore[attr-defined]


def test_modules_stay_readable() -> None:
    for path in sources():
        lines = len(path.read_text().splitlines())
        assert lines <= LONGEST_MODULE, f"{path} has {lines} lines: split it by meaning"


def test_only_the_runtime_commits() -> None:
    for path in sources():
        if path != ROOT / "hub/core/runtime.py":
            text = path.read_text()
            assert ".commit(" not in text, f"{path}: use runtime.unit_of_work instead"
            assert ".rollback(" not in text, f"{path}: raise, and everything rolls back"


def test_the_hub_reads_the_environment_in_settings_only() -> None:
    for path in sources():
        if path.name != "settings.py":
            found = re.search(r"os\.(environ(\.get|\[)|getenv)", path.read_text())
            assert not found, f"{path}: ask the settings"


def test_no_secret_and_no_third_party_file_is_committed() -> None:
    for pattern in ("**/*.p12", "**/*.pem", "**/*.key", "static/**/*.min.js"):
        found = [
            path
            for path in ROOT.glob(pattern)
            if not {".venv", "node_modules", "vendor", "var"}.intersection(path.parts)
        ]
        assert not found, found
