"""What a text puts in quotation marks beside a citation, and whether these are the words of the law: word by word."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from documents.comparison.blocks import Run, matching_blocks, runs_of
from documents.comparison.words import WORD, word_key
from documents.references import Reference
from documents.wording.verbs import CHANGE, CORRECT

LONGEST = 20_000  # characters: what runs on without its closing mark is no quotation
SHORT = 5
"""Fewer words than these may be a term, a nickname or irony; what is not found of them is no wrong quotation."""
_NEAR, _BEHIND, _LONG, _FEW = 250, 80, 2_000, 4
_CLOSING = {"“": "”", "«": "»", '"': '"', "`": "`", "‘": "’", "'": "'"}
_CUT = re.compile(r"\.{3,}|…|\[[^\]\n]{0,80}\]|\(\s*(?:\.{2,}|…)\s*\)")
_LABEL = re.compile(r"(?:^|(?<=[\n.;:,]))\s*(?:Điều\s+\d+[a-zđ]?[.:]|\d{1,3}[a-zđ]?[.)](?!\d)|[a-zđ]\d?\))(?=\s)", re.MULTILINE)
_NEXT = re.compile(r"[.;!?]\s+(?=[A-ZĐÀ-Ỹ(–-])|\n")
_SAYS = re.compile(
    r"(?:quy định|nêu|ghi|viết|là|rằng|thì|theo đó|như sau|cụ thể|định nghĩa|giải thích|khái niệm|nguyên văn|trích"
    r"|khẳng định|nói|yêu cầu|cấm)(?!\w)|[:(–-]\s*$",
    re.IGNORECASE,
)
_CHANGES = re.compile(rf"{CHANGE}|{CORRECT}|thay cụm", re.IGNORECASE)
_SIGNS = " \t\n\r*>_,(-–—"
_NEW = re.compile(r"như sau|thành|bằng|cụm từ|vào sau", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:gọi (?:tắt |chung )*là|viết tắt(?: là)?|tên gọi|ký hiệu|Bên|chủ đề|tiêu đề|bài viết|dự án|chương trình)\s*:?\s*$",
    re.IGNORECASE,
)
_ENDED = re.compile(r"\s*[.;]?\s*\n|\s*[.;]\s")  # the sentence: what follows is another one
_FROM = re.compile(
    r"[\s,.;–—*-]*(?:\(\s*)?(?:(?:được\s+)?(?:quy định|nêu|ghi|trích|dẫn)(?:\s+rõ)?(?:\s+(?:tại|trong|ở|từ|theo))?"
    r"|theo(?:\s+quy định)?(?:\s+(?:tại|của))?|tại|như|at|under|per|in"
    r"|trích|nguồn\s*:?|căn cứ|xem)?[\s:–—*-]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks, and the reference beside them that they are the words of.

    :param start: offset of the first word; ``end`` is that of the closing mark
    :param reference: its place in the list of references
    :param sure: the text says that it quotes; else only the words can tell, which stand in the sentence of the reference
    :param marked: it stands in quotation marks; else only the law's own words, set off after a colon, are a quotation
    """

    start: int
    end: int
    reference: int
    sure: bool = True
    marked: bool = True


@dataclass(frozen=True, slots=True)
class WordDifference:
    """Words of the law, and what is quoted in their place; either may be empty."""

    law: str
    quoted: str


def quotations(text: str, references: Sequence[Reference]) -> tuple[Quotation, ...]:
    """The quotations of a text that stand beside a reference, in order. The new words of an amendment are none."""
    found: list[Quotation] = []
    cited = {item.text for item in references}
    starts, ends = [item.start for item in references], [item.end for item in references]
    for start, end in _marked(text):
        if text[start:end].strip() in cited:
            continue
        count, place_behind = bisect_left(ends, start), bisect_right(starts, end)
        last = count - 1 if count else None
        after = place_behind if place_behind < len(references) else None
        if _NAMED.search(text, max(0, start - 40), start - 1) or (last is not None and _is_new(text, references[last], start - 1)):
            continue
        behind = after is not None and _stands_behind(text, end + 1, references[after])
        if behind and after is not None and _is_in_brackets(text, end + 1, references[after]):
            found.append(Quotation(start, end, after))
        elif last is not None and _introduces(text, references[last].end, start - 1):
            found.append(Quotation(start, end, last))
        elif behind and after is not None:
            found.append(Quotation(start, end, after))
        elif (place := _beside(text, (start, end), references, (last, after))) is not None:
            found.append(Quotation(start, end, place, sure=False))
    return (*found, *_set_off(text, references, {one.reference for one in found}))


