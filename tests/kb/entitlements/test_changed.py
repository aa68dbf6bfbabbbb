"""What has been done to the law since a card was verified, and what becomes of the card's sentence."""

from dataclasses import replace
from datetime import date

import pytest

from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument
from kb.entitlements.answers import CardAnswer, Trust, entitled
from kb.entitlements.checking import UNSEEN, Checks, first_unseen
from kb.entitlements.facts import Situation
from kb.entitlements.loading import Desk, shipped
from kb.entitlements.model import About, Binding, Confidence, Source, Statement, Verified, Words
from kb.interface.catalogue import Catalogue
from kb.law.effects.views import effects_on
from kb.pages.desk.open_card import plain_text
from tests.kb import made_up_changes as garden
from tests.kb.deciding import decide

DAY = date(2095, 9, 1)
BEFORE, AFTER = date(2091, 1, 1), date(2095, 8, 1)
AMENDED = [(garden.CHANGES_KEY, "dieu-1/khoan-1", date(2091, 6, 1), False)]
CARD = "g-03"
GARDEN = Source(id="ND10", key="nghi-dinh/10-2090-nd-cp/chinh-phu/-", name=Words(vi="Nghị định 10", en="Decree 10"))


def card_on(*paths: str, verified: date) -> Desk:
    """A desk whose one card rests on places of a made-up decree alone."""
    words = Words(vi="Người chăm vườn được ba giỏ quả.", en="Gardeners have three baskets.")
    statements = tuple(
        Statement(about=About.WHAT, text=words, basis=Binding(source=GARDEN, path=path, confidence=Confidence.PRIMARY))
        for path in paths
    )
    desk = shipped()
    update = {"statements": statements, "amounts": (), "missing": (), "conflicts": (), "verified": Verified(by="Mẫu", on=verified)}
    return replace(desk, cards={CARD: desk.cards[CARD].model_copy(update=update)})


def answered(base: KnowledgeBase, desk: Desk, day: date = DAY) -> CardAnswer:
    with base.session() as session:
        (item,) = entitled(Checks(session, desk), desk, Situation(day)).cards
    return item


CASES = [
    ("the place itself", ["dieu-2/khoan-1"], BEFORE, DAY, True),
    ("the article about it", ["dieu-2"], BEFORE, DAY, True),
    ("another place of the article, named as exactly", ["dieu-2", "dieu-2/khoan-2"], BEFORE, DAY, False),
    ("another article", ["dieu-4"], BEFORE, DAY, False),
    ("the card was verified after it", ["dieu-2/khoan-1"], AFTER, DAY, False),
    ("on the day on which it was verified it began", ["dieu-2/khoan-1"], date(2091, 6, 1), DAY, True),
    ("it does not apply yet", ["dieu-2/khoan-1"], BEFORE, date(2091, 5, 31), False),
]


@pytest.mark.third
@pytest.mark.parametrize(("paths", "verified", "day", "changed"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_a_card_says_what_was_done_to_its_law(
    base: KnowledgeBase, paths: list[str], verified: date, day: date, changed: bool
) -> None:
    garden.put(base, garden.CHANGES, name="sua-doi.txt")
    item = answered(base, card_on(*paths, verified=verified), day)
    assert [(one.key, one.path, one.start, one.reviewed) for one in item.changed] == (AMENDED if changed else [])
    assert item.say, "the base lacks the words: the sentence is given, not as a sure one"
    garden.put(base, garden.GARDEN)
    assert answered(base, card_on(*paths, verified=verified), day).changed == item.changed


def test_a_reviewed_change_takes_the_sentence_away(base: KnowledgeBase) -> None:
    garden.put(base, garden.GARDEN)
    garden.put(base, garden.CHANGES, name="sua-doi.txt")
    with base.session(write=True, actor=Actor("Nguyễn Thị Rà Soát")) as session:
        row = find_instrument(session, garden.GARDEN_KEY).id
        for effect in effects_on(session, row):
            decide(session, effect.id, "accept")
    desk = card_on("dieu-2/khoan-1", verified=BEFORE)
    item = answered(base, desk)
    assert ([one.reviewed for one in item.changed], item.say, item.trust) == ([True], None, Trust.SHAKEN)
    (said,) = item.statements
    now = said.basis.sha256
    compared = said.statement.model_copy(update={"basis": said.statement.basis.model_copy(update={"sha256": now})})
    card = desk.cards[CARD].model_copy(update={"statements": (compared,)})
    item = answered(base, replace(desk, cards={CARD: card}))
    assert (item.changed, bool(item.say)) == ((), True), "somebody compared it with the new words"


def test_a_law_that_replaces_or_suspends_is_named(base: KnowledgeBase) -> None:
    garden.put(base, garden.GARDEN)
    garden.put(base, garden.SUSPENDS, name="ngung.txt")
    garden.put(base, garden.REPLACES, name="thay-the.txt")
    item = answered(base, card_on("dieu-4", verified=BEFORE))
    assert [(one.start, one.reviewed) for one in item.changed] == [(date(2092, 3, 1), False), (date(2095, 7, 1), False)]
    assert garden.REPLACES_KEY in {one.key for one in item.changed}


def test_who_verified_what_is_shipped_may_not_have_seen_the_newest_law() -> None:
    card = shipped().cards[CARD]
    assert first_unseen(card) == card.verified.on - UNSEEN
    here = card.model_copy(update={"verified": Verified(by="Mẫu", on=card.verified.on)})
    assert first_unseen(here) == card.verified.on


def test_the_caller_copy_names_the_change_before_the_sentence(base: KnowledgeBase) -> None:
    garden.put(base, garden.CHANGES, name="sua-doi.txt")
    say = Catalogue("vi")
    item = answered(base, card_on("dieu-2/khoan-1", verified=BEFORE))
    _, line, unsure, sentence, *_ = plain_text(say, item, DAY).splitlines()
    assert line.startswith("Căn cứ đã đổi: Nghị định")
    assert line.endswith("từ 01/06/2091. Chưa ai rà soát.")
    assert unsure == say("desk.say_unsure")
    assert str(item.say) in sentence
