"""What an ending leaves in force: places that it names, and own provisions that keep old rules, or only for old cases."""

import re
from dataclasses import dataclass
from datetime import date

from documents.amendments.place_reading import read_places
from documents.amendments.places import Place
from documents.keys import number_slug
from documents.model import Instrument, Provision
from documents.paths import first_step, read_step
from documents.wording.dates import date_at
from documents.wording.types import TYPE_PATTERN
from documents.wording.unit_lists import Level

_GOES_ON = re.compile(r"(?:tiếp\s+tục|vẫn|còn)\s+(?:có\s+)?hiệu\s+lực", re.IGNORECASE)
_APPLIES_ON = re.compile(r"(?:tiếp\s+tục|vẫn)\s+(?:được\s+)?(?:áp\s+dụng|thi\s+hành|thực\s+hiện|sử\s+dụng)(?!\w)", re.IGNORECASE)
_OLD_CASES = re.compile(
    r"(?<!\w)(?:đã|đang|chưa|trước\s+ngày|dở\s+dang|chuyển\s+tiếp|được\s+(?:ban\s+hành|cấp|phê\s+duyệt|thành\s+lập|ký))(?!\w)",
    re.IGNORECASE,
)
_OF_RULES = re.compile(
    r"\s*(?:(?:các|những|toàn\s+bộ)\s+)?(?:nội\s+dung\s+|chế\s+độ\s+)?(?:quy\s+định|hướng\s+dẫn|nội\s+dung)(?!\w)", re.IGNORECASE
)
_CASES = re.compile(r"\s*(?:đối\s+với\s+)?(?:các\s+|những\s+)?trường\s+hợp(?!\w)", re.IGNORECASE)
_NUMBER = re.compile(r"\d/(?:\d{4}/)?[A-ZĐ]")  # of the rules that go on
_SENTENCE = re.compile(r"(?<=[.;])\s+|\n")
_LEAD = re.compile(
    r"(?:ngoại\s+)?(?:trừ|riêng)\s+(?:(?:các|những|nội\s+dung|quy\s+định|tại)\s+)*(?=(?:điểm|khoản|điều|mục|chương|phần|phụ\s+lục)\s)",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\s*,?\s*(?:thì\s+|vẫn\s+)?(?:tiếp\s+tục\s+|còn\s+|vẫn\s+)?(?:có\s+hiệu\s+lực(?:\s+thi\s+hành)?|thực\s+hiện|được\s+áp\s+dụng|áp\s+dụng)"
    r"(?:\s+(?:cho\s+)?đến\s+hết\s+ngày\s+(?=\d))?",
    re.IGNORECASE,
)
_RULES = re.compile(r"quy\s+định\s+tại", re.IGNORECASE)
_UNIT_NUMBER = r"(?:\d{1,3}[a-zđ]?|[IVXLC]+|[a-zđ])"
_AND = r"(?:\s*,\s*và\s+|\s*[,;]\s*|\s+và\s+)"
_UNIT = rf"(?:các\s+)?(?:điểm|khoản|điều|mục|chương|phần|phụ\s+lục)\s+{_UNIT_NUMBER}(?:{_AND}{_UNIT_NUMBER}(?![\w/]))*(?![\w/])"
_PLACES = re.compile(rf"{_UNIT}(?:(?:{_AND}(?:(?:quy\s+định\s+)?tại\s+)?|\s+){_UNIT})*", re.IGNORECASE)
_OF = re.compile(
    rf"\s+(?:của\s+|tại\s+)?{TYPE_PATTERN}\s+(?:[^,;:\d]{{1,100}}?\s+)?số\s*(?P<number>[\w/-]+)"
    r"(?:\s+(?:đã\s+)?được\s+sửa\s+đổi,\s+bổ\s+sung[^;:]{1,200}?(?=\s+(?:tiếp\s+tục|còn|vẫn|có)\s))?",
    re.IGNORECASE,
)
_BELOW = re.compile(r"trừ\s+(?:(?:các|những)\s+)?(?:trường\s+hợp|quy\s+định|điều,\s+khoản)\s+sau(?:\s+đây)?", re.IGNORECASE)
_OF_ITS_OWN = re.compile(rf"[^;.]{{1,60}}\s(?:của|tại)\s+{TYPE_PATTERN}\s+này\W*", re.IGNORECASE)
_LONGEST = 400  # characters; what goes on for longer says more than places


