"""`kb status`: what a base says of a provision on a day, and the words behind it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from documents.model import Codified, EffectivePeriod
from kb.base import KnowledgeBase
from kb.cli.output import VIETNAMESE
from kb.database.reading.reader import find_instrument
from kb.index.build import catch_up
from kb.law.effects.groups import QueueFilter, queue_effects
from kb.law.effects.reliance import _is_told, named_alone
from kb.law.status.answers import Asked, answer_all
from kb.law.status.besides import besides
from kb.open.showing import find_status
from kb.search import search
from tests.kb.command_line import Kb
from tests.kb.made_up_changes import CHANGES, CHANGES_KEY, GARDEN, GARDEN_KEY, REPLACES, REPLACES_KEY, codified, decree, put, read

RESTS = decree(
    "15/2090/NĐ-CP",
    "20 tháng 8 năm 2090",
    "Quy định về giỏ quả",
    """Điều 1. Giỏ quả
Giỏ quả đan bằng tre.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 10 năm 2090.""",
    "Căn cứ Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm;\n",
)
RESTS_BY_NAME = RESTS.replace("số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định", "quy định")
RESTS_KEY = "nghi-dinh/15-2090-nd-cp/chinh-phu/2090-08-20"


def asked(kb: Kb, key: str, day: str) -> dict[str, Any]:
    status, out, err = kb("status", key, "--as-of", day, "--json")
    assert status == 0, err
    answer: dict[str, Any] = orjson.loads(out)
    return answer


DAYS = [
    ("before it was issued", "dieu-2", "2089-12-31", "not_yet", "not_yet", "not_yet"),
    ("the day before it takes effect", "dieu-2", "2090-02-28", "not_yet", "not_yet", "not_yet"),
    ("its first day", "dieu-2", "2090-03-01", "in_force", "held", "relied"),
    ("the day another one that rests on it was issued", "dieu-2", "2090-08-20", "in_force", "held", "relied"),
    ("the day an amending one was issued", "dieu-2", "2091-02-05", "in_force", "held", "relied"),
    ("between its first day and its end", "dieu-4", "2093-01-01", "in_force", "held", "ended_later"),
    ("a clause that an unreviewed one gives other words", "dieu-2/khoan-1", "2091-06-01", "unknown", "over", "reworded_unreviewed"),
    ("the article of that clause", "dieu-2", "2091-06-01", "unknown", "over", "reworded_unreviewed"),
    ("the clause beside it", "dieu-2/khoan-2", "2091-06-01", "in_force", "held", "ended_later"),
    ("ended by one that nobody reviewed", "dieu-4", "2095-07-01", "expired", "over", "ended_unreviewed"),
    ("the whole of it", "", "2095-07-01", "expired", "over", "ended_unreviewed"),
    ("the day before that", "", "2095-06-30", "in_force", "held", "ended_later"),
]


def test_statuses_of_a_life(base: KnowledgeBase) -> None:
    put(base, GARDEN)
    for number, text in enumerate((RESTS, CHANGES, REPLACES)):
        put(base, text, name=f"{number}.txt")
    with base.session() as session:
        answers = answer_all(session, [Asked(GARDEN_KEY, path, date.fromisoformat(day)) for _, path, day, *_ in DAYS])
    statuses = [answer.status for answer in answers if answer]
    said = [[str(status.code), str(status.wording), str(status.basis)] for status in statuses]
    assert dict(zip((name for name, *_ in DAYS), said, strict=True)) == {name: expected for name, _, _, *expected in DAYS}


def test_the_words_behind_it(base: KnowledgeBase, kb: Kb) -> None:
    put(base, GARDEN)
    put(base, RESTS, name="khac.txt")
    put(base, REPLACES, name="thay.txt")
    ended = asked(kb, f"{GARDEN_KEY}#dieu-4", "2096-01-01")
    assert (ended["status"], ended["wording"], ended["last_known"]) == ("expired", "over", None)
    assert ended["basis"]["text"] == "Hết hiệu lực từ 01/07/2095, theo 30/2095/NĐ-CP (chưa rà soát)."
    kinds = {piece["kind"]: piece for piece in ended["basis"]["evidence"]}
    assert kinds["amending_text"]["key"] == f"{REPLACES_KEY}#dieu-2/khoan-2"
    assert "hết hiệu lực kể từ ngày" in kinds["amending_text"]["quote"]
    assert (kinds["cited_as_basis"]["key"], kinds["cited_as_basis"]["on"]) == (f"{RESTS_KEY}#mo-dau/can-cu-1", "2090-08-20")
    assert ended["pending"] == [{"key": f"{REPLACES_KEY}#dieu-2/khoan-2", "since": "2095-07-01", "certain": True}]
    assert ended["newer"] == [{"key": REPLACES_KEY, "from": "2095-07-01"}]
    first = asked(kb, GARDEN_KEY, "2090-03-01")
    own = next(piece for piece in first["basis"]["evidence"] if piece["kind"] == "own_text")
    assert (own["key"], own["on"]) == (f"{GARDEN_KEY}#dieu-5", "2090-03-01")
    assert own["quote"] == "Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2090."


def test_a_name_alone_shows_nothing(base: KnowledgeBase, kb: Kb) -> None:
    """It may mean one of the same name that came later."""
    put(base, GARDEN)
    put(base, RESTS_BY_NAME, name="khac.txt")
    assert asked(kb, GARDEN_KEY, "2090-08-20")["status"] == "unknown"


def test_a_number_that_only_ends_like_its_own_shows_nothing() -> None:
    assert _is_told("Căn cứ Nghị định số 10/2090/NĐ-CP;", "10-2090-nd-cp", None)
    assert not _is_told("Căn cứ Nghị định số 110/2090/NĐ-CP;", "10-2090-nd-cp", None)
    assert not _is_told("Căn cứ Nghị định số 10/2090/NĐ-CPX;", "10-2090-nd-cp", None)


@pytest.mark.parametrize("key", [f"{GARDEN_KEY}#dieu-99", "luat/khong-co/-/-", "luat/khong-co/-/-#dieu-1"])
def test_one_key_that_is_not_there_is_an_error(base: KnowledgeBase, kb: Kb, key: str) -> None:
    put(base, GARDEN)
    status, out, err = kb("status", key, "--json")
    assert (status, out) == (2, "")
    assert key.partition("#")[0] in err


def test_what_was_last_known(base: KnowledgeBase, kb: Kb) -> None:
    put(base, GARDEN)
    put(base, RESTS, name="khac.txt")
    later = asked(kb, GARDEN_KEY, "2093-01-01")
    assert later["last_known"] == {"status": "in_force", "on": "2090-08-20"}
    assert later["basis"]["text"].startswith("Còn hiệu lực khi kiểm tra lần cuối")


def test_a_hit_says_the_same(base: KnowledgeBase, kb: Kb) -> None:
    """Also right after what others say of it has changed."""
    put(base, GARDEN)
    for text, day, too in (
        (RESTS, "2090-08-20", "2089-01-01"),
        (CHANGES, "2091-06-01", "2090-03-01"),
        (REPLACES, "2095-07-01", "2099-01-01"),
    ):
        put(base, text, name=f"{day}.txt")
        catch_up(base)  # as ingest does
        for at in (day, too):
            for hit in search(base, "vườn ươm được tưới cây bón phân", as_of=date.fromisoformat(at)).hits:
                said = asked(kb, hit.key, at)
                known = hit.standing.last_known
                last = known and {"status": str(known[0]), "on": known[1].isoformat()}
                told = (str(hit.standing.code), str(hit.standing.wording), last)
                assert (said["status"], said["wording"], said["last_known"]) == told, (hit.key, at)


def test_many_at_once(base: KnowledgeBase, kb: Kb, tmp_path: Path) -> None:
    put(base, GARDEN)
    lines = tmp_path / "hoi.jsonl"
    rows = [
        {"id": 1, "key": f"{GARDEN_KEY}#dieu-2", "as_of": "2090-03-01"},
        {"id": "hai", "key": f"{GARDEN_KEY}#dieu-99", "as_of": "2090-03-01"},
        {"id": None, "key": "luat/khong-co/-/-", "as_of": "9999-12-31"},
        {"id": 4, "key": "không phải khóa"},
        {"id": 5, "key": "điều 2 nghị định 10/2090/NĐ-CP", "as_of": "2090-03-01"},
        {"id": 6, "key": "10/2090/NĐ-CP#dieu-2", "as_of": "2090-03-01"},
    ]
    lines.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    status, out, _ = kb("status", "--jsonl", lines, "--json")
    said = [orjson.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [(row["id"], row["status"], row["basis"]["code"]) for row in said] == [
        (1, "in_force", "own_text"),
        ("hai", "unknown", "no_such_key"),
        (None, "unknown", "no_such_key"),
        (4, "unknown", "no_such_key"),
        (5, "in_force", "own_text"),
        (6, "in_force", "own_text"),
    ]


@pytest.mark.parametrize("line", ["[]", "{}", '{"key": 7}', '{"key": "luat/1/-/-", "as_of": "hôm qua"}', "không phải JSON"])
def test_a_line_that_is_none_is_told_with_its_place(base: KnowledgeBase, kb: Kb, tmp_path: Path, line: str) -> None:
    lines = tmp_path / "hoi.jsonl"
    lines.write_text(f'{{"key": "luat/1/-/-"}}\n{line}\n', encoding="utf-8")
    status, _, err = kb("status", "--jsonl", lines, "--json")
    assert (status, "hoi.jsonl:2" in err) == (2, True)


def test_what_only_others_name_is_found_by_its_number(base: KnowledgeBase, kb: Kb) -> None:
    put(base, REPLACES)
    status, out, _ = kb("status", "10/2090/NĐ-CP", "--as-of", "2095-07-01", "--json")
    assert (status, orjson.loads(out)["key"], orjson.loads(out)["status"]) == (0, GARDEN_KEY, "expired")


def test_one_source_is_asked_for(kb: Kb) -> None:
    assert kb("status")[0] == 2
    assert kb("status", CHANGES_KEY, "--jsonl", "x.jsonl")[0] == 2


BUT = decree(
    "41/2093/NĐ-CP",
    "05 tháng 02 năm 2093",
    "Quy định về cây",
    """Điều 1. Phạm vi
