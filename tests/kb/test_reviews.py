"""Review files: kept with who and when, never over what somebody else made of them; findings, progress, files, the command."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.accounts.audit import REVIEW, lines_about
from kb.accounts.current import Actor
from kb.annotations import Spot, add_note, find_note, hide_note, revise_note
from kb.annotations.carrying import State
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, load_version
from kb.errors import AnnotationError, ChangedMeanwhileError, NotFoundError, ReviewFileError
from kb.review import (
    CLOSED,
    OPEN,
    Finding,
    Progress,
    Review,
    ReviewDraft,
    create_review,
    find_review,
    findings_of,
    list_reviews,
    mark,
    move_finding,
    progress_of,
    revise_review,
    texts_of,
    turn_review,
    write_finding,
)
from kb.review.importing import SHIPPED, import_review, read_review
from tests.bases import Begin, samples
from tests.kb.command_line import kb_on
from tests.kb.made_up_law import DECREE, LAW, open_base, put

ANNA, BINH = Actor("Nguyễn Thị Anna"), Actor("Trần Văn Bình")
DAY = date(2094, 1, 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("reviews")
    with open_base(home) as base:
        put(base, LAW, name="luat.txt")
        put(base, DECREE, name="nghi-dinh.txt")
    return home


@pytest.fixture
def base(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    monkeypatch.setenv("KB_HOME", str(shutil.copytree(made, tmp_path / "base")))
    with KnowledgeBase() as opened:
        yield opened


def draft(**more: object) -> ReviewDraft:
    return replace(ReviewDraft("Rà soát chế độ hỗ trợ", DAY, (f"{LAW.key}#dieu-32", DECREE.key)), **more)


def make(base: KnowledgeBase, said: ReviewDraft | None = None) -> Review:
    with base.session(write=True, actor=ANNA) as session:
        return create_review(session, said or draft())


def note(base: KnowledgeBase, key: str, path: str, text: str = "Thiếu.", **more: object) -> str:
    with base.session(write=True, actor=ANNA) as session:
        version = load_version(session, find_instrument(session, key)).version
        return add_note(session, version.id, [Spot(path)], text, **more)


def read(base: KnowledgeBase, review: Review) -> tuple[list[Finding], list[Progress]]:
    with base.session() as session:
        now = find_review(session, review.id)
        texts = texts_of(session, now)
        findings = findings_of(session, now, texts)
        return findings, progress_of(session, now, texts, findings)


def test_a_review_is_made_changed_closed_and_every_change_kept(base: KnowledgeBase) -> None:
    review = make(base, draft(members=(" Anna ", "Bình", "Anna"), items=(f"{LAW.key}#dieu-32/khoan-1", f"{LAW.key}#dieu-32")))
    assert review.said.members == ("Anna", "Bình")
    assert review.said.items == (f"{LAW.key}#dieu-32",)
    with base.session(write=True, actor=BINH) as session:
        review = revise_review(session, review, replace(review.said, deadline=date(2095, 1, 1)))
        review = turn_review(session, review, CLOSED)
        with pytest.raises(ReviewFileError, match="review_closed"):
            revise_review(session, review, replace(review.said, title="Khác"))
        review = turn_review(session, review, OPEN)
        lines = lines_about(session, REVIEW, review.id)
        assert [(line.act, line.author) for line in lines] == [
            ("create", ANNA.name),
            ("revise", BINH.name),
            ("close", BINH.name),
            ("reopen", BINH.name),
        ]
        assert (lines[1].before["deadline"], lines[1].after["deadline"]) == (None, "2095-01-01")
        assert [item.said for item in list_reviews(session)] == [review.said]


@pytest.mark.parametrize(
    ("said", "error", "code"),
    [
        (draft(title="  "), ReviewFileError, "review_untitled"),
        (draft(title="x" * 501), ReviewFileError, "review_too_long"),
        (draft(purpose="x" * 20_001), ReviewFileError, "review_too_long"),
        (draft(members=tuple(f"Người {n}" for n in range(201))), ReviewFileError, "review_too_many"),
        (draft(items=("luat/1-2000-x/quoc-hoi/2000-01-01",)), NotFoundError, "instrument_absent"),
        (draft(items=("không phải khóa",)), NotFoundError, "instrument_absent"),
        (draft(items=(f"{LAW.key}#dieu-99",)), NotFoundError, "provision_absent"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_changed(
    base: KnowledgeBase, said: ReviewDraft, error: type[Exception], code: str
) -> None:
    with pytest.raises(error) as refused:
        make(base, said)
    assert getattr(refused.value, "code", None) == code
    with base.session() as session:
        assert list_reviews(session) == []


def test_a_change_of_what_somebody_else_has_changed_is_refused_with_both(base: KnowledgeBase) -> None:
    seen = make(base)
    with base.session(write=True, actor=BINH) as session:
        theirs = revise_review(session, seen, replace(seen.said, purpose="Của Bình"))
    with base.session(write=True, actor=ANNA) as session, pytest.raises(ChangedMeanwhileError) as refused:
        revise_review(session, seen, replace(seen.said, purpose="Của Anna"))
    assert (refused.value.seen, refused.value.now) == (seen, theirs)


def test_findings_are_the_notes_on_the_set_in_reading_order(base: KnowledgeBase) -> None:
    review = make(base)
    note(base, DECREE.key, "dieu-25", "Cuối.")
    hidden = note(base, DECREE.key, "dieu-4", "Ẩn.")
    note(base, LAW.key, "dieu-32/khoan-1/diem-d", "Giữa.", tags=["khoảng trống"], severity="high")
    note(base, LAW.key, "dieu-2", "Ngoài phạm vi.")
    with base.session(write=True, actor=ANNA) as session:
        hide_note(session, hidden)
    findings, progress = read(base, review)
    assert [(item.note.text, item.key, item.placed) for item in findings] == [
        ("Giữa.", f"{LAW.key}#dieu-32/khoan-1/diem-d", State.SAME),
        ("Cuối.", f"{DECREE.key}#dieu-25", State.SAME),
    ]
    counts = {item.key.rpartition("#")[2]: item.notes for item in progress}
    assert counts == {"dieu-32": 1, "dieu-4": 0, "dieu-25": 1, "phu-luc-i": 0}


def test_what_is_proposed_is_found_in_the_next_review_and_what_is_left_out_is_each_reviews_own(base: KnowledgeBase) -> None:
    first, next_ = make(base), make(base)
    note(base, LAW.key, "dieu-32")
    ((seen,), _) = read(base, first)
    said = {"proposal": "Sửa.", "legal_basis": "Điều 1", "answer": "Tiếp thu."}
    with base.session(write=True, actor=BINH) as session:
        assert write_finding(session, first, seen, left_out=True, **said).left_out
    found = [(item.note.written, item.left_out) for review in (first, next_) for item in read(base, review)[0]]
    assert found == [(said, True), (said, False)]
    with base.session(write=True, actor=BINH) as session:
        kept = write_finding(session, next_, read(base, next_)[0][0], proposal="Sửa nữa.")
        with pytest.raises(AnnotationError, match="note_too_long"):
            write_finding(session, next_, kept, answer="x" * 20_001)
    assert [item.note.proposal for item in read(base, first)[0]] == ["Sửa nữa."]


def test_what_is_proposed_about_marked_words_is_reported_unless_somebody_leaves_it_out(base: KnowledgeBase) -> None:
    review = make(base)
    with base.session(write=True, actor=ANNA) as session:
        version = load_version(session, find_instrument(session, LAW.key)).version
        add_note(session, version.id, [Spot("dieu-32", "heading", 0, 3)], "")
    ((seen,), _) = read(base, review)
    assert seen.left_out
    with base.session(write=True, actor=ANNA) as session:
        kept = write_finding(session, review, seen, left_out=True, proposal="Sửa.")
        assert not write_finding(session, review, kept, left_out=False).left_out
    assert [item.left_out for item in read(base, review)[0]] == [False]


def test_a_proposal_is_kept_apart_from_the_note_and_never_over_anothers(base: KnowledgeBase) -> None:
    review, note_id = make(base), note(base, LAW.key, "dieu-32")
    ((seen,), _) = read(base, review)
    with base.session(write=True, actor=BINH) as session:
        write_finding(session, review, seen, proposal=" Sửa. ", legal_basis="Điều 1")
        line = lines_about(session, REVIEW, review.id)[-1]
        assert (line.act, line.author, line.before["proposal"], line.after["proposal"]) == ("finding", BINH.name, "", "Sửa.")
    with base.session(write=True, actor=ANNA) as session, pytest.raises(ChangedMeanwhileError):
        write_finding(session, review, seen, left_out=True)
    ((now,), _) = read(base, review)
    with base.session(write=True, actor=ANNA) as session:
        write_finding(session, review, now, left_out=True)
        revise_note(session, note_id, "Nói khác.")
    ((after,), _) = read(base, review)
    assert (after.note.proposal, after.note.legal_basis, after.left_out, after.note.text) == ("Sửa.", "Điều 1", True, "Nói khác.")


def test_moving_a_finding_keeps_all_else_that_the_note_says(base: KnowledgeBase) -> None:
    review = make(base)
    note_id = note(base, LAW.key, "dieu-32", tags=["mâu thuẫn"], severity="low", assignee=ANNA.name, links=[f"{LAW.key}#dieu-1"])
    ((seen,), _) = read(base, review)
    with base.session(write=True, actor=BINH) as session:
        move_finding(session, review, seen, "in_progress")
    with base.session() as session:
        now = find_note(session, note_id)
    assert now is not None
    assert replace(now, status="noted", revised_at=seen.note.revised_at, revisions=1) == seen.note
    assert now.status == "in_progress"
    with base.session(write=True, actor=ANNA) as session, pytest.raises(ChangedMeanwhileError):
        move_finding(session, review, seen, "done")


def test_people_say_how_far_they_are(base: KnowledgeBase) -> None:
    review = make(base)
    _, (first, *_) = read(base, review)
    with base.session(write=True, actor=BINH) as session:
        mark(session, review, first, "nothing")
    with base.session(write=True, actor=ANNA) as session, pytest.raises(ChangedMeanwhileError):
        mark(session, review, first, "read")
    _, (now, *_) = read(base, review)
    assert (now.mark, now.author) == ("nothing", BINH.name)
    with base.session(write=True, actor=ANNA) as session:
        with pytest.raises(ReviewFileError, match="review_mark"):
            mark(session, review, now, "khac")
        mark(session, review, now, None)
    _, (after, *_) = read(base, review)
    assert (after.mark, after.author) == (None, None)


FILE = f"""
review: thử
title: Thử
author: Anna
as_of: 2094-01-01
items: ["{LAW.key}"]
notes: [{{key: "{LAW.key}#dieu-2", author: Anna, text: Thử}}]
"""


@pytest.mark.parametrize(
    ("text", "error", "code"),
    [
        ("a: &x [1]\nb: *x", ReviewFileError, "import_alias"),
        ("a: " + "[" * 50, ReviewFileError, "import_deep"),
        ("title: [", ReviewFileError, "review_form"),
        ("- 1", ReviewFileError, "review_form"),
        (FILE.replace("2094-01-01", "2094-13-01"), ReviewFileError, "review_form"),
        (f"{FILE}khác: 1", ReviewFileError, "review_form"),
        (FILE.replace("#dieu-2", "#dieu-99"), AnnotationError, "note_place_absent"),
    ],
)
def test_a_file_that_is_none_is_refused_and_nothing_of_it_kept(
    base: KnowledgeBase, tmp_path: Path, text: str, error: type[Exception], code: str
) -> None:
    path = tmp_path / "hồ-sơ.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error) as refused, base.session(write=True, actor=ANNA) as session:
        import_review(session, read_review(path))
    assert getattr(refused.value, "code", None) == code
    with base.session() as session:
        assert list_reviews(session) == []


def test_the_sample_file_shows_a_review_from_the_first_note_to_the_report_once(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with kb_on(begin(samples, tmp_path / "kb"), monkeypatch, capfd) as kb:
        (name,) = (path.stem for path in SHIPPED.glob("*.yaml"))
        first, again = kb("review", "import", name, "--json"), kb("review", "import", name, "--json")
        assert (first[0], first[1]) == (0, again[1])
        shown = json.loads(kb("review", "show", "1", "--json")[1])
        assert [item["state"] for item in shown["findings"]] == ["open", "done", "noted", "in_progress", "noted"]
        assert [item["left_out"] for item in shown["findings"]] == [False, False, False, False, True]
        assert {item["mark"] for item in shown["progress"]} == {None, "read", "noted", "nothing"}
        assert all("mẫu" in person for person in shown["members"])
        assert [item["id"] for item in json.loads(kb("review", "list", "--json")[1])["reviews"]] == [1]
        report = json.loads(kb("review", "report", "1", "--json")[1])
        assert len(report["findings"]) == 4
        carried = report["findings"][1]
        # Its figure is another now: it stands on that, in the text of the day.
        assert carried["quoted"] in carried["text"]
        assert (carried["placed"], carried["source"]["version"]) == ("reworded", 2)
        for words in (
            ("show", "9"),
            ("report", "1", "--format", "pdf"),
            ("import", "không-có"),
        ):
            status, out, err = kb("review", *words)
            assert (status, out, err.count("\n")) == (2, "", 1)
