"""Whether own provisions that an ending leaves out keep old rules in force, or only for cases that had begun under them."""

import re
from dataclasses import dataclass

from documents.amendments.place_reading import read_places
from documents.amendments.places import Place
from documents.model import Instrument, Provision
from documents.paths import first_step, read_step
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


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who orders, and where.

    :param path: of the provision that holds the sentence
    """

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
    """Whether an own sentence says that old rules stay for everybody, and not only for cases that had begun under them."""
    if _GOES_ON.search(sentence):
        return True
    found = _APPLIES_ON.search(sentence)
    if found is None or not _NUMBER.search(sentence) or _CASES.match(sentence):
        return False
    return _OF_RULES.match(sentence) is not None or not _OLD_CASES.search(sentence, 0, found.start())
