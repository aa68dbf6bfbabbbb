"""A consolidated text is also a version of what it consolidates: shown, searched and dated under that one's key."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import orjson
import pytest

from documents.model import Codified, Instrument, Note, Provision
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.reading.reader import load_version, versions
from kb.index.build import catch_up
from kb.law.derivation.compiling import compile_waiting
from kb.law.status.answers import Asked, answer_all
from kb.search import Filters, search
from kb.upkeep.checks import examine
from tests.kb.command_line import Kb
from tests.kb.made_up_changes import CHANGES, GARDEN, GARDEN_KEY, decide_many, decree, pending_effects, put, read, row_of
from tests.linear import one_of_many

BY = "của Nghị định số 20/2091/NĐ-CP, có hiệu lực kể từ ngày 01 tháng 6 năm 2091."
HEAD = """BỘ MẪU
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 05/VBHN-BM
Hà Nội, ngày 01 tháng 9 năm 2091
VĂN BẢN HỢP NHẤT
NGHỊ ĐỊNH
Quy định về vườn ươm
Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm, có hiệu lực kể từ ngày 01 tháng 3 \
năm 2090, được sửa đổi, bổ sung bởi:
Nghị định số 20/2091/NĐ-CP ngày 05 tháng 02 năm 2091 của Chính phủ sửa đổi, bổ sung một số điều của Nghị định số 10/2090/NĐ-CP, \
có hiệu lực kể từ ngày 01 tháng 6 năm 2091.
"""
BODY = """Căn cứ Luật Vườn tược số 09/2089/QH99 ngày 20 tháng 11 năm 2089;
Chính phủ ban hành Nghị định quy định về vườn ươm.
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về vườn ươm của xã.
Điều 2. Tưới cây
1. Cây được tưới ba lần một ngày.
2. Người tưới cây do trưởng thôn cử.
Điều 3. Bón phân
1. Phân được bón mỗi tháng một lần.
2. (được bãi bỏ)
Điều 3a. Bắt sâu
Sâu được bắt bằng tay.
Điều 4. Trợ cấp
Người chăm vườn được trợ cấp ba giỏ quả một năm.
Điều 5. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2090."""
NOTES = {
    "mo-dau": "Nghị định số 20/2091/NĐ-CP có căn cứ ban hành như sau: “Căn cứ Luật số 09/2089/QH99;”.",
    "dieu-2/khoan-1": f"Khoản này được sửa đổi theo quy định tại khoản 1 Điều 1 {BY}",
    "dieu-3/khoan-2": f"Khoản này được bãi bỏ theo quy định tại khoản 3 Điều 1 {BY}",
    "dieu-3a": f"Điều này được bổ sung theo quy định tại khoản 2 Điều 1 {BY}",
}
VBHN_KEY = "van-ban-hop-nhat/05-vbhn-bm/bo-mau/2091-09-01"


def noted(instrument: Instrument, notes: Mapping[str, str]) -> Instrument:
    """The instrument with footnotes, numbered in the order of the text."""
    order = [item.path for item in instrument.walk() if item.path in notes]

    def with_note(item: Provision) -> Provision:
        own = (Note(str(order.index(item.path) + 1), notes[item.path]),) if item.path in notes else ()
        return replace(item, notes=own, children=tuple(map(with_note, item.children)))

    return replace(instrument, provisions=tuple(map(with_note, instrument.provisions)))


VBHN = noted(read(HEAD + BODY), NOTES)
LATER_HEAD = (
    HEAD.replace("05/VBHN-BM", "06/VBHN-BM").replace("01 tháng 9 năm 2091", "01 tháng 9 năm 2093")
    + "Nghị định số 40/2093/NĐ-CP ngày 02 tháng 5 năm 2093 của Chính phủ, có hiệu lực kể từ ngày 01 tháng 8 năm 2093.\n"
)
LATER = noted(
    read(LATER_HEAD + BODY.replace("ba giỏ quả", "bốn giỏ quả")),
    {
        **NOTES,
        "dieu-4": "Điều này được sửa đổi theo quy định tại Điều 1 của Nghị định số 40/2093/NĐ-CP, có hiệu lực từ ngày 01/8/2093.",
    },
)


def said(base: KnowledgeBase, path: str | None, day: str, key: str = GARDEN_KEY) -> tuple[str, str, str]:
    with base.session() as session:
        (answer,) = answer_all(session, [Asked(key, path, date.fromisoformat(day))])
    assert answer is not None
    return str(answer.status.code), str(answer.status.wording), str(answer.status.basis)


def told(kb: Kb, *words: str) -> dict[str, Any]:
    status, out, err = kb(*words, "--json")
    assert status == 0, err
    found: dict[str, Any] = orjson.loads(out)
    return found


def test_what_it_consolidates_is_opened_under_its_own_key(base: KnowledgeBase, kb: Kb) -> None:
    put(base, VBHN, name="05.txt")
    shown = told(kb, "show", GARDEN_KEY)
    assert (shown["type"], shown["number"], shown["title"]) == ("nghi-dinh", "10/2090/NĐ-CP", "Quy định về vườn ươm")
    assert shown["effective"] == [{"from": "2090-03-01", "to": None, "scope": []}]
    assert [source["file"] for source in shown["sources"]] == ["05.txt"]
    assert (shown["version"]["origin"], shown["version"]["valid_from"]) == ("consolidation", "2091-06-01")
    changed = {item["path"]: [by["key"] for by in item["changed_by"]] for item in shown["provisions"] if item["changed_by"]}
    by = ["nghi-dinh/20-2091-nd-cp/chinh-phu/2091-02-05"]
    assert changed == {"dieu-2/khoan-1": by, "dieu-3/khoan-2": by, "dieu-3a": by}
    own = told(kb, "show", VBHN_KEY)
    assert (own["type"], own["number"]) == ("van-ban-hop-nhat", "05/VBHN-BM")
    assert [item["text"] for item in own["provisions"]] == [item["text"] for item in shown["provisions"]]
    _, out, _ = kb("list")
    assert [line.split("\t")[0] for line in out.splitlines()] == [GARDEN_KEY, VBHN_KEY]


STATUSES = [
    ("dieu-1", "2090-02-28", "not_yet", "not_yet"),
    ("dieu-1", "2090-03-01", "in_force", "held"),
    ("dieu-1", "2091-01-01", "in_force", "held"),
    ("dieu-1", "2091-09-01", "in_force", "held"),
    ("dieu-1", "2091-09-02", "unknown", "unknown"),
    ("dieu-2", "2091-05-31", "unknown", "not_yet"),
    ("dieu-2", "2091-06-01", "in_force", "held"),
    ("dieu-2/khoan-1", "2091-05-31", "unknown", "not_yet"),
    ("dieu-2/khoan-1", "2091-06-01", "in_force", "held"),
    ("dieu-2/khoan-2", "2091-05-31", "in_force", "held"),
    ("dieu-3", "2091-05-31", "unknown", "not_yet"),
    ("dieu-3/khoan-1", "2091-05-31", "in_force", "held"),
    ("dieu-3/khoan-2", "2091-05-31", "unknown", "unknown"),
    ("dieu-3/khoan-2", "2091-06-01", "expired", "over"),
    ("dieu-3a", "2091-05-31", "not_yet", "not_yet"),
    ("dieu-3a", "2091-06-01", "in_force", "held"),
    (None, "2090-02-28", "not_yet", "not_yet"),
    (None, "2091-01-01", "in_force", "held"),
]


def test_each_clause_holds_since_its_last_change(base: KnowledgeBase) -> None:
    put(base, VBHN)
    assert [(path, day, *said(base, path, day)[:2]) for path, day, *_ in STATUSES] == STATUSES


@pytest.mark.third
@pytest.mark.parametrize("key", [GARDEN_KEY, VBHN_KEY])
def test_under_its_own_key_it_says_the_same(base: KnowledgeBase, key: str) -> None:
    put(base, VBHN)
    assert [(path, day, *said(base, path, day, key)[:2]) for path, day, *_ in STATUSES] == STATUSES


UNSAID = noted(read((HEAD + BODY).replace(" số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090", "")), NOTES)
OTHERWISE = [
    ("dieu-1", "2091-05-31", "unknown"),
    ("dieu-1", "2091-06-01", "in_force"),
    ("dieu-1", "2091-09-01", "in_force"),
    ("dieu-1", "2091-09-02", "unknown"),
    ("dieu-2/khoan-1", "2091-05-31", "unknown"),
    ("dieu-2/khoan-1", "2091-06-01", "in_force"),
    ("dieu-3/khoan-2", "2091-05-31", "unknown"),
    ("dieu-3/khoan-2", "2091-06-01", "expired"),
    ("dieu-3a", "2091-05-31", "not_yet"),
    ("dieu-3a", "2091-06-01", "in_force"),
]


def test_where_the_head_does_not_say_what_is_consolidated_the_notes_still_tell_the_day(base: KnowledgeBase, kb: Kb) -> None:
    put(base, UNSAID)
    _, out, _ = kb("list")
    assert [line.split("\t")[0] for line in out.splitlines()] == [VBHN_KEY]
    assert [(path, day, said(base, path, day, VBHN_KEY)[0]) for path, day, _ in OTHERWISE] == OTHERWISE


def test_the_note_is_quoted(base: KnowledgeBase, kb: Kb) -> None:
    put(base, VBHN)
    answer = told(kb, "status", f"{GARDEN_KEY}#dieu-2/khoan-1", "--as-of", "2091-06-01")
    first = answer["basis"]["evidence"][0]
    assert (first["kind"], first["on"], first["key"]) == ("consolidation", "2091-06-01", f"{GARDEN_KEY}#dieu-2/khoan-1")
    assert first["quote"] == NOTES["dieu-2/khoan-1"]


def test_where_a_note_was_lost_nothing_is_said_of_earlier_days(base: KnowledgeBase) -> None:
    put(base, replace(VBHN, provisions=tuple(map(_renumbered, VBHN.provisions))))
    assert said(base, "dieu-1", "2091-05-31")[:2] == ("unknown", "not_yet")


def _renumbered(item: Provision) -> Provision:
    notes = tuple(replace(note, mark=str(int(note.mark) + 3)) for note in item.notes)
    return replace(item, notes=notes, children=tuple(map(_renumbered, item.children)))


TEXTS = {"garden.txt": GARDEN, "changes.txt": CHANGES, "05.txt": VBHN}


@pytest.mark.parametrize("order", one_of_many(list(permutations(TEXTS))[::-1]))
def test_the_order_of_ingest_does_not_matter(base: KnowledgeBase, order: tuple[str, ...]) -> None:
    for name in order:
        put(base, TEXTS[name], name=name)
    with base.session() as session:
        found = [
            (item.origin, item.valid_from, item.valid_to, item.preferred) for item in versions(session, row_of(base, GARDEN_KEY))
        ]
        assert found == [
            ("text", date(2090, 3, 1), date(2091, 5, 31), True),
            ("consolidation", date(2091, 6, 1), None, True),
        ]
        for day, words in ((date(2091, 5, 31), "hai lần"), (date(2091, 6, 1), "ba lần")):
            clause = load_version(session, GARDEN_KEY, as_of=day).provision("dieu-2/khoan-1")
            assert clause is not None
            assert words in clause.text
    days = ["2090-02-28", "2090-03-01", "2091-05-31", "2091-06-01", "2091-09-01"]
    expected = ["not_yet", "in_force", "in_force", "in_force", "in_force"]
    for path in ("dieu-1", "dieu-2", "dieu-2/khoan-1", "dieu-4", None):
        assert [said(base, path, day)[0] for day in days] == expected, path


def test_a_decision_does_not_change_the_words_twice(base: KnowledgeBase) -> None:
    put(base, VBHN, name="05.txt")
    put(base, CHANGES, name="changes.txt")
    with base.session(write=True, actor=Actor("Người rà soát mẫu")) as session:
        decide_many(session, [item.id for item in pending_effects(session)], "accept")
    compile_waiting(base)
    with base.session() as session:
        assert [item.origin for item in versions(session, row_of(base, GARDEN_KEY))] == ["consolidation"]
    assert said(base, "dieu-2/khoan-1", "2091-06-01")[:2] == ("in_force", "held")


def test_of_two_the_later_one_is_read_from_its_last_amendment_on(base: KnowledgeBase) -> None:
    for texts in ((VBHN, LATER), (LATER, VBHN)):
        for place, text in enumerate(texts):
            put(base, text, name=f"{place}{text.metadata.number[:2] if text.metadata.number else ''}.txt")
    with base.session() as session:
        found = [(item.valid_from, item.valid_to) for item in versions(session, row_of(base, GARDEN_KEY))]
        assert found == [(date(2091, 6, 1), date(2093, 7, 31)), (date(2093, 8, 1), None)]
    assert said(base, "dieu-4", "2093-07-31")[:2] == ("in_force", "held")
    assert said(base, "dieu-4", "2093-08-01")[:2] == ("in_force", "held")
    assert said(base, "dieu-1", "2093-09-01")[:2] == ("in_force", "held")


def test_what_a_later_one_says_is_changed_is_over_in_the_text_before(base: KnowledgeBase) -> None:
    """A text of its own is read until the last amendment; the notes tell which of its words were over before that."""
    put(base, GARDEN, name="garden.txt")
    put(base, replace(LATER, provisions=tuple(map(_renumbered, LATER.provisions))), name="06.txt")
    assert said(base, "dieu-2/khoan-1", "2091-05-31")[:2] == ("in_force", "held")
    assert said(base, "dieu-2/khoan-1", "2092-01-01") == ("unknown", "over", "replaced_by")
    assert said(base, "dieu-3/khoan-2", "2092-01-01") == ("expired", "over", "expired_by")
    assert said(base, "dieu-2/khoan-2", "2092-01-01")[:2] == ("in_force", "held")
    assert said(base, "dieu-4", "2092-01-01")[:2] == ("in_force", "held")
    assert said(base, "dieu-4", "2093-08-01")[:2] == ("in_force", "held")


def test_its_articles_are_read_from_the_last_change_in_each_on(base: KnowledgeBase) -> None:
    """Between a text of its own and the consolidated text; what was decided about the amendment changes nothing twice."""
    put(base, GARDEN, name="garden.txt")
    put(base, CHANGES, name="changes.txt")
    put(base, LATER, name="06.txt")
    for decided in (False, True):
        if decided:
            with base.session(write=True, actor=Actor("Người rà soát mẫu")) as session:
                decide_many(session, [item.id for item in pending_effects(session)], "accept")
            compile_waiting(base)
        with base.session() as session:
            stored = versions(session, row_of(base, GARDEN_KEY))
            assert [(item.origin, item.valid_from) for item in stored] == [
                ("text", date(2090, 3, 1)),
                ("compiled", date(2091, 6, 1)),
                ("consolidation", date(2093, 8, 1)),
            ]
            loaded = load_version(session, GARDEN_KEY, as_of=date(2092, 1, 1))
        articles = {item.path: item for item in loaded.walk()}
        assert [path for path in articles if path.startswith("dieu") and "/" not in path] == [
            "dieu-1",
            "dieu-2",
            "dieu-3",
            "dieu-3a",
            "dieu-4",
            "dieu-5",
        ]
        assert "ba lần" in articles["dieu-2/khoan-1"].text
        assert "ba giỏ" in articles["dieu-4"].text
        assert said(base, "dieu-2", "2092-01-01")[:2] == ("in_force", "held")
        assert said(base, "dieu-2", "2091-05-31")[:2] == ("in_force", "held")
        assert said(base, "dieu-3a", "2092-01-01")[:2] == ("in_force", "held")
        assert said(base, "dieu-4", "2092-01-01")[:2] == ("in_force", "held")


ADDED = noted(
    read(LATER_HEAD + BODY.replace("do trưởng thôn cử.", "do trưởng thôn cử.\n3. Ngày mưa thì không tưới.")),
    {
        **NOTES,
        "dieu-2/khoan-3": "Khoản này được bổ sung theo Điều 1 của Nghị định số 40/2093/NĐ-CP, có hiệu lực từ ngày 01/8/2093.",
    },
)


def test_an_article_reads_without_what_was_put_in_last_until_that_day(base: KnowledgeBase) -> None:
    """The last change in it added a clause: before that its words are those of the change before, without the clause."""
    put(base, GARDEN, name="garden.txt")
    put(base, ADDED, name="06.txt")
    with base.session() as session:
        loaded = {item.path: item for item in load_version(session, GARDEN_KEY, as_of=date(2093, 7, 31)).walk()}
    assert "ba lần" in loaded["dieu-2/khoan-1"].text
    assert "dieu-2/khoan-3" not in loaded
    for path in ("dieu-2", "dieu-2/khoan-1", "dieu-2/khoan-2"):
        assert said(base, path, "2093-07-31")[:2] == ("in_force", "held"), path
    assert said(base, "dieu-2/khoan-3", "2093-07-31")[0] == "not_yet"


def test_a_clause_that_was_not_there_yet_is_shown_as_what_comes(base: KnowledgeBase) -> None:
    put(base, GARDEN, name="garden.txt")
    put(base, ADDED, name="06.txt")
    catch_up(base)
    (hit,) = search(base, "khoản 3 Điều 2 Nghị định 10/2090/NĐ-CP", 1, date(2093, 7, 31)).hits
    assert (hit.path, hit.best_clause, hit.snippet) == ("dieu-2", "dieu-2/khoan-3", "Ngày mưa thì không tưới.")
    assert hit.clause_status is not None
    assert (hit.clause_status.code, hit.clause_status.days) == ("not_yet", {"start": date(2093, 8, 1)})


@pytest.mark.parametrize("key", [GARDEN_KEY, VBHN_KEY])
def test_where_the_codification_shows_its_articles_the_whole_is_shown_too(base: KnowledgeBase, key: str) -> None:
    put(base, VBHN, name="05.txt")
    note = Codified("neo-1", "9.9.NĐ.1.1", "9.9", "Vườn ươm", effective_from=date(2090, 3, 1))
    put(base, replace(read(GARDEN), partial=True, codified={"dieu-1": note}), name="phap-dien.html", snapshot_on=date(2096, 2, 28))
    for path in ("dieu-1", None):
        assert said(base, path, "2096-02-28", key)[0] == "in_force", path
        assert said(base, path, "2096-03-01", key) == ("unknown", "unknown", "snapshot_passed"), path


def test_a_later_amendment_that_it_does_not_have_outweighs_it(base: KnowledgeBase) -> None:
    put(base, VBHN, name="05.txt")
    later = decree(
        "50/2094/NĐ-CP",
        "05 tháng 02 năm 2094",
        "Sửa đổi, bổ sung một số điều của Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm",
        """Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 10/2090/NĐ-CP
