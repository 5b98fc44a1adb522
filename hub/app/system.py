"""For administrators: what is configured (nothing secret), and how the hub is right now."""

import platform
import shutil
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from hub.accounts import queries as accounts
from hub.app import health
from hub.core.clock import monotonic_s
from hub.core.numbers import filesize
from hub.core.settings import Settings
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.documents import queries as documents
from hub.gateways.inspection import clamav
from hub.gateways.signing.overview import overview
from hub.gateways.workers import Workers
from hub.outbox import queries as outbox
from hub.web.access import for_role, neighbour, runtime, settings

pages = Blueprint("system", __name__)

for_the_whole: Final = for_role(Role.SYSTEM_ADMIN, Role.AUDITOR)

#: Less free space than this is worth a warning: recordings of a day's work fit.
LITTLE_SPACE: Final = 2 * 1024**3


class Check(NamedTuple):
    """One line of the health page. `state` is "ok", "warn" or "bad"."""

    name: str
    state: str
    finding: str
    advice: str = ""


@pages.get("/admin/health")
@for_the_whole
def show_health(_actor: Actor) -> ResponseReturnValue:
    """Try the database, the file store, the workers and the media engine, now."""
    found = [
        _timed(N_("Database"), health._database, N_("Writes are not kept. Check disk and server.")),
        _timed(N_("File store"), health._storage, N_("Files cannot be stored. Check the disk.")),
        _space(settings()),
        _workers(),
        _media(),
        _mails(settings()),
        _lists(settings()),
        _scanner(settings()),
        _demo(),
    ]
    return render_template(
        "admin/health.html",
        checks=found,
        worst=next((state for state in ("bad", "warn") if state in {c.state for c in found}), "ok"),
    )


@pages.get("/admin/settings")
@for_the_whole
def show_settings(_actor: Actor) -> ResponseReturnValue:
    """Show the settings by name and value; of secrets only whether they are set."""
    return render_template("admin/settings.html", groups=_groups(settings()), versions=_versions())


def _timed(name: str, check: Callable[[], str], advice: str) -> Check:
    start = monotonic_s()
    finding = check()
    took = round((monotonic_s() - start) * 1000)
    if finding == "ok":
        return Check(_(name), "ok", _("A real write was kept after %(ms)s ms.", ms=took))
    return Check(_(name), "bad", finding, _(advice))


def _space(configured: Settings) -> Check:
    usage = shutil.disk_usage(configured.data_dir.absolute())
    finding = _("%(free)s free of %(all)s", free=filesize(usage.free), all=filesize(usage.total))
    if usage.free < LITTLE_SPACE:
        return Check(_("Disk space"), "warn", finding, _("Make room before it runs out."))
    return Check(_("Disk space"), "ok", finding)


def _workers() -> Check:
    if neighbour(Workers).alive():
        return Check(_("Worker processes"), "ok", _("Ready for PDF files and signatures."))
    return Check(_("Worker processes"), "warn", _("They start with the first work for them."))


def _media() -> Check:
    if health._media() == "ok":
        return Check(_("Media engine"), "ok", _("Picture and sound can be forwarded."))
    finding = _("It is starting, or starting again.")
    return Check(_("Media engine"), "warn", finding, _("If this stays, look at the log."))


def _mails(configured: Settings) -> Check:
    with runtime().read() as session:
        _some, waiting = outbox.mails(session, state="waiting", most=1)
        _more, failed = outbox.mails(session, state="failed", most=1)
    finding = _("%(waiting)s waiting, %(failed)s failed", waiting=waiting, failed=failed)
    if not configured.smtp_host:
        advice = _("No mail server has been set up: mails wait and can be read in the hub.")
        return Check(_("Mail"), "warn", finding, advice)
    return Check(_("Mail"), "warn" if failed else "ok", finding)


def _lists(configured: Settings) -> Check:
    """Say whether revocation can be ruled out for what the trusted authorities issue."""
    authorities = overview(configured, runtime().clock()).authorities
    lacking = [each.facts.name for each in authorities if each.lacks_list]
    advice = _("See Trust and revocation lists.")
    if not authorities:
        return Check(_("Revocation lists"), "warn", _("No authority is trusted yet."), advice)
    if lacking:
        finding = _("No fresh list of %(names)s", names=", ".join(lacking))
        return Check(_("Revocation lists"), "warn", finding, advice)
    return Check(_("Revocation lists"), "ok", _("Fresh for every trusted authority."))


def _scanner(configured: Settings) -> Check:
    with runtime().read() as session:
        waiting = len(documents.quarantined(session))
    name = _("Virus scanner (ClamAV)")
    if configured.clamav_socket is None:
        return Check(name, "warn", _("None: uploaded files are not looked at for malware."))
    if not clamav.is_there(configured.clamav_socket):
        finding = _("It does not answer; %(waiting)s files wait.", waiting=waiting)
        return Check(name, "bad", finding, _("Uploads are kept, but nobody sees them."))
    return Check(name, "ok", _("It answers; %(waiting)s files wait.", waiting=waiting))


