"""What every command starts with."""

from hub.app import create_runtime
from hub.core import catalogue, logs
from hub.core.db import make_engine
from hub.core.runtime import Runtime
from hub.core.settings import Settings


def settings_of_now() -> Settings:
    """Return the settings of this environment. Raises InsecureSettings in production."""
    settings = Settings()
    settings.ensure_fit_for_production()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return settings


def runtime_of(settings: Settings) -> Runtime:
    """Return the hub for a command: logs on standard error, texts compiled."""
    logs.set_up(settings.log_format)
    catalogue.compile_all()
    return create_runtime(make_engine(settings.database), settings)