_SET_OFF = re.compile(r"[^\n.;:“\"«|]{0,60}:[ *]*(?:\n(?=[ \t>]))?([^\n“\"«]{20,2000}(?:\n[ \t>]+[^\n“\"«]{1,2000}){0,20})")


def _set_off(text: str, references: Sequence[Reference], marked: Set[int]) -> Iterator[Quotation]:
    """What stands behind a reference after a colon, without marks."""
    for place, item in enumerate(references):
        words = _SET_OFF.match(text, item.end) if place not in marked else None
        if words is not None and word_count(words[1]) > SHORT:
            yield Quotation(*words.span(1), place, sure=False, marked=False)


def _beside(text: str, quoted: tuple[int, int], references: Sequence[Reference], near: tuple[int | None, int | None]) -> int | None:
    """The reference before or behind a quotation of some words that is in its sentence, else in its paragraph."""
    if word_count(text[slice(*quoted)]) < SHORT:
        return None
    last, after = near
    gaps = [] if last is None else [(text[references[last].end : quoted[0] - 1], last)]
    gaps += [] if after is None else [(text[quoted[1] + 1 : references[after].start], after)]
    for sentences in (1, _FEW):
        for gap, place in gaps:
            if len(gap) <= _NEAR and "\n\n" not in gap and len(_NEXT.split(gap)) <= sentences:
                return place
    return None


def _marked(text: str) -> Iterator[tuple[int, int]]:
    """The outermost stretches between quotation marks."""
    pairs = _pairs(text)
    at = 0
    while opening := _OPENING.search(text, at):
        at = opening.end()
        end = pairs.get(opening.start(), -1)
        if 0 <= end - at < LONGEST:
            if text[at:end].strip():
                yield at, end
            at = end + 1


def _pairs(text: str) -> dict[int, int]:
    """Where what is opened by a mark ends."""
    pairs: dict[int, int] = {}
    for opens, closes in _CLOSING.items():
        opened: list[int] = []
        for mark in re.finditer(f"[{opens}{closes}]", text):
            at = mark.start()
            if mark[0] == closes and not (closes == "'" and text[at + 1 : at + 2].isalnum()):
                first = 0 if opens == closes else max(0, len(opened) - 1)
                pairs.update(dict.fromkeys(opened[first:], at))
                del opened[first:]
            if mark[0] == opens:
                opened.append(at)
    return pairs


_OPENING = re.compile(r"[“«]|(?<!\w)‘|(?<![\w\"`'])[\"`'](?=[^\s\"`'])")


def _introduces(text: str, end: int, mark: int) -> bool:
    """Whether a reference that ends here leads to the quotation mark there."""
    gap = text[end:mark]
    if len(gap) > _NEAR or any(part.strip(_SIGNS) for part in _NEXT.split(gap)[1:]):
        return False
    if "\n" in gap and ("|" in gap or not gap.rstrip(_SIGNS).endswith(":")):
        return False
    return not gap.strip(_SIGNS) or _SAYS.search(gap.rstrip("\n\r *>")[-_BEHIND:]) is not None


def _stands_behind(text: str, end: int, reference: Reference) -> bool:
    gap = text[end : reference.start]
    return len(gap) <= _BEHIND and "\n\n" not in gap and _FROM.fullmatch(gap) is not None and _ENDED.match(gap) is None


def _is_in_brackets(text: str, end: int, reference: Reference) -> bool:
    """Whether the source of a quotation stands in brackets behind it."""
    closing = text.find(")", reference.end, reference.end + _BEHIND)
    return "(" in text[end : reference.start] and closing >= 0 and "\n" not in text[reference.end : closing]


def _is_new(text: str, reference: Reference, mark: int) -> bool:
    """Whether what follows are the words that an amendment puts in."""
    head = max(0, text.rfind("\n", 0, reference.start), text.rfind(". ", 0, reference.start), reference.start - _LONG)
    gap = text[reference.end : mark]
    changes = _CHANGES.search(gap) or (_CHANGES.search(text, head, reference.start) and "được" not in text[head : reference.start])
    return len(gap) <= _NEAR and bool(changes) and _NEW.search(gap) is not None


