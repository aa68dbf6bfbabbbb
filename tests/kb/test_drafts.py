"""Drafts are no law: whatever the base said before they came, it says after; rounds belong together; notes go along."""

import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
from streamlit.testing.v1 import AppTest

from documents.identity.drafts import SaidDraft
from documents.model import Draft
from documents.paths import split_key
from documents.references import resolve
from documents.references.finder import find_references
from documents.time.stated import Claim, Statement
from documents.time.status import StatusCode
from ingest.batch import ingest_paths
from ingest.bundling import write_bundle
from ingest.parsing import parse_file
from ingest.rereading import named_files, reread
from kb.accounts.current import LOCAL, Actor
from kb.annotations import Spot, add_note, find_note, revise_note
from kb.annotations.carrying import State, notes_on, waiting_notes
from kb.annotations.notes import add_reply
from kb.annotations.saying import Said
from kb.base import KnowledgeBase
from kb.database.reading.holdings import count_articles, list_sources
from kb.database.reading.reader import count_instruments, find_instrument, list_instruments, load_version
from kb.database.reading.records import InstrumentRecord
from kb.database.tables import ReviewFinding
from kb.entitlements.checking import touched_by
from kb.errors import DraftError, ReviewError
from kb.export.files import REPORT, file_bytes
from kb.export.reviewed import OPINIONS, Report, cells_of, opinion_cells, report_of
from kb.index.build import catch_up
from kb.index.elastic import connection
from kb.interface.catalogue import VIETNAMESE
from kb.law.derivation.drafts import draft_file, said_of, say_draft, would_change
from kb.law.derivation.history import history_of
from kb.law.derivation.linking import link_waiting
from kb.law.effects.groups import QueueFilter, queue_effects, queue_relations
from kb.law.effects.newer import keys_with_newer, read_newer
from kb.law.effects.relations import relations_of
from kb.law.effects.views import effects_on, effects_since
from kb.law.references.links import count_incoming, incoming, missing_instruments
from kb.law.references.lookup import instruments_of_base
from kb.law.statements.stating import state
from kb.law.status.answers import Asked, answer_all
from kb.law.status.news import news
from kb.law.status.statuses import halted, read_listed, status_of, timeline
from kb.law.texts.settled import Correction, corrected
from kb.review import ReviewDraft, create_review, find_review, findings_of, list_reviews, move_finding, texts_of, write_finding
from kb.search import Filters, count, search
from kb.search.reading.understanding import read_key
from kb.search.similar import similar
from kb.search.suggest import read_suggestions, suggest
from kb.settings import Settings, settings
from tests.bases import pages_on
from tests.kb.command_line import kb_on
from tests.kb.databases import empty_sqlite, make_old
from tests.kb.made_up_drafts import DECREE_KEY, LAW_KEY, draft, written
from tests.kb.test_pages import page, seen
from tests.kb.test_search_export import read_xlsx

DAYS = (date(2092, 6, 1), date(2098, 6, 30), date(2098, 7, 1), date(2099, 1, 1))
WRITTEN = {"proposal": "Thêm “do chủ thuyền cấp”.", "legal_basis": "Điều 1", "answer": "Nghị định sẽ quy định."}
QUERIES = ("khách đi thuyền", "luật bến thuyền 2098", "điều 2 luật bến thuyền", "66/2091/QH99", "áo phao màu cam")
OF_DRAFTS = ("dự thảo luật bến thuyền", "phao tròn còi hiệu", "đèn pha mũi thuyền", "tờ trình dự án luật", '"còi hiệu"')
"""Words that only drafts and papers have: what they find of the law is other words' matter, but it is law."""
LAWS = (LAW_KEY, DECREE_KEY)
PATHS = (None, "dieu-1", "dieu-1/khoan-2", "dieu-2")


def ingest(base: KnowledgeBase, *paths: Path, **about: Any) -> list[str]:
    reports = list(ingest_paths(base, paths, workers=1, **about))
    assert all(report.status in ("stored", "incomplete", "unchanged") for report in reports), reports
    return [part.key for report in reports for part in report.instruments]


def each_law(asked: Callable[[Any, InstrumentRecord], Any]) -> Callable[[KnowledgeBase], Any]:
    """Something that is asked of each law in a session."""

    def ask(base: KnowledgeBase) -> Any:
        with base.session() as session:
            return [asked(session, find_instrument(session, key)) for key in LAWS]

    return ask


