"""A text beside one that changes a part of it: what the page So sánh compares then."""

import io
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from kb.base import KnowledgeBase
from kb.cli.main import cli, load
from kb.database.reading.reader import find_instrument
from kb.law.texts.amending import as_amended
from kb.open.comparing import answer_comparison
from kb.settings import settings
from tests.kb.made_up_changes import CHANGES, CHANGES_KEY, GARDEN, GARDEN_KEY, REPLACES, REPLACES_KEY, put
from tests.kb.test_pages import page, seen
from tests.kb.test_pages_compare import (
    files,
    in_base,  # noqa: F401
)
from tests.kb.test_search_export import read_xlsx

load()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("sua-doi")
    with KnowledgeBase(settings().model_copy(update={"home": home})) as base:
        for name, words in (("goc", GARDEN), ("sua", CHANGES), ("thay", REPLACES)):
            put(base, words, name=f"{name}.txt")
    return home


def test_a_text_is_shown_with_what_another_one_changes_and_where_that_says_so(in_base: KnowledgeBase) -> None:  # noqa: F811
    with in_base.session() as session:
        base, by, ending = (find_instrument(session, key).id for key in (GARDEN_KEY, CHANGES_KEY, REPLACES_KEY))
        found = as_amended(session, base, by)
        assert found is not None
        assert found.base is not None
        said = {item.path: item.text for root in found.provisions for item in root.walk()}
        assert said["dieu-2/khoan-1"] == "Cây được tưới ba lần một ngày."
        assert found.said_at == {"dieu-2/khoan-1": "dieu-1/khoan-1", "dieu-3a": "dieu-1/khoan-2"}
        assert not found.reviewed
        assert as_amended(session, by, base) is None
        assert as_amended(session, base, ending) is None


@pytest.mark.parametrize("turned", [False, True])
def test_what_an_amending_text_does_not_speak_of_is_not_dropped(in_base: KnowledgeBase, turned: bool) -> None:  # noqa: F811
    left, right = (CHANGES_KEY, GARDEN_KEY) if turned else (GARDEN_KEY, CHANGES_KEY)
    test = page("so-sanh", vb1=left, dk1="toan-van", vb2=right, dk2="toan-van")
    shown = seen(test)
    assert "sửa đổi một phần Nghị định số 10/2090/NĐ-CP" in shown
    assert "chưa ai duyệt" in shown
    assert "Điều 2 → Điều 2: sửa lời" in shown
    assert "không có → Điều 3a: thêm" in shown
    assert "Điều 1 → Điều 1: giữ nguyên" in shown
    assert ": bỏ" not in shown
    assert "dk=dieu-1/khoan-1" in shown or "dk=dieu-1%2Fkhoan-1" in shown


def test_the_files_say_what_has_to_be_known_of_the_changed_words(in_base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    made = files(page("so-sanh", vb1=GARDEN_KEY, dk1="toan-van", vb2=CHANGES_KEY, dk2="toan-van"), monkeypatch)
    assert made["name"] == "-10-2090-nd-cp-20-2091-nd-cp"
    words = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(made["docx"])).paragraphs)
    assert "sửa đổi một phần Nghị định số 10/2090/NĐ-CP" in words
    assert "chưa ai duyệt" in words
    assert "chưa ai duyệt" in read_xlsx(made["xlsx"])


def test_what_replaces_a_text_is_compared_as_it_is(in_base: KnowledgeBase) -> None:  # noqa: F811
    shown = seen(page("so-sanh", vb1=GARDEN_KEY, dk1="toan-van", vb2=REPLACES_KEY, dk2="toan-van"))
    assert "sửa đổi một phần" not in shown


def test_programs_are_told_that_an_amending_text_is_not_all_there(in_base: KnowledgeBase) -> None:  # noqa: F811
    told = answer_comparison(in_base, GARDEN_KEY, CHANGES_KEY, None, None)
    assert [told["left"]["partial"], told["right"]["partial"]] == [False, True]
    assert [told["left"]["amends"], told["right"]["amends"]] == [False, True]
    assert [told["left"]["version"], told["right"]["version"]] == [1, 1]
    shown = CliRunner().invoke(cli, ["compare", GARDEN_KEY, CHANGES_KEY])
    assert "sửa đổi một phần Nghị định số 10/2090/NĐ-CP" in shown.stderr
    assert "chỉ có một phần" not in shown.stderr
    assert not answer_comparison(in_base, GARDEN_KEY, REPLACES_KEY, None, None)["right"]["partial"]
