"""Whether passages of two instruments say the same: a table of what is the same, and of what only looks it."""

from dataclasses import replace

import pytest

from documents.comparison.agreement import Passage, say_the_same

ROAD = "Người đi bộ qua bến phải đi trên vạch kẻ, nhường đường cho thuyền chở trẻ em và theo hiệu lệnh của người gác bến."
LAW = Passage(
    "luat/1-2091-qh99/quoc-hoi/2091-01-01", "luat", "1/2091/QH99", "Luật Bến thuyền", frozenset({"3"}), "Đi bộ qua bến", ROAD
)
DECREE = Passage(
    "nghi-dinh/2-2092-nd-cp/chinh-phu/2092-01-01",
    "nghi-dinh",
    "2/2092/NĐ-CP",
    "Nghị định Quy định chi tiết một số điều của Luật Bến thuyền",
    frozenset({"3"}),
    "Quy định chung về đi bộ qua bến",
    ROAD,
)
OTHER_LAW = replace(
    LAW, instrument="luat/9-2095-qh99/quoc-hoi/2095-01-01", number="9/2095/QH99", name="Luật Cầu phao", topics=frozenset()
)
TERM = "Hàng đóng gói sẵn là hàng hóa được định lượng, đóng gói và ghi định lượng trên nhãn mà không có sự chứng kiến của bên mua."
CIRCULAR = replace(
    DECREE,
    instrument="thong-tu/5-2096-tt-bm/bo-mau/2096-01-01",
    type="thong-tu",
    number="5/2096/TT-BM",
    name="Thông tư Về thuyền chở cá",
)


def with_text(text: str) -> Passage:
    return replace(DECREE, text=text)


SAME = {
    "a law and its decree": (LAW, DECREE),
    "without a topic, by the name of the law": (replace(LAW, topics=frozenset()), replace(DECREE, topics=frozenset())),
    "other marks and case": (LAW, with_text(ROAD.replace(",", ";").replace("Người đi bộ", "NGƯỜI ĐI BỘ"))),
    "other filling words": (LAW, with_text(ROAD.replace("cho thuyền", "cho các thuyền").replace("theo hiệu", "theo những hiệu"))),
    "an old law and a new one of its name": (
        LAW,
        replace(LAW, instrument="luat/8-2098-qh99/quoc-hoi/2098-01-01", number="8/2098/QH99"),
    ),
    "the name of the other law stands in the heading": (
        replace(LAW, heading="Đi bộ qua bến thuyền và cầu phao"),
        replace(OTHER_LAW, heading="Đi bộ qua bến thuyền và cầu phao"),
    ),
    "one definition of one term": (
        replace(DECREE, heading="Giải thích từ ngữ", text=TERM),
        replace(CIRCULAR, heading="Định nghĩa", text=f"“{TERM[:17]}” {TERM[18:]}"),
    ),
    "an article of a law that both name": (
        replace(LAW, text=f"{ROAD} Ai vi phạm thì bị xử lý theo Điều 5 Luật Xử lý vi phạm."),
        with_text(f"{ROAD} Ai vi phạm thì bị xử lý theo Điều 5 Luật Xử lý vi phạm."),
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_the_same(name: str) -> None:
    one, other = SAME[name]
    assert say_the_same(one, other)
    assert say_the_same(other, one)


APART = {
    "one instrument": (LAW, LAW),
    "another figure": (
        replace(LAW, text=f"{ROAD} Thời hạn là 10 ngày."),
        with_text(f"{ROAD} Thời hạn là 15 ngày."),
    ),
    "a figure that one lacks": (LAW, with_text(f"{ROAD[:-1]} trong 10 ngày.")),
    "a negation": (LAW, with_text(ROAD.replace("phải đi", "không phải đi"))),
    "and in the place of or": (LAW, with_text(ROAD.replace("trẻ em và", "trẻ em hoặc"))),
    "a case that one lacks": (LAW, with_text(ROAD.replace("trên vạch kẻ", "trên vạch kẻ trừ trường hợp được miễn"))),
    "other persons": (LAW, with_text(ROAD.replace("Người đi bộ", "Người khuyết tật"))),
    "a duty that one lacks": (LAW, with_text(f"{ROAD[:-1]}, báo tin ngay bằng chuông đồng lớn.")),
    "another matter by its heading": (LAW, replace(DECREE, heading="Đi xe đạp qua cầu")),
    "another law": (LAW, OTHER_LAW),
    "another circular of the same matter": (replace(CIRCULAR, name="Thông tư Về thuyền chở than"), CIRCULAR),
    "a circular without a name": (replace(CIRCULAR, instrument="thong-tu/6", name="Thông tư"), replace(CIRCULAR, name="Thông tư")),
    "definitions of two terms": (
        replace(DECREE, heading="Giải thích từ ngữ", text=TERM),
        replace(CIRCULAR, heading="Giải thích từ ngữ", text=TERM.replace("Hàng đóng gói sẵn", "Hàng cân sẵn")),
    ),
    "words of the instrument itself": (
        replace(LAW, text=f"{ROAD} Luật này không cấm gì khác."),
        with_text(f"{ROAD} Luật này không cấm gì khác."),
    ),
    "what stands in an article of its own": (
        replace(LAW, text=f"{ROAD} Ai vi phạm thì bị xử lý theo Điều 5."),
        with_text(f"{ROAD} Ai vi phạm thì bị xử lý theo Điều 5."),
    ),
    "what only leads a list": (replace(LAW, text=f"{ROAD[:-1]}:"), with_text(f"{ROAD[:-1]}:")),
    "when it takes effect": (replace(LAW, heading="Hiệu lực thi hành"), replace(DECREE, heading="Hiệu lực thi hành")),
    "too few words": (replace(LAW, text="Hành vi khác bị cấm."), with_text("Hành vi khác bị cấm.")),
}


@pytest.mark.parametrize("name", APART)
def test_not_the_same(name: str) -> None:
    one, other = APART[name]
    assert not say_the_same(one, other)
    assert not say_the_same(other, one)