Nghị định này quy định về cây trong vườn.
Điều 2. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2093.
2. Nghị định số 10/2090/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành, trừ Điều 3 và khoản 1 Điều 2 \
tiếp tục có hiệu lực đến hết ngày 31 tháng 12 năm 2094.""",
)
SPARED = [
    ("dieu-4", "2093-05-31", "in_force", "ended_later"),
    ("dieu-4", "2093-06-01", "expired", "ended_unreviewed"),
    ("dieu-2/khoan-2", "2093-06-01", "expired", "ended_unreviewed"),
    ("dieu-3", "2093-06-01", "in_force", "ended_later"),
    ("dieu-3/khoan-2", "2094-12-31", "in_force", "ended_later"),
    ("dieu-2/khoan-1", "2094-12-31", "in_force", "ended_later"),
    ("dieu-3", "2095-01-01", "expired", "ended_unreviewed"),
    ("dieu-2", "2093-06-01", "unknown", "unreviewed"),
    (None, "2093-06-01", "expired", "ended_unreviewed"),
]


@pytest.mark.third
@pytest.mark.parametrize(("path", "day", "status", "code"), SPARED)
def test_what_an_ending_leaves_out_goes_on(base: KnowledgeBase, path: str | None, day: str, status: str, code: str) -> None:
    put(base, GARDEN)
    put(base, BUT)
    with base.session() as session:
        (answer,) = answer_all(session, [Asked(GARDEN_KEY, path, date.fromisoformat(day))])
    assert answer is not None
    assert (answer.status.code, answer.status.basis) == (status, code)


AMENDS_SOME = decree(
    "42/2091/NĐ-CP",
    "05 tháng 02 năm 2091",
    "Sửa đổi Nghị định số 9/2089/NĐ-CP về hạt và Nghị định số 10/2090/NĐ-CP về vườn ươm",
    "Điều 1. Hạt\nHạt giống.\nĐiều 2. Hiệu lực\nNghị định này có hiệu lực từ ngày 01 tháng 6 năm 2091.",
)
ENDS_THAT = decree(
    "43/2093/NĐ-CP",
    "05 tháng 02 năm 2093",
    "Quy định về cây",
    "Điều 1. Cây\nCây.\nĐiều 2. Hiệu lực thi hành\n1. Nghị định này có hiệu lực từ ngày 01 tháng 6 năm 2093.\n2. Bãi bỏ Điều 1 \
Nghị định số 42/2091/NĐ-CP sửa đổi Nghị định số 9/2089/NĐ-CP về hạt và Nghị định số 10/2090/NĐ-CP về vườn ươm.",
)


@pytest.mark.parametrize(("texts", "code"), [((ENDS_THAT,), "unreviewed"), ((ENDS_THAT, AMENDS_SOME), "relied_passed")])
def test_what_the_title_of_another_names_is_not_ended_with_it(base: KnowledgeBase, texts: tuple[str, ...], code: str) -> None:
    for text in (GARDEN, *texts):
        put(base, text)
    with base.session() as session:
        (answer,) = answer_all(session, [Asked(GARDEN_KEY, "dieu-4", date(2094, 1, 1))])
    assert answer is not None
    assert answer.status.basis == code


MISDATED = [
    ("ngày 16 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm", "expired", "ended_unreviewed"),
    ("ngày 16 tháng 01 năm 2090", "unknown", "unreviewed"),
    ("ngày 16 tháng 02 năm 2090 của Chính phủ quy định về vườn ươm", "unknown", "no_evidence_after"),  # two parts are wrong
]


@pytest.mark.third
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(("cited", "status", "code"), MISDATED)
def test_an_ending_that_gives_a_wrong_day_means_it_by_its_title(
    base: KnowledgeBase, cited: str, status: str, code: str, first: bool
) -> None:
    ends = REPLACES.replace("ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm", cited)
    assert cited in ends
    for text in (GARDEN, ends) if first else (ends, GARDEN):
        put(base, text)
    with base.session() as session:
        (answer,) = answer_all(session, [Asked(GARDEN_KEY, "dieu-4", date(2095, 7, 1))])
    assert answer is not None
    assert (answer.status.code, answer.status.basis) == (status, code)


@pytest.mark.parametrize(
    ("number", "name", "day", "told"),
    [
        ("45-2013-qh13", "dat-dai", date(2014, 7, 1), True),
        ("45-2013-qh13", "dat-dai", date(2024, 1, 17), True),
        ("45-2013-qh13", "dat-dai", date(2014, 6, 30), False),  # the one before it was still in effect
        ("45-2013-qh13", "dat-dai", date(2024, 1, 18), False),  # the next one was issued
        ("31-2024-qh15", "dat-dai", date(2025, 1, 1), False),  # nobody knows what comes after it
        ("99-2013-qh13", "dat-dai", date(2015, 1, 1), False),
        (None, "dat-dai", date(2015, 1, 1), False),
    ],
)
def test_a_name_alone_tells_a_law_between_two_known_days(number: str | None, name: str, day: date, told: bool) -> None:
    assert named_alone("luat", name, number, day) is told


def test_a_list_is_answered_whole_or_not_at_all(base: KnowledgeBase, kb: Kb, tmp_path: Path) -> None:
    lines = tmp_path / "hoi.jsonl"
    lines.write_text(f'{{"key": "{GARDEN_KEY}"}}\n' * 6000 + "[]\n", encoding="utf-8")
    status, out, err = kb("status", "--jsonl", lines, "--json")
    assert (status, out, "hoi.jsonl:6001" in err) == (2, "", True)
    lines.write_text("\n", encoding="utf-8")
    assert kb("status", "--jsonl", lines, "--json")[:2] == (0, "")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar(base: KnowledgeBase, kb: Kb, day: str) -> None:
    put(base, GARDEN)
    put(base, REPLACES)
    assert asked(kb, f"{GARDEN_KEY}#dieu-2", day)["status"] == ("not_yet" if day < "2000" else "expired")


def test_an_end_that_no_calendar_has_is_none(base: KnowledgeBase, kb: Kb) -> None:
    until = "ngày 01 tháng 3 năm 2090 đến hết ngày 31 tháng 12 năm 9999."
    put(base, GARDEN.replace("ngày 01 tháng 3 năm 2090.", until))
    assert asked(kb, f"{GARDEN_KEY}#dieu-2", "2091-01-01")["basis"]["code"] == "no_evidence_after"


BELOW = decree(
    "42/2093/NĐ-CP",
    "05 tháng 02 năm 2093",
    "Quy định về cây",
    """Điều 1. Phạm vi