@dataclass(frozen=True, slots=True)
class _Words:
    """Words with what they are compared by."""

    text: str
    keys: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> "_Words":
        found = list(WORD.finditer(text))
        return cls(text, tuple(word_key(match[0]) for match in found), tuple(match.span() for match in found))

    def said(self, first: int, last: int) -> str:
        """The words as they stand."""
        return " ".join(self.text[self.spans[first][0] : self.spans[last - 1][1]].split()) if first < last else ""


def without_labels(text: str) -> str:
    """A text without the numbers before its articles, clauses and points."""
    return _LABEL.sub(" ", text)


def word_count(text: str) -> int:
    """How many words a text has."""
    return len(WORD.findall(text))


def differences(quoted: str, wordings: Sequence[str]) -> tuple[WordDifference, ...]:
    """Which words of a quotation are not those of the law; none where all are, one after another.

    Case, punctuation, the place of tone marks and line ends make no difference, and neither does what is left out at an ellipsis;
    nor do the numbers before clauses and points, which a quotation may leave out.

    :param wordings: of the provision: it is enough that one of them has the words
    """
    pairs = [pair for wording in wordings for pair in ((quoted, wording), (without_labels(quoted), without_labels(wording)))]
    found = []
    for said, law in pairs:
        found.append(_compared(said, _Words.of(law)))
        if not found[-1]:
            return ()
    return min(found, key=lambda some: sum(len(one.law) + len(one.quoted) for one in some), default=())


def _compared(quoted: str, law: _Words) -> tuple[WordDifference, ...]:
    pieces = [words for piece in _CUT.split(quoted) if (words := _Words.of(piece)).keys]
    found: list[WordDifference] = []
    at = 0
    for piece in pieces:
        place = _place_of(piece.keys, law.keys, at)
        if place is None:
            found += _window(piece, law)
        else:
            at = place + len(piece.keys)
    return tuple(found)


def _place_of(wanted: Sequence[str], among: Sequence[str], start: int) -> int | None:
    """Where words stand one after another."""
    sought, text = f" {' '.join(wanted)} ", f" {' '.join(among[start:])} "
    at = text.find(sought)
    if at >= 0:
        return start + text.count(" ", 0, at)
    # Words that are glued together in a file are the same words.
    at = "".join(among[start:]).find("".join(wanted)) if len(wanted) >= SHORT else -1
    if at < 0:
        return None
    return start + next(place for place in range(len(among) - start + 1) if len("".join(among[start : start + place])) >= at)


def _window(piece: _Words, law: _Words) -> Iterator[WordDifference]:
    """The differences from those words of the law that are most like the quotation."""
    longest = max(matching_blocks(law.keys, piece.keys), key=lambda block: block.size, default=None)
    if longest is None or longest.size < min(3, max(1, len(piece.keys) - 1)):
        yield WordDifference("", piece.said(0, len(piece.keys)))
        return
    slack = 3 + len(piece.keys) // 4
    first = max(0, longest.i - longest.k - slack)
    last = min(len(law.keys), longest.i + len(piece.keys) - longest.k + slack)
    runs = list(runs_of(law.keys[first:last], piece.keys))
    for place, run in enumerate(runs):
        if run.same:
            continue
        i, j = _trimmed(run, place == 0, place == len(runs) - 1)
        law_words, words = law.said(first + i, first + j), piece.said(run.k, run.m)
        if law_words or words:
            yield WordDifference(law_words, words)


def _trimmed(run: Run, is_first: bool, is_last: bool) -> tuple[int, int]:
    """Of a difference at an end of the window the words of the law that stand in the place of the quoted ones."""
    _, i, j, k, m = run
    count = min(j - i, m - k)
    if is_first == is_last:
        return i, j
    return (j - count, j) if is_first else (i, i + count)


def most_alike(quoted: str, wordings: Sequence[str]) -> int:
    """Which of several texts has most of the word pairs of a quotation."""
    wanted = set(pairwise(_Words.of(quoted).keys))
    shared = [len(wanted & set(pairwise(_Words.of(wording).keys))) for wording in wordings]
    return max(range(len(shared)), key=shared.__getitem__, default=0)
