"""Whether what a change means is sure."""

from dataclasses import replace

import pytest

from documents.comparison import Level, Piece, What, compare
from documents.comparison.certainty import is_sure
from documents.comparison.changes import ComparedPair
from documents.comparison.meaning import MeantChange
from documents.comparison.named import same_body_acts
from documents.comparison.pairing import Pair, PairKind
from tests.documents.provisions import article


def test_what_a_change_means_is_sure_of_figures_bodies_and_units_that_came_or_went() -> None:
    before = [
        article(
            1,
            None,
            text="Trong thời hạn 10 ngày làm việc kể từ ngày nhận đủ hồ sơ, Sở Tài chính trả lời người nộp hồ sơ bằng văn bản.",
        ),
        article(2, None, text="Người thu phí không được thu thêm khoản tiền nào ngoài mức thu ghi trong biểu mức thu phí."),
        article(3, None, text="Tổ chức thu phí được để lại 90% tổng số tiền phí thu được để trang trải chi phí của việc thu phí."),
    ]
    after = [
        article(
            1, None, text="Trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ, Sở Y tế trả lời người nộp hồ sơ bằng văn bản."
        ),
        article(2, None, text="Tổ chức thu phí được trích 90% số tiền phí thu được để trang trải chi phí của việc thu phí."),
    ]
    sure = {change.what for one in compare(before, after) for change in one.changes if is_sure(one, change)}
    assert sure == {What.DEADLINE, What.AUTHORITY, What.OBLIGATION}
    assert What.RATE not in {change.what for one in compare(before, after) for change in one.changes}


_SAID = "Người khuyết tật nặng được cấp thẻ bảo hiểm y tế theo quy định của pháp luật về bảo hiểm y tế"
_CASE = "nếu chưa thuộc diện tham gia bắt buộc"
_ASKED = "Trường hợp người bệnh có yêu cầu thì cơ sở trả lời bằng văn bản cho người đó và người thân của người đó"
_ANSWERS = "trả lời bằng văn bản cho người đó và người thân của người đó"
_DUTY = "cơ sở phải báo cáo Ủy ban nhân dân cấp xã bằng văn bản"
_LISTS = "Ủy ban nhân dân cấp xã lập danh sách người khuyết tật nặng trên địa bàn xã"
_FREE = "có thể ủy quyền cho cấp dưới thực hiện việc ký thẻ"


