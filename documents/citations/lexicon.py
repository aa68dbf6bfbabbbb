"""Words that name instruments: types, abbreviations, and where the name of a law ends."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from documents.model import InstrumentType

# Types that are also cited by name alone. Longer words first, since they are tried in this order.
STRONG_TYPES = ("Bộ luật", "Luật", "Pháp lệnh", "Hiến pháp", "Nghị định thư", "Hiệp định", "Công ước", "Hiệp ước")
# Types that are cited by number or as "… này" only.
WEAK_TYPES = (
    "Thông tư liên tịch", "Thông tư liên bộ", "Nghị quyết liên tịch", "Văn bản hợp nhất", "Nghị quyết", "Nghị định", "Thông tư",
    "Quyết định", "Chỉ thị", "Thông báo", "Công văn", "Công điện", "Kết luận", "Quy định", "Hướng dẫn", "Kế hoạch", "Sắc lệnh",
    "Sắc luật", "Lệnh", "Quy chế", "Điều lệ", "Chương trình", "Đề án", "Chiến lược", "Tờ trình", "Báo cáo", "Thông tri", "Hiệp hội",
)  # fmt: skip
ABBREVIATIONS = {
    "NĐ": "Nghị định", "NĐ-CP": "Nghị định", "TT": "Thông tư", "TTLT": "Thông tư liên tịch", "QĐ": "Quyết định", "QĐ-TTg": "Quyết định",
    "NQ": "Nghị quyết", "CT": "Chỉ thị", "VBHN": "Văn bản hợp nhất", "PL": "Pháp lệnh",
    "BLHS": "Bộ luật Hình sự", "BLDS": "Bộ luật Dân sự", "BLLĐ": "Bộ luật Lao động", "BLTTHS": "Bộ luật Tố tụng hình sự",
    "BLTTDS": "Bộ luật Tố tụng dân sự",
}  # fmt: skip
# What a name's abbreviation after "Luật" stands for: "Luật PCMBN 2011".
SHORT_NAMES = {
    "PCMBN": "Phòng, chống mua bán người", "BHYT": "Bảo hiểm y tế", "BHXH": "Bảo hiểm xã hội", "TGPL": "Trợ giúp pháp lý",
    "HNGĐ": "Hôn nhân và gia đình", "HN&GĐ": "Hôn nhân và gia đình", "XLVPHC": "Xử lý vi phạm hành chính", "NSNN": "Ngân sách nhà nước",
    "TTHC": "Tố tụng hành chính", "THADS": "Thi hành án dân sự", "THAHS": "Thi hành án hình sự", "PCTN": "Phòng, chống tham nhũng",
    "PCBLGĐ": "Phòng, chống bạo lực gia đình", "BHTG": "Bảo hiểm tiền gửi", "SHTT": "Sở hữu trí tuệ", "KDBĐS": "Kinh doanh bất động sản",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_STEP = re.compile(r",?\s+")


@dataclass(frozen=True, slots=True)
class KnownLaw:
    """A law by the name under which it is cited.

    :param name: without the type word; empty for the Constitution
    """

    type: InstrumentType
    name: str
    number: str | None
    issued_on: date | None
    effective_from: date | None


@cache
def known_laws() -> tuple[KnownLaw, ...]:
    """The laws that texts cite by name, past and present. The list is for finding names and for what they meant on a day."""
    lines = files("documents.citations").joinpath("laws.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple(
        KnownLaw(InstrumentType(t), name, None if number == "-" else number, _day(i), _day(e)) for t, name, number, i, e in rows
    )


def _day(text: str) -> date | None:
    return None if text == "-" else date.fromisoformat(text)


@cache
def law_names() -> frozenset[tuple[str, ...]]:
    """Known names of laws and ordinances as lower-case words, without the type word."""
    return frozenset(_words(law.name) for law in known_laws() if law.name)


@cache
def _prefixes() -> frozenset[tuple[str, ...]]:
    return frozenset(name[:length] for name in law_names() for length in range(1, len(name) + 1))


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name))


# A name that is not in the list ends before these words, or before a capital that begins another name.
_STOP = frozenset(
    "và hoặc hay quy được về thì có số năm này của đã theo trong là để do tại khi không phải ngày thực hiện hành hướng các những mà"
    " nếu trừ đối từ đến bằng như sẽ cũng còn bị cho với ở vào trên dưới trước sau nêu hiện ban".split()
)


def known_name_end(text: str, start: int, at: int, kind: str) -> int | None:
    """Where the name of a law that begins at ``at`` ends; None if what stands there is no name.

    :param start: where the type word begins
    :param kind: the type word
    """
    words: list[str] = []
    ends: list[int] = []
    position = at
    while (word := _WORD.match(text, position)) and len(words) < 24:
        words.append(word.group().lower())
        ends.append(word.end())
        step = _STEP.match(text, word.end())
        if step is None:
            break
        position = step.end()
    best = None
    prefixes, names = _prefixes(), law_names()
    for length in range(1, len(words) + 1):
        head = tuple(words[:length])
        if head in names:
            best = ends[length - 1]
        if head not in prefixes:
            break
    if best is not None:
        return best
    short = re.compile(rf"(?:{'|'.join(re.escape(name) for name in sorted(SHORT_NAMES, key=len, reverse=True))})(?![\wđ])").match(
        text, at
    )
    if short:
        return short.end()
    return _guessed_end(text, at, kind)


def _guessed_end(text: str, at: int, kind: str) -> int | None:
    """The end of an unlisted name: a capitalised word and the lower-case words after it, up to a stop word or punctuation."""
    first = _WORD.match(text, at)
    if first is None or not first.group()[0].isupper():
        return None
    end, position, count = first.end(), first.end(), 1
    while (step := re.compile(r"\s").match(text, position)) and (word := _WORD.match(text, step.end())) and count < 8:
        if word.group().lower() in _STOP or word.group()[0].isdigit():
            break
        end = position = word.end()
        count += 1
    return end if count > 1 or first.group().isupper() else None


_TYPE_WORD = re.compile("(?:" + "|".join(STRONG_TYPES) + r")(?![\wđ])")
_TAIL = re.compile(r"[\s,(]*(?:năm\s*\(?|\(|ngày\s|\s)\s*(?=\d)[\d\s/.()thángnăm-]+$")


def full_name(name: str) -> tuple[str, str, str] | None:
    """Take a name as written apart: type word, name without it, and the year or date at its end.

    Abbreviations are written out: "Luật PCMBN 2011" is ("Luật", "Phòng, chống mua bán người", "2011").
    """
    tail = _TAIL.search(name)
    bare = name[: tail.start()] if tail else name
    bare = " ".join(ABBREVIATIONS.get(bare.strip(), bare).split())
    word = _TYPE_WORD.match(bare)
    if word is None:
        return None
    rest = bare[word.end() :].strip()
    return word.group(), SHORT_NAMES.get(rest, rest), tail.group() if tail else ""
