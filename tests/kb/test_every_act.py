"""Every act that the table of roles names, done through the program's own functions by each role: what it gives is done, all else
is refused and leaves every table as it was. And whatever writes has a gate.
"""

import ast
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from documents.model import Draft, Kind, Provision, Recognition
from documents.time.stated import Claim, Statement
from ingest.inbox.staging import stage
from ingest.removing import remove_texts
from kb.accounts.current import LOCAL, Actor, answering
from kb.accounts.people import (
    add_account,
    come_in,
    end_account,
    find_account,
    give_role,
    keep_visit,
    make_token,
    revoke_token,
    tokens_of,
)
from kb.accounts.roles import MATRIX, Role
from kb.annotations import Spot, add_note, add_reply, hide_note, revise_note
from kb.annotations.deciding import decide_place, take_back_place
from kb.annotations.exchange import import_annotations, import_file, read_annotations
from kb.annotations.notes import erase_note
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, load_version
from kb.database.tables import Instrument, Job, PracticeResult, SavedSearch, SavedSearchHit
from kb.entitlements import revising
from kb.entitlements.loading import write_yaml
from kb.entitlements.revisions import state_of
from kb.entitlements.training import forget_results, keep_results
from kb.errors import NotAllowedError
from kb.jobs.queue import FAILED, PROPOSED, add_job, approve, drop, list_jobs, retry, revise
from kb.language.everyday import save_entry, turn_off
from kb.law.derivation import decisions as batches
from kb.law.derivation.decisions import decide, decide_relation
from kb.law.derivation.drafts import say_draft
from kb.law.effects.groups import all_agreements, list_groups
from kb.law.effects.relations import relations_of
from kb.law.effects.witnesses import texts_state
from kb.law.statements import stating
from kb.law.statements.register_files import read_yaml
from kb.law.statements.registering import import_registers
from kb.law.texts.pairings import Act, decide_pairing, take_back
from kb.law.texts.settled import keep_correction, settle_word
from kb.review import CLOSED, OPEN, ReviewDraft, create_review, find_review, revise_review, turn_review
from kb.review.files import texts_of
from kb.review.findings import findings_of, mark, progress_of, write_finding
from kb.review.grid import grid_of, write_grid
from kb.review.importing import RawReview, import_review
from kb.search.saved import add_saved, remove_saved, saw
from kb.settings import settings
from tests.bases import Begin
from tests.kb.made_up_changes import CHANGES, CHANGES_KEY, GARDEN, GARDEN_KEY, REPLACES, REPLACES_KEY, pending_effects, put
from tests.kb.made_up_groups import put_bed
from tests.source_code import modules, sources, tree

Attempt = Callable[[KnowledgeBase, Actor], object]
ROLES = (*Role, None)
HASH = "0" * 64
PLAIN = "Tài liệu về vườn ươm\nĐiều 1. Tưới cây\nCây được tưới.\n"
REGISTER = "register: vuon\ntitle: Vườn ươm\nversion: '{}'\nstatements:\n"
ROWS = "".join(f"- {{instrument: {GARDEN_KEY}, says: in_force_on, on: 2093-01-0{day}, confidence: P, note: x}}\n" for day in (1, 2))


def filled(base: KnowledgeBase) -> None:
    """Texts that change one another, groups of effects, and people of every role."""
    put(base, GARDEN)
    put(base, CHANGES)
    put(base, REPLACES)
    put(base, PLAIN, name="tai-lieu.txt")
    put_bed(base)
    with base.session(write=True) as session:
        for role in ROLES:
            come_in(session, "https://made-up.example", str(role), f"Người {role}", role)
        come_in(session, "https://made-up.example", "second", "Quản trị hai", Role.ADMINISTRATOR)


