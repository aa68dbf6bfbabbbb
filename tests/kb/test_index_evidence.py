"""What the base holds about the effect of an article, from its own text, from the codification, and from both."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from documents.model import Codified, EffectivePeriod, Instrument, InstrumentType
from documents.time.evidence import Doing, begun_by
from documents.time.timeline import Evidence
from documents.wording.actions import Action
from kb.base import KnowledgeBase
from kb.database.tables import Version
from kb.law.effects.influences import Influence, Wording, judge
from kb.law.status.evidence import EvidenceReader
from kb.law.texts.evidence_rows import Standing
from tests.kb import made_up_law as law

ISSUED, START, AMENDED, END = date(2091, 1, 2), date(2092, 1, 1), date(2094, 1, 1), date(2095, 12, 31)


def decree(words: str = "Đèn lồng treo ở đầu ngõ.", **more: object) -> Instrument:
    return law.instrument(
        InstrumentType.DECREE,
        "31/2091/NĐ-CP",
        "Quy định về đèn",
        ISSUED,
        [law.article("1", "Đèn lồng", words), law.article("2", "Tắt đèn", "Đèn tắt lúc gà gáy.")],
        issuer="Chính phủ",
        **more,  # type: ignore[arg-type]
    )


def codified(words: str = "Đèn lồng treo ở đầu ngõ.", **more: object) -> Instrument:
    one = Codified("ANCHOR1", "1.1.NĐ.1.1", "1.1", "Đèn", effective_from=START)
    two = replace(one, anchor="ANCHOR2", code="1.1.NĐ.1.2")
    return decree(words, codified={"dieu-1": replace(one, **more), "dieu-2": two})  # type: ignore[arg-type]


def standing(base: KnowledgeBase, path: str = "dieu-1", origin: str | None = None) -> Standing:
    """Of the only version, or of the only one that comes from a text, or from the codification."""
    with base.engine.connect() as connection:
        versions = select(Version.id) if origin is None else select(Version.id).where(Version.origin == origin)
        (version,) = connection.scalars(versions)
        return EvidenceReader(connection, [version]).of(version, path)


def test_a_text_alone(base: KnowledgeBase) -> None:
    law.put(base, decree(effective_from=START, effective_to=END))
    assert standing(base) == Standing(Evidence(effective_from=START, effective_to=END, exists_from=ISSUED))


def test_a_period_that_names_the_article_goes_first(base: KnowledgeBase) -> None:
    made = decree(effective_from=START)
    later = EffectivePeriod(AMENDED, None, ("dieu-2",))
    law.put(base, replace(made, metadata=replace(made.metadata, effective=(*made.metadata.effective, later))))
    assert standing(base).evidence.effective_from == START
    assert standing(base, "dieu-2").evidence.effective_from == AMENDED


def test_the_codification(base: KnowledgeBase) -> None:
    law.put(base, codified(), name="phap-dien.zip", snapshot_on=law.SNAPSHOT)
    found = Evidence(START, seen_on=law.SNAPSHOT, exists_from=ISSUED, kept_until=START)
    assert standing(base) == Standing(found, anchors=("ANCHOR1",), topics=("1.1",))


def test_a_whole_text_is_known_as_late_as_its_articles_that_another_version_shows(base: KnowledgeBase) -> None:
    law.put(base, decree(effective_from=START))
    law.put(base, codified("Đèn lồng treo ở cuối ngõ."), name="phap-dien.zip", snapshot_on=law.SNAPSHOT)
    assert standing(base, "", "text").evidence == Evidence(START, seen_on=law.SNAPSHOT, exists_from=ISSUED, kept_until=START)


def test_a_day_that_the_codified_text_gives_a_part_outweighs_the_note_of_its_article(base: KnowledgeBase) -> None:
    made = codified(effective_from=START)
    periods = (EffectivePeriod(START), EffectivePeriod(AMENDED, None, ("dieu-2",)))
    made = replace(made, metadata=replace(made.metadata, effective=periods))
    law.put(base, made, name="phap-dien.zip", snapshot_on=law.SNAPSHOT)
    assert standing(base).evidence.effective_from == START
    assert standing(base, "dieu-2").evidence.effective_from == AMENDED


def test_an_amended_article_of_the_codification(base: KnowledgeBase) -> None:
    made = codified(wording_from=AMENDED, amended_by=("32/2093/NĐ-CP",))
    law.put(base, made, name="phap-dien.zip", snapshot_on=law.SNAPSHOT)
    found = standing(base)
    assert (found.evidence.wording_from, found.amended, found.evidence.seen_on) == (AMENDED, True, law.SNAPSHOT)


@pytest.mark.parametrize("first", ["text", "codification"])
def test_the_same_words_in_a_text_and_in_the_codification(base: KnowledgeBase, first: str) -> None:
    puts = [
        lambda: law.put(base, decree(effective_from=START), name="a.txt"),
        lambda: law.put(base, codified(), name="phap-dien.zip", snapshot_on=law.SNAPSHOT),
    ]
    for put in puts if first == "text" else reversed(puts):
        put()
    found = standing(base)
    assert (found.evidence.effective_from, found.evidence.seen_on, found.anchors) == (START, law.SNAPSHOT, ("ANCHOR1",))


def test_a_later_wording_in_the_codification_is_no_evidence_for_the_first_one(base: KnowledgeBase) -> None:
    law.put(base, decree(effective_from=START), name="a.txt")
    made = codified("Đèn lồng treo ở cuối ngõ.", wording_from=AMENDED, amended_by=("32/2093/NĐ-CP",))
    law.put(base, made, name="phap-dien.zip", snapshot_on=law.SNAPSHOT)
    found = standing(base, origin="text")
    assert (found.evidence.effective_from, found.evidence.seen_on, found.amended, found.anchors) == (
        START,
        None,
        True,
        ("ANCHOR1",),
    )
    assert standing(base, origin="codification").evidence.seen_on == law.SNAPSHOT


def test_what_the_codification_says_was_repealed_ended_in_every_copy(base: KnowledgeBase) -> None:
    law.put(base, decree(effective_from=START), name="a.txt")
    made = codified("Đèn lồng treo ở cuối ngõ.", wording_from=AMENDED, amended_by=("32/2093/NĐ-CP",), effective_to=END)
    law.put(base, made, name="phap-dien.zip", snapshot_on=law.SNAPSHOT)
    assert standing(base, origin="text").evidence.effective_to == END
    assert standing(base, origin="codification").evidence.effective_to == END


def test_a_suspended_article_is_shown_by_the_codification_but_not_as_in_force(base: KnowledgeBase) -> None:
    law.put(base, codified(suspended_from=AMENDED), name="phap-dien.zip", snapshot_on=law.SNAPSHOT)
    assert (standing(base).evidence.suspended_from, standing(base, "dieu-2").evidence.suspended_from) == (AMENDED, None)


def test_an_article_that_is_not_there(base: KnowledgeBase) -> None:
    law.put(base, decree())
    assert standing(base, "dieu-9") == Standing(Evidence(exists_from=ISSUED, begun_by=begun_by(ISSUED)))


@pytest.mark.parametrize(
    ("path", "doubts"), [("dieu-4", 0), ("dieu-4/khoan-2", 1), ("dieu-4/khoan-2/diem-a", 1), ("dieu-4/khoan-3", 0)]
)
def test_a_clause_that_a_note_repeals_and_the_codification_still_shows_is_in_doubt(path: str, doubts: int) -> None:
    repeal = Influence(Action.REPEAL, "dieu-4/khoan-2", AMENDED, None, False, "32/2093/NĐ-CP", "32-2093-nd-cp")
    has = Wording(since=AMENDED, amended_by=frozenset({"32-2093-nd-cp"}), codified=True, seen_on=law.SNAPSHOT)
    for confirmed, does in ((frozenset[int](), Doing.UNSURE), (frozenset({repeal.effect}), Doing.ENDS)):
        found = judge([repeal], path, replace(has, confirmed=confirmed), Evidence(START, seen_on=law.SNAPSHOT))[0].doubts
        assert [doubt.does for doubt in found] == [does] * doubts
