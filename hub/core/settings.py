"""Settings of one hub, from the environment (`HUB_…`) and an optional file `hub.env`."""

import hashlib
import hmac
import os
import secrets
from datetime import date, time
from pathlib import Path
from typing import Final

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

#: How a share is written; see hub.attendance.rules.Share.
SHARE: Final = r"^(>?\d{1,3}/\d{1,3})?$"
DEFAULT_SECRET: Final = "change-me"  # noqa: S105  (refused in production)


class InsecureSettings(Exception):
    """The hub refuses to start: each argument is one reason."""


class Settings(BaseSettings):
    """Everything that differs between two installations.

    `data_dir` holds the embedded database, the stored files, keys and caches.
    """

    model_config = SettingsConfigDict(env_prefix="HUB_", env_file="hub.env", extra="ignore")

    production: bool = False
    demo: bool = False
    data_dir: Path = Path("var")
    database_url: str = ""
    redis_url: str = ""
    secret_key: SecretStr = SecretStr("")
    host: str = "127.0.0.1"
    port: int = 5080
    base_url: str = ""
    trusted_proxies: int = 0
    scheduler: bool = True
    workers: int = 2

    smtp_host: str = ""
    smtp_port: int = 25
    smtp_security: str = Field(default="starttls", pattern="^(none|starttls|tls)$")
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    mail_from: str = "diemcau@localhost.localdomain"

    #: Which engine carries sound and pictures: the hub's own, or Janus.
    media: str = Field(default="builtin", pattern="^(builtin|janus)$")
    media_address: str = ""  # told to browsers, behind 1:1 NAT
    media_listen: str = ""  # addresses of this machine to use, with commas; all when empty
    media_ports: str = Field(default="", pattern=r"^(\d{4,5}-\d{4,5})?$")
    media_cap_kbps: int = Field(default=1200, ge=100, le=10_000)
    #: Janus elsewhere, with commas: ws://10.0.0.5:8188. Empty: one beside the hub.
    media_nodes: str = ""
    media_secret: SecretStr = SecretStr("")  # of the nodes; made from the hub's own when empty
    media_events: str = Field(default="127.0.0.1:0", pattern=r"^[0-9A-Za-z.\-]+:\d{1,5}$")
    media_node_sites: int = Field(default=200, ge=1)
    #: A conference server elsewhere that carries sound and pictures instead of the hub's engine.
    conference: str = Field(default="", pattern="^(|jitsi|bigbluebutton|livekit|link)$")
    conference_url: str = ""
    conference_key: str = ""
    conference_secret: SecretStr = SecretStr("")
    turn_urls: str = ""  # turn:relay.example.vn:3478?transport=udp, with commas
    turn_secret: SecretStr = SecretStr("")
    keys_dir: Path | None = None
    trust_dir: Path | None = None
    tsa_url: str = ""
    #: Where revocation lists are fetched from, with commas, and how old one may get (hours).
    crl_urls: str = ""
    crl_hours: int = Field(default=4, ge=1, le=168)
    #: The PKCS#11 module of the hub's HSM or token, and the label of the token to use in it.
    pkcs11_module: str = ""
    pkcs11_token: str = ""

    upload_limit_mb: int = 100
    #: What the documents of one unit may take, 0 for no limit; a unit may have its own.
    unit_quota_mb: int = Field(default=20_480, ge=0)
    #: The largest offline pack that somebody of an invited unit may take.
    offline_pack_mb: int = Field(default=500, ge=1)
    #: A file that was made in the background can be taken for so many hours.
    export_hours: int = Field(default=24, ge=1, le=720)
    #: A PKCS#12 file whose key signs the manifests of offline packs; without it the hub makes one.
    pack_key: Path | None = None
    pack_key_password: SecretStr = SecretStr("")
    #: The socket of ClamAV's daemon; without it files are not looked at for malware.
    clamav_socket: Path | None = None
    #: LibreOffice, which makes PDF/A renditions of Office files; what one of them may take.
    office_program: str = "soffice"
    office_limit_s: int = Field(default=120, ge=10, le=1800)
    office_memory_mb: int = Field(default=2048, ge=512)
    office_output_mb: int = Field(default=200, ge=1)
    attendance_late_minutes: int = 5
    attendance_early_minutes: int = 5
    attendance_grace_s: int = 60
    attendance_silence_s: int = 60
    #: Shares that make a quorum: "2/3" at least two thirds, ">1/2" more than half, "" not asked.
    quorum_units: str = Field(default=">1/2", pattern=SHARE)
    quorum_persons: str = Field(default="2/3", pattern=SHARE)
    #: The same by type of meeting: {"briefing": [">1/2", ""]}, units first.
    quorum_of_types: dict[str, tuple[str, str]] = {}
    #: Limits of the grades good and fair; beyond the second a line is poor.
    grade_mos: tuple[float, float] = (4.0, 3.1)
    grade_rtt_ms: tuple[float, float] = (150, 300)
    grade_loss_pct: tuple[float, float] = (1, 5)
    grade_jitter_ms: tuple[float, float] = (20, 30)
    grade_fps: tuple[float, float] = (15, 7)
    grade_freeze_pct: tuple[float, float] = (1, 5)
    #: Samples of lines are kept one by one for so many days, then minute by minute.
    quality_raw_days: int = Field(default=30, ge=1)
    #: A line lost for so long in a running meeting is an incident; more of them at once are one.
    incident_lost_s: int = Field(default=60, ge=10)
    incident_sites: int = Field(default=50, ge=1)
    session_idle_minutes: int = 60
    session_hours: int = 12
    #: Who signs after this long without typing the password is asked for it again.
    confirm_minutes: int = 10
    holidays: list[date] = []
    #: When the office closes, by the wall: until then receipt is acknowledged on the same day
    #: (Decree 30/2020/NĐ-CP, article 21.2c names the day, not the hour).
    working_day_ends: time = time(17, 0)
    log_format: str = Field(default="text", pattern="^(text|json)$")

    @property
    def database(self) -> str:
        """The URL of the database; the embedded one when none is given."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'hub.sqlite3'}"

    @property
    def ballot_keys_dir(self) -> Path:
        """Where the keys of secret votes lie while they are open. Never part of a backup."""
        return self.data_dir / "ballot-keys"

    @property
    def files_dir(self) -> Path:
        """Where stored documents live, by content."""
        return self.data_dir / "files"

    @property
    def exports_dir(self) -> Path:
        """Where files made in the background wait for who asked. Never part of a backup."""
        return self.data_dir / "exports"

    @property
    def keys(self) -> Path:
        """Where PKCS#12 key files are read from."""
        return self.keys_dir or self.data_dir / "keys"

    @property
    def trust(self) -> Path:
        """Where trust anchors (certificates) and CRLs are read from."""
        return self.trust_dir or self.data_dir / "trust"

    @property
    def crls_dir(self) -> Path:
        """Where fetched revocation lists are kept, beside those put into the trust folder."""
        return self.data_dir / "crls"

    @property
    def media_key(self) -> str:
        """The secret the keys of the media nodes are made of; never the hub's own as it is."""
        given = self.media_secret.get_secret_value()
        return given or derived_secret(self.secret, "media nodes")

    @property
    def url(self) -> str:
        """The address people reach the hub at, without a slash at the end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether people reach the hub over TLS."""
        return self.url.startswith("https://")

    @property
    def secret(self) -> str:
        """The secret that signs sessions and links.

        Outside production it is made once and kept in the data folder, so that a hub that
        was set up with one command has no default secret either.
        """
        given = self.secret_key.get_secret_value()
        if given or self.production:
            return given
        return kept_secret(self.data_dir / "secret")

    def ensure_fit_for_production(self) -> None:
        """Raise InsecureSettings when a production hub would start with a known secret."""
        if not self.production:
            return
        reasons = []
        secret = self.secret_key.get_secret_value()
        if len(secret) < 32 or secret == DEFAULT_SECRET:  # noqa: PLR2004
            reasons.append("HUB_SECRET_KEY must be set to at least 32 random characters")
        if self.demo:
            reasons.append("HUB_DEMO must not be set: demo sign-ins are public")
        if not self.secure:
            reasons.append("HUB_BASE_URL must begin with https:// (browsers need it for cameras)")
        if reasons:
            raise InsecureSettings(*reasons)


def derived_secret(secret: str, purpose: str) -> str:
    """Return a secret for one purpose, from which the first cannot be found."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def kept_secret(path: Path) -> str:
    """Return the secret kept in a file, readable by the hub only; make it the first time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(path, "x", opener=_private) as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
