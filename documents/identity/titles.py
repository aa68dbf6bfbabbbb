"""Trích yếu: without the type, the number and the decoration around it."""

import re
from collections.abc import Iterable

from documents.identity.issuers import known_names
from documents.identity.numbers import NUMBER, straighten
from documents.text import clean, unify_tone_marks
from documents.wording.dates import DATE
from documents.wording.types import TYPE_PATTERN
from documents.wording.verbs import AMEND

_TYPE_WORDS = rf"(?:{TYPE_PATTERN}|lệnh(?!\w))"
# "Thông tư số 10/2019/TT-BTC ngày 20/2/2019 của Bộ Tài chính hướng dẫn …": what the publisher repeats before the title proper.
_LEAD = re.compile(
    rf"^{_TYPE_WORDS}\s*(?:(?:số\s*:?\s*)?{NUMBER.pattern}[\"',]?\s*)?"
    rf"(?:,?\s*ngày\s+{re.sub(r'[?]P<[a-z_]+>', '?:', DATE.pattern).replace('(?P=separator)', '[/.-]')}\s*)?"
    rf"(?:của\s+(?:Bộ trưởng\s+)?[^,;:]{{3,70}}?(?=\s+(?:về|quy định|hướng dẫn|ban hành|{AMEND}|bãi bỏ)\s))?\s*",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"^[\s.,;:*_#=–—-]+|[\s*_#=;:,–—-]+$|[\s.]*[-–—_*=]{3,}.*$")
_QUOTED = re.compile(r"^[“\"']([^“”\"]+)[”\"']$")
_FOOTNOTE = re.compile(r"\s*(?:\[\d{1,3}\]|\(\d{1,2}\)|[¹²³⁴-⁹]+)\s*$")
_LONGEST = 4_000  # characters; no title has half as many
_MOST_DROPPED, _LEAST_REPEATED = 6, 4  # words
_PROPER = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Việt Nam",
    "Hiến pháp",
    "Mặt trận Tổ quốc",
    "Tổ quốc",
    "Đảng",
    "Nhà nước",
    "Hội đồng nhân dân",
    "Ủy ban nhân dân",
    "Tòa án",
    "Viện kiểm sát",
    "Công an nhân dân",
    "Quân đội nhân dân",
    "Hà Nội",
    "Hồ Chí Minh",
    "Điện Biên",
    "ASEAN",
)
_ROMAN = re.compile(r"(?<=khóa )[ivx]+(?!\w)|(?<=phần )[ivx]+(?!\w)|(?<=chương )[ivx]+(?!\w)|(?<=phụ lục )[ivx]+(?!\w)")
_CITED_TYPE = re.compile(rf"(?<=của ){_TYPE_WORDS}|(?<=và ){_TYPE_WORDS}(?= [^\W\d_]+ )|(?<=thi hành ){_TYPE_WORDS}")
# In a title in capitals an abbreviation shows only in brackets: (HIV/AIDS).
_ABBREVIATION = re.compile(r"(?<=\()[A-ZĐ/&-]{2,12}(?=\))")
# "LUẬT / CỦA QUỐC HỘI NƯỚC … SỐ 23/2004/QH11 NGÀY … VỀ GIAO THÔNG …" and "… CỦA QUỐC HỘI KHÓA XII, KỲ HỌP THỨ 5, SỐ …".
_OF_ASSEMBLY = re.compile(
    rf"^của\s+(?:quốc\s+hội|ủy\s+ban\s+thường\s+vụ\s+quốc\s+hội)\b.{{0,80}}?\s(?:số\s*{NUMBER.pattern})\s*(?:,?\s*ngày\s.{{0,30}}?\d{{4}})?"
    r"\s*,?\s*(?:về\s+)?|\s+của\s+quốc\s+hội(?:\s+(?:nước|khóa|khoá)\b.*|\s*,?\s+số\s.*)?$",
    re.IGNORECASE,
)


def bare_title(text: str) -> str | None:
    """A title without type, number, quotes around it, rules and footnote marks; None where nothing remains."""
    title = " ".join(clean(text[:_LONGEST]).split())
    title = _QUOTED.sub(r"\1", _FOOTNOTE.sub("", _DECORATION.sub("", title)))
    lead = _LEAD.match(straighten(title))
    if lead and lead.end() < len(title) and len(title) - lead.end() > 2:
        title = title[lead.end() :]
    title = _OF_ASSEMBLY.sub("", unify_tone_marks(title)) if title.isupper() else title
    title = _FOOTNOTE.sub("", _DECORATION.sub("", _DECORATION.sub("", title))).strip().rstrip(".").strip()
    title = re.sub(r"\s*\(\s*(?:trích)?\s*\)$", "", title, flags=re.IGNORECASE)
    if title.count("(") < title.count(")"):
        title = title.rstrip(")")
    title = title.strip("[]")
    return sentence_case(title) if len(title) > 2 else None


def as_written(title: str, texts: Iterable[str]) -> str:
    """A title that was set in capitals, with the capitals that running text gives it or the end of it: "thành phố Đà Nẵng".

    :param texts: of the same instrument; the enacting formula and the first articles repeat the title
    """
    words = title.split(" ")
    running = [(text, unify_tone_marks(text).lower()) for text in (" ".join(each.split()) for each in texts) if not text.isupper()]
    for first in range(max(1, min(_MOST_DROPPED, len(words) - _LEAST_REPEATED) + 1)):
        end = " ".join(words[first:])
        wanted = unify_tone_marks(end).lower()
        for text, lower in running:
            at = lower.find(wanted)
            if at >= 0 and len(text) == len(lower) and not text[at : at + len(wanted)].isupper():
                found = " ".join([*words[:first], text[at : at + len(wanted)]])
                return found[:1].upper() + found[1:]
    return title


def sentence_case(text: str) -> str:
    """Text set in capitals as it is written in running text; names of bodies and of the country keep their capitals."""
    letters = [char for char in text if char.isalpha()]
    if sum(char.isupper() for char in letters) < 0.9 * len(letters):
        return text[:1].upper() + text[1:]
    lower = unify_tone_marks(text).lower()
    for name in (*_PROPER, *known_names()):
        lower = re.sub(rf"(?<!\w){re.escape(name.lower())}(?!\w)", name, lower)
    lower = _ROMAN.sub(lambda match: match[0].upper(), lower)
    lower = _CITED_TYPE.sub(lambda match: match[0].capitalize(), lower)
    for match in _ABBREVIATION.finditer(text):
        lower = lower[: match.start()] + match[0] + lower[match.end() :]
    for number in NUMBER.finditer(text):
        lower = lower[: number.start()] + text[number.start() : number.end()] + lower[number.end() :]
    return lower[:1].upper() + lower[1:]
