"""What a change of words means."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.comparison import Fixed, Level, Outcome, Piece, What, compare, outcome
from documents.comparison.certainty import is_sure
from documents.comparison.changes import FIGURES
from documents.comparison.cited import find_cited
from documents.comparison.figures import find_figures
from documents.comparison.meaning import MeantChange, meant_changes
from documents.comparison.named import full_names
from documents.comparison.sides import Side
from documents.comparison.standing import Standing
from documents.model import Kind, Provision
from ingest.parsing import parse_file
from tests.documents.provisions import article, clause
from tests.linear import assert_linear_in


def _clause(text: str) -> Provision:
    return clause(1, 1, text)


def _told(old: str, new: str) -> list[tuple[str, str | None, str | None]]:
    """What is said to be about something: no words that only differ."""
    return [_words(change) for change in meant_changes([_clause(old)], [_clause(new)]) if change.what is not What.WORDS]


def _words(change: MeantChange) -> tuple[str, str | None, str | None]:
    return str(change.what), change.before and change.before.text, change.after and change.after.text


@pytest.mark.parametrize(
    ("text", "what", "phrase"),
    [
        ("Thời gian thử việc không quá 60 ngày đối với công việc khó.", "duration", "không quá 60 ngày"),
        ("Trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ, Sở trả lời.", "deadline", None),
        ("Chậm nhất 12 giờ, kể từ khi nhận được đơn yêu cầu, phải ra quyết định.", "deadline", None),
        ("Phạt tiền từ 5.000.000 đồng đến 10.000.000 đồng đối với hành vi sau.", "amount", "từ 5.000.000 đồng đến 10.000.000 đồng"),
        ("Lao động từ đủ 13 tuổi đến dưới 15 tuổi chỉ làm việc nhẹ.", "age", "từ đủ 13 tuổi đến dưới 15 tuổi"),
        ("Nộp 11 giấy tờ gốc trở lên.", "amount", "11 giấy tờ gốc trở lên"),
        ("Làm thêm giờ được trả ít nhất bằng 150% tiền lương.", "rate", "ít nhất bằng 150%"),
    ],
)
def test_a_phrase_is_found_whole(text: str, what: str, phrase: str | None) -> None:
    found = [(str(mention.what), text[mention.start : mention.end]) for mention in find_figures(text)]
    assert what in [kind for kind, _ in found]
    if phrase is not None:
        assert any(kind == what and words.startswith(phrase[:12]) and phrase[-8:] in words for kind, words in found), found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Trưởng phòng Văn hóa - Xã hội xem xét", ["Trưởng phòng Văn hóa - Xã hội"]),
        ("Giám đốc Sở Lao động - Thương binh và Xã hội quyết định", ["Giám đốc Sở Lao động - Thương binh và Xã hội"]),
        ("Ủy ban Dân tộc - Tôn giáo tỉnh", ["Ủy ban Dân tộc - Tôn giáo"]),
        ("Phòng Kinh tế, Hạ tầng và Đô thị trả lời", ["Phòng Kinh tế, Hạ tầng và Đô thị"]),
        ("Cục Phòng, chống tệ nạn xã hội chủ trì", ["Cục Phòng, chống tệ nạn xã hội"]),
        ("Sở Tài chính, Sở Y tế và Sở Công Thương", ["Sở Tài chính", "Sở Y tế", "Sở Công Thương"]),
        ("Sở Y tế, Công an tỉnh và Sở Tài chính", ["Sở Y tế", "Sở Tài chính"]),
    ],
)
def test_a_body_of_several_fields_is_one_name(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in full_names(text)] == names


@pytest.mark.parametrize(
    "text", ["ngày 21 tháng 11 năm 2007", "khoản 3 Điều 15 của Luật này", "Luật số 12/2017/QH14", "Mẫu số", "5.1. Phần chung"]
)
def test_dates_numbers_of_law_and_references_are_no_figures(text: str) -> None:
    assert find_figures(text) == []


CHANGED = re.compile(r"\[(?:(\w+): )?([^]]*?)→([^]]*?)\]")
"""What was and what is, with what is said to be about where anything is said."""


@pytest.mark.parametrize(
    "case",
    [
        "Nạn nhân được ở lại cơ sở [duration: không quá 60 ngày→không quá 120 ngày].",
        "Thời gian làm việc [8 giờ→08 giờ] một ngày.",
        "Làm không quá 08 giờ trong 01 ngày và [→không quá ]48 giờ trong 01 tuần.",
        "Thợ bị sa thải [theo quy định tại khoản 3 Điều 125 của Bộ luật này →]thì được báo.",
        "Thợ được nghỉ phép[→, ][condition: →trừ trường hợp quy định tại Điều 29 của Bộ luật này].",
        "Người lao động [obligation: có thể báo trước cho bên kia→phải báo trước cho bên kia][→ ][duration: →ít nhất 30 ngày].",
        "Gửi theo khoản [1→2] Điều [5→7].",
        "[Trong trường→Trường] hợp cơ sở từ chối thì trả lời trong [vòng 3→thời hạn 03] ngày.",
        "Trả lời chậm nhất [là 03→3] ngày.",
        "Tiền đặt cọc là [rate: 30%→50%].",
        "Tiền ăn là [amount: 0,31 mức lương cơ sở→0,21 mức lương cơ sở] mỗi ngày.",
        "Nội quy này được áp dụng [kể từ ngày 15 tháng 02 năm 2015→từ ngày 15/02/2015].",
        "Người khuyết tật được vay vốn ưu đãi[ →][condition: với điều kiện có đơn đề nghị→].",
        "[authority: Phòng Lao động - Thương binh và Xã hội→Phòng Văn hóa - Xã hội] xem xét, đề nghị.",
        "Tuyển người [dưới→chưa đủ] 18 tuổi.",
        "Mức trợ cấp [không thấp hơn→tối thiểu là] 500 USD/tháng.",
        "Do [Toà→Tòa] án[ nhân dân→] quyết định.",
        "Tuyển người [age: chưa đủ 18 tuổi→chưa đủ 15 tuổi].",
        "Trả lời [deadline: trong thời hạn 03 ngày làm việc kể từ ngày nhận đơn→trong thời hạn 03 ngày kể từ ngày nhận đơn].",
        "Nội quy này có hiệu lực [deadline: từ ngày 01 tháng 7 năm 2023→từ ngày 01 tháng 01 năm 2026].",
        "Người dạy nghề không phải đóng lệ phí cấp thẻ[→ và lệ phí cấp giấy].",  # not sure enough what it is about
        "[Hai bên tiến hành→Các bên thực hiện] lập biên bản.",
        (
            "Cơ sở trả lời [deadline: trong thời hạn 03 ngày kể từ ngày nhận đơn→][→kịp thời kể từ ngày nhận đơn]"
            "[, →][condition: trừ trường hợp hồ sơ thiếu→]."
        ),
        "Trường hợp thiếu giấy tờ thì cơ sở trả lại hồ sơ[→; trường hợp giấy tờ giả thì do Tòa án quyết định].",
        (
            "Hội người mù[→, hội người khuyết tật], hội nông dân, hội phụ nữ[→, ][scope: →hội cựu giáo chức]"
            " căn cứ vào điều lệ dạy nghề."
        ),
        "Người làm nghề may[, →][addressee: thêu ren→] phải học vệ sinh.",
        "Cấm nhận người [age: chưa thành niên→từ đủ 15 tuổi đến chưa đủ 18 tuổi] vào kho.",
        "Danh hiệu tặng[→ hoặc ][scope: →truy tặng] cho thợ mộc lâu năm.",
        "Bản thỏa ước lao động ký ở xưởng được niêm yết, mọi người đọc thỏa ước[→ lao động].",
        "Người mua nộp lệ phí[→ ][scope: →theo quy định của pháp luật về phí và lệ phí].",
        (
            "Bằng khen tặng cho cá nhân có thời gian học nghề liên tục từ 5 năm trở lên[→, ]"
            "[scope: →hoàn thành tốt công việc được giao]."
        ),
        "Nhãn hiệu cũ đã ghi trước [khi→ngày] Luật này có hiệu lực được giữ.",
        "[→Cơ sở nuôi dưỡng trẻ em. ]Cơ sở lập sổ theo dõi.[ Cơ sở nuôi dưỡng trẻ em.→]",
        # an organisation by the words behind it, the beginning of a task, a requirement, a quality, a principle, a paper
        "[obligation: Xưởng tổ chức đào tạo→][,→Xưởng] cấp thẻ.",
        "Trại làm việc [condition: theo nguyên tắc→theo nguyên tắc tự nguyện][→,] công khai.",
        "Thợ[ phải→] báo trước.",
        "Nộp đơn [banh ành→ban hành] kèm theo.",
        "Thực hiện theo Nghị định số [34/2014→71/2015]/NĐ-CP ngày [29 tháng 4 năm 2014→03 tháng 9 năm 2015] của Chính phủ.",
        "Kho nhận hàng [(→][scope: gồm cả hàng gửi từ nơi xa→][) →]và gạo.",
    ],
)
def test_what_changed(case: str) -> None:
    """Which phrase became which; what a figure is; what words are about the model says, whose table is ``benchmarks.changes``."""
    told = [(what, before or None, after or None) for what, before, after in CHANGED.findall(case) if what]
    assert _figured(_told(CHANGED.sub(r"\2", case), CHANGED.sub(r"\3", case))) == _figured(told)


def _figured(changes: list[tuple[str, str | None, str | None]]) -> list[tuple[str, str | None, str | None]]:
    return [(what if what in FIGURES else "", *words) for what, *words in changes]


def test_a_condition_that_comes_first_is_the_one_that_came_last() -> None:
    last, first = "khi nạn nhân yêu cầu", "Khi nạn nhân hoặc người thân của nạn nhân yêu cầu"
    ordered = "phải trả lời ngay bằng văn bản"
    told = _figured(_told(f"Cơ sở trả lời {last}.", f"{first}, cơ sở {ordered}."))
    assert told == [("", None, ordered), ("", None, "người thân của nạn nhân")]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("Sở Tài chính trả lời người hỏi.", "Sở Kế hoạch và Đầu tư trả lời người hỏi.", "authority"),
        ("Chủ tịch UBND cấp xã trả lời người hỏi.", "Chủ tịch HĐND cấp xã trả lời người hỏi.", "authority"),
        ("Cơ quan, tổ chức được hỗ trợ.", "Cơ quan, tổ chức, cá nhân được hỗ trợ.", "addressee"),
        ("Cơ sở phải tiếp nhận nạn nhân.", "Cơ sở phải tiếp nhận nạn nhân, trừ trường hợp nạn nhân từ chối.", "condition"),
        ("Trả lời trong thời hạn này.", "Trả lời trong thời hạn này, trừ trường hợp nạn nhân từ chối.", "condition"),
        ("Người đề nghị nộp tờ khai.", "Người đề nghị nộp tờ khai, bản sao giấy phép.", "document"),
        ("Cơ sở có thể thông báo cho nạn nhân.", "Cơ sở phải thông báo cho nạn nhân.", "obligation"),
        ("Cơ sở lập sổ.", "Cơ sở lập sổ. Cơ sở không được thu tiền của nạn nhân.", "obligation"),
        ("Cơ sở lập sổ.", "Cơ sở lập sổ. Trường hợp hồ sơ không hợp lệ thì trả lại hồ sơ.", "obligation"),
        ("Quầy nhỏ bày bán rau, quả.", "Quầy nhỏ bày bán rau, quả, thịt tươi.", "scope"),
    ],
)
def test_what_plain_changes_are_about(old: str, new: str, what: str) -> None:
    assert [kind for kind, *_ in _told(old, new)] == [what]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Trách nhiệm của thợ, gia đình, nhà trường trong xưởng.", "Trách nhiệm của nhà trường, gia đình, thợ trong xưởng."),
        ("Không tiết lộ tin về người bệnh khi người bệnh chưa đồng ý.", "Không tiết lộ tin về người bệnh khi họ chưa đồng ý."),
        ("Phát quà cho 10 người đến 20 người.", "Phát quà cho từ 10 người đến 20 người."),
        ("Trại nhận người chưa thành niên.", "Trại nhận người dưới 18 tuổi."),
        ("Thợ được nghỉ thêm một trong các ngày sau đây:", "Thợ được nghỉ thêm các ngày sau đây:"),
        ("Trại do Bộ Tài nguyên và Môi trường lập.", "Trại do Bộ Nông nghiệp và Môi trường lập."),
        ("Chủ tịch Ủy ban nhân dân cấp xã trả lời người hỏi.", "Chủ tịch UBND cấp xã trả lời người hỏi."),
    ],
)
def test_another_order_and_other_words_for_the_same_are_no_change(old: str, new: str) -> None:
    assert _told(old, new) == []


@pytest.mark.parametrize(
    ("text", "before", "after", "told"),
    [
        # Another "không" stands in the sentence already.
        ("Người chăn trâu không nghe lời thì trưởng thôn {} thu roi trâu.", "được", "không được", ("obligation", True)),
        ("Người chăn trâu không nghe lời thì trưởng thôn {} thu roi trâu.", "không phải", "phải", ("obligation", True)),
        ("Trưởng thôn {} lập sổ ghi trâu bò qua sông nếu không có đò.", "tiếp tục", "không tiếp tục", ("obligation", True)),
        ("Xã {} tính công chăn trâu cho trẻ em.", "chỉ", "không chỉ", None),
        ("Chủ trâu {} ký quỹ thêm một bao thóc cho mỗi con nghé được nuôi.", "phải", "được", ("obligation", True)),
        ("Chủ trâu {} ký quỹ thêm một bao thóc cho mỗi con nghé được nuôi.", "được", "có trách nhiệm", ("obligation", True)),
        # All of it, or one.
        ("Trâu được qua sông khi có {} điều kiện sau đây:", "đủ các", "một trong các", ("condition", True)),
        ("Hồ sơ đáp ứng {} yêu cầu quy định tại khoản 2 Điều này.", "một trong những", "tất cả các", ("condition", True)),
        ("Người già thuộc {} trường hợp sau đây được phát cỏ:", "các", "một trong các", None),
        # Factors, ages in months, names with a stroke.
        ("{} đối với mỗi một con trâu đang nuôi.", "Hệ số 1,0", "Hệ số 1,5", ("rate", True)),
        ("Người nuôi nghé dưới {} tháng tuổi được phát cỏ khô.", "36", "12", ("age", True)),
        ("Trâu nhiễm {}.", "LM/BT thuộc hộ nghèo", "LM/BT", None),
        ("Chủ trâu nộp {} giấy tiêm phòng của trâu.", "bản sao", "bản chính", ("document", True)),
        ("Trâu được tiêm phòng không quá {} trong một năm.", "02 lần", "01 lần", ("amount", True)),
        # A deadline from when something was received.
        (
            "{}ủy ban nhân dân xã trả lời chủ trâu.",
            "Trong thời hạn 03 ngày kể từ ngày nhận được đơn, ",
            "",
            ("deadline", True),
        ),
    ],
)
def test_a_word_that_turns_a_rule_is_told(text: str, before: str, after: str, told: tuple[str, bool] | None) -> None:
    sides = [[article(1, "Trâu bò", text.format(words))] for words in (before, after)]
    found = {(str(one.what), is_sure(pair, one)) for pair in compare(*sides) for one in pair.changes if one.what is not What.WORDS}
    assert (found == {told}) if told else not any(kind in ("obligation", "condition") for kind, _ in found)


def test_a_sentence_that_went_with_what_a_body_does_is_no_condition() -> None:
    gone = "Trường hợp có khiếu nại, trong thời hạn 10 ngày, Chủ tịch Ủy ban nhân dân cấp xã xem xét, trả lời người khiếu nại."
    kept = "Người nuôi trâu nộp đơn cho thôn trước mùa gặt. Thôn ghi đơn vào sổ và chuyển cho xã trong tuần ấy."
    sides = [[article(1, "Đơn", f"{kept} {gone}")], [article(1, "Đơn", kept)]]
    assert {_words(one)[:2] for pair in compare(*sides) for one in pair.changes} == {("obligation", gone[:-1])}


def test_a_figure_that_only_stands_elsewhere_now_is_not_gone() -> None:
    old = "Thợ là người từ đủ 15 tuổi trở lên, làm việc cho chủ xưởng, được trả công."
    new = "Thợ là người làm việc cho chủ xưởng, được trả công.\nTuổi tối thiểu của thợ là đủ 15 tuổi."
    assert "age" not in [what for what, *_ in _told(old, new)]


def test_of_what_is_no_running_text_only_other_numbers_are_told() -> None:
    sheet = [
        Provision("phu-luc-i", Kind.APPENDIX, "I", text=f"3 Đảo xa Nấu cơm tối đa là 500 USD 4 {land}")
        for land in ("Ma-lay Lặn", "Các đảo khác Lặn")
    ]
    assert meant_changes(*([one] for one in sheet)) == []


def test_words_that_went_into_a_point_of_their_clause_are_not_gone() -> None:
    lead = "Khi hợp đồng gửi thóc hết hạn mà người gửi vẫn để thóc trong kho thì"
    due, rule = "rong thời hạn 30 ngày, kể từ ngày hợp đồng gửi thóc hết hạn", "hai bên phải ký kết hợp đồng mới"
    other = "ếu không ký kết hợp đồng mới thì hợp đồng cũ thành hợp đồng không có hạn."
    old = _clause(f"{lead} t{due}, {rule}; n{other}")
    points = (f"T{due}, {rule}; trong thời gian chưa ký thì giữ như cũ;", f"N{other}")
    new = clause(1, 1, f"{lead} thực hiện như sau:", *points)
    assert not [change for change in _changes([old], [new]) if "30 ngày" in str(change[1])]


@pytest.mark.parametrize(("days", "gone"), [("30", False), ("15", True)])
def test_a_clause_that_became_a_point_in_nearly_the_same_words_is_gone_only_with_another_figure(days: str, gone: bool) -> None:
    rule = "Người gửi thóc phải báo cho chủ kho biết trong thời hạn {} ngày kể từ ngày thóc được đưa vào trong kho của {}"
    old = article(1, None, "Người gửi thóc trả tiền.", rule.format("30", "xã"))
    new = article(1, None, ("Người gửi thóc trả tiền và:", rule.format(days, "chính xã")))
    told = compare([old], [new], [Fixed(("dieu-1/khoan-1", "dieu-1/khoan-2"), ("dieu-1/khoan-1",))])
    assert any(one.before and "30 ngày" in one.before.text for item in told for one in item.changes) is gone


def test_what_stands_below_a_clause_without_points_is_told_with_it() -> None:
    old, new = (
        Provision(
            "dieu-1/khoan-1",
            Kind.CLAUSE,
            "1",
            text="Bên mua thanh toán như sau:",
            children=(
                Provision("dieu-1/khoan-1/tiet-1.1", Kind.SUBPOINT, "1.1", text=f"Trong vòng {days} ngày kể từ ngày nhận hàng."),
            ),
        )
        for days in ("05", "07")
    )
    told = [one for pair in compare([old], [new]) for one in pair.changes]
    assert [(one.before and one.before.path, one.after and one.after.text) for one in told] == [
        ("dieu-1/khoan-1/tiet-1.1", "Trong vòng 07 ngày kể từ ngày nhận hàng")
    ]


def test_a_limit_said_twice_is_one() -> None:
    twice, once = (find_figures(f"Thuê lại {limit} 12 tháng")[0] for limit in ("tối đa không quá", "tối đa là"))
    assert twice.value == once.value


def test_what_the_words_above_say_already_is_not_gone() -> None:
    lead = "Chủ xưởng bị xử lý như sau:"
    old = article(1, "Xử lý", (lead, "Chủ xưởng để cháy kho thì bị nhắc nhở trước mọi người;"))
    assert _changes([old], [article(1, "Xử lý", (lead, "Để cháy kho thì bị nhắc nhở trước mọi người;"))]) == []


def test_what_was_added_or_dropped_tells_its_duties_and_rights_only() -> None:
    text = "Cơ sở phải báo ngay cho gia đình trong 24 giờ. Nạn nhân được hỗ trợ tiền ăn. Cơ sở ở nơi thuận tiện."
    added = meant_changes([], [_clause(text)])
    assert [(str(change.what), change.before) for change in added] == [("obligation", None), ("right", None)]
    dropped = meant_changes([_clause(text)], [])
    assert [change.after for change in dropped] == [None, None]


def test_duties_come_first_and_pieces_name_their_provision() -> None:
    old, new = _clause("Hạn nộp là 10 ngày."), _clause("Hạn nộp là 15 ngày. Người nộp phải ký tên vào từng trang.")
    found = meant_changes([old], [new])
    assert [change.what for change in found] == [What.OBLIGATION, What.DURATION]
    assert all(change.after and change.after.path == "dieu-1/khoan-1" for change in found)


def test_an_article_without_clauses_against_one_with_them_tells_each_change_once_among_the_clauses() -> None:
    old = [article(1, "Thời hạn", text="Cơ sở tiếp nhận nạn nhân và nuôi dưỡng không quá 60 ngày.")]
    new = [article(2, "Thời hạn", "Cơ sở tiếp nhận nạn nhân và nuôi dưỡng không quá 120 ngày.")]
    told = [(str(found.pair.level), [_words(change) for change in found.changes]) for found in compare(old, new) if found.changes]
    assert told == [("clause", [("duration", "không quá 60 ngày", "không quá 120 ngày")])]


def _changes(old: Sequence[Provision], new: Sequence[Provision]) -> list[tuple[str, str | None, str | None]]:
    return [_words(change) for pair in compare(old, new) for change in pair.changes if pair.pair.level is not Level.ARTICLE]


def _articles(*texts: str) -> list[Provision]:
    return [article(place, f"Việc thứ {place}", text=text) for place, text in enumerate(texts, 1)]


def test_another_name_everywhere_is_told_once_as_words_but_another_body_is_a_change_however_often_it_comes() -> None:
    subjects = ("Trạm y tế chăm sóc", "Nhà trường dạy dỗ", "Xã viên giúp đỡ", "Khu phố bảo vệ")
    old = _articles(*(f"{subject} kẻ lang thang khi Công an cấp huyện yêu cầu." for subject in subjects))
    new = _articles(*(f"{subject} người vô gia cư khi Công an cấp xã yêu cầu." for subject in subjects))
    told = _changes(old, new)
    assert told.count(("authority", "Công an cấp huyện", "Công an cấp xã")) == 4
    assert [one for one in told if one[0] != "authority"] == [("words", "kẻ lang thang", "người vô gia cư")]
    assert _told("Kẻ lang thang được giúp đỡ.", "Người vô gia cư được giúp đỡ.") != []


@pytest.mark.parametrize(
    ("lead", "gone", "what"),
    [
        ("Danh hiệu tặng cho trại đạt các tiêu chuẩn sau:", "Sạch sẽ, ngăn nắp", "condition"),
        ("Cơ quan có thẩm quyền giải quyết bao gồm:", "Ủy ban nhân dân cấp xã", "authority"),
        ("Nghiêm cấm các hành vi sau đây:", "Săn bắt chim trời", "obligation"),
        ("Mũ của an ninh hàng không được quy định như sau:", "Mũ mềm màu xanh", "scope"),
        ("Hàng hóa gồm:", "Rau muống tươi", "scope"),
        ("Xưởng có nhiệm vụ sau đây:", "Báo cáo Ủy ban nhân dân", "obligation"),
        ("Xưởng có nhiệm vụ sau đây:", "Quy mô nhà kho", "scope"),
        ("Xưởng thực hiện nhiệm vụ bảo trì kho, bao gồm:", "Chi mua sơn", "scope"),
    ],
)
def test_an_item_that_went_is_what_its_list_is(lead: str, gone: str, what: str) -> None:
    old, new = article(1, "Việc", (lead, "Nhà kho khô ráo;", gone)), article(1, "Việc", (lead, "Nhà kho khô ráo."))
    assert _changes([old], [new]) == [(what, gone, None)]


def test_what_stands_anywhere_in_the_other_text_is_neither_new_nor_gone() -> None:
    duty = "Trưởng thôn phải lập sổ theo dõi gia súc đã tiêm phòng bệnh dại và lưu sổ tại nhà văn hóa"
    old = _articles("Thôn nuôi bò.", f"{duty}.", "Trâu ăn cỏ trên đê khi trời nắng ráo.")

    def told(tail: str) -> list[str]:
        new = [old[0], old[2], Provision("dieu-4", Kind.ARTICLE, "4", "Chở muối", "Ngựa kéo xe chở muối qua đèo gồm:", tail=tail)]
        return [what for what, before, _ in _changes(old, new) if before == duty]

    assert told("") == ["obligation"]
    old.append(replace(old[1], path="dieu-4"))  # what stands twice went from one place
    assert told(duty) == ["obligation"]
    old.pop()
    assert "obligation" not in told(duty) + told(duty.replace("tại", "ngay tại chính"))


def test_where_words_stand_is_where_most_of_them_do_with_every_figure_and_negation() -> None:
    said = "Trưởng thôn phải lập sổ theo dõi gia súc trong 5 ngày và lưu sổ tại nhà văn hóa"
    text = Standing(_articles("Trâu ăn cỏ trên đê khi trời nắng ráo.", f"Ngựa kéo xe. {said} của thôn."))
    found = text.find(said)
    assert getattr(found, "text", None) == f"{said} của thôn"
    assert text.find(said.replace("5", "7")) is None
    assert text.find(said.replace("phải", "chưa")) is None
    assert text.find("lưu sổ tại nhà văn hóa") is None  # so few words stand in any text
    closing = Standing([replace(_articles("Xe:")[0], tail=said)]).find(said)
    assert getattr(closing, "text", None) == said


@pytest.mark.parametrize(("text", "what"), [("Ngựa kéo xe", "scope"), ("Thuế suất 15%", "rate")])
def test_what_is_new_or_gone_and_binds_nobody_is_told_as_its_figure_or_as_what_it_is_for(text: str, what: str) -> None:
    old, new = _articles("Trâu ăn cỏ trên đê."), _articles("Trâu ăn cỏ trên đê.", f"{text}.")
    assert _changes(old, new) == [(what, None, text)]
    assert _changes(new, old) == [(what, text, None)]


@pytest.mark.parametrize(
    "text",
    [
        "Biên lãi là phần chênh lệch giữa tài sản và các khoản nợ phải trả.",
        "Người được bảo hiểm của hợp đồng là người có tên trong đó.",
        "Bên mua bảo hiểm, người được bảo hiểm, người thụ hưởng.",
        "Số tiền phải nộp của tháng đầu.",
        "Mức giảm trừ của năm, phần khấu trừ của quý.",
        "Xưởng có trách nhiệm:",
        "Người chăn bò về làng vào ngày nhận được cỏ.",
    ],
)
def test_a_modal_word_in_a_compound_a_definition_or_a_lead_binds_nobody(text: str) -> None:
    assert {str(change.what) for change in meant_changes([], [_clause(text)])} <= {"words"}


def test_the_end_of_a_line_in_a_sentence_and_the_note_of_a_codifier_are_no_words() -> None:
    note = "(Điều này được sửa đổi theo quy định tại khoản 2 Điều 1 của Luật số 26/2012/QH13, có hiệu lực kể từ ngày 01/7/2013)"
    assert _told("Thợ nuôi bò được giảm\ntrừ tiền cỏ.", f"Thợ nuôi bò được giảm trừ tiền cỏ.\n{note}") == []


@pytest.mark.parametrize(("paired", "told"), [(0, Outcome.APART), (1, Outcome.LITTLE), (3, None)])
def test_texts_of_two_matters_are_said_to_be(paired: int, told: Outcome | None) -> None:
    both = [
        "Trại nuôi bò sữa và bán phô mai ở chợ.",
        "Ngựa kéo xe chở muối qua đèo lúc mờ sáng.",
        "Thợ rèn đúc chuông đồng cho đình.",
    ]
    ours = ["mây gió trăng sao", "sông suối thác ghềnh", "rừng núi đồi đèo", "biển hồ đầm phá", "lúa ngô khoai sắn"]
    theirs = ["lụa vải tơ đay", "xanh đỏ tím vàng", "đàn sáo trống chiêng", "bút giấy mực nghiên", "chum vại nồi niêu"]
    old, new = ([replace(one, heading=None) for one in _articles(*both[:paired], *some[: 5 - paired])] for some in (ours, theirs))
    assert outcome(old, new, compare(old, new)) is told


def test_figures_bans_and_who_decides_come_before_other_changes_and_words_last() -> None:
    def change(what: What, before: str | None, after: str | None) -> MeantChange:
        return MeantChange(what, *(text and Piece("dieu-1", 0, len(text), text) for text in (before, after)))

    told = [
        change(What.AMOUNT, "5 đồng", "7 đồng"),
        change(What.OBLIGATION, None, "Không được xây nhà"),
        change(What.AUTHORITY, "Sở", "Bộ"),
        change(What.OBLIGATION, None, "Phải báo cáo"),
        change(What.SCOPE, "cỏ", "rau"),
        change(What.WORDS, None, "cây"),
    ]
    assert [one.rank for one in told] == sorted({one.rank for one in told})
    assert change(What.WORDS, None, "Thuế suất 15%").rank < change(What.SCOPE, "cỏ", "rau").rank


def test_a_word_that_is_cut_in_no_two_parts_ends_the_search() -> None:
    old = "Trại nhận người trước khi trời tối, sau khi ăn thì cho ngủ nếu còn chỗ."
    new = "Kho giữ đồ đạc sau khi mưa, trước khi nắng thì phơi khi có thể."
    assert isinstance(_told(old, new), list)


def test_a_list_of_supports_says_what_came_and_who_has_how_much_of_it() -> None:
    def of(number: int, supports: tuple[str, ...], who: str, points: str) -> list[Provision]:
        second = f"{who} đi cùng được hưởng hỗ trợ quy định tại các điểm {points} khoản 1 Điều này."
        return [article(number, "Hỗ trợ", ("Người ở trạm được hưởng hỗ trợ sau đây:", *supports), second)]

    old = of(5, ("Chỗ ngủ;", "Suất ăn."), "Trẻ em dưới 6 tuổi", "a và b")
    new = of(9, ("Chỗ ngủ;", "Người dịch;", "Suất ăn."), "Trẻ em dưới 16 tuổi", "từ điểm a đến điểm c")
    assert sorted(_changes(old, new), key=str) == [
        ("age", "dưới 6 tuổi", "dưới 16 tuổi"),
        ("right", "các điểm a và b khoản 1 Điều này", "các điểm từ điểm a đến điểm c khoản 1 Điều này"),
        ("right", None, "Người dịch"),
    ]


def test_a_sentence_that_became_an_item_of_the_same_rule_has_moved() -> None:
    words = "Kiểm tra giếng nước, bếp ăn, nhà kho, sân phơi của từng trại trong xã."
    lead = "Trưởng trại có trách nhiệm giữ gìn nhà cửa, ruộng vườn, ao cá"
    old, new = article(1, "Trách nhiệm", f"{lead}. {words}"), article(2, "Trách nhiệm", (f"{lead} sau đây:", words))
    assert not [told for told in _changes([old], [new]) if "giếng nước" in str(told)]


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("các điểm a, b, c và d khoản 1 Điều này", [4]),
        ("các điểm từ điểm a đến điểm g khoản 1 Điều này", [7]),
        ("khoản 2 và khoản 3 Điều này, khoản 1 Điều 5 của Luật khác", [2]),
        ("quy định tại Điều này", [0]),
        ("khoản 2, 3 Điều này", [2]),
        ("các khoản từ khoản 2 đến khoản 4 Điều này", [3]),
    ],
)
def test_a_list_of_cited_points_has_so_many(text: str, many: list[int]) -> None:
    assert [cited.many for cited in find_cited(text)] == many


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("Khi có tin báo, cơ sở phải trả lời.", ["Khi có tin báo"]),
        ("Trường hợp thiếu giấy tờ thì cơ sở trả lại.", ["Trường hợp thiếu giấy tờ"]),
        ("Cơ sở tiếp nhận ngay, trừ trường hợp người đó từ chối; sau đó báo cho xã.", ["trừ trường hợp người đó từ chối"]),
        ("Người bệnh được đổi giường nếu có đơn, kèm theo giấy khám.", ["nếu có đơn, kèm theo giấy khám"]),
        ("Các trường hợp sau đây:", []),
        ("Được hưởng hỗ trợ tùy trường hợp quy định tại Điều 5.", ["tùy trường hợp quy định tại Điều 5"]),
    ],
)
def test_conditions_are_found_whole(text: str, conditions: list[str]) -> None:
    assert [text[start:end] for start, end in Side([_clause(text)]).conditions] == conditions


@pytest.mark.realdata
def test_the_new_law_on_trafficking_says_which_supports_are_new_and_who_has_them(data: Path, tmp_path: Path) -> None:
    texts = data / "documents" / "anti_trafficking"
    excerpts = (texts / "excerpts" / "Luat_53-2024-QH15_excerpts.md").read_text("utf-8")
    start = excerpts.index("Điều 37. Đối tượng")
    new = tmp_path / "moi.txt"
    new.write_text(f"LUẬT\nPHÒNG, CHỐNG MUA BÁN NGƯỜI\n{excerpts[start : excerpts.index('5. Chính phủ', start)]}", "utf-8")
    sides = [
        next(item for root in parse_file(path).instruments[0].provisions for item in root.walk() if item.path == article)
        for path, article in ((texts / "Luat_66-2011-QH12.txt", "dieu-32"), (new, "dieu-37"))
    ]
    told = {
        pair.pair.right[0] if pair.pair.right else "": [_words(change) for change in pair.changes]
        for pair in compare([sides[0]], [sides[1]])
        if pair.changes
    }
    assert told["dieu-37/khoan-1/diem-c"] == [("right", None, "Hỗ trợ phiên dịch")]
    assert told["dieu-37/khoan-1/diem-d"] == [("right", None, "Hỗ trợ pháp luật")]
    assert told["dieu-37/khoan-1/diem-i"] == [("right", None, "Hỗ trợ học nghề, tư vấn, tạo điều kiện để có việc làm")]
    assert not any("học nghề" in str(before) for changes in told.values() for _, before, _ in changes)  # nobody lost it
    accompanied, foreign = told["dieu-37/khoan-2"], told["dieu-37/khoan-4"]
    assert ("right", "các điểm a, b và c khoản 1 Điều này", "các điểm từ điểm a đến điểm h khoản 1 Điều này") in accompanied
    assert not any(what == "age" for what, *_ in accompanied)  # a minor is who is under 18
    assert ("right", "các điểm a, b, c và d khoản 1 Điều này", "các điểm a, b, c, d, đ và g khoản 1 Điều này") in foreign
    assert ("addressee", None, "người đang trong quá trình xác định là nạn nhân") in foreign
    abroad, inside = told["dieu-37/khoan-3"]
    assert (abroad[:2], inside[:2]) == (("right", None), ("right", None))
    assert "đang ở nước ngoài" in (abroad[2] or "")
    assert "ở trong nước" in (inside[2] or "")


_WORDS = st.text(alphabet="aáđ 0123456789.,;%()\n", max_size=60) | st.sampled_from(
    ["trong thời hạn 5 ngày kể từ ngày", "không quá 3 lần mức lương", "Ủy ban nhân dân cấp xã", "nếu", "phải", "10 % của"]
)


@given(st.lists(_WORDS, max_size=6).map(" ".join), st.lists(_WORDS, max_size=6).map(" ".join))
def test_pieces_are_pieces_of_the_texts(old: str, new: str) -> None:
    for change in meant_changes([_clause(old)], [_clause(new)]):
        for piece, text in ((change.before, old), (change.after, new)):
            assert piece is None or (piece.text and text[piece.start : piece.end] == piece.text)
    assert meant_changes([_clause(new)], [_clause(new)]) == []


@given(st.lists(_WORDS, max_size=8).map(" ".join))
def test_figures_and_conditions_lie_in_the_text_in_order(text: str) -> None:
    side = Side([_clause(text)])
    for found in ([(one.start, one.end) for one in side.figures], side.conditions):
        assert all(0 <= start <= end <= len(text) for start, end in found)
        assert [start for start, _ in found] == sorted(start for start, _ in found)


def test_what_changed_takes_no_more_time_than_the_texts_are_long() -> None:
    many = "Cơ sở phải trả lời trong thời hạn 5 ngày, trừ trường hợp thiếu giấy tờ. Nạn nhân được hưởng trợ cấp. " * 600
    assert_linear_in(lambda text: meant_changes([], [_clause(text)]), many)
    assert_linear_in(lambda text: meant_changes([_clause(text)], [_clause(text.replace("5", "7"))]), many)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Người mua trả tiền sau khi nhận đủ hàng và sổ sách.", "Người mua trả tiền nhận đủ hàng và sổ sách."),
        ("Báo cáo theo mẫu của Thông tư này.", "Báo cáo theo mẫu ban hành kèm của Thông tư này."),
    ],
)
def test_words_that_only_begin_something_are_no_change(old: str, new: str) -> None:
    assert _told(old, new) == _told(new, old) == []


@pytest.mark.parametrize(
    ("text", "old", "new", "what"),
    [
        (
            "Trong thời hạn 03 ngày kể từ ngày {}, Sở Y tế trả lời kết quả cho người nộp.",
            "nhận được hồ sơ",
            "nhận đủ hồ sơ hợp lệ",
            "deadline",
        ),
        ("Trong thời hạn 03 ngày kể từ ngày {}, Sở trả lời.", "nhận được hồ sơ", "nhận được hồ sơ và lệ phí thẩm định", "deadline"),
        ("Trong thời hạn 03 ngày kể từ ngày {}, Sở trả lời.", "nhận được hồ sơ hợp lệ", "nhận đủ hồ sơ theo quy định", None),
        ("Doanh nghiệp phải báo cáo Sở trong thời hạn 10 ngày {} khi dời trụ sở.", "trước", "sau", "deadline"),
        ("Người lao động được hưởng phụ cấp {} mức 5% lương cơ sở.", "hàng tháng", "hàng quý", "deadline"),
        ("Mọi vướng mắc đề nghị phản ánh về {} để được giải đáp.", "Bộ Tài chính", "Bộ Y tế", "authority"),
        ("Có giấy chứng nhận đủ điều kiện do {} cấp.", "Bộ Công Thương", "Bộ Công an", "authority"),
        ("Sở {} cho người dân trong 5 ngày.", "trả lời bằng văn bản", "trả lời", "document"),
        ("Ngân hàng {} thỏa thuận với ngân hàng khác về tài khoản.", "được", "có thể", None),
        ("Sở trả lời trong thời hạn {} ngày.", "05", "năm", None),
        ("Cơ sở được hỗ trợ nếu có 10 trẻ em{}.", " và không nợ bảo hiểm xã hội", "", "condition"),
    ],
)
def test_what_readers_missed_or_were_told_for_nothing(text: str, old: str, new: str, what: str | None) -> None:
    pairs = compare([article(1, "Hỗ trợ", text.format(old))], [article(1, "Hỗ trợ", text.format(new))])
    sure = {str(one.what) for pair in pairs for one in pair.changes if is_sure(pair, one)}
    assert sure == ({what} if what else set())


def test_of_a_clause_that_became_a_point_what_changed_is_told_once() -> None:
    words = (
        "Nạn nhân phải được cơ sở tiếp nhận hỗ trợ tiền ăn trong 30 ngày",
        "Bệnh viện phải miễn chi phí khám bệnh, tư vấn tâm lý cho người chưa thành niên",
    )
    became = ("Chế độ gồm:", words[0].replace("30", "60"), words[1])
    kept = "Người quản lý lưu giữ sổ theo dõi của cơ sở trong {} năm"
    old, new = ([article(1, "Hỗ trợ nạn nhân", *some)] for some in ((*words, kept.format("05")), (became, kept.format("10"))))
    told = [(one.pair.right, [_words(change) for change in one.changes]) for one in compare(old, new) if one.changes]
    assert told == [
        (("dieu-1/khoan-2",), [("duration", "trong 05 năm", "trong 10 năm")]),  # the old second clause is a point now
        (("dieu-1/khoan-1/diem-a",), [("duration", "trong 30 ngày", "trong 60 ngày")]),
    ]


def test_closing_lines_behind_points_are_compared_too() -> None:
    def closed(age: int) -> Provision:
        tail = f"Người từ đủ {age} tuổi tự mình ký đơn; người khác thì cha, mẹ ký."
        return replace(clause(1, 1, "Hồ sơ gồm:", "Giấy tờ a;", "Giấy tờ b;"), tail=tail)

    (change,) = meant_changes([closed(15)], [closed(16)])
    assert _words(change) == ("age", "từ đủ 15 tuổi", "từ đủ 16 tuổi")
    assert change.before
    assert change.before.closing
    assert closed(15).tail[change.before.start : change.before.end] == change.before.text
    told = [one for pair in compare([closed(15)], [closed(16)]) for one in pair.changes]
    assert [_words(one) for one in told] == [_words(change)]


def test_how_often_something_is_is_one_figure_also_in_words_and_a_ban_is_called_so() -> None:
    assert ("deadline", "hai năm một lần", "03 năm một lần") in _told(
        "Danh hiệu vườn đẹp được xét tặng hai năm một lần.", "Danh hiệu vườn đẹp được xét tặng 03 năm một lần."
    )
    assert not [told for told in _told("Nhà vườn được trả một tháng một lần.", "Nhà vườn được trả tháng một lần.") if told[0]]
    piece = Piece("dieu-1", 0, 1, "Đổ rác xuống ao")
    assert MeantChange(What.OBLIGATION, None, piece, listed=True).called == "prohibition"
    assert MeantChange(What.OBLIGATION, None, piece).called == "obligation"
    for words, called in (("Nhà vườn không được đốt lá", "prohibition"), ("Ai không được đốt lá thì phải chôn lá", "obligation")):
        assert MeantChange(What.OBLIGATION, None, Piece("dieu-1", 0, 1, words)).called == called
