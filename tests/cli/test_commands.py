"""The commands, run as people run them."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click import ClickException
from click.testing import CliRunner, Result

from hub.cli import cli, demo, keeping, serve, verify
from hub.core.db import Base
from hub.web.transport import server_class
from scheduler.__main__ import main as timetable

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.xdist_group("commands")


def hub(folder: Path, *command: str, **more: str) -> Result:
    """Run a command in this process."""
    without = {name: None for name in os.environ if name.startswith("HUB_")}
    return CliRunner(env={**without, "HUB_DATA_DIR": str(folder), **more}).invoke(cli, command)


def started(folder: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, as a shell does."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return subprocess.run(
        [sys.executable, "-m", "hub", *command],
        cwd=ROOT,
        env={**environment, "HUB_DATA_DIR": str(folder), **more},
        capture_output=True,
        text=True,
        check=False,
    )


FIRST_RUN = ("init", "--unit", "UBND huyện Thử", "--place", "Thử", "--admin", "Lê Văn Quản",
             "--username", "quantri")  # fmt: skip


#: Writes units of work without end and says, after the tenth, how many audit entries there are.
WRITE_ON = """
import sys, uuid
from pathlib import Path
from sqlalchemy import text
from hub.app import create_runtime
from hub.core.db import make_engine
from hub.core.settings import Settings
from hub.core.unit_of_work import SYSTEM
from hub.accounts.events import SignInRefused
settings = Settings(_env_file=None, data_dir=Path(sys.argv[1]))
runtime = create_runtime(make_engine(settings.database), settings)
count = 0
while True:
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.emit(SignInRefused("nobody", "unknown", "127.0.0.1"))
    count += 1
    if count == 10:
        with runtime.read() as session:
            print(session.scalar(text("SELECT count(*) FROM audit_entries")), flush=True)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh")
    done = hub(folder, *FIRST_RUN)
    assert done.exit_code == 0, done.stderr
    assert "Mật khẩu lần đầu:" in done.stdout
    return folder


def test_help_names_every_command(tmp_path: Path) -> None:
    text = started(tmp_path, "--help").stdout
    for name in ("serve", "init", "demo", "migrate", "backup", "verify", "assets", "users"):
        assert f"  {name} " in text


def test_a_hub_is_set_up_once(folder: Path) -> None:
    again = hub(folder, *FIRST_RUN)
    assert again.exit_code == 1
    assert "set up already" in again.stderr


def test_a_fresh_hub_has_one_account_whose_password_was_printed_once(folder: Path) -> None:
    listed = hub(folder, "users", "list").stdout
    assert listed.startswith("quantri ")
    assert len(listed.splitlines()) == 1


def test_test_keys_are_given_once_to_who_has_none(folder: Path) -> None:
    assert (folder / "trust" / "anchors" / "test-root.cer").exists()  # made by init
    assert "has a key" in hub(folder, "test-keys").stdout
    assert hub(folder, "test-keys", "nobody").exit_code == 1
    with sqlite3.connect(folder / "hub.sqlite3") as database:
        database.execute("UPDATE signing_keys SET retired_at = not_before WHERE kind = 'person'")
    done = hub(folder, "test-keys", "quantri")
    assert "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in done.stdout
    assert "Lê Văn Quản" in done.stdout
    assert (folder / "trust" / "anchors" / "test-root-2.cer").exists()


def test_production_neither_makes_nor_trusts_test_keys(folder: Path, tmp_path: Path) -> None:
    safe = {"HUB_PRODUCTION": "true", "HUB_SECRET_KEY": "x" * 40,
            "HUB_BASE_URL": "https://hub.example"}  # fmt: skip
    assert "test keys" in hub(folder, "test-keys", **safe).stderr
    assert "test keys" in hub(tmp_path, *FIRST_RUN, "--keys", **safe).stderr
    done = hub(folder, "serve", **safe)
    assert done.exit_code == 2
    assert "trusts a test authority" in done.stderr
    assert hub(tmp_path, *FIRST_RUN, **safe).exit_code == 0
    assert not (tmp_path / "trust").exists()


def test_a_password_can_be_reset_when_nobody_can_sign_in(folder: Path) -> None:
    assert hub(folder, "users", "reset", "quantri").stdout.startswith("quantri: ")
    assert hub(folder, "users", "reset", "khong-co").exit_code == 1


def test_a_fresh_hub_verifies(folder: Path) -> None:
    done = hub(folder, "verify")
    assert done.exit_code == 0, done.stderr
    assert "audit chain:" in done.stdout


def test_every_column_that_names_a_file_is_verified() -> None:
    """Hashes of tokens, of rows and of what lies elsewhere name no stored file."""
    no_files = {
        "attendance_sheets.sha256", "consultations.sha256", "crl_sources.sha256",
        "dossiers.manifest_sha256", "evidence.sha256", "join_tokens.token_sha256", "motions.sha256",
        "sign_ins.token_sha256", "uploads.sha256", "verdicts.sha256",
    }  # fmt: skip
    hashes = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("sha256")
    }
    assert {f"{each.table.name}.{each.name}" for each in verify.NAMING} == hashes - no_files


