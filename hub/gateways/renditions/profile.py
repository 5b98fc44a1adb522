"""The profile LibreOffice is started with, as its `registrymodifications.xcu`.

Names and values are those of LibreOffice's own schema (officecfg: Office.Common, Inet, Office.
Writer, Office.Calc, Office.Java, Setup).
"""

from pathlib import Path
from typing import Final

#: The discard port: nothing answers there. Only what cannot be cut off from the network asks it.
NOWHERE: Final = ("127.0.0.1", 9)

SCRIPTING: Final = "/org.openoffice.Office.Common/Security/Scripting"
INET: Final = "/org.openoffice.Inet/Settings"

SETTINGS: Final = (
    (SCRIPTING, "DisableMacrosExecution", "true"),
    (SCRIPTING, "MacroSecurityLevel", "3"),
    (SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),  # never
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "1"),  # never
    ("/org.openoffice.Office.Java/VirtualMachine", "Enable", "false"),
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "vi-VN"),  # A4, dates, decimal commas
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    (INET, "ooInetProxyType", "2"),  # by hand
    (INET, "ooInetNoProxy", ""),
    *((INET, f"ooInet{kind}ProxyName", NOWHERE[0]) for kind in ("HTTP", "HTTPS", "FTP")),
    *((INET, f"ooInet{kind}ProxyPort", str(NOWHERE[1])) for kind in ("HTTP", "HTTPS", "FTP")),
)

HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
)
ITEM: Final = (
    '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>\n"
)


def write_profile(folder: Path) -> None:
    """Write a new profile into `folder`."""
    user = folder / "user"
    user.mkdir(parents=True)
    items = (ITEM.format(path=path, name=name, value=value) for path, name, value in SETTINGS)
    text = f"{HEAD}{''.join(items)}</oor:items>\n"
    (user / "registrymodifications.xcu").write_text(text, encoding="utf-8")
