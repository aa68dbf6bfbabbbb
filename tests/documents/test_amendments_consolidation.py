# ruff: noqa: E501  (made-up law is kept as it would be printed)
"""Effects and a base to the consolidated text, on a made-up decree."""

from dataclasses import replace
from datetime import date

import pytest

from documents.amendments import Action, read_effects
from documents.amendments.effect import Listed
from documents.consolidation.consolidate import consolidate
from documents.consolidation.tree import ChangedBy
from documents.model import ProblemCode
from tests.documents.amendment_helpers import BASE_BODY, OF_BASE, act, amended, base, order, texts

ACT_KEY = "nghi-dinh/20-2022-nd-cp/chinh-phu/2022-05-15"


@pytest.mark.parametrize(
    ("clause", "path", "heading", "text"),
    [
        ("Sửa đổi khoản 2 Điều 2 như sau:\n“2. Người trồng là chủ vườn.”.", "dieu-2/khoan-2", None, "Người trồng là chủ vườn."),
        ("Sửa đổi Điều 4 như sau:\n“Điều 4. Thu hái\nRau chín thì hái.”.", "dieu-4", "Thu hái", "Rau chín thì hái."),
        ("Sửa đổi Điều 1 như sau:\n“Điều 1. Phạm vi điều chỉnh\nNghị định này quy định về vườn rau và vườn hoa.”", "dieu-1", "Phạm vi điều chỉnh", "Nghị định này quy định về vườn rau và vườn hoa."),
        ("Bổ sung khoản 4 vào Điều 2 như sau:\n“4. Rào là hàng cây.”.", "dieu-2/khoan-4", None, "Rào là hàng cây."),
        ("Bổ sung Điều 4a vào sau Điều 4 như sau:\n“Điều 4a. Bán rau\nRau được bán.”.", "dieu-4a", "Bán rau", "Rau được bán."),
        ("Bãi bỏ khoản 1 Điều 3.", "dieu-3/khoan-1", None, "(được bãi bỏ)"),
        ("Bãi bỏ Điều 3.", "dieu-3", None, "(được bãi bỏ)"),
        ("Sửa đổi tên Điều 3 như sau:\n“Điều 3. Gieo trồng”.", "dieu-3", "Gieo trồng", ""),
        ("Sửa đổi đoạn mở đầu khoản 1 Điều 3 như sau:\n“1. Chủ vườn phải:”", "dieu-3/khoan-1", None, "Chủ vườn phải:"),
        ("Bỏ câu “Rau được thu hoạch khi đủ ngày.” tại Điều 4.", "dieu-4", "Thu hoạch", "Người trồng báo cáo Phòng Nông nghiệp trước khi thu hoạch."),
        ("Sửa đổi đoạn thứ hai Điều 4 như sau:\n“Báo trước 03 ngày.”", "dieu-4", "Thu hoạch", "Rau được thu hoạch khi đủ ngày.\nBáo trước 03 ngày."),
        ("Thay cụm từ “Phòng Nông nghiệp” bằng cụm từ “Phòng Kinh tế” tại khoản 2 Điều 3.", "dieu-3/khoan-2", None, "Người trồng báo cáo Phòng Kinh tế hằng năm."),
        ("Bỏ cụm từ “hằng năm” tại khoản 2 Điều 3.", "dieu-3/khoan-2", None, "Người trồng báo cáo Phòng Nông nghiệp."),
        ("Bổ sung cụm từ “, Ủy ban nhân dân xã” vào sau cụm từ “Phòng Nông nghiệp” tại khoản 2 Điều 3.", "dieu-3/khoan-2", None, "Người trồng báo cáo Phòng Nông nghiệp, Ủy ban nhân dân xã hằng năm."),
        ("Bổ sung từ “Phải” vào đầu điểm a khoản 1 Điều 3.", "dieu-3/khoan-1/diem-a", None, "Phải làm đất;"),
        ("Bổ sung cụm từ “và phủ rơm” vào cuối điểm b khoản 1 Điều 3.", "dieu-3/khoan-1/diem-b", None, "Gieo hạt và phủ rơm;"),
        ("Sửa tên khoản 1 Điều 3 thành “Chủ vườn phải:”.", "dieu-3/khoan-1", None, "Chủ vườn phải:"),
        ("Thay từ “trồng” bằng từ “gieo trồng” tại tên Điều 3.", "dieu-3", "Gieo trồng rau", ""),
        ("Sửa đổi, bổ sung Phụ lục II như sau:\n“Phụ lục II\nDANH MỤC MỚI\nBa giống.”.", "phu-luc-ii", "DANH MỤC MỚI", "Ba giống."),
        ("Sửa đổi, bổ sung tên Chương II như sau:\n“Chương II\nTRỒNG”.", "chuong-ii", "TRỒNG", ""),
        ("Bổ sung đoạn cuối vào khoản 1 Điều 5 như sau:\n“Để nơi khô.”", "dieu-5/khoan-1", None, "Rau được bảo quản nơi mát.\nĐể nơi khô."),
    ],
)  # fmt: skip
def test_what_becomes_of_a_provision(clause: str, path: str, heading: str | None, text: str) -> None:
    result = amended(clause)
    node = texts(result.provisions)[path]
    assert (node.heading, node.text) == (heading, text)
    assert [change.key for change in result.changed_by[path]] == [ACT_KEY]
    assert result.problems == ()
    assert result.pending == ()


