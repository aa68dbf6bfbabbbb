"""Statements of clauses: what is read of texts of our own making, and what must hold of any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.duties.pipeline import load_pipeline
from documents.duties.reading import read_placed, read_statements
from documents.duties.statement import ClauseText, Phrase, Statement, StatementKind, TimeUnit, clauses_of
from documents.duties.values import day_of_year, number_of, read_amounts, read_deadline
from documents.model import Kind, Provision

TERM = "Trong thời hạn 15 ngày làm việc, kể từ ngày nhận đủ hồ sơ hợp lệ"


def one(text: str, heading: str = "", lead_in: str = "") -> tuple[Statement, ...]:
    return read_statements([ClauseText(text, heading, lead_in)])[0]


@pytest.mark.parametrize(
    ("text", "heading", "kind", "actor", "action"),
    [
        (
            "1. Bộ Y tế có trách nhiệm hướng dẫn thi hành Nghị định này.",
            "",
            "obligation",
            "Bộ Y tế",
            "hướng dẫn thi hành Nghị định này",
        ),
        (
            "2. Người lao động có quyền đơn phương chấm dứt hợp đồng.",
            "",
            "permission",
            "Người lao động",
            "đơn phương chấm dứt hợp đồng",
        ),
        ("3. Cơ sở kinh doanh không được tuyển dụng trẻ em.", "", "prohibition", "Cơ sở kinh doanh", "tuyển dụng trẻ em"),
        ("1. Tiết lộ thông tin của nạn nhân.", "Các hành vi bị nghiêm cấm", "prohibition", None, "Tiết lộ thông tin của nạn nhân"),
        ("Nạn nhân là người bị xâm hại bởi hành vi mua bán người.", "Giải thích từ ngữ", "definition", None, "người bị xâm hại"),
        ("1. Hợp đồng tập nghề là việc hai bên thỏa thuận bằng văn bản.", "Hợp đồng tập nghề", "definition", None, "việc hai bên"),
        ("2. Được tham gia lớp bồi dưỡng.", "Quyền và nghĩa vụ của hội viên", "permission", None, "tham gia lớp bồi dưỡng"),
        ("1. Mức hỗ trợ mỗi tháng bằng 25% mức lương cơ sở.", "Mức hỗ trợ", "permission", None, "Mức hỗ trợ mỗi tháng bằng 25%"),
        ("2. Mức thu do Bộ trưởng Bộ Tài chính quy định.", "Phí", "power", "Bộ trưởng Bộ Tài chính", "Mức thu do Bộ trưởng"),
        ("3. Dừng phương tiện để kiểm soát.", "Quyền hạn của Cảnh sát giao thông", "power", None, "Dừng phương tiện"),
    ],
)
def test_a_statement_is_of_its_kind_with_who_and_what(text: str, heading: str, kind: str, actor: str | None, action: str) -> None:
    [found] = one(text, heading)
    assert (found.kind, found.actor.text if found.actor else None) == (kind, actor)
    assert found.action.text.startswith(action)


def test_a_deadline_stands_with_its_number_its_unit_and_what_it_counts_from() -> None:
    [found] = one(f"1. {TERM}, Ủy ban nhân dân cấp tỉnh có trách nhiệm cấp giấy phép cho doanh nghiệp.")
    assert found.deadline is not None
    assert (found.deadline.value, found.deadline.unit) == (15, TimeUnit.WORKING_DAY)
    assert found.deadline.counted_from == "ngày nhận đủ hồ sơ hợp lệ"
    assert found.actor is not None
    assert found.actor.text == "Ủy ban nhân dân cấp tỉnh"


@pytest.mark.parametrize(
    ("text", "dues", "amounts"),
    [
        (
            "1. Cơ quan cấp phép phải trả lời trong thời hạn 05 ngày kể từ ngày nhận đơn hoặc trong thời hạn 12 giờ kể từ khi nhận "
            "đơn đối với trường hợp khẩn cấp.",
            [(5, "day", 0), (12, "hour", 1)],
            [],
        ),
        (
            "2. Thời hạn nộp báo cáo định kỳ được quy định như sau:\na) Đối với báo cáo quý: 15 ngày kể từ ngày kết thúc quý;\n"
            "b) Đối với báo cáo năm: 30 ngày kể từ ngày kết thúc năm.",
            [(15, "day", 1), (30, "day", 1)],
            [],
        ),
        ("3. Chủ cơ sở phải thực hiện trong thời hạn quy định tại khoản 1 Điều này.", [(None, None, 0)], []),
        (
            "4. Ban tổ chức phải thông báo cho thí sinh ít nhất là 05 ngày làm việc trước khi thi.\nNhà trường phải báo cáo "
            "trước 31 tháng 7 hằng năm.",
            [(5, "working_day", 0), (None, None, 0)],
            [],
        ),
        ("5. Việc yêu cầu bổ sung hồ sơ được thực hiện tối đa một lần.", [None], [1]),
        (
            "7. Cơ quan cấp phép phải trả lời trong thời hạn quy định đối với các trường hợp sau:\na) Chậm nhất 10 ngày kể từ ngày "
            "nhận đơn cấp mới;\nb) Chậm nhất 03 ngày kể từ ngày nhận đơn cấp lại.",
            [(10, "day", 0), (3, "day", 0)],
            [],
        ),
        (
            "8. Ban tổ chức phải thông báo cho thí sinh ít nhất 30 ngày trước ngày thi đối với hội thi cấp tỉnh; 60 ngày đối với "
            "hội thi cấp bộ; 90 ngày đối với hội thi toàn quốc.",
            [(30, "day", 1), (60, "day", 1), (90, "day", 1)],
            [],
        ),
        ("9. Giờ làm việc của người lao động không được quá 08 giờ trong 01 ngày.", [None], [8, 1]),
        ("10. Giấy phép kinh doanh vận tải có thời hạn 05 năm kể từ ngày cấp.", [None], [5]),
        ("11. Chi soạn thảo văn bản: từ 600.000 đồng/văn bản đến 900.000 đồng/văn bản.", [None], [600000, 900000]),
        ("13. Cơ sở phải lưu trữ hồ sơ trong thời hạn 05 năm kể từ ngày cấp.", [None], [5]),
        ("14. Thời gian niêm yết công khai thông báo là 15 ngày.", [None], [15]),
        ("16. Mật độ xây dựng thuần của khu không quá 40% diện tích đất của khu.", [None], [40]),
        ("17. Thời hạn cho thuê lại lao động tối đa không quá 12 tháng.", [None], [12]),
        ("18. Tác phẩm khuyết danh có thời hạn bảo hộ là năm mươi năm kể từ khi công bố.", [None], [50]),
        ("15. Biên bản bàn giao được lập thành 03 bản.", [None], [3]),
        ("19. Thẻ bị thu hồi khi:\na) Trong thời hạn 06 tháng kể từ ngày cấp mà cơ sở không hoạt động.", [None], []),
        ("20. Sở Y tế hỗ trợ không quá 04 ngày cho mỗi người dự họp.", [None], [4]),
        (
            "21. Cơ quan điều tra phải lấy lời khai ngay và trong thời hạn 12 giờ phải ra quyết định tạm giữ.",
            [None, (12, "hour", 0)],
            [],
        ),
        ("22. Người sử dụng lao động phải báo trước ít nhất 03 ngày làm việc.", [(3, "working_day", 0)], []),
        ("23. Người bị bác đơn thì sau 01 năm mới được xin xóa án tích.", [None], []),
        ("12. Tiền điện của nhà máy lấy từ nguồn thu hằng năm.", [], []),
        ("24. Thời hạn giải quyết khiếu nại không được quá 03 ngày kể từ ngày nhận được khiếu nại.", [(3, "day", 0)], []),
        ("25. Thời hạn cấp giấy phép: 10 ngày làm việc kể từ ngày nhận đủ hồ sơ.", [(10, "working_day", 0)], []),
        (
            "26. Tiền bồi thường được trả trong thời hạn như sau:\na) Không quá 45 ngày kể từ ngày có quyết định đối với nhà ở;\n"
            "b) Không quá 30 ngày kể từ ngày có quyết định đối với đất.",
            [(45, "day", 1), (30, "day", 1)],
            [],
        ),
        (
            "27. Sở Y tế phải thẩm định hồ sơ; gửi thông báo cho cơ sở trong thời hạn 05 ngày kể từ ngày có kết quả.",
            [None, (5, "day", 0)],
            [],
        ),
        ("28. Hằng năm Bộ Y tế phải báo cáo Chính phủ.", [(None, None, 0)], []),
        ("29. Trong thời hạn 30 ngày, nếu thương nhân không trả lời thì phải đăng ký lại.", [None], []),
        ("6. Mức phí được quy định như sau:\na) Xe con: 50.000 đồng;\nb) Xe tải: 90.000 đồng.", [None, None], [50000, 90000]),
    ],
)
def test_each_deadline_of_an_act_and_each_rate_is_a_statement(text: str, dues: list[object], amounts: list[float]) -> None:
    found = one(text)
    assert [said.deadline and (said.deadline.value, said.deadline.unit, len(said.conditions)) for said in found] == dues
    assert [amount.value for said in found for amount in said.amounts] == amounts


@pytest.mark.parametrize(
    ("text", "heading", "lead_in", "who"),
    [
        ("1. Hướng dẫn việc cấp thẻ.", "Trách nhiệm của Bộ Y tế trong việc cấp thẻ", "", "Bộ Y tế"),
        ("1. Hướng dẫn việc cấp thẻ.", "Trách nhiệm của các bộ", "Bộ Y tế có trách nhiệm:", "Bộ Y tế"),
        ("1. Thẻ phải ghi rõ họ tên.", "Trách nhiệm của Bộ Y tế", "", None),
        ("1. Bà Nguyễn Thị A có quyền:\na) Kiểm tra việc cấp thẻ.", "Trách nhiệm của Bộ Y tế", "", None),
        ("1. Đơn vị đề nghị cấp phép nộp hồ sơ tại Sở Y tế.", "", "", "Đơn vị đề nghị cấp phép"),
        ("1. Giám đốc Trung tâm do Giám đốc Sở Y tế bổ nhiệm.", "", "", "Giám đốc Sở Y tế"),
        ("1. Bộ Y tế trong phạm vi nhiệm vụ của mình có trách nhiệm cấp thẻ.", "", "", "Bộ Y tế"),
        ("1. Mức thu do Bộ Tài chính quy định. Phải niêm yết mức thu.", "", "", None),
        ("1. Trường hợp người học vi phạm nội quy thì phải bồi thường.", "", "", "người học"),
        ("1. Trường hợp người học vi phạm nội quy thì thẻ bị thu hồi.", "", "", None),
        ("1. Trường hợp người học không được tiếp nhận vào trường thì trả lời bằng văn bản và nêu rõ lý do.", "", "", None),
        ("1. Người nộp thuế có yêu cầu xét nộp đơn đề nghị đến cơ quan thuế.", "Thủ tục", "", "Người nộp thuế có yêu cầu xét"),
        ("1. Việc kháng cáo phải được Tòa án cấp sơ thẩm thông báo bằng văn bản.", "", "", "Tòa án cấp sơ thẩm"),
        ("1. Thân nhân; cá nhân đến thăm gặp phải chấp hành nội quy.", "", "", "Thân nhân; cá nhân đến thăm gặp"),
        ("1. Cơ sở nuôi ong\na) Lập danh sách các hộ.", "Trách nhiệm của các cơ sở nuôi ong, thu mua", "", "Cơ sở nuôi ong"),
        ("1. Hộ nghèo được hỗ trợ như sau:\na) Hỗ trợ tối đa 50% chi phí.", "", "", "Hộ nghèo"),
        ("1. Sở Y tế phải cấp thẻ. Trường hợp đổi thẻ, hồ sơ phải kèm theo ảnh.", "", "", None),
        ("1. Khi tư vấn theo phân công của Lãnh đạo, luật sư, cộng tác viên được hưởng thù lao.", "", "", "luật sư, cộng tác viên"),
        ("1. Khi có yêu cầu của cơ quan, tổ chức, Sở Y tế phải cấp thẻ.", "", "", "Sở Y tế"),
        ("1. Chủ nhiệm: 5.000.000 đồng/tháng.", "Mức chi", "", "Chủ nhiệm"),
        ("1. Cá nhân đầu tư xây dựng cơ sở được hưởng chính sách ưu đãi.", "", "", "Cá nhân đầu tư xây dựng cơ sở"),
    ],
)
def test_who_acts_is_told_by_the_sentence_or_by_the_words_above_it(text: str, heading: str, lead_in: str, who: str | None) -> None:
    assert one(text, heading, lead_in)[-1].who == who


def test_an_act_with_a_case_of_its_own_takes_no_other_and_a_case_keeps_its_own_term() -> None:
    first, second = one(
        "1. Luật sư khi tham gia tố tụng được hưởng 40% mức thù lao, được hưởng 20% mức thù lao khi đại diện ngoài tố tụng."
    )
    assert [[met.text for met in said.conditions] for said in (first, second)] == [
        ["khi tham gia tố tụng"],
        ["khi đại diện ngoài tố tụng"],
    ]
    [asked] = one(
        "1. Giám đốc đề nghị Sở Y tế thu hồi thẻ trong các trường hợp sau đây:\na) Người được cấp thẻ không nhận thẻ trong "
        "thời hạn 30 ngày kể từ ngày được cấp."
    )
    assert asked.deadline is None
    assert [met.text.endswith("được cấp") for met in asked.conditions] == [True]


def test_a_condition_is_of_the_act_behind_its_then_and_how_long_it_lasts_is_no_amount() -> None:
    [first, second] = one("1. Tổ chức vi phạm thì bị xử phạt; nếu gây thiệt hại quá 10 ngày thì phải bồi thường 50% chi phí.")
    assert not first.conditions
    assert [said.text for said in second.conditions] == ["nếu gây thiệt hại quá 10 ngày"]
    assert [amount.value for amount in second.amounts] == [50]


@pytest.mark.parametrize("text", ["1. Tin học văn phòng;", "2. Quỹ đất của dự án áp dụng hình thức giao đất có thu tiền."])
def test_a_thing_without_modal_and_doer_states_nothing(text: str) -> None:
    assert one(text) == ()


def test_a_case_of_a_list_above_the_clauses_states_nothing() -> None:
    text, lead_in = "2. Người nộp đơn phải nộp phí dưới 50.000 đồng.", "Miễn phí trong các trường hợp sau đây:"
    assert one(text)
    assert one(text, lead_in=lead_in) == ()


def test_what_rules_and_models_agree_on_is_sure() -> None:
    [found] = one("1. Bộ Y tế có trách nhiệm hướng dẫn thi hành Nghị định này.")
    assert found.sure
    doc = load_pipeline()("Bộ Y tế có trách nhiệm hướng dẫn thi hành Nghị định này.")
    assert [span.text for span in doc.spans["agreed"]] == [span.text for span in doc.spans["acts"]]


@pytest.mark.parametrize(
    "text",
    [
        "1. Người bệnh được thanh toán chi phí như sau:\na) Các khoản phí phải nộp theo quy định.",
        "1. Chi nhánh có các quyền và nghĩa vụ sau đây:\na) Thực hiện trợ giúp pháp lý.",
        "1. Chủ tịch Ủy ban nhân dân cấp tỉnh quyết định số người làm việc và bảo đảm kinh phí cho Trung tâm.",
    ],
)
def test_what_may_be_a_right_or_a_duty_is_not_sure(text: str) -> None:
    assert not one(text)[-1].sure


def test_points_below_words_that_end_at_the_modal_are_statements_of_their_own() -> None:
    found = one("2. Chánh Thanh tra Sở có quyền:\na) Phạt cảnh cáo;\nb) Phạt tiền đến 50.000.000 đồng;\nc) Tịch thu tang vật.")
    assert [statement.action.text.split()[0] for statement in found] == ["Phạt", "Phạt", "Tịch"]
    assert {statement.actor and statement.actor.text for statement in found} == {"Chánh Thanh tra Sở"}
    assert [amount.value for statement in found for amount in statement.amounts] == [50_000_000]


@pytest.mark.parametrize("text", ["Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2025.", "", "1. ", "\n\n", "…"])
def test_what_states_nothing_has_no_statement(text: str) -> None:
    assert one(text, "Hiệu lực thi hành") == ()


@pytest.mark.parametrize(
    ("words", "value", "unit", "counted_from"),
    [
        (TERM, 15, TimeUnit.WORKING_DAY, "ngày nhận đủ hồ sơ hợp lệ"),
        ("chậm nhất là 05 (năm) ngày trước ngày khai mạc", 5, TimeUnit.DAY, "ngày khai mạc"),
        ("trong vòng 24 giờ", 24, TimeUnit.HOUR, None),
        (f"trong thời hạn {'9' * 400} ngày", None, None, None),
        (f"trong thời hạn {'1.000.' * 90}000 ngày", None, None, None),
        ("sau ba tháng, kể từ khi nộp đơn", 3, TimeUnit.MONTH, "khi nộp đơn"),
        ("theo định kỳ 05 năm", 5, TimeUnit.YEAR, None),
        ("trước ngày tổ chức hội thi ít nhất 30 ngày", 30, TimeUnit.DAY, "ngày tổ chức hội thi"),
        ("trong thời hạn 02 tuần", 14, TimeUnit.DAY, None),
        (
            "trong 10 ngày, kể từ ngày nhận khiếu nại không thuộc một trong các trường hợp tại Điều 11",
            10,
            TimeUnit.DAY,
            "ngày nhận khiếu nại không thuộc một trong các trường hợp tại Điều 11",
        ),
        ("hằng năm", None, None, None),
        ("ngay sau khi ký", None, None, "khi ký"),
        ("chậm nhất ngày 31 tháng 12", None, None, None),
    ],
)
def test_the_value_of_a_deadline(words: str, value: float | None, unit: TimeUnit | None, counted_from: str | None) -> None:
    found = read_deadline(Phrase(0, len(words), words))
    assert (found.value, found.unit, found.counted_from) == (value, unit, counted_from)


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("phạt tiền từ 5.000.000 đồng đến 10 triệu đồng", [(5_000_000, "VND"), (10_000_000, "VND")]),
        ("tối đa 20% mức đóng", [(20, "%")]),
        ("bằng 1,5% doanh thu", [(1.5, "%")]),
        ("từ 07 đến 09 thành viên", [(7, "thành viên"), (9, "thành viên")]),
        ("ít nhất hai phần ba số thành viên", [(2 / 3, "fraction")]),
        ("phạt tù từ 02 năm đến 07 năm", [(2, "year"), (7, "year")]),
        ("quy định tại khoản 2 và điểm a khoản 3 Điều 5 Nghị định số 12/2020/NĐ-CP ngày 01 tháng 3 năm 2020", []),
        ("trường hợp không đồng ý", []),
        ("vào lúc 8 giờ 00 và 14 giờ 30", []),
        ("50 (năm mươi) triệu đồng", [(50_000_000, "VND")]),
        ("rộng ít nhất là 06m, diện tích 1,5ha", [(6, "m"), (1.5, "ha")]),
        ("bằng 1/2 (một nửa) mức hưởng, hơn một nửa số thành viên", [(0.5, "fraction"), (0.5, "fraction")]),
        ("ký quỹ 2.000.000.000 đồng (Hai tỷ đồng), công ty hai thành viên trở lên", [(2_000_000_000, "VND")]),
        ("trợ cấp một lần cho 07 doanh nghiệp", [(7, "doanh nghiệp")]),
        ("năm 2020 đồng thời được nghỉ hằng năm 12 ngày", [(12, "day")]),
        (f"nộp {'9' * 400} đồng, {'1.000.' * 90}000 tỷ đồng", []),
    ],
)
def test_the_values_of_amounts(words: str, values: list[tuple[float, str]]) -> None:
    found = list(read_amounts(words, 0, len(words)))
    assert [(round(one.value, 4), one.unit) for one in found] == [(round(value, 4), unit) for value, unit in values]
    assert all(words[one.start : one.end] == one.text for one in found)


@pytest.mark.parametrize(
    ("figure", "value"),
    [("1.800.000", 1_800_000), ("0,5", 0.5), ("05", 5), ("mười lăm", 15), ("2,340,000", 2_340_000), ("4.5", 4.5)],
)
def test_numbers_as_they_are_printed(figure: str, value: float) -> None:
    assert number_of(figure) == value


def test_a_clause_without_end_is_read_at_its_beginning() -> None:
    found = one("1. Bộ Y tế phải báo cáo. " + "x " * 200_000)
    assert [statement.action.text for statement in found] == ["báo cáo"]


PIECES = st.sampled_from(
    [
        "Bộ Y tế",
        "phải",
        "có quyền",
        "không được",
        "trong thời hạn 5 ngày",
        "kể từ ngày",
        "nếu",
        ",",
        ";",
        ".",
        "\n",
        "a)",
        "1.",
        "gửi",
        "100.000 đồng",
    ]
)


@given(st.lists(PIECES | st.text(max_size=6), max_size=30).map(" ".join), st.sampled_from(["", "Trách nhiệm", "Giải thích từ ngữ"]))
def test_whatever_is_read_its_spans_are_words_of_the_text(text: str, heading: str) -> None:
    for statement in one(text, heading):
        assert statement.kind in StatementKind
        spans = [statement.action, statement.actor, statement.beneficiary, statement.deadline, statement.term, *statement.amounts]
        for span in [*spans, *statement.conditions]:
            assert span is None or text[span.start : span.end] == span.text != ""


def test_a_clause_knows_where_its_words_are_kept() -> None:
    point = Provision("dieu-1/khoan-2/diem-a", Kind.POINT, "a", text="Phạt cảnh cáo;")
    clause = Provision("dieu-1/khoan-2", Kind.CLAUSE, "2", text="Chánh Thanh tra có quyền:", tail="Hết.", children=(point,))
    article = Provision("dieu-1", Kind.ARTICLE, "1", "Thẩm quyền", "Lời dẫn:", children=(clause,))
    [found] = clauses_of([article])
    assert found.said == ClauseText("2. Chánh Thanh tra có quyền:\na) Phạt cảnh cáo;\nHết.", "Thẩm quyền", "Lời dẫn:")
    start = found.said.text.index("Phạt")
    [(path, field, first, last)] = found.places(Phrase(start, start + 13, "Phạt cảnh cáo"))
    assert (path, field, point.text[first:last]) == (point.path, "text", "Phạt cảnh cáo")
    start = found.said.text.index("quyền")
    assert [place[:2] for place in found.places(Phrase(start, len(found.said.text), ""))] == [
        (clause.path, "text"),
        (point.path, "text"),
        (clause.path, "tail"),
    ]


def test_what_one_may_only_do_is_told_from_what_one_may() -> None:
    assert [said.only for said in one("1. Mỗi luật sư chỉ được tham gia một văn phòng.")] == [True]
    assert [said.only for said in one("1. Mỗi luật sư được tham gia một văn phòng.")] == [False]


def test_the_words_of_an_article_before_its_clauses_are_read_where_they_leave_nothing_to_these() -> None:
    def opening(text: str) -> list[tuple[str, str, list[str]]]:
        article = Provision(
            "dieu-1", Kind.ARTICLE, "1", "Bồi thường", text, children=(Provision("c", Kind.CLAUSE, "1", text="A."),)
        )
        clauses = list(clauses_of([article], openings=True))
        assert [one.path for one in clauses] == ["dieu-1", "c"]
        told = read_placed(clauses)[0]
        return [(one.who or "", one.action.text, [case.text for case in one.conditions]) for one in told]

    cases = "Nhà nước có trách nhiệm bồi thường thiệt hại trong các trường hợp sau đây:"
    assert opening(cases) == [("Nhà nước", "bồi thường thiệt hại", ["trong các trường hợp sau đây"])]
    assert opening("Bộ Y tế có trách nhiệm sau đây:") == opening("Bộ Y tế phải thực hiện các nhiệm vụ sau đây:") == []


def test_the_pipeline_marks_a_document_with_its_spans_references_and_statements() -> None:
    doc = load_pipeline()("Bộ Công an có trách nhiệm thực hiện khoản 2 Điều 5 Nghị định số 12/2020/NĐ-CP.")
    assert [span.text for span in doc.spans["parties"]] == ["Bộ Công an"]
    assert [span.label_ for span in doc.spans["acts"]] == ["obligation"]
    assert [reference.text for reference in doc._.legal_references] == ["khoản 2 Điều 5 Nghị định số 12/2020/NĐ-CP"]
    assert len(doc._.statements) == 1


def test_when_a_payment_starts_in_a_paragraph_of_its_own_is_no_deadline_of_another_duty() -> None:
    found = one(
        "2. Trường hợp người hưởng trợ cấp bị chết, Chủ tịch Ủy ban nhân dân cấp xã đề nghị Phòng Lao động - Thương binh "
        "và Xã hội báo cáo Chủ tịch Ủy ban nhân dân cấp huyện quyết định thôi trợ cấp hàng tháng.\n"
        "Thời gian thôi trợ cấp hàng tháng kể từ tháng ngay sau tháng người hưởng chuyển đi."
    )
    [asks] = [statement for statement in found if statement.actor]
    assert asks.deadline is None
    assert asks.beneficiary is None, "what another is asked to report is no report of who asks"
    assert asks.action.text.endswith("thôi trợ cấp hàng tháng")


@pytest.mark.parametrize(
    ("text", "action", "due"),
    [
        ("niêm yết danh sách tại trụ sở trong thời gian 07 ngày.", "niêm yết danh sách tại trụ sở trong thời gian 07 ngày", None),
        ("chi trả trợ cấp xã hội hằng tháng cho người cao tuổi.", "chi trả trợ cấp xã hội hằng tháng cho người cao tuổi", None),
        ("hằng tháng báo cáo Chính phủ.", "báo cáo Chính phủ", "hằng tháng"),
    ],
)
def test_how_long_something_hangs_and_how_often_it_is_paid_are_no_deadlines(text: str, action: str, due: str | None) -> None:
    [found] = one(f"1. Ủy ban nhân dân cấp xã có trách nhiệm {text}")
    assert (found.action.text, found.deadline and found.deadline.text) == (action, due)


def test_a_case_told_by_two_words_is_not_cut_between_them() -> None:
    [found] = one("2. Trường hợp khẩn cấp, nghiêm trọng, việc hỗ trợ do Chủ tịch Ủy ban nhân dân cấp xã quyết định.")
    assert [condition.text for condition in found.conditions] == ["Trường hợp khẩn cấp, nghiêm trọng"]
    assert found.action.text.startswith("việc hỗ trợ")


def test_what_an_office_decides_within_its_time_is_its_duty() -> None:
    office = "cơ quan có thẩm quyền quyết định hỗ trợ theo Điều 4 Nghị định này"
    [found] = one(f"2. {TERM}, {office} quyết định hỗ trợ người lao động.")
    assert (found.kind, found.actor and found.actor.text) == (StatementKind.OBLIGATION, office)


def test_a_deadline_names_its_day_of_the_year() -> None:
    assert [day_of_year(text) for text in ("Hằng năm, trước ngày 05 tháng 12", "chậm nhất ngày 5/3/2026", "trước khi ký")] == [
        "05/12",
        "05/03",
        "",
    ]
