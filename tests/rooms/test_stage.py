"""The stage: layout for all, admission, microphones, a shared screen, a document in step."""

from typing import Any

import pytest

from hub.core.ids import DocumentId, VersionId, new_id
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.documents import queries as documents
from hub.documents.models import (
    AccessFrom,
    Document,
    DocumentState,
    DocumentVersion,
    VersionOrigin,
)
from hub.rooms import queries
from hub.rooms.models import Layout
from tests.builders import Stage
from tests.conftest import Heard, SetClock
from tests.fakes import FakeMedia
from tests.rooms.conftest import DeviceOf
from tests.rooms.test_floor import queue_of, seated, site_of

PDF = "application/pdf"


def a_document(
    runtime: Runtime, stage: Stage, *, media_type: str = PDF,
    state: DocumentState = DocumentState.ISSUED, access: AccessFrom = AccessFrom.ISSUE,
) -> DocumentId:  # fmt: skip
    document_id = DocumentId(new_id())
    chair = stage.staff[Role.CHAIR]
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.add(
            Document(
                id=document_id,
                meeting_id=stage.meeting.id,
                owner_unit_id=stage.host.id,
                title="Báo cáo tổng kết",
                state=state,
                access_from=access,
                created_by_id=chair.id,
                created_at=uow.now,
            )
        )
        uow.session.flush()
        uow.session.add(
            DocumentVersion(
                id=VersionId(new_id()),
                document_id=document_id,
                number=1,
                sha256="a" * 64,
                size=1,
                pages=3,
                media_type=media_type,
                filename="bao-cao.pdf",
                origin=VersionOrigin.UPLOAD,
                made_at=uow.now,
                made_by_id=chair.id,
            )
        )
    return document_id


# ---- layout ------------------------------------------------------------------------------------


