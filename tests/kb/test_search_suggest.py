"""Suggestions while typing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.index.build import reindex, update
from kb.search.suggest import Suggestion, SuggestionKind, SuggestionTable, suggest
from tests.kb import made_up_law as law
from tests.linear import assert_linear


@pytest.fixture(scope="module")
def base(law_home: Path) -> Iterator[KnowledgeBase]:
    with law.open_base(law_home) as base:
        yield base


TYPED = [
    ("chế độ", "Chế độ hỗ trợ"),
    ("che do h", "Chế độ hỗ trợ"),
    ("hỗ trợ", "Chế độ hỗ trợ"),
    ("giải  thích", "Giải thích từ ngữ"),
    ("66/2091", "Luật Phòng, chống lừa gạt số 66/2091/QH99"),
    ("luật phòng", "Luật Phòng, chống lừa gạt số 66/2091/QH99"),
    ("phong chong lua", "Luật Phòng, chống lừa gạt số 66/2091/QH99"),
    ("nghị định 20/2094", "Nghị định số 20/2094/NĐ-CP quy định về bến thuyền"),
    ("nghi dinh so 20/2094", "Nghị định số 20/2094/NĐ-CP quy định về bến thuyền"),
    ("20/2094/nd", "Nghị định số 20/2094/NĐ-CP quy định về bến thuyền"),
    ("Bộ luật hình", "Bộ luật Hình sự số 100/2095/QH99"),
]


@pytest.mark.parametrize(("typed", "text"), TYPED)
def test_what_begins_as_what_was_typed(base: KnowledgeBase, typed: str, text: str) -> None:
    assert suggest(base, typed)[0].text == text


def test_an_instrument_can_be_opened_and_a_heading_searched(base: KnowledgeBase) -> None:
    (law_found,) = suggest(base, "66/2091")
    assert (law_found.kind, law_found.key) == (SuggestionKind.INSTRUMENT, law.LAW.key)
    (heading,) = suggest(base, "khẩu")
    assert heading == Suggestion("Khẩu phần", SuggestionKind.HEADING, None, 1)


@pytest.mark.parametrize("typed", ["", "c", " ", "xyzzy", "khảu", "*:*", "((((", "\x00\x00", "a" * 10_000, "\ud800x", '"chế'])
def test_what_suggests_nothing_or_something_at_once(base: KnowledgeBase, typed: str) -> None:
    assert all(item.text for item in suggest(base, typed))
    if typed in ("", "c", " ", "xyzzy", "khảu"):
        assert suggest(base, typed) == []


def test_new_texts_are_suggested(tmp_path: pytest.TempPathFactory) -> None:
    with law.open_base(tmp_path) as base:
        law.put(base, law.LAW, name="a.txt")
        reindex(base)
        assert suggest(base, "neo đậu") == []
        update(base, law.put(base, law.NEW_DECREE, name="b.txt"))
        assert suggest(base, "neo đậu")[0].text == "Neo đậu"


def test_frequent_headings_and_beginnings_come_first() -> None:
    table = SuggestionTable(
        [
            Suggestion("Về việc áp dụng", SuggestionKind.HEADING, None, 90),
            Suggestion("Áp dụng pháp luật", SuggestionKind.HEADING, None, 3),
            Suggestion("Áp dụng biện pháp", SuggestionKind.HEADING, None, 40),
        ]
    )
    assert [item.text for item in table.suggest("áp d")] == ["Áp dụng biện pháp", "Áp dụng pháp luật", "Về việc áp dụng"]
    assert len(table.suggest("áp d", 2)) == 2
    assert SuggestionTable([]).suggest("áp") == []


def test_a_large_table_answers_in_time_that_grows_with_it() -> None:
    def asked(count: int) -> Callable[[str], object]:
        names = (f"Trách nhiệm thứ {number} của cơ quan {number % 97}" for number in range(count))
        table = SuggestionTable(Suggestion(name, SuggestionKind.HEADING, None, place % 50) for place, name in enumerate(names))
        return lambda typed: [table.suggest(typed) for _ in range(20)]

    few, many = asked(2_000), asked(20_000)
    for typed in ("tr", "trách nhiệm", "co quan", "cơ quan 9", "zz"):
        assert_linear(lambda ask, typed=typed: ask(typed), few, many)