Sửa đổi Điều 4 như sau:
“Điều 4. Trợ cấp
Người chăm vườn được trợ cấp năm giỏ quả một năm.”.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2094.""",
    )
    put(base, later, name="later.txt")
    assert said(base, "dieu-4", "2094-01-01")[:2] == ("in_force", "held")
    assert said(base, "dieu-4", "2094-06-01") == ("unknown", "over", "reworded_unreviewed")
    assert said(base, "dieu-1", "2094-02-05")[:2] == ("in_force", "held")


@pytest.mark.third
@pytest.mark.parametrize(
    ("query", "filters", "keys"),
    [
        ("Nghị định 10/2090/NĐ-CP Điều 4", Filters(), [f"{GARDEN_KEY}#dieu-4"]),
        ("trợ cấp ba giỏ quả một năm", Filters(), [f"{GARDEN_KEY}#dieu-4"]),
        ("05/VBHN-BM Điều 4", Filters(), [f"{VBHN_KEY}#dieu-4"]),
        ("trợ cấp ba giỏ quả một năm", Filters(type="van-ban-hop-nhat"), [f"{VBHN_KEY}#dieu-4"]),
        ("trợ cấp ba giỏ quả một năm", Filters(instrument=VBHN_KEY), [f"{VBHN_KEY}#dieu-4"]),
    ],
)
def test_one_hit_for_both(base: KnowledgeBase, query: str, filters: Filters, keys: list[str]) -> None:
    put(base, VBHN)
    catch_up(base)
    hits = search(base, query, 10, date(2091, 1, 1), filters).hits
    assert [hit.key for hit in hits if hit.path == "dieu-4"] == keys


def test_both_numbers_find_it_and_a_hit_says_what_the_status_says(base: KnowledgeBase) -> None:
    put(base, VBHN)
    catch_up(base)
    for query in ("10/2090/NĐ-CP", "05/VBHN-BM", "Nghị định 10/2090"):
        assert search(base, query, 10, date(2091, 1, 1)).hits, query
    for day in ("2091-01-01", "2091-06-01", "2095-01-01"):
        for hit in search(base, "vườn cây sâu phân tưới trợ cấp", 10, date.fromisoformat(day)).hits:
            assert (str(hit.standing.code), str(hit.standing.wording)) == said(base, hit.path, day, hit.instrument)[:2]


def test_the_base_stays_sound(base: KnowledgeBase) -> None:
    for name, text in TEXTS.items():
        put(base, text, name=name)
    catch_up(base)
    assert [check.code for check in examine(base).checks if not check.ok and check.code != "originals"] == []


def test_its_bases_count_for_the_day_of_what_it_consolidates(base: KnowledgeBase) -> None:
    body = "Điều 1. Đất\nĐất là đất.\nĐiều 2. Hiệu lực thi hành\nNghị định này có hiệu lực thi hành từ ngày 01/12/2089."
    law = decree("09/2089/NĐ-CP", "20 tháng 11 năm 2089", "Quy định về đất", body)
    put(base, law, name="law.txt")
    put(
        base,
        noted(read((HEAD + BODY).replace("Luật Vườn tược số 09/2089/QH99", "Nghị định số 09/2089/NĐ-CP")), NOTES),
        name="05.txt",
    )
    key = "nghi-dinh/09-2089-nd-cp/chinh-phu/2089-11-20"
    assert said(base, "dieu-1", "2090-01-10", key) == ("in_force", "held", "relied")
    assert said(base, "dieu-1", "2090-01-11", key)[0] == "unknown"
