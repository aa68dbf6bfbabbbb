"""The page of everyday words, and what the search page says it has read."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from kb.language.everyday import list_entries
from kb.pages.kit import address as at
from tests.kb.test_pages import home, in_base, page, seen, sign

__all__ = ["home", "in_base"]


def buttons(test: AppTest) -> dict[str, str]:
    return {str(button.key): button.label for button in test.button}


def test_an_entry_is_added_turned_off_and_found_again(in_base: Path) -> None:
    from kb.pages.kit.base import session

    test = page(at.EVERYDAY)
    assert "Hiện 40 trong" in seen(test)
    test.session_state["who"] = "Lan"
    phrase, meanings = (item for item in test.text_input if item.label in ("Từ thường ngày", "Từ của luật") and item.value == "")
    phrase.set_value("tiền xe ôm")
    meanings.set_value("chi phí đi lại; xyzzy")
    next(button for button in test.button if button.label == "Lưu").click().run()
    test.text_input(key="words_find").set_value("tien xe om").run()
    assert "tiền xe ôm" in seen(test)
    assert "Lan, " in seen(test)
    assert "Chưa văn bản nào trong kho có: xyzzy" in seen(test)
    next(button for button in test.button if str(button.key).startswith("turn_tiền xe ôm_")).click().run()
    assert "Đã tắt" in seen(test)
    with session() as opened:
        entry = next(entry for entry in list_entries(opened.connection()) if entry.phrase == "tiền xe ôm")
    assert (entry.active, entry.author, entry.meanings) == (False, "Lan", ("chi phí đi lại", "xyzzy"))
    test.selectbox(key="words_which").set_value("active").run()
    assert "Không có mục nào khớp" in seen(test)


def test_no_entry_is_changed_without_a_name(in_base: Path) -> None:
    test = page(at.EVERYDAY)
    test.session_state["who"] = ""
    test.run()
    next(button for button in test.button if str(button.key).startswith("turn_")).click().run()
    assert "Đã tắt" not in seen(test)
    sign(test, "Lan")
    assert "Đã tắt" in seen(test)


def test_what_cannot_be_kept_is_said(in_base: Path) -> None:
    test = page(at.EVERYDAY)
    next(button for button in test.button if button.label == "Lưu").click().run()
    assert seen(test).count('class="failure"') == 1


def test_the_search_says_what_it_read_and_searches_as_typed(in_base: Path) -> None:
    test = page("tra-cuu")
    test.text_input[0].set_value("chi phi di lai năm 2022 dc ko").run()
    assert "Đã tìm theo: chi phí đi lại năm 2022 được không" in seen(test)
    assert "Đã đọc: dc → được, ko → không" in seen(test)
    assert "Xem theo ngày 31/12/2022, theo “năm 2022”" in seen(test)
    assert f"{at.DAY}=2022-12-31" in seen(test), "links of hits keep the day"
    test.button(key="search_typed").click().run()
    assert "Đang tìm đúng như đã gõ." in seen(test)
    assert "Đã tìm theo" not in seen(test)
    test.button(key="search_read").click().run()
    assert "Đã tìm theo" in seen(test)


def test_nothing_is_said_where_nothing_was_read(in_base: Path) -> None:
    test = page("tra-cuu")
    test.text_input[0].set_value("chi phí đi lại").run()
    assert not {"search_typed", "search_read"} & set(buttons(test))


def test_everyday_words_are_said(in_base: Path) -> None:
    test = page("tra-cuu")
    test.text_input[0].set_value("bị lừa bán được hỗ trợ gì").run()
    assert "“bị lừa bán”: tìm cả “mua bán người”" in seen(test)
