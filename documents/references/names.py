"""The words for law (cited.toml, laws.tsv), and where the name of a law or treaty ends."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from documents.identity.issuers import ASSEMBLY, STANDING_COMMITTEE
from documents.keys import number_slug
from documents.model import InstrumentType
from documents.paths import UNKNOWN, KeyParts, make_key
from documents.text import UPPER, fold, slug, unify_tone_marks
from documents.wording import read_vocabulary, types

_CITED = read_vocabulary("cited")
_NUMBERED = {name.capitalize() for name, kind in types.TYPE_WORDS if kind not in types.NAMED_TYPES}
LAWS = ("Bộ luật", "Bộ Luật", *(types.TYPE_NAMES[kind] for kind in types.LAW_TYPES[1:]))
TREATIES: tuple[str, ...] = tuple(_CITED["treaties"])
CONSTITUTION = types.TYPE_NAMES[InstrumentType.CONSTITUTION]
STRONG_TYPES = (*LAWS, CONSTITUTION, *TREATIES)
PAPER_TYPES: tuple[str, ...] = tuple(_CITED["papers"])
NUMBERED_TYPES: tuple[str, ...] = tuple(_CITED["numbered"])
NORMATIVE_TYPES = tuple(sorted({*_NUMBERED, *_CITED["rules"]}, key=lambda name: (-len(name), name)))
WEAK_TYPES = (*NORMATIVE_TYPES, *PAPER_TYPES, *NUMBERED_TYPES)
TYPE_WORDS = (*STRONG_TYPES, *WEAK_TYPES)
ABBREVIATIONS: dict[str, str] = {**types.SHORT_TYPES, **_CITED["short_instruments"]}
PAPER_ABBREVIATIONS: dict[str, str] = _CITED["short_papers"]
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_STEP = re.compile(r"\s*[,;/(–-]?\s*[“\"]?(?=\w)")
_BLANK = re.compile(r"\s+")
_CLOSING = re.compile(r"\s*\(HIV/AIDS\)|[”\"]")
_Names = tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]
"""Names as lower-case words, and the beginnings of names."""


_FINAL_Y = re.compile("(?<=[bcdđghklmnprstvx])([yýỳỷỹỵ])$")
_FINAL_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")


@dataclass(frozen=True, slots=True)
class KnownInstrument:
    """An instrument that a reference may mean.

    :param key: empty where its number is not known, which only a constitution can do without
    :param name: its title without the type word, empty for the Constitution; None where it is cited by number only
    """

    key: str
    type: InstrumentType
    number: str | None = None
    name: str | None = None
    issued_on: date | None = None
    effective_from: date | None = None


@cache
def known_laws() -> tuple[KnownInstrument, ...]:
    """The laws that texts cite by name, past and present. The list is for finding names and for what they meant on a day."""
    lines = files("documents.references").joinpath("laws.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple(_law(InstrumentType(kind), *told) for kind, *told in rows)


def _law(kind: InstrumentType, name: str, number: str, issued: str, effective: str) -> KnownInstrument:
    issuer = slug(STANDING_COMMITTEE if kind is InstrumentType.ORDINANCE else ASSEMBLY)
    told = number != "-"
    parts = KeyParts(kind.value, number_slug(number) if told else UNKNOWN, issuer, UNKNOWN if issued == "-" else issued)
    key = make_key(parts) if told or kind is InstrumentType.CONSTITUTION else ""
    return KnownInstrument(key, kind, number if told else None, name, _day(issued), _day(effective))


def _day(text: str) -> date | None:
    return None if text == "-" else date.fromisoformat(text)


_TYPE_WORD = re.compile("(?:" + "|".join(STRONG_TYPES) + r")(?![\wđ])")
_TAIL = re.compile(r"[\s,(]*(?:năm\s*\(?|\(|ngày\s|\s)\s*(?=\d)[\d\s/.()thángnăm-]+$")


def full_name(name: str) -> tuple[str, str, str] | None:
    """Take a name as written apart: type word, name without it, and the year or date at its end.

    Abbreviations are written out: "Luật PCMBN 2011" is ("Luật", "Phòng, chống mua bán người", "2011").
    """
    tail = _TAIL.search(name)
    bare = name[: tail.start()] if tail else name
    bare = " ".join(ABBREVIATIONS.get(bare.strip(), bare).split())
    bare = bare[:1].upper() + bare[1:]
    word = _TYPE_WORD.match(bare)
    if word is None:
        return None
    rest = bare[word.end() :].strip()
    return word.group(), short_names().get(rest, rest), tail.group() if tail else ""


@lru_cache(maxsize=8192)
def _word(printed: str) -> str:
    """A word of a name whatever its spelling: "Sỹ" is "sĩ", "hoà" is "hòa"."""
    word = unify_tone_marks(printed).lower()
    return _FINAL_Y.sub(lambda final: final.group().translate(_FINAL_I), word)


def _words(name: str) -> tuple[str, ...]:
    return tuple(_word(word) for word in _WORD.findall(name))


def _spellings(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Names as words, also with a comma where the name says "và"."""
    for name in names:
        words = _words(name)
        yield words
        if "và" in words:
            yield tuple(word for word in words if word != "và")


