"""A district office and its 17 communes, as before 1 July 2025.

Names and GSO codes of places: the list of administrative units of Phú Thọ. Codes with the
letter X are not allocated by QCVN 102:2016 to anybody. People are invented.
"""

from datetime import date
from typing import Final

from hub.cli.profiles.shape import DemoSite, DemoUnit, Profile, commune_staff, key_of, office_staff

SINCE: Final = date(2020, 1, 1)

#: GSO code, level, name, leader, clerk, technician.
COMMUNES: Final = (
    ("08290", "thị trấn", "Yên Lập", "Đinh Hải Triều", "Lê Thị Thảo Vy", "Trần Đăng Khôi"),
    ("08293", "xã", "Mỹ Lung", "Hà Văn Thượng", "Phùng Thị Lam Giang", "Hà Quang Nhật"),
    ("08296", "xã", "Mỹ Lương", "Nguyễn Đức Thiềng", "Đinh Thị Ngọc Diệp", "Vũ Tiến Lãm"),
    ("08299", "xã", "Lương Sơn", "Trần Thế Phiệt", "Hoàng Thị Yến Chi", "Nguyễn Bá Toại"),
    ("08302", "xã", "Xuân An", "Phạm Công Luyến", "Nguyễn Thị Tường An", "Phạm Huy Hoạch"),
    ("08305", "xã", "Xuân Viên", "Lê Xuân Khoáng", "Hà Thị Mai Thi", "Đinh Văn Sửu"),
    ("08308", "xã", "Xuân Thủy", "Hoàng Văn Quýnh", "Trần Thị Băng Tâm", "Lê Minh Sáng"),
    ("08311", "xã", "Trung Sơn", "Triệu Tiến Phin", "Triệu Thị Mùi Nái", "Dương Văn Chản"),
    ("08314", "xã", "Hưng Long", "Vũ Đình Thạo", "Bùi Thị Hạnh Dung", "Vũ Xuân Ngạn"),
    ("08317", "xã", "Nga Hoàng", "Bùi Trọng Khiển", "Lương Thị Cẩm Ly", "Bùi Ngọc Tĩnh"),
    ("08320", "xã", "Đồng Lạc", "Đặng Hữu Nhàn", "Đặng Thị Khánh Vân", "Tạ Đình Kế"),
    ("08323", "xã", "Thượng Long", "Đinh Công Lẫm", "Hà Thị Thu Ước", "Đinh Trọng Vượng"),
    ("08326", "xã", "Đồng Thịnh", "Nguyễn Thế Tấn", "Phạm Thị Diệu Hòa", "Trịnh Văn Đạc"),
    ("08329", "xã", "Phúc Khánh", "Hà Đức Bổng", "Đinh Thị Hồng Lựu", "Hà Văn Thiệp"),
    ("08332", "xã", "Minh Hòa", "Lê Quang Tiệp", "Nguyễn Thị Lệ Quyên", "Lê Đình Xướng"),
    ("08335", "xã", "Ngọc Lập", "Phùng Văn Chiều", "Vũ Thị Hoài Thu", "Phùng Bá Lượng"),
    ("08338", "xã", "Ngọc Đồng", "Trịnh Ngọc Hiến", "Lê Thị Bảo Ngân", "Trịnh Quốc Vĩ"),
)

OFFICE: Final = {
    "chutri": "Trần Hữu Khang",
    "phochutich": "Hoàng Thị Minh Nguyệt",
    "chuyenvien": "Vũ Hải Đăng",
    "thuky": "Phạm Thị Thu Hằng",
    "vanthu": "Nguyễn Thị Bích Liên",
    "kythuat": "Đỗ Mạnh Tường",
    "quantridonvi": "Bùi Văn Khoát",
    "quantri": "Lê Trung Hiển",
    "thanhtra": "Tạ Thị Kim Oanh",
}

PROVINCE: Final = DemoUnit(
    "phutho", "", "province", "tỉnh", "Ủy ban nhân dân tỉnh Phú Thọ", "Phú Thọ", "Phú Thọ", SINCE,
    {"qcvn102": "000.00.00.X44", "qd20": "X44", "gso": "25"},
)  # fmt: skip

DISTRICT: Final = DemoUnit(
    "huyenyenlap", "phutho", "district", "huyện", "Ủy ban nhân dân huyện Yên Lập",
    "Huyện Yên Lập", "Yên Lập", SINCE,
    {"qcvn102": "000.00.34.X44", "qd20": "X44.34", "gso": "234"},
)  # fmt: skip


def commune(index: int, parent: str) -> DemoUnit:
    """Return the unit of a row of COMMUNES."""
    gso, level_name, name = COMMUNES[index][:3]
    number = f"{index + 1:02d}"
    return DemoUnit(
        key_of(name), parent, "commune", level_name, f"Ủy ban nhân dân {level_name} {name}",
        name, name, SINCE,
        {"qcvn102": f"000.{number}.34.X44", "qd20": f"X44.34.{number}", "gso": gso},
        f"0900 000 1{number}",
    )  # fmt: skip


PROFILE: Final = Profile(
    name="three_tier_2021",
    title="UBND huyện Yên Lập và 17 xã, thị trấn (ba cấp, 2021)",
    host=DISTRICT.key,
    units=(PROVINCE, DISTRICT, *(commune(index, DISTRICT.key) for index in range(len(COMMUNES)))),
    sites=(
        DemoSite(
            DISTRICT.key, "Điểm cầu chính UBND huyện", "Phòng họp trực tuyến, tầng 2, UBND huyện",
            OFFICE["kythuat"], "0900 000 100",
        ),
        *(
            DemoSite(
                key_of(name), f"Điểm cầu {level_name} {name}",
                f"Hội trường UBND {level_name} {name}", technician, f"0900 000 2{index + 1:02d}",
            )
            for index, (_gso, level_name, name, _leader, _clerk, technician) in enumerate(COMMUNES)
        ),
    ),
    people=(
        *office_staff(DISTRICT.key, "huyện", OFFICE),
        *(
            person
            for _gso, level_name, name, leader, clerk, _technician in COMMUNES
            for person in commune_staff(key_of(name), level_name, leader, clerk)
        ),
    ),
)  # fmt: skip
