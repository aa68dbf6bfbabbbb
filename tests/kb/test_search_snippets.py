"""Pieces of sentences carry dots, and what announces its points shows the first of them."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from documents.model import InstrumentType, Kind, Provision
from kb.base import KnowledgeBase
from kb.index.build import reindex
from kb.language.analysis import cut_at_word
from kb.language.word_model import compounds, words_of
from kb.pages.kit.html import piece
from kb.search import Hit, search
from kb.search.hits import printed, whole
from kb.search.terms import Marks, Terms
from tests.kb import made_up_law as law
from tests.kb.command_line import kb_on

FILLING = "người giữ bến ghi vào sổ tên thuyền, tên chủ, ngày đến và ngày đi của từng chuyến"
LONG = f"Khi thuyền vào bến thì {FILLING}; khi trời có bão thì {FILLING}; khi có cờ đỏ thì {FILLING}; khi nước lên thì {FILLING}"
SENTENCES = " ".join(f"Câu thứ {number} nói rằng {FILLING}." for number in range(1, 9)) + " Kèn đồng thổi ba hồi."
RULES = law.instrument(
    InstrumentType.DECREE,
    "77/2093/NĐ-CP",
    "Quy định về bến đò",
    date(2093, 1, 1),
    [
        law.article("1", "Ghi sổ", f"{LONG} và treo đèn lồng tím; hết ca thì {FILLING}; {FILLING}; {FILLING}; {FILLING}."),
        law.article("2", "Báo hiệu", SENTENCES),
        law.article(
            "3",
            "Giấy tờ",
            (
                "Chủ đò mang theo giấy tờ sau đây:",
                {"a": "Thẻ gỗ;", "b": "", "c": f"Sổ chuyến {FILLING}, {FILLING}, {FILLING};", "d": "Giấy khám đò;", "đ": "Cờ."},
            ),
        ),
        Provision(
            "dieu-4",
            Kind.ARTICLE,
            "4",
            heading="Cấm",
            text="Nghiêm cấm hành vi sau:",
            children=tuple(law.clause(str(n), f"Chở quá {n} gà;", "dieu-4") for n in range(1, 6)),
        ),
        law.article("5", "Phạt", "Phạt mười giỏ sậy"),
    ],
    issuer="Chính phủ",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with law.open_base(tmp_path_factory.mktemp("base")) as base:
        law.put(base, RULES)
        reindex(base)
        yield base


def first(base: KnowledgeBase, query: str) -> Hit:
    return search(base, query).hits[0]


@pytest.mark.parametrize(
    ("query", "path", "before", "after"),
    [
        ("treo đèn lồng tím", "dieu-1", True, True),
        ("khi thuyền vào bến", "dieu-1", False, True),
        ("kèn đồng thổi ba hồi", "dieu-2", True, False),
        ("phạt mười giỏ sậy", "dieu-5", False, False),
        ("chủ đò mang theo giấy tờ", "dieu-3", False, False),
    ],
)
def test_dots_stand_where_a_sentence_is_cut(base: KnowledgeBase, query: str, path: str, before: bool, after: bool) -> None:
    hit = first(base, query)
    assert (hit.path, hit.cut_before, hit.cut_after) == (path, before, after)
    texts = [item.text for root in RULES.provisions for item in root.walk()]
    assert any(hit.snippet in text for text in texts)
    line = printed(hit.snippet, hit.cut_before, hit.cut_after)
    assert (line.startswith("[…] "), line.endswith(" […]")) == (before, after)
    assert piece(hit).startswith('<span class="cut">') == before


def test_a_snippet_that_ends_with_its_sentence_has_no_dots(base: KnowledgeBase) -> None:
    hit = first(base, "câu thứ 4")
    whole = SENTENCES[: SENTENCES.index(hit.snippet) + len(hit.snippet)]
    assert hit.cut_after == (not whole.endswith("."))
    start = SENTENCES[: SENTENCES.index(hit.snippet)].rstrip()
    assert hit.cut_before == (bool(start) and not start.endswith("."))


AID = Terms(
    terms=(),
    marks=Marks.FULL,
    marked={"trợ": 2.0, "giúp": 2.0, "pháp": 0.0, "lý": 0.0, "cho": 0.0, "nạn": 3.0, "nhân": 1.0, "nghèo": 4.0},
    folded={},
    pairs=frozenset({"trợ_giúp", "giúp_pháp", "pháp_lý", "lý_cho", "cho_nạn", "nạn_nhân", "nhân_nghèo"}),
    compounds=frozenset({"trợ_giúp", "pháp_lý", "nạn_nhân"}),
    bound=frozenset({"trợ", "giúp", "pháp", "lý", "nạn", "nhân"}),
)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Bảo trợ xã hội cho hộ nghèo", ["nghèo"]),
        ("Trợ giúp pháp lý cho nạn nhân nghèo", ["Trợ giúp pháp lý cho nạn nhân nghèo"]),
        ("giúp pháp nhân tìm nạn nhân", ["nạn nhân"]),
        ("quản lý cho vay; cơ sở pháp lý, nhân nghèo", ["pháp lý", "nghèo"]),
        ("cho cho", []),
        ("bảo trợ", ["trợ"]),
    ],
)
def test_whole_words_are_marked_and_no_piece_of_them(text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in whole(text, "dieu-1", AID).highlights] == marked


def test_empty_words_are_marked_where_they_are_quoted_alone() -> None:
    runs = (("nạn", "nhân", "thì", "được", "đèn"),)
    terms = Terms(
        (), Marks.FULL, {"nhân": 3.0, "thì": 0.0, "được": 0.0, "đèn": 2.0}, {}, frozenset({"nhân_thì", "được_đèn"}), runs=runs
    )
    text = "Nhân thì được đèn; nếu được."

    def marked(terms: Terms) -> list[str]:
        return [text[start:end] for start, end in whole(text, "dieu-1", terms).highlights]

    assert marked(terms.with_compounds(None)) == ["Nhân", "đèn"]
    assert marked(terms.with_compounds(None, frozenset({"được", "đèn"}))) == ["Nhân", "được đèn"]
    assert marked(replace(terms, runs=(("được",),), marked={"được": 0.1}).with_compounds(None)) == ["được", "được"]


@pytest.mark.parametrize(("most", "cut"), [(10, ("cơ sở nuôi", False)), (8, ("cơ sở", True)), (5, ("cơ", True)), (1, ("c", True))])
def test_what_is_cut_ends_with_a_whole_word(most: int, cut: tuple[str, bool]) -> None:
    assert cut_at_word("cơ sở nuôi", most) == cut


def test_what_is_one_word_is_known_from_the_texts(base: KnowledgeBase) -> None:
    words = words_of(base)
    assert words is not None
    assert compounds(words, ["thuyền", "vào", "đèn", "lồng", "tím"])[2:] in (
        [("đèn", "lồng"), ("tím",)],
        [("đèn",), ("lồng", "tím")],
    )
    assert compounds(words, ["kèn", "bến"]) == [("kèn",), ("bến",)]


def test_what_announces_its_points_shows_the_first(base: KnowledgeBase) -> None:
    hit = first(base, "chủ đò mang theo giấy tờ")
    assert [(item.path, item.label, item.cut) for item in hit.following] == [
        ("dieu-3/khoan-1/diem-a", "a)", False),
        ("dieu-3/khoan-1/diem-c", "c)", True),
        ("dieu-3/khoan-1/diem-d", "d)", False),
    ]
    points = RULES.provisions[2].children[0].children
    assert all(item.text in points[place].text for item, place in zip(hit.following, (0, 2, 3), strict=True))
    assert first(base, "giấy khám đò").following == ()
    assert '<span class="next">c) Sổ chuyến' in piece(hit)
    assert '<span class="next">a) <mark>Thẻ</mark> gỗ;' in piece(first(base, "chủ đò mang theo giấy tờ thẻ"))


def test_an_article_that_announces_its_clauses_shows_the_first(base: KnowledgeBase) -> None:
    hit = first(base, "nghiêm cấm hành vi")
    assert [(item.label, item.text) for item in hit.following] == [(f"{n}.", f"Chở quá {n} gà;") for n in (1, 2, 3)]


def test_the_command_line_and_the_file(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with kb_on(base.settings.home, monkeypatch, capfd) as kb:
        (hit,) = json.loads(kb("search", "chủ đò mang theo giấy tờ", "-k", "1", "--json")[1])["hits"]
        assert hit["following"][0] == {"path": "dieu-3/khoan-1/diem-a", "text": "Thẻ gỗ;", "cut": False, "highlights": []}
        assert (hit["cut_before"], hit["cut_after"]) == (False, False)
        out = kb("search", "chủ đò mang theo giấy tờ", "-k", "1")[1]
        assert "     a) Thẻ gỗ;\n     c) Sổ chuyến" in out
        file = tmp_path / "hits.csv"
        assert kb("search", "treo đèn lồng tím", "-k", "1", "--export", file)[0] == 0
    (row,) = list(csv.reader(file.read_text("utf-8-sig").splitlines()))[1:]
    assert any(cell.startswith("[…] ") and cell.endswith(" […]") for cell in row)
