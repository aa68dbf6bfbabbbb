"""What people say around a question: addresses, requests, the speaker's own "em", words that only link a tale together.

None of it says what is asked, and some of it misleads: "em" of a speaker is no child, though the law's "em" nearly always is
one. It is left out of what is looked for. "em" stays where it belongs to a word for a relative or a child (trẻ em, em gái,
em ruột); in "chị em", "anh em", "con em" it is a sister, a brother or somebody's child, but never "trẻ em".

Works on the words with their marks, in one pass; whatever was quoted or typed as a condition was taken away before.
"""

from collections.abc import Iterator
from typing import Final

from kb.language import analysis

_CHILD_BEFORE: Final = frozenset({"trẻ"})
_ELDER_BEFORE: Final = frozenset({"chị", "anh"})
_HOURS_BEFORE: Final = frozenset(
    ("mấy", "thêm", "thời", "số", "theo", "bao", "nhiêu", "trong", "ngoài", "hàng", "mỗi", "từng", "đúng", "tính", "trả")
)
_NOW_BEFORE: Final = frozenset(
    ("em", "tôi", "tui", "con", "cháu", "mình", "muốn", "phải", "về", "thì", "biết", "sao", "đi", "ở", "không", "mới", "xin")
)
_RELATIVE_AFTER: Final = frozenset(["gái", "trai", "ruột", "họ", "út", "rể", "dâu", "nuôi", "bé", "chồng", "vợ"])

_PHRASES: Final = tuple(
    tuple(phrase.split())
    for phrase in (
        "cho em hỏi là", "cho em hỏi", "cho tôi hỏi", "cho mình hỏi", "cho con hỏi", "cho cháu hỏi", "cho hỏi", "xin hỏi",
        "xin cho hỏi", "xin cho biết", "cho biết", "cho em biết", "em muốn hỏi", "tôi muốn hỏi", "mình muốn hỏi", "em cần hỏi",
        "muốn hỏi là", "nhờ tư vấn", "nhờ chị tư vấn", "nhờ anh tư vấn", "nhờ luật sư tư vấn", "tư vấn giúp em",
        "tư vấn giúp tôi", "tư vấn giùm", "tư vấn giúp", "giúp em với", "giúp tôi với", "giúp em", "giùm em", "chị ơi",
        "anh ơi", "cô ơi", "chú ơi", "bác ơi", "luật sư ơi", "ad ơi", "em ơi", "xin chào", "chào chị", "chào anh",
        "chào luật sư", "dạ", "dạ thưa", "alo", "ạ", "vậy ạ", "vậy chị", "vậy anh", "vậy hả", "hả chị", "hả anh", "hả", "nhỉ",
        "nhé", "nha", "ơi", "hén", "với ạ", "chị nhỉ", "không chị", "không anh", "không ạ", "bây giờ", "hiện giờ",
        "làm sao bây giờ", "thì làm sao", "phải làm sao", "biết làm sao", "em không biết", "tôi không biết", "không biết là",
        "người ta", "cảm ơn", "em cảm ơn", "cám ơn", "luôn", "hoài", "nữa",
    )
)  # fmt: skip
_KEPT_ALONE: Final = {"không chị": ("không",), "không anh": ("không",), "không ạ": ("không",)}
"""Of these phrases a part says something."""


def without_talk(text: str) -> str:
    """A question without what is said around it; the text itself where nothing else is there.

    :param text: normal, with its marks
    """
    placed = analysis.words_in_place(text)
    words = [word for word, _, _ in placed]
    left_out = set(_said_around(words))
    if not left_out or len(left_out) == len(words):
        return text
    kept: list[str] = []
    at = 0
    for number, (_, start, end) in enumerate(placed):
        if number in left_out:
            kept.append(text[at:start])
            at = end
    kept.append(text[at:])
    return " ".join("".join(kept).split()).strip(" ,;")


def _said_around(words: list[str]) -> Iterator[int]:
    """The places of words that only surround a question."""
    at = 0
    while at < len(words):
        length = _phrase_at(words, at)
        if length:
            phrase = " ".join(words[at : at + length])
            kept = _KEPT_ALONE.get(phrase, ())
            yield from (place for place in range(at, at + length) if words[place] not in kept)
            at += length
            continue
        word = words[at]
        if word in ("tôi", "tui") or (word == "em" and _speaks(words, at)) or (word == "giờ" and _is_now(words, at)):
            yield at
        at += 1


def _phrase_at(words: list[str], at: int) -> int:
    """How many words the longest phrase has that stands here; 0: none does."""
    found = _BY_FIRST.get(words[at], ())
    return next((len(phrase) for phrase in found if words[at : at + len(phrase)] == list(phrase)), 0)


def _speaks(words: list[str], at: int) -> bool:
    """Whether an "em" is who speaks, or is spoken of, and no part of another word."""
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if before in _CHILD_BEFORE or after in _RELATIVE_AFTER:
        return False
    return before not in _ELDER_BEFORE or at < 2 or words[at - 2] != "anh"


def _is_now(words: list[str], at: int) -> bool:
    """Whether "giờ" is now, and no hour: "giờ về quê thì sao", not "mấy giờ", "làm thêm giờ", "giờ làm việc"."""
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    return before not in _HOURS_BEFORE and not before[:1].isdigit() and after in _NOW_BEFORE


def _by_first() -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(_PHRASES, key=len, reverse=True):
        found.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(phrases) for first, phrases in found.items()}


_BY_FIRST: Final = _by_first()
