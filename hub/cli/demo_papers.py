"""What the demo's reports and conclusions say: invented figures of an invented month."""

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup
from sqlalchemy.orm import Session

from hub.cli.demo_documents import Writer
from hub.core import paper
from hub.core.clock import wall_date
from hub.directory import queries as directory
from hub.documents.models import Document, DocumentType
from hub.documents.rules.numbers import notation_of
from hub.meetings.models import Meeting


@dataclass(frozen=True)
class Text:
    """A document of form 1.4: its type, how the type is called, what it says."""

    type: DocumentType
    kind: str
    subject: str
    body: tuple[str, ...]

    @property
    def title(self) -> str:
        """The title under which it is kept."""
        return f"{self.kind} {self.subject}"


MONTHLY_REPORT: Final = Text(
    DocumentType.REPORT,
    "Báo cáo",
    "tình hình tiếp nhận, giải quyết hồ sơ trong tháng",
    (
        "Trong tháng, Bộ phận Tiếp nhận và Trả kết quả của các xã, thị trấn đã tiếp nhận 2.418 "
        "hồ sơ; trong đó nộp trực tuyến 1.632 hồ sơ, đạt 67,5 %.",
        "Đã giải quyết 2.297 hồ sơ, trước và đúng hạn 2.281 hồ sơ, đạt 99,3 %; quá hạn 16 hồ sơ, "
        "tập trung ở lĩnh vực đất đai.",
        "Nguyên nhân chủ yếu là đường truyền tại một số điểm chưa ổn định và hồ sơ phải lấy ý kiến "
        "nhiều cơ quan. Đề nghị các xã rà soát hồ sơ sắp đến hạn vào sáng thứ Hai hằng tuần.",
    ),
)
CONCLUSION: Final = Text(
    DocumentType.NOTICE,
    "Thông báo",
    "kết luận của chủ trì tại hội nghị giao ban tháng với các xã, thị trấn",
    (
        "Các xã, thị trấn duy trì tỷ lệ giải quyết hồ sơ đúng hạn từ 99 % trở lên; giải quyết dứt "
        "điểm hồ sơ quá hạn trước ngày 15 tháng sau.",
        "Văn bản gửi nhận giữa các cơ quan thực hiện hoàn toàn trên trục liên thông, có đủ chữ ký "
        "số của người có thẩm quyền và của cơ quan.",
        "Giao Văn phòng HĐND và UBND theo dõi, đôn đốc, tổng hợp kết quả thực hiện, báo cáo tại "
        "hội nghị giao ban tháng sau.",
    ),
)
E_GOVERNMENT_REPORT: Final = Text(
    DocumentType.REPORT,
    "Báo cáo",
    "kết quả xây dựng chính quyền điện tử",
    (
        "Toàn bộ cán bộ, công chức có hộp thư điện tử công vụ và tài khoản trên hệ thống quản lý "
        "văn bản; 100 % lãnh đạo đã được cấp chứng thư số.",
        "Tỷ lệ văn bản đi được ký số, gửi trên môi trường mạng đạt 98,2 %; hội nghị trực tuyến "
        "thay thế 60 % cuộc họp tập trung.",
        "Thời gian tới tập trung nâng cấp đường truyền tại các điểm cầu vùng cao và tập huấn cho "
        "cán bộ kỹ thuật trực điểm cầu.",
    ),
)


def writer_of(text: Text) -> Writer:
    """Return what sets the text as form 1.4, with number and date once the document has them."""

    def write(session: Session, meeting: Meeting, document: Document | None) -> str:
        day = document.issued_on if document else None
        head = directory.letterhead(
            session, meeting.host_unit_id, day or wall_date(meeting.starts_at)
        )
        lines = [*text.body[:-1], f"{text.body[-1].rstrip('.')}./."]
        paragraphs = [Markup("<p>{}. {}</p>").format(*each) for each in enumerate(lines, 1)]
        return paper.render(
            "papers/document.html",
            unit=head.name,
            superior=head.superior,
            number=document.number if document else "",
            notation=notation_of(text.type, head.abbreviation),
            place=head.place if day else "",
            day=day,
            kind=text.kind,
            subject=text.subject,
            body=Markup("").join(paragraphs),
            to=("Các xã, thị trấn", "Thường trực HĐND, lãnh đạo UBND", "Lưu: VT"),
            capacity=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
            name=meeting.chair.name,
        )

    return write