def _demo() -> Check:
    with runtime().read() as session:
        count = len(accounts.demo_accounts(session))
    if count:
        finding = _("%(count)s accounts have a published password", count=count)
        return Check(_("Demo sign-ins"), "warn", finding, _("Never in real use."))
    return Check(_("Demo sign-ins"), "ok", _("None."))


def _groups(s: Settings) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Return groups of (setting, value, what it is for)."""
    yes_no = {True: _("yes"), False: _("no")}
    secret = {True: _("set (not shown)"), False: _("not set")}
    not_set = _("not set")
    return [
        (
            _("Installation"),
            [
                ("HUB_PRODUCTION", yes_no[s.production], _("Refuses known secrets and plain HTTP")),
                ("HUB_DEMO", yes_no[s.demo], _("Demo sign-ins are shown at the door")),
                ("HUB_BASE_URL", s.url, _("Address in mails and links")),
                ("HUB_TRUSTED_PROXIES", str(s.trusted_proxies), _("Proxies in front of the hub")),
                ("HUB_DATA_DIR", str(s.data_dir.absolute()), _("Files, keys, embedded database")),
                ("HUB_DATABASE_URL", _database_kind(s), _("Where rows are kept")),
                ("HUB_REDIS_URL", secret[bool(s.redis_url)], _("News between several processes")),
                ("HUB_SECRET_KEY", secret[bool(s.secret)], _("Signs sessions and links")),
                ("HUB_SCHEDULER", yes_no[s.scheduler], _("Timetable runs in this process")),
                ("HUB_WORKERS", str(s.workers), _("Processes for PDF files and signatures")),
            ],
        ),
        (
            _("Mail"),
            [
                ("HUB_SMTP_HOST", s.smtp_host or not_set, _("Mail server")),
                ("HUB_SMTP_PORT", str(s.smtp_port), _("Its port")),
                ("HUB_SMTP_SECURITY", s.smtp_security, _("How the line to it is protected")),
                ("HUB_SMTP_USERNAME", s.smtp_username or not_set, _("Who signs in there")),
                (
                    "HUB_SMTP_PASSWORD",
                    secret[bool(s.smtp_password.get_secret_value())],
                    _("Password for it"),
                ),
                ("HUB_MAIL_FROM", s.mail_from, _("Sender of the mails")),
            ],
        ),
        (
            _("Signatures"),
            [
                ("HUB_KEYS_DIR", _folder(s.keys, "*.p12"), _("PKCS#12 key files")),
                ("HUB_TRUST_DIR", _folder(s.trust, "*"), _("Trust anchors and revocation lists")),
                ("HUB_CRL_URLS", s.crl_urls or not_set, _("Where revocation lists are fetched")),
                ("HUB_CRL_HOURS", str(s.crl_hours), _("Lists are fetched again after (hours)")),
                ("HUB_TSA_URL", s.tsa_url or not_set, _("Time-stamping service (RFC 3161)")),
            ],
        ),
        (
            _("Meetings and limits"),
            [
                ("HUB_MEDIA_ADDRESS", s.media_address or not_set, _("Address browsers send to")),
                ("HUB_MEDIA_PORTS", s.media_ports or not_set, _("UDP ports to open for media")),
                ("HUB_UNIT_QUOTA_MB", str(s.unit_quota_mb), _("Room for one unit's files, MB")),
                ("HUB_OFFLINE_PACK_MB", str(s.offline_pack_mb), _("Largest offline pack, MB")),
                (
                    "HUB_EXPORT_HOURS",
                    str(s.export_hours),
                    _("Exports are kept, hours"),
                ),
                ("HUB_CLAMAV_SOCKET", str(s.clamav_socket or not_set), _("Virus scanner (ClamAV)")),
                ("HUB_UPLOAD_LIMIT_MB", str(s.upload_limit_mb), _("Largest file, MB")),
                (
                    "HUB_SESSION_IDLE_MINUTES",
                    str(s.session_idle_minutes),
                    _("A session ends after so many quiet minutes"),
                ),
                (
                    "HUB_SESSION_HOURS",
                    str(s.session_hours),
                    _("A session ends after so many hours"),
                ),
                (
                    "HUB_WORKING_DAY_ENDS",
                    f"{s.working_day_ends:%H:%M}",
                    _("The working day ends: receipt is acknowledged until then"),
                ),
                ("HUB_HOLIDAYS", str(len(s.holidays)), _("Days without work that are known")),
            ],
        ),
    ]


def _database_kind(s: Settings) -> str:
    """Say which database it is, without address or password."""
    return s.database.partition(":")[0].partition("+")[0]


def _folder(folder: Path, pattern: str) -> str:
    count = sum(1 for each in folder.glob(pattern) if each.is_file()) if folder.is_dir() else 0
    return _("%(folder)s (%(count)s files)", folder=str(folder.absolute()), count=count)


def _versions() -> list[tuple[str, str]]:
    found = [("Python", platform.python_version())]
    for package in ("flask", "sqlalchemy", "pyhanko", "aiortc", "weasyprint"):
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:  # pragma: no cover - every one is in requirements.txt
            found.append((package, "–"))
    return found
