"""Related provisions of other instruments."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from documents.errors import KeyFormatError
from documents.keys import instrument_key
from documents.model import InstrumentType
from kb.base import KnowledgeBase
from kb.errors import NotFoundError
from kb.index.build import reindex
from kb.search.similar import similar
from kb.settings import Settings
from tests.kb import made_up_law as law

DAY = date(2098, 6, 1)
LIKE = law.instrument(
    InstrumentType.DECREE,
    "31/2095/NĐ-CP",
    "Quy định chi tiết việc hỗ trợ",
    date(2095, 1, 1),
    [
        law.article("1", "Hỗ trợ chi phí đi lại", "Nạn nhân được hỗ trợ nhu cầu thiết yếu, chi phí đi lại để hồi hương."),
        law.article("2", "Kinh phí", "Kinh phí do ngân sách bảo đảm."),
    ],
    issuer="Chính phủ",
)
COPY = replace(law.LAW.metadata, type=InstrumentType.CONSOLIDATED_TEXT, number="01/VBHN-VPQH", issued_on=date(2096, 1, 1))


@pytest.fixture(scope="module", params=["embedded", pytest.param("server", marks=pytest.mark.elasticsearch)])
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A base with its index in a folder, and one with its index on a server: they answer alike."""
    url = request.getfixturevalue("elasticsearch") if request.param == "server" else None
    with KnowledgeBase(Settings(home=tmp_path_factory.mktemp("base"), index_url=url)) as base:
        law.fill(base)
        law.put(base, LIKE, name="a.txt")
        law.put(base, replace(law.LAW, key=instrument_key(COPY), metadata=COPY), name="b.txt")
        reindex(base)
        yield base


@pytest.mark.parametrize("path", ["dieu-32", "dieu-32/khoan-1/diem-a"])
def test_the_most_similar_articles_of_other_instruments(base: KnowledgeBase, path: str) -> None:
    hits = similar(base, f"{law.LAW.key}#{path}", 3, DAY)
    assert hits[0].key == f"{LIKE.key}#dieu-1"
    assert hits[0].highlights
    assert law.LAW.key not in {hit.instrument for hit in hits}
    assert len({hit.key for hit in hits}) == len(hits) <= 3


def test_a_copy_is_not_similar(base: KnowledgeBase) -> None:
    assert f"{instrument_key(COPY)}#dieu-32" not in {hit.key for hit in similar(base, f"{law.LAW.key}#dieu-32", 50, DAY)}
    # Of the law and its consolidated text, whose articles are the same, one is enough.
    found = [hit.path for hit in similar(base, f"{LIKE.key}#dieu-1", 50, DAY)]
    assert found.count("dieu-32") == 1


def test_fewer_than_asked_for(base: KnowledgeBase) -> None:
    assert similar(base, f"{law.LAW.key}#dieu-32", 0, DAY) == ()


def test_an_article_that_is_not_there(base: KnowledgeBase) -> None:
    with pytest.raises(NotFoundError):
        similar(base, f"{law.LAW.key}#dieu-99", 3, DAY)
    with pytest.raises(NotFoundError):
        similar(base, law.LAW.key, 3, DAY)
    with pytest.raises(KeyFormatError):
        similar(base, "không phải khóa", 3, DAY)