def test_provisions_that_no_effect_touches_are_the_same_objects() -> None:
    original = base()
    amending = act(order("Sửa đổi khoản 2 Điều 2 như sau:\n“2. A.”."))
    result = consolidate(original, [(amending, read_effects(amending))])
    before, after = texts(original.provisions), texts(result.provisions)
    assert list(before) == list(after)
    assert {path for path in before if before[path] is not after[path]} == {"chuong-i", "dieu-2", "dieu-2/khoan-2"}


def test_a_phrase_is_changed_only_at_the_listed_places() -> None:
    result = amended("Thay cụm từ “Phòng Nông nghiệp” bằng cụm từ “Phòng Kinh tế” tại khoản 2 Điều 3, Điều 4.")
    changed = {path for path, node in texts(result.provisions).items() if "Phòng Kinh tế" in node.text}
    left = {path for path, node in texts(result.provisions).items() if "Phòng Nông nghiệp" in node.text}
    assert (changed, left) == ({"dieu-3/khoan-2", "dieu-4"}, {"dieu-5/khoan-2"})


def test_two_changes_of_the_same_words_are_made_at_once() -> None:
    """A becomes B and B becomes C: what was A is B, not C."""
    result = amended(
        "Thay từ “mát” bằng từ “khô” tại khoản 1 Điều 5.",
        "Thay cụm từ “nơi mát” bằng cụm từ “kho mát” tại khoản 1 Điều 5.",
    )
    assert texts(result.provisions)["dieu-5/khoan-1"].text == "Rau được bảo quản kho mát."
    result = amended(
        "Thay từ “rau” bằng từ “hoa” tại khoản 1 Điều 2.",
        "Thay từ “hoa” bằng từ “quả” tại khoản 1 Điều 2.",
    )
    assert texts(result.provisions)["dieu-2/khoan-1"].text == "Vườn hoa là nơi trồng hoa."


def test_a_word_is_not_found_inside_another() -> None:
    result = amended("Thay từ “ra” bằng từ “vào” tại khoản 1 Điều 2.")
    assert texts(result.provisions)["dieu-2/khoan-1"].text == "Vườn rau là nơi trồng rau."
    assert [problem.code for problem in result.problems] == [ProblemCode.PHRASE_NOT_FOUND]
    assert len(result.pending) == 1


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (
            ["Chuyển khoản 3 Điều 3 thành khoản 4; bổ sung khoản 3 vào Điều 3 như sau:\n“3. Giữ sổ.”."],
            {"dieu-3/khoan-3": "Giữ sổ.", "dieu-3/khoan-4": "Mức hỗ trợ là 100.000 đồng."},
        ),
        (
            ["Bãi bỏ khoản 2 Điều 2.", "Khoản 3 Điều 2 được chuyển thành khoản 2."],
            {"dieu-2/khoan-2": "Luống là dải đất để trồng."},
        ),
        (
            [
                "Chuyển điểm b, điểm c khoản 1 Điều 3 thành điểm c, điểm d.",
                "Bổ sung điểm b vào khoản 1 Điều 3 như sau:\n“b) Bón lót;”.",
            ],
            {
                "dieu-3/khoan-1/diem-b": "Bón lót;",
                "dieu-3/khoan-1/diem-c": "Gieo hạt;",
                "dieu-3/khoan-1/diem-d": "Tưới nước.",
            },
        ),
        # all numbers of one act are those before it
        (
            ["Chuyển khoản 2 Điều 3 thành khoản 5.", "Sửa đổi khoản 2 Điều 3 như sau:\n“2. Báo cáo hằng quý.”."],
            {"dieu-3/khoan-5": "Báo cáo hằng quý."},
        ),
    ],
)
def test_renumbering(clauses: list[str], expected: dict[str, str]) -> None:
    result = amended(*clauses)
    found = {path: node.text for path, node in texts(result.provisions).items()}
    assert {path: found.get(path) for path in expected} == expected
    assert result.problems == ()
    paths = list(found)
    assert len(set(paths)) == len(paths)