_EXPIRES = re.compile(r"(?:hết|chấm\s+dứt)\s+hiệu\s+lực(?:\s+thi\s+hành)?\s*,?\s*", re.IGNORECASE)
_STARTS = re.compile(rf"(?:kể\s+)?từ\s+(?:ngày\s+)?(?:\d|(?:{TYPE_PATTERN})\s+này\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who orders, and where."""

    instrument: Instrument
    path: str

    @property
    def own(self) -> Place:
        """The article that speaks."""
        step = read_step(first_step(self.path))
        return Place({Level.ARTICLE: step.number}) if step.number else Place()


def goes_on(words: str, speaker: Speaker) -> bool:
    """Whether the own provisions that are excepted say that something stays in force, or cannot be found."""
    own = {place.path for place in read_places(words, 0, len(words), speaker.own) if place.path}
    nodes: list[Provision] = [node for node in speaker.instrument.walk() if node.path in own]
    return not nodes or any(
        _keeps_in_force(text) for node in nodes for inner in node.walk() for text in _SENTENCE.split(inner.text)
    )


def _keeps_in_force(sentence: str) -> bool:
    if _GOES_ON.search(sentence):
        return True
    found = _APPLIES_ON.search(sentence)
    if found is None or not _NUMBER.search(sentence) or _CASES.match(sentence):
        return False
    return _OF_RULES.match(sentence) is not None or not _OLD_CASES.search(sentence, 0, found.start())


@dataclass(frozen=True, slots=True)
class Spared:
    """What an ending leaves in force.

    :param until: the last day on which it does, where the words name one
    """

    paths: tuple[str, ...]
    until: date | None = None


def spared(words: str, ended: Place) -> Spared | None:
    """What the exception of an ending names; None where it says anything that is no provision of what is ended.

    :param words: from "trừ" on
    """
    lead = _LEAD.match(words)
    found = _PLACES.match(words, lead.end()) if lead and len(words) <= _LONGEST else None
    if found is None:
        return None
    places = read_places(words, found.start(), found.end(), ended)
    if not all(place.path and place.complete and place.doubt is None for place in places):
        return None
    end = found.end()
    if of := _OF.match(words, end):
        if ended.instrument is None or number_slug(of["number"]) != number_slug(ended.instrument.number or ""):
            return None
        end = of.end()
    until = _UNTIL.match(words, end)
    if until is None and words[:5].lower() == "riêng":
        return None  # "riêng Điều 6 …": it may end on another day
    if of is None and until is None and _RULES.search(words, 0, found.start()):
        return None  # "trừ quy định tại Điều 5": it may be an article of the instrument that speaks
    last = None
    if until is not None:
        end = until.end()
        last = date_at(words, end)
    if not places or words[last.end if last else end :].strip(" .;,:)"):
        return None
    return Spared(tuple(dict.fromkeys(place.path for place in places if place.path)), last.day if last else None)


def spared_below(words: str, ended: Place, speaker: Speaker) -> Spared | None:
    """What an ending leaves in force where the exceptions stand in a list below it; what own provisions keep is for old cases."""
    node = next((node for node in speaker.instrument.walk() if node.path == speaker.path), None)
    if node is None or not _BELOW.fullmatch(words):
        return None
    items = [item.text for item in node.children if not _OF_ITS_OWN.fullmatch(item.text)]
    found = [one for item in items if (one := spared(f"trừ {item}", ended))]
    if not found or len(found) != len(items) or len({one.until for one in found}) > 1:
        return None
    return Spared(tuple(path for one in found for path in one.paths), found[0].until)


def starts_plainly(words: str) -> bool:
    """Whether what ends begins to do so on a day that is named, or with the instrument that speaks."""
    expires = _EXPIRES.search(words)
    return expires is None or _STARTS.match(words, expires.end()) is not None