def in_session(asked: Callable[[Any], Any]) -> Callable[[KnowledgeBase], Any]:
    def ask(base: KnowledgeBase) -> Any:
        with base.session() as session:
            return asked(session)

    return ask


def _statuses(session: Any, law: InstrumentRecord) -> Any:
    found = []
    for day in DAYS:
        loaded = load_version(session, law, day)
        paths: list[str | None] = [None, *(part.path for part in loaded.walk())]
        found.append([status_of(session.connection(), loaded, path, day) for path in paths])
        found.append(halted(session, loaded, day))
    return found


def _hits(base: KnowledgeBase, days: Sequence[date] = DAYS, **filters: Any) -> Any:
    found = [search(base, query, as_of=day, filters=Filters(**filters), k=20) for query in QUERIES for day in days]
    # In which order of two that answer alike the words of the whole index tell, and drafts are among these.
    return [({(hit.key, hit.standing.code) for hit in (*item.hits, *item.near)}, item.understood, item.later) for item in found]


def _without_server(base: KnowledgeBase) -> Any:
    alone = KnowledgeBase(base.settings.model_copy(update={"index_url": "http://127.0.0.1:1"}), create=False)
    with alone, pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.time, "sleep", lambda _: None)
        return [{hit.key for hit in search(alone, query, as_of=DAYS[1]).hits} for query in QUERIES]


def _cited(session: Any) -> Any:
    known = instruments_of_base(session)
    text = "theo Luật Bến thuyền, Điều 2 Luật Bến thuyền số 66/2091/QH99"
    return [target.key for found in resolve(text, find_references(text), known=known) for target in found.targets]


