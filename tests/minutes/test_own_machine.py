"""Minutes signed at home: the key lies in a token there, the hub knows its certificate only."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient

from hub.core.ids import MinutesId, SigningKeyId
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import Role
from hub.directory.models import Person
from hub.gateways.storage import Storage
from hub.minutes.models import MinutesState
from tests.builders import Stage
from tests.documents.own_machine import (
    Program,
    address,
    address_on,
    key_at_home,
    run_client,
    signer,
)
from tests.minutes.conftest import changed

__all__ = ["address"]

GiveKey = Callable[[Person], tuple[SigningKeyId, str]]
SIGNERS = (Role.SECRETARY, Role.CHAIR)


def _url(stage: Stage, rest: str = "") -> str:
    return f"/meetings/{stage.meeting.id}/minutes{rest}"


def test_minutes_are_signed_on_the_secretarys_and_the_chairs_own_machines(
    secretary: FlaskClient,
    chair: FlaskClient,
    held: Stage,
    minutes: MinutesId,
    give_key: GiveKey,
    runtime: Runtime,
    settings: Settings,
    storage: Storage,
    address: str,
    tmp_path: Path,
) -> None:
    """The secretary's key lies in a token at home: the hub knows its certificate only."""
    keys = {role: key_at_home(runtime, settings, give_key(held.staff[role])) for role in SIGNERS}
    secretary.post(_url(held, "/submit"), data={"revision": "1"})
    made = changed(runtime, minutes)
    page = secretary.get(_url(held, "/sign")).text
    assert "Ký trên máy của bạn" in page and "Bằng công cụ ký" in page
    asked = {"pdf": made.pdf_sha256, "path": "client", "level": "B-B"}
    assert chair.post(_url(held, "/sign/elsewhere"), data=asked).status_code == 409
    begun = secretary.post(_url(held, "/sign/elsewhere"), data=asked)
    assert begun.status_code == 303
    where = address_on(secretary.get(begun.location).text)
    code, said = run_client(where, keys[Role.SECRETARY], tmp_path)
    assert code == 0, said
    assert "01/BB-UBND" in said
    first = changed(runtime, minutes)
    assert first.state is MinutesState.SECRETARY_SIGNED
    assert secretary.get(begun.location).location == _url(held)

    asked = {"pdf": first.pdf_sha256, "path": "vgca"}
    refused = chair.post(_url(held, "/sign/elsewhere"), data=asked)
    assert refused.status_code == 400 and "Hãy ký bằng công cụ ký" in refused.text
    begun = chair.post(_url(held, "/sign/elsewhere"), data=asked | {"path": "client"})
    where = address_on(chair.get(begun.location).text)
    assert run_client(where, keys[Role.SECRETARY], tmp_path)[0] == 1
    assert run_client(where, keys[Role.CHAIR], tmp_path)[0] == 0
    both = changed(runtime, minutes)
    assert both.state is MinutesState.SIGNED
    assert storage.read(both.pdf_sha256).startswith(storage.read(first.pdf_sha256))
    (tmp_path / "s.pdf").write_bytes(storage.read(both.pdf_sha256))
    said = subprocess.run(
        ["pdfsig", "-nocert", "s.pdf"], cwd=tmp_path, check=False, capture_output=True, text=True
    ).stdout
    assert said.count("Signature is Valid") == 2 and "Total document signed" in said


def test_vgcas_program_signs_minutes_unless_they_were_returned_meanwhile(
    secretary: FlaskClient,
    chair: FlaskClient,
    held: Stage,
    minutes: MinutesId,
    give_key: GiveKey,
    runtime: Runtime,
    settings: Settings,
) -> None:
    person = held.staff[Role.SECRETARY]
    sign = signer(key_at_home(runtime, settings, give_key(person)), runtime, person.name)

    def begun() -> Program:
        asked = {"pdf": changed(runtime, minutes).pdf_sha256, "path": "vgca"}
        page = secretary.post(_url(held, "/sign/elsewhere"), data=asked).location
        return Program(secretary, page, sign)

    secretary.post(_url(held, "/submit"), data={"revision": "1"})
    late = begun()
    assert chair.post(_url(held, "/return"), data={"reason": "Sai số liệu"}).status_code == 302
    answer = late.run()
    assert answer["Status"] == 1 and answer["Message"]
    assert changed(runtime, minutes).state is MinutesState.DRAFT
    secretary.post(_url(held, "/submit"), data={"revision": "1"})
    assert begun().run()["Status"] == 0
    assert changed(runtime, minutes).state is MinutesState.SECRETARY_SIGNED