def test_the_layout_is_the_same_for_all_and_survives_a_restart(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    technician = device_of(stage.staff[Role.TECHNICIAN])
    pinned = site_of(stage.communes[1])
    set_to = {"layout": "gallery", "size": 16, "page": 5, "pinned": pinned}
    assert technician.say("room:layout", **set_to)["ok"], "before anybody came in, too"
    _, sites = seated(stage, device_of)
    state = sites[0].state()
    assert (state["layout"], state["pinned"]) == ("gallery", pinned)
    assert state["gallery"] == {"size": 16, "page": 0}, "four sites fill one page"
    with runtime.read() as session:
        room = queries.find_room(session, stage.meeting.id)
    assert room is not None and room.layout is Layout.GALLERY
    assert sites[0].say("room:layout", layout="speaker")["error"]["code"] == "not-the-moderator"


def test_a_site_of_another_meeting_cannot_be_pinned(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    chair, _ = seated(stage, device_of)
    foreign = str(stage.other_commune.meeting_site.id)
    refused = chair.say("room:layout", layout="speaker", pinned=foreign)
    assert refused["error"]["code"] == "no-such-seat"


# ---- coming in ---------------------------------------------------------------------------------


def test_sites_wait_until_they_are_let_in_and_those_inside_stay(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    chair, inside = device_of(stage.staff[Role.CHAIR]), device_of(stage.communes[0].clerk)
    chair.join()
    inside.join()
    waits = device_of(stage.communes[1].clerk)
    token = waits.token()
    assert chair.say("room:admission", admission=True)["ok"]
    assert waits.join(token)["error"]["code"] == "wait-for-admission"
    assert waits.client.get(f"/meetings/{waits.meeting}/room").status_code == 302
    lobby = f"/meetings/{waits.meeting}/lobby"
    assert "Xin vào phòng họp" in waits.client.get(lobby).get_data(as_text=True)
    assert waits.client.post(f"{lobby}/ask").status_code == 302
    assert "Đang chờ duyệt vào phòng" in waits.client.get(lobby).get_data(as_text=True)
    behind = device_of(stage.communes[2].clerk)
    opened.go(seconds=1)
    behind.client.post(f"{lobby}/ask")
    assert "thứ 2 trong hàng chờ" in behind.client.get(f"{lobby}/door").get_data(as_text=True)
    assert chair.say("room:turn-away", site=site_of(stage.communes[2]), reason="Chờ")["ok"]
    assert chair.state()["waiting"] == 1 and inside.state()["waiting"] == 0
    assert not chair.site(site_of(stage.communes[1]))["came"]
    site = site_of(stage.communes[1])
    assert inside.say("room:admit", site=site)["error"]["code"] == "not-the-moderator"
    assert chair.say("room:admit", site=site)["ok"]
    assert waits.join(key="let-in-at-last")["ok"]
    waits.say("room:leave")
    assert waits.join(key="and-in-once-more")["ok"], "who was let in is not asked again"
    assert inside.state()["waiting"] == 0
    assert chair.say("room:admit", site=site)["error"]["code"] == "nobody-to-admit"


def test_a_site_that_is_turned_away_reads_why_and_may_ask_again(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    chair = device_of(stage.staff[Role.CHAIR])
    chair.join()
    chair.say("room:admission", admission=True)
    site, clerk = site_of(stage.communes[0]), device_of(stage.communes[0].clerk)
    lobby = f"/meetings/{clerk.meeting}/lobby"
    clerk.client.post(f"{lobby}/ask")
    assert chair.say("room:turn-away", site=site, reason="Chờ đến phần thảo luận")["ok"]
    assert "Chờ đến phần thảo luận" in clerk.client.get(f"{lobby}/door").get_data(as_text=True)
    clerk.client.post(f"{lobby}/ask")
    assert chair.state()["waiting"] == 1
    assert chair.say("room:admission", admission=False)["ok"], "open doors let in who waits"
    assert clerk.join()["ok"]


# ---- microphones -------------------------------------------------------------------------------


def test_all_but_speaker_and_main_site_are_muted_and_the_floor_opens_again(
    stage: Stage, device_of: DeviceOf, opened: SetClock, media: FakeMedia
) -> None:
    chair, sites = seated(stage, device_of)
    one, two, _ = (site_of(commune) for commune in stage.communes)
    chair.say("room:grant", site=one)
    sites[0].say("room:media", microphone=True, camera=True)
    chair.say("room:media", microphone=True, camera=True)
    assert chair.say("room:mute-others")["ok"]
    muted = {site["id"]: site["muted"] for site in chair.state()["sites"]}
    assert not muted[one] and muted[two] and not muted[str(stage.main_meeting_site.id)]
    assert chair.site(one)["microphone"]
    chair.say("room:grant", site=two)
    assert sites[1].say("room:media", microphone=True, camera=True)["ok"], "its turn has come"
    assert sites[1].say("room:mute-others")["error"]["code"] == "not-the-moderator"
    assert chair.say("room:unmute-all")["ok"]
    assert not any(site["muted"] for site in chair.state()["sites"])


def test_a_site_is_asked_to_unmute_and_nobody_else_does_it(
    stage: Stage, device_of: DeviceOf, opened: SetClock, media: FakeMedia
) -> None:
    chair, sites = seated(stage, device_of)
    site = site_of(stage.communes[0])
    assert chair.say("room:ask-unmute", site=site)["error"]["code"] == "not-on-the-floor"
    chair.say("room:grant", site=site)
    assert chair.say("room:ask-unmute", site=site)["ok"]
    assert sites[0].state()["asked"] and not chair.site(site)["microphone"]
    assert sites[0].say("room:decline-unmute")["ok"]
    assert not sites[0].state()["asked"]
    chair.say("room:ask-unmute", site=site)
    sites[0].say("room:media", microphone=True, camera=False)
    assert not sites[0].state()["asked"] and chair.site(site)["microphone"]


# ---- a shared screen ---------------------------------------------------------------------------


def test_a_screen_is_shared_with_the_floor_and_the_layout_comes_back_after_it(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    chair, sites = seated(stage, device_of)
    site = site_of(stage.communes[0])
    assert sites[0].say("room:share")["error"]["code"] == "sharing-needs-the-floor"
    chair.say("room:layout", layout="gallery")
    chair.say("room:grant", site=site)
    assert sites[0].say("room:share")["ok"]
    assert (chair.state()["sharer"], chair.state()["layout"]) == (site, "document")
    assert sites[1].say("room:end-share")["error"]["code"] == "not-the-moderator"
    assert chair.say("room:end-share")["ok"]
    assert (chair.state()["sharer"], chair.state()["layout"]) == (None, "gallery")
    sites[0].say("room:share")
    chair.say("room:end-floor")
    assert chair.state()["sharer"] is None, "the floor took the screen along"
    assert chair.say("room:end-share")["error"]["code"] == "nobody-shares"
    assert chair.say("room:share")["ok"], "the main site needs no floor"


# ---- a document in step ------------------------------------------------------------------------


def test_a_document_is_shown_in_step_and_late_comers_get_its_page(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    document = a_document(runtime, stage)
    chair, first = device_of(stage.staff[Role.CHAIR]), device_of(stage.communes[0].clerk)
    chair.join()
    first.join()
    assert chair.say("room:present", document=str(document))["ok"]
    first.line.get_received()
    assert chair.say("room:turn-page", page=2)["ok"]
    (turned,) = [news for news in first.line.get_received() if news["name"] == "room:page-turned"]
    assert turned["args"][0]["page"] == 2
    late = device_of(stage.communes[1].clerk)
    late.join()
    shown = late.state()["shown"]
    assert (shown["page"], shown["title"], shown["presents"]) == (2, "Báo cáo tổng kết", False)
    assert late.state()["layout"] == "document"
    assert chair.say("room:turn-page", page=4)["error"]["code"] == "no-such-page"
    assert late.say("room:turn-page", page=1)["error"]["code"] == "may-not-present"
    assert chair.say("room:end-present")["ok"]
    assert (late.state()["shown"], late.state()["layout"]) == (None, "speaker")
    assert chair.say("room:end-present")["error"]["code"] == "nothing-shown"


def test_a_site_with_the_floor_presents_while_it_has_it(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    document = str(a_document(runtime, stage))
    chair, sites = seated(stage, device_of)
    assert sites[0].say("room:present", document=document)["error"]["code"] == "may-not-present"
    chair.say("room:grant", site=site_of(stage.communes[0]))
    assert sites[0].say("room:present", document=document, page=3)["ok"]
    assert sites[0].say("room:turn-page", page=1)["ok"]
    assert sites[0].state()["shown"]["presents"] and not sites[1].state()["shown"]["presents"]
    chair.say("room:end-floor")
    assert sites[0].say("room:turn-page", page=2)["error"]["code"] == "may-not-present"
    assert chair.say("room:turn-page", page=2)["ok"], "those who run the meeting go on"


def test_a_document_not_open_to_a_site_is_shown_to_it_without_its_name(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    draft = str(a_document(runtime, stage, state=DocumentState.DRAFT))
    chair, sites = seated(stage, device_of)
    assert chair.say("room:present", document=draft)["ok"]
    shown = sites[0].state()["shown"]
    assert shown == {
        "by": stage.staff[Role.CHAIR].name, "readable": False, "presents": False,
    }  # fmt: skip
    chair.say("room:grant", site=site_of(stage.communes[0]))
    assert sites[0].say("room:present", document=draft)["error"]["status"] == 404
    content = f"/documents/{draft}/versions/1/content"
    assert sites[0].client.get(content).status_code == 404


def test_only_pages_can_be_shown_and_only_of_this_meeting(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    words = a_document(runtime, stage, media_type="application/msword")
    chair, _ = seated(stage, device_of)
    refused = chair.say("room:present", document=str(words))
    assert refused["error"]["code"] == "cannot-be-shown"
    assert chair.say("room:present", document=str(new_id()))["error"]["status"] == 404


def test_a_document_that_is_recalled_is_taken_off_the_stage(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    document = a_document(runtime, stage)
    chair, _ = seated(stage, device_of)
    chair.say("room:present", document=str(document))
    clerk = device_of(stage.staff[Role.REGISTRY_CLERK])
    recalled = clerk.client.post(f"/documents/{document}/recall", data={"reason": "Sai số liệu"})
    assert recalled.status_code == 303
    assert chair.state()["shown"] is None and chair.state()["layout"] == "speaker"


def test_closing_the_meeting_clears_the_stage(
    stage: Stage,
    device_of: DeviceOf,
    opened: SetClock,
    runtime: Runtime,
    media: FakeMedia,
    heard: Heard,
) -> None:
    document = a_document(runtime, stage)
    chair, sites = seated(stage, device_of)
    chair.say("room:present", document=str(document))
    chair.say("room:share")
    sites[0].say("room:hand")
    heard.events.clear()
    chair.client.post(f"/meetings/{chair.meeting}/close")
    state = sites[1].state()
    assert (state["shown"], state["sharer"], queue_of(sites[1])) == (None, None, [])
    assert not any(each["here"] for each in state["sites"])
    names = heard.names()
    assert names.count("room:emptied") == names.count("attendance:stays-ended") == 1
    assert "room:seat-left" not in names, "ten thousand words would say the same"


@pytest.mark.parametrize("name", ["waiting", "limits"])
def test_what_concerns_those_who_direct_is_closed_to_the_others(
    stage: Stage, device_of: DeviceOf, opened: SetClock, name: str
) -> None:
    chair, sites = seated(stage, device_of)
    path = f"/meetings/{chair.meeting}/room/{name}"
    assert chair.client.get(path).status_code == 200
    assert sites[0].client.get(path).status_code == 403


def test_a_page_is_shown_and_turned_from_the_reader_by_whom_the_room_lets(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime, client_of: Any
) -> None:
    document = a_document(runtime, stage)
    with runtime.read() as session:
        version = documents.latest(documents.get(session, document)).id
    room = f"/meetings/{stage.meeting.id}/room"
    strip = f"{room}/in-step/{version}"
    chair = client_of(stage.staff[Role.CHAIR])
    clerk = client_of(stage.communes[0].clerk)
    assert "Trình chiếu trang này" in chair.get(strip).text
    assert "Trình chiếu" not in clerk.get(strip).text
    sent = {"document": str(document), "page": "2"}
    assert clerk.post(f"{room}/showing", data=sent).status_code == 403
    assert chair.post(f"{room}/showing", data={**sent, "page": "4"}).status_code in {400, 404, 409}
    assert chair.post(f"{room}/showing", data=sent).status_code == 204
    device = device_of(stage.communes[0].clerk)
    device.join()
    assert device.state()["shown"]["page"] == 2
    following = clerk.get(strip).text
    assert 'data-shown-page="2"' in following and "Theo người trình bày" in following
    assert "data-turns" not in following and "data-turns" in chair.get(strip).text
    assert clerk.post(f"{room}/showing/page", data={"page": "1"}).status_code == 403
    assert chair.post(f"{room}/showing/page", data={"page": "1"}).status_code == 204
    assert device.state()["shown"]["page"] == 1
    assert clerk.post(f"{room}/showing/end").status_code == 403
    assert chair.post(f"{room}/showing/end").status_code == 204
    assert device.state()["shown"] is None
    assert chair.post(f"{room}/showing/end").status_code == 409