@cache
def names_by_initials() -> dict[str, set[tuple[str, str]]]:
    """The names of laws, each with its type word, by the first letters of their words: "KBCB", "HN&GĐ", "Thuế TNCN"."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for law in known_laws():
        if law.name and law.type in types.LAW_TYPES:
            tax = "Thuế " if law.name.startswith("Thuế ") else ""
            words = ("&" if word == "và" else word for word in _words(law.name.removeprefix(tax)))
            letters = "".join(word[0] if word[0] in "&đ" else fold(word[0]) for word in words).upper()
            for short in (letters, letters.replace("&", ""), letters.replace("&", "V")):
                found[tax + short].add((types.TYPE_NAMES[law.type], law.name))
    return found


@cache
def short_names() -> dict[str, str]:
    """What an abbreviation after "Luật" stands for: of three letters or more, where it is that of one name only."""
    names = {short: {name for kind, name in some if kind != LAWS[0]} for short, some in names_by_initials().items()}
    return {short: name for short, some in names.items() if len(some) == 1 and len(short) > 2 for name in some}


@cache
def _law_names() -> _Names:
    return _with_beginnings(_spellings(law.name for law in known_laws() if law.name))


@cache
def _treaty_names() -> _Names:
    lines = files("documents.references").joinpath("treaties.txt").read_text(encoding="utf-8").splitlines()
    return _with_beginnings(_words(line) for line in lines if line and not line.startswith("#"))


def _with_beginnings(names: Iterable[tuple[str, ...]]) -> _Names:
    whole = frozenset(names)
    return whole, frozenset(name[:length] for name in whole for length in range(1, len(name) + 1))


# A name that is not in the list ends before these words.
_STOP_WORDS = """
    và hoặc hay quy được về thì có số năm này của đã theo trong là để do tại khi không phải ngày thực hiện hành hướng các những mà
    nếu trừ đối từ đến bằng như sẽ cũng còn bị cho với ở vào trên dưới trước sau nêu hiện ban đó khác chưa nhưng gồm nhằm kèm chỉ
    đang vẫn cùng thuộc quá ấy nói làm nộp lập gửi xác trực hết dẫn cần phán bao kịp tính
