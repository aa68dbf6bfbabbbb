"""Curators edit cards: revisions with who, when and why, undone and restored; what answers goes by the card in force."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from documents.model import InstrumentType
from kb.accounts.audit import lines
from kb.accounts.current import Actor
from kb.base import KnowledgeBase, Session
from kb.database.tables import Audit
from kb.entitlements import revisions
from kb.entitlements.answers import CardAnswer, Trust, entitled
from kb.entitlements.checking import Checks, touched_by
from kb.entitlements.facts import read_situation
from kb.entitlements.loading import CARDS, mistakes_of, shipped, write_yaml
from kb.entitlements.missing import GapKind, Held, what_is_missing
from kb.entitlements.revising import import_cards, restore, save, source_for, undo, words_at
from kb.entitlements.revisions import Act, CardState, desk_of, revisions_of, shipped_data, state_of
from kb.entitlements.search import search_cards
from kb.errors import CardError, ChangedMeanwhileError, NamelessActorError, NotFoundError
from kb.interface.catalogue import VIETNAMESE
from kb.law.derivation.linking import link_all
from kb.settings import Settings
from tests.kb.command_line import Kb, kb_on
from tests.kb.databases import empty_sqlite
from tests.kb.entitlements.test_binding import CIRCULAR, DAY, WORDS, fund, rates
from tests.kb.made_up_law import article, instrument, put

LAN = Actor("Lan")
HEADING = "Nội dung và mức hỗ trợ tâm lý cho đàn chim"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A base with two texts that cards rest on, with words of our own."""
    folder = tmp_path_factory.mktemp("revising")
    with empty_sqlite(folder / "base") as made:
        put(made, fund())
        yield folder / "base"


@pytest.fixture
def base(home: Path) -> Iterator[KnowledgeBase]:
    """The base, with no card edited: revisions cannot be removed, so each card that a test edits is put back."""
    with KnowledgeBase(Settings(home=home)) as made:
        yield made
        with made.session(write=True, actor=LAN) as session:
            for card in desk_of(session).edits:
                restore(session, state_of(session, card), 0)


def edited(base: KnowledgeBase, card: str = "n-12", words: str = "Nói lời khác.", who: Actor = LAN) -> CardState:
    with base.session(write=True, actor=who) as session:
        state = state_of(session, card)
        save(session, state, with_say(state.data, words), "đổi lời")
        return state_of(session, card)


def with_say(data: dict[str, Any], words: str) -> dict[str, Any]:
    changed = deepcopy(data)
    changed["say"]["vi"] = words
    return changed


def said(base: KnowledgeBase, card: str = "n-12") -> CardAnswer:
    with base.session() as session:
        desk = desk_of(session)
        facts = {"who": "victim", "nationality": "VN", "identified": "2026-04-01", "as_of": DAY}
        found = entitled(Checks(session, desk), desk, read_situation(facts))
    return next(item for item in found.cards if item.card.id == card)


def test_an_edit_answers_is_undone_and_undone_again(base: KnowledgeBase) -> None:
    before = said(base)
    assert before.edit is None
    state = edited(base, words="Nói lời khác.")
    now = said(base)
    assert now.card.say() == "Nói lời khác."
    assert now.edit is not None
    assert (now.edit.by, now.edit.why, now.edit.shipped_changed) == ("Lan", "đổi lời", False)
    assert state.last is not None
    with base.session(write=True, actor=Actor("Minh")) as session:
        first = undo(session, state)
    assert (first.act, first.about, first.author, first.body) == (Act.UNDO, state.last.number, "Minh", None)
    assert said(base).card.say() == before.card.say()
    with base.session(write=True, actor=LAN) as session:
        again = undo(session, state_of(session, "n-12"))
        numbers = [item.number for item in revisions_of(session, "n-12")]
        told = list(lines(session, Audit.thing == "card", Audit.thing_id == "n-12"))[-3:]
    assert again.body == state.last.body
    assert numbers == list(range(1, len(numbers) + 1))
    assert [(line.author, line.act) for line in told] == [("Lan", "edit"), ("Minh", "undo"), ("Lan", "undo")]
    assert said(base).card.say() == "Nói lời khác."


