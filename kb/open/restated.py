"""What a sentence says beside a citation, held against the words of what it cites: its figures, and whether it says it in the very
words of the law. Only what both say in the same words around it is called other than the law.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace

from documents.comparison.figures import limits_before
from documents.comparison.words import WORD, word_key
from kb.open.said import (
    AgainstLaw,
    Beside,
    Figure,
    Said,
    SaidOf,
    Words,
    figures_of,
    is_inside,
    is_of_hours,
    is_of_working_days,
    outside,
    words_of,
)


def restated(
    text: str, sentence: tuple[int, int], cited: Sequence[Beside], compared: Set[str] = frozenset()
) -> Iterator[tuple[int, Said]]:
    """What a sentence says, held against what it cites: each thing with the number of its citation.

    :param sentence: where it stands in the text
    :param compared: quotations of it that are judged word by word
    """
    first, last = sentence
    words = Words(outside(text, sentence, [one.span for one in cited], compared))
    sources = [
        one.number
        for one in cited
        if one.law and _is_source(text[max(0, first - 2) : one.span[0]], text[one.span[1] : last], words, one.law)
    ]
    for one, said in _figures(words, first, cited):
        if told := said if one.number in sources else softened(said):
            yield one.number, told
    if len(sources) == 1:
        one = next(one for one in cited if one.number == sources[0])
        ends = _ENDS.search(text, last)
        if one.law and in_its_words(text[first : one.span[0]], text[one.span[1] : ends.start() if ends else None], one.law):
            yield one.number, Said(SaidOf.MATTER, "", AgainstLaw.SAME, ())


def softened(said: Said) -> Said | None:
    """What is left to say where a sentence need not speak of what it cites, or the law may have other words."""
    if said.what is not SaidOf.FIGURE:
        return None
    return replace(said, verdict=AgainstLaw.OPEN) if said.verdict is AgainstLaw.OTHER else said


# Whether it restates the law

_SOURCE = re.compile(
    r"(?:(?:^|[.!?\n,:(–-])\s*(?:(?:và|còn|nhưng|cũng)\s+)?"
    r"(?:(?:theo|căn cứ|tại|trong|như|do)(?:\s+(?:đúng|lời văn|nội dung|của|quy định|tại|ở))*)?"
    r"|\s(?:theo|thì|và|nằm (?:ở|tại|trong)))\s*$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?](?:\s|$)|\n")
_BY = re.compile(r"theo quy định(?: tại| của)?\s*$", re.IGNORECASE)
_ALL = 0.75


def _is_source(before: str, behind: str, said: "Words", law: "Words") -> bool:
    """Whether a sentence restates what it cites there, and does not only name it: "người quy định tại khoản 2 Điều 5".

    :param before: its words up to the citation
    :param behind: those that follow it
    """
    ends = _BY.search(before) is not None and not WORD.search(behind)
    return _SOURCE.search(before) is not None or (ends and said.covered(law) >= _ALL)


# Figures

_NEAR, _WIDE, _SHARED = 12, 18, 3
"""So many words around a figure of a sentence, and of the law, of which so many pairs are the same where they are of one matter."""
_CLOSE, _SWAPPED = 6, 4
"""The same right beside it, where the value itself stands elsewhere in the law: of another matter."""
_RESTATED = 0.5
"""Such a share of its pairs of words are those of the law where a sentence restates it."""
_BEFORE = re.compile(r"\s*(?:làm việc\s+)?trước", re.IGNORECASE)
_PROPOSES = re.compile(
    r"(?<!\w)(?:đề nghị|đề xuất|kiến nghị|dự thảo|sửa đổi|nâng (?:mức|lên)|tăng lên|giảm (?:xuống|còn)|thay vì|so với"
    r"|trước đây|lẽ ra|(?<!không )(?<!được )(?:cao|thấp) hơn)(?!\w)",
    re.IGNORECASE,
)


def _figures(words: Words, first: int, cited: Sequence[Beside]) -> Iterator[tuple[Beside, Said]]:
    """What is to be said of the figures of a sentence: held against what states their value, else the nearest one."""
    figures = figures_of(words.text)
    stated = {one.number: figures_of(one.law.text) for one in cited if one.law is not None}
    for figure in figures:
        alike = {number: [other for other in some if other.kind == figure.kind] for number, some in stated.items()}
        there = [one for one in cited if any(other.value == figure.value for other in alike.get(one.number, ()))]
        for one in there or _nearest(figure, first, cited, alike):
            own = [other for other in figures if other.kind == figure.kind]
            if one.law is not None and (said := _figure(figure, words, own, one.law, alike[one.number])):
                yield one, said
    kinds = {other.kind for some in stated.values() for other in some}
    alone = cited[0].law if figures and len(cited) == 1 else None
    if alone is not None and not kinds & {one.kind for one in figures}:
        yield cited[0], Said(SaidOf.FIGURE, figures[0].words, AgainstLaw.OPEN, (alone.beginning,))


def _nearest(figure: Figure, first: int, cited: Sequence[Beside], alike: Mapping[int, Sequence[Figure]]) -> list[Beside]:
    """The nearest citation that states a value of a kind; none where a nearer one may, and is not known."""
    by_gap: dict[int, list[Beside]] = {}
    for one in cited:
        start, end = one.span
        by_gap.setdefault(max(start - first - figure.end, first + figure.start - end), []).append(one)
    for _, some in sorted(by_gap.items()):
        if any(one.unknown and one.number not in alike for one in some):
            return []
        if stating := [one for one in some if alike.get(one.number)]:
            return stating
    return []


def _equal_figure(figure: Figure, said: Words, equal: Sequence[Figure], law: Words, of_matter: bool) -> Said:
    """What is to be said of a figure that the law has: the same, unless it is of other days, or a least is a most there."""
    alike = [one for one in equal if is_of_working_days(one) is is_of_working_days(figure)]
    turned = {_bound(one, law.text) - _bound(figure, said.text) for one in equal} <= {-2, 2}
    there = words_of(alike or equal)
    if turned:
        there = tuple(law.text[limits_before(law.text, one.start)[1] : one.end] for one in equal)
    other = turned or (of_matter and not alike)
    return Said(SaidOf.FIGURE, figure.words, AgainstLaw.OTHER if other else AgainstLaw.SAME, there)


def _figure(figure: Figure, said: Words, others: Sequence[Figure], law: Words, stated: Sequence[Figure]) -> Said | None:
    """What is to be said of a figure of a sentence.

    :param others: all figures of the sentence of its kind
    :param stated: the figures of the law of its kind
    """
    shared = {one.start: len(said.around(figure, _NEAR) & law.around(one, _WIDE)) for one in stated}
    equal = [one for one in stated if one.value == figure.value]
    near = {one.start: _beside(figure, one, said, law) for one in stated}
    swapped = max(near.values(), default=0) >= max(_SWAPPED, 1 + 2 * max((near[one.start] for one in equal), default=0))
    closest = max(stated, key=lambda one: near[one.start], default=figure)
    right = [other for other in others if other.value == closest.value]  # it stands in its own place
    if equal and not (swapped and all(_beside(other, closest, said, law) < near[closest.start] for other in right)):
        return _equal_figure(figure, said, equal, law, any(shared[one.start] >= _SHARED for one in equal))
    free = [one for one in stated if equal or all(one.value != other.value for other in others)]
    if not free or is_inside(figure, said.text, stated, law.text):
        return None
    best = max(free, key=lambda one: (near[one.start] if equal else 0, shared[one.start]))
    unsaid = sum(all(one.value != other.value for other in stated) for one in others)
    alone = len(free) == unsaid == 1 and said.covered(law) >= _RESTATED
    sure = (alone or shared[best.start] >= _SHARED) and not _PROPOSES.search(said.text)
    verdict, there = (AgainstLaw.OTHER, [best]) if sure else (AgainstLaw.OPEN, free)
    # Hours are no answer to months: then the law's own words are.
    like = [one for one in there if is_of_hours(one) is is_of_hours(figure)]
    return Said(SaidOf.FIGURE, figure.words, verdict, words_of(like) or (law.beginning,))


def _bound(figure: Figure, text: str) -> int:
    """Whether a figure is the least, 1, or the most, -1; of a time before something both are said of one."""
    signs, _ = limits_before(text, figure.start)
    if _BEFORE.match(text, figure.end):
        return 0
    return ("≥" in signs) - ("≤" in signs)  # "không kéo dài quá" is no more than: what is over or under may be denied


def _beside(figure: Figure, one: Figure, said: Words, law: Words) -> int:
    return len(said.around(figure, _CLOSE) & law.around(one, _CLOSE))


_SHORTEST = 8
_LEADS = re.compile(
    r"\W*(?:(?:và|còn|theo|căn cứ|tại|trong|như|do|đúng|lời văn|nội dung|của|(?:có |được )?quy định(?: rằng)?|thì|nêu|ghi)\W+)*",
    re.IGNORECASE,
)
_BEGINS_ONE, _ENDS_ONE = re.compile(r"(?:^|[.\n])[\s“\"]*(?:\d{1,3}[a-zđ]?[.)]\s*)?$"), re.compile(r"\s*[”\"]?\s*(?:[.;]|\n|$)")
_LISTED = re.compile(r"[:;,]\s*(?:[a-zđ]{1,2}\d?\)\s*)?$")
"""What stands in a list says what the words above the list say of it."""


def in_its_words(before: str, behind: str, law: Words) -> bool:
    """Whether a sentence is one of the provision that it cites, or several.

    :param before: its words up to the citation
    :param behind: those that follow it
    """
    if not WORD.search(behind):
        said = re.sub(r"[\s(,–-]*(?:theo(?: quy định)?(?: tại| của)?)?\s*$", "", before, flags=re.IGNORECASE)
    elif (lead := _LEADS.match(f"{before} ")) and not WORD.search(before, lead.end()):
        said = behind[lead.end() if (lead := _LEADS.match(behind)) else 0 :]
    else:
        return False
    keys = [word_key(one) for one in WORD.findall(said)]
    return len(keys) >= _SHORTEST and any(_stands(keys, at, law) for at, key in enumerate(law.keys) if key == keys[0])


def _stands(keys: list[str], at: int, law: Words) -> bool:
    """Whether words stand at a place of the law, from the beginning of a sentence to the end of one."""
    start = law.text[: law.spans[at][0]]
    if not _BEGINS_ONE.search(start) or _LISTED.search(start):
        return False
    last = at + len(keys)
    return law.keys[at:last] == keys and _ENDS_ONE.match(law.text, law.spans[last - 1][1]) is not None
