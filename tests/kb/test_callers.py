"""What callers ask of the desk's cards, as search keeps it, and the articles that it finds by it."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.callers import learned, weights_of
from kb.base import KnowledgeBase
from kb.database.cache import BaseCache
from kb.entitlements.learned import shipped_weights
from kb.entitlements.loading import shipped
from kb.index.build import reindex
from kb.index.rows import group_number
from kb.language import analysis
from kb.search import asked, search
from tests.kb import made_up_law as law


def test_what_is_shipped_is_learned_from_the_cards_and_turns_of_now() -> None:
    kept, now = asked.shipped_callers(), learned(shipped())
    remedy = "make it anew: python -m benchmarks.callers"
    assert kept.articles == now.articles, remedy
    assert (kept.tokens == now.tokens).all(), remedy
    assert np.abs(kept.odds.astype(int) - now.odds).max() <= 1, remedy  # another processor rounds the last bit otherwise
    assert all(np.allclose(getattr(kept, name), getattr(now, name)) for name in ("steps", "weights")), remedy


@pytest.mark.long  # the test before it finds the same changes
def test_weights_that_are_shipped_are_learned_from_the_cards_and_turns_of_now() -> None:
    kept, now = shipped_weights(), weights_of(shipped())
    assert (kept.rows, kept.subjects) == (now.rows, now.subjects)
    assert np.abs(kept.steps.astype(int) - now.steps).max() <= 2


def test_what_a_card_rests_on_is_found_by_what_callers_say_of_it(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    law.fill(base)
    reindex(base)
    words = analysis.words("em xin luat su mien phi")
    card = asked.shipped_callers().card(words)
    assert card is not None
    assert asked.shipped_callers().card(analysis.words("cách nấu phở bò")) is None
    assert not asked.articles_asked(base, words)
    shown = asked.shipped_callers()
    rests = [[(law.LAW.key, "dieu-2")] if number == card else [] for number in range(len(shown.articles))]
    monkeypatch.setattr(asked, "shipped_callers", lambda: replace(shown, articles=rests))
    monkeypatch.setattr(asked, "_articles", BaseCache())
    article = f"{law.LAW.key}#dieu-2"
    assert asked.articles_asked(base, words) == [group_number(article)]
    found = search(base, "em xin luat su mien phi", as_of=law.SNAPSHOT)
    assert article in [hit.key for hit in found.hits or found.near][:2]
