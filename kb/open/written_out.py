"""A foreign text with what is short in it written out, "Đ.59 LTM" as "Điều 59 Luật Thương mại", and the way back to its words."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from documents.model import InstrumentType
from documents.references.names import ABBREVIATIONS, known_laws, names_by_initials
from documents.text import slug
from documents.wording.types import TYPE_NAME, TYPE_NAMES

_KIND = f"(?i:{TYPE_NAME})"
_ENGLISH = {
    "Law": "Luật",
    "Code": "Bộ luật",
    "Ordinance": "Pháp lệnh",
    "Decree": "Nghị định",
    "Circular": "Thông tư",
    "Resolution": "Nghị quyết",
    "Decision": "Quyết định",
    "Labor Code": "Bộ luật Lao động",
    "Labour Code": "Bộ luật Lao động",
    "Penal Code": "Bộ luật Hình sự",
    "Criminal Code": "Bộ luật Hình sự",
    "Civil Code": "Bộ luật Dân sự",
    "Land Law": "Luật Đất đai",
    "Law on Land": "Luật Đất đai",
}
_WORDS, _NAMES = ("|".join(name for name in _ENGLISH if (" " in name) is several) for several in (False, True))
_UNITS = (
    (re.compile(r"(?<!\w)(?i:articles?|arts?\.|dieu|đ\.?)\s?(?=\d)"), "Điều "),
    (re.compile(r"(?<!\w)(?i:clauses?|khoan|k\.?)\s?(?=\d)"), "khoản "),
    (re.compile(r"(?<!\w)(?i:points?|diem|đ\.?)\s?(?=[a-zđ](?!\w))"), "điểm "),
)
_ARTICLE, _CLAUSE, _POINT = r"[Đđ](?:iều\s|\.?\s?)\d{1,3}[a-zđ]?", r"[Kk](?:hoản\s|\.?\s?)\d{1,2}[a-zđ]?", r"đ\.?\s?[a-zđ]"
_UNIT = r"(?:[Aa]rticle|[Cc]lause|[Pp]oint)s?\s"
_VERB = "thì|là|được|quy|có|giao|gồm|bao|cho|về|nói|nêu|ghi|cấm|buộc|đã|không|và|nâng|viết|yêu"
# Of these the words for units: one letter means a unit only beside another unit or before a law, else a price, a street, a mark.
_SHORT = re.compile(
    rf"(?<![\w/.-])(?:(?:{_POINT},?\s)?{_CLAUSE},?\s?{_ARTICLE}|{_ARTICLE},?\s{_CLAUSE}(?:,?\s{_POINT})?|{_POINT},?\s{_CLAUSE}"
    rf"|{_ARTICLE}(?=\s(?:của\s)?(?:{_KIND}|B?L[A-ZĐ]{{2}})))(?![\w/-])"
    rf"|(?<!\w)(?:[Pp]oints?\s[a-zđ](?=,?\s(?:of\s)?{_UNIT})|[Cc]lauses?\s\d+|[Aa]rt(?:icles?|s?\.)\s\d+)"
    r"|(?<!\w)(?:diem\s[a-z]\s)?(?:khoan\s\d+[a-z]?\s)?dieu\s\d+[a-z]?(?=\s(?:bo\s)?luat\s)"
)
_RULES = {  # with the words that stand for a match
    r"(?<!\w)[Aa]rt(?:icle|\.)\s?(\d+[a-z]?)\((\d+)\)\(([a-zđ])\)": "điểm {2} khoản {1} Điều {0}",
    r"(?<!\w)[Aa]rt(?:icle|\.)\s?(\d+[a-z]?)\((\d+)\)": "khoản {1} Điều {0}",
    r"(?<=\d)\sand\s(?=\d)": " và ",
    rf",?\sof\s(?:the\s)?(?={_UNIT}|{_KIND}\s|(?:{_NAMES})(?!\w)|(?:{_WORDS})\s(?:[Nn]o\.?\s)?\d)": " ",
    rf",?\s(?:of\s)?(?:the\s)?(?:Law|Code)\son\s[A-Z][^()\n]{{3,120}}\((?=(?:{_KIND}|số)\s)": " ",
    rf"(?<!\w)({_NAMES})(?!\w|\sof\s(?:the\s)?(?!Viet|Socialist)[A-Z])": "{}",
    rf"(?<!\w)({_WORDS})(?:\s[Nn]o\.?)?(?=\s\d+/)": "{}",
    rf"(?<=\d|\))\sof\s(?:the|this|that)\s(?:same\s|said\s)?({_WORDS})(?!\w|\son|\s[A-Z])": " {} này",
    rf"(?<!\w)(?:của\s+)?({_KIND})\s+(?:đã dẫn|đã nêu|vừa nêu|vừa dẫn|nói trên|kể trên|trên|đó|ấy)(?!\w)": "{} này",
    rf"(?<!\w)cùng\s+({_KIND})(?!\s+(?:[A-ZĐ]|số|\d))(?!\w)": "{} này",
    rf"(?<=\d\s)(?:của|trong|tại)\s+({_KIND})(?=\s*[.,;:)\"“«]|\s+(?:{_VERB})(?!\w))": "{} này",
    rf"\s\((?:{_KIND}|NĐ|TT)\s\d{{1,4}}\)": "",
    r"(?<!\w)((?:Bộ )?[Ll]uật)\s+(?:năm\s+)?(?=\d{2,4}(?![\w/,-]|\.\d))": "{} số ",
}
_INITIALS = re.compile(
    r"(?<!\w)(?:(?P<word>Bộ luật|[Ll]uật|Pháp lệnh)\s+|(?P<behind>(?<=\d\s))?(?P<short>B?L))"
    r"(?P<name>(?:[Tt]huế )?[A-ZĐ][A-ZĐ&]{1,9})(?!\w)"
)
_KINDS = {"BL": "Bộ luật", "L": "Luật"}
_UNMARKED = re.compile(r"(?<=\d )(?:bo )?luat((?: [a-z,]+(?!\w)){1,12})")


class WrittenOut:
    """A text written out.

    :param source: NFC text
    """

    def __init__(self, source: str) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []  # of the pieces that were written out, in the text that is made
        self._places: list[tuple[int, int, int]] = []  # the end there, start and end in the source
        at = length = 0
        for start, end, words in sorted(_found(source), key=lambda found: (found[0], -found[1])):
            if start < at:
                continue
            pieces += [source[at:start], words]
            length += start - at
            self._starts.append(length)
            length += len(words)
            self._places.append((length, start, end))
            at = end
        self.text = "".join((*pieces, source[at:]))

    def offset(self, place: int, *, end: bool = False) -> int:
        """Where a place of the text is in the source; within what was written out its beginning, or its end."""
        index = bisect_right(self._starts, place - end) - 1
        if index < 0:
            return place
        until, first, last = self._places[index]
        if place < until or (end and place == until):
            return last if end else first
        return place - until + last


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    """What is written short, and what it means."""
    for pattern, words in _RULES.items():
        for match in re.finditer(pattern, text):
            yield *match.span(), words.format(*(_ENGLISH.get(word, word) for word in match.groups()))
    for match in _SHORT.finditer(text):
        for letters, unit in _UNITS:
            yield from ((*found.span(), unit) for found in letters.finditer(text, *match.span()))
    folded = text.lower()
    for match in _INITIALS.finditer(text):
        short, kind = match["name"][0].upper() + match["name"][1:], _KINDS.get(match["short"]) or str(match["word"]).capitalize()
        names = [name for type_, name in names_by_initials().get(short, ()) if type_ == kind and match[0] not in ABBREVIATIONS]
        said = [name for name in names if name.lower() in folded]
        sure = match["word"] or match["behind"] is not None  # "Công ty LTM" is no law
        if len(some := said or (names if sure else [])) == 1:
            yield *match.span(), f"{kind} {some[0]}"
    for match in _UNMARKED.finditer(text):
        syllables = match[1].split(" ")
        for length in range(len(syllables), 1, -1):
            said_so = " ".join(syllables[:length])
            if law := _by_slug().get(slug(said_so)):
                yield match.start(), match.start(1) + len(said_so), law
                break


@cache
def _by_slug() -> dict[str, str]:
    laws = {
        (TYPE_NAMES[law.type], law.name)
        for law in known_laws()
        if law.name and law.type in (InstrumentType.LAW, InstrumentType.CODE)
    }
    return {slug(name): f"{kind} {name}" for kind, name in laws}
