"""The signing client as one file: `python diem-cau-ky-so.pyz ADDRESS --pkcs12 khoa.p12`."""

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[2] / "sign_client"
START: Final = "import sys\nfrom hub.sign_client.main import main\nsys.exit(main())\n"


@cache
def made() -> bytes:
    """Return a Python zip application (PEP 441) of the client's sources."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("__main__.py", START)
        packed.writestr("hub/__init__.py", "")
        for path in sorted(FOLDER.glob("*.py")):
            packed.writestr(f"hub/sign_client/{path.name}", path.read_bytes())
    return out.getvalue()
