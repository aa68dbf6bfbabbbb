"""The page that checks the citations of a foreign text, as Streamlit runs it."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.kb.test_pages import DECREE, home, in_base, seen

__all__ = ["home", "in_base"]


def test_a_pasted_text_is_marked_and_goes_into_no_address(in_base: Path) -> None:
    def draw() -> None:
        from kb.pages import verifying
        from kb.pages.kit.frame import close_frame, guarded, open_frame

        frame = open_frame("kiem-tra-trich-dan")
        guarded(frame, verifying.show)
        close_frame(frame)

    test = AppTest.from_function(draw, default_timeout=30).run()
    text = "<b>Ông A</b> dẫn Điều 1 và Điều 999 Nghị định số 01/2024/NĐ-MAU; Điều 3 Nghị định số 777/2024/NĐ-CP."
    test.text_area(key="verify_text").set_value(text)
    next(button for button in test.button if button.label == "Kiểm tra").click().run()
    shown = "".join(item.proto.body for item in test.get("html"))
    assert "không có điều này" in seen(test)
    assert "<b>Ông A" not in shown
    assert f"vb={DECREE}" in shown
    assert "Ông A" not in str(test.query_params)
    # What is worst comes first, and the box that the text stands in is closed.
    assert shown.index("không có điều này</b> 1") < shown.index("không rõ có hay không</b> 1") < shown.index('class="foreign"')
    assert [box.proto.expanded for box in test.expander] == [False]
