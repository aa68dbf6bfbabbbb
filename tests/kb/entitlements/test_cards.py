"""The cards as they are shipped, and what is said of a card that is not as it should be."""

import shutil
from pathlib import Path

import pytest

from kb.entitlements.loading import CARDS, DATA, load, mistakes_of, shipped
from kb.entitlements.model import About, Confidence
from kb.errors import CardError
from kb.interface.catalogue import VIETNAMESE, languages

IDS = [f"o-{number:02}" for number in range(1, 16)] + [f"n-{number:02}" for number in range(1, 17)]
IDS += [f"g-{number:02}" for number in range(1, 18)]


def test_every_row_has_its_card() -> None:
    assert sorted(shipped().cards) == sorted(IDS)


def test_a_card_says_what_it_must() -> None:
    for card, found in shipped().cards.items():
        told = {statement.about for statement in found.statements}
        assert About.WHAT in told, card
        assert found.callers, card
        for words in (found.title, found.say, *(statement.text for statement in found.statements)):
            assert {language: words(language) for language in languages()}.keys() == set(languages()), card
            assert words("vi") != words("en"), card
        read = [found.say("vi"), *(amount.text("vi") for amount in found.amounts), *map(str, shipped().rules.reasons.values())]
        read += [statement.text("vi") for statement in found.statements if statement.about is not About.NOTE]
        assert not [words for words in read if "đừng hứa" in words or "đừng nêu" in words], card  # which is said to the counsellor
        assert About.DECIDES in told or card in ("o-05", "o-14"), card


def test_no_statement_stands_without_a_basis_down_to_what_is_known() -> None:
    whole = [
        (card.id, statement.text.vi)
        for card in shipped().cards.values()
        for statement in card.statements
        if not statement.basis.path and statement.basis.confidence is Confidence.PRIMARY
    ]
    assert whole == []


def test_no_figure_is_known_that_nobody_checked() -> None:
    desk = shipped()
    amounts = [(card.id, amount) for card in desk.cards.values() for amount in card.amounts]
    assert [card for card, amount in amounts if amount.known and amount.basis.confidence is Confidence.TO_CHECK] == []
    assert [card for card, amount in amounts if not amount.known and (amount.value or amount.parameter)] == []
    unchecked = [
        (name, figure)
        for name, parameter in desk.parameters.items()
        for figure in parameter.figures
        if figure.basis.confidence is Confidence.TO_CHECK
    ]
    assert [name for name, _ in unchecked] == ["social_standard"]
    assert [figure.value for _, figure in unchecked] == [None]


def test_the_standard_that_nobody_has_seen_stands_nowhere() -> None:
    files = [*CARDS.glob("*.yaml"), *DATA.glob("*.yaml")]
    assert [path.name for path in files if "500.000 đ/tháng" in path.read_text() or "value: 500000\n" in path.read_text()] == []


def test_figures_of_the_made_up_circular_stand_nowhere() -> None:
    resting = [
        statement.text()
        for card in shipped().cards.values()
        for statement in (*card.statements, *card.amounts)
        if statement.basis.source.id == "TT120"
    ]
    assert resting
    assert [text for text in resting if any(mark in text for item in shipped().refused for mark in item.marks)] == []


WRONG = [
    ("an unknown field", "regime: new", "regime: new\ncolour: red", "n-12.yaml, n-12, colour: không có trường này"),
    ("no regime", "regime: new\n", "", "n-12.yaml, n-12, regime: chế độ không khớp"),
    ("no title", "title:\n", "titles:\n", "n-12.yaml, n-12, title: thiếu trường này"),
    ("another placeholder", "{person} có thể", "{name} có thể", "n-12.yaml, n-12, say: trong câu để nói chỉ dùng được {person}"),
    (
        "a shared row nowhere",
        "statements:\n",
        "statements:\n  - who_else\n",
        "n-12.yaml, n-12, statements.0: không có tên này trong",
    ),
    ("an unknown regime", "regime: new", "regime: newer", "n-12.yaml, n-12, regime: giá trị không có"),
    ("another regime", "regime: new", "regime: old", "n-12.yaml, n-12, regime: chế độ không khớp"),
    ("an unknown confidence", "confidence: primary", "confidence: sure", "n-12.yaml, n-12, statements.0.confidence: giá trị"),
    ("a basis nowhere", "basis: QD07#dieu-5/khoan-3", "basis: QD99#dieu-5", "n-12.yaml, n-12, statements.0.basis: căn cứ dẫn tới"),
    ("no path", "basis: QD07#dieu-5/khoan-3", "basis: QD07#Điều 5", "n-12.yaml, n-12, statements.0: không phải đường dẫn"),
    ("a card of another id", "id: n-12", "id: n-11", "n-12.yaml, n-11, id: hai thẻ cùng một mã"),
    ("an id of no form", "id: n-12", "id: twelve", "n-12.yaml, twelve, id: không đúng dạng"),
    ("an unknown contradiction", "  - T13", "  - T99", "n-12.yaml, n-12, conflicts.0: không có mâu thuẫn"),
    (
        "an unknown parameter",
        "parameter: regional_minimum_wage",
        "parameter: luck",
        "n-12.yaml, n-12, amounts.0.parameter: không có",
    ),
    ("an unknown fact", "when: {}", "when:\n      weather:\n      - fine", "n-12.yaml, n-12, amounts.0.when: không có dữ kiện"),
    ("a field twice", "regime: new", "regime: new\nregime: new", "n-12.yaml:3"),
    ("no YAML", "regime: new", "regime: [new", "n-12.yaml:"),
    ("days in the wrong order", "from: 2026-03-16\n", "from: 2026-03-16\nto: 2026-03-15\n", "n-12.yaml, n-12: ngày đầu ở sau"),
    ("a day of no calendar", "from: 2026-03-16\n", "from: 2026-02-30\n", "n-12.yaml"),
]


@pytest.mark.third
@pytest.mark.parametrize(("before", "after", "said"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_mistake_is_named_with_its_place(tmp_path: Path, before: str, after: str, said: str) -> None:
    shutil.copytree(CARDS, tmp_path / "cards")
    path = tmp_path / "cards" / "n-12.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(CardError) as error:
        load(tmp_path / "cards")
    sentence = VIETNAMESE.write(error.value)
    assert said in sentence


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    shutil.copytree(CARDS, tmp_path / "cards")
    for name in ("n-12", "o-03"):
        path = tmp_path / "cards" / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("title:", "heading:", 1), encoding="utf-8")
    with pytest.raises(CardError) as error:
        load(tmp_path / "cards")
    assert len(mistakes_of(error.value)) == 4


def test_a_figure_that_rests_on_the_made_up_circular_is_refused(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / "shared.yaml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("  basis: TT120\n  confidence: to_check", "  basis: TT120\n  confidence: secondary", 1)
    changed = changed.replace(
        "known: false\n  vi: 'mức tiền chưa kiểm tra: được", "value: 70000\n  vi: 'mức tiền chưa kiểm tra: được", 1
    )
    assert changed.count("value: 70000") == 1
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(CardError) as error:
        load(CARDS, tmp_path / "data")
    assert "con số lấy từ văn bản bịa đặt" in VIETNAMESE.write(error.value)