def test_any_revision_can_be_had_again_and_what_is_shipped(base: KnowledgeBase) -> None:
    one, two = edited(base, words="Một."), edited(base, words="Hai.")
    assert one.last is not None
    with base.session(write=True, actor=LAN) as session:
        back = restore(session, two, one.last.number, "lời trước đúng hơn")
    assert (back.act, back.about, back.why) == (Act.RESTORE, one.last.number, "lời trước đúng hơn")
    assert said(base).card.say() == "Một."
    with base.session(write=True, actor=LAN) as session:
        shipped_again = restore(session, state_of(session, "n-12"), 0)
        assert (shipped_again.act, shipped_again.body) == (Act.SHIPPED, None)
        assert desk_of(session) is shipped()
        with pytest.raises(NotFoundError):
            restore(session, state_of(session, "n-12"), 999)


def test_search_goes_by_the_card_in_force(base: KnowledgeBase) -> None:
    with base.session(write=True, actor=LAN) as session:
        state = state_of(session, "n-12")
        data = deepcopy(state.data)
        data["callers"] = [*data["callers"], "xin con bìm bịp"]
        save(session, state, data, "người gọi hay hỏi vậy")
        found = search_cards(desk_of(session), "xin con bim bip", 1)
    assert [match.card.id for match in found] == ["n-12"]


OTHER = {"key": "luat/1/x/-", "name": {"vi": "a", "en": "b"}}
WRONG = [
    ("nobody says why", {}, "  ", "card_without_why"),
    ("nothing is changed", None, "thử", "card_unchanged"),
    ("another id", {"id": "n-11"}, "thử", "n-12.yaml, n-11, id: mã thẻ không được đổi"),
    ("an unknown field", {"colour": "red"}, "thử", "n-12.yaml, n-12, colour: không có trường này"),
    ("a basis nowhere", {"basis": "QD99#dieu-5"}, "thử", "n-12.yaml, n-12, statements.0.basis: căn cứ dẫn tới văn bản"),
    ("a provision nowhere", {"basis": "QD07#dieu-77"}, "thử", "n-12.yaml, n-12, statements.0.basis: kho có văn bản này mà"),
    ("a source twice", {"sources": {"QD07": OTHER}}, "thử", "n-12.yaml, n-12, sources.QD07: tên này"),
]


