"""Sample input for every entrance, so that the matrix reaches past the reading of forms.

FORMS: endpoint -> form. MESSAGES: socket event -> message. Both are made from the stage.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from hub.core.ids import new_id
from tests.builders import Stage

FORMS: dict[str, Callable[[Stage], dict[str, Any]]] = {
    "meetings.approve": lambda _stage: {"version": "1"},
    "meetings.send_back": lambda _stage: {"version": "1", "reason": "Bổ sung chương trình"},
    "meetings.postpone": lambda _stage: {"reason": "Chờ tài liệu"},
    "meetings.cancel": lambda _stage: {"reason": "Mưa bão"},
    "minutes.save": lambda _stage: {"html": "<p>Nội dung</p>"},
    "minutes.difference": lambda _stage: {"html": "<p>Nội dung</p>"},
    "minutes.submit": lambda _stage: {"revision": "1"},
    "minutes.send_back": lambda _stage: {"reason": "Thiếu phần thảo luận"},
    "minutes.restore": lambda _stage: {"revision": "1"},
    "minutes.sign": lambda _stage: {"key_id": str(new_id()), "pin": "1234", "pdf": "a" * 64},
    "minutes.set_practice": lambda _stage: {"seals": "on"},
    "minutes.decide_seal": lambda _stage: {"seals": "on"},
    "minutes.sign_elsewhere": lambda _stage: {"path": "client", "pdf": "a" * 64},
    "archive.seal": lambda _stage: {
        "retention": "years-10",
        "key_id": str(new_id()),
        "pin": "1234",
    },
    "documents.take_pack": lambda _stage: {
        "password": "mat-khau-1234",
        "repeated": "mat-khau-1234",
    },
    "documents.rewrite_mark": lambda _stage: {"text": "Xem lại"},
    "documents.save": lambda _stage: {"type": "TL", "title": "Báo cáo", "version": "1"},
    "documents.certify": lambda _stage: {"key_id": str(new_id()), "pin": "1234"},
    "documents.certify_elsewhere": lambda _stage: {"path": "client"},
    "documents.reopen": lambda _stage: {"reason": "Sai số liệu"},
    "documents.recall": lambda _stage: {"reason": "Sai số liệu"},
    "documents.put_signature": lambda _stage: {
        "version_id": str(new_id()),
        "key_id": str(new_id()),
        "pin": "12345678",
        "reason": "Phê duyệt",
        "level": "B-B",
    },
    "documents.begin_batch": lambda _stage: {
        "documents": [str(new_id())],
        "key_id": str(new_id()),
        "pin": "1234",
    },
    "documents.repeat_batch": lambda _stage: {"pin": "1234"},
    "documents.begin_errand": lambda _stage: {
        "version_id": str(new_id()),
        "path": "client",
    },
    "certificates.add": lambda _stage: {},
    "certificates.assign": lambda stage: {"unit_id": str(stage.host.id)},
    "documents.put_quota": lambda stage: {"unit_id": str(stage.host.id), "megabytes": "500"},
    "documents.register_key": lambda stage: {
        "source": "file:khong-co.p12",
        "pin": "12345678",
        "kind": "organisation",
        "unit_id": str(stage.host.id),
    },
    "documents.put_picture": lambda _stage: {"file": (BytesIO(b"GIF89a"), "chu-ky.png")},
    "invitations.add_guest": lambda _stage: {
        "name": "Trần Quốc Bình",
        "email": "khach@example.vn",
    },
    "invitations.give_own_answer": lambda _stage: {"answer": "attending", "head_count": "2"},
    "attendance.call": lambda stage: {
        "site": str(stage.communes[0].meeting_site.id),
        "status": "online",
    },
    "attendance.call_many": lambda stage: {
        "sites": [str(stage.communes[0].meeting_site.id)],
        "status": "online",
    },
    "attendance.check_in": lambda _stage: {"head_count": "3"},
    "attendance.correct": lambda _stage: {"status": "online", "reason": "Đếm lại"},
    "rooms.show_page": lambda _stage: {"document": str(new_id()), "page": "1"},
    "rooms.turn_shown_page": lambda _stage: {"page": "1"},
    "rooms.leave_late": lambda _stage: {"connection": "a-connection-that-is-gone"},
    "attendance.sign_elsewhere": lambda _stage: {"path": "client", "pdf": "a" * 64},
    "attendance.sign": lambda _stage: {
        "number": "1",
        "pdf": "a" * 64,
        "key_id": str(new_id()),
        "pin": "1234",
    },
    "attendance.set_rules": lambda _stage: {
        "late_minutes": "5",
        "early_minutes": "5",
        "line_grace_s": "60",
        "least_share_pct": "50",
        "version": "0",
    },
    "attendance.drop_rules": lambda _stage: {"version": "0"},
    "attendance.answer_by_telephone": lambda stage: {
        "site": str(stage.communes[0].meeting_site.id),
        "caller_name": "Hà Văn An",
        "caller_phone": "0912345678",
    },
    "votes.create": lambda _stage: {"title": "Thông qua nghị quyết"},
    "votes.change": lambda _stage: {"title": "Thông qua nghị quyết"},
    "votes.cast": lambda _stage: {"choice": "1", "key": "a-key-of-a-test"},
    "votes.cast_by_telephone": lambda _stage: {"voter": str(new_id()), "choice": "1"},
    "votes.cancel": lambda _stage: {"reason": "Câu hỏi chưa rõ"},
    "messages.send": lambda _stage: {"to": "all", "text": "Chào", "key": "a-key-of-a-test"},
    "messages.note_read": lambda _stage: {"number": "1"},
    "messages.call": lambda _stage: {"kind": "no-sound"},
    "messages.note": lambda stage: {
        "site": str(stage.communes[0].meeting_site.id),
        "kind": "echo",
    },
    "messages.solve": lambda _stage: {"cause": "line"},
    "registers.number_paper": lambda _stage: {
        "type": "TB",
        "subject": "Thông báo trên giấy",
        "signer": "Trần Văn Hòa",
    },
    "registers.enter_arrival": lambda _stage: {
        "author": "UBND tỉnh",
        "subject": "Công văn trên giấy",
        "arrived_on": "16/11/2026",
    },
    "registers.correct_outgoing": lambda _stage: {"version": "1"},
    "registers.correct_incoming": lambda _stage: {"version": "1"},
    "registers.register_many": lambda _stage: {"documents": [str(new_id())]},
    "opinions.create": lambda stage: {
        "title": "Dự thảo quy chế",
        "due_at": "30/12/2026 17:00",
        "units": [str(stage.communes[0].unit.id)],
    },
    "opinions.change": lambda stage: {
        "title": "Dự thảo quy chế",
        "due_at": "30/12/2026 17:00",
        "units": [str(stage.communes[0].unit.id)],
        "version": "1",
    },
    "opinions.add_question": lambda _stage: {"title": "Thông qua dự thảo"},
    "opinions.extend": lambda _stage: {"due_at": "31/12/2026 17:00", "reason": "Bão lũ"},
    "opinions.close_early": lambda _stage: {"reason": "Đã đủ ý kiến"},
    "opinions.cancel": lambda _stage: {"reason": "Dự thảo thay đổi"},
    "opinions.answer": lambda _stage: {
        "answers-0-question": str(new_id()),
        "answers-0-stance": "1",
    },
    "savings.set_assumptions": lambda _stage: {
        "sheet_vnd": "500",
        "pages_per_sheet": "2",
        "postage_vnd": "20000",
        "km_vnd": "5000",
        "people_per_vehicle": "4",
        "number": "0",
    },
    "quality.state": lambda _stage: {"picture": "4", "sound": "5"},
}

MESSAGES: dict[str, Callable[[Stage], dict[str, Any]]] = {
    **{
        name: lambda stage: {
            "meeting": str(stage.meeting.id),
            "site": str(stage.communes[0].meeting_site.id),
        }
        for name in (
            "room:grant",
            "room:mute",
            "room:unmute",
            "room:remove",
            "room:readmit",
            "room:admit",
            "room:ask-unmute",
        )
    },
    **{
        name: lambda stage: {
            "meeting": str(stage.meeting.id),
            "site": str(stage.communes[0].meeting_site.id),
            "reason": "Chưa đến lượt",
        }
        for name in ("room:refuse", "room:turn-away")
    },
    "room:move-hand": lambda stage: {
        "meeting": str(stage.meeting.id),
        "site": str(stage.communes[0].meeting_site.id),
        "place": 1,
    },
    "room:grant-answer": lambda stage: {
        "meeting": str(stage.meeting.id),
        "site": str(stage.communes[0].meeting_site.id),
        "question": str(new_id()),
    },
    "room:extend": lambda stage: {"meeting": str(stage.meeting.id), "minutes": 2},
    "room:begin-item": lambda stage: {
        "meeting": str(stage.meeting.id),
        "item": str(stage.agenda[0].id),
    },
    "room:limit": lambda stage: {"meeting": str(stage.meeting.id), "minutes": 5},
    "room:admission": lambda stage: {"meeting": str(stage.meeting.id), "admission": True},
    "room:move-media": lambda stage: {
        "meeting": str(stage.meeting.id),
        "node": "ws://192.0.2.6:8188",
    },
    "room:layout": lambda stage: {"meeting": str(stage.meeting.id), "layout": "gallery"},
    "room:present": lambda stage: {
        "meeting": str(stage.meeting.id),
        "document": str(new_id()),
    },
    "room:turn-page": lambda stage: {"meeting": str(stage.meeting.id), "page": 2},
    "room:join": lambda stage: {
        "meeting": str(stage.meeting.id),
        "token": "forged.token",
        "event_key": "a-key-of-a-test",
    },
    "room:mode": lambda stage: {"meeting": str(stage.meeting.id), "mode": "sound"},
    "room:publish": lambda stage: {"meeting": str(stage.meeting.id), "sdp": "v=0"},
    "room:watch-answer": lambda stage: {"meeting": str(stage.meeting.id), "sdp": "v=0"},
    "room:echo": lambda stage: {"meeting": str(stage.meeting.id), "sdp": "v=0"},
    "room:watch": lambda stage: {"meeting": str(stage.meeting.id), "feeds": [{"kind": "video"}]},
    "room:show": lambda stage: {
        "meeting": str(stage.meeting.id),
        "slot": 0,
        "feed": {"kind": "video"},
    },
    "room:layer": lambda stage: {
        "meeting": str(stage.meeting.id),
        "site": str(stage.communes[0].meeting_site.id),
        "layer": "thumb",
    },
    "room:media": lambda stage: {
        "meeting": str(stage.meeting.id),
        "microphone": False,
        "camera": False,
    },
    "room:answer-roll": lambda stage: {"meeting": str(stage.meeting.id), "head_count": 3},
    "room:sample": lambda stage: {"meeting": str(stage.meeting.id), "samples": [{"seq": 1}]},
    "watch": lambda stage: {"room": f"meeting:{stage.meeting.id}"},
    "unwatch": lambda _stage: {"room": "nowhere"},
}

#: Names in URLs that belong to a unit's meeting: strangers must not reach them.
OF_A_UNIT = {
    "meeting_id",
    "document_id",
    "version_id",
    "minutes_id",
    "meeting_site_id",
    "invitation_id",
    "consultation_id",
}

#: Handlers that answer a message without content.
TAKE_ANYTHING: set[str] = set()

#: GETs that note something on purpose (none should).
WRITING_GETS = {"health.ready", "system.show_health"}


def url_values(stage: Stage) -> dict[str, object]:
    """Return a value for every name that stands in a URL."""
    commune = stage.communes[0]
    unknown = new_id()
    return {
        "meeting_id": stage.meeting.id,
        "meeting_site_id": commune.meeting_site.id,
        "invitation_id": commune.invitation.id,
        "guest_id": unknown,
        "site_id": commune.site.id,
        "unit_id": commune.unit.id,
        "person_id": commune.leader.id,
        "post_id": stage.posts[commune.leader.id].id,
        "document_id": unknown,
        "version_id": unknown,
        "receipt_id": unknown,
        "upload_id": unknown,
        "key_id": unknown,
        "certificate_id": unknown,
        "paper_id": unknown,
        "paper_kind": "d",
        "errand_id": unknown,
        "batch_id": unknown,
        "field": "NguoiKy",
        "minutes_id": unknown,
        "voided_id": unknown,
        "revision": 1,
        "number": 1,
        "test_id": unknown,
        "alert_id": unknown,
        "message_id": unknown,
        "export_id": unknown,
        "removal_id": unknown,
        "request_id": unknown,
        "motion_id": unknown,
        "entry_id": unknown,
        "chat_message_id": unknown,
        "incident_id": unknown,
        "consultation_id": unknown,
        "mark_id": unknown,
        "question_id": unknown,
        "file_id": unknown,
        "respondent_id": unknown,
        "seq": 1,
        "token": "forged.token",
        "role": "scheduler",
        "format": "csv",
        "year": 2026,
        "filename": "x.pdf",
        "kind": "people",
        "meeting_type": "briefing",
        "suffix": "csv",
    }
