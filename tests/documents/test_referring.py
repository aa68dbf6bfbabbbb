"""References that became others, and those that only follow the new number of what they point to."""

from collections.abc import Sequence

import pytest

from documents.comparison import Level, Outcome, compare, outcome
from documents.comparison.certainty import is_sure
from documents.comparison.changes import MeantChange
from documents.model import Provision
from tests.documents.provisions import article

MATTERS = {
    "Tưới cây": ["Cây được tưới hai lần một ngày vào sáng và chiều.", "Người tưới cây do trưởng thôn cử ra."],
    "Bón phân": ["Phân chuồng được ủ trước khi bón một tháng.", "Không ai bón phân trong ngày có mưa to."],
    "Thu quả": ["Quả chín được hái trước mùa gió bấc.", "Sọt đựng quả do hợp tác xã đan và phát."],
}


def law(order: Sequence[str], *rules: str) -> list[Provision]:
    """The matters as articles in some order, and an article that cites them."""
    articles = [article(number, name, *MATTERS[name]) for number, name in enumerate(order, 1)]
    return [*articles, article(len(order) + 1, "Xử lý vi phạm", *rules)]


def told(old: list[Provision], new: list[Provision]) -> list[tuple[str, str, bool]]:
    found: dict[MeantChange, bool] = {}
    for one in compare(old, new):
        found.update({change: is_sure(one, change) for change in one.changes if change.refers})
    return [(change.before.text, change.after.text, sure) for change, sure in found.items() if change.before and change.after]


PLAIN, TURNED = ["Tưới cây", "Bón phân", "Thu quả"], ["Bón phân", "Tưới cây", "Thu quả"]
RULE = "Người vi phạm quy định tại {} thì bị phạt theo sổ của thôn."


@pytest.mark.parametrize(
    ("order", "before", "after", "changed"),
    [
        (PLAIN, "Điều 1 của Luật này", "Điều 2 của Luật này", True),
        (PLAIN, "khoản 1 Điều 1 của Luật này", "khoản 2 Điều 1 của Luật này", True),
        (PLAIN, "Điều 1 của Luật này", "Điều 1 và Điều 3 của Luật này", True),
        # The numbers follow the articles, whole or by a clause of them.
        (TURNED, "Điều 1 của Luật này", "Điều 2 của Luật này", False),
        (TURNED, "khoản 1 Điều 1 của Luật này", "khoản 1 Điều 2 của Luật này", False),
        (TURNED, "khoản 1 Điều 1 của Luật này", "Điều 2 của Luật này", False),
        (TURNED, "Điều 1 của Luật này", "Điều 3 của Luật này", True),
        # Nobody changed the number, and another article has it.
        (TURNED, "Điều 1 của Luật này", "Điều 1 của Luật này", True),
        (PLAIN, "Điều 1 của Luật này", "Điều 1 của Luật này", False),
        # No such article: what the old one became is there.
        (PLAIN, "Điều 1 của Luật này", "Điều 9 của Luật này", True),
        (TURNED, "Điều 9 của Luật này", "Điều 9 của Luật này", False),
        # Of another text: by its number for sure.
        (PLAIN, "Điều 5 Nghị định số 12/2020/NĐ-CP", "Điều 6 Nghị định số 12/2020/NĐ-CP", True),
        (PLAIN, "Điều 5 Nghị định số 12/2020/NĐ-CP", "Điều 6 Nghị định số 99/2025/NĐ-CP", False),
    ],
)
def test_a_reference_is_told_where_new_numbers_do_not_explain_it(order: list[str], before: str, after: str, changed: bool) -> None:
    found = told(law(PLAIN, RULE.format(before)), law(order, RULE.format(after)))
    assert found == ([(before, after, True)] if changed else [])


@pytest.mark.parametrize(("others", "sure"), [(0, False), (1, False), (2, True)])
def test_of_a_law_that_is_only_named_a_reference_is_sure_where_most_others_stayed(others: int, sure: bool) -> None:
    name = "của Luật Trợ giúp pháp lý"
    kept = [f"Việc thứ {n} theo Điều {n + 20} {name} do thôn làm." for n in range(others)]
    before, after = f"Điều 7 {name}", f"Điều 8 {name}"
    sides = [law(PLAIN, RULE.format(words), *kept) for words in (before, after)]
    assert told(*sides) == [(before, after, sure)]


def test_texts_with_another_reference_are_not_alike() -> None:
    old, new = (law(PLAIN, RULE.format(f"Điều {number} của Luật này")) for number in (1, 2))
    pairs = compare(old, new)
    assert {str(one.pair.kind) for one in pairs if one.pair.level is Level.ARTICLE} == {"same"}
    assert outcome(old, new, pairs) is None
    assert outcome(old, old, compare(old, old)) is Outcome.SAME
