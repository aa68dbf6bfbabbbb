"""What CONTRIBUTING's recipes promise: what is declared once works everywhere."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from streamlit.testing.v1 import AppTest

from kb.base import KnowledgeBase
from kb.database.tables import Instrument
from kb.index import fields
from kb.index.build import reindex
from kb.index.elastic.store import compile_filter, mapping
from kb.index.fields import FilterField
from kb.interface import catalogue
from kb.open.searching import result_json
from kb.pages.kit import data
from kb.search import Filters, search
from kb.search.saved import add_saved, list_saved
from kb.settings import settings
from tests.kb import made_up_law as law

DAY = date(2098, 6, 1)
SIGNER = "Sáo Sậu"


def _signers(connection: Connection) -> dict[str, str]:
    return {name: name for name in connection.scalars(select(Instrument.signed_by).distinct()) if name}


SIGNED_BY = FilterField("signer", ("nguoi ky",), Instrument.signed_by, names=_signers, address="nguoiky")
"""A filter on what the index does not hold without it."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A base whose decree was signed by somebody, indexed with a filter more."""
    with pytest.MonkeyPatch.context() as patch, law.open_base(tmp_path_factory.mktemp("base")) as base:
        patch.setattr(fields, "FILTERS", (*fields.FILTERS, SIGNED_BY))
        more = {"asked.signer": "Người ký: {value}", "search.signer": "Người ký"}
        kept = catalogue.entries
        patch.setattr(catalogue, "entries", lambda language="vi": {**kept(language), **more})
        law.fill(base)
        with base.session(write=True) as session:
            session.query(Instrument).filter(Instrument.type == "nghi-dinh").update({"signed_by": SIGNER})
        reindex(base)
        data.filter_choices.clear()
        yield base


def test_a_filter_is_one_row(base: KnowledgeBase) -> None:
    given = search(base, "hỗ trợ nạn nhân", as_of=DAY, filters=Filters(signer=SIGNER), facets=True)
    assert {hit.instrument.split("/")[0] for hit in given.hits} == {"nghi-dinh"}
    assert given.facets is not None
    assert given.facets.counts["signer"] == {SIGNER: given.facets.articles}
    typed = search(base, "người ký:sáo sậu hỗ trợ nạn nhân", as_of=DAY)
    assert [hit.key for hit in typed.hits] == [hit.key for hit in given.hits]
    assert result_json(typed)["understood"]["filters"] == {"signer": SIGNER}
    assert [(asked.kind, asked.value) for asked in typed.understood.asked] == [("signer", SIGNER)]


def test_a_filter_holds_where_the_database_is_searched(base: KnowledgeBase) -> None:
    with KnowledgeBase(base.settings.model_copy(update={"index_url": "http://127.0.0.1:1"}), create=False) as alone:
        found = search(alone, "người ký:sáo sậu hỗ trợ nạn nhân", as_of=DAY)
        assert found.degraded
        assert {hit.instrument.split("/")[0] for hit in found.hits} == {"nghi-dinh"}
        assert not search(alone, "hỗ trợ nạn nhân", as_of=DAY, filters=Filters(signer="không ai")).hits


def test_a_filter_is_known_to_the_server_of_an_index(base: KnowledgeBase) -> None:
    assert mapping()["properties"]["signer"]["type"] == "keyword"
    assert compile_filter(SIGNED_BY.within(SIGNER, DAY)) == {"term": {"signer": {"value": SIGNER}}}


def test_a_filter_is_kept_with_a_saved_search(base: KnowledgeBase) -> None:
    identity = add_saved(base, "hỗ trợ nạn nhân", Filters(signer=SIGNER))
    assert [saved.filters for saved in list_saved(base) if saved.id == identity] == [Filters(signer=SIGNER)]


def test_a_filter_stands_on_the_page_and_in_its_address(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    from kb.pages.kit import base as opened
    from kb.pages.search.narrowing import filters_of, params_of

    assert filters_of({"nguoiky": SIGNER}) == Filters(signer=SIGNER)
    assert params_of(Filters(signer=SIGNER))["nguoiky"] == SIGNER
    monkeypatch.setenv("KB_HOME", str(base.settings.home))
    settings.cache_clear()
    opened.base.clear()
    try:
        test = AppTest.from_function(_draw, default_timeout=180)
        test.session_state["search_words"] = "hỗ trợ nạn nhân"
        test.query_params["nguoiky"] = SIGNER
        test.query_params["ngay"] = DAY.isoformat()
        test.run()
        assert not test.exception
        html = "\n".join(str(item.proto.body) for item in test.get("html"))
        assert re.search(rf'title="Người ký"><span lang="vi">{SIGNER}</span>', html)
        assert "nghi-dinh/" in html
        assert "luat/66" not in html
    finally:
        opened.base().close()
        opened.base.clear()
        settings.cache_clear()


def _draw() -> None:
    from kb.pages.kit.frame import close_frame, guarded, open_frame
    from kb.pages.listing import PAGES

    frame = open_frame("tra-cuu")
    guarded(frame, next(page.show for page in PAGES if page.name == "tra-cuu"))
    close_frame(frame)


def test_a_field_of_metadata_is_declared_once(tmp_path: Path) -> None:
    """Stored, read, exported and read back, read again with another value, shown (`tests.kb.dummy_metadata`)."""
    done = subprocess.run([sys.executable, "-m", "tests.kb.dummy_metadata", tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
