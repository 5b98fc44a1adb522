"""What minutes keep of HTML, how revisions differ, who may do what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.ids import PersonId, UnitId, new_id
from hub.core.unit_of_work import SYSTEM, Role
from hub.meetings.models import Meeting, MeetingState
from hub.minutes import rules
from hub.minutes.models import Minutes, MinutesState, SignerRole
from hub.minutes.rules import Change

NINE = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<p>Xin chào<script>alert(1)</script></p>", "<p>Xin chào</p>"),
        ('<img src=x onerror="alert(1)"><p>a</p>', "<p>a</p>"),
        ('<p style="position:fixed" class="x" id="y" onclick="z">a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">đường dẫn</a>', "đường dẫn"),
        ("<svg><script>1</script></svg><p>b</p>", "<p>b</p>"),
        ("<style>p{}</style><p>c</p>", "<p>c</p>"),
        ('<table><tbody><tr><td colspan="2" rowspan="x">d</td></tr></tbody></table>',
         '<table><tbody><tr><td colspan="2">d</td></tr></tbody></table>'),
        ("<p>a\u202eb\u0000c\u0007</p>", "<p>abc</p>"),
        ("<p>Bie\u0302n ba\u0309n</p>", "<p>Biên bản</p>"),
    ],
)  # fmt: skip
def test_only_what_minutes_may_hold_is_kept(sent: str, kept: str) -> None:
    assert rules.clean(sent) == kept


@given(st.text(alphabet="<>/\"'= abcionerscriptmgjvtyl&;:#xđ\n", max_size=120))
def test_nothing_active_survives_and_cleaning_twice_changes_nothing(text: str) -> None:
    once = rules.clean(text)
    assert rules.clean(once) == once
    for bad in ("<script", "<img", "<svg", "<style", "<a ", "<iframe"):
        assert bad not in once.lower()


def test_plain_text_has_a_line_for_each_block_item_and_row() -> None:
    html = (
        "<h3>1. Nội dung</h3><p>Một <strong>hai</strong><br>ba</p><ul><li><p>bốn</p></li></ul>"
        '<ol start="3"><li><p>năm</p></li><li>sáu</li></ol>'
        "<table><tbody><tr><td><p>xã</p></td><td><p>có mặt</p></td></tr></tbody></table>"
    )
    assert rules.blocks_of(html) == [
        "1. Nội dung", "Một hai", "ba", "- bốn", "3. năm", "4. sáu", "xã | có mặt",
    ]  # fmt: skip


def test_a_changed_word_is_shown_within_its_line() -> None:
    lines = rules.compare(
        "<p>Hội nghị thống nhất 5 nhiệm vụ.</p><p>Hết.</p>",
        "<p>Hội nghị thống nhất 7 nhiệm vụ.</p><p>Thêm một ý mới.</p><p>Hết.</p>",
    )
    assert [line.change for line in lines] == [Change.CHANGED, Change.ADDED, Change.SAME]
    pieces = [(piece.change, piece.text) for piece in lines[0].pieces]
    assert (Change.REMOVED, "5") in pieces
    assert (Change.ADDED, "7") in pieces


@given(st.lists(st.sampled_from(["một", "hai ba", "bốn năm sáu", "bảy"]), max_size=8),
       st.lists(st.sampled_from(["một", "hai ba", "bốn năm chín", "tám"]), max_size=8))  # fmt: skip
def test_a_comparison_holds_both_texts_completely(before: list[str], after: list[str]) -> None:
    lines = rules.compare(
        "".join(f"<p>{line}</p>" for line in before), "".join(f"<p>{line}</p>" for line in after)
    )
    kept = {Change.SAME, Change.CHANGED}

    def side(own: Change) -> list[str]:
        texts = [
            "".join(piece.text for piece in line.pieces if piece.change in (Change.SAME, own))
            for line in lines
            if line.change in kept | {own}
        ]
        return [text for text in texts if text]

    assert side(Change.REMOVED) == before
    assert side(Change.ADDED) == after


def test_numbers_have_two_figures_at_least() -> None:
    assert rules.number_text(5, "UBND") == "05/BB-UBND"
    assert rules.number_text(127, "UBND") == "127/BB-UBND"


def test_saves_of_one_sitting_are_one_visit_and_a_restored_text_is_its_own() -> None:
    saves = [(1, NINE, "An", None)]
    saves += [(n, NINE + timedelta(seconds=2 * n), "An", None) for n in range(2, 40)]
    saves += [(40, NINE + timedelta(minutes=5), "Bình", None)]
    saves += [(41, NINE + timedelta(minutes=6), "Bình", 3)]
    saves += [(42, NINE + timedelta(minutes=7), "Bình", None)]
    visits = rules.visits_of(saves)
    assert [(visit.first, visit.last) for visit in visits] == [
        (42, 42), (41, 41), (40, 40), (2, 39), (1, 1),
    ]  # fmt: skip
    assert visits[1].restored_from == 3


@pytest.mark.parametrize("state", list(MinutesState))
@pytest.mark.parametrize("who", [*SignerRole, None])
def test_only_the_one_whose_turn_it_is_signs(state: MinutesState, who: SignerRole | None) -> None:
    """The secretary signs what was submitted, then the chair, then the host's registry clerk."""
    people = {role: PersonId(new_id()) for role in SignerRole}
    meeting = Meeting(
        secretary_id=people[SignerRole.SECRETARY],
        chair_id=people[SignerRole.CHAIR],
        host_unit_id=UnitId(new_id()),
        state=MeetingState.ENDED,
    )
    clerk = who is SignerRole.ORGANISATION
    actor = replace(
        SYSTEM,
        person_id=people[who] if who else PersonId(new_id()),
        unit_id=meeting.host_unit_id,
        roles=frozenset({Role.REGISTRY_CLERK if clerk else Role.SCHEDULER}),
    )
    right = {
        (MinutesState.SUBMITTED, SignerRole.SECRETARY),
        (MinutesState.SECRETARY_SIGNED, SignerRole.CHAIR),
        (MinutesState.SIGNED, SignerRole.ORGANISATION),
    }
    turn = rules.signer_role_of(actor, meeting, Minutes(state=state, awaits_seal=True))
    assert turn == (who if (state, who) in right else None)
    elsewhere = replace(actor, unit_id=UnitId(new_id()))
    turn = rules.signer_role_of(elsewhere, meeting, Minutes(state=state, awaits_seal=True))
    assert turn == (who if (state, who) in right and not clerk else None)
    meeting.state = MeetingState.ARCHIVED
    turn = rules.signer_role_of(
        actor, meeting, Minutes(state=MinutesState.SIGNED, awaits_seal=True)
    )
    assert turn is None  # the sealed dossier holds the PDF as it is