class Kept:
    """A base that goes back to what it was, and tells whether anything was written to it."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self._path = base.settings.home / "kb.sqlite3"
        self._kept = sqlite3.connect(":memory:")
        self._watching = sqlite3.connect(self._path)

    def keep(self) -> None:
        with closing(sqlite3.connect(self._path)) as there:
            there.backup(self._kept)

    def put_back(self) -> None:
        with closing(sqlite3.connect(self._path)) as there:
            self._kept.backup(there)

    def state(self) -> int:
        """Another number as soon as anybody has written anything to any table."""
        return int(self._watching.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        self._kept.close()
        self._watching.close()


@pytest.fixture(scope="module")
def pristine(begin: Begin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    home = begin(filled, tmp_path_factory.mktemp("acts"))
    with KnowledgeBase(settings().model_copy(update={"home": home})) as base:
        kept = Kept(base)
        kept.keep()
        yield kept
        kept.close()


@pytest.fixture
def kept(pristine: Kept) -> Iterator[Kept]:
    again = Kept(pristine.base)
    yield again
    again.close()
    pristine.put_back()


def within(change: Callable[[Session], object]) -> Attempt:
    def attempt(base: KnowledgeBase, actor: Actor) -> None:
        with base.session(write=True, actor=actor) as session:
            change(session)

    return attempt


def locally(base: KnowledgeBase, change: Callable[[Session], Any]) -> Any:
    """What somebody at the machine itself did before."""
    with base.session(write=True, actor=LOCAL) as session:
        return change(session)


def version(session: Session, key: str = GARDEN_KEY) -> int:
    return load_version(session, key).version.id


def noted(base: KnowledgeBase) -> str:
    return str(locally(base, lambda session: add_note(session, version(session), [Spot("dieu-2")], "Hỏi lại.", ["hạn"])))


def note_hidden(base: KnowledgeBase) -> Attempt:
    note = noted(base)
    locally(base, lambda session: hide_note(session, note))
    return within(lambda session: hide_note(session, note, hidden=False))


def on_a_note(change: Callable[[Session, str], object]) -> Callable[[KnowledgeBase], Attempt]:
    def prepare(base: KnowledgeBase) -> Attempt:
        note = noted(base)
        return within(lambda session: change(session, note))

    return prepare


def at_once(change: Callable[[Session], object]) -> Callable[[KnowledgeBase], Attempt]:
    return lambda base: within(change)


def note_of_a_file(session: Session) -> None:
    about = {"id": "urn:uuid:00000000-0000-4000-8000-000000000001", "type": "Annotation", "target": f"{GARDEN_KEY}#dieu-2"}
    body = {"type": "TextualBody", "value": "Từ tệp.", "purpose": "commenting"}
    done = import_annotations(session, read_annotations(json.dumps({**about, "body": body}).encode(), "a.json"))
    assert len(done.imported) == 1


def practised(base: KnowledgeBase) -> Attempt:
    def each(session: Session) -> None:
        for role in ROLES:
            owner = find_account(session, f"Người {role}").id
            session.add(PracticeResult(person_id=owner, call="a", right=True, day=date(2099, 1, 1)))

    locally(base, each)
    return within(forget_results)


def place(session: Session, note: str) -> object:
    return decide_place(session, note, 0, version(session, REPLACES_KEY), Spot("dieu-1"))


def place_withdrawn(base: KnowledgeBase) -> Attempt:
    note = noted(base)
    decided = locally(base, lambda session: place(session, note))
    return within(lambda session: take_back_place(session, decided))


def pair(session: Session, act: Act) -> object:
    left, right = load_version(session, GARDEN_KEY), load_version(session, REPLACES_KEY)
    return decide_pairing(session, left, right, ("dieu-1", "dieu-1"), act)


def pair_withdrawn(base: KnowledgeBase) -> Attempt:
    seen = locally(base, lambda session: pair(session, Act.JOIN))
    return within(lambda session: take_back(session, seen))


def created(session: Session) -> Any:
    return create_review(session, ReviewDraft("Rà soát vườn", date(2090, 6, 1), (GARDEN_KEY,)))


def on_a_review(change: Callable[[Session, Any], object], closed: bool = False) -> Callable[[KnowledgeBase], Attempt]:
    def prepare(base: KnowledgeBase) -> Attempt:
        noted(base)
        review = locally(base, created)
        if closed:
            review = locally(base, lambda session: turn_review(session, review, CLOSED))
        return within(lambda session: change(session, find_review(session, review.id)))

    return prepare


def find(session: Session, review: Any) -> None:
    write_finding(session, review, findings_of(session, review, texts_of(session, review))[0], proposal="Sửa.")


def mark_read(session: Session, review: Any) -> None:
    mark(session, review, progress_of(session, review, texts_of(session, review), ())[0], "read")


def fill_grid(session: Session, review: Any) -> None:
    grid = grid_of(session, review)
    write_grid(session, review, grid, replace(grid, subject="tưới cây"))


def job(base: KnowledgeBase, state: str) -> int:
    made, _ = add_job(base, "một.txt", HASH, 3, "x", LOCAL, {})
    locally(base, lambda session: session.execute(update(Job).where(Job.id == made.id).values(state=state)))
    return made.id


def on_a_job(state: str, act: Callable[[KnowledgeBase, int, Actor], object]) -> Callable[[KnowledgeBase], Attempt]:
    def prepare(base: KnowledgeBase) -> Attempt:
        made = job(base, state)
        return lambda base, actor: act(base, made, actor)

    return prepare


def job_revised(base: KnowledgeBase, job_id: int, actor: Actor) -> None:
    (found,) = list_jobs(base, ids=[job_id])
    with base.session(write=True, actor=actor) as session:
        revise(session, found, {"proposed": {"number": "1"}}, ())


def decided(what: str) -> Callable[[KnowledgeBase], Attempt]:
    def prepare(base: KnowledgeBase) -> Attempt:
        with base.session() as session:
            effect = pending_effects(session)[0].id
        if what == "reopen":
            locally(base, lambda session: decide(session, effect, "reject"))
        correction = {"effective_from": "2091-08-01"} if what == "correct" else None
        return within(lambda session: decide(session, effect, what, correction))  # type: ignore[arg-type]

    return prepare


def related(what: str) -> Callable[[KnowledgeBase], Attempt]:
    def prepare(base: KnowledgeBase) -> Attempt:
        with base.session() as session:
            source = find_instrument(session, CHANGES_KEY).id
            relation = next(view.id for view in relations_of(session, source).outgoing if view.id)
        if what == "reopen":
            locally(base, lambda session: decide_relation(session, relation, "reject"))
        return within(lambda session: decide_relation(session, relation, what))  # type: ignore[arg-type]

    return prepare


def group(session: Session) -> Any:
    found = list_groups(session, all_agreements(session), None, texts_state(session))
    return next(item for item in found if item.ready)


def group_reopened(base: KnowledgeBase) -> Attempt:
    batch = locally(base, lambda session: batches.accept_agreeing(session, group(session)))
    return within(lambda session: batches.take_back(session, batch))


STATED = Statement(GARDEN_KEY, Claim.IN_FORCE_ON, date(2093, 1, 1), note="đã đọc")


def on_a_statement(change: Callable[[Session, Any], object], withdrawn: bool = False) -> Callable[[KnowledgeBase], Attempt]:
    def prepare(base: KnowledgeBase) -> Attempt:
        seen = locally(base, lambda session: stating.state(session, STATED))
        if withdrawn:
            seen = locally(base, lambda session: stating.withdraw(session, seen))
        return within(lambda session: change(session, seen))

    return prepare


def registered(session: Session, version: str = "1", rows: str = ROWS) -> None:
    assert import_registers(session, read_yaml(REGISTER.format(version) + rows, "vuon.yaml"), "vuon.yaml")[1] == []


def superseded(base: KnowledgeBase) -> Attempt:
    locally(base, registered)
    return within(lambda session: registered(session, "2", ROWS.split("\n")[0] + "\n"))


def drafted(session: Session) -> None:
    (plain,) = session.scalars(
        select(Instrument.id).where(Instrument.key.not_like("nghi-dinh/%"), Instrument.key.not_like("luat/%"))
    )
    say_draft(session, plain, Draft(2))


def card_edited(session: Session, words: str = "Nói lời khác.") -> object:
    seen = state_of(session, "n-12")
    data = {**seen.data, "say": {**seen.data["say"], "vi": words}}
    return revising.save(session, seen, data, "đổi lời")


def after_edits(change: Callable[[Session], object]) -> Callable[[KnowledgeBase], Attempt]:
    def prepare(base: KnowledgeBase) -> Attempt:
        locally(base, card_edited)
        locally(base, partial(card_edited, words="Nói lời thứ hai."))
        return within(change)

    return prepare


def card_imported(session: Session) -> None:
    seen = state_of(session, "n-12")
    data = {**seen.data, "say": {**seen.data["say"], "vi": "Từ tệp."}}
    revising.import_cards(session, [("n-12.yaml", write_yaml(data))], "từ tệp")


def word_there(change: Callable[[Session], object]) -> Callable[[KnowledgeBase], Attempt]:
    def prepare(base: KnowledgeBase) -> Attempt:
        locally(base, lambda session: save_entry(session, "tiền xe ôm", ["chi phí đi lại"]))
        return within(change)

    return prepare


def saved_by_each(change: Callable[[KnowledgeBase, int, Actor], object]) -> Callable[[KnowledgeBase], Attempt]:
    """On the actor's own search, which is there before: ids do not depend on who may do what."""

    def prepare(base: KnowledgeBase) -> Attempt:
        def made(session: Session) -> dict[int, int]:
            owners = {find_account(session, f"Người {role}").id for role in ROLES}
            found = {}
            for owner in owners:
                row = SavedSearch(owner_id=owner, created_at=datetime.now(UTC), query="vườn", filters={}, mark=0)
                session.add(row)
                session.flush()
                session.add(SavedSearchHit(saved_id=row.id, article="x", text_hash="x", found_at=datetime.now(UTC), alert="new"))
                found[owner] = row.id
            return found

        mine = locally(base, made)
        return lambda base, actor: change(base, mine[actor.person_id or 0], actor)

    return prepare


