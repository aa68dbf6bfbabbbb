"""What a caller takes back of what was told before, and what takes nothing back."""

import pytest

from kb.entitlements.corrections import told_rightly
from kb.entitlements.danger import Danger, danger_of
from kb.entitlements.loading import shipped
from kb.entitlements.reading import is_aside, spoken_facts

LOAN = "em có giấy nạn nhân 3/2020, xin vay vốn làm ăn đc ko"


@pytest.mark.parametrize(
    ("before", "words", "taken"),
    [
        (LOAN, "à nhầm chị ơi, giấy cấp tháng 8/2025 cơ", {"identified": "8/2025"}),
        (LOAN, "không phải 2020 đâu, chị nhìn lại là 14/8/2025, 2020 là năm em về", {"identified": "14/8/2025"}),
        ("cháu được xác nhận nạn nhân 12/9/2025", "không phải tháng 9, tháng 4 mới đúng", {"identified": "12/4/2025"}),
        ("con gái chị 16 tuổi, muốn vay vốn", "ko phải 16 đâu em, nó 19 rồi", {"age": "adult"}),
        ("em gái em 20 tuổi bị lừa bán", "em nói nhầm, nó mới 17 tuổi", {"age": "minor"}),
        ("em trai em bị giữ bên campuchia", "không phải nó còn ở campuchia đâu, nó về tới quê Tây Ninh rồi", {"where": "vn"}),
        ("chị gái em giờ ở Đồng Nai", "em nhầm, chị ấy đang ở Malaysia chứ không phải Đồng Nai", {"where": "abroad"}),
        ("em bị lừa bán mới về", "không phải em, em gái em bị cơ", {"caller": "relative"}),
        ("bạn em bị lừa bán mới về", "không phải bạn em đâu, là em bị đó", {"caller": "self"}),
        ("công an xã phạt 3 triệu", "ko phải em bị phạt đâu, 3 triệu là của con bạn", {}),
        (LOAN, "không phải nộp gì thêm hả chị", None),
        (LOAN, "không phải nộp trước 10/7/2026 à", None),
        (LOAN, "cho em xem lại hồ sơ nộp ngày 10/7/2026 với", None),
        ("cháu 16t bị bán", "à còn em nó 12 tuổi nữa thì sao", None),
        ("con tôi ở campuchia", "không phải đóng tiền mới được về nước chứ chị", None),
        (LOAN, "chị về năm 2018, lấy chồng 2020", None),
        ("em trốn về từ campuchia", "em nhầm đường nên lạc sang đồn biên phòng", None),
        ("em bị hàng xóm bán", "không phải em tự đi đâu, em bị lừa mà", None),
        ("con em 3 tuổi, làm khai sinh", "không phải con của chồng em", None),
        ("em có giấy nạn nhân 10/2025", "giấy ghi sai tên em, sửa ở đâu", None),
    ],
)
def test_what_is_taken_back(before: str, words: str, taken: dict[str, str] | None) -> None:
    assert told_rightly(shipped(), (before, words)).taken == taken


def test_the_turns_before_are_as_if_told_rightly() -> None:
    right = told_rightly(shipped(), (LOAN, "nhầm, 8/2025", "thế học nghề thì sao"))
    assert right.turns == [LOAN.replace("3/2020", "8/2025"), "thế học nghề thì sao"]
    assert right.taken is None
    right = told_rightly(shipped(), (LOAN, "à nhầm, giấy cấp 8/2025, thế vay ở đâu"))
    assert len(right.turns) == 2  # which asks something


def test_whoever_turns_to_somebody_else_leaves_what_was_told() -> None:
    told = ("em đang ở campuchia", "thôi em hỏi chuyện khác, em gái em ở Cà Mau 16t bị gả bán")
    assert told_rightly(shipped(), told).turns == [told[1]]
    assert told_rightly(shipped(), told).facts == {"where": "vn"}
    same = ("em đang ở campuchia", "em hỏi cái khác nữa, về tới cửa khẩu thì ai đón em")
    assert told_rightly(shipped(), same).turns == list(same)


