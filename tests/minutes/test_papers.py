"""Minutes as they are printed."""

import pytest

from hub.core.marks import Mark
from hub.gateways.pdf import page_texts, to_pdf
from hub.minutes import papers
from hub.minutes.queries import Office


@pytest.mark.parametrize(
    "heading",
    [
        "<h2>Mục</h2>",
        "<h4>Mục</h4>",
        "<h2>Mục</h2><p></p>",
        "<h2>Mục</h2><hr>",
        "<p><strong>Mục</strong></p>",
    ],
)
def test_a_heading_of_minutes_never_stands_alone_at_the_foot_of_a_page(heading: str) -> None:
    """Seven lines a block, some thirty a page: each page ends at another line of a block."""
    block = heading + "<p>Các đơn vị thực hiện.</p>" * 6
    office = Office(name="UBND xã Yên Lập", superior="", abbreviation="UBND", secretary="Lê Hoa",
                    secretary_title="", chair="Hà Nam", chair_title="")  # fmt: skip
    html = papers.document(
        title="Họp giao ban", number="05/BB-UBND", office=office, html=block * 31,
        mark=Mark("https://hop.tinh.example/k/1", "KIEM"),
    )  # fmt: skip
    texts = page_texts(to_pdf(html))
    assert len(texts) > 6
    last = [[line for line in map(str.strip, each.split("\n")) if not line.isdigit()][-1]
            for each in texts]  # fmt: skip
    assert "Mục" not in last
