"""A text as the finder reads it: its quotations, no long runs of blanks or letters of other scripts, the blanks that got lost.

Patterns try every length of a run of blanks, which a long one makes endless; a Cyrillic "а" looks like the Latin one; "theoThông
tưsố 5/2014/TT-BTC" is read as it was meant. What is found is given back in the text's own words and offsets.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from documents.keys import LOOK_ALIKES
from documents.references.reference import Context, Reference, Target
from documents.text import LOWER

_KEPT = 16
_LONG = re.compile(rf"\s{{{_KEPT}}}(?P<blanks>\s+)")
_OTHER_SCRIPT = re.compile("[\u0400-\u04ffÐð]")
_LETTERS: dict[int, int | str | None] = {**LOOK_ALIKES, ord("Ð"): "Đ", ord("ð"): "đ"}
# Slips of the typist, each as long as the word that is meant.
_MEANT = {
    "Đièu": "Điều",
    "Điêu": "Điều",
    "Nghi định": "Nghị định",
    "Nghị đinh": "Nghị định",
    "Phu lục": "Phụ lục",
    "Phụ luc": "Phụ lục",
}
_SLIP = re.compile(r"[ĐNP](?:(?<=Đ)i[èê]u(?=\s\d)|(?<=N)ghi\sđịnh|(?<=N)ghị\sđinh|(?<=P)hu\slục|(?<=P)hụ\sluc)(?![\wđ])")
# Words with a capital that a blank may be lost before or after, without their first letter: that is what the search starts from.
_TYPES = r"hông tư|ghị định|ghị quyết|uyết định|háp lệnh|ộ luật|uật|iến pháp|hỉ thị"
_UNITS = r"iều|hoản|iểm|hụ lục|hương|ục|ẫu"
_AFTER = "này|số|của|và|hoặc|ban hành|kèm theo|quy định|liên tịch"
# Words that get glued to a figure.
_SMALL = (
    "của|và|hoặc|hay|này|tại|theo|trong|đến|quy định|ban hành|kèm theo|được|thì|khoản|điều|điểm|ngày|tháng|năm|cho|về|có|không|phải"
    "|là"
)
_BEFORE_UNIT = "|".join(rf"(?<={word}.)" for word in ("tại", "theo", "của", "và", "các", "định", "dẫn", "hoặc", "từ"))
_NUMBER = r"(?=\s?\d|\s(?:số\s?\d|[A-ZĐ][\d.]|[a-zđIVX]\b)|\s?này)"
# What most letters fail by stands first: only a capital has what is before it looked at, and few letters go on like a word.
_LOST = re.compile(
    r"[A-ZĐkmpđ0-9](?:"
    rf"(?P<before>(?<=[A-ZĐ])(?:(?<=[{LOWER}\d].)(?<!háp.)(?<!hap.)|(?<=[IVX].))(?:(?:{_TYPES})(?![{LOWER}])|(?:{_UNITS}){_NUMBER}))"
    rf"|(?=[hguộiụẫ])(?:(?=iểm)(?P<small>{_BEFORE_UNIT})?iểm(?P<letter>(?=[a-zđ](?![{LOWER}])))"
    rf"|(?=[ihụẫ])(?P<unit>(?:{_BEFORE_UNIT})(?:{_UNITS}){_NUMBER})"
    rf"|(?P<after>(?:{_TYPES}|{_UNITS})(?=(?:{_AFTER})(?![{LOWER}]))))"
    rf"|(?:(?<=[\dIVX])|(?<=[A-ZĐ][A-ZĐ]))(?P<figure>(?=(?:{_SMALL})(?![{LOWER}]))))"
)
_OPEN = re.compile(r"[“\"]")
_CLOSE_CURLY = re.compile(r"[“”]")
_CLOSE_STRAIGHT = re.compile(r"\"(?=\s*[.;,]?\s*(?:\n|$))")
# New text follows "như sau:" or begins with a label of its own.
_INTRODUCED = re.compile(r"(?:như\s+sau|sau\s+đây)\s*:\s*$")
_LABELLED = re.compile(r"\s*(?:Điều\s+\d|Khoản\s+\d|Chương\s|Mục\s|Phụ\s+lục\s|\d{1,3}[a-zđ]?[.]\s|[a-zđ]\d?[)]\s)")
_LABEL = re.compile(
    r"(?:(?<=[\n“\"])|\A)\s*[“\"]?(?:Điều\s+(?P<article>\d+[a-zđ]?)(?:[.:]|\s)|(?P<clause>\d{1,3}[a-zđ]?)[.]\s|(?P<point>[a-zđ]\d?)[)]\s)"
)


class View:
    """The text that is scanned, and the way back to the words and offsets of the source.

    :param text: any text
    """

    def __init__(self, text: str) -> None:
        self._source = text
        self._turns: list[int] = []  # offsets in the view from which on the source is a different number of characters ahead
        self._ahead: list[int] = []  # how many, up to the next turn
        translated = bool(_OTHER_SCRIPT.search(text))
        if translated:
            text = text.translate(_LETTERS)
        if _SLIP.search(text):
            translated, text = True, _SLIP.sub(lambda slip: _MEANT[" ".join(slip.group().split())], text)
        self.text = text
        edits = sorted(_edits(text))
        self._same = not edits and not translated
        if edits:
            self._edit(text, edits)

    def _edit(self, text: str, edits: list[tuple[int, int]]) -> None:
        pieces, at, length, ahead = [], 0, 0, 0
        for start, end in edits:
            pieces.append(text[at:start])
            length += start - at
            if start == end:
                pieces.append(" ")
                length += 1
            ahead += end - start or -1
            self._turns.append(length)
            self._ahead.append(ahead)
            at = end
        self.text = "".join([*pieces, text[at:]])

    def restored(self, reference: Reference) -> Reference:
        """A reference of the view as it stands in the text itself."""
        if self._same:
            return reference
        start, end = self._offset(reference.start), self._offset(reference.end)
        targets = tuple(self._renamed(target, reference) for target in reference.targets)
        return reference._replace(start=start, end=end, text=self._source[start:end], targets=targets)

    def _renamed(self, target: Target, reference: Reference) -> Target:
        at = self.text.find(target.name, reference.start, reference.end) if target.name else -1
        if target.name is None or at < 0:
            return target
        return target._replace(name=self._source[self._offset(at) : self._offset(at + len(target.name))])

    def _offset(self, offset: int) -> int:
        index = bisect_right(self._turns, offset) - 1
        return offset + (self._ahead[index] if index >= 0 else 0)


def _edits(text: str) -> Iterator[tuple[int, int]]:
    if "  " in text or not text.isprintable():  # line breaks or other blanks than single spaces, which most texts do not have
        yield from (run.span("blanks") for run in _LONG.finditer(text))
    for lost in _LOST.finditer(text):
        if lost["before"] or lost["unit"] or lost["small"] is not None:
            yield lost.start(), lost.start()
            if text.startswith("này", lost.end()):
                yield lost.end(), lost.end()
        if lost["letter"] is not None or lost["after"] or lost["figure"] is not None:
            yield lost.end(), lost.end()


@dataclass(frozen=True, slots=True)
class _Quote:
    start: int
    end: int


class Quotes:
    """The quoted new texts of a passage, and the context that holds inside them."""

    def __init__(self, text: str, given: Context) -> None:
        self._text = text
        self._given = given
        self._inside: dict[_Quote, list[tuple[int, Context]]] = {}

    @cached_property
    def _quotes(self) -> "tuple[_Quote, ...]":
        return () if self._given.in_quote else _find(self._text)

    def context_at(self, position: int, before: Sequence[Reference]) -> Context:
        """The context at a position.

        :param before: the references found before it; the last one before the quotation says what is amended
        """
        index = bisect_right(self._quotes, position, key=lambda quote: quote.start) - 1
        if index < 0 or position >= self._quotes[index].end:
            return self._given
        quote = self._quotes[index]
        if quote not in self._inside:
            self._inside[quote] = list(self._stands(quote, self._base(quote, before)))
        inside = self._inside[quote]
        return inside[bisect_right(inside, position, key=itemgetter(0)) - 1][1]

    def _base(self, quote: _Quote, before: Sequence[Reference]) -> Context:
        given = self._given
        amended = next((reference for reference in reversed(before) if reference.end <= quote.start), None)
        if amended is None:
            return given._replace(in_quote=True) if given.quoted_target else given
        target = amended.targets[-1]
        instrument = given.quoted_target or target.instrument
        if instrument is None and target.name is None:
            return given
        inside = Context(instrument=instrument, quoted_target=instrument, in_quote=True)
        return inside._replace(article=target.article, clause=target.clause, point=target.point)

    def _stands(self, quote: _Quote, here: Context) -> Iterator[tuple[int, Context]]:
        """Labels inside the new text say where in the target one stands: the context from its start, and from each of them on."""
        yield quote.start, here
        for label in _LABEL.finditer(self._text, quote.start, quote.end):
            if label["article"]:
                here = here._replace(article=label["article"], clause=None, point=None)
            elif label["clause"]:
                here = here._replace(clause=label["clause"], point=None)
            else:
                here = here._replace(point=label["point"])
            yield label.start(), here


def _find(text: str) -> tuple[_Quote, ...]:
    quotes = []
    position = 0
    while opening := _OPEN.search(text, position):
        start = opening.end()
        if not (_INTRODUCED.search(text, max(0, opening.start() - 40), opening.start()) or _starts_line(text, opening)):
            position = start
            continue
        end = _end(text, start, opening.group())
        quotes.append(_Quote(start, end))
        position = end
    return tuple(quotes)


def _starts_line(text: str, opening: re.Match[str]) -> bool:
    before = text[max(0, opening.start() - 8) : opening.start()].rstrip(" ")
    return before.endswith("\n") and bool(_LABELLED.match(text, opening.end()))


def _end(text: str, start: int, mark: str) -> int:
    """Where a quotation ends; one that is never closed ends with the passage."""
    if mark == '"':
        closing = _CLOSE_STRAIGHT.search(text, start)
        return closing.start() if closing else len(text)
    depth = 1
    for other in _CLOSE_CURLY.finditer(text, start):
        depth += 1 if other.group() == "“" else -1
        if depth == 0:
            return other.start()
    return len(text)