def on_an_account(change: Callable[[Session, Any], object]) -> Callable[[KnowledgeBase], Attempt]:
    return lambda base: within(lambda session: change(session, find_account(session, "Người reader")))


def resumed(base: KnowledgeBase) -> Attempt:
    locally(base, lambda session: add_account(session, "Đã nghỉ"))
    locally(base, lambda session: end_account(session, find_account(session, "Đã nghỉ")))
    return within(lambda session: end_account(session, find_account(session, "Đã nghỉ"), ended=False))


def own_token(base: KnowledgeBase) -> Attempt:
    for role in ROLES:
        with base.session(write=True, actor=Actor(f"Người {role}")) as session:
            make_token(session, "Sổ tay", 30)
    return within(lambda session: revoke_token(session, tokens_of(session, answering(session).person_id)[0].id))


SCANNED = Provision("dieu-2", Kind.ARTICLE, "2", text="Cây dược tưới.", ocr=Recognition(0.5, ((4, 8),), ("được",)))
OF_A_FILE = {"review": "tu-tep", "title": "Từ tệp", "as_of": "2090-06-01", "author": "Ai đó", "items": [GARDEN_KEY]}

ACTS: dict[tuple[str, str], Callable[[KnowledgeBase], Attempt]] = {
    ("visit", "keep"): at_once(lambda session: keep_visit(session, datetime.now(UTC))),
    ("practice", "keep"): at_once(lambda session: keep_results(session, {"a": (True, date(2099, 1, 1))})),
    ("practice", "forget"): practised,
    ("saved_search", "add"): lambda base: lambda base, actor: add_saved(base, "tưới cây", None, actor),
    ("saved_search", "see"): saved_by_each(lambda base, mine, actor: saw(base, mine, None, actor)),
    ("saved_search", "remove"): saved_by_each(lambda base, mine, actor: remove_saved(base, mine, None, actor)),
    ("text", "remove"): lambda base: lambda base, actor: remove_texts(base, [REPLACES_KEY], actor),
    ("note", "add"): on_a_note(lambda session, note: add_reply(session, note, "Đã hỏi.")),
    ("note", "revise"): on_a_note(lambda session, note: revise_note(session, note, "Khác.")),
    ("note", "hide"): on_a_note(hide_note),
    ("note", "restore"): note_hidden,
    ("note", "erase"): on_a_note(erase_note),
    ("note", "import"): at_once(note_of_a_file),
    ("placing", "place"): on_a_note(place),
    ("placing", "drop"): on_a_note(lambda session, note: decide_place(session, note, 0, version(session, REPLACES_KEY), None)),
    ("placing", "withdraw"): place_withdrawn,
    ("pairing", "join"): at_once(lambda session: pair(session, Act.JOIN)),
    ("pairing", "part"): at_once(lambda session: pair(session, Act.PART)),
    ("pairing", "withdraw"): pair_withdrawn,
    ("review", "create"): at_once(created),
    ("review", "revise"): on_a_review(lambda session, review: revise_review(session, review, replace(review.said, title="Khác"))),
    ("review", "close"): on_a_review(partial(turn_review, state=CLOSED)),
    ("review", "reopen"): on_a_review(partial(turn_review, state=OPEN), closed=True),
    ("review", "finding"): on_a_review(find),
    ("review", "mark"): on_a_review(mark_read),
    ("review", "grid"): on_a_review(fill_grid),
    ("review", "import"): at_once(lambda session: import_review(session, RawReview.model_validate(OF_A_FILE))),
    ("upload", "add"): lambda base: lambda base, actor: stage(base, io.BytesIO(b"abc"), "hai.txt", actor),
    ("upload", "correct"): on_a_job(PROPOSED, job_revised),
    ("upload", "approve"): on_a_job(PROPOSED, lambda base, made, actor: approve(base, [made], actor)),
    ("upload", "retry"): on_a_job(FAILED, lambda base, made, actor: retry(base, [made], actor)),
    ("upload", "drop"): on_a_job(FAILED, lambda base, made, actor: drop(base, [made], actor)),
    ("identity", "correct"): at_once(lambda session: keep_correction(session, HASH, {"number": "10/2090/NĐ-CP"})),
    ("read_words", "settle"): at_once(lambda session: settle_word(session, HASH, SCANNED, (4, 8), "được")),
    ("effects", "accept"): at_once(lambda session: batches.accept_agreeing(session, group(session))),
    ("effects", "reopen"): group_reopened,
    **{("effect", what): decided(what) for what in ("accept", "correct", "reject", "reopen")},
    **{("relation", what): related(what) for what in ("accept", "reject", "reopen")},
    ("statement", "add"): at_once(lambda session: stating.state(session, STATED)),
    ("statement", "change"): on_a_statement(lambda session, seen: stating.restate(session, seen, replace(STATED, note="khác"))),
    ("statement", "withdraw"): on_a_statement(stating.withdraw),
    ("statement", "restore"): on_a_statement(stating.restore, withdrawn=True),
    ("statement", "supersede"): superseded,
    ("register", "import"): at_once(registered),
    ("draft", "say"): at_once(drafted),
    ("card", "edit"): at_once(card_edited),
    ("card", "import"): at_once(card_imported),
    ("card", "undo"): after_edits(lambda session: revising.undo(session, state_of(session, "n-12"))),
    ("card", "restore"): after_edits(lambda session: revising.restore(session, state_of(session, "n-12"), 1)),
    ("card", "shipped"): after_edits(lambda session: revising.restore(session, state_of(session, "n-12"), 0)),
    ("word", "save"): at_once(lambda session: save_entry(session, "tiền xe ôm", ["chi phí đi lại"])),
    ("word", "change"): word_there(lambda session: save_entry(session, "tiền xe ôm", ["tiền tàu xe"])),
    ("word", "turn_off"): word_there(lambda session: turn_off(session, "tiền xe ôm")),
    ("token", "make"): at_once(lambda session: make_token(session, "Sổ tay", 30)),
    ("token", "revoke"): own_token,
    ("person", "add"): at_once(lambda session: add_account(session, "Người mới", "https://made-up.example", "new")),
    ("person", "role"): on_an_account(lambda session, seen: give_role(session, seen, Role.CURATOR)),
    ("person", "end"): on_an_account(end_account),
    ("person", "resume"): resumed,
}
"""What each act of the table is: prepared on the base, then tried by somebody."""

