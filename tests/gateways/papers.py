"""Papers as the offices of the tests would print them. Invented people."""

from datetime import UTC, datetime

from markupsafe import Markup

MORNING = datetime(2026, 9, 8, 1, 0, tzinfo=UTC)

LETTERHEAD = {
    "superior": "UBND huyện Yên Lập",
    "unit": "Phòng Văn hóa và Thông tin",
    "number": "05",
    "place": "Yên Lập",
    "day": datetime(2026, 1, 5, 2, 0, tzinfo=UTC),
}
SUBJECT = "Hội nghị trực tuyến triển khai xây dựng chính quyền điện tử năm 2026"

INVITATION = LETTERHEAD | {
    "guests": ["Trần Quốc Bình, Phó Giám đốc, Sở Y tế"],
    "notation": "GM-VHTT",
    "subject": SUBJECT,
    "invited": "Lãnh đạo Ủy ban nhân dân 17 xã, thị trấn",
    "meeting": SUBJECT,
    "purpose": "Thống nhất kế hoạch và giao nhiệm vụ cho các xã, thị trấn",
    "chair": "Đồng chí Hà Văn Mẫu, Chủ tịch Ủy ban nhân dân huyện",
    "time": "08 giờ 00 phút, thứ Ba, ngày 08 tháng 9 năm 2026",
    "location": "Điểm cầu chính: Phòng họp số 1, Ủy ban nhân dân huyện Yên Lập",
    "sites": "17 điểm cầu tại Ủy ban nhân dân các xã, thị trấn",
    "link": "https://diemcau.yenlap.example/meetings",
    "agenda": [
        ("1", "Khai mạc, giới thiệu đại biểu", "Văn phòng", "10"),
        ("2", "Báo cáo kết quả 6 tháng đầu năm và phương hướng nhiệm vụ 6 tháng cuối năm",
         "Phòng Văn hóa và Thông tin", "30"),
        ("3", "Thảo luận của các điểm cầu", "Các xã, thị trấn", "60"),
    ],
    "requirements": "Các điểm cầu kiểm tra đường truyền trước 07 giờ 30 phút",
    "closing": "Kính mời các đồng chí tham dự đúng thời gian, thành phần",
    "to": ["Như trên", "Thường trực Huyện ủy (b/c)", "Lưu: VT, VHTT (03)"],
    "capacity": ["KT. Trưởng phòng", "Phó Trưởng phòng"],
    "name": "Đinh Thị Thử",
}  # fmt: skip

MINUTES = LETTERHEAD | {
    "number": "",
    "notation": "BB-VHTT",
    "subject": SUBJECT,
    "body": Markup(  # noqa: S704
        "<p>Thời gian bắt đầu: 08 giờ 00 phút, ngày 08 tháng 9 năm 2026</p>"
        "<p>Địa điểm: Điểm cầu chính – Phòng họp số 1</p>"
        "<h2>I. NỘI DUNG</h2>"
        + "<p>Các đại biểu đã nghe báo cáo, thảo luận và thống nhất các nội dung sau đây.</p>" * 40
        + "<p>Hội nghị kết thúc vào 10 giờ 30 phút, ngày 08 tháng 9 năm 2026./.</p>"
    ),
    "secretary_name": "Nguyễn Thị Ghi",
    "chair_name": "Hà Văn Mẫu",
    "to": ["Thành phần dự họp", "Lưu: VT, Hồ sơ"],
}

NOTICE = LETTERHEAD | {
    "notation": "TB-VHTT",
    "kind": "Thông báo",
    "subject": "Kết luận của Chủ tịch Ủy ban nhân dân huyện tại hội nghị giao ban tháng 9",
    "body": Markup("<p>Sau khi nghe các đơn vị báo cáo, đồng chí Chủ tịch kết luận:</p>"
                   "<p>1. Giao Văn phòng theo dõi, đôn đốc.</p>"),
    "to": ["Các đơn vị có tên ở trên", "Lưu: VT"],
    "capacity": ["TL. Chủ tịch", "Chánh Văn phòng"],
    "name": "Trần Văn Phòng",
}  # fmt: skip
