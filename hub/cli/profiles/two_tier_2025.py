"""A province office and six communes, since 1 July 2025, with the units they came from.

Who became what: Nghị quyết 1676/NQ-UBTVQH15. People are invented.
"""

from datetime import date
from typing import Final

from hub.cli.profiles import three_tier_2021 as before
from hub.cli.profiles.shape import (
    Closing,
    DemoSite,
    DemoUnit,
    Profile,
    Renaming,
    commune_staff,
    key_of,
    office_staff,
)

REFORM: Final = date(2025, 7, 1)
MERGERS: Final = "Nghị quyết 1676/NQ-UBTVQH15"
END_OF_DISTRICTS: Final = "Luật Tổ chức chính quyền địa phương số 72/2025/QH15"

#: Name, GSO code, communes it was made of, leader, clerk, technician.
COMMUNES: Final = (
    ("Yên Lập", "08290", ("Yên Lập", "Hưng Long", "Đồng Lạc", "Đồng Thịnh"),
     "Đinh Hải Triều", "Lê Thị Thảo Vy", "Trần Đăng Khôi"),
    ("Sơn Lương", "08296", ("Mỹ Lung", "Mỹ Lương", "Lương Sơn"),
     "Nguyễn Đức Thiềng", "Đinh Thị Ngọc Diệp", "Vũ Tiến Lãm"),
    ("Xuân Viên", "08305", ("Xuân An", "Xuân Viên", "Xuân Thủy"),
     "Lê Xuân Khoáng", "Hà Thị Mai Thi", "Đinh Văn Sửu"),
    ("Trung Sơn", "08311", (),
     "Triệu Tiến Phin", "Triệu Thị Mùi Nái", "Dương Văn Chản"),
    ("Thượng Long", "08323", ("Nga Hoàng", "Thượng Long", "Phúc Khánh"),
     "Đinh Công Lẫm", "Hà Thị Thu Ước", "Đinh Trọng Vượng"),
    ("Minh Hòa", "08338", ("Minh Hòa", "Ngọc Lập", "Ngọc Đồng"),
     "Lê Quang Tiệp", "Nguyễn Thị Lệ Quyên", "Lê Đình Xướng"),
)  # fmt: skip

PROVINCE: Final = before.PROVINCE
#: Trung Sơn was not merged: the unit goes on and stands below the province.
GOES_ON: Final = "trungson"


def unit_key(name: str) -> str:
    """Return the key of a commune of today; the new ones bear names that were in use before."""
    return GOES_ON if key_of(name) == GOES_ON else f"{key_of(name)}2025"


def _commune(index: int) -> DemoUnit:
    name, gso = COMMUNES[index][:2]
    return DemoUnit(
        unit_key(name), PROVINCE.key, "commune", "xã", f"Ủy ban nhân dân xã {name}", name, name,
        REFORM, {"qcvn102": f"000.00.{index + 51}.X44", "qd20": f"X44.{index + 51}", "gso": gso},
        f"0900 000 3{index + 1:02d}",
    )  # fmt: skip


def _successor_of(name: str) -> str:
    return next(unit_key(each[0]) for each in COMMUNES if name in each[2])


PROFILE: Final = Profile(
    name="two_tier_2025",
    title="UBND tỉnh Phú Thọ và 6 xã (hai cấp, từ 01/7/2025)",
    host=PROVINCE.key,
    units=(
        PROVINCE,
        before.DISTRICT,
        *(before.commune(index, before.DISTRICT.key) for index in range(len(before.COMMUNES))),
        *(_commune(index) for index, each in enumerate(COMMUNES) if unit_key(each[0]) != GOES_ON),
    ),
    sites=(
        DemoSite(
            PROVINCE.key, "Điểm cầu chính UBND tỉnh", "Phòng họp trực tuyến, tầng 3, UBND tỉnh",
            before.OFFICE["kythuat"], "0900 000 300",
        ),
        *(
            DemoSite(
                unit_key(name), f"Điểm cầu xã {name}", f"Hội trường UBND xã {name}",
                technician, f"0900 000 4{index + 1:02d}",
            )
            for index, (name, _gso, _made_of, _leader, _clerk, technician) in enumerate(COMMUNES)
        ),
    ),
    people=(
        *office_staff(PROVINCE.key, "tỉnh", before.OFFICE),
        *(
            person
            for name, _gso, _made_of, leader, clerk, _technician in COMMUNES
            for person in commune_staff(unit_key(name), "xã", leader, clerk)
        ),
    ),
    renamings=(Renaming(GOES_ON, PROVINCE.key),),
    closings=(
        *(
            Closing(key_of(each[2]), (_successor_of(each[2]),), MERGERS)
            for each in before.COMMUNES
            if key_of(each[2]) != GOES_ON
        ),
        Closing(before.DISTRICT.key, (), END_OF_DISTRICTS),
    ),
    reformed_on=REFORM,
    legal_ground=MERGERS,
)  # fmt: skip
