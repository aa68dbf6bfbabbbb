"""The search page with an encoder: what it says of vectors, and that they are computed beside it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.settings import settings
from kb.vectors import background, searching
from tests.kb.encoder_maker import make_encoder
from tests.kb.test_pages import home, page, seen  # noqa: F401 (a fixture)


@pytest.fixture
def encoder(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:  # noqa: F811
    from kb.pages.kit.base import base

    monkeypatch.setattr(searching, "_LOOK_AGAIN_SECONDS", 0.0)
    monkeypatch.setenv("KB_HOME", str(home))
    monkeypatch.setenv("KB_ENCODER", str(tmp_path / "encoder"))
    settings.cache_clear()
    base.clear()
    yield tmp_path / "encoder"
    for worker in background._started.values():
        worker.stop()
    background._started.clear()
    base().close()
    base.clear()
    settings.cache_clear()


def searched(words: str) -> str:
    test = page("tra-cuu")
    test.text_input[0].set_value(words).run()
    assert not test.exception
    return seen(test)


def test_vectors_are_computed_beside_the_app_and_what_is_lacking_is_said(encoder: Path) -> None:
    assert "Mới tìm theo từ ngữ. KB_ENCODER không phải thư mục" in searched("hỗ trợ chi phí đi lại")
    for worker in background._started.values():
        worker.stop()
    background._started.clear()
    make_encoder(encoder, {"tiền": [1.0, 0.0], "xe": [0.0, 1.0]})
    assert "Chưa có véc-tơ nào" in searched("hỗ trợ chi phí đi lại")

    from kb.pages.kit.base import base

    background.start_in_background(base())
    until = time.monotonic() + 20
    while "véc-tơ" in searched("hỗ trợ chi phí đi lại"):
        assert time.monotonic() < until
