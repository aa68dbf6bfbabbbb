"""Bodies that are no more, as `documents.wording` lists them: where words name one, and where they speak of it as of the past."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from documents.messages import Message
from documents.wording import read_vocabulary
from documents.wording.types import TYPE_NAME
from documents.wording.verbs import verb_pattern
from kb.law.duties.reading import called, named_by, worded


@dataclass(frozen=True, slots=True)
class Ended:
    """Bodies that ended on a day.

    :param words: that name any body of a level
    :param names: of single bodies
    :param but: names of others that begin like these
    """

    what: str
    since: date
    by: str
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


ENDED = tuple(
    Ended(one["what"], one["since"], one["by"], *(tuple(one.get(name, ())) for name in ("words", "names", "but")))
    for one in read_vocabulary("ended")["levels"]
)


def named_in(words: str, on: date) -> Iterator[tuple[Ended, Message]]:
    """The bodies that are no more by a day in the name of who acts."""
    for some in _by(on):
        if named_by(words, some.words):
            yield some, _gone(some, " ".join(words.split()))
        for name in some.names:
            if named_by(words, (name,), some.but):
                yield some, _gone(some, name)


def spoken_of(text: str, on: date) -> Iterator[tuple[Ended, Message]]:
    """The bodies that are no more by a day wherever a text names them, but not where it quotes or cites, or tells what was."""
    told = dict[tuple[Ended, str], None]()
    for sentence in map(called, _SENTENCE.split(_REPEALED.split(_QUOTED.sub(" ", text))[0])):
        if _ANY.search(sentence) and not _PAST.search(sentence):
            for some in _by(on):
                names = (found for found in _pattern(some).finditer(sentence) if found["name"])
                told |= {(some, found["name"]): None for found in names if not _CITED.search(sentence, 0, found.start() + 1)}
    for some, found in told:
        yield some, _gone(some, next((name for name in some.names if worded(called(name)) == worded(found)), found))


def _by(on: date) -> Iterator[Ended]:
    return (some for some in ENDED if some.since <= on)


def _gone(some: Ended, body: str) -> Message:
    key = "duty.level_gone" if some.words else "duty.body_ended"
    return Message.of(key, body=body, day=some.since, what=some.what, by=some.by)


@cache
def _pattern(some: Ended) -> re.Pattern[str]:
    but, names = (
        "|".join(r"\W+".join(worded(called(name)).split()) for name in few) for few in (some.but, (*some.words, *some.names))
    )
    return re.compile(rf"(?<!\w)(?<!văn )(?:{but}{'|' if but else ''}(?P<name>{names}))(?!\w)")


_ANY = re.compile("huyện|phòng|bộ|sở|thanh tra|cấp cao|ủy ban dân tộc")
_QUOTED = re.compile("“[^”]*”?")
_SENTENCE = re.compile(r";|\.\s|\n(?=[\w.]{1,5}[.)]\s|[-+–])")
_ENDS = verb_pattern("replace", "repeal", "expire")
_REPEALED = re.compile(rf"(?<!\w){_ENDS} (?:các|những|{TYPE_NAME}|kể từ)[^.:]*:", re.IGNORECASE)
"""Above a list of what is repealed."""
_PAST = re.compile(
    rf"\b(?:trước đây|nguyên là|cũ|nay là|nay thuộc|đổi tên|kế thừa|{_ENDS}(?= (?:{TYPE_NAME}|điều|khoản|cụm từ|kể từ|từ ngày))"
    r"|trước ngày (?:[\d/]+ (?:tháng \d+ năm )?\d{4}|[\w ]{1,30} có hiệu lực)|không (?:còn|tổ chức) (?:cấp|đơn vị|cơ quan|sở|bộ)"
    r"|(?:kết thúc|chấm dứt) hoạt động|sắp xếp (?:đơn vị|tổ chức|bộ máy|lại)|sáp nhập|hợp nhất|chuyển (?:giao|chức năng|nhiệm vụ)"
    r"|tiếp nhận (?:từ|chức năng|nhiệm vụ))\b",
    re.IGNORECASE,
)
"""What a sentence has that tells of what was: of a body that was, or gave its tasks to another."""
_CITED = re.compile(
    r"(?:\b(?:số|ngày|năm)\W[^;()]{1,60}(?:của|do) (?:bộ [^;]{1,80}, (?=b))?|\bban hành (?:của|bởi) )"
    r"(?:(?:liên )?(?:bộ trưởng|giám đốc) )?\w$"
    r"|(?:ngày|năm|số)\s[\w/-]+\s(?:của|do)\s[^;]{1,80}\s(?:ban hành|quy định|về|hướng dẫn|sửa đổi|phê duyệt)\s"
    r"(?:[^;]*[^\s,;]\s)?\w$"
)
"""Up to the first letter of who issued an instrument that is cited, and of what its title names."""
