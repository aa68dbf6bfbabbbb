"""What shows an instrument in force by way of others, and what an end counts for that a text says which goes on elsewhere."""

from dataclasses import replace
from datetime import date

import pytest

from documents.messages import Message
from documents.model import Codified, Kind, Problem, ProblemCode
from kb.base import KnowledgeBase
from kb.law.status.answers import Answer, Asked, answer_all
from tests.kb.made_up_changes import GARDEN, GARDEN_KEY, REPLACES, REPLACES_KEY, codified, decree, put, read

OF_GARDEN = "Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm"
BASIS = f"Căn cứ {OF_GARDEN};\n"
BODY = "Điều 1. Tưới\n1. Cây được tưới bằng gáo.\n2. Gáo làm bằng tre.\nĐiều 2. Gáo\nGáo được rửa mỗi ngày."
MERELY_RESTS = decree("15/2090/NĐ-CP", "01 tháng 6 năm 2090", "Quy định về gáo", BODY, BASIS)
KEEPS = decree(
    "40/2093/NĐ-CP",
    "05 tháng 3 năm 2093",
    "Sửa đổi, bổ sung, bãi bỏ một số điều của các Nghị định về gáo và thùng",
    """Điều 1. Sửa đổi, bổ sung, bãi bỏ một số quy định
1. Sửa đổi, bổ sung một số điều của Nghị định số 15/2090/NĐ-CP ngày 01 tháng 6 năm 2090 của Chính phủ như sau:
a) Bỏ cụm từ “bằng tre” tại khoản 2 Điều 1;
b) Thay thế cụm từ “mỗi ngày” bằng cụm từ “hằng ngày” tại Điều 2.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 4 năm 2093.""",
)


def asked(base: KnowledgeBase, key: str, path: str | None, day: date) -> Answer:
    with base.session() as session:
        (answer,) = answer_all(session, [Asked(key, path, day)])
    assert answer is not None
    return answer


def test_a_number_above_a_list_of_changes_is_that_of_each(base: KnowledgeBase) -> None:
    for text in (MERELY_RESTS, KEEPS):
        put(base, text)
    found = asked(base, "nghi-dinh/15-2090-nd-cp/chinh-phu/2090-06-01", None, date(2093, 6, 1))
    assert found.last_known == ("in_force", date(2093, 3, 5))


TRUNCATED = Problem(ProblemCode.TRUNCATED, Message.of("problem.end_elsewhere", words="Xem tiếp Công báo số 979 + 980"), "phu-luc")


@pytest.mark.parametrize(
    ("signed", "codified_too", "problems", "status"),
    [
        (True, False, (TRUNCATED,), "expired"),
        (False, False, (TRUNCATED,), "unknown"),
        (False, True, (TRUNCATED,), "expired"),
        (True, False, (TRUNCATED, replace(TRUNCATED, code=ProblemCode.EXCERPT)), "unknown"),
    ],
    ids=["behind its signature", "before it", "before it, and the codification has the articles", "it is an excerpt"],
)
def test_an_end_counts_where_the_text_goes_on_elsewhere(
    base: KnowledgeBase, signed: bool, codified_too: bool, problems: tuple[Problem, ...], status: str
) -> None:
    text = read(REPLACES)
    roots = tuple(root for root in text.provisions if signed or root.kind is not Kind.SIGNATURE)
    put(base, GARDEN)
    if codified_too:
        notes = {
            root.path: Codified("neo", "9.9.NĐ.1", "9.9", "Vườn ươm", effective_from=date(2095, 7, 1))
            for root in text.provisions
            if root.kind is Kind.ARTICLE
        }
        put(base, codified(text, notes), name="phap-dien.html", snapshot_on=date(2096, 1, 1))
    put(base, replace(text, provisions=roots, partial=True, problems=problems))
    assert asked(base, GARDEN_KEY, "dieu-4", date(2095, 7, 1)).status.code == status


@pytest.mark.parametrize(
    ("day", "status", "told"),
    [
        (date(2095, 7, 1), "expired", "ended_unreviewed"),
        (date(2093, 2, 1), "in_force", "ended_later_only"),
        (date(2092, 1, 1), "unknown", "end_alone_known"),
        (date(2090, 1, 9), "not_yet", "not_issued"),
    ],
    ids=["over", "until then it held", "it may not have begun", "before its issue"],
)
def test_what_a_text_ends_is_over_though_the_base_lacks_it(base: KnowledgeBase, day: date, status: str, told: str) -> None:
    put(base, REPLACES)
    answer = asked(base, GARDEN_KEY, None, day)
    assert (answer.status.code, answer.status.basis, answer.held) == (status, told, False)
    assert [(item.key, item.start, item.replaces) for item in answer.newer] == [(REPLACES_KEY, date(2095, 7, 1), True)]
    (piece,) = answer.evidence
    assert (piece.kind, (piece.quote or "") in REPLACES) == ("amending_text", True)