Nghị định này quy định về cây trong vườn.
Điều 2. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2093.
2. Khoản 2 Điều 1 của bản vẽ nêu ở Thông tư số 10/2090/TT-BXD; Luật số 09/2089/QH99 ngày 20 tháng 11 năm 2089 hết hiệu lực.""",
)
LAW = """QUỐC HỘI
Luật số: 09/2089/QH99
Hà Nội, ngày 20 tháng 11 năm 2089
LUẬT
VƯỜN TƯỢC
Điều 1. Phạm vi điều chỉnh
Luật này quy định về vườn tược.
Điều 2. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2090.
"""


def test_a_decree_casts_no_doubt_on_a_law(base: KnowledgeBase) -> None:
    put(base, LAW)
    put(base, BELOW)
    put(
        base,
        RESTS.replace(
            "Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090", "Luật số 09/2089/QH99 ngày 20 tháng 11 năm 2089"
        ).replace("2090", "2094"),
    )
    with base.session() as session:
        (answer,) = answer_all(session, [Asked("luat/09-2089-qh99/quoc-hoi/2089-11-20", "dieu-1", date(2094, 1, 1))])
        effects, _ = queue_effects(session, QueueFilter())
    assert any("09/2089" in effect.target_name and not effect.certain for effect in effects)
    assert answer is not None
    assert answer.status.code == "in_force"


@pytest.mark.parametrize(("day", "wording"), [("2090-12-31", "held"), ("2091-01-01", "unknown"), ("2094-01-01", "unknown")])
def test_what_a_text_says_was_amended_by_something_else_may_read_otherwise(
    base: KnowledgeBase, kb: Kb, day: str, wording: str
) -> None:
    put(base, LAW)
    amended = "Luật Vườn tược số 09/2089/QH99 được sửa đổi, bổ sung bởi Luật số 12/2091/QH99"
    put(base, RESTS.replace("Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090", amended).replace("2090", "2094"))
    told = asked(kb, "luat/09-2089-qh99/quoc-hoi/2089-11-20#dieu-1", day)
    assert (told["status"], told["wording"]) == ("in_force", wording)


@pytest.mark.parametrize(
    ("own_day", "day", "status"),
    [
        (True, "2095-05-01", "in_force"),
        (True, "2095-07-01", "expired"),
        (False, "2095-05-01", "unknown"),
    ],
)
def test_a_note_whose_day_is_before_the_issue_ends_nothing_on_that_day(
    base: KnowledgeBase, own_day: bool, day: str, status: str
) -> None:
    stated = "có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2095."
    ends = read(REPLACES if own_day else REPLACES.replace(stated, "về vườn."))
    misprinted = date(2095, 1, 7)
    ends = replace(ends, metadata=replace(ends.metadata, effective=(EffectivePeriod(misprinted),)))
    notes = {path: Codified(path, "1.1.ND.1", "1.1", "Vườn", effective_from=misprinted) for path in ("dieu-1", "dieu-2")}
    put(base, GARDEN)
    put(base, codified(ends, notes), snapshot_on=date(2096, 1, 1))
    with base.session() as session:
        (answer,) = answer_all(session, [Asked(GARDEN_KEY, "dieu-4", date.fromisoformat(day))])
    assert answer is not None
    assert answer.status.code == status


@pytest.mark.parametrize(
    ("day", "status", "code"),
    [
        ("2090-01-09", "not_yet", "not_yet"),
        ("2090-01-31", "not_yet", "not_yet"),
        ("2090-02-01", "unknown", "starts_differ"),
        ("2090-02-28", "unknown", "starts_differ"),
        ("2090-03-01", "in_force", "seen_late"),
    ],
)
def test_a_later_first_day_in_the_articles_than_in_the_notes(base: KnowledgeBase, day: str, status: str, code: str) -> None:
    noted = date(2090, 2, 1)
    text = read(GARDEN)
    text = replace(text, metadata=replace(text.metadata, effective=(EffectivePeriod(noted), EffectivePeriod(date(2090, 3, 1)))))
    notes = {
        path: Codified(path, "1.1.ND.1", "1.1", "Vườn", effective_from=noted) for path in ("dieu-1", "dieu-2", "dieu-4", "dieu-5")
    }
    put(base, codified(text, notes), snapshot_on=date(2096, 1, 1))
    with base.session() as session:
        asked = [Asked(GARDEN_KEY, path, date.fromisoformat(day)) for path in ("dieu-4", "")]
        for answer in answer_all(session, asked):
            assert answer is not None
            assert (answer.status.code, answer.status.basis) == (status, code)


def test_nothing_is_in_force_before_its_issue(base: KnowledgeBase) -> None:
    early = date(2090, 1, 2)
    text = replace(read(GARDEN), metadata=replace(read(GARDEN).metadata, effective=(EffectivePeriod(early),)))
    put(
        base,
        codified(text, {"dieu-4": Codified("A", "1.1.ND.1", "1.1", "Vườn", effective_from=early)}),
        snapshot_on=date(2096, 1, 1),
    )
    with base.session() as session:
        found = answer_all(session, [Asked(GARDEN_KEY, "dieu-4", date(2090, 1, day)) for day in (9, 10)])
    assert [(item.status.code, item.status.basis) for item in found if item] == [
        ("not_yet", "not_issued"),
        ("in_force", "seen_late"),
    ]


EARLY = decree(
    "16/2090/NĐ-CP",
    "20 tháng 8 năm 2090",
    "Quy định về giỏ quả",
    """Điều 1. Giỏ quả
