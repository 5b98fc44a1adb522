"""A program that is called as LibreOffice is, and does what a test says."""

import io
import stat
import sys
from pathlib import Path

import pikepdf
from PIL import ImageCms

#: What it does with `made` (where the PDF belongs), `source` and `here` (its own folder).
ACTS = {
    "makes": "made.write_bytes((here / 'made.pdf').read_bytes())",
    "fails": "sys.exit(77)",
    "makes nothing": "pass",
    "makes garbage": "made.write_bytes(b'no pdf at all')",
    "makes too much": "made.write_bytes(b'%PDF-' + bytes(3 << 20))",
    "hangs": (
        "import subprocess\n"
        "child = subprocess.Popen(['sleep', '600'])\n"
        "(here / 'child').write_text(str(child.pid))\n"
        "child.wait()"
    ),
    "asks the network": (
        "import socket\n"
        "port = int((here / 'port').read_text())\n"
        "try:\n"
        "    socket.create_connection(('127.0.0.1', port), 2).close()\n"
        "except OSError:\n"
        "    made.write_bytes((here / 'made.pdf').read_bytes())"
    ),
    "tells": (
        "import json, os\n"
        "(here / 'told').write_text(json.dumps([sys.argv, dict(os.environ)]))\n"
        "made.write_bytes((here / 'made.pdf').read_bytes())"
    ),
}


def stand_in(folder: Path, act: str, pdf: bytes = b"") -> str:
    """Write the program; return its path."""
    folder.mkdir(exist_ok=True)
    (folder / "made.pdf").write_bytes(pdf or archival())
    program = folder / "soffice"
    program.write_text(
        f"#!{sys.executable} -IS\nimport sys\nfrom pathlib import Path\n"
        "here = Path(__file__).parent\nsource = Path(sys.argv[-1])\n"
        "out = Path(sys.argv[sys.argv.index('--outdir') + 1])\nout.mkdir()\n"
        f"made = out / (source.stem + '.pdf')\n{ACTS[act]}\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def archival(change=None, *, part: str = "2", level: str = "B") -> bytes:
    """A blank page with the marks of PDF/A; `change` spoils it."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pdf.Root.OutputIntents = pikepdf.Array([
        pikepdf.Dictionary(
            Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFA1,
            OutputConditionIdentifier="sRGB", DestOutputProfile=pdf.make_stream(profile, N=3),
        )
    ])  # fmt: skip
    with pdf.open_metadata() as metadata:
        metadata["pdfaid:part"], metadata["pdfaid:conformance"] = part, level
    if change is not None:
        change(pdf)
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()