@pytest.mark.parametrize(("change", "why", "told"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_cannot_be_kept_is_told_with_its_place(
    base: KnowledgeBase, change: dict[str, Any] | None, why: str, told: str
) -> None:
    with base.session(write=True, actor=LAN) as session:
        state = state_of(session, "n-12")
        before = len(revisions_of(session, "n-12"))
        data = deepcopy(state.data) if change is None else with_say(state.data, "Khác.")
        change = dict(change or {})
        if "basis" in change:
            data["statements"][0].update(basis=change.pop("basis"), quote=None, sha256=None)
        data.update(change)
        with pytest.raises(CardError) as error:
            save(session, state, data, why)
        assert len(revisions_of(session, "n-12")) == before
    assert told == error.value.code or told in VIETNAMESE.write(error.value)


def test_what_changed_meanwhile_is_not_overwritten(base: KnowledgeBase) -> None:
    with base.session() as session:
        seen = state_of(session, "n-12")
    theirs = edited(base, who=Actor("Minh"))
    acts: list[Callable[[Session], object]] = [
        lambda session: save(session, seen, with_say(seen.data, "Của tôi."), "thử"),
        lambda session: undo(session, seen),
        lambda session: restore(session, seen, 0),
    ]
    for act in acts:
        with pytest.raises(ChangedMeanwhileError) as error, base.session(write=True, actor=LAN) as session:
            act(session)
        assert error.value.now == theirs
    with pytest.raises(NamelessActorError), base.session(write=True) as session:
        undo(session, theirs)


def test_a_card_that_is_shipped_anew_beneath_an_edit_is_told(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    edited(base)
    newer = {**shipped_data("n-12"), "callers": ["lời mới của bản đi kèm"]}
    monkeypatch.setattr(revisions, "_shipped_row", lambda card: newer)
    revisions._laid_over.cache_clear()
    now = said(base)
    monkeypatch.undo()
    revisions._laid_over.cache_clear()
    assert now.edit is not None
    assert now.edit.shipped_changed
    assert now.card.say() == "Nói lời khác."


def test_an_edit_that_cannot_be_used_any_more_makes_nothing_certain(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    edited(base)
    without = replace(shipped(), conflicts={})
    monkeypatch.setattr(revisions, "read_card", lambda under, data, file: shipped_reader(without, data, file))
    revisions._laid_over.cache_clear()
    now = said(base)
    monkeypatch.undo()
    revisions._laid_over.cache_clear()
    assert now.edit is not None
    assert any("conflicts.0" in VIETNAMESE.write(item) for item in now.edit.wrong)
    assert now.card.say() != "Nói lời khác."
    assert (now.say, now.trust) == (None, Trust.SHAKEN)
    assert not now.amount.known


shipped_reader = revisions.read_card


def test_a_statement_is_bound_to_words_that_were_chosen_and_turns_when_they_change(tmp_path: Path) -> None:
    other = instrument(
        InstrumentType.DECISION,
        "99/2026/QĐ-TTg",
        "Về tổ chim",
        date(2026, 2, 1),
        [article("1", "Tổ", WORDS)],
        issuer="Thủ tướng Chính phủ",
        effective_from=date(2026, 3, 1),
    )
    key = "quyet-dinh/99-2026-qd-ttg/thu-tuong-chinh-phu/2026-02-01"
    with empty_sqlite(tmp_path / "base") as base:
        put(base, other)
        with base.session(write=True, actor=LAN) as session:
            state = state_of(session, "n-12")
            data = deepcopy(state.data)
            chosen = words_at(session, shipped(), key, "dieu-1/khoan-1", DAY)
            name = source_for(shipped(), data, key, "Quyết định 99/2026/QĐ-TTg")
            assert source_for(shipped(), data, key, "x") == name
            assert chosen.quote == WORDS
            row = {"about": "note", "basis": f"{name}#dieu-1/khoan-1", "confidence": "primary", "vi": "Có hạt kê.", "en": "Millet."}
            data["statements"].append({**row, "quote": chosen.quote[:30], "sha256": chosen.sha256})
            save(session, state, data, "thêm căn cứ")
            assert touched_by(session, [key], DAY).cards == ("n-12",)
        assert _flaw(base, "Có hạt kê.") is None
    with empty_sqlite(tmp_path / "other") as base:
        put(base, replace(other, provisions=(article("1", "Tổ", WORDS.replace("một hạt", "ba hạt")),)))
        with base.session(write=True, actor=LAN) as session:
            import_cards(session, [("n-12.yaml", write_yaml(data))], "mang sang")
        assert _flaw(base, "Có hạt kê.") == "changed"
        assert (said(base).say, said(base).trust) == (None, Trust.SHAKEN)


def _flaw(base: KnowledgeBase, words: str) -> object:
    return next(item.basis.flaw for item in said(base).statements if item.text.startswith(words))


def test_what_is_missing_is_taken_when_the_text_comes(tmp_path: Path) -> None:
    with empty_sqlite(tmp_path / "base") as base:
        wanted = _wanted(base)
        assert {"L53", "ND162", "ND09", "TT84", "TT120", "ND76"} <= set(wanted)
        assert {item.held for item in wanted.values()} == {Held.ABSENT}
        assert {"n-01", "n-02", "n-10"} <= set(wanted["TT120"].cards)
        assert [gap.cards for gap in wanted["ND76"].gaps if gap.kind is GapKind.FIGURE] == [("o-01",)]
        cells = [gap for gap in wanted["L53"].gaps if gap.group is not None]
        assert ("minor_accompanying",) in {gap.group.who for gap in cells if gap.group}
        put(base, rates("Tiền ăn một bát cháo kê mỗi ngày."))
        put(
            base,
            instrument(
                InstrumentType.DECREE,
                "162/2025/NĐ-CP",
                "Về đàn chim",
                date(2025, 6, 29),
                [article("17", "Hạt kê", "Một hạt."), article("18", HEADING, "Hai buổi."), article("24", "Học hót", "Ba tháng.")],
                issuer="Chính phủ",
                effective_from=date(2025, 7, 1),
            ),
        )
        wanted = _wanted(base)
        assert (wanted["TT120"].held, wanted["ND162"].held) == (Held.HELD, Held.HELD)
        places = {gap.text(): gap.place for gap in wanted["ND162"].gaps if gap.kind is GapKind.TEXT}
        decree = "nghi-dinh/162-2025-nd-cp/chinh-phu/2025-06-29"
        assert places["Nguyên văn Điều 24 và Mẫu số 07."] == f"{decree}#dieu-24"
        assert places["Điều về hỗ trợ tâm lý: nội dung, số buổi."] == decree
        assert not said(base, "n-01").amount.known


def test_a_text_whose_day_was_not_read_or_not_known_is_that_text(tmp_path: Path) -> None:
    undated = rates("Tiền ăn một bát cháo kê mỗi ngày.")
    undated = replace(undated, key=CIRCULAR.replace("2026-08-17", "-"), metadata=replace(undated.metadata, issued_on=None))
    school = instrument(
        InstrumentType.RESOLUTION, "217/2025/QH15", "Về trường chim", date(2025, 6, 26), [article("1", "Hót", "Hót.")]
    )
    with empty_sqlite(tmp_path / "base") as base:
        put(base, undated)
        put(base, school)
        wanted = _wanted(base)
        assert (wanted["TT120"].held, wanted["NQ217"].held) == (Held.HELD, Held.HELD)
        assert {gap.place for gap in wanted["NQ217"].gaps} == {school.key}
        with base.session() as session:
            assert touched_by(session, [school.key], DAY).cards == ("n-08",)
            assert "n-01" in touched_by(session, [undated.key], DAY).cards
            assert touched_by(session, ["luat/1-1900-qh0/quoc-hoi/1900-01-01"], DAY).cards == ()


def test_a_text_that_amends_touches_the_cards_on_what_it_amends(tmp_path: Path) -> None:
    words = "Bãi bỏ khoản 2 Điều 5 Quyết định số 07/2026/QĐ-TTg ngày 27 tháng 01 năm 2026 của Thủ tướng Chính phủ."
    newer = instrument(
        InstrumentType.DECISION,
        "99/2026/QĐ-TTg",
        "Bãi bỏ một phần Quyết định số 07/2026/QĐ-TTg",
        date(2026, 10, 1),
        [
            article("1", "Bãi bỏ", text=words),
            article("2", "Hiệu lực", text="Quyết định này có hiệu lực từ ngày 15 tháng 10 năm 2026."),
        ],
        issuer="Thủ tướng Chính phủ",
        effective_from=date(2026, 10, 15),
    )
    with empty_sqlite(tmp_path / "base") as base:
        put(base, fund())
        put(base, newer)
        link_all(base)
        with base.session() as session:
            found = touched_by(session, [newer.key], DAY)
    assert found.cards == ("n-10", "n-12", "o-10")
    assert found.flaws


def test_a_made_up_circular_is_no_text_that_has_come(tmp_path: Path) -> None:
    with empty_sqlite(tmp_path / "base") as base:
        put(base, rates("Tiền ăn 70.000 đồng/người/ngày.", "Không quá 60 ngày.", "Quần áo 400.000 đồng.", "Tâm lý 10 buổi."))
        wanted = _wanted(base)["TT120"]
        assert wanted.held is Held.REFUSED
        assert {gap.place for gap in wanted.gaps} == {None}
        assert not any(figure in VIETNAMESE.write(gap.text()) for gap in wanted.gaps for figure in ("70.000", "400.000"))


def _wanted(base: KnowledgeBase) -> dict[str, Any]:
    with base.session() as session:
        return {item.source.id: item for item in what_is_missing(session, desk_of(session), DAY).texts}


@pytest.fixture
def kb(base: KnowledgeBase, home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Kb]:
    with kb_on(home, monkeypatch, capfd) as run_kb:
        yield run_kb


def test_cards_go_out_and_come_in_again(kb: Kb, base: KnowledgeBase, tmp_path: Path) -> None:
    assert kb("cards", "export", "--output", tmp_path / "none")[0] == 0
    assert list((tmp_path / "none").iterdir()) == []
    edited(base, words="Nói lời khác.")
    status, out, _ = kb("cards", "export")
    assert status == 0
    assert "Nói lời khác." in out
    kb("cards", "export", "--output", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["n-12.yaml"]
    with base.session(write=True, actor=LAN) as session:
        undo(session, state_of(session, "n-12"))
    status, out, _ = kb("cards", "import", tmp_path / "out", "--author", "Hoa", "--why", "đã duyệt", "--json")
    done = orjson.loads(out)
    assert (status, done["read"], done["mistakes"]) == (0, 1, [])
    assert [(item["card"], item["act"], item["by"], item["why"]) for item in done["stored"]] == [
        ("n-12", "import", "Hoa", "đã duyệt")
    ]
    status, out, _ = kb("cards", "import", tmp_path / "out" / "n-12.yaml", "--json")
    assert orjson.loads(out)["unchanged"] == ["n-12"]
    status, out, _ = kb("entitled", "--as-of", "2026-11-24", "--json")
    assert [item["edited"]["by"] for item in orjson.loads(out)["cards"] if item["edited"]] == ["Hoa"]
    status, out, _ = kb("cards", "import", CARDS / "n-12.yaml", "--json")
    assert orjson.loads(out)["stored"][-1]["as_shipped"]


BAD = [
    ("no YAML", "id: [", ":"),
    ("references to itself", "id: n-12\nx: &x [1]\ny: [*x, *x]\n", "cards.yaml:2: không dùng & và *"),
    ("great depth", "id: n-12\nx: " + "[" * 100, "cards.yaml:2: lồng quá sâu"),
    ("great size", "x" * 2_000_001, "quá lớn"),
    ("a field twice", "id: n-12\nid: n-12\n", "một trường viết hai lần"),
    ("no card", "", "không có thẻ nào"),
    ("a list", "- a\n- b\n", "không đúng dạng"),
    ("one id twice", "{n12}---\n{n12}", "hai thẻ cùng một mã"),
    ("one wrong, one right", "{n12}---\n{n11}colour: red\n", "n-11, colour: không có trường này"),
    ("no such card", "{n12_as_99}", "thẻ không có quy tắc"),
    ("a day that is none", "{n12_day}", "YAML"),
]


@pytest.mark.third
@pytest.mark.parametrize(("text", "told"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_files_change_nothing(kb: Kb, base: KnowledgeBase, tmp_path: Path, text: str, told: str) -> None:
    data = with_say(shipped_data("n-12"), "Nói lời khác nữa.")
    n12 = write_yaml(data)
    pieces = {
        "n12": n12,
        "n11": write_yaml(with_say(shipped_data("n-11"), "Vay.")),
        "n12_as_99": n12.replace("id: n-12", "id: n-99"),
        "n12_day": n12.replace("2026-11-25", "2026-02-31"),
    }
    for name, piece in pieces.items():
        text = text.replace(f"{{{name}}}", piece)
    path = tmp_path / "cards.yaml"
    path.write_text(text, encoding="utf-8")
    with base.session() as session:
        before = len(revisions_of(session, "n-12"))
    status, out, err = kb("cards", "import", path, "--json")
    assert status == 2
    assert told in err
    assert "cards.yaml" in err
    assert len(err.strip().splitlines()) == 1
    assert orjson.loads(out)["mistakes"]
    with base.session() as session:
        assert len(revisions_of(session, "n-12")) == before
    assert kb("cards", "import", tmp_path / "nowhere.yaml")[0] == 2
    assert kb("cards", "export", "n-77")[0] == 2


def test_all_mistakes_of_a_card_are_named(base: KnowledgeBase) -> None:
    data = yaml.safe_load(write_yaml(shipped_data("n-12")))
    data["statements"][0]["basis"] = "QD98#dieu-1"
    data["amounts"][0]["basis"] = "QD99#dieu-1"
    data["conflicts"] = ["T99"]
    with base.session(write=True, actor=LAN) as session, pytest.raises(CardError) as error:
        import_cards(session, [("a.yaml", write_yaml(data))], "thử")
    assert len(mistakes_of(error.value)) == 3
