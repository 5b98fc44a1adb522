import pytest

from hub.core.text import use_locale
from hub.directory.rules import named_together, signing_title

COMMUNES = [
    ("Ủy ban nhân dân thị trấn Yên Lập", "thị trấn", "Yên Lập"),
    ("Ủy ban nhân dân xã Mỹ Lung", "xã", "Mỹ Lung"),
    ("Ban Quản lý dự án huyện", "huyện", "Ban Quản lý dự án"),
    ("Ủy ban nhân dân xã Xuân An", "xã", "Xuân An"),
]


def test_units_of_one_kind_are_named_together() -> None:
    with use_locale("vi"):
        assert named_together(COMMUNES) == (
            "Ủy ban nhân dân thị trấn Yên Lập; Ủy ban nhân dân các xã: Mỹ Lung, Xuân An; "
            "Ban Quản lý dự án huyện"
        )
        assert named_together(COMMUNES[:1]) == "Ủy ban nhân dân thị trấn Yên Lập"


@pytest.mark.parametrize(
    ("title", "signs_as"),
    [
        ("Chủ tịch UBND huyện", "Chủ tịch"),
        ("Phó Chủ tịch Ủy ban nhân dân xã Mỹ Lung", "Phó Chủ tịch"),
        ("Chánh Văn phòng HĐND và UBND", "Chánh Văn phòng"),
        ("Giám đốc", "Giám đốc"),
        ("UBND", "UBND"),
    ],
)
def test_a_post_signs_without_the_name_of_its_body(title: str, signs_as: str) -> None:
    assert signing_title(title) == signs_as