@pytest.mark.parametrize(
    ("old", "new", "sure"),
    [
        (_SAID, f"{_SAID} {_CASE}", [("condition", None, _CASE)]),
        (_SAID, f"Trẻ mồ côi được nhận vào cơ sở trợ giúp xã hội {_CASE}", []),
        (_SAID, f"{_SAID} nếu có", []),
        (_SAID, f"{_SAID}, trừ thẻ phải trả tiền", [("condition", None, "trừ thẻ phải trả tiền")]),
        (_SAID, f"{_SAID}. Hằng tháng, {_DUTY}", [("obligation", None, f"Hằng tháng, {_DUTY}")]),
        (_SAID, f"{_SAID}; không được thu tiền của họ", [("obligation", None, "không được thu tiền của họ")]),
        (f"{_SAID} hoặc {_FREE}", _SAID, [("right", _FREE, None)]),
        (
            _SAID,
            _SAID.replace("nặng", "nặng đã cư trú tại xã từ 12 tháng trở lên"),
            [("condition", None, "đã cư trú tại xã từ 12 tháng trở lên")],
        ),
        (
            _ASKED,
            _ASKED.replace("yêu cầu", "yêu cầu và được Giám đốc cơ sở đồng ý"),
            [
                (
                    "condition",
                    "Trường hợp người bệnh có yêu cầu",
                    "Trường hợp người bệnh có yêu cầu và được Giám đốc cơ sở đồng ý",
                )
            ],
        ),
        (f"{_SAID}, lập thành ba bộ", f"{_SAID}, lập thành hai bộ", [("amount", "lập thành ba bộ", "lập thành hai bộ")]),
        (f"Hằng năm, {_DUTY}", f"Định kỳ 06 tháng một lần, {_DUTY}", [("deadline", "Hằng năm", "Định kỳ 06 tháng một lần")]),
        (f"{_SAID}, giữ kín", f"{_SAID}, phải được giữ kín", []),
        (_SAID, f"{_SAID}; không bán, tặng thẻ cho người khác", [("obligation", None, "không bán, tặng thẻ cho người khác")]),
        (_SAID, f"{_SAID}. {_LISTS}", [("authority", None, _LISTS)]),
        (
            _SAID.replace("thẻ bảo", "giấy khen, vé xe buýt tháng, thẻ bảo"),
            _SAID,
            [("scope", "cấp giấy khen, vé xe buýt tháng", None)],
        ),
        (_SAID, f"{_SAID}, kể cả người nước ngoài", [("scope", None, "kể cả người nước ngoài")]),
        (
            f"{_ASKED}.",
            f"{_ASKED}, trừ người đã nhận được câu trả lời.",
            [("condition", None, "trừ người đã nhận được câu trả lời")],
        ),
        (
            _SAID,
            _SAID.replace("nặng", "nặng thuộc hộ nghèo"),
            [("addressee", "Người khuyết tật nặng", "Người khuyết tật nặng thuộc hộ nghèo")],
        ),
        (_ASKED, _ASKED.replace("Trường hợp người bệnh có yêu cầu", "Nếu người bệnh đã yêu cầu"), []),
        (_ASKED, _ASKED.replace("trả lời", "có thể trả lời"), [("right", _ANSWERS, f"có thể {_ANSWERS}")]),
        (_ASKED, _ASKED.replace("đó và", "đó hoặc"), [("scope", "cho người đó và người thân", "cho người đó hoặc người thân")]),
        (f"{_SAID}, khám, tái khám", f"{_SAID}, khám hoặc tái khám", [("scope", "khám, tái khám", "khám hoặc tái khám")]),
        (
            f"{_SAID}, trừ khoản 3 và khoản 4 Điều này",
            f"{_SAID}, trừ khoản 4 Điều này",
            [("right", "khoản 3 và khoản 4 Điều này", "khoản 4 Điều này")],
        ),
        (f"{_SAID}, trừ khoản 3 Điều này", f"{_SAID}, trừ khoản này", []),
        (f"{_ASKED}, không được bán thẻ", f"{_ASKED}, hạn chế bán thẻ", [("obligation", "không được bán thẻ", "hạn chế bán thẻ")]),
        (_SAID, f"{_SAID}, bảo hiểm xã hội, trợ cấp", [("scope", None, "bảo hiểm xã hội, trợ cấp")]),
        (
            f"{_SAID} trong 30 ngày kể từ ngày nộp hồ sơ",
            f"{_SAID} trong 30 ngày kể từ ngày có kết luận",
            [("deadline", "trong 30 ngày kể từ ngày nộp hồ sơ", "trong 30 ngày kể từ ngày có kết luận")],
        ),
        (
            _SAID.replace("được cấp", "được xem xét cấp"),
            _SAID,
            [("right", "xem xét", None)],
        ),
    ],
)
def test_what_came_or_went_is_sure_where_little_else_changed(
    old: str, new: str, sure: list[tuple[str, str | None, str | None]]
) -> None:
    told = [
        (one, change)
        for one in compare([article(1, None, text=f"{old}.")], [article(1, None, text=f"{new}.")])
        for change in one.changes
    ]
    kept = dict.fromkeys(change for one, change in told if is_sure(one, change))
    assert [(str(one.what), one.before and one.before.text, one.after and one.after.text) for one in kept] == sure


@pytest.mark.parametrize("rest", ["Ngựa kéo xe.", "Trâu kéo cày ở ruộng cạn khi trời còn sớm và nghỉ ở bãi khi trời đã nắng gắt."])
def test_what_came_or_went_is_surer_where_the_rest_of_its_article_stayed(rest: str) -> None:
    stays, duty = "Trâu kéo cày ở ruộng cạn khi trời còn sớm và nghỉ ở bãi khi trời đã nắng gắt.", "Cơ sở phải ghi sổ."
    told = [one for one in compare([article(1, None, stays, duty)], [article(1, None, rest)]) if one.changes and not one.pair.right]
    assert [one.stayed for one in told if one.changes[0].what is What.OBLIGATION] == [rest == stays]


