"""What people ask of articles: how like a query is to it, and that search finds by it."""

import numpy as np
import pytest

from benchmarks.asked import learned, written_questions
from kb.base import KnowledgeBase
from kb.index.build import reindex
from kb.index.rows import group_number
from kb.language import analysis
from kb.search import asked, search
from tests.kb import made_up_law as law

KEY = f"{law.LAW.key}#dieu-2"
ONE, TWO = "luat/1#dieu-1", "luat/1#dieu-2"
ASKED = {ONE: ("em bị bán về có được cho tiền không", "tro cap cho nguoi bi ban"), TWO: ("chồng đánh báo ai",)}


def test_what_is_shipped_is_made_of_the_questions_of_now() -> None:
    questions = written_questions()
    assert all("#" in key and len(some) == len(set(some)) for key, some in questions.items())
    kept, now = asked.shipped_asked(), learned(questions)
    assert all(np.allclose(getattr(kept, name), getattr(now, name)) for name in asked.Asked.__slots__), (
        "make it anew: python -m benchmarks.asked"
    )


def test_an_article_is_as_like_as_the_most_like_of_its_questions() -> None:
    found = learned(ASKED)
    like = found.likeness(analysis.words("bị chồng đánh thì báo ai"))
    first, second = (like.get(group_number(key), 0.0) for key in ASKED)
    assert 0 < first < second < 1
    assert found.likeness(analysis.words("không dấu: bi ban co duoc cho tien khong"))[group_number(ONE)] > 0.3
    assert found.likeness(["lạ"]) == found.likeness([]) == {}


def test_an_article_is_found_by_what_people_ask_of_it(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    law.fill(base)
    reindex(base)
    made = learned({KEY: ("ai là cô thắm",)})
    monkeypatch.setattr(asked, "shipped_asked", lambda: made)
    assert search(base, "ai la co tham", as_of=law.SNAPSHOT).hits[0].key == KEY
