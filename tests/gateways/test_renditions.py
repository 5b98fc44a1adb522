"""PDF/A of Office files: what LibreOffice is given and may do, and what is made of its answer."""

import json
import os
import shutil
import socket
import time
from pathlib import Path

import pikepdf
import pytest

from hub.gateways.pdf import page_texts
from hub.gateways.renditions import (
    Office,
    OfficeMissing,
    RenditionFailed,
    RenditionNotArchival,
    RenditionTooLarge,
    RenditionTooSlow,
    examine,
)
from tests.gateways import hostile, office_files
from tests.gateways.stand_in_office import archival, stand_in

SOFFICE = shutil.which("soffice")
real = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (docs/van-hanh.md)")


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "kept"
    path.write_bytes(b"an office file")
    return path


def office(tmp_path, act, pdf=b"", **limits):
    return Office(stand_in(tmp_path / "bin", act, pdf), tmp_path / "scratch", **limits)


def is_running(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"  # a zombie that nobody has buried yet does nothing any more


def test_a_conversion_has_a_folder_of_its_own_that_is_gone_afterwards(tmp_path, source):
    with office(tmp_path, "tells").converted(source, "docx") as made:
        assert made.path.read_bytes().startswith(b"%PDF-")
        folder = made.path.parent.parent
        profile = (folder / "profile/user/registrymodifications.xcu").read_text()
    assert list((tmp_path / "scratch").iterdir()) == []
    assert source.read_bytes() == b"an office file"
    argv, environment = json.loads((tmp_path / "bin/told").read_text())
    assert f"-env:UserInstallation=file://{folder}/profile" in argv
    wanted = argv[argv.index("--convert-to") + 1]
    assert wanted.startswith("pdf:writer_pdf_Export:")
    assert json.loads(wanted.split(":", 2)[2])["SelectPdfVersion"]["value"] == "2"
    assert environment["HOME"] == str(folder)
    assert not [name for name in environment if name.startswith("HUB_")]
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true<' in profile
    assert '"BlockUntrustedRefererLinks" oor:op="fuse"><value>true<' in profile


def test_the_child_reaches_no_network_not_even_this_machine(tmp_path, source):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        asking = office(tmp_path, "asks the network")
        (tmp_path / "bin/port").write_text(str(listener.getsockname()[1]))
        try:
            with asking.converted(source, "docx") as made:
                assert made.had_network is False
        except RenditionFailed:
            pytest.skip("the system lets no process leave the network (namespaces)")


def test_a_hanging_conversion_is_ended_with_all_that_it_started(tmp_path, source):
    with (
        pytest.raises(RenditionTooSlow) as refusal,
        office(tmp_path, "hangs", limit_s=1).converted(source, "docx"),
    ):
        pass
    assert refusal.value.values == {"seconds": 1}
    child = int((tmp_path / "bin/child").read_text())
    for _ in range(100):  # what was killed dies when its turn on the processor comes
        if not is_running(child):
            break
        time.sleep(0.1)
    else:
        raise AssertionError("what the conversion had started goes on")
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        ("fails", RenditionFailed),
        ("makes nothing", RenditionFailed),
        ("makes too much", (RenditionTooLarge, RenditionFailed)),
    ],
)
def test_a_conversion_without_a_file_in_its_limits_has_failed(tmp_path, source, act, refusal):
    with pytest.raises(refusal), office(tmp_path, act, output_mb=1).converted(source, "docx"):
        pass


def test_without_the_program_that_is_said(tmp_path, source):
    missing = Office(str(tmp_path / "soffice"), tmp_path / "scratch")
    assert not missing.is_installed
    with pytest.raises(OfficeMissing), missing.converted(source, "docx"):
        pass


def test_what_a_killed_hub_left_behind_is_swept(tmp_path):
    left = tmp_path / "scratch/tmpabc/profile"
    left.mkdir(parents=True)
    Office("soffice", tmp_path / "scratch").sweep()
    assert os.listdir(tmp_path / "scratch") == []


def test_pdf_a_is_known_by_its_marks(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(archival())
    assert (examine(str(path)).claim, examine(str(path)).pages) == ("PDF/A-2b", 1)


def without_intent(pdf):
    del pdf.Root.OutputIntents


def with_a_script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def with_a_font_elsewhere(pdf):
    pdf.Root.Font = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.FontDescriptor))


@pytest.mark.parametrize(
    "content",
    [
        b"no pdf at all",
        archival()[:400],
        hostile.pdf(),
        archival(without_intent),
        archival(with_a_script),
        archival(with_a_font_elsewhere),
        archival(part="4"),
        archival(level="X"),
    ],
    ids=["garbage", "cut", "no marks", "no intent", "script", "font", "part 4", "no level"],
)
def test_anything_else_is_no_rendition(tmp_path, content):
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(RenditionNotArchival):
        examine(str(path))


@real
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
def test_libreoffice_makes_pdf_a_with_every_vietnamese_letter(tmp_path, kind):
    path = tmp_path / "kept"
    path.write_bytes(getattr(office_files, kind)())
    with Office("soffice", tmp_path / "scratch").converted(path, kind) as made:
        assert examine(str(made.path)).claim == "PDF/A-2b"
        assert office_files.WORDS in " ".join(page_texts(made.path.read_bytes()))