def test_new_provisions_stand_where_they_belong() -> None:
    result = amended(
        "Bổ sung khoản 2a, khoản 2b vào sau khoản 2 Điều 2 như sau:\n“2a. A.\n2b. B.”.",
        "Bổ sung Điều 4a và Điều 4b vào sau Điều 4 như sau:\n“Điều 4a. C\nD.\nĐiều 4b. E\nF.”.",
        "Bổ sung Điều 2a vào trước Điều 3 như sau:\n“Điều 2a. G\nH.”.",
        "Bổ sung Chương IIa vào sau Chương II như sau:\n“Chương IIa\nBÁN RAU\nĐiều 6a. Chợ\nI.\nĐiều 6b. Giá\nK.”.",
        "Bổ sung điểm đ, điểm d khoản 1 Điều 3 như sau:\n“đ) Làm cỏ;\nd) Bón phân.”.",
    )
    paths = [path for path in texts(result.provisions) if path.startswith(("dieu", "chuong"))]
    expected = ["chuong-i", "dieu-1", "dieu-2", *(f"dieu-2/khoan-{n}" for n in ("1", "2", "2a", "2b", "3")), "chuong-ii", "dieu-2a"]
    assert paths[: len(expected)] == expected
    assert [path for path in paths if path.startswith("dieu-3/khoan-1/")] == [
        f"dieu-3/khoan-1/diem-{n}" for n in ("a", "b", "c", "d", "đ")
    ]
    assert [path for path in paths if "/" not in path][-8:] == [
        "dieu-4", "dieu-4a", "dieu-4b", "dieu-5", "dieu-6", "chuong-iia", "dieu-6a", "dieu-6b",
    ]  # fmt: skip
    assert result.problems == ()


def test_forms_change_places_with_repealed_ones() -> None:
    """Form 2 is repealed and form 3 is replaced by one that is numbered 2."""
    body = (
        BASE_BODY.split("Phụ lục I")[0]
        + "TM. CHÍNH PHỦ\nTHỦ TƯỚNG\nNguyễn Văn A\nPhụ lục I\nCÁC BIỂU MẪU\nMẫu số 01\nĐơn A.\nMẫu số 02\nĐơn B.\nMẫu số 03\nĐơn C."
    )
    amending = act(
        order(
            "Bãi bỏ, thay thế một số mẫu tại Phụ lục I như sau:\na) Bãi bỏ Mẫu số 02;\n"
            "b) Thay thế Mẫu số 03 bằng Mẫu số 02 ban hành kèm theo Nghị định này."
        )
        + "\nĐiều 2. Hiệu lực thi hành\nNghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2022."
        + "\nTM. CHÍNH PHỦ\nTHỦ TƯỚNG\nNguyễn Văn A\nPhụ lục I\nCÁC BIỂU MẪU\nMẫu số 01\nĐơn X.\nMẫu số 02\nĐơn Y.",
        closing=False,
    )
    result = consolidate(base(body), [(amending, read_effects(amending))])
    forms = {path: node.text for path, node in texts(result.provisions).items() if "mau-" in path}
    assert forms == {"phu-luc-i/mau-01": "Đơn A.", "phu-luc-i/mau-02": "Đơn Y."}
    assert len(result.changed_by["phu-luc-i/mau-02"]) == 2