SAYS: dict[str, Callable[[KnowledgeBase], Any]] = {
    "status": each_law(_statuses),
    "status of lists": each_law(lambda s, law: [read_listed(s, [law.id]).on(law.id, day) for day in DAYS]),
    "answers": in_session(
        lambda s: answer_all(s, [Asked(key, path, day) for key in LAWS for path in (None, "dieu-2") for day in DAYS])
    ),
    "relations": each_law(lambda s, law: relations_of(s, law.id)),
    "newer": each_law(lambda s, law: read_newer(s.connection(), [law.id])),
    "having newer": in_session(lambda s: keys_with_newer(s.connection())),
    "history": each_law(lambda s, law: history_of(s, law.id)),
    "history of a clause": each_law(lambda s, law: history_of(s, law.id, "dieu-1/khoan-2")),
    "effects": each_law(lambda s, law: effects_on(s, law.id)),
    "effects since": in_session(lambda s: effects_since(s, date(2080, 1, 1))),
    "queue of effects": in_session(lambda s: queue_effects(s, QueueFilter())),
    "queue of relations": in_session(lambda s: queue_relations(s, QueueFilter())),
    "who cites": each_law(lambda s, law: (incoming(s, law.id), incoming(s, law.id, "dieu-2"), count_incoming(s, law.id))),
    "cited and absent": in_session(missing_instruments),
    "events": each_law(lambda s, law: timeline(s, law.id)),
    "news": in_session(lambda s: news(s, datetime(2020, 1, 1, tzinfo=UTC), DAYS[2])),
    "cards": in_session(lambda s: touched_by(s, [item.key for item in list_instruments(s)], DAYS[2])),
    "how many instruments": in_session(lambda s: count_instruments(s, drafts=False)),
    "how many articles": in_session(count_articles),
    "sources": in_session(lambda s: [source._replace(added=None) for source in list_sources(s)]),
    "hits": _hits,
    "hits of a type": partial(_hits, days=DAYS[1:2], type="luat"),
    "hits of an issuer": partial(_hits, days=DAYS[1:2], issuer="quoc-hoi"),
    "hits of the words of drafts": lambda base: [
        hit.key
        for query in OF_DRAFTS
        for item in [search(base, query, as_of=DAYS[1], k=20)]
        for hit in (*item.hits, *item.near)
        if not hit.key.startswith(LAWS)
    ],
    "counts": lambda base: count(base, "thuyền", as_of=DAYS[2]),
    "hits without the server": _without_server,
    "similar": lambda base: [hit.key for hit in similar(base, f"{LAW_KEY}#dieu-2")],
    "suggestions": lambda base: [suggest(base, words) for words in ("bến", "dự thảo", "sửa đổi", "tờ trình", "12/TT")],
    "all suggestions": in_session(lambda s: read_suggestions(s.connection())),
    "what citations mean": in_session(_cited),
    "what a name means": lambda base: read_key(base.engine, "Luật Bến thuyền"),
}
"""All that could say something of a law because of a draft."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, Any]]:
    """What the base says of the law, before the drafts and their paper came and after, by the name of what is asked."""
    folder = tmp_path_factory.mktemp("drafts")
    files = written(folder / "files")
    with empty_sqlite(folder / "kho") as base:
        ingest(base, files["law"], files["decree"])
        before = {name: ask(base) for name, ask in SAYS.items()}
        first, *_ = ingest(base, files["d1"], files["d2"], files["d3"])
        of_law = files["law"].with_name("bare.txt")  # nothing in it says that it is a draft, and it has the law's own number
        text = draft(3, "").replace("Luật số:      /2098/QH99", "Luật số: 66/2091/QH99").replace("áo phao", "hai áo phao")
        of_law.write_text(text.replace("ngày     tháng     năm 2098", "ngày 29 tháng 3 năm 2091"), encoding="utf-8")
        ingest(base, of_law, said=SaidDraft(Draft(4, of=first)))
        ingest(base, files["paper"], said=SaidDraft(Draft(of=first), paper=True))
        return {name: (before[name], ask(base)) for name, ask in SAYS.items()}


@pytest.mark.third
@pytest.mark.parametrize("name", SAYS)
def test_a_draft_changes_nothing_that_is_said_of_law(told: dict[str, tuple[Any, Any]], name: str) -> None:
    before, after = told[name]
    assert after == before


def test_a_draft_is_found_where_it_is_asked_for_and_has_no_effect_on_any_day(base: KnowledgeBase, tmp_path: Path) -> None:
    files = written(tmp_path / "files")
    ingest(base, files["law"], files["d1"])
    for query, filters in (("phao tròn", Filters(type="du-thao")), ("loai:du-thao phao tròn", Filters())):
        hits = search(base, query, as_of=DAYS[3], filters=filters).hits
        told = {(hit.instrument.partition("/")[0], hit.standing.code, hit.standing.basis) for hit in hits}
        assert told == {("du-thao", "unknown", "draft")}
    with base.session() as session:
        (found,) = list_instruments(session, type="du-thao")
        loaded = load_version(session, found)
        for day in (date.min, *DAYS, date.max):
            for path in (None, "dieu-1", "dieu-2/khoan-1", "dieu-4"):
                status = status_of(session.connection(), loaded, path, day)
                assert (status.code, status.basis, status.last_known) == ("unknown", "draft", None)
        assert (found.metadata.number, found.metadata.issued_on, found.effective) == (None, None, ())
        assert relations_of(session, found.id) == type(relations_of(session, found.id))((), ())


def test_rounds_belong_together_and_name_the_law_that_they_would_replace(base: KnowledgeBase, tmp_path: Path) -> None:
    files = written(tmp_path / "files")
    third, first, law, second = ingest(base, *(files[name] for name in ("d3", "d1", "law", "d2")))
    ingest(base, files["paper"], said=SaidDraft(Draft(of=second), paper=True))
    with base.session() as session:
        found = draft_file(session, find_instrument(session, second))
        assert found is not None
        assert found.law is not None
        assert [item.key for item in found.rounds] == [first, second, third]
        assert [item.title for item in found.rounds] == [f"Dự thảo Luật Bến thuyền (lần {number})" for number in (1, 2, 3)]
        assert (found.law.key, found.before(found.rounds[1]), found.before(found.rounds[0])) == (law, found.rounds[0], None)
        assert [item.title for item in found.papers[second]] == ["Tờ trình về dự án Luật Bến thuyền"]
        assert [item.key for item in would_change(session, found.law)] == [first, second, third]
        assert draft_file(session, found.law) is None


REPLACES = "2. Luật này thay thế Luật Bến thuyền số 66/2091/QH99."


@pytest.mark.third
@pytest.mark.parametrize(
    ("words", "law", "guess"),
    [
        (REPLACES, LAW_KEY, None),
        ("2. Luật Bến thuyền số 66/2091/QH99 hết hiệu lực kể từ ngày Luật này có hiệu lực thi hành.", LAW_KEY, None),
        ("2. Bãi bỏ Nghị định số 5/2092/NĐ-CP.", DECREE_KEY, None),
        ("", None, LAW_KEY),
    ],
)
def test_a_draft_leads_to_what_it_would_replace_by_its_words_or_by_its_title(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, law: str | None, guess: str | None
) -> None:
    files = written(tmp_path / "files")
    whole = draft(1)
    amends, closing = whole.index("Điều 3. Sửa đổi"), whole.index("Điều 4. Hiệu lực")
    text = whole[:amends] + whole[closing:].replace("Điều 4", "Điều 3").replace(REPLACES, words)
    files["d1"].write_text(text, encoding="utf-8")
    with pages_on(tmp_path / "kho", monkeypatch) as base:
        *_, key = ingest(base, files["law"], files["decree"], files["d1"])
        with base.session() as session:
            found = draft_file(session, find_instrument(session, key))
            assert found is not None
            assert (found.law_key, found.guess and found.guess.key) == (law, guess)
        test = page("van-ban", vb=key)
        links = [parse_qs(urlsplit(unescape(href)).query) for href in re.findall(r'data-go="so-sanh" href="([^"]*)"', seen(test))]
        assert {(*link["vb1"], *link["vb2"]) for link in links if "vb2" in link} == {(law or guess, key)}
        assert ("trùng tên, máy đoán" in seen(test)) is (guess is not None)
        if guess is None:
            return
        next(item for item in test.button if str(item.key).startswith("guess_")).click().run()
        with base.session() as session:
            found = draft_file(session, find_instrument(session, key))
            assert found is not None
            assert (found.law_key, found.guess) == (guess, None)


@pytest.mark.parametrize(("name", "becomes"), [("law", DraftError), ("d2", None), ("unnumbered", None)])
def test_a_person_says_which_draft_a_stored_text_is(base: KnowledgeBase, tmp_path: Path, name: str, becomes: Any) -> None:
    files = written(tmp_path / "files")
    bare = draft(2, "").replace("Luật số:      /2098/QH99", "").replace("TM.", "")
    files["unnumbered"] = tmp_path / "bare.txt"
    files["unnumbered"].write_text(bare.replace("ngày     tháng     năm 2098", "ngày 05 tháng 5 năm 2098"), encoding="utf-8")
    (key,) = ingest(base, files[name])
    said = Draft(5, date(2098, 5, 20), LAW_KEY)
    with base.session(write=True, actor=Actor("Người rà soát")) as session:
        row = find_instrument(session, key)
        assert (row.metadata.draft is None) is (name != "d2")
        if becomes:
            with pytest.raises(becomes):
                say_draft(session, row.id, said)
            return
        now = say_draft(session, row.id, said)
    link_waiting(base)
    catch_up(base)
    ask = partial(search, base, "phao tròn còi hiệu", as_of=DAYS[3])
    for again in (False, True):  # what a person said survives reading again
        with base.session() as session:
            found = find_instrument(session, key)
            assert (found.key, found.metadata.draft, found.title) == (now, said, "Dự thảo Luật Bến thuyền (lần 5)")
            assert (found.effective, found.metadata.issued_on, effects_since(session, date(2080, 1, 1))) == ((), None, [])
        assert not ask().hits
        assert ask(filters=Filters(type="du-thao")).hits
        if not again:
            (report,) = reread(base, list(named_files(base, [files[name].name])), workers=1)
            assert report.status == "unchanged"


def test_notes_go_from_round_to_round_and_none_is_lost(base: KnowledgeBase, tmp_path: Path) -> None:
    files = written(tmp_path / "files")
    first, *_, third = ingest(base, files["d1"], files["d2"], files["d3"])
    places = {"giữ": "dieu-2/khoan-1", "đổi": "dieu-2/khoan-2", "mất": "dieu-2/khoan-3"}
    with base.session(write=True, actor=Actor("Sở Giao thông")) as session:
        version = load_version(session, first).version.id
        ids = {name: add_note(session, version, [Spot(path)], f"Ý kiến {name}") for name, path in places.items()}
    with base.session() as session:
        on_third = {note.id: placing for note, _, placing in notes_on(session, load_version(session, third).version.id)}
        assert on_third[ids["giữ"]].path == "dieu-2/khoan-1"
        assert on_third[ids["mất"]].state in (State.ORPHAN, State.TO_DECIDE)
        assert not on_third[ids["mất"]].placed
        assert set(on_third) == set(ids.values())
        kept = [note for note, _, _ in notes_on(session, load_version(session, third).version.id) if note.id == ids["mất"]]
        assert kept[0].targets[0].words == "Chủ thuyền bố trí đèn pha ở mũi thuyền."
        assert (ids["mất"], third) in {(item.note.id, item.key) for item in waiting_notes(session, DAYS[2])}


@pytest.mark.parametrize(
    ("name", "becomes", "title"), [("d2", "luat", "Bến thuyền"), ("law", "du-thao", "Dự thảo Luật Bến thuyền (ngày 29/3/2091)")]
)
def test_a_corrected_type_makes_a_draft_law_or_law_a_draft(tmp_path: Path, name: str, becomes: str, title: str) -> None:
    (read,) = parse_file(written(tmp_path)[name]).instruments
    made = corrected(read, "0" * 64, Correction({"type": becomes}, "Người nhập", datetime(2098, 1, 1, tzinfo=UTC)))
    known, is_draft = made.metadata, becomes == "du-thao"
    assert (known.type, known.title, known.draft is None) == (becomes, title, not is_draft)
    assert (known.number, known.effective, made.key.startswith(f"{becomes}/-/quoc-hoi/-~")) == (None, (), True)


def _reviewed(base: KnowledgeBase, tmp_path: Path) -> Report:
    """Three rounds with opinions on the first two: one with a proposal, answered in the review; one by a reply; one by nobody."""
    files = written(tmp_path / "files")
    first, second, third = ingest(base, files["d1"], files["d2"], files["d3"])
    with base.session(write=True, actor=Actor("Sở Giao thông")) as session:
        old, new = (load_version(session, key).version.id for key in (first, second))
        answered = add_note(session, old, [Spot("dieu-2/khoan-1")], "Ghi rõ ai cấp phao tròn.")
        add_note(session, old, [Spot("dieu-2/khoan-3")], "=Quy định loại đèn <pha>.", ["của: Bộ Y tế"])
        replied = add_note(session, new, [Spot("dieu-2/khoan-2")], "Miễn toàn bộ tiền vé cho trẻ em.")
    with base.session(write=True, actor=Actor("Vụ Pháp chế")) as session:
        add_reply(session, replied, "Tiếp thu.")
        review = create_review(session, ReviewDraft("Góp ý dự thảo", DAYS[2], (third,)))
        found = findings_of(session, review, texts_of(session, review))
        write_finding(session, review, next(item for item in found if item.note.id == answered), **WRITTEN)
    with base.session() as session:
        return report_of(session, find_review(session, review.id), VIETNAMESE, DAYS[2])


def test_a_review_of_a_draft_ends_in_the_table_of_opinions(base: KnowledgeBase, tmp_path: Path) -> None:
    report = _reviewed(base, tmp_path)
    name = "Dự thảo Luật Bến thuyền"
    opinion = f"Ghi rõ ai cấp phao tròn.\nKiến nghị: {WRITTEN['proposal']}"
    rows = [
        (1, "Sở Giao thông", "Khoản 1 Điều 2", opinion, WRITTEN["answer"]),
        (2, "Sở Giao thông", "Khoản 2 Điều 2", "Miễn toàn bộ tiền vé cho trẻ em.", "Vụ Pháp chế: Tiếp thu."),
        (3, "Bộ Y tế", f"Khoản 3 Điều 2 · {name} (lần 1)", "=Quy định loại đèn <pha>.", "Chưa giải trình"),
    ]
    assert [tuple(opinion_cells(opinion, VIETNAMESE).values()) for opinion in report.opinions] == rows
    # Words that this round does not have are those of the round that has them, with their source there.
    lost = report.opinions[2].row
    assert (lost.current, lost.status) == ("Chủ thuyền bố trí đèn pha ở mũi thuyền.", "Dự thảo")
    assert lost.source_data is not None

    def file(format_: str) -> bytes:
        return file_bytes(REPORT, report, format_, VIETNAMESE)

    heads = [VIETNAMESE(f"dossier.column_{column}") for column in OPINIONS]
    table = docx.Document(io.BytesIO(file("docx"))).tables[-1]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [heads, *([str(cell) for cell in row] for row in rows)]
    sheet = read_xlsx(file("xlsx"))
    assert all(escape(str(cell)) in sheet for row in rows for cell in row[1:])
    page = file("html").decode()
    assert "=Quy định loại đèn &lt;pha&gt;." in page
    assert page.index(VIETNAMESE("dossier.report_opinions")) < page.index(VIETNAMESE("dossier.report_annex"))
    assert "Nội dung dự thảo</th>" in page
    assert "Nội dung hiện hành" not in page
    found = docx.Document(io.BytesIO(file("docx"))).tables[1]
    assert [found.rows[0].cells[place].text for place in (2, 5)] == ["Nội dung dự thảo", "Kiến nghị"]
    assert found.rows[1].cells[5].text == WRITTEN["proposal"], "the answer of whoever drafts is no proposal"
    data = json.loads(file("json"))
    said = [(item["who"], item["proposal"], item["answer"]) for item in data["opinions"]]
    first = ("Sở Giao thông", WRITTEN["proposal"], WRITTEN["answer"])
    assert said == [first, ("Sở Giao thông", None, rows[1][4]), ("Bộ Y tế", None, None)]
    assert {name: data["findings"][0][name] for name in WRITTEN} == WRITTEN


@pytest.mark.parametrize("format_", ["docx", "html", "xlsx"])
def test_beside_a_draft_stands_what_it_would_replace_and_beside_new_words_the_old(
    base: KnowledgeBase, tmp_path: Path, format_: str
) -> None:
    files = written(tmp_path / "files")
    _, first, second = ingest(base, files["law"], files["d1"], files["d2"])
    with base.session(write=True, actor=Actor("Vụ Pháp chế")) as session:
        old = load_version(session, first).version.id
        add_note(session, old, [Spot("dieu-2/khoan-1", start=28, end=48)], "Thừa.")
        add_note(session, old, [Spot("dieu-2/khoan-3")], "Đèn gì?")
        for key in (first, second):
            create_review(session, ReviewDraft(f"Góp ý {key}", DAYS[2], (key,)))
        reports = [report_of(session, review, VIETNAMESE, DAYS[2]) for review in list_reviews(session)]
    by_round = {split_key(report.rows[0].finding.key)[0]: report for report in reports}
    told = [row.replaced for row in by_round[first].rows]
    assert told == ["Khoản 1 Điều 2 Luật số 66/2091/QH99\n1. Khách đi thuyền được hỗ trợ áo phao.", ""]
    made = file_bytes(REPORT, by_round[first], format_, VIETNAMESE)
    words = made.decode() if format_ == "html" else read_xlsx(made) if format_ == "xlsx" else _words_of(made)
    assert all(one in words for one in ("Quy định sẽ được thay thế", "Khách đi thuyền được hỗ trợ áo phao.", "Không có"))
    (now,) = [row for row in by_round[second].rows if row.finding.placed == "reworded"]
    assert re.fullmatch("“.*áo phao và phao tròn”; nay là: “.*áo phao, phao tròn.*”", cells_of(now, VIETNAMESE)["quoted"])


def _words_of(content: bytes) -> str:
    tables = docx.Document(io.BytesIO(content)).tables
    return "\n".join(cell.text for table in tables for row in table.rows for cell in row.cells)


def test_a_review_of_law_has_the_table_of_opinions_once_one_is_answered(base: KnowledgeBase, tmp_path: Path) -> None:
    files = written(tmp_path / "files")
    (law,) = ingest(base, files["law"])
    with base.session(write=True, actor=Actor("Vụ Pháp chế")) as session:
        add_note(session, load_version(session, law).version.id, [Spot("dieu-1")], "Thiếu người lái.")
        review = create_review(session, ReviewDraft("Rà soát", DAYS[2], (law,)))
        report = report_of(session, review, VIETNAMESE, DAYS[2])
        assert (len(report.rows), report.opinions) == (1, ())
        assert VIETNAMESE("dossier.report_opinions") not in file_bytes(REPORT, report, "html", VIETNAMESE).decode()
        write_finding(session, review, report.rows[0].finding, **WRITTEN)
        report = report_of(session, review, VIETNAMESE, DAYS[2])
    answered = docx.Document(io.BytesIO(file_bytes(REPORT, report, "docx", VIETNAMESE))).tables
    assert [answered[1].rows[1].cells[5].text, answered[-1].rows[1].cells[4].text] == [WRITTEN["proposal"], WRITTEN["answer"]]
    sheet = read_xlsx(file_bytes(REPORT, report, "xlsx", VIETNAMESE))
    assert all(escape(words) in sheet for words in WRITTEN.values())


def test_whose_opinion_it_is_can_be_said_and_taken_back(base: KnowledgeBase, tmp_path: Path) -> None:
    (key,) = ingest(base, written(tmp_path / "files")["d1"])
    with base.session(write=True, actor=Actor("Vụ Pháp chế")) as session:
        add_note(session, load_version(session, key).version.id, [Spot("dieu-1")], "Thiếu người lái.", ["an toàn"])
        review = create_review(session, ReviewDraft("Rà soát", DAYS[2], (key,)))
        for body, who, tags in (
            ("Bộ Tài chính", "Bộ Tài chính", ("an toàn", "của: Bộ Tài chính")),
            (None, "Bộ Tài chính", ("an toàn", "của: Bộ Tài chính")),
            ("", "Vụ Pháp chế", ("an toàn",)),
        ):
            (finding,) = findings_of(session, review, texts_of(session, review))
            move_finding(session, review, finding, "open", body)
            report = report_of(session, review, VIETNAMESE, DAYS[2])
            assert report.rows[0].finding.note.tags == tags
            assert [opinion.who for opinion in report.opinions] == ([who] if body != "" else []), "nobody answers oneself"


def test_what_an_older_base_answered_to_an_opinion_is_its_answer_still(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Said, "line", property(lambda said: {"text": said.text}))
    files = written(tmp_path / "files")
    draft_key, law = (ingest(base, files[name])[0] for name in ("d1", "law"))
    with base.session(write=True, actor=Actor("Vụ Pháp chế")) as session:
        for key in (draft_key, law):
            add_note(session, load_version(session, key).version.id, [Spot("dieu-1")], "Thiếu người lái.")
        reviews = [create_review(session, ReviewDraft("Rà soát", DAYS[2], (draft_key, law))) for _ in range(3)]
        found = findings_of(session, reviews[0], texts_of(session, reviews[0]))
        for note, review in ((item.note.id, review) for item in found for review in reviews[:2]):
            who = {"author_id": 1, "at": datetime.now(UTC)}
            words = {"proposal": "Thêm người lái.", "legal_basis": f"Điều {review.id}"}
            session.add(ReviewFinding(file_id=review.id, note_id=note, **words, **who))
    make_old(base)
    monkeypatch.undo()
    with KnowledgeBase(base.settings) as opened, opened.session(write=True, actor=LOCAL) as session:
        for review in reviews:
            told = [item.note for item in findings_of(session, review, texts_of(session, review))]
            assert [tuple(note.written.values()) for note in told] == [
                ("", "Điều 1\nĐiều 2", "Thêm người lái."),
                ("Thêm người lái.", "Điều 1\nĐiều 2", ""),
            ]
        revise_note(session, told[1].id, "Khác.", proposal="")  # and what is taken away stays away
        now = find_note(session, told[1].id)
        assert now is not None
        assert tuple(now.written.values()) == ("", "Điều 1\nĐiều 2", "")


def test_the_command_line_takes_a_persons_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    files = written(tmp_path / "files")
    with kb_on(tmp_path / "kho", monkeypatch, capfd) as kb:
        keys = [json.loads(kb("ingest", files[name], "--json")[1])["instruments"][0]["key"] for name in ("d1", "d2")]
        again = json.loads(kb("ingest", files["d2"], "--round", "7", "--on", "2098-06-01", "--json")[1])
        assert (again["status"], again["instruments"][0]["key"]) == ("unchanged", keys[1])
        assert kb("ingest", files["paper"], "--paper-of", keys[0])[0] == 0
        shown = json.loads(kb("show", keys[1], "--json")[1])["instrument"]
        law = "luat/66-2091-qh99/quoc-hoi/-"  # not in the base, so that its day is not known
        assert (shown["type"], shown["draft"]) == ("du-thao", {"round": 7, "on": "2098-06-01", "of": law})
        assert kb("ingest", files["law"], "--paper-of", LAW_KEY)[0] == 2


def test_a_draft_is_stated_to_replace_nothing(base: KnowledgeBase, tmp_path: Path) -> None:
    """Neither one that is known to be a draft, nor a text that turns out to be one after it was stated."""
    files = written(tmp_path / "files")
    files["plain"] = tmp_path / "plain.txt"
    unmarked = draft(2, "").replace("Luật số:      /2098/QH99", "").replace("ngày     tháng     năm 2098", "")
    files["plain"].write_text(unmarked.replace("2. Luật này thay thế Luật Bến thuyền số 66/2091/QH99.", ""), "utf-8")
    law, first, plain = ingest(base, files["law"], files["d1"], files["plain"])

    def replaced_by(key: str) -> None:
        with base.session(write=True, actor=Actor("Vụ Pháp chế")) as session:
            state(session, Statement(law, Claim.REPLACED, date(2098, 7, 1), by=key, note="đọc báo"))

    def code() -> str:
        with base.session() as session:
            (answer,) = answer_all(session, [Asked(law, None, date(2098, 8, 1))])
        assert answer is not None
        return answer.status.code

    before = code()
    with pytest.raises(ReviewError, match="statement_by_draft"):
        replaced_by(first)
    assert not plain.startswith("du-thao/")
    replaced_by(plain)
    assert code() == StatusCode.EXPIRED != before
    with base.session(write=True, actor=Actor("Vụ Pháp chế")) as session:
        say_draft(session, find_instrument(session, plain).id, Draft(2))
    link_waiting(base)
    assert code() == before


def test_a_bundle_carries_what_was_said_of_drafts(base: KnowledgeBase, tmp_path: Path) -> None:
    files = written(tmp_path / "files")
    paper, law, first, second = ingest(base, *(files[name] for name in ("paper", "law", "d1", "d2")))
    with base.session(write=True, actor=Actor("Vụ Pháp chế")) as session:
        say_draft(session, find_instrument(session, paper).id, Draft(of=second), paper=True)
        say_draft(session, find_instrument(session, second).id, Draft(7, date(2098, 6, 1)))
    write_bundle(base, tmp_path / "goi.zip")
    with KnowledgeBase(Settings(home=tmp_path / "khac", workers=1)) as elsewhere:
        assert set(ingest(elsewhere, tmp_path / "goi.zip")) == {paper, law, first, second}
        for one in (base, elsewhere):
            with one.session() as session:
                found = draft_file(session, find_instrument(session, first))
                assert found is not None
                assert [item.key for item in found.rounds] == [first, second]
                assert found.rounds[1].metadata.draft == Draft(7, date(2098, 6, 1), law)
                assert [(item.key, item.title) for item in found.papers[second]] == [(paper, "Tờ trình về dự án Luật Bến thuyền")]
                said = said_of(session, found.rounds[1])
                assert [line.author for line in said] == ["Vụ Pháp chế"]


def kept(test: AppTest) -> AppTest:
    return next(button for button in test.button if button.label == "Lưu lời tôi").click().run()


def test_in_the_reader_a_person_says_which_draft_a_text_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = written(tmp_path / "files")
    with pages_on(tmp_path, monkeypatch), KnowledgeBase(settings()) as base:
        law, first, second, paper = ingest(base, *(files[name] for name in ("law", "d1", "d2", "paper")))
        assert "Lưu lời tôi" not in [button.label for button in page("van-ban", vb=law).button]
        test = page("van-ban", vb=second)
        told = seen(test).partition("Hiệu lực theo lời dự thảo")[2]
        assert "Từ 01/07/2098" in told[:200], "its own words are told, though it has no effect"
        wrong, right = "20/13/2098", "20/05/2098"
        tries = ((wrong, law, f"“{wrong}”"), (right, "99/2091/QH99", 'class="failure"'), (right, law, "đã nói"))
        for day, law_named, shown in tries:
            fields: dict[str, Any] = {field.label: field for field in (*test.number_input, *test.text_input)}
            for label, value in (("Lần", 4), ("Ngày dự thảo", day), ("Thay thế, sửa đổi", law_named)):
                fields[label].set_value(value)
            assert shown in seen(kept(test))
        test = page("van-ban", vb=paper)
        assert "Hãy chọn: văn bản này" in seen(kept(test))
        test.selectbox[0].set_value(first)
        assert f"{LOCAL.name} đã nói" in seen(kept(test))
        with base.session() as session:
            found = draft_file(session, find_instrument(session, first))
            assert found is not None
            assert [item.metadata.draft for item in found.rounds][1] == Draft(4, date(2098, 5, 20), LAW_KEY)
            assert [(item.key, item.title) for item in found.papers[first]] == [(paper, "Tờ trình về dự án Luật Bến thuyền")]
