"""Search, everyday words and saved searches on a base whose texts lie in PostgreSQL."""

from datetime import date
from pathlib import Path

import pytest

from kb.accounts.current import Actor
from kb.index.build import reindex
from kb.language.everyday import list_entries, save_entry, turn_off
from kb.search import Filters, QueryKind, search
from kb.search.reading.rewording import forget
from kb.search.saved import add_saved, check_saved, list_saved, remove_saved
from kb.search.similar import similar
from kb.search.suggest import suggest
from tests.kb import made_up_law as law
from tests.kb.databases import empty_postgresql

pytestmark = [pytest.mark.postgresql, pytest.mark.always]
DAY = date(2098, 6, 1)


def test_search_and_what_stands_around_it(postgresql: str, tmp_path: Path) -> None:
    with empty_postgresql(postgresql, tmp_path) as base:
        law.fill(base)
        reindex(base)
        for query in ("chi phí đi lại", "chi phi di lai", "chi phí di lai"):
            assert search(base, query, as_of=DAY).hits[0].path == "dieu-32"
        cited = search(base, "điểm đ khoản 1 điều 32 luật 66/2091/QH99", as_of=DAY)
        assert (cited.understood.kind, cited.understood.key) == (QueryKind.CITATION, f"{law.LAW.key}#dieu-32/khoan-1/diem-đ")
        counted = search(base, "hỗ trợ", as_of=DAY, filters=Filters(type="luat"), facets=True).facets
        assert counted is not None
        assert counted.counts["type"] == {"luat": counted.articles}
        assert suggest(base, "chế độ")
        assert similar(base, f"{law.LAW.key}#dieu-32", as_of=DAY) is not None

        with base.session(write=True, actor=Actor("Người biên tập")) as session:
            save_entry(session, "tiền xe ôm", ["chi phí đi lại"])
        forget(base.engine)
        found = search(base, "tiền xe ôm", as_of=DAY)
        assert (found.understood.expanded, found.hits[0].path) == ((("tiền xe ôm", ("chi phí đi lại",)),), "dieu-32")
        with base.session(write=True, actor=Actor("Người biên tập")) as session:
            turn_off(session, "tiền xe ôm")
        with base.session() as session:
            assert not next(entry for entry in list_entries(session.connection()) if entry.phrase == "tiền xe ôm").active

        kept = add_saved(base, "chi phí đi lại")
        assert [item.id for item in check_saved(base)] == [kept]
        remove_saved(base, kept)
        assert list_saved(base) == []
