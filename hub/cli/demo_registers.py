"""The demo's registers: what the office and one commune entered, handed on and settled."""

from datetime import datetime, timedelta
from typing import Final

from hub.cli.demo_stage import Stage
from hub.core.clock import wall_date
from hub.core.ids import UnitId
from hub.core.unit_of_work import Actor, Role
from hub.directory import queries as directory
from hub.directory.models import Unit
from hub.documents.models import DocumentType
from hub.registers import queries, service
from hub.registers.service import Arrival, Paper

PROVINCE: Final = "UBND tỉnh Phú Thọ"
#: Number and notation, type, abstract, days until it is to be settled, what was done so far.
ARRIVALS: Final = (
    ("1125/UBND-KSTT", "Công văn", "Về việc rà soát thủ tục hành chính cấp xã", 10, ""),
    ("312/KH-UBND", "Kế hoạch", "Chuyển đổi số năm 2026 của tỉnh", 3, "Đã giao công chức soạn"),
    ("98/BC-STTTT", "Báo cáo", "Kết quả đánh giá chỉ số chuyển đổi số", -2, "Chờ số liệu"),
)


def keep_registers(stage: Stage, at: datetime) -> None:
    """Let the office number a paper, and the first communes register what they received."""
    with stage.at(at, stage.actor(Role.REGISTRY_CLERK)) as uow:
        service.number_paper(
            uow,
            uow.actor.unit_id,
            Paper(DocumentType.LETTER, "Về việc cử cán bộ kỹ thuật trực", "Phó Chủ tịch UBND"),
            {"recipients": "Các xã, thị trấn; Viễn thông huyện", "copies": 19,
             "kept_by": "Lưu: VT", "sent_on": wall_date(at), "receipt": "Bưu điện huyện"},
        )  # fmt: skip
    for place, unit in enumerate(stage.built.units[:2]):
        clerk = _clerk(stage, unit)
        if clerk is None:
            continue
        _receive(stage, clerk, at + timedelta(minutes=5 * place), all_of_it=place > 0)
        _enter(stage, clerk, at + timedelta(minutes=20 + place))


def _receive(stage: Stage, clerk: Actor, at: datetime, *, all_of_it: bool) -> None:
    """Register what waits; the first commune leaves the newest for the visitor to try."""
    with stage.at(at, clerk) as uow:
        waiting = list(queries.waiting(uow.session, clerk.unit_id))
        kept = waiting if all_of_it else waiting[:-1]
        service.register_many(uow, [each.id for each in kept])


def _enter(stage: Stage, clerk: Actor, at: datetime) -> None:
    today = wall_date(at)
    leader = stage.leader(clerk.unit_id)
    for number, (code, kind, subject, days, progress) in enumerate(ARRIVALS):
        columns: dict[str, object] = {
            "handed_to_id": leader.person_id,
            "receipt": leader.name,
            "deadline": today + timedelta(days=days),
            "progress": progress,
        }
        arrival = Arrival(PROVINCE, code, today - timedelta(days=3), kind, subject, today)
        with stage.at(at + timedelta(minutes=number), clerk) as uow:
            service.enter_arrival(uow, arrival, columns, confirmed=False)


def _clerk(stage: Stage, unit: Unit) -> Actor | None:
    with stage.runtime.read() as session:
        found = directory.people_with_role(session, UnitId(unit.id), Role.SITE_CLERK)
        post = directory.posts_of(session, found[0].id)[0] if found else None
        return directory.actor_of(session, post.id) if post else None
