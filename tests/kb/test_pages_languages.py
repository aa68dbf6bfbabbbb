"""Every page turned to the other language and back with its choices made: nothing breaks, and what was chosen or typed stays.

A browser tells what is chosen by the words that it was shown. So a choice whose words are others now has to tell them to it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kb.base import KnowledgeBase
from kb.interface.catalogue import entries, languages
from kb.pages.listing import PAGES
from kb.review import ReviewDraft, create_review, find_review
from tests.bases import Begin, pages_on
from tests.kb.test_pages import CIRCULAR, DECREE, page
from tests.kb.test_pages_reviews import BINH, PAGE, box, button, reviewed
from tests.source_code import nodes

FAILED = [entries(language)[name] for language in languages() for name in ("base.failed_title", "base.failed_next")]
SHOWN = [
    *((shown.name, {}) for shown in PAGES),
    ("van-ban", {"vb": DECREE, "dk": "dieu-3"}),
    ("van-ban", {"vb": DECREE, "dk": "dieu-3", "hs": "1"}),
    ("van-ban", {"vb": DECREE, "xem": "lich-su"}),
    ("so-sanh", {"vb1": DECREE, "dk1": "dieu-3", "vb2": CIRCULAR, "dk2": "dieu-3"}),
    *((PAGE, {"hs": "1", "xem": view}) for view in ("cong-viec", "tien-do", "bang-hoi", "bao-cao", "nhat-ky")),
    ("the-ho-tro", {"the": "n-03", "xem": "sua"}),
]


@pytest.fixture(scope="module")
def home(begin: Begin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begin(reviewed, tmp_path_factory.mktemp("languages"))


@pytest.fixture
def base(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    with pages_on(home, monkeypatch) as opened:
        yield opened


def turn(test: AppTest, language: str) -> None:
    """Press the button of the language. A choice keeps its value, and tells a browser its new words where they are others."""
    chosen = {item.id: (item.value, item.format_func(item.value)) for item in test.selectbox if item.key and item.value is not None}
    typed = {item.key: item.value for item in (*test.text_input, *test.text_area) if item.key}
    test.button(key="language_button").click().run()
    assert not test.exception
    assert test.query_params.get("lang", "vi") == language
    assert not [words for words in FAILED if any(words in str(item.proto.body) for item in test.get("html"))]
    for item in test.selectbox:
        if item.id in chosen:
            value, words = chosen[item.id]
            assert item.value == value, item.label
            assert item.options.count(words) == 1 or item.proto.set_value, f"{item.label}: a browser goes on saying {words}"
    assert typed.items() <= {item.key: item.value for item in (*test.text_input, *test.text_area)}.items()


@pytest.mark.third
@pytest.mark.parametrize(("name", "params"), SHOWN)
def test_a_page_is_turned_to_the_other_language_and_back(base: KnowledgeBase, name: str, params: dict[str, str]) -> None:
    test = page(name, **params)
    for item in test.selectbox:
        if item.key and not item.key.startswith(("marked_", "cover_", "choice_", "queue_")):
            item.select_index(len(item.options) - 1)
    for field in test.text_area:
        if (field.key or "").startswith("draft_") and field.key != "yaml":
            field.set_value("nửa chừng")
    test.run()
    turn(test, "en")
    turn(test, "vi")


def test_a_finding_that_is_being_written_keeps_its_status_and_its_words(base: KnowledgeBase) -> None:
    test = page(PAGE, hs="1", xem="cong-viec")
    button(test, "open_").click().run()
    box(test, "status").select("in_progress")
    box(test, "proposal").set_value("nửa chừng").run()
    turn(test, "en")
    turn(test, "vi")
    assert (box(test, "status").value, box(test, "proposal").value) == ("in_progress", "nửa chừng")


def test_what_is_pressed_before_the_new_words_arrive_chooses_nothing(base: KnowledgeBase) -> None:
    test = page("van-ban", vb=DECREE, dk="dieu-3")
    old = test._tree.get_widget_states()
    turn(test, "en")
    next(state for state in old.widgets if "cover_choose" in state.id).string_value = "Không đọc theo hồ sơ"
    test._run(old)
    assert not test.exception
    assert "hs" not in test.query_params


def test_of_two_reviews_of_one_name_the_one_that_is_chosen_is_read(base: KnowledgeBase) -> None:
    with base.session(write=True, actor=BINH) as session:
        review = find_review(session, 1)
        create_review(session, ReviewDraft(review.said.title, review.said.as_of, review.said.items))
    test = page("van-ban", vb=DECREE, dk="dieu-3")
    chosen = test.selectbox(key="cover_choose")
    assert len(set(chosen.options)) == 3
    chosen.set_value(1).run()
    assert test.query_params["hs"] == "1"


def test_a_choice_with_a_name_of_its_own_stands_in_one_place() -> None:
    """So that none is forgotten: `kb.pages.kit.picks.select_box`."""
    calls = [(path, node) for path, node in nodes("kb/pages") if isinstance(node, ast.Call)]
    assert {path for path, call in calls if ast.unparse(call.func) == "st.selectbox"} == {"kb/pages/kit/picks.py"}


FIELDS = {"text_input", "text_area", "number_input", "date_input", "file_uploader", "multiselect", "radio", "checkbox", "pills"}


def test_every_field_has_a_key() -> None:
    """Without one it is another field wherever its label is in another language, and what was typed into it is gone."""
    calls = [(path, node) for path, node in nodes("kb/pages") if isinstance(node, ast.Call)]
    fields = [(path, call) for path, call in calls if ast.unparse(call.func).removeprefix("st.") in FIELDS]
    assert len(fields) > 30
    assert [f"{path}:{call.lineno}" for path, call in fields if not {"key", None} & {word.arg for word in call.keywords}] == []