@pytest.mark.parametrize(
    ("words", "aside"),
    [
        ("chờ chị tí có người gõ cửa", True),
        ("con sợ ổng biết con gọi. ổng dìa rồi con cúp nha", True),
        ("từ từ đã để chị vô phòng, má chồng đang nghe", True),
        ("cho chi ti co nguoi go cua", True),
        ("chờ giấy bao lâu", False),
        ("con do doi em boi thuong", False),
        ("duoc cho may nam", False),
        ("nó về rồi", False),
        ("chờ em đủ 18 tuổi mới vay vốn được hả", False),
        ("em cúp máy rồi bị nó đánh, giờ sao", False),
        ("đợi ra khỏi đây em muốn học nghề thì xin ở đâu", False),
    ],
)
def test_what_lets_one_wait(words: str, aside: bool) -> None:
    assert is_aside(shipped(), words) is aside


HELD = "em bị lừa sang campuchia làm trong casino, tụi nó nhốt không cho về"
MISSING = "con gái tôi 15 tuổi đi từ sáng qua chưa về"


@pytest.mark.parametrize(
    ("turns", "danger"),
    [
        (
            ("con tui qua cam lam viec nhe luong cao", "tui đi báo xã rồi, họ ghi giấy", "nó nhắn bị bỏ đói, bị đánh ngất"),
            (Danger.ABROAD, Danger.FAMILY),
        ),
        (("con bé 16t bị đưa sang ba lan", "3 tuần không liên lạc được"), (Danger.ABROAD, Danger.FAMILY)),
        (("em về từ myanmar rồi", "giờ nó nhắn dọa giết em với mẹ em"), (Danger.HERE,)),
        (("em về được 4 tháng, chẳng thiết sống nữa",), (Danger.LIFE,)),
        (("em buồn quá, chẳng muốn sống", "im 3 phút, có tiếng thuốc lắc"), (Danger.LIFE,)),
        (("em không muốn sống với chồng nữa, ly hôn sao",), (None,)),
        ((HELD, "về rồi được hỗ trợ gì", "về nước thì có được học nghề không"), (Danger.ABROAD,)),
        ((HELD, "em mới về hôm qua, được hỗ trợ gì"), (None,)),
        ((HELD, "em về rồi giờ em được hỗ trợ gì"), (None,)),
        (("con toi o ben Dubai, chu nhot", "về rồi thì có chỗ ăn ở không", "bên đó có ai trả tiền thuốc không"), (Danger.FAMILY,)),
        ((MISSING, "công an có nhận đơn trước 24 giờ không", "cần mang giấy tờ gì", "có mất phí không"), (Danger.HERE,)),
        ((MISSING, "công an có nhận đơn trước 24 giờ không", "tìm được cháu rồi"), (None,)),
    ],
)
def test_danger_is_where_they_are(turns: tuple[str, ...], danger: tuple[Danger | None, ...]) -> None:
    *before, last = turns
    assert danger_of(shipped(), last, {}, before) in danger


@pytest.mark.parametrize(
    ("words", "age"),
    [
        ("em bị bán mới về, có đứa con 2 tuổi đi theo", None),
        ("chị bế theo con 8 tháng với 1 đứa 3 tuổi", None),
        ("cháu 17 tuổi, có con 1 tuổi", "minor"),
        ("con gái chị 15 tuổi bị bán", "child"),
        ("con gai 15t di theo thang quen tren zalo", "child"),
        ("em bị bán, con 2t đi cùng", None),
        ("con em 2 tuổi bị bắt đi mất", "infant"),
        ("người dưới 18 tuổi khai báo", "minor"),
        ("em đủ 18 rồi", "adult"),
    ],
)
def test_whose_age_is_told(words: str, age: str | None) -> None:
    assert spoken_facts(shipped(), words).get("age") == age
