"""What may stand for a key, and citations of what the base knows only by its consolidated text."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from documents.errors import KeyFormatError
from documents.model import InstrumentType, Kind, Provision
from kb.base import KnowledgeBase
from kb.errors import AmbiguousKeyError, NotFoundError
from kb.interface.catalogue import Catalogue
from kb.law.derivation.linking import link_all
from kb.search import QueryKind, search
from kb.search.reading.understanding import read_key
from tests.kb import made_up_law as law
from tests.kb.command_line import kb_on

MERGED = law.instrument(
    InstrumentType("van-ban-hop-nhat"),
    "1345/VBHN-BM",
    "Hướng dẫn buộc thuyền",
    date(2094, 4, 2),
    [
        Provision(
            "mo-dau",
            Kind.PREAMBLE,
            text="Thông tư số 35/2091/TT-BM ngày 30 tháng 12 năm 2091 của Bộ Mẫu hướng dẫn buộc thuyền, có hiệu lực kể từ ngày 15"
            " tháng 02 năm 2092, được sửa đổi, bổ sung bởi:\nThông tư số 08/2093/TT-BM ngày 29 tháng 8 năm 2093 của Bộ Mẫu sửa đổi"
            " Thông tư số 35/2091/TT-BM, có hiệu lực kể từ ngày 12 tháng 10 năm 2093.",
        ),
        law.article("16", "Dây buộc", "Dây buộc thuyền dài ba sải.", "Nút buộc phải kín."),
    ],
    issuer="Bộ Mẫu",
)

MERGED_BASE = "thong-tu/35-2091-tt-bm/bo-mau/2091-12-30"
# Its head says no day of effect, so that it is no version of what it consolidates.
UNDATED = law.instrument(
    InstrumentType("van-ban-hop-nhat"),
    "1346/VBHN-BM",
    "Hướng dẫn vá lưới",
    date(2094, 4, 3),
    [
        Provision(
            "mo-dau",
            Kind.PREAMBLE,
            text="Thông tư số 36/2091/TT-BM ngày 30 tháng 12 năm 2091 của Bộ Mẫu hướng dẫn vá lưới, được sửa đổi, bổ sung bởi:\n"
            "Thông tư số 09/2093/TT-BM ngày 29 tháng 8 năm 2093 của Bộ Mẫu sửa đổi Thông tư số 36/2091/TT-BM.",
        ),
        law.article("7", "Mắt lưới", "Mắt lưới rộng hai đốt tay.", "Lưới được vá trước khi phơi."),
    ],
    issuer="Bộ Mẫu",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with law.open_base(tmp_path_factory.mktemp("base")) as base:
        law.fill(base)
        law.put(base, MERGED, name="vbhn.txt")
        law.put(base, UNDATED, name="undated.txt")
        link_all(base)
        yield base


NAMED = [
    (law.LAW.key, law.LAW.key),
    (f"{law.LAW.key}#dieu-32/khoan-1", f"{law.LAW.key}#dieu-32/khoan-1"),
    ("66/2091/QH99", law.LAW.key),
    ("Luật 66/2091", law.LAW.key),
    ("điểm đ khoản 1 điều 32 luật 66/2091", f"{law.LAW.key}#dieu-32/khoan-1/diem-đ"),
    ("luật phòng, chống lừa gạt", law.LAW.key),
    # A code and a bare number: its article.
    ("blhs 150", f"{law.CODE.key}#dieu-150"),
    ("BLHS 2095 150", f"{law.CODE.key}#dieu-150"),
    ("150 blhs", f"{law.CODE.key}#dieu-150"),
    ("blhs 150 khoản 2", f"{law.CODE.key}#dieu-150/khoan-2"),
    ("luật phòng chống lừa gạt 32đ", f"{law.LAW.key}#dieu-32đ"),
    ("blhs 2095", law.CODE.key),
    # Known by a consolidated text only.
    ("điều 16 thông tư 35/2091", f"{MERGED_BASE}#dieu-16"),
    ("khoản 2 điều 16 tt 35/2091/tt-bm", f"{MERGED_BASE}#dieu-16/khoan-2"),
    ("35/2091/TT-BM", MERGED_BASE),
    ("1345/VBHN-BM", MERGED.key),
    ("điều 7 thông tư 36/2091", f"{UNDATED.key}#dieu-7"),
    ("36/2091/TT-BM", UNDATED.key),
    ("1346/VBHN-BM", UNDATED.key),
]


@pytest.mark.parametrize(("text", "key"), NAMED)
def test_a_number_or_a_citation_stands_for_a_key(base: KnowledgeBase, text: str, key: str) -> None:
    assert str(read_key(base.engine, text)) == key
    if text != key:
        assert search(base, text).understood.key == key


REFUSED = [
    ("thuyền thúng", KeyFormatError, "Không phải khóa"),
    ("100/2095/QH99", AmbiguousKeyError, f"{law.CODE.key}, {law.RESOLUTION.key}"),
    ("NĐ 20 điều 25", AmbiguousKeyError, f"{law.NEW_DECREE.key}#dieu-25, {law.DECREE.key}#dieu-25"),
    ("luật 20/2093", AmbiguousKeyError, law.DECREE.key),
    ("99/2099/QH99", NotFoundError, "99/2099/QH99"),
    ("điều 99 luật 66/2091", NotFoundError, f"{law.LAW.key} không có Điều 99"),
    # What amended the merged text is not what it is the text of; nor is it a decree.
    ("điều 16 thông tư 08/2093", NotFoundError, "08/2093"),
    ("điều 7 nghị định 36/2091", NotFoundError, "36/2091"),
]


@pytest.mark.parametrize(("text", "error", "words"), REFUSED)
def test_what_is_not_there_or_not_clear_is_said(base: KnowledgeBase, text: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error) as raised:
        read_key(base.engine, text)
    assert words in Catalogue().write(raised.value)


@pytest.mark.parametrize("query", ["luật lừa gạt phạt bao nhiêu 200", "mua 3 thuyền", "150", "thuyền 150", "luật 5 thuyền 3"])
def test_a_number_beside_words_is_no_citation(base: KnowledgeBase, query: str) -> None:
    assert search(base, query).understood.kind is QueryKind.WORDS


def test_commands_take_numbers(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    home = Path(base.settings.home)
    with kb_on(home, monkeypatch, capfd) as kb:
        for words in (
            ("show", "66/2091/QH99", "--as-of", "31/12/2095"),
            ("relations", "blhs"),
            ("history", "blhs 150"),
            ("effects", "66/2091/QH99"),
            ("consolidate", "luật 66/2091", "blhs"),
            ("export", "35/2091/TT-BM"),
            ("search", "nạn nhân", "--in", "66/2091/QH99"),
        ):
            status, out, err = kb(*words)
            assert (status, err) == (0, ""), words
            assert out or words[0] in ("relations", "effects")
        status, _, err = kb("show", "100/2095/QH99")
        assert status == 2
        assert law.CODE.key in err
        assert law.RESOLUTION.key in err
