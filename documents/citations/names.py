"""Where the name of a law or treaty ends."""

import re
from functools import cache

from documents.citations.lexicon import SHORT_NAMES, known_laws
from documents.text import UPPER, unify_tone_marks

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_STEP = re.compile(r",?\s+")
_BLANK = re.compile(r"\s+")


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(unify_tone_marks(name)))


@cache
def _law_names() -> frozenset[tuple[str, ...]]:
    """Known names of laws and ordinances as lower-case words, without the type word."""
    return frozenset(_words(law.name) for law in known_laws() if law.name)


@cache
def _prefixes() -> frozenset[tuple[str, ...]]:
    return frozenset(name[:length] for name in _law_names() for length in range(1, len(name) + 1))


# A name that is not in the list ends before these words.
_STOP = frozenset(
    "và hoặc hay quy được về thì có số năm này của đã theo trong là để do tại khi không phải ngày thực hiện hành hướng các những mà"
    " nếu trừ đối từ đến bằng như sẽ cũng còn bị cho với ở vào trên dưới trước sau nêu hiện ban đó khác chưa nhưng gồm nhằm kèm chỉ"
    " đang vẫn cùng hiện thuộc quá ấy nói làm".split()
)
_SHORT = re.compile(rf"(?:{'|'.join(re.escape(name) for name in sorted(SHORT_NAMES, key=len, reverse=True))})(?![\wđ])")


def listed_name_end(text: str, at: int) -> int | None:
    """Where the name of a listed law that begins at ``at`` ends; the longest one counts."""
    words: list[str] = []
    best: int | None = None
    position = at
    prefixes, names = _prefixes(), _law_names()
    while word := _WORD.match(text, position):
        words.append(unify_tone_marks(word.group()).lower())
        head = tuple(words)
        if head not in prefixes:
            break
        if head in names:
            best = word.end()
        step = _STEP.match(text, word.end())
        if step is None:
            break
        position = step.end()
    return best


def law_name_end(text: str, at: int) -> int | None:
    """Where the name of a law that begins at ``at`` ends; None if what stands there is no name."""
    end = listed_name_end(text, at)
    if end is not None:
        return end
    short = _SHORT.match(text, at)
    return short.end() if short else _guessed_end(text, at)


def _guessed_end(text: str, at: int) -> int | None:
    """The end of an unlisted name: a capitalised word and the lower-case words after it, up to a stop word or punctuation."""
    first = _WORD.match(text, at)
    if first is None or not first.group()[0].isupper():
        return None
    end, position, count = first.end(), first.end(), 1
    while (step := _BLANK.match(text, position)) and (word := _WORD.match(text, step.end())) and count < 8:
        if word.group().lower() in _STOP or word.group()[0].isdigit():
            break
        end = position = word.end()
        count += 1
    return end if count > 1 or first.group().isupper() else None


# Treaties. Their names run on ("về …", "giữa … và …", "của Liên hợp quốc"); these beginnings are those of names, not of sentences.
_PLACE = rf"[{UPPER}][\w-]*"
_TREATY_HEAD = re.compile(
    rf"\s+(?:{_PLACE}|(?:quốc\s+tế|khung|chung|thương\s+mại|đối\s+tác|tương\s+trợ|hợp\s+tác|tránh|bảo\s+hộ|chống|cấm|thành\s+lập|khu\s+vực)\s"
    rf"|(?:về|giữa|của|ký\s+giữa)\s)"
)
_TREATY_STOP = re.compile(
    r"\s*(?:[.;:()“”\"]|$|\n|,\s*(?!thực\s+vật|động\s+vật|bảo\s+hộ|phát|sản|tàng|trừng|ngăn|huấn|cấp|trực|vô|hạ|tàn|chống|nhục|lưu)"
    r"|\s(?:mà|thì|là|được|phải|quy\s+định|không|có\s+hiệu\s+lực|đã|nếu|khi|để|trong|tại|theo|hoặc|này|đó|khác|ban\s+hành|và\s+(?:các\s+)?(?:quy|pháp|Nghị\s+định|Thông|văn"
    r"|Luật|Hiệp|Công\s+ước|Bộ\s+luật)|sẽ|chưa|số|năm|ngày|do|từ|như|trừ|nhằm|cho|kèm|thuộc|bị|vào|bao\s+gồm|gồm|đối\s+với|áp\s+dụng|có|ký\s+ngày|ký\s+kết"
    r"|hướng\s+dẫn|đang|với|\d)(?![\wđ]))"
)
_PROPER = re.compile(rf"\s[{UPPER}][\w-]+|\s(?:về|giữa)\s")
_LISTED_TREATY = re.compile(
    r"\s+(?:quốc\s+tế\s+)?về\s+buôn\s+bán\s+(?:quốc\s+tế\s+)?(?:các\s+)?(?:loài\s+)?(?:các\s+)?động\s+vật,?\s+(?:và\s+)?thực\s+vật\s+hoang\s+dã\s*,?\s*nguy\s+cấp(?:,\s+quý,\s+hiếm)?",
    re.IGNORECASE,
)


def treaty_name_end(text: str, at: int) -> int | None:
    """Where the name of a treaty ends whose type word ended at ``at``; None where it is no particular treaty."""
    listed = _LISTED_TREATY.match(text, at)
    if listed:
        return listed.end()
    if _TREATY_HEAD.match(text, at) is None:
        return None
    stop = _TREATY_STOP.search(text, at)
    end = stop.start() if stop else len(text)
    words = text[at:end].rstrip(" ,")
    if not words.strip() or len(words) > 250 or not _PROPER.search(words):
        return None
    return at + len(words)
