"""Three texts beside one another, and what one sentence says of two."""

import pytest

from documents.comparison import Change, Outcome, Tie, columns_of, compare, outcome, ties_of
from documents.model import Kind, Provision


def law(*articles: tuple[str, str]) -> tuple[Provision, ...]:
    return tuple(
        Provision(f"dieu-{number}", Kind.ARTICLE, str(number), heading=heading, text=text)
        for number, (heading, text) in enumerate(articles, start=1)
    )


SEEDS = ("Hạt giống", "Hợp tác xã phát hạt giống cho từng hộ vào đầu mùa xuân.")
WATER = ("Tưới nước", "Người trồng rau phải tưới nước hai lần một ngày.")
MORE = ("Tưới nước", "Người trồng rau phải tưới nước ba lần một ngày.")
BOATS = ("Neo đậu", "Thuyền nan buộc dưới gốc đa lúc trăng lên.")
PREAMBLE = (Provision("mo-dau", Kind.PREAMBLE, text="Căn cứ Luật vườn tược;"),)


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        (law(SEEDS), law(SEEDS), Outcome.SAME),
        (law(SEEDS), law((SEEDS[0].upper(), SEEDS[1])), Outcome.ALIKE),
        (law(SEEDS), (*PREAMBLE, *law(SEEDS)), Outcome.ALIKE),
        (law(SEEDS, WATER), law(BOATS, BOATS), Outcome.APART),
        (law(SEEDS), (), Outcome.EMPTY_RIGHT),
        (PREAMBLE, law(SEEDS), Outcome.EMPTY_LEFT),
        ((), (), Outcome.EMPTY_BOTH),
        (law(SEEDS, WATER), law(SEEDS, MORE), None),
    ],
)
def test_what_one_sentence_says(left: tuple[Provision, ...], right: tuple[Provision, ...], told: Outcome | None) -> None:
    assert outcome(left, right, compare(left, right)) is told


def paths(rows: list) -> list[tuple[list[str], ...]]:
    return [tuple([item.path for item in side] for side in row.sides) for row in rows]


def test_the_others_stand_beside_the_middle_one_and_nothing_is_lost() -> None:
    old, new, draft = law(SEEDS, BOATS, WATER), law(WATER, SEEDS), law(MORE, SEEDS, BOATS)
    ties = {0: ties_of(compare(old, new), turned=True), 2: ties_of(compare(new, draft), turned=False)}
    rows = columns_of([old, new, draft], 1, ties)
    assert paths(rows) == [
        (["dieu-3"], ["dieu-1"], ["dieu-1"]),
        (["dieu-1"], ["dieu-2"], ["dieu-2"]),
        (["dieu-2"], [], []),
        ([], [], ["dieu-3"]),
    ]
    assert [row.same for row in rows] == [False, False, False, False]
    before, middle, after = rows[0].words(1)
    assert {span.change for span in before + middle} == {Change.SAME}
    assert [span.new for span in after if span.change is Change.ADDED] == [" ba"]
    for row in rows:
        assert all("".join(span.new for span in words) for words, side in zip(row.words(1), row.sides, strict=True) if side)


def test_references_bring_articles_together_without_marks() -> None:
    texts = [law(SEEDS, WATER), law(BOATS), law(MORE)]
    ties = {0: [Tie(("dieu-1",), ("dieu-2",)), Tie(("dieu-1",), ("dieu-1",))], 2: [Tie(("dieu-1",), ("dieu-1",))]}
    (row,) = columns_of(texts, 1, ties)
    assert paths([row]) == [(["dieu-2", "dieu-1"], ["dieu-1"], ["dieu-1"])]
    assert {span.change for words in row.words(1) for span in words} == {Change.SAME}
