"""Addresses of files, icons, and what scripts are told."""

import json
import re
from pathlib import Path

import pytest

from hub.web import assets

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"""\bicon\(\s*["']([\w-]+)["']""")


def test_an_address_changes_when_the_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    sheet = tmp_path / "a.css"
    sheet.write_text("a {}")
    before = assets.asset("a.css")
    sheet.write_text("b { color: red }")
    assert before.startswith("/static/a.css?v=")
    assert assets.asset("a.css") != before


def test_a_file_that_does_not_exist_has_no_address() -> None:
    with pytest.raises(FileNotFoundError):
        assets.asset("css/nothing.css")
    with pytest.raises(FileNotFoundError):
        assets.asset("vendor/nothing.js")


def test_without_the_built_files_one_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "MANIFEST", tmp_path / "manifest.json")
    with pytest.raises(assets.AssetsMissing, match=r"hub assets build"):
        assets.check()


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(assets.UnknownIcon):
        assets.icon("no-such-icon")


def test_an_icon_that_is_not_built_yet_is_left_out_and_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    built = json.loads(assets.MANIFEST.read_text())
    older = tmp_path / "manifest.json"
    older.write_text(json.dumps(built | {"icons": ["archive"]}))
    monkeypatch.setattr(assets, "MANIFEST", older)
    assert assets.icon("bell") == ""
    assert "bell" in caplog.text
    assert "<use" in assets.icon("archive")


def test_an_icon_is_skipped_by_screen_readers_and_its_class_is_escaped() -> None:
    drawn = assets.icon("bell", '"><script>')
    assert 'aria-hidden="true"' in drawn
    assert "<script>" not in drawn


def test_every_icon_that_a_template_names_exists() -> None:
    files = sorted((ROOT / "templates").rglob("*.html")) + sorted((ROOT / "hub").rglob("*.py"))
    named = {name for file in files for name in NAMED.findall(file.read_text(encoding="utf-8"))}
    assert named
    for name in named:
        assert assets.icon(name), name


def test_every_module_that_a_script_imports_is_on_the_map() -> None:
    known = json.loads(assets.import_map())["imports"]
    for script in sorted((ROOT / "static" / "js").rglob("*.js")):
        text = script.read_text(encoding="utf-8")
        for name in re.findall(r"""(?:\bfrom\s+|\bimport\(?\s*|resolve\()["']([^"']+)["']""", text):
            if name.startswith("."):
                assert (script.parent / name).resolve().exists(), f"{script}: {name}"
            else:
                assert name in known, f"{script}: {name}"


def test_texts_for_scripts_cannot_end_their_block() -> None:
    block = assets.texts({"a": "</script><script>alert(1)</script>"})
    assert block.count("<") == 2
    assert json.loads(block[block.index(">") + 1 : block.rindex("<")])["a"].startswith("</script>")


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    places = [entry.get("resolved", "") for entry in lock["packages"].values()]
    assert not [place for place in places if "://" in place]
