"""The first day of a wording comes from one place: status, show, history, hits and the heads of a comparison say the same."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import orjson
import pytest

from documents.model import Codified, Instrument
from kb.base import KnowledgeBase
from kb.database.reading.reader import load_version
from kb.index.build import catch_up
from kb.law.derivation.history import history_of
from kb.law.status.answers import Asked, answer_all
from kb.law.status.statuses import status_of
from kb.search import search
from tests.kb.command_line import kb_on
from tests.kb.made_up_changes import CHANGES, GARDEN_KEY, codified, decree, put, read, row_of
from tests.kb.test_consolidated import BODY, LATER
from tests.kb.test_effects import accept_all

START, NEW, SEEN = date(2090, 3, 1), date(2091, 6, 1), date(2092, 6, 1)
DAYS = ("2090-02-28", "2090-03-01", "2091-05-31", "2091-06-01", "2092-06-01")


def shown(named: bool = True, text: str = BODY, lettered: tuple[str, ...] = ()) -> Instrument:
    """The decree as the codification has it, amended; its notes name the amendment at the article that it inserted, if at all."""
    head = "CHÍNH PHỦ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 10/2090/NĐ-CP\nHà Nội, ngày 10 tháng 01 năm 2090\nNGHỊ ĐỊNH\n"
    notes = {
        f"dieu-{number}": Codified(f"A{number}", f"1.1.ND.1.{number}", "1.1", "Vườn", effective_from=START)
        for number in ("1", "2", "4", "5", *lettered)
    }
    by = {"wording_from": NEW, "amended_by": ("20/2091/NĐ-CP",)} if named else {}
    # Another amendment shows that the topic has been kept until the snapshot.
    notes["dieu-5"] = replace(notes["dieu-5"], wording_from=SEEN, amended_by=("30/2092/NĐ-CP",))
    notes["dieu-3a"] = Codified("A3a", "1.1.ND.1.3a", "1.1", "Vườn", effective_from=START, **by)  # type: ignore[arg-type]
    return codified(read(head + "Quy định về vườn ươm\n" + text), notes)


def told(base: KnowledgeBase, path: str) -> list[tuple[str, str]]:
    with base.session() as session:
        answers = answer_all(session, [Asked(GARDEN_KEY, path, date.fromisoformat(day)) for day in DAYS])
    assert all(answers)
    return [(str(answer.status.code), str(answer.status.wording)) for answer in answers if answer]


UNCHANGED = [("not_yet", "not_yet"), *[("in_force", "held")] * 4]
CHANGED = [("not_yet", "not_yet"), *[("unknown", "not_yet")] * 2, *[("in_force", "held")] * 2]
INSERTED = [("not_yet", "not_yet")] * 3 + [("in_force", "held")] * 2


def test_an_amendment_that_the_codification_names_at_another_article_is_in_its_words(base: KnowledgeBase) -> None:
    put(base, shown(), name="phap-dien.zip", snapshot_on=SEEN)
    assert told(base, "dieu-2/khoan-1") == UNCHANGED
    put(base, LATER, name="06.txt")
    for path, expected in {
        "dieu-2": CHANGED,
        "dieu-2/khoan-1": CHANGED,
        "dieu-2/khoan-2": UNCHANGED,
        "dieu-3a": INSERTED,
        "dieu-1": UNCHANGED,
    }.items():
        assert told(base, path) == expected, path


CLAUSE = CHANGES.partition("1. Sửa đổi khoản 1")[0] + "{}\nĐiều 2. Điều khoản" + CHANGES.partition("\nĐiều 2. Điều khoản")[2]


@pytest.mark.third
@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("1. Sửa đổi khoản 1 Điều 2 như sau:\n“1. Cây được tưới ba lần một ngày.”.", ["khoan-1"]),
        ("1. Sửa đổi Điều 2 như sau:\n“Điều 2. Tưới cây\n1. Tưới ba lần.\n2. Do trưởng thôn cử.”.", ["khoan-1", "khoan-2"]),
        ("1. Thay cụm từ “hai lần” bằng cụm từ “ba lần” tại Điều 2.", []),
        ("1. Bổ sung khoản 3 vào sau khoản 2 Điều 2 như sau:\n“3. Cây non được che.”.", []),
        ("1. Sửa đổi khoản 1 Điều 3 như sau:\n“1. Phân được bón mỗi tháng hai lần.”.", []),
    ],
    ids=["a clause", "all of it", "a phrase", "a new clause", "another article"],
)
@pytest.mark.parametrize("accepted", [False, True])
def test_a_clause_is_amended_where_something_names_it(base: KnowledgeBase, change: str, named: list[str], accepted: bool) -> None:
    """The note of the codification stands at the article, and says that something in it was changed."""
    by = {"wording_from": NEW, "amended_by": ("20/2091/NĐ-CP",)}
    there = shown()
    notes = {**there.codified, "dieu-2": replace(there.codified["dieu-2"], **by)}  # type: ignore[arg-type]
    put(base, replace(there, codified=notes), name="phap-dien.zip", snapshot_on=SEEN)

    def amended() -> list[str]:
        paths = ("dieu-2", "dieu-2/khoan-1", "dieu-2/khoan-2")
        with base.session() as session:
            loaded = load_version(session, GARDEN_KEY, as_of=SEEN)
            return [path for path in paths if status_of(session.connection(), loaded, path, SEEN).amended]

    assert amended() == ["dieu-2"]
    put(base, CLAUSE.format(change), name="changes.txt")
    if accepted:
        accept_all(base)
    assert amended() == ["dieu-2", *(f"dieu-2/{clause}" for clause in named)]


def test_one_that_its_notes_name_nowhere_is_not(base: KnowledgeBase) -> None:
    """Then its words may be those before, which hold until the change and are over since."""
    put(base, shown(named=False, text=BODY.replace("ba lần", "hai lần")), name="phap-dien.zip", snapshot_on=SEEN)
    put(base, LATER, name="06.txt")
    assert told(base, "dieu-2/khoan-1") == [*UNCHANGED[:3], *[("unknown", "over")] * 2]


def test_new_words_that_stand_there_letter_for_letter_hold_since_their_day(base: KnowledgeBase) -> None:
    longer = "Cây được tưới ba lần một ngày, buổi sáng, buổi trưa và buổi chiều, bằng nước giếng của làng."
    put(base, shown(False, BODY.replace("Cây được tưới ba lần một ngày.", longer)), name="phap-dien.zip", snapshot_on=SEEN)
    put(base, CHANGES.replace("Cây được tưới ba lần một ngày.", longer), name="changes.txt")
    assert told(base, "dieu-2/khoan-1") == CHANGED
    assert told(base, "dieu-2/khoan-2") == UNCHANGED


def test_an_inserted_article_whose_note_says_nothing_is_there_since_the_last_amendment_named(base: KnowledgeBase) -> None:
    text = BODY.replace("Điều 4. Trợ cấp", "Điều 3b. Hái quả\nQuả được hái bằng tay.\nĐiều 4. Trợ cấp")
    put(base, shown(text=text, lettered=("3a", "3b")), name="phap-dien.zip", snapshot_on=SEEN)
    assert told(base, "dieu-3b") == [("not_yet", "not_yet"), *[("unknown", "not_yet")] * 3, ("in_force", "held")]


@pytest.mark.third
@pytest.mark.parametrize(
    ("path", "first", "last"), [("dieu-1", START, None), ("dieu-2", NEW, None), ("dieu-3a", NEW, None), ("dieu-4", START, None)]
)
def test_everything_that_names_the_day_names_the_same(
    base: KnowledgeBase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    path: str,
    first: date,
    last: date | None,
) -> None:
    put(base, shown(), name="phap-dien.zip", snapshot_on=SEEN)
    put(base, LATER, name="06.txt")
    catch_up(base)
    day = date(2092, 1, 1)
    with base.session() as session:
        loaded = load_version(session, GARDEN_KEY, as_of=day)
        status = status_of(session.connection(), loaded, path, day)
        entries = history_of(session, row_of(base, GARDEN_KEY), path)
    assert loaded.version.origin == "codification"
    assert status.words_from == first
    assert entries[0].start == first
    hit = next(hit for hit in search(base, "vườn ươm tưới bón phân sâu trợ cấp", 20, day).hits if hit.path == path)
    assert (hit.origin, hit.standing.words_from) == ("codification", first)
    with kb_on(tmp_path / "base", monkeypatch, capfd) as kb:
        _, out, _ = kb("show", f"{GARDEN_KEY}#{path}", "--as-of", "2092-01-01", "--json")
    said = orjson.loads(out)
    assert (said["wording_from"], said["wording"]) == (first.isoformat(), "held")
    assert (said["wording_to"] is None) == (path != "dieu-4")


def test_the_end_of_articles_that_an_end_of_the_whole_leaves_in_force_is_theirs_alone(base: KnowledgeBase) -> None:
    """The codification shows nothing else of the decree, and says of each until when it lives on."""
    kept = {"dieu-2": Codified("A2", "1.1.ND.1.2", "1.1", "Vườn", effective_from=START, effective_to=date(2098, 12, 31))}
    whole = "Điều 1. Vườn\nMỗi xã có một vườn.\nĐiều 2. Cây\nMỗi vườn có một cây."
    put(
        base,
        codified(read(decree("11/2090/NĐ-CP", "10 tháng 01 năm 2090", "Về vườn", whole)), kept),
        name="p.zip",
        snapshot_on=SEEN,
    )
    ending = "Điều 1. Hiệu lực\n1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2091.\n"
    ending += "2. Nghị định số 11/2090/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực, trừ Điều 2."
    put(base, decree("40/2091/NĐ-CP", "05 tháng 02 năm 2091", "Về vườn", ending), name="het.txt")
    key, day = "nghi-dinh/11-2090-nd-cp/chinh-phu/2090-01-10", date(2092, 6, 1)
    with base.session() as session:
        answers = answer_all(session, [Asked(key, path, day) for path in ("", "dieu-2")])
    assert [str(answer.status.code) for answer in answers if answer] == ["expired", "in_force"]