def test_a_missing_target_is_reported_and_kept_for_review() -> None:
    result = amended("Sửa đổi khoản 3 Điều 9 như sau:\n“3. A.”.", "Bãi bỏ Điều 4.")
    assert [(problem.code, problem.place) for problem in result.problems] == [(ProblemCode.MISSING_TARGET, "dieu-9/khoan-3")]
    assert [effect.target.path for effect in result.pending] == ["dieu-9/khoan-3"]
    assert texts(result.provisions)["dieu-4"].text == "(được bãi bỏ)"


def test_an_act_that_amends_something_else_is_reported() -> None:
    other = act("Điều 1. Bãi bỏ Điều 3 của Nghị định số 99/2019/NĐ-CP", title="Bãi bỏ Điều 3 của Nghị định số 99/2019/NĐ-CP")
    original = base()
    result = consolidate(original, [(other, read_effects(other))])
    assert [problem.code for problem in result.problems] == [ProblemCode.MISSING_TARGET]
    assert result.provisions is original.provisions


def test_a_number_that_exists_is_a_conflict_and_loses_nothing() -> None:
    result = amended("Bổ sung khoản 3 vào Điều 2 như sau:\n“3. Rào là hàng cây.”.")
    found = {path: node.text for path, node in texts(result.provisions).items() if path.startswith("dieu-2/")}
    assert found["dieu-2/khoan-3"] == "Luống là dải đất để trồng."
    assert found["dieu-2/khoan-3~2"] == "Rào là hàng cây."
    assert [problem.code for problem in result.problems] == [ProblemCode.AMENDMENT_CONFLICT]


def test_what_is_not_certain_is_pending_and_changes_nothing() -> None:
    result = amended("Sửa đổi Điều 4 như sau:\nRau được thu hoạch khi chín.")
    assert [effect.target.path for effect in result.pending] == ["dieu-4"]
    assert texts(result.provisions) == texts(base().provisions)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2022, 6, 30), "Mức hỗ trợ là 100.000 đồng."),
        (date(2022, 7, 1), "Mức hỗ trợ là 200.000 đồng."),
        (date(2022, 12, 31), "Mức hỗ trợ là 200.000 đồng."),
        (date(2023, 1, 1), "Mức hỗ trợ là 300.000 đồng."),
        (None, "Mức hỗ trợ là 300.000 đồng."),
    ],
)
def test_the_text_on_a_day(day: date | None, text: str) -> None:
    first = act(order("Sửa đổi khoản 3 Điều 3 như sau:\n“3. Mức hỗ trợ là 200.000 đồng.”."))
    second = act(
        order("Thay cụm từ “200.000 đồng” bằng cụm từ “300.000 đồng” tại khoản 3 Điều 3.")
        + "\nĐiều 2. Hiệu lực\nNghị định này có hiệu lực thi hành kể từ ngày 01 tháng 01 năm 2023.",
        number="40/2022/NĐ-CP",
        day="01 tháng 12 năm 2022",
        closing=False,
    )
    # the order in which they are given does not matter
    for given in ((first, second), (second, first)):
        result = consolidate(base(), [(instrument, read_effects(instrument)) for instrument in given], day)
        assert texts(result.provisions)["dieu-3/khoan-3"].text == text
        assert result.problems == ()


def test_several_effective_days_in_one_act() -> None:
    amending = act(
        order("Bãi bỏ Điều 4.", "Bãi bỏ khoản 3 Điều 3.")
        + "\nĐiều 2. Hiệu lực thi hành\nNghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2022, trừ quy định tại khoản 2 Điều 1 có hiệu lực từ ngày 01 tháng 01 năm 2023.",
        closing=False,
    )
    result = consolidate(base(), [(amending, read_effects(amending))], date(2022, 8, 1))
    found = texts(result.provisions)
    assert (found["dieu-4"].text, found["dieu-3/khoan-3"].text) == ("(được bãi bỏ)", "Mức hỗ trợ là 100.000 đồng.")
    assert [effect.target.path for effect in result.later] == ["dieu-3/khoan-3"]


