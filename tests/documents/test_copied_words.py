"""How the words of two copies differ: as misprints do, or as words do that somebody changed."""

from dataclasses import replace

import pytest

from documents.comparison.copied_words import Difference, changed, is_recognised, places_of
from documents.model import Kind, Provision, Recognition

TEXT = "Trong thời hạn 15 ngày, cơ quan lao động phải thông báo cho nạn nhân; nạn nhân không phải trả mười lăm nghìn đồng."


def units(text: str, number: str = "1") -> dict[str, Provision]:
    clause = Provision("dieu-2/khoan-1", Kind.CLAUSE, number=number, text="Mức hỗ trợ là một tháng lương.")
    return {"dieu-2": Provision("dieu-2", Kind.ARTICLE, number="2", heading="Thời hạn", text=text, children=(clause,))}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("15 ngày", "25 ngày", Difference.NUMBER),
        ("mười lăm nghìn", "mười sáu nghìn", Difference.NUMBER),
        ("15 ngày", "mười ngày", Difference.NUMBER),
        ("15 ngày", "3 tháng", Difference.NUMBER),
        ("nạn nhân không phải", "nạn nhân phải", Difference.NEGATION),
        ("lao động phải", "lao động không phải", Difference.NEGATION),
        ("phải thông báo", "cần thông báo", Difference.WORD),
        ("thông báo", "cho biết", Difference.WORD),
        ("cơ quan", "cơ qnan", Difference.MISPRINT),
        ("thời hạn", "thời hạng", Difference.MISPRINT),
        ("lao động", "laođộng", None),
        ("Trong", "TRONG", None),
        ("ngày, cơ", "ngày; cơ", None),
        ("thông báo cho nạn nhân", "thông báo", Difference.PASSAGE),
        ("đồng.", "đồng. Trừ trường hợp luật khác có quy định khác thì theo luật ấy.", Difference.PASSAGE),
    ],
)
def test_a_place_where_two_copies_differ(before: str, after: str, kind: Difference | None) -> None:
    places = places_of(units(TEXT), units(TEXT.replace(before, after, 1)), ["dieu-2"])
    assert [place.kind for place in places] == ([kind] if kind else [])
    assert bool(changed(places)) == (kind in (Difference.NUMBER, Difference.NEGATION, Difference.WORD))


def test_what_stands_there_is_given_as_it_is_written() -> None:
    (place,) = places_of(units(TEXT), units(TEXT.replace("15", "25")), ["dieu-2"])
    assert (place.path, place.first, place.second, place.before) == ("dieu-2", "15", "25", "hạn Trong thời hạn")


def test_a_zero_before_a_day_and_a_label_are_no_other_number() -> None:
    one, other = units("ngày 05 tháng 5, mức 1.000.000 đồng"), units("ngày 5 tháng 05, mức 1,000,000 đồng", number="2")
    assert not places_of(one, other, ["dieu-2"])
    (place,) = places_of(units("lãi suất 0,05% một ngày"), units("lãi suất 0,5% một ngày"), ["dieu-2"])
    assert place.kind is Difference.NUMBER


def test_a_number_with_a_letter_is_one_and_a_numeral_has_spellings() -> None:
    (place,) = places_of(units("theo Điều 12a, nặng 10kg"), units("theo Điều 12b, nặng 10kg"), ["dieu-2"])
    assert place.kind is Difference.NUMBER
    assert not places_of(units("bẩy tỉ, sáu ngàn linh ba, khoản 2A"), units("bảy tỷ, sáu nghìn lẻ ba, khoản 2a"), ["dieu-2"])


def test_one_word_for_another_everywhere_is_a_renamed_body() -> None:
    one, other = (
        {f"dieu-{n}": next(iter(units(text).values())) for n in range(1, 5)} for text in (TEXT, TEXT.replace("lao động", "nội vụ"))
    )
    places = places_of(one, other, list(one))
    assert len(places) == 4
    assert not changed(places)


def test_texts_that_share_little_have_no_changed_words() -> None:
    other = "Ủy ban nhân dân cấp xã tiếp nhận hồ sơ rồi chuyển lên trong 3 ngày làm việc, kể từ hôm ấy."
    assert not changed(places_of(units(TEXT), units(other), ["dieu-2"]))


def test_a_word_that_a_scan_was_not_read_surely_in_is_nobodys_change() -> None:
    at = TEXT.index("15")
    sure, unsure = (Recognition(0.9, doubtful) for doubtful in ((), ((at, at + 2),)))
    scans = [{"dieu-2": replace(units(TEXT)["dieu-2"], ocr=ocr)} for ocr in (sure, unsure)]
    other = units(TEXT.replace("15", "25"))
    assert [bool(changed(places_of(scan, other, ["dieu-2"]))) for scan in scans] == [True, False]
    assert [is_recognised(text) for text in (*scans, other)] == [True, True, False]
