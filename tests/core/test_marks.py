"""The square on papers leads to the page of verification."""

from uuid import UUID

from hub.core.marks import verification_address, verification_mark

PAPER = UUID("01920000-0000-7000-8000-000000000001")


def test_the_mark_is_a_drawing_without_script_and_differs_with_its_address():
    address = verification_address("https://hop.example.vn", "m", PAPER)
    assert address == f"https://hop.example.vn/verify/m/{PAPER}"
    drawn = verification_mark(address)
    assert drawn.startswith("<svg")
    assert "<script" not in drawn
    assert drawn != verification_mark(address + "x")