def test_a_suspension_leaves_the_words_and_is_noted() -> None:
    result = amended("Ngưng hiệu lực thi hành khoản 3 Điều 3 đến hết ngày 31 tháng 12 năm 2022.")
    assert texts(result.provisions) == texts(base().provisions)
    assert result.changed_by == {"dieu-3/khoan-3": (ChangedBy(ACT_KEY, 0),)}


def test_a_corrigendum_works_backwards() -> None:
    amending = act(
        f"Điều 1. Đính chính cụm từ “05 ngày” tại khoản 2 Điều 5 của {OF_BASE} thành “15 ngày”.", title=f"Đính chính {OF_BASE}"
    )
    result = consolidate(base(), [(amending, read_effects(amending))], date(2020, 3, 1))
    assert texts(result.provisions)["dieu-5/khoan-2"].text.startswith("Thời hạn bảo quản là 15 ngày.")


AMENDING_AMENDMENT = """Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 20/2022/NĐ-CP ngày 15 tháng 5 năm 2022 của Chính phủ
1. Sửa đổi khoản 1 Điều 1 như sau:
“1. Sửa đổi khoản 3 Điều 3 như sau:
“3. Mức hỗ trợ là 300.000 đồng.”.”
2. Bãi bỏ khoản 2 Điều 1.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày {day}."""


@pytest.mark.parametrize(
    ("effective", "as_of", "text"),
    [
        ("15 tháng 6 năm 2022", date(2022, 7, 2), "Mức hỗ trợ là 300.000 đồng."),
        ("15 tháng 6 năm 2022", date(2022, 6, 20), "Mức hỗ trợ là 100.000 đồng."),
        ("15 tháng 8 năm 2022", date(2022, 7, 2), "Mức hỗ trợ là 200.000 đồng."),
    ],
)
def test_an_amendment_amended_before_it_took_effect(effective: str, as_of: date, text: str) -> None:
    first = act(order("Sửa đổi khoản 3 Điều 3 như sau:\n“3. Mức hỗ trợ là 200.000 đồng.”.", "Bãi bỏ Điều 4."))
    second = act(
        AMENDING_AMENDMENT.format(day=effective),
        number="25/2022/NĐ-CP",
        day="01 tháng 6 năm 2022",
        title="Sửa đổi, bổ sung một số điều của Nghị định số 20/2022/NĐ-CP",
        closing=False,
    )
    result = consolidate(base(), [(first, read_effects(first)), (second, read_effects(second))], as_of)
    found = texts(result.provisions)
    assert found["dieu-3/khoan-3"].text == text
    assert (found["dieu-4"].text == "(được bãi bỏ)") is (text == "Mức hỗ trợ là 200.000 đồng.")
    assert result.problems == ()


def test_acts_that_amend_one_another_in_a_circle_are_reported_and_not_followed() -> None:
    one = act(
        "Điều 1. Sửa đổi\n1. Bãi bỏ Điều 1 Nghị định số 31/2022/NĐ-CP.\n2. Bãi bỏ Điều 4 Nghị định số 10/2020/NĐ-CP.",
        number="30/2022/NĐ-CP", title="Sửa đổi, bổ sung một số điều của các Nghị định",
    )  # fmt: skip
    two = act(
        "Điều 1. Sửa đổi\n1. Bãi bỏ Điều 1 Nghị định số 30/2022/NĐ-CP.",
        number="31/2022/NĐ-CP", title="Sửa đổi, bổ sung một số điều của các Nghị định",
    )  # fmt: skip
    result = consolidate(base(), [(one, read_effects(one)), (two, read_effects(two))])
    assert {problem.code for problem in result.problems} == {ProblemCode.CIRCULAR_AMENDMENT}
    assert [effect.target.path for effect in result.pending] == ["dieu-4"]
    itself = base()
    assert consolidate(itself, [(itself, ())]).problems[0].code is ProblemCode.CIRCULAR_AMENDMENT


def test_a_lead_that_the_base_has_is_not_pending() -> None:
    result = amended(
        "Sửa đổi điểm a và điểm c khoản 1 Điều 3 như sau:\n“1. Người trồng phải thực hiện các việc sau đây:\na) A;\nc) C.”."
    )
    assert result.pending == ()
    result = amended("Sửa đổi điểm a và điểm c khoản 1 Điều 3 như sau:\n“1. Người trồng rau phải:\na) A;\nc) C.”.")
    assert [effect.target.path for effect in result.pending] == ["dieu-3/khoan-1"]


