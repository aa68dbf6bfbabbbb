"""Whether another source says what an effect says: the rule, by table, and how notes are read for it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.model import Kind, Provision
from documents.wording.actions import Action
from kb.law.effects.agreement import Agreement, Claim, Named, Reason, Verdict, Witness, agreement_of, confirms
from kb.law.effects.influences import Influence
from kb.law.effects.witnesses import read_codified_note, read_footnote

EARLIER, DAY, LATER, LOOKED = date(2030, 6, 1), date(2031, 6, 1), date(2034, 1, 1), date(2036, 2, 28)
BY, OTHER = "20-2031-nd-cp", "30-2034-nd-cp"
NEW = "2. Người tưới cây do trưởng thôn cử và được xã trả công mỗi tháng một lần."


def article(*clauses: str, heading: str = "Tưới cây") -> Provision:
    """An article with these clauses, the words without their numbers."""
    children = tuple(
        Provision(f"dieu-2/khoan-{number}", Kind.CLAUSE, number=str(number), text=text)
        for number, text in enumerate(clauses, start=1)
    )
    return Provision("dieu-2", Kind.ARTICLE, number="2", heading=heading, children=children)


OLD_CLAUSE, NEW_CLAUSE = "Người tưới cây do trưởng thôn cử.", NEW.removeprefix("2. ")
BEFORE, AFTER = article("Cây được tưới.", OLD_CLAUSE), article("Cây được tưới.", NEW_CLAUSE)
NOTE = Named("dieu-2", BY, DAY, articles=frozenset({"1"}))
CHANGE = Claim(Action.REPLACE, "dieu-2/khoan-2", BY, DAY, article="1", new_text=NEW)
ELSEWHERE = replace(NOTE, articles=frozenset({"7"}))
REPEAL = Claim(Action.REPEAL, "dieu-2/khoan-2", BY, DAY, article="1")
ENDED = replace(NOTE, ended=True)
SWAP = Claim(Action.SUBSTITUTE_PHRASE, "dieu-2", BY, DAY, article="1", phrase_from="trưởng thôn", phrase_to="trưởng xóm")
SWAPPED = article("Cây được tưới.", "Người tưới cây do trưởng xóm cử.")


def says(unit: Provision | None, *named: Named, until: date | None = LOOKED, kind: str = "codification") -> Witness:
    return Witness(kind, "khoa", until, unit, named)


@pytest.mark.parametrize(
    ("claim", "witnesses", "verdict", "reason"),
    [
        # Named for the day, and the new words stand there.
        (CHANGE, [says(AFTER, NOTE)], "agrees", "named_and_words"),
        # White space, tone marks and the stop at the end do not make words others; a figure does.
        (replace(CHANGE, new_text=NEW.replace(" ", "  ").rstrip(".") + ";"), [says(AFTER, NOTE)], "agrees", "named_and_words"),
        (replace(CHANGE, new_text=NEW.replace("một lần", "hai lần")), [says(AFTER, NOTE)], "disagrees", "other_words"),
        # The words alone, where there are enough of them.
        (CHANGE, [says(AFTER)], "agrees", "words"),
        (replace(CHANGE, path="dieu-2/khoan-1", new_text="1. Cây được tưới."), [says(AFTER)], "unchecked", "not_compared"),
        # Named, but the old words still stand there, and nothing changed them later.
        (CHANGE, [says(BEFORE, NOTE)], "disagrees", "other_words"),
        # Another change came later: the words tell nothing, and the note is about the article, not about its clause.
        (CHANGE, [says(BEFORE, NOTE, replace(NOTE, by=OTHER, day=LATER))], "unchecked", "not_compared"),
        (CHANGE, [says(BEFORE, replace(NOTE, path="dieu-2/khoan-2"), replace(NOTE, by=OTHER, day=LATER))], "agrees", "named"),
        # Named for another day, or from another article of the amending text.
        (CHANGE, [says(AFTER, replace(NOTE, day=LATER))], "disagrees", "other_day"),
        (CHANGE, [says(AFTER, ELSEWHERE)], "agrees", "words"),
        (replace(CHANGE, new_text="2. Ngắn."), [says(article("A", "Ngắn."), ELSEWHERE)], "unchecked", "not_compared"),
        # The source was made later, shows the old words and names nobody.
        (CHANGE, [says(BEFORE)], "disagrees", "not_named"),
        # Made before the change, without the article, without a day: it tells nothing.
        (CHANGE, [says(BEFORE, until=date(2031, 5, 31))], "unchecked", "too_early"),
        (CHANGE, [says(BEFORE, until=None)], "unchecked", "too_early"),
        (CHANGE, [says(None)], "unchecked", "no_source"),
        (CHANGE, [], "unchecked", "no_source"),
        (replace(CHANGE, day=None), [says(AFTER, NOTE)], "unchecked", "no_day"),
        # The whole instrument is never confirmed this way.
        (replace(REPEAL, path=""), [says(AFTER, ENDED)], "unchecked", "no_source"),
        # A repeal: gone, or marked as repealed, and named; or still there.
        (REPEAL, [says(article("Cây được tưới."), NOTE)], "agrees", "named_and_words"),
        (REPEAL, [says(article("Cây được tưới.", "(được bãi bỏ)"), NOTE)], "agrees", "named_and_words"),
        (REPEAL, [says(article("Cây được tưới."))], "unchecked", "not_compared"),
        (REPEAL, [says(BEFORE, NOTE)], "disagrees", "still_there"),
        (REPEAL, [says(BEFORE)], "disagrees", "not_named"),
        # A whole article: the note says so, whatever words it still shows.
        (replace(REPEAL, path="dieu-2"), [says(BEFORE, ENDED)], "agrees", "named_ended"),
        (replace(REPEAL, path="dieu-2"), [says(BEFORE, NOTE)], "disagrees", "still_there"),
        # A phrase: the new one stands there and the old one does not; where it is part of the new one, that is looked past.
        (SWAP, [says(SWAPPED, NOTE)], "agrees", "named_and_words"),
        (SWAP, [says(SWAPPED)], "unchecked", "not_compared"),
        (SWAP, [says(BEFORE, NOTE)], "disagrees", "other_words"),
        (replace(SWAP, phrase_from="xóm"), [says(SWAPPED, NOTE)], "agrees", "named_and_words"),
        (replace(SWAP, phrase_from="Cây được tưới", phrase_to=""), [says(SWAPPED, NOTE)], "disagrees", "other_words"),
        # A new name.
        (Claim(Action.RETITLE, "dieu-2", BY, DAY, "1", new_heading="Tưới cây"), [says(AFTER, NOTE)], "agrees", "named_and_words"),
        (Claim(Action.RETITLE, "dieu-2", BY, DAY, "1", new_heading="Bón cây"), [says(AFTER, NOTE)], "disagrees", "other_words"),
        # What is to be put in is not there.
        (Claim(Action.INSERT, "dieu-2/khoan-3", BY, DAY, "1", new_text="3. Mới."), [says(AFTER, NOTE)], "disagrees", "other_words"),
        # Two sources: one that contradicts outweighs one that agrees; one that tells nothing does not.
        (CHANGE, [says(AFTER, NOTE), says(BEFORE, kind="consolidation")], "disagrees", "contradictory"),
        (CHANGE, [says(None), says(AFTER, NOTE, kind="consolidation")], "agrees", "named_and_words"),
    ],
)  # fmt: skip
def test_the_rule(claim: Claim, witnesses: list[Witness], verdict: str, reason: str) -> None:
    found = agreement_of(claim, witnesses)
    assert (found.verdict, found.reason) == (verdict, reason)


def test_what_contradicts_tells_the_other_day() -> None:
    found = agreement_of(CHANGE, [says(AFTER, replace(NOTE, day=LATER))])
    assert found == Agreement(Verdict.DISAGREES, Reason.OTHER_DAY, "codification", "khoa", LATER)


_NAMED = st.builds(
    Named,
    st.sampled_from(["dieu-2", "dieu-2/khoan-2", "dieu-3"]),
    st.sampled_from([BY, OTHER]),
    st.sampled_from([DAY, LATER, None]),
    st.booleans(),
    st.frozensets(st.sampled_from(["1", "2"])),
)
_WITNESS = st.builds(
    Witness,
    st.sampled_from(["codification", "consolidation"]),
    st.just("khoa"),
    st.sampled_from([None, date(2031, 1, 1), LOOKED]),
    st.sampled_from([None, BEFORE, AFTER, SWAPPED]),
    st.lists(_NAMED, max_size=3).map(tuple),
)


@given(st.sampled_from([CHANGE, REPEAL, SWAP, replace(REPEAL, path="dieu-2")]), st.lists(_WITNESS, max_size=3), _WITNESS)
def test_another_source_never_makes_a_contradiction_go_away(claim: Claim, some: list[Witness], another: Witness) -> None:
    before, after = agreement_of(claim, some), agreement_of(claim, [*some, another])
    if before.verdict is Verdict.DISAGREES:
        assert after.verdict is Verdict.DISAGREES


@given(st.sampled_from([CHANGE, REPEAL, SWAP]), _WITNESS)
def test_what_agrees_is_named_or_stands_there_letter_for_letter(claim: Claim, witness: Witness) -> None:
    if agreement_of(claim, [witness]).verdict is Verdict.AGREES:
        named = any(item.by == claim.by and item.day == claim.day for item in witness.named)
        assert named or (witness.unit is AFTER and claim is CHANGE)
        assert witness.until is not None
        assert witness.until >= DAY


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (
            "(Điều 2 Nghị định số 10/2030/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/03/2030, có nội dung được sửa đổi, có nội dung "
            "được bổ sung bởi Điều 1, Điều 3 Nghị định số 20/2031/NĐ-CP có hiệu lực thi hành kể từ ngày 01/06/2031; Điều 4 Nghị "
            "định số 30/2034/NĐ-CP có hiệu lực thi hành kể từ ngày 01/01/2034)",
            [(BY, DAY, {"1", "3"}), (OTHER, LATER, {"4"})],
        ),
        ("(Điều 2 Nghị định số 10/2030/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/03/2030)", []),
        ("", []),
    ],
)
def test_notes_of_the_codification(note: str, expected: list[Any]) -> None:
    found = [(item.by, item.day, set(item.articles)) for item in read_codified_note("dieu-2", note)]
    assert found == expected


def test_footnotes_of_a_consolidated_text() -> None:
    text = (
        "Khoản này được sửa đổi, bổ sung lần thứ nhất theo quy định tại khoản 8 Điều 1 của Nghị định số 20/2031/NĐ-CP sửa đổi Nghị "
        "định về vườn, có hiệu lực kể từ ngày 01 tháng 6 năm 2031.\n"
        "Khoản này được bãi bỏ theo quy định tại Điều 4 của Nghị định số 30/2034/NĐ-CP, có hiệu lực từ ngày 01 tháng 01 năm 2034.\n"
        "Nghị định này có căn cứ ban hành như sau."
    )
    assert read_footnote("dieu-2/khoan-2", text) == [
        Named("dieu-2/khoan-2", BY, DAY, False, frozenset({"1"})),
        Named("dieu-2/khoan-2", OTHER, LATER, True, frozenset({"4"})),
    ]


ENDING = Influence(Action.REPEAL, "dieu-4/khoan-2", DAY, None, False, "32/2093/NĐ-CP", BY, place="dieu-9")
TOLD = Named("dieu-4", BY, DAY, False, frozenset({"9"}), repeals=True)
ANEW = replace(ENDING, action=Action.RENUMBER, path="dieu-4/khoan-3", place="")


@pytest.mark.parametrize(
    ("named", "near", "right"),
    [
        ([TOLD], [], True),
        ([replace(TOLD, by=OTHER, day=EARLIER, articles=frozenset({"1"})), TOLD], [], True),
        ([replace(TOLD, day=EARLIER)], [], True),  # a misprint in the note: by both it is over from the later day on
        ([], [], False),
        ([replace(TOLD, repeals=False)], [], False),
        ([replace(TOLD, articles=frozenset({"1", "9"}))], [], False),
        ([replace(TOLD, day=LATER)], [], False),
        ([TOLD, replace(TOLD, by=OTHER, day=LATER)], [], False),
        ([TOLD, replace(TOLD, by=OTHER, day=None)], [], False),
        ([TOLD], [ANEW], False),  # 19/2008/QH12 ends khoản 4 and says that khoản 5 is khoản 4 now
        ([TOLD], [replace(ANEW, path="dieu-4/khoan-3/diem-b")], True),
        ([TOLD], [replace(ANEW, action=Action.REPLACE)], True),
        ([TOLD], [replace(ANEW, action=Action.REPLACE, path="dieu-4")], False),
        ([TOLD], [replace(ANEW, action=Action.INSERT, path=ENDING.path, start=None)], False),
        ([TOLD], [replace(ANEW, action=Action.REPLACE, path=ENDING.path, start=EARLIER)], True),
    ],
)
def test_a_note_confirms_what_is_ended_unless_others_may_have_its_number(
    named: list[Named], near: list[Influence], right: bool
) -> None:
    assert confirms(named, ENDING, [ENDING, *near]) is right