ELSEWHERE = {
    *((thing, act) for thing, acts in MATRIX.items() for act in acts if act in ("read", "export")),
    ("batch", "ingest"),
    ("batch", "reread"),
}
"""What is no write of a person: reads, files that are made, and what the program does once a person may ask for it."""


def test_every_act_of_the_table_is_tried() -> None:
    assert {(thing, act) for thing, acts in MATRIX.items() for act in acts} == {*ACTS} | ELSEWHERE


@pytest.mark.third
@pytest.mark.parametrize(("thing", "act"), ACTS, ids=lambda word: word)
def test_what_the_table_gives_is_done_and_all_else_changes_nothing(kept: Kept, thing: str, act: str) -> None:
    attempt, inbox = ACTS[thing, act](kept.base), kept.base.settings.inbox_path
    kept.keep()
    with kept.base.session() as session:
        actors = {role: Actor(f"Người {role}", person_id=find_account(session, f"Người {role}").id) for role in ROLES}
    for role, actor in actors.items():
        before, spooled = kept.state(), sorted(inbox.glob("*"))
        if role in MATRIX[thing][act]:
            attempt(kept.base, actor)
            assert kept.state() != before, role
            kept.put_back()
        else:
            with pytest.raises(NotAllowedError):
                attempt(kept.base, actor)
            assert (kept.state(), sorted(inbox.glob("*"))) == (before, spooled), role


