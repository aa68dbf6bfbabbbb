"""The page that checks the citations of a foreign text, as Streamlit runs it."""

from datetime import date
from pathlib import Path

import pytest

from kb.database.reading.reader import find_instrument, load_version
from kb.interface.catalogue import Catalogue
from kb.law.status.statuses import status_of
from kb.open.verifying import Citation, Note, cells_of, verify
from kb.pages import verifying
from kb.pages.kit import address as at
from kb.pages.kit.base import base
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import pill
from tests.kb.test_pages import DECREE, home, in_base, page, seen

__all__ = ["home", "in_base"]


def test_a_pasted_text_is_marked_and_goes_into_no_address(in_base: Path) -> None:
    test = page(at.VERIFY)
    text = "<b>Ông A</b> dẫn Điều 1 và Điều 999 Nghị định số 01/2024/NĐ-MAU; Điều 3 Nghị định số 777/2024/NĐ-CP."
    test.text_area(key="verify_text").set_value(text)
    next(button for button in test.button if button.label == "Kiểm tra").click().run()
    shown = "".join(item.proto.body for item in test.get("html"))
    assert "không có điều này" in seen(test)
    assert "<b>Ông A" not in shown
    assert f"vb={DECREE}" in shown
    assert "Ông A" not in str(test.query_params)
    # What is worst comes first, and the box that the text stands in is closed.
    assert shown.index("không có điều này</b> 1") < shown.index("kho chưa có để đối chiếu</b> 1") < shown.index('class="foreign"')
    assert [box.proto.expanded for box in test.expander] == [False]


@pytest.mark.parametrize("day", [date(2024, 6, 1), date(2025, 8, 1), date(2026, 6, 1), date(2091, 1, 1)])
def test_a_citation_has_the_status_that_the_reader_shows(in_base: Path, day: date) -> None:
    """What was in force when last checked is called that here, too, and not unknown."""
    say = Catalogue()
    with base().session() as session:
        for path, words in (("dieu-1", "Điều 1"), ("dieu-3/khoan-2", "khoản 2 Điều 3"), ("dieu-10", "Điều 10")):
            (found,) = verify(session, f"Theo {words} Nghị định số 01/2024/NĐ-MAU thì", day)
            loaded = load_version(session, find_instrument(session, DECREE), day)
            shown = status_of(session.connection(), loaded, path, day)
            tone, *told = verifying._mark(found, Frame(say, day, ""))
            own, sign, word, note = pill(say, shown)
            assert told[:2] == [sign, word]
            assert (tone, told[2]) == (own, note) or (tone == "unread" and told[2].startswith(note))
            assert cells_of(found, day, say)[3].split("\n")[0] == shown.in_words(say)


def test_a_number_beside_the_name_of_another_text_is_told_first() -> None:
    say, day = Catalogue(), date(2024, 6, 1)
    for note, word in ((Note.OTHER_NAME, "số hiệu và tên không khớp"), (Note.OTHER_NUMBER, "kho chưa có để đối chiếu")):
        found = Citation(0, 9, "Nghị định", None, notes=(note,))
        assert verifying._mark(found, Frame(say, day, ""))[2] == word


@pytest.mark.parametrize(("said", "word"), [("6 tháng", "Chưa rõ"), ("9 tháng", "chưa đối chiếu được")])
def test_a_figure_that_what_is_cited_does_not_state_is_marked(in_base: Path, said: str, word: str) -> None:
    say, day = Catalogue(), date(2024, 6, 1)
    with base().session() as session:
        (found,) = verify(session, f"Theo khoản 2 Điều 6 Nghị định số 01/2024/NĐ-MAU thì phải làm trong {said}.", day)
    assert verifying._mark(found, Frame(say, day, ""))[2:] == ((word, "") if word == "Chưa rõ" else (word, "Chưa rõ"))