"""
# Words that end even a name of which only one word has been read: "Dự bị động viên" is a name, "Đất và" is not.
_HARD_STOP_WORDS = "và hoặc hay quy được về thì có số năm này của đã theo là để do tại khi không phải ngày mà nếu trừ"
_STOP = frozenset(_STOP_WORDS.split())
_HARD_STOP = frozenset(_HARD_STOP_WORDS.split())
_SHORT = re.compile(r"(?:Thuế )?[A-ZĐ][A-ZĐ&]{2,9}(?![\wđ])")


def _longest(text: str, at: int, names: frozenset[tuple[str, ...]], beginnings: frozenset[tuple[str, ...]]) -> int | None:
    """Where the longest listed name that begins at ``at`` ends."""
    words: list[str] = []
    best: int | None = None
    position = at
    while word := _WORD.match(text, position):
        words.append(_word(word.group()))
        if tuple(words) not in beginnings:
            return _glued(word, words, names) or best
        if tuple(words) in names:
            best = word.end()
        step = _STEP.match(text, word.end())
        if step is None or step.end() == word.end():
            break
        position = step.end()
    return best


def _glued(word: re.Match[str], words: list[str], names: frozenset[tuple[str, ...]]) -> int | None:
    """The end of a name to whose last word the next one is glued: "Luật Quản lý thuếvà"."""
    printed, whole = words[-1], word.group()
    for length in range(len(printed) - 1, 1, -1):
        rest = whole[length:]
        if (rest in _STOP or rest[0].isupper()) and (*words[:-1], printed[:length]) in names:
            return word.start() + length
    return None


def listed_name_end(text: str, at: int) -> int | None:
    """Where the name of a listed law that begins at ``at`` ends; the longest one counts. "Pháp lệnh về …" is the same name."""
    start = at + 3 if text.startswith("về ", at) else at
    end = _longest(text, start, *_law_names())
    if end is None:
        return None
    closing = _CLOSING.match(text, end)
    return closing.end() if closing and (closing.group().strip().startswith("(") or "“" in text[at:end]) else end


def law_name_end(text: str, at: int) -> int | None:
    """Where the name of a law that begins at ``at`` ends; None if what stands there is no name."""
    end = listed_name_end(text, at)
    if end is not None:
        return _confirmed_end(text, end, " ") or end
    short = _SHORT.match(text, at)
    if short and short.group() in short_names():
        return short.end()
    end = _guessed_end(text, at)
    return end if end is None else _confirmed_end(text, end, " ,") or end


def goes_on(text: str, end: int) -> bool:
    """Whether a small word follows with which a name may go on, and few sentences do."""
    word = _WORD.match(text, end + 1) if text[end : end + 1] == " " else None
    return word is not None and word.group().islower() and (word.group() == "về" or word.group() not in _STOP)


def _confirmed_end(text: str, end: int, after: str) -> int | None:
    """The end of a longer name, which a number, year or date behind it confirms: "Pháp lệnh An toàn và kiểm soát bức xạ ngày …"."""
    if text[end : end + 1] not in (*after,) or not (longer := _LONGER.match(text, end)):
        return None
    words = [word.lower() for word in _WORD.findall(longer.group())]
    return longer.end() if not any(word in _STOP and word != "và" for word in words) else None


# Small words up to a number, a year or a date.
_LONGER = re.compile(r"(?:(?:,\s+|\s+)(?!sửa\s+đổi|bổ\s+sung)[a-zà-ỹđ]+){2,12}?(?=\s+(?:số\s+\d+/|năm\s+(?:19|20)\d\d|ngày\s+\d))")
# Words that look like the end of a name and are none.
_GOES_ON = re.compile(
    r"(?:thực\s+(?:vật|phẩm)|hành\s+(?:chính|nghề|hải|tinh)|quy\s+(?:hoạch|chuẩn)|tính\s+mạng|trực\s+tuyến)(?![\wđ])"
)


def _guessed_end(text: str, at: int) -> int | None:
    """The end of an unlisted name: a capitalised word and the lower-case words after it, up to a stop word or punctuation."""
    first = _WORD.match(text, at)
    if first is None or not first.group()[0].isupper():
        return None
    end, position, count = first.end(), first.end(), 1
    acronym = len(first.group()) > 1 and first.group().isupper()
    if not acronym and (leading := _ACRONYM.match(first.group())):
        return at + leading.end()
    if text.startswith("Phòng, chống", at):
        end = position = at + len("Phòng, chống")
        count = 3
    while (step := _BLANK.match(text, position)) and (word := _WORD.match(text, step.end())) and count < 8:
        lower = word.group().lower()
        if (
            (lower in (_HARD_STOP if count == 1 else _STOP) and not _GOES_ON.match(text, word.start()))
            or word.group()[0].isdigit()
            or (acronym and not word.group()[0].isupper())
        ):
            break
        end = position = word.end()
        count += 1
    if text[at:end] in ("Việt Nam", "Quốc tế"):
        return None
    return end if count > 1 or acronym or _VERSION.match(text, end) else None


# A single word is a name where a year or number follows: "Luật Dược năm 2016".
_VERSION = re.compile(r"\s*(?:số\s+\d|năm\s+\d{4}|\(\d{4}\)|\s\d{4}(?!\w))")
_ACRONYM = re.compile(rf"[{UPPER}]{{3,}}(?=[^\W\d_])")

# Treaties. Their names run on ("về …", "giữa … và …", "của Liên hợp quốc"); these beginnings are those of names, not of sentences.
_PLACE = rf"[{UPPER}][\w-]*"
_TREATY_HEAD = re.compile(
    rf"\s+(?:{_PLACE}|(?:quốc\s+tế|khung|chung|thương\s+mại|đối\s+tác|tương\s+trợ|hợp\s+tác|tránh|bảo\s+hộ|chống|cấm|thành\s+lập|khu\s+vực|gia\s+nhập"
    r"|tạo\s+thuận\s+lợi|kiểm\s+soát|an\s+toàn|dẫn\s+độ|vận\s+tải|hàng\s+không|biên\s+giới|khuyến\s+khích|ngăn\s+ngừa|miễn\s+thị\s+thực)\s"
    rf"|(?:về|giữa|của|ký\s+giữa|năm\s+\d{{4}}\s+(?:về|của))\s)"
)
_TREATY_STOP = re.compile(
    r"\s*(?:[.;:()“”\"]|$|\n|,(?!\s*(?:thực\s+vật|miễn|động\s+vật|bảo\s+hộ|phát|sản|tàng|trừng|ngăn|huấn|cấp|trực|vô|hạ|tàn|chống|nhục|lưu|trấn|lập\s+lại|đặc\s+biệt\s+là)))"
    r"|(?<!\s[Tt]ự)\s(?:mà|thì|là|được|phải|quy\s+định|(?<![Hh]àng )không"
    r"|có\s+hiệu\s+lực|đã|nếu|khi|để|trong|tại|theo|hoặc|này|đó"
    r"|khác|ban\s+hành"
    r"|và\s+(?:các\s+)?(?:quy|pháp|Nghị\s+định|Thông|văn|Luật|Hiệp\s+định|Công\s+ước|Bộ\s+luật"
    r"|Điều\s+ước|chỉ\s+đạo"
    r"|điều\s+kiện|mặt\s+hàng|theo)|sẽ|chưa|số|năm|ngày|do|từ"
    r"|như|(?<!miễn\s)trừ|nhằm|cho|kèm|thuộc|bị|vào|bao\s+gồm|gồm|đối\s+với|(?<!việc\s)áp\s+dụng|có|ký\s+ngày|ký\s+kết|hướng\s+dẫn|đang|với|trái|công\s+nhận|thực\s+hiện"
    r"|giai\s+đoạn|trị\s+giá|hết|thừa\s+nhận|trình)(?![\wđ])"
    r"|\s(?=\d)"
)
_PROPER = re.compile(rf"\s[{UPPER}][\w-]+|\s(?:về|giữa)\s")
_ANY_STATE = re.compile(r"nước\s+(?:tiếp\s+nhận|ngoài|khác|sở\s+tại|đối\s+tác)$|các\s+nước$|với\s+")
_TREATY_DATED = re.compile(r"\s+(?:19|20)\d{2}(?![\wđ/.,]\d|[\wđ/])")
_TREATY_ACRONYM = re.compile(rf"\s+[{UPPER}]{{2,}}\d*(?:/[{UPPER}]{{2,}})*(?![\w])(?!\s+(?:về\s|[{UPPER}–-]))")
# "Hiệp định Thương mại hàng hóa ASEAN - Ấn Độ" is a listed name and one more partner.
_PARTNER = re.compile(rf"(?:\s*[-–]\s*{_PLACE}(?:\s{_PLACE}){{0,4}})+")
_ONE_PARTY = re.compile(r"\sgiữa\s(?:(?!\svà\s).)*$", re.DOTALL)


def treaty_name_end(text: str, at: int, after_type: int) -> int | None:
    """Where the name of a treaty ends; None where it is no particular treaty."""
    listed = _longest(text, at, *_treaty_names())
    if listed is not None:
        partner = _PARTNER.match(text, listed)
        return partner.end() if partner else listed
    dated = _TREATY_DATED.match(text, after_type)
    if dated:
        return after_type  # the year after it is read like that of a law
    acronym = _TREATY_ACRONYM.match(text, after_type)
    if acronym:
        return acronym.end()
    head = _TREATY_HEAD.match(text, after_type)
    if head is None:
        return None
    stop = _TREATY_STOP.search(text, head.end())
    with_other = stop is not None and stop.group() == " với" and bool(_ONE_PARTY.search(text, after_type, stop.start()))
    if stop and with_other:
        stop = _TREATY_STOP.search(text, stop.end())
    end = stop.start() if stop else len(text)
    words = text[after_type:end].rstrip(" ,")
    parties = words.replace(" với ", " và ") if with_other else words
    if not words.strip() or len(words) > 250 or not _PROPER.search(words) or _ANY_STATE.search(parties):
        return None
    return after_type + len(words)