def test_nobody_touches_what_is_anothers_own(kept: Kept) -> None:
    remove = ACTS["saved_search", "remove"](kept.base)
    before = kept.state()
    with kept.base.session() as session:
        boss = find_account(session, f"Người {Role.ADMINISTRATOR}").id
        other = session.scalars(select(SavedSearch.id).where(SavedSearch.owner_id != boss)).first() or 0
    for act in (remove_saved, saw):
        with pytest.raises(NotAllowedError, match="not_own"):
            act(kept.base, other, None, Actor("Quản trị", person_id=boss))
    assert kept.state() == before
    remove(kept.base, Actor("Quản trị", person_id=boss))


def test_nobody_takes_in_notes_in_the_name_of_a_colleague(kept: Kept) -> None:
    with kept.base.session() as session:
        reviewer = find_account(session, f"Người {Role.REVIEWER}").id
    about = {"id": "urn:uuid:00000000-0000-4000-8000-000000000002", "type": "Annotation", "target": f"{GARDEN_KEY}#dieu-2"}
    body = {"type": "TextualBody", "value": "Tôi không viết.", "purpose": "commenting"}
    for author, refused in ((f"Người {Role.CURATOR}", 1), (f"Người {Role.REVIEWER}", 0)):
        items = read_annotations(json.dumps({**about, "body": body, "creator": {"name": author}}).encode(), "a.json")
        done = import_file(kept.base, items, Actor("Tên gõ", person_id=reviewer))
        assert len(done.refused) == refused


