# ruff: noqa: E501  (made-up law is kept as it would be printed)
"""Amendments on the real texts: the official consolidated ones, a decree without one, the Penal Code, amending laws of real style."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks import consolidation
from documents.amendments import Action, read_effects
from documents.consolidation.consolidate import Consolidated, consolidate
from documents.model import Instrument, ProblemCode
from ingest.files.inputs import expand
from ingest.parsing import parse_file, parse_input
from tests.documents.amendment_helpers import texts

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def compared(data: Path) -> list[consolidation.Comparison]:
    return list(consolidation.triples())


def test_consolidation_gives_the_official_text(compared: list[consolidation.Comparison]) -> None:
    """At least 99 % of what is not the copy's or the editors' own, and 95 % of what was changed; at present all of it."""
    known = consolidation.reviewed()
    for comparison in compared:
        left = consolidation.unlisted(comparison, known)
        rest = comparison.provisions - (len(comparison.differences) - len(left))
        assert len(left) <= 0.01 * rest, [item.path for item in left]
        changed = [item for item in left if item.changed]
        assert len(changed) <= 0.05 * comparison.changed, [item.path for item in changed]
        assert comparison.result.problems == ()
        assert all(effect.doubt for effect in comparison.result.pending)
        assert len(comparison.result.pending) <= (comparison.name == "TT17-2022")  # an article's new text that begins with "a)"


def test_every_difference_set_aside_has_a_reason_that_is_explained() -> None:
    assert set(consolidation.reviewed().values()) <= set(consolidation.REASONS)


@pytest.mark.long
def test_laws_amended_one_after_the_other_give_the_codified_text(data: Path) -> None:
    known = consolidation.reviewed()
    for comparison in consolidation.codified():
        assert consolidation.unlisted(comparison, known) == [], comparison.name
        assert comparison.result.problems == ()
        assert comparison.result.pending == ()


def test_the_penal_code_after_a_law_that_changed_it_in_more_than_200_places(data: Path) -> None:
    """The codified text has changes of its own (capitals, corrections), so that not all of it can be the same."""
    code = consolidation.penal_code()
    assert code.result.problems == ()
    assert code.result.pending == ()
    assert code.changed > 2_000
    assert sum(item.changed for item in code.differences) <= 5
    assert len(code.differences) <= 0.025 * code.provisions


@pytest.fixture(scope="module")
def decree(data: Path) -> tuple[Instrument, Consolidated]:
    """Decree 112/2021 as amended by Decree 372/2025, which has no official consolidation: checked by hand."""
    folder = data / "documents" / "versions" / "12_ND112-2021"
    base = parse_file(folder / "base_112-2021.txt").instruments[0]
    amending = parse_file(folder / "amending_372-2025.txt").instruments[0]
    return base, consolidate(base, [(amending, read_effects(amending))])


def test_an_inserted_article_stands_after_its_neighbour(decree: tuple[Instrument, Consolidated]) -> None:
    found = texts(decree[1].provisions)
    articles = [path for path in found if path.startswith("dieu-") and "/" not in path]
    at = articles.index("dieu-15")
    assert articles[at : at + 4] == ["dieu-15", "dieu-15a", "dieu-15b", "dieu-16"]
    assert len([path for path in found if path.startswith("dieu-15a/khoan-")]) == 5
    assert [path for path in found if path.startswith("dieu-15b/khoan-2/")][-1] == "dieu-15b/khoan-2/diem-h"


def test_repeals_leave_the_places(decree: tuple[Instrument, Consolidated]) -> None:
    found = texts(decree[1].provisions)
    gone = [
        "dieu-5/khoan-2",
        "dieu-5/khoan-4",
        "dieu-7/khoan-4",
        "dieu-23/khoan-2",
        *(f"dieu-{n}" for n in (13, 14, 16, 17, 18, 19)),
    ]
    assert {found[path].text for path in gone} == {"(được bãi bỏ)"}
    assert all(found[path].heading is None and found[path].children == () for path in gone)
    assert [found[f"chuong-iii/muc-{n}"].heading for n in (1, 2, 3)] == [None, None, None]
    assert found["dieu-12"].children != ()


def test_the_phrase_is_swapped_at_the_listed_articles_only(decree: tuple[Instrument, Consolidated]) -> None:
    base, result = decree
    ministry = "Bộ Lao động - Thương binh và Xã hội"
    listed = {f"dieu-{n}" for n in (9, 10, 25, 28, 32, 38, 40, 41, 42, 43, 44)}
    replaced = {effect_path.split("/")[0] for effect_path in result.changed_by} - listed
    for path, node in texts(result.provisions).items():
        article = path.split("/")[0]
        if article in listed:
            assert ministry not in f"{node.heading}{node.text}{node.tail}"
        elif article.startswith("dieu-") and article not in replaced:
            assert node == texts(base.provisions)[path]
    assert texts(result.provisions)["dieu-39"].heading == "Trách nhiệm của Bộ Nội vụ"
    assert texts(result.provisions)["dieu-42"].heading == "Trách nhiệm của Bộ Tài chính"


def test_forms_are_replaced_and_renumbered(decree: tuple[Instrument, Consolidated]) -> None:
    found = texts(decree[1].provisions)
    assert [path for path in found if path.startswith("phu-luc-i/mau-")] == [f"phu-luc-i/mau-{n:02}" for n in range(1, 11)]


def test_a_phrase_that_the_base_prints_otherwise_is_for_review(decree: tuple[Instrument, Consolidated]) -> None:
    """The base has the address in brackets, the amending text quotes it without."""
    result = decree[1]
    assert [(problem.code, problem.place) for problem in result.problems] == [(ProblemCode.PHRASE_NOT_FOUND, "dieu-38/khoan-1")]
    assert [effect.target.path for effect in result.pending] == ["dieu-38/khoan-1"]


def test_a_gazette_amendment_with_a_line_that_begins_with_an_article(data: Path) -> None:
    """ "… Thông tư này và\\nĐiều 24 Thông tư số …" stays in the new text of clause 2."""
    folder = data / "documents" / "versions" / "07_TT17-2022_BLDTBXH"
    amending = parse_file(folder / "amending_03-2023.txt").instruments[0]
    effect = next(effect for effect in read_effects(amending) if effect.target.path == "dieu-23/khoan-2")
    assert effect.certain
    assert "Điều 24 Thông tư số 15/2022/TT-BTC" in (effect.new_text or "")


def test_amending_laws_of_real_style_are_read(data: Path) -> None:
    """Of the operations of the saved laws hardly any is uncertain, and every uncertain one has a reason."""
    pages = [source for source in expand(data / "documents" / "tvpl_html" / "pages.zip") if "sua-doi" in source.name]
    counts: Counter[bool] = Counter()
    for source in pages:
        found = read_effects(parse_input(source).instruments[0])
        assert found, source.name
        counts.update(effect.certain for effect in found)
        assert all(effect.doubt for effect in found if not effect.certain)
        assert all(effect.effective_from or effect.action is Action.CORRECT for effect in found), source.name
    assert counts[True] > 850
    assert counts[False] <= 0.02 * counts.total()
