"""The codification lags: up to which day its words are known, and laws that have a later one of their name."""

from dataclasses import replace
from datetime import date

import pytest

from documents.model import Codified, EffectivePeriod, Instrument, InstrumentType, Kind, Provision
from kb.base import KnowledgeBase
from kb.law.status.answers import Answer, Asked, answer_all
from tests.kb import made_up_law as law
from tests.kb.made_up_changes import decree, put
from tests.kb.made_up_groups import BED_KEY, LOOKED, codified_bed

START, KEPT, NEXT = date(2041, 1, 1), date(2042, 5, 1), date(2044, 1, 1)
SNAPSHOT = date(2045, 2, 1)
LANTERNS = "luat/31-2040-qh99/quoc-hoi/2040-06-01"


def made(type_: InstrumentType, number: str, title: str, issued: date, more: tuple[Provision, ...] = ()) -> Instrument:
    return law.instrument(
        type_,
        number,
        title,
        issued,
        [*more, law.article("1", "Đèn lồng", f"Đèn của {number} treo ở đầu ngõ."), law.article("2", "Tắt đèn", "Gà gáy thì tắt.")],
        issuer="Quốc hội",
    )


def codify(base: KnowledgeBase, text: Instrument, effective: date, wording: date | None = None) -> None:
    note = Codified(f"A{text.key}", "9.9.1", "9.9", "Đèn", effective_from=effective)
    other = replace(note, anchor=f"B{text.key}", wording_from=wording)
    paths = [part.path for part in text.provisions if part.kind is Kind.ARTICLE]
    put(base, replace(text, codified=dict(zip(paths, (note, other), strict=True))), name="phap-dien.zip", snapshot_on=SNAPSHOT)


def lanterns() -> Instrument:
    return made(InstrumentType.LAW, "31/2040/QH99", "Đèn lồng", date(2040, 6, 1))


def asked(base: KnowledgeBase, day: date, key: str = LANTERNS) -> Answer:
    with base.session() as session:
        (answer,) = answer_all(session, [Asked(key, "dieu-1", day)])
    assert answer is not None
    return answer


def said(answer: Answer) -> tuple[str, str, str]:
    return str(answer.status.code), str(answer.status.wording), str(answer.status.basis)


@pytest.mark.parametrize(
    ("wording", "until"),
    [(KEPT, KEPT), (None, START), (date(2049, 1, 1), START)],
    ids=["another article was amended", "nothing was amended", "something will be"],
)
def test_words_are_known_as_long_as_the_notes_of_an_instrument_name_changes(
    base: KnowledgeBase, wording: date | None, until: date
) -> None:
    codify(base, lanterns(), START, wording=wording)
    codify(base, made(InstrumentType.DECREE, "32/2040/NĐ-CP", "Về đèn mới", date(2040, 7, 1)), date(2043, 1, 1))
    assert said(asked(base, until)) == ("in_force", "held", "seen")
    late = asked(base, date(2044, 6, 1))
    assert said(late) == ("in_force", "unknown", "seen_late")
    assert late.last_known == ("in_force", until)


def later_law(base: KnowledgeBase, title: str = "Đèn lồng", type_: InstrumentType = InstrumentType.LAW) -> None:
    text = made(type_, "7/2043/QH99", title, date(2043, 6, 1))
    periods = (EffectivePeriod(NEXT), EffectivePeriod(date(2043, 7, 1), None, ("dieu-1",)))
    put(base, replace(text, metadata=replace(text.metadata, effective=periods)))


def resting(base: KnowledgeBase, words: str) -> None:
    head = Provision("mo-dau", Kind.PREAMBLE, children=(Provision("mo-dau/can-cu-1", Kind.BASIS, text=words),))
    put(base, made(InstrumentType.DECREE, "50/2044/NĐ-CP", "Về ngõ", NEXT, (head,)))


def test_a_later_law_of_the_name_leaves_the_older_one_unknown(base: KnowledgeBase) -> None:
    codify(base, lanterns(), START)
    later_law(base)
    assert said(asked(base, date(2043, 12, 31))) == ("in_force", "unknown", "seen_late")
    assert said(asked(base, NEXT)) == ("unknown", "unknown", "succeeded")
    assert asked(base, SNAPSHOT).last_known == ("in_force", date(2043, 12, 31))


def test_so_does_one_that_others_rest_on(base: KnowledgeBase) -> None:
    codify(base, lanterns(), START)
    resting(base, "Căn cứ Luật Đèn lồng số 7/2043/QH99;")
    assert said(asked(base, NEXT)) == ("unknown", "unknown", "succeeded")


@pytest.mark.parametrize(
    "words", ["Căn cứ Luật Đèn lồng số 31/2040/QH99;", "Căn cứ Luật Đèn lồng;", "Căn cứ Luật Đèn dầu số 7/2043/QH99;"]
)
def test_no_other_law_does(base: KnowledgeBase, words: str) -> None:
    codify(base, lanterns(), START)
    later_law(base, "Sửa đổi, bổ sung một số điều của Luật Đèn lồng")
    later_law(base, type_=InstrumentType.ORDINANCE)
    resting(base, words)
    assert said(asked(base, NEXT)) == ("in_force", "unknown", "seen_late")


def test_what_the_codification_shows_after_it_was_kept_again_lives_on(base: KnowledgeBase) -> None:
    codify(base, lanterns(), START, wording=date(2044, 4, 1))
    later_law(base)
    assert said(asked(base, date(2044, 4, 1))) == ("in_force", "held", "seen")


@pytest.mark.parametrize(
    ("last", "wording", "told"),
    [("2", None, "succeeded"), ("3", None, "seen"), ("2", date(2044, 4, 1), "seen")],
    ids=["whole as ever", "its editors took articles out", "a note names a later change"],
)
def test_that_the_codification_is_kept_shows_no_law_as_ever_beside_a_later_one(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, last: str, wording: date | None, told: str
) -> None:
    """Luật Cư trú of 2006 stands in it whole years after that of 2020; of an older law on insurance some articles do, rightly."""
    monkeypatch.setattr("kb.law.texts.evidence_rows.SURE_UNTIL", SNAPSHOT)
    old = lanterns()
    *before, second = old.provisions
    old = replace(old, provisions=(*before, replace(second, path=f"dieu-{last}", number=last)))
    codify(base, old, START, wording=wording)
    later_law(base)
    assert str(asked(base, date(2044, 6, 1)).status.basis) == told
    assert str(asked(base, date(2043, 12, 31)).status.code) == "in_force"


PARTLY = decree(
    "41/2091/NĐ-CP",
    "05 tháng 02 năm 2091",
    "Quy định về tưới rau",
    """Điều 1. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2091 và thay thế các quy định về tưới rau tại Nghị định số \
40/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về luống rau.""",
)


@pytest.mark.parametrize(("has", "told"), [((), "unknown"), ((1,), "in_force")], ids=["no note names it", "a note names it"])
def test_an_end_that_may_be_one_of_a_part_is_one_where_the_codification_has_worked_it_in(
    base: KnowledgeBase, has: tuple[int, ...], told: str
) -> None:
    """Its editors name what replaced some of a text at the article that lost it, and go on showing the rest."""
    put(base, codified_bed(6, has), name="phap-dien.html", snapshot_on=LOOKED)
    put(base, PARTLY)
    with base.session() as session:
        answers = answer_all(session, [Asked(BED_KEY, path, date(2092, 1, 1)) for path in (None, "dieu-2", "dieu-6")])
    assert [str(item.status.code) for item in answers if item] == [told] * 3
