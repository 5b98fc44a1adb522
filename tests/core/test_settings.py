"""Settings: safe without any, strict in production."""

from pathlib import Path

import pytest

from hub.core.settings import InsecureSettings, Settings


def a_hub(tmp_path: Path, **given: object) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path, **given)  # type: ignore[call-arg, arg-type]


def test_a_fresh_hub_makes_its_own_secret_once_and_hides_it(tmp_path: Path) -> None:
    secret = a_hub(tmp_path).secret
    assert len(secret) >= 48
    assert a_hub(tmp_path).secret == secret
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"secret_key": "change-me"},
        {"secret_key": "short"},
        {"secret_key": "x" * 40, "base_url": "http://hub.example"},
        {"secret_key": "x" * 40, "base_url": "https://hub.example", "demo": True},
    ],
)
def test_production_refuses_to_start_insecurely(tmp_path: Path, given: dict[str, object]) -> None:
    with pytest.raises(InsecureSettings):
        a_hub(tmp_path, production=True, **given).ensure_fit_for_production()


def test_production_starts_with_a_secret_and_tls(tmp_path: Path) -> None:
    a_hub(
        tmp_path, production=True, secret_key="x" * 40, base_url="https://hub.example"
    ).ensure_fit_for_production()


def test_secrets_are_not_printed(tmp_path: Path) -> None:
    assert "x" * 40 not in repr(a_hub(tmp_path, secret_key="x" * 40))
