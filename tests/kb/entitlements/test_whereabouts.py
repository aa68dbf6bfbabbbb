"""Where whom a call is about is, by all that was said."""

import pytest

from kb.entitlements.loading import shipped
from kb.entitlements.whereabouts import MAY_BE, least_abroad, place_of


@pytest.mark.parametrize(
    ("turns", "place"),
    [
        (("em dang o campuchia, bi giu ho chieu",), "abroad"),
        (("e bi lua sang cam lam viec nhe luong cao", "ko du chi tieu thi bi danh chich dien"), "abroad"),
        (("bi ban sang trung quoc nam 2019", "gio e ve que roi, xin hoc nghe"), "vn"),
        (
            ("e bi lua sang cam lam viec nhe luong cao", "ko du chi tieu thi bi danh chich dien", "gio e ve vn roi so bi di tu"),
            "vn",
        ),
        (("toi dang o dai loan", "ve roi thi duoc gi"), "abroad"),
        (("hoi ben do bi danh gio dau lung, ai tra tien vien",), None),
        (("em ở xã, muốn xin trợ cấp khó khăn", "nộp ở đâu"), None),
        (("bọn nó tìm đến nhà em dọa, em là nạn nhân vụ ở Tam Giác Vàng",), "vn"),
        (("dang o nha me o nghe an", "co duoc hoc nghe khong"), "vn"),
        (("con tui bị bán qua bển", "hắn về rồi"), "vn"),
        (("con tui bị bán qua bển, chừ hắn về rồi",), "vn"),
        (("con tui bị bán qua bển", "thằng nhỏ dìa rồi"), "vn"),
        (("con tui bị bán qua campuchia", "chủ hắn về rồi"), "abroad"),
        (("em đang bị nhốt ở campuchia", "hắn về rồi"), "abroad"),
        (("con tui bên myanmar", "hắn chưa về"), "abroad"),
        (("phụ nữ Campuchia bị bán vào Việt Nam, đang ở nhà tạm lánh",), "vn"),
        (("chị tôi lấy chồng Campuchia, bị bán sang bên đó",), "abroad"),
    ],
)
def test_where_somebody_is(turns: tuple[str, ...], place: str | None) -> None:
    last, *before = reversed(turns)
    assert place_of(shipped(), last, {}, before) == place


def test_what_was_chosen_counts() -> None:
    assert place_of(shipped(), "em dang o campuchia", {"where": "vn"}) == "vn"


def test_less_tells_of_somebody_in_danger_that_they_are_still_abroad() -> None:
    assert least_abroad(shipped(), ("nó bị đánh gãy tay", "con tôi ở campuchia")) == MAY_BE
    assert least_abroad(shipped(), ("nó bị đánh gãy tay", "nó được giải cứu về, đang ở quê", "con tôi ở campuchia")) == 0.0
    assert least_abroad(shipped(), ("nó bị đánh gãy tay",)) == 0.0