Giỏ quả đan bằng tre.
Điều 2. Sọt
Sọt đan bằng mây.
Điều 3. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2091, trừ quy định tại khoản 2 Điều này.
2. Các quy định liên quan đến giỏ đan tay áp dụng từ kỳ tính thuế năm 2091.""",
)
NAMED_EARLY = EARLY.replace("Các quy định liên quan đến giỏ đan tay áp dụng", "Điều 1 của Nghị định này áp dụng")


@pytest.mark.parametrize(
    ("text", "day", "whole", "part"),
    [
        (EARLY, "2090-12-31", "not_yet", "not_yet"),
        (EARLY, "2091-03-01", "not_yet_in_part", "maybe_early"),
        (EARLY, "2091-07-01", "own_text", "own_text"),
        (NAMED_EARLY, "2091-03-01", "not_yet", "not_yet"),
    ],
)
def test_what_applies_before_the_rest(base: KnowledgeBase, text: str, day: str, whole: str, part: str) -> None:
    put(base, text)
    with base.session() as session:
        key = "nghi-dinh/16-2090-nd-cp/chinh-phu/2090-08-20"
        answers = answer_all(session, [Asked(key, path, date.fromisoformat(day)) for path in (None, "dieu-2")])
    assert [answer and str(answer.status.basis) for answer in answers] == [whole, part]


DETAILS = RESTS.replace("Giỏ quả đan bằng tre.", "Nghị định này quy định chi tiết Nghị định số 10/2090/NĐ-CP về giỏ quả.")


@pytest.mark.parametrize(("day", "told"), [("2095-06-30", False), ("2095-07-01", True)])
def test_what_it_details_is_over(base: KnowledgeBase, kb: Kb, day: str, told: bool) -> None:
    for number, text in enumerate((GARDEN, DETAILS, REPLACES)):
        put(base, text, name=f"{number}.txt")
    _, said, _ = kb("status", RESTS_KEY, "--as-of", day)
    assert ("Văn bản này quy định chi tiết" in said and "Hết hiệu lực từ 01/07/2095" in said) is told


@pytest.mark.parametrize(("day", "told"), [("2090-12-31", False), ("2091-01-01", True), ("2095-07-01", False)])
def test_what_the_base_lacks_may_have_amended_it(base: KnowledgeBase, kb: Kb, day: str, told: bool) -> None:
    title = "quy định về vườn ươm"
    amended = RESTS.replace(f"{title};", f"{title} đã được sửa đổi, bổ sung một số điều theo Nghị định số 99/2091/NĐ-CP;")
    for number, text in enumerate((GARDEN, amended, REPLACES)):
        put(base, text, name=f"{number}.txt")
    _, said, _ = kb("status", GARDEN_KEY, "--as-of", day)
    assert ("bởi 99/2091/NĐ-CP, mà kho không có" in said) is told
    on = date.fromisoformat(day)
    with base.session() as session:
        of, whole = find_instrument(session, GARDEN_KEY).id, find_status(base, GARDEN_KEY, on)[1].shown(on)
        assert besides(session, of, whole, VIETNAMESE, ["Nghị định 99/2091/NĐ-CP"]) == []  # said already


@pytest.mark.parametrize(("day", "told"), [("2094-12-31", False), ("2095-01-01", True), ("2095-07-01", False)])
def test_some_of_it_is_over_before_the_rest(base: KnowledgeBase, kb: Kb, day: str, told: bool) -> None:
    over = "; riêng các quy định liên quan đến hạt giống hết hiệu lực thi hành từ kỳ tính thuế năm 2095."
    partly = REPLACES.replace(
        "kể từ ngày Nghị định này có hiệu lực thi hành.", f"kể từ ngày Nghị định này có hiệu lực thi hành{over}"
    )
    assert partly != REPLACES
    for number, text in enumerate((GARDEN, partly)):
        put(base, text, name=f"{number}.txt")
    _, said, _ = kb("status", GARDEN_KEY, "--as-of", day)
    assert ("cho một phần của văn bản này hết hiệu lực từ 01/01/2095" in said) is told