def test_numbers_in_other_spelling_are_found() -> None:
    """The act says Chương II and Phụ lục 2; the base prints Chương 2 and Phụ lục II."""
    body = BASE_BODY.replace("Chương II\n", "Chương 2\n").replace("Chương I\n", "Chương 1\n")
    result = amended("Sửa đổi tên Chương II như sau:\n“Chương II\nTRỒNG”.", "Bãi bỏ Phụ lục 2.", body=body)
    found = texts(result.provisions)
    assert (found["chuong-2"].heading, found["phu-luc-ii"].text) == ("TRỒNG", "(được bãi bỏ)")


def test_places_in_a_chapter_that_the_same_act_replaces() -> None:
    """The new chapter comes first; what is put beside or changed in its articles is done there."""
    result = amended(
        "Bổ sung Điều 3a vào trước Điều 4 như sau:\n“Điều 3a. Nhổ cỏ\nCỏ được nhổ.”.",
        "Thay từ “chín” bằng từ “già” tại Điều 4.",
        "Sửa đổi Chương II như sau:\n“Chương II\nTRỒNG\nĐiều 3. Trồng rau\nRau được trồng.\nĐiều 4. Thu hoạch\nRau chín thì hái.”.",
    )
    found = texts(result.provisions)
    articles = [path for path, node in found.items() if node.kind.value == "article"]
    assert articles == ["dieu-1", "dieu-2", "dieu-3", "dieu-3a", "dieu-4"]
    assert found["dieu-4"].text == "Rau già thì hái."
    assert result.problems == ()


def test_an_article_that_is_put_into_a_chapter_stands_in_it() -> None:
    result = amended(
        "Chuyển Điều 3 thành Điều 3a; bổ sung Điều 3 vào Chương II như sau:\n“Điều 3. Chuẩn bị\nĐất được làm trước.”.",
        "Bổ sung Điều 2a vào Chương I như sau:\n“Điều 2a. Nguyên tắc\nTrồng sạch.”.",
    )
    parents = {child.path: root.path for root in result.provisions for child in root.children if child.path.startswith("dieu-")}
    assert {path: parents[path] for path in ("dieu-2a", "dieu-3", "dieu-3a")} == {
        "dieu-2a": "chuong-i",
        "dieu-3": "chuong-ii",
        "dieu-3a": "chuong-ii",
    }
    assert result.problems == ()


def test_a_number_changed_and_given_to_a_new_clause() -> None:
    clause = "Sửa đổi số thứ tự khoản 3 Điều 2 thành khoản 4 Điều 2 và bổ sung khoản 3 Điều 2 như sau:\n“3. Rào là hàng cây.”."
    found = texts(amended(clause).provisions)
    assert found["dieu-2/khoan-3"].text == "Rào là hàng cây."
    assert found["dieu-2/khoan-4"].text == "Luống là dải đất để trồng."


def test_an_effect_that_names_another_day_than_the_base_waits() -> None:
    other = OF_BASE.replace("ngày 10 tháng 01", "ngày 11 tháng 01")
    amending = act(
        f"Điều 1. Sửa đổi, bổ sung một số điều của {other}\n1. Bãi bỏ Điều 4.\n2. Bãi bỏ khoản 1 Điều 5.",
        title=f"Sửa đổi, bổ sung một số điều của {other}",
    )
    original = base()
    result = consolidate(original, [(amending, read_effects(amending))])
    assert result.provisions == original.provisions
    assert {effect.doubt.key for effect in result.pending if effect.doubt} == {"doubt.base_of_another_day"}
    assert [effect.target.path for effect in result.pending] == ["dieu-4", "dieu-5/khoan-1"]


def test_a_row_of_a_list_about_an_article_that_the_base_has_not_is_not_applied() -> None:
    original = base()
    amending = act(order("Bãi bỏ Điều 4."))
    (effect,) = read_effects(amending)
    row = replace(effect, action=Action.EXPIRE, target=replace(effect.target, path="dieu-40"), listed=Listed())
    result = consolidate(original, [(amending, [row])])
    assert result.provisions == original.provisions
    assert [(effect.certain, effect.target.path) for effect in result.pending] == [(False, "dieu-40")]