@pytest.mark.parametrize(
    ("what", "text", "sure"),
    [
        ("obligation", "Người sử dụng lao động phải trả lương đúng hạn", True),
        ("obligation", "Trẻ em bị mua bán trở về sống với cha, mẹ", False),  # of a list of who is meant
        ("obligation", "Bên mua bảo hiểm phải đáp ứng quy định sau", False),  # only leads to a list
        ("right", "Người lao động được nghỉ 12 ngày mỗi năm", True),
        ("right", "Được thông tin về quyền và nghĩa vụ liên quan", True),
        ("right", "Doanh nghiệp được hưởng hỗ trợ lãi suất chịu trách nhiệm về thông tin đã cung cấp", False),
        ("right", "Quản lý người sử dụng trái phép chất ma túy không phải là biện pháp xử lý hành chính", False),
        ("document", "Doanh nghiệp không được sử dụng biểu tượng của cơ quan nhà nước", False),
        ("document", "Bản sao giấy chứng nhận đăng ký", True),
        ("document", "Kết quả thực hiện công khai, minh bạch", False),  # what something is judged by
        ("obligation", "độ tuổi không được uống rượu, bia", False),
        (
            "obligation",
            "Nghị định số 102/2007/NĐ-CP về lĩnh vực có trách nhiệm quản lý",
            False,
        ),
        ("condition", "Có chứng chỉ hành nghề còn hiệu lực", True),
        ("condition", "Phương tiện quảng cáo ngoài trời vi phạm quy định về kích thước", False),  # one of many that are banned
    ],
)
def test_what_came_is_sure_where_its_own_words_say_it(what: str, text: str, sure: bool) -> None:
    came = Pair(Level.CLAUSE, (), ("dieu-1/khoan-1",), PairKind.ADDED, 1.0)
    assert is_sure(ComparedPair(came, ()), MeantChange(What(what), None, Piece("dieu-1/khoan-1", 0, len(text), text))) is sure


@pytest.mark.parametrize(
    ("what", "before", "after", "sure"),
    [
        ("authority", "Vụ Pháp chế chủ trì", "Văn phòng Bộ chủ trì", True),
        ("authority", "Chủ tịch Ủy ban nhân dân cấp xã đã ra", "Việc hủy bỏ", False),
        ("authority", "Ủy ban nhân dân cấp xã", "Điều 26 của Luật này", False),
        ("obligation", "không được ủy quyền", "được ủy quyền", True),
        ("right", "các điểm a, b, c và d khoản 1 Điều này", "các điểm a, b, c, d, đ và g khoản 1 Điều này", True),
        ("authority", "trình cơ quan", "trình cơ quan nhà nước", False),
        ("deadline", "trong thời hạn 60 ngày", "trong thời hạn 30 ngày", True),
        ("deadline", "Chậm nhất 12 giờ, kể từ khi nhận được đơn", "Trong thời hạn 12 giờ kể từ khi nhận được đề nghị", False),
    ],
)
def test_what_became_something_else_is_sure_of_bodies_and_other_numbers(what: str, before: str, after: str, sure: bool) -> None:
    pair = Pair(Level.CLAUSE, ("dieu-1",), ("dieu-1",), PairKind.REWORDED, 0.8)
    pieces = [Piece("dieu-1", 0, len(text), text) for text in (before, after)]
    assert is_sure(ComparedPair(pair, ()), MeantChange(What(what), *pieces)) is sure


@pytest.mark.parametrize(
    ("what", "text", "sure"),
    [
        ("age", "dưới 18 tuổi nhằm mục đích nhận tiền", True),
        ("obligation", "Thư ký phải gửi tài liệu trước phiên họp", True),
        ("obligation", "Thành phần Tổ thẩm định gồm 05 thành viên", False),
        ("authority", "khu vực thuộc Cục Đường thủy nội địa", False),
        ("scope", "trên phạm vi toàn quốc theo quyết định thu hồi", False),
    ],
)
def test_what_stands_nowhere_in_the_other_text_is_sure_in_a_rewritten_provision(what: str, text: str, sure: bool) -> None:
    pair = Pair(Level.CLAUSE, ("dieu-1",), ("dieu-1",), PairKind.REWORDED, 0.3)
    came = MeantChange(What(what), None, Piece("dieu-1", 0, len(text), text))
    told = [is_sure(ComparedPair(pair, ()), one) for one in (came, replace(came, apart=True))]
    assert told == [False, sure]


def test_another_verb_behind_the_same_body_is_no_other_body() -> None:
    told = "Bộ Kế hoạch và Đầu tư chia sẻ thông tin"
    assert same_body_acts(told, "Bộ Kế hoạch và Đầu tư cung cấp thông tin")
    assert not same_body_acts(told, "Bộ Tài chính chia sẻ thông tin")
    assert not same_body_acts("Ủy ban nhân dân cấp xã nơi cư trú", "Ủy ban nhân dân cấp xã nơi có đất")
