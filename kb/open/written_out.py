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
}
_ENGLISH_NAMES = {
    r"Labou?r Code": "Bộ luật Lao động",
    r"(?:Penal|Criminal) Code": "Bộ luật Hình sự",
    r"Civil Code": "Bộ luật Dân sự",
    r"Criminal Procedure Code": "Bộ luật Tố tụng hình sự",
    r"Civil Procedure Code": "Bộ luật Tố tụng dân sự",
    r"Land Law|Law on Land": "Luật Đất đai",
    r"(?:Enterprise Law|Law on Enterprises)": "Luật Doanh nghiệp",
    r"(?:Investment Law|Law on Investment)": "Luật Đầu tư",
}
_WORDS = "|".join(_ENGLISH)
_UNIT = r"(?:[Aa]rticle|[Cc]lause|[Pp]oint)s?\s"
_VERB = "thì|là|được|quy|có|giao|gồm|bao|cho|về|nói|nêu|ghi|cấm|buộc|đã|không|và|nâng|viết|yêu"
_RULES: tuple[tuple[str, str], ...] = (
    (r"(?<![^\W\d/.-])(?<![/.-])(?:[Đđ]\.\s?(?=\d)|Đ\s?(?=\d{1,3}[a-zđ]?(?![\w/-])))", "Điều "),
    (r"(?<![\w/.-])[Kk]\.?\s?(?=\d{1,2}[a-zđ]?,?\s*(?:[Đđ]\.?\s?\d|[Đđ]iều))", "khoản "),
    (r"(?<=\d )[Kk]\.?\s?(?=\d{1,2}(?![\w/%]))", "khoản "),
    (r"(?<=\d )đ\.\s?(?=[a-zđ](?![\w.]))", "điểm "),
    (r"(?<![\w/.-])đ\.?\s?(?=[a-zđ],?\s+(?:[Kk]\.?\s?\d|[Kk]hoản))", "điểm "),
    (r"[Aa]rt(?:icle|\.)\s?(\d+[a-z]?)\((\d+)\)\(([a-zđ])\)", r"điểm \3 khoản \2 Điều \1"),
    (r"[Aa]rt(?:icle|\.)\s?(\d+[a-z]?)\((\d+)\)", r"khoản \2 Điều \1"),
    (r"[Aa]rt(?:icles?|s?\.)\s(?=\d)", "Điều "),
    (r"[Cc]lauses?\s(?=\d)", "khoản "),
    (rf"[Pp]oints?\s(?=[a-zđ],?\s(?:of\s)?{_UNIT})", "điểm "),
    (r"(?<=\d)\sand\s(?=\d)", " và "),
    (r"(?<!\w)(NĐ|TT|QĐ|NQ)(?=\d{1,4}(?![\w-]))", r"\1 "),
    (rf",?\sof\s(?={_UNIT}|{_KIND}\s)", " "),
    (rf",?\s(?:of\s)?(?:the\s)?(?:Law|Code)\son\s[A-Z][^()\n]{{3,120}}\((?=(?:{_KIND}|số)\s)", " "),
    *((rf"(?:,?\sof)?(?:\s[Tt]he)?\s(?:{words})(?!\w)", f" {name}") for words, name in _ENGLISH_NAMES.items()),
    *((rf"(?<!\w){word}\s(?:[Nn]o\.?\s)?(?=\d+/)", f"{name} ") for word, name in _ENGLISH.items()),
    *((rf"\sof\s(?:the|this|that)\s(?:same\s|said\s)?{word}(?!\son|\w)", f" {name} này") for word, name in _ENGLISH.items()),
    (rf"(?<!\w)(?:của\s+)?({_KIND})\s+(?:đã dẫn|đã nêu|vừa nêu|vừa dẫn|nói trên|kể trên|trên|đó|ấy)(?!\w)", r"\1 này"),
    (rf"(?<!\w)cùng\s+({_KIND})(?!\s+(?:[A-ZĐ]|số|\d))(?!\w)", r"\1 này"),
    (rf"(?<=\d\s)(?:của|trong|tại)\s+({_KIND})(?=\s*[.,;:)\"“«]|\s+(?:{_VERB})(?!\w))", r"\1 này"),
    (rf"\s\((?:{_KIND}|NĐ|TT)\s\d{{1,4}}\)", ""),
    (r"(?<!\w)NĐ\s+(?:này|đó|ấy|trên|nêu trên)(?!\w)", "Nghị định này"),
    (r"(?<!\w)TT\s+(?:này|đó|ấy|trên|nêu trên)(?!\w)", "Thông tư này"),
    (r"(?<!\w)((?:Bộ )?[Ll]uật)\s+(?:năm\s+)?(?=\d{2,4}(?![\w/,-]|\.\d))", r"\1 số "),
    (r"(?<!\w)diem\s(?=[a-z]\s(?:khoan|dieu)\s\d)", "điểm "),
    (r"(?<!\w)khoan\s(?=\d+[a-z]?\s(?:va\s|dieu\s))", "khoản "),
    (r"(?<!\w)dieu\s(?=\d)", "Điều "),
    (r"(?<!\w)nghi dinh\s(?=\d|so\s)", "Nghị định "),
)
_RULE = [(re.compile(pattern), words) for pattern, words in _RULES]
_INITIALS = re.compile(
    r"(?<!\w)(?:(?P<word>Bộ luật|[Ll]uật|Pháp lệnh)\s+|(?P<short>B?L))(?P<name>(?:[Tt]huế )?[A-ZĐ][A-ZĐ&]{1,9})(?!\w)"
)
_KINDS = {"BL": "Bộ luật", "L": "Luật"}
_UNMARKED = re.compile(r"(?<!\w)(?:bo )?luat((?: [a-z,]+){1,12})")


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
        inside = place < until or (end and place == until)
        return (last if end else first) if inside else place - until + last


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    """What is written short, and what it means."""
    for pattern, words in _RULE:
        for match in pattern.finditer(text):
            yield *match.span(), match.expand(words)
    folded = text.lower()
    for match in _INITIALS.finditer(text):
        short, kind = match["name"][0].upper() + match["name"][1:], _KINDS.get(match["short"]) or str(match["word"]).capitalize()
        names = [name for type_, name in names_by_initials().get(short, ()) if type_ == kind and match[0] not in ABBREVIATIONS]
        said = [name for name in names if name.lower() in folded]
        if len(some := said or names) == 1:
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
