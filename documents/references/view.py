"""A text as the finder reads it: without long runs of blanks and letters of other scripts, and with the blanks that got lost.

Patterns try every length of a run of blanks, which a long one makes endless; a Cyrillic "а" looks like the Latin one; "theoThông
tưsố 5/2014/TT-BTC" is read as it was meant. What is found is given back in the text's own words and offsets.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from documents.keys import LOOK_ALIKES
from documents.references.reference import Reference, Target
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
_LOST = re.compile(
    r"[A-ZĐkmpđ0-9](?:"
    rf"(?P<before>(?:(?<=[{LOWER}\d].)(?<!háp.)(?<!hap.)|(?<=[IVX].))(?<=[A-ZĐ])(?:(?:{_TYPES})(?![{LOWER}])|(?:{_UNITS}){_NUMBER}))"
    rf"|(?P<small>{_BEFORE_UNIT})?iểm(?P<letter>(?=[a-zđ](?![{LOWER}])))"
    rf"|(?P<unit>(?:{_BEFORE_UNIT})(?:{_UNITS}){_NUMBER})"
    rf"|(?P<after>(?:{_TYPES}|{_UNITS})(?=(?:{_AFTER})(?![{LOWER}])))"
    rf"|(?:(?<=[\dIVX])|(?<=[A-ZĐ][A-ZĐ]))(?P<figure>(?=(?:{_SMALL})(?![{LOWER}]))))"
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
        return replace(reference, start=start, end=end, text=self._source[start:end], targets=targets)

    def _renamed(self, target: Target, reference: Reference) -> Target:
        at = self.text.find(target.name, reference.start, reference.end) if target.name else -1
        if target.name is None or at < 0:
            return target
        return replace(target, name=self._source[self._offset(at) : self._offset(at + len(target.name))])

    def _offset(self, offset: int) -> int:
        index = bisect_right(self._turns, offset) - 1
        return offset + (self._ahead[index] if index >= 0 else 0)


def _edits(text: str) -> Iterator[tuple[int, int]]:
    """Pieces of the text that the view leaves out, and empty ones at which it has a blank."""
    if "  " in text or not text.isprintable():  # line breaks or other blanks than single spaces, which most texts do not have
        yield from (run.span("blanks") for run in _LONG.finditer(text))
    for lost in _LOST.finditer(text):
        if lost["before"] or lost["unit"] or lost["small"] is not None:
            yield lost.start(), lost.start()
            if text.startswith("này", lost.end()):
                yield lost.end(), lost.end()
        if lost["letter"] is not None or lost["after"] or lost["figure"] is not None:
            yield lost.end(), lost.end()