OF_THE_PROGRAM = {
    "ingest/bundling.py": {"take_over"},
    "ingest/components/opener.py": {"_known"},
    "ingest/components/writer.py": {"_drop_original", "_prepared", "_stored", "_write"},
    "ingest/removing.py": {"finish_removal", "remove_texts"},  # the second in the program's turn, behind `require`
    "ingest/rereading.py": {"_store"},
    "kb/cli/sign_in.py": {"_holder", "come", "leave"},
    "kb/index/build.py": {"_cleared"},
    "kb/jobs/queue.py": {"claim", "finish", "let_go"},
    "kb/law/derivation/compiling.py": {"_compile_apart"},
    "kb/law/derivation/linking.py": {"_link", "link_all"},
    "kb/law/duties/keeping.py": {"duties_of"},
    "kb/law/statements/registering.py": {"use_shipped"},
    "kb/law/texts/borrowing.py": {"name_waiting"},
    "kb/pages/kit/bar.py": {"_leave_everywhere"},
    "kb/search/saved.py": {"_run"},
    "kb/upkeep/auditing.py": {"check_audit"},
    "kb/upkeep/backup/restoring.py": {"_make_ready"},
    "kb/upkeep/backup/making.py": {"back_up"},
}
"""Functions that write in the program's own name, which asks no gate: each was looked at, and is named here."""

STARTED_BY_PAGES = {
    "kb/pages/compare/compare_page.py": {"_stored"},  # behind `require_now`
    "kb/pages/kit/draft_form.py": {"_said"},  # behind `say_draft`, which asks
    "kb/pages/reader/doubts.py": {"_put_in"},  # behind `require_now`
}
"""Where a page lets the program work on texts."""


def calling(path: str, is_meant: Callable[[ast.Call], bool]) -> set[str]:
    functions = (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef))
    return {of.name for of in functions if any(isinstance(node, ast.Call) and is_meant(node) for node in ast.walk(of))}


def found_in(folders: Sequence[str], words: str, is_meant: Callable[[str, ast.Call], bool]) -> dict[str, set[str]]:
    files = [path for path in modules(*folders) if re.search(words, sources()[path])]
    return {path: found for path in files if (found := calling(path, partial(is_meant, path)))}


def test_whatever_writes_says_who_does_it_or_is_the_program() -> None:
    def is_meant(path: str, call: ast.Call) -> bool:
        given, name = {word.arg for word in call.keywords}, ast.unparse(call.func)
        of_the_kit = path.startswith("kb/pages/") and name == "session"  # it is opened for whoever works here
        return "write" in given and "actor" not in given and name.split(".")[-1] == "session" and not of_the_kit

    assert found_in(("kb", "ingest"), "write=True", is_meant) == OF_THE_PROGRAM


def test_a_page_lets_the_program_work_only_behind_the_gate() -> None:
    names = {"reread", "link_waiting", "link_all", "ingest_paths", "catch_up", "store_now", "follow", "reindex", "take_over"}
    is_meant = lambda path, call: ast.unparse(call.func).split(".")[-1] in names  # noqa: E731
    assert found_in(("kb/pages",), "|".join(names), is_meant) == STARTED_BY_PAGES
