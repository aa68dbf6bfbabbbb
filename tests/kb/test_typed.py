"""What a person typed is marked as theirs wherever it shows, whatever happened to the text since."""

from datetime import date
from typing import Any

import pytest

from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.reading.reader import load_version, versions
from kb.database.storing.arrangement import COMPILED
from kb.export.files import HITS, file_bytes
from kb.index.build import catch_up, reindex
from kb.interface.catalogue import Catalogue
from kb.law.derivation.history import changes_in, history_of
from kb.law.effects.views import effects_on
from kb.open.relating import made_of_json
from kb.search import search
from tests.kb.databases import base  # noqa: F401
from tests.kb.deciding import decide
from tests.kb.made_up_changes import CHANGES, GARDEN, GARDEN_KEY, decree, put, row_of
from tests.kb.test_effects import WHO

FROM_JUNE, LATER = date(2091, 6, 1), date(2093, 1, 1)
AGAIN = decree(
    "40/2092/NĐ-CP",
    "05 tháng 02 năm 2092",
    "Sửa đổi, bổ sung một số điều của Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm",
    """Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 10/2090/NĐ-CP
1. Thay cụm từ “một ngày” bằng cụm từ “mỗi ngày” tại khoản 1 Điều 2.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2092.""",
)


def correct(base: KnowledgeBase, path: str, right: dict[str, Any], who: str = WHO) -> None:  # noqa: F811
    with base.session(write=True, actor=Actor(who)) as session:
        for item in effects_on(session, row_of(base, GARDEN_KEY)):
            if item.target_path == path and item.state == "found":
                decide(session, item.id, "correct" if right else "accept", right or None, seen=item)
                return


def typed(base: KnowledgeBase, day: date) -> list[tuple[str, str, str, str]]:  # noqa: F811
    with base.session() as session:
        loaded = load_version(session, GARDEN_KEY, as_of=day)
    return [
        (part.path, words.field, (getattr(part, words.field) or "")[words.start : words.end], words.by)
        for part in loaded.walk()
        for words in part.typed
    ]


@pytest.mark.third
@pytest.mark.parametrize(
    ("path", "right", "expected"),
    [
        ("dieu-2/khoan-1", {"new_text": "1. Cây được tưới năm lần một ngày."}, [("dieu-2/khoan-1", "text", "năm", WHO)]),
        ("dieu-3a", {"new_heading": "Bắt ốc"}, []),
        ("dieu-3a", {"new_text": "Điều 3a. Bắt sâu\nSâu được bắt bằng lưới."}, [("dieu-3a", "text", "lưới", WHO)]),
        ("dieu-2/khoan-1", {"effective_from": "2091-07-01"}, []),
        ("dieu-2/khoan-1", {}, []),
    ],
)
def test_the_words_that_a_reviewer_typed_are_theirs(
    base: KnowledgeBase,  # noqa: F811
    path: str,
    right: dict[str, Any],
    expected: list[tuple[str, str, str, str]],
) -> None:
    put(base, GARDEN)
    put(base, CHANGES)
    correct(base, path, right)
    found = typed(base, LATER)
    if "new_heading" in right:  # the new text brings its own heading, which may win
        assert all(item[2] in "Bắt ốc" for item in found)
    else:
        assert found == expected
    assert typed(base, date(2091, 5, 1)) == []


def test_they_stay_theirs_through_later_amendments_and_a_text_that_is_stored_again(base: KnowledgeBase) -> None:  # noqa: F811
    put(base, GARDEN)
    put(base, CHANGES)
    correct(base, "dieu-2/khoan-1", {"new_text": "1. Cây được tưới năm lần một ngày."})
    put(base, AGAIN)
    correct(base, "dieu-2/khoan-1", {}, "Người khác")
    with base.session() as session:
        clause = load_version(session, GARDEN_KEY, as_of=LATER).provision("dieu-2/khoan-1")
    assert clause
    assert clause.text == "Cây được tưới năm lần mỗi ngày."
    assert typed(base, LATER) == [("dieu-2/khoan-1", "text", "năm", WHO)]
    put(base, CHANGES, name="ban-khac.txt")
    assert typed(base, LATER) == [("dieu-2/khoan-1", "text", "năm", WHO)]
    assert typed(base, FROM_JUNE) == [("dieu-2/khoan-1", "text", "năm", WHO)]


def test_a_compiled_version_says_what_it_is_made_of_and_who_reviewed_it(base: KnowledgeBase) -> None:  # noqa: F811
    put(base, GARDEN)
    put(base, CHANGES)
    correct(base, "dieu-2/khoan-1", {"new_text": "1. Cây được tưới năm lần một ngày."})
    correct(base, "dieu-3a", {}, "Người khác")
    with base.session() as session:
        version = next(item for item in versions(session, row_of(base, GARDEN_KEY)) if item.origin == COMPILED)
        shown = {path: item for item in made_of_json(changes_in(session, version.id)) for path in item["paths"]}
        entry = history_of(session, row_of(base, GARDEN_KEY), "dieu-2/khoan-1")[-1]
    first, second = shown["dieu-2/khoan-1"], shown["dieu-3a"]
    assert (first["reviewed_by"], first["corrected_by"], first["corrected"]) == (WHO, WHO, ["new_text"])
    assert (second["reviewed_by"], second["corrected_by"], second["corrected"]) == ("Người khác", None, [])
    assert first["reviewed_at"]
    assert [(change.reviewed_by, change.corrected) for change in entry.changed_by] == [(WHO, ("new_text",))]


def test_a_hit_and_its_table_say_whose_words_they_are(base: KnowledgeBase) -> None:  # noqa: F811
    put(base, GARDEN)
    put(base, CHANGES)
    reindex(base)
    correct(base, "dieu-2/khoan-1", {"new_text": "1. Cây được tưới năm lần một ngày."})
    catch_up(base)
    hits = search(base, "tưới cây năm lần", as_of=LATER).hits
    found = {hit.path: hit for hit in hits if hit.instrument == GARDEN_KEY}
    assert [by for by, _ in found["dieu-2"].typed] == [WHO]
    assert all(not hit.typed for path, hit in found.items() if path != "dieu-2")
    table = file_bytes(HITS, ([found["dieu-2"]], LATER), "csv", Catalogue()).decode("utf-8-sig")
    assert f"Có chữ do {WHO} gõ" in table