def test_a_changed_audit_entry_is_reported(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "hub.sqlite3"
    with sqlite3.connect(folder / "hub.sqlite3") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    with sqlite3.connect(copy) as changed:
        changed.execute("DROP TRIGGER audit_entries_no_update")
        changed.execute("UPDATE audit_entries SET actor_name = 'khác' WHERE seq = 1")
    done = hub(tmp_path, "verify")
    assert done.exit_code == 1
    assert "breaks at entry 1" in done.stderr


def test_a_backup_is_a_hub_that_verifies(folder: Path, tmp_path: Path) -> None:
    done = hub(folder, "backup", str(tmp_path / "copies"))
    assert done.exit_code == 0, done.stderr
    (copy,) = (tmp_path / "copies").iterdir()
    assert {each.name for each in copy.iterdir()} >= {"hub.sqlite3", "files", "manifest.json"}
    assert hub(copy, "verify").exit_code == 0


@pytest.mark.slow
def test_a_backup_ends_and_is_whole_while_the_hub_goes_on_writing(
    folder: Path, tmp_path: Path
) -> None:
    """Copying page by page begins anew with every write, and a plain copy lacks the latest."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE_ON, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout is not None
        before = int(writer.stdout.readline())
        done = hub(folder, "backup", str(tmp_path / "copies"))
    finally:
        writer.kill()
        writer.wait()
    assert done.exit_code == 0, done.stderr
    (copy,) = (tmp_path / "copies").iterdir()
    with sqlite3.connect(copy / "hub.sqlite3") as copied:
        (kept,) = copied.execute("SELECT count(*) FROM audit_entries").fetchone()
    assert kept >= before
    assert hub(copy, "verify").exit_code == 0


def test_migrating_twice_is_harmless(folder: Path) -> None:
    assert "up to date" in hub(folder, "migrate").stdout


def test_serving_an_empty_database_says_what_to_do(tmp_path: Path) -> None:
    done = hub(tmp_path, "serve", "--port", "5999")
    assert done.exit_code == 1
    assert "python -m hub init" in done.stderr


@pytest.mark.parametrize("command", ["verify", "backup copies", "users list", "trust"])
def test_a_command_that_finds_no_hub_says_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = hub(tmp_path / "forgotten", *command.split())
    assert done.exit_code == 1
    assert "forgotten/hub.sqlite3" in done.stderr
    assert "HUB_DATA_DIR" in done.stderr
    assert not (tmp_path / "copies").exists()


def test_the_timetable_alone_explains_itself_and_wants_a_hub(tmp_path: Path) -> None:
    runner = CliRunner(env={"HUB_DATA_DIR": str(tmp_path)})
    assert "HUB_SCHEDULER=false" in runner.invoke(timetable, ["--help"]).stdout
    done = runner.invoke(timetable, [])
    assert done.exit_code == 1
    assert "python -m hub init" in done.stderr


def test_a_port_that_is_taken_is_named_and_nothing_goes_on_running() -> None:
    stopped = []
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        server = server_class()(holder.getsockname(), None)
        with pytest.raises(ClickException, match="HUB_PORT"):
            serve._take_address(server, lambda: stopped.append(1))
    assert stopped


def test_a_backup_that_fails_leaves_nothing_that_looks_like_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping, "_copy_files", full)
    assert hub(folder, "backup", str(tmp_path / "copies")).exit_code == 1
    assert list((tmp_path / "copies").iterdir()) == []


def test_production_refuses_a_hub_without_a_secret(folder: Path) -> None:
    done = hub(folder, "serve", HUB_PRODUCTION="true")
    assert done.exit_code == 2
    assert "HUB_SECRET_KEY" in done.stderr


def test_production_refuses_the_public_passwords_of_a_demonstration(
    folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "was-demo")
    with sqlite3.connect(tmp_path / "was-demo" / "hub.sqlite3") as database:
        database.execute("UPDATE accounts SET is_demo = 1")
    done = hub(
        tmp_path / "was-demo", "serve", HUB_PRODUCTION="true", HUB_SECRET_KEY="x" * 40,
        HUB_BASE_URL="https://hub.example",
    )  # fmt: skip
    assert done.exit_code == 2
    assert "quantri" in done.stderr


@pytest.mark.slow
def test_a_demonstration_that_was_interrupted_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "_make_keys", lambda *_: {})
    monkeypatch.setattr(demo.demo_meetings, "hold", interrupted)
    assert hub(tmp_path, "demo").exit_code == 1
    monkeypatch.setattr(demo.demo_meetings, "hold", lambda _: None)
    done = hub(tmp_path, "demo")
    assert done.exit_code == 0, done.stderr
    assert "chutri" in done.stdout
    assert hub(tmp_path, "verify").exit_code == 0


def test_production_takes_no_demo_data(tmp_path: Path) -> None:
    done = hub(
        tmp_path, "demo", HUB_PRODUCTION="true", HUB_SECRET_KEY="x" * 40,
        HUB_BASE_URL="https://hub.example",
    )  # fmt: skip
    assert done.exit_code == 1
    assert "no demo data" in done.stderr
