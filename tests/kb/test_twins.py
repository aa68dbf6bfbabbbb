"""Hits that say the same: one answer on the command line and on the page, places in the order of hits, credit in an evaluation."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from documents.model import InstrumentType
from documents.timeline import StatusCode, Told
from kb.base import KnowledgeBase
from kb.evaluation import Requirements, Style, run
from kb.index.build import reindex
from kb.interface.catalogue import Catalogue
from kb.pages.kit.frame import Frame
from kb.pages.search.search_page import answers_html
from kb.search import Hit, Order, search
from kb.search.twins import answers_of, held_first
from tests.kb import made_up_law as law
from tests.kb.command_line import kb_on

DAY = date(2098, 6, 1)
ROAD = "Người đi bộ qua bến phải đi trên vạch kẻ, nhường đường cho thuyền chở trẻ em và theo hiệu lệnh của người gác bến."
LAW = law.instrument(
    InstrumentType.LAW, "1/2091/QH99", "Bến thuyền", date(2091, 1, 1), [law.article("5", "Đi bộ qua bến", ROAD)], effective_from=DAY
)
DECREE = law.instrument(
    InstrumentType.DECREE,
    "2/2092/NĐ-CP",
    "Quy định chi tiết một số điều của Luật Bến thuyền",
    date(2092, 1, 1),
    [law.article("3", "Đi bộ qua bến", ROAD.replace("cho thuyền", "cho các thuyền"), "Đèn xanh thắp từ lúc mặt trời lặn.")],
    issuer="Chính phủ",
    effective_from=DAY,
)
CIRCULAR = law.instrument(
    InstrumentType.CIRCULAR,
    "7/2093/TT-BM",
    "Về đèn bến",
    date(2093, 1, 1),
    [law.article("2", "Vạch kẻ", "Vạch kẻ trên bến dành cho người đi bộ rộng 40 gang.")],
    issuer="Bộ Mẫu",
    effective_from=DAY,
)
QUESTION = "người đi bộ qua bến đi trên vạch kẻ"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("base")
    with law.open_base(home) as base:
        for made in (LAW, DECREE, CIRCULAR):
            law.put(base, made, name=f"{made.metadata.number}.txt")
        reindex(base)
    return home


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[KnowledgeBase]:
    with law.open_base(home) as base:
        yield base


@pytest.fixture(scope="module")
def hits(base: KnowledgeBase) -> tuple[Hit, ...]:
    return search(base, QUESTION, as_of=DAY).hits


def test_a_hit_names_the_others_that_say_the_same(hits: tuple[Hit, ...]) -> None:
    assert {hit.number: hit.twins for hit in hits} == {
        "1/2091/QH99": (f"{DECREE.key}#dieu-3",),
        "2/2092/NĐ-CP": (f"{LAW.key}#dieu-5",),
        "7/2093/TT-BM": (),
    }
    assert sorted(len(answer) for answer in answers_of(hits)) == [1, 2]


def test_what_holds_goes_before_what_does_not_and_the_rest_keeps_its_place(hits: tuple[Hit, ...]) -> None:
    ours = {hit.number: hit for hit in hits}
    first, alone, second = ours["1/2091/QH99"], ours["7/2093/TT-BM"], ours["2/2092/NĐ-CP"]
    over = replace(first, status=StatusCode.EXPIRED)
    assert held_first([over, alone, second]) == (second, alone, over)
    assert held_first([first, alone, second]) == (first, alone, second)
    once = replace(second, status=StatusCode.UNKNOWN, told=Told.WAS_IN_FORCE)
    over = replace(over, told=Told.EXPIRED)
    assert held_first([over, alone, once]) == (once, alone, over)
    assert held_first([alone, over]) == (alone, over)


def test_a_group_is_what_its_first_says(hits: tuple[Hit, ...]) -> None:
    """The middle one says what both others say; they do not say the same."""
    one, two, three = (replace(hits[0], key=key) for key in "abc")
    chain = [replace(one, twins=("b",)), replace(two, twins=("a", "c")), replace(three, twins=("b",))]
    assert [[hit.key for hit in answer] for answer in answers_of(chain)] == [["a", "b"], ["c"]]


def test_by_date_the_order_is_that_of_the_days(base: KnowledgeBase) -> None:
    dated = search(base, QUESTION, as_of=DAY, order=Order.OLDEST).hits
    assert [hit.number for hit in dated] == ["1/2091/QH99", "2/2092/NĐ-CP", "7/2093/TT-BM"]
    assert dated[0].twins


def test_the_command_line_shows_one_answer(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    with kb_on(home, monkeypatch, capfd) as kb:
        found = json.loads(kb("search", QUESTION, "--as-of", DAY.isoformat(), "--json")[1])
        printed = kb("search", QUESTION, "--as-of", DAY.isoformat())[1].splitlines()
    assert len(found["hits"]) == 3
    assert {hit["number"]: len(hit["twins"]) for hit in found["hits"]} == {"1/2091/QH99": 1, "2/2092/NĐ-CP": 1, "7/2093/TT-BM": 0}
    place = next(number for number, line in enumerate(printed) if "cũng nói như vậy" in line)
    assert printed[place + 1].split("[")[0].split(". ", 1)[1].strip() in (
        "Nghị định 2/2092/NĐ-CP · Quy định chi tiết một số điều của Luật Bến thuyền · Khoản 1 Điều 3",
        "Luật 1/2091/QH99 · Bến thuyền · Khoản 1 Điều 5",
    )
    assert sum("Đi bộ qua bến" in line for line in printed) == 1


def test_the_page_shows_one_answer_that_opens_both(hits: tuple[Hit, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.pages.kit.data.version_to_name", lambda *_: None)
    shown = [str(answer) for answer in answers_html(Frame(Catalogue("vi"), DAY, "tra-cuu"), hits)]
    assert [answer.count('class="hit"') for answer in shown] == [1, 1]
    (together,) = [answer for answer in shown if 'class="twin"' in answer]
    assert all(key in together for key in (LAW.key, DECREE.key))
    assert "cũng nói như vậy" in together


def test_a_twin_counts_as_right_beside_the_strict_figure(base: KnowledgeBase, hits: tuple[Hit, ...], tmp_path: Path) -> None:
    same = [hit for hit in hits if hit.twins]
    queries, qrels = tmp_path / "q.jsonl", tmp_path / "q.tsv"
    queries.write_text(json.dumps({"id": "1", "text": QUESTION}) + "\n")
    qrels.write_text(f"1\t{same[1].key}\t1\n")
    done = run(base, Requirements(queries, qrels, as_of=DAY))
    strict, credited = done.figures(Style.AS_TYPED), done.twin_figures(Style.AS_TYPED)
    assert strict["mrr@10"] == pytest.approx(1 / (1 + [hit.key for hit in hits].index(same[1].key)), abs=1e-4)
    assert credited["mrr@10"] > strict["mrr@10"]
    assert credited["gained"] == 1
