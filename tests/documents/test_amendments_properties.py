# ruff: noqa: E501  (made-up law is kept as it would be printed)
"""Whatever the words and whatever the effects: nothing raises, nothing is lost silently, no effects change nothing."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from documents.amendments import Action, Effect, EffectTarget, Evidence, Part, Position, read_effects
from documents.amendments.phrases import Swap, swap
from documents.consolidation.consolidate import consolidate
from documents.consolidation.tree import Forest, grow
from documents.model import Instrument, ProblemCode, Provision
from tests.documents.amendment_helpers import BASE_KEY, BASE_NUMBER, act, base, order, texts

BASE = base()
PATHS = sorted(texts(BASE.provisions))
AMENDING = act(order("Bãi bỏ Điều 4."))

new_paths = st.sampled_from(
    ["dieu-4a", "dieu-2/khoan-2a", "dieu-2/khoan-4", "dieu-3/khoan-1/diem-d", "dieu-3/khoan-3", "chuong-iia", "phu-luc-iii", "dieu-99/khoan-1", "khoan-1"]
)  # fmt: skip
words = st.sampled_from(
    ["1. Một.\n2. Hai.", "Lời mới.", "a) Một;\nb) Hai.", "Điều 4. Tên\n1. Một.", "“”", "", "\n", "Chương IIa\nTÊN\nĐiều 9a. A\nB."]
)
targets = st.builds(
    EffectTarget,
    key=st.just(BASE_KEY),
    instrument=st.just(BASE_NUMBER),
    path=st.one_of(st.none(), st.sampled_from(PATHS), new_paths),
    anchor=st.one_of(st.none(), st.sampled_from(PATHS)),
    position=st.one_of(st.none(), st.sampled_from(list(Position))),
    part=st.sampled_from(list(Part)),
    paragraph=st.one_of(st.none(), st.integers(0, 4)),
)
some_effects = st.builds(
    Effect,
    action=st.sampled_from(list(Action)),
    target=targets,
    evidence=st.just(Evidence("dieu-1/khoan-1", 0, 3, "abc")),
    new_text=st.one_of(st.none(), words),
    new_heading=st.one_of(st.none(), st.just("Tên mới")),
    phrase_from=st.one_of(st.none(), st.sampled_from(["rau", "", "không có", "Phòng Nông nghiệp"])),
    phrase_to=st.one_of(st.none(), st.sampled_from(["hoa", "", "rau cải"])),
    new_number=st.one_of(st.none(), st.sampled_from(["1", "4", "đ", "II"])),
    new_path=st.one_of(st.none(), st.just("phu-luc-i")),
    effective_from=st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2024, 1, 1))),
    certain=st.booleans(),
)


@given(st.lists(some_effects, max_size=8), st.one_of(st.none(), st.dates(date(2019, 1, 1), date(2025, 1, 1))))
def test_consolidation_never_raises_and_loses_nothing_silently(given_effects: list[Effect], day: date | None) -> None:
    result = consolidate(BASE, [(AMENDING, given_effects)], day)
    after = texts(result.provisions)
    assert len(after) == sum(1 for root in result.provisions for _ in root.walk()), "a path is used twice"
    before = texts(BASE.provisions)
    for path, node in before.items():
        if path in after and same(after[path], node):
            continue
        # what is gone or different was changed by an effect that says so, itself or through what holds it
        holders = {other for other, holder in before.items() if any(below.path == path for below in holder.walk())}
        moved = any(change for other, change in result.changed_by.items() if other not in before)
        assert any(holder in result.changed_by for holder in holders) or moved
    for effect in given_effects:
        if effect.certain and effect.target.path and effect.target.path not in before and effect.action is Action.REPLACE:
            assert result.problems or result.pending or result.later


def same(one: Provision, other: Provision) -> bool:
    return (one.heading, one.text, one.tail, one.number) == (other.heading, other.text, other.tail, other.number)


@given(st.integers(0, 3))
def test_no_effects_are_the_identity(count: int) -> None:
    result = consolidate(BASE, [(replace(AMENDING, key=f"{AMENDING.key}~0000000{n}"), ()) for n in range(count)])
    assert result.provisions == BASE.provisions
    assert all(one is other for one, other in zip(result.provisions, BASE.provisions, strict=True))
    assert result.changed_by == {}
    assert {problem.code for problem in result.problems} <= {ProblemCode.MISSING_TARGET}


pieces = st.sampled_from(
    ["Sửa đổi", ", bổ sung", "Bãi bỏ", "Bỏ", "Thay thế cụm từ", "bằng cụm từ", "“", "”", "“A”", "“B”", "tại", "khoản 1", "Điều 2", "điểm đ", "và", ";", ",", ".", "\n",
     "như sau:", "vào sau", "vào đầu", "Nghị định số 10/2020/NĐ-CP", "Luật này", "Phụ lục II", "Mẫu số 01", "Chương II", "thành", "tên điều", "được chuyển thành",
     "hết hiệu lực", "Điều 4a. A", "1. B", "a) C", "các điều từ 3 đến 5", "(đã được sửa đổi", ")", "đến hết ngày 31 tháng 12 năm 2022", "2021"]
)  # fmt: skip


@given(st.lists(pieces, min_size=1, max_size=30))
def test_reading_never_raises_and_its_evidence_is_exact(parts: list[str]) -> None:
    amending = act(order(" ".join(parts)))
    nodes = {node.path: node for node in amending.walk()}
    found = read_effects(amending)
    for effect in found:
        evidence = effect.evidence
        assert getattr(nodes[evidence.path], evidence.field)[evidence.start : evidence.end] == evidence.text
        assert effect.certain is (effect.doubt is None)
    consolidate(BASE, [(amending, found)])


def test_a_long_line_of_marks_is_read_in_time() -> None:
    amending = act(order("Thay cụm từ " + "“A” bằng “B”, " * 400 + "tại Điều 2.", "“" * 2000))
    assert isinstance(read_effects(amending), tuple)


@given(st.text(alphabet="ab ,.;“”\n", max_size=40), st.text(alphabet="ab ,", max_size=6), st.text(alphabet="ab ,", max_size=6))
def test_a_swap_of_what_is_not_there_changes_nothing(text: str, old: str, new: str) -> None:
    changed, counts = swap(text, [Swap(old, new)])
    if not counts[0]:
        assert changed == text


def test_an_empty_instrument_is_read() -> None:
    empty = Instrument("khac/-/-/-~00000000", BASE.metadata, ())
    assert read_effects(empty) == ()
    assert consolidate(empty, [(AMENDING, read_effects(AMENDING))]).provisions == ()


def test_a_place_without_a_path_is_nowhere() -> None:
    assert Forest([grow(provision) for provision in BASE.provisions]).find("") is None
