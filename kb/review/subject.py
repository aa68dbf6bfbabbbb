"""What a grid asks about, and how much of it words of a text hold: the act, what it is done to, and for whom.

And what clauses say of sanctions: whether it is the act of a subject that they punish.

Of several acts or things that a subject names any one will do; for whom or when it is done may be left to the rest of the text.
What a text names in part ("cấp giấy phép") is meant in full where the title of the instrument says the rest.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import Any

from documents.duties.statement import Phrase, PlacedClause
from documents.wording.verbs import AMEND
from kb.language import analysis

_VERBS = (
    r"cấp\s+(?:lại|đổi)|cấp(?!\s+(?:dưới|trên|tỉnh|huyện|xã|có|bậc))|thu hồi|gia hạn|xác nhận|công nhận|từ chối|hủy bỏ|đình chỉ"
    rf"|điều chỉnh|{AMEND}"
)
_OTHER = re.compile(rf"(?<!\w)(?<!trung )(?<!sơ )(?<!cao )(?<!cung )(?<!phân )(?<!nâng )(?:{_VERBS})(?!\w)")
"""Acts that are one of several about a thing: who withdraws a licence says nothing of who grants it."""
_ALWAYS = re.compile(r"cấp\s+(?:lại|đổi)|thu hồi|gia hạn|từ chối|hủy bỏ|đình chỉ|chấm dứt")
"""Acts that are other ones than any that is not called so."""
_SEVERAL = re.compile(rf"(?<!\w)((?:(?:{_VERBS})(?:\s*[,;]\s*|\s+(?:và|hoặc)\s+))+)({_VERBS})\s+(\w+(?:\s+\w+){{0,4}})")
"""Several of them about one thing: "cấp, gia hạn, thu hồi giấy phép"."""
_NOT = re.compile(r"(?<!\w)(?:không\s+(?:thuộc diện|phải|được|cần)|miễn)(?!\w)")
_DOING = re.compile(r"(?:(?:thực hiện|tiến hành|xem xét|ra|quyết định|tổ chức|việc|phải|ngay)[\s,]+)+", re.IGNORECASE)
_CALLED = re.compile(r"(?:hành vi|tội|việc|được phép|được)\s+")
"""Before a subject, of no meaning."""
_INNER = re.compile(r"(?:[,;]\s*|(?<!\w)(?:và|thực hiện|tiến hành|quyết định)\s+)(?:(?:về|việc)\s+)*")
"""Before an act, inside of what is read as one."""
_FOR = r"cho(?!\s+(?:phép|vay|thuê|nghỉ|thôi))"
_TAIL = re.compile(rf"(?<!\w)(?:{_FOR}|của|đối với|kể từ|sau khi|trước khi|khi|trong|tại)(?!\w)", re.IGNORECASE)
"""Before the words that say for whom, when or where."""
_EITHER = re.compile(r"\s*(?:[,;/]|(?<!\w)(?:và|hoặc|hay)(?!\w))\s*")
_BETWEEN = re.compile(
    rf"(?<!\w)(?:{_FOR}|của|đối với|với|về|theo|và|hoặc|được|bị|các|những|khi|trong|tại|ở|kể từ|sau|trước)(?!\w)|[,;]"
)
"""Between the words of a subject; texts put other ones there."""
_BARE = r"(?=\s*(?:$|[,.;:)\n])|\s+(?:cho|đối với|của|theo|và|hoặc|phải|được|thì|khi|trong|tại|quy định|bao gồm)(?!\w))"
"""Behind words that name a thing in part alone."""
_ACTS = re.compile(r"[;:]\s*")
_OWN = re.compile(r"(?<=\w)\s+(?:ghi rõ|hồ sơ|đề nghị|để|theo quy định)(?!\w)", re.IGNORECASE)
"""Behind the words that are an act's own."""
_PAPERS_ALONE = re.compile(r"(?:thành phần\s+)?hồ sơ(?!.*(?:trình tự|thủ tục|thời hạn|giải quyết))", re.IGNORECASE)
_VERB, _SOON = 3, 6
"""Words of a verb without what it is done to, and of one before it: "áp dụng biện pháp cấm tiếp xúc"."""
_LEAST, _LIKE, _ACT = 0.7, 0.35, 0.5
"""How much of the subject a sentence has to hold with its heading, an act that begins like it, and another act."""
_HALF, _WHOLE = 0.5, 0.9
"""How much of it a sentence holds at least if the title of the instrument says the rest, and both together."""
_CORE = 0.85
"""How much of the act and what it is done to, if for whom it is done stands elsewhere."""
_MOST = 0.6
"""How many words of the rest of a subject the title says that is left out."""
_ALONE = 4
"""Words of one of several acts or things that says all by itself."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to say a subject: folded words.

    :param core: the act and what it is done to
    :param tail: for whom, when
    """

    core: tuple[tuple[str, ...], ...]
    tail: tuple[tuple[str, ...], ...] = ()

    @property
    def words(self) -> list[str]:
        return [word for part in (*self.core, *self.tail) for word in part]

    @property
    def head(self) -> list[str]:
        """What an act begins with that is called so."""
        words = self.words
        return words[: 3 if words[1:2] == ["giay"] else 2]  # a licence is no certificate

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [pair for part in (*self.core, *self.tail) for pair in pairwise(part)]


class Subject:
    """The words of a subject, and how much of them others hold: words and pairs count for what they tell among a text's clauses."""

    def __init__(self, words: str, clauses: Sequence[PlacedClause], title: str = "") -> None:
        self._title, self._asked = title, analysis.normal(words).lower()
        self._all = _Way(_parts(self._asked))
        self._ways = [*_ways(self._asked), self._all]
        wanted = set[str | tuple[str, str]]()
        for way in self._ways:
            wanted.update(way.words, way.pairs)
        counted = Counter[str | tuple[str, str]]()
        for clause in clauses:
            counted.update(wanted & _items(_spread(whole(clause))))
        self._weights = {item: log(2 + len(clauses) / (1 + counted[item])) for item in wanted}
        self._shorter = list(self._abbreviations())

    def _abbreviations(self) -> Iterator[tuple[re.Pattern[str], str]]:
        """How the subject is named in part by a text whose title says the rest."""
        words, there = _TAIL.split(self._asked, maxsplit=1)[0].split(), {*_folded(self._title)}
        for count in range(len(words) - 1, 1, -1):
            rest = _folded(" ".join(words[count:]))
            if sum(word in there for word in rest) >= _MOST * len(rest):
                begun = r"\s+".join(map(re.escape, words[:count]))
                yield re.compile(rf"(?<!\w){begun}{_BARE}"), self._asked

    def _there(self, text: str) -> Set[Any]:
        """The words and pairs of a text, with what it says in short."""
        spread = _spread(text)
        for shorter, full in self._shorter:
            spread = shorter.sub(full, spread)
        return _items(spread)

    def part(self, text: str) -> float:
        """From 0 to 1: how much of one way to say it stands in a text."""
        there = self._there(text)
        return max(self._share(way, there) for way in self._ways)

    def near(self, text: str) -> float:
        """The same, of which half is for all that is asked."""
        return (self.part(text) + self._share(self._all, self._there(text))) / 2

    def _done(self, act: str) -> float:
        """How much of it an act says, whatever it is done for."""
        there = self._there(act)
        return max(self._share(_Way(way.core), there) for way in self._ways)

    @property
    def titled(self) -> bool:
        """Whether the title of the instrument names it: all of the instrument is about it."""
        return self.part(self._title) >= _WHOLE

    def _share(self, way: _Way, there: Set[Any]) -> float:
        """Of one way to say it; a pair counts twice what words count."""
        words, pairs = self._weighed(way.words, there), self._weighed(way.pairs, there)
        return (words + 2 * pairs) / 3 if way.pairs else words

    def _weighed(self, wanted: Sequence[Any], there: Set[Any]) -> float:
        whole = sum(self._weights[item] for item in wanted)
        return sum(self._weights[item] for item in wanted if item in there) / (whole or 1)

    def holds(self, text: str) -> bool:
        """Whether a text is about it: it has enough of one way to say it, maybe but for what the title says, and its numbers."""
        there, titled = self._there(text), self._there(f"{self._title}\n{text}")
        return any(self._enough(way, there, titled) for way in self._ways)

    def _enough(self, way: _Way, there: Set[Any], titled: Set[Any]) -> bool:
        numbers = {word for word in way.words if word.isdigit()}  # a plan of 03 years is not one of 05
        if not {*way.words[:2], *numbers} <= there:
            return False
        part, tail = self._share(way, there), [word for part in way.tail for word in part]
        if part >= _LEAST or (part >= _HALF and self._share(way, titled) >= _WHOLE):
            return True
        core, known = self._share(_Way(way.core), there), sum(word in titled for word in tail)
        told = core >= _WHOLE and len(way.words) - len(tail) > _ALONE
        return bool(tail) and (told or (core >= _CORE and known >= _HALF * len(tail)))

    def suits(self, question: str, act: str) -> bool:
        """Whether an act that is not that of the subject can answer: who decides about it may do so in other words."""
        if question not in ("decides", "deadline"):
            return question != "conditions"
        own = _OWN.split(act, maxsplit=1)[0]
        alike = self._done(act) >= _ACT if question == "decides" else self.done_in(act) or self.opens(own, _SOON)
        return alike and not self.other(act)

    def refused(self, line: str) -> bool:
        """Whether a line says when it is ended or refused."""
        return any(found[0] not in self._asked for found in _ALWAYS.finditer(line.lower()))

    def says(self, words: str) -> bool:
        """Whether words are the subject's own."""
        return words in self._asked

    def other(self, act: str) -> bool:
        """Whether an act is another one about the same thing."""
        own = {found[0] for found in _OTHER.finditer(self._asked)}
        begun, words = _OTHER.match(_DOING.sub("", act.strip(), count=1).lower()), _folded(act)
        if any(word == "khong" and self.opens(" ".join(words[at:]), _VERB - 1) for at, word in enumerate(words, 1)):
            return True
        return bool(begun and begun[0] not in own and (own or _ALWAYS.fullmatch(begun[0])))

    def elsewhere(self, heading: str) -> bool:
        """Whether a heading speaks of other acts about the same thing alone, or of when nothing is done."""
        if _PAPERS_ALONE.match(heading):
            return True
        words, own = heading.lower(), _OTHER.match(self._asked)
        acts = {found[0] for found in _OTHER.finditer(words)}
        return bool(own and acts and own[0] not in acts) or bool(_NOT.search(words) and not _NOT.search(self._asked))

    def done_in(self, act: str) -> bool:
        """Whether an act begins as that of the subject, or has it inside."""
        return any(self._opens(_folded(one)) for one in _INNER.split(act))

    def _opens(self, words: Sequence[str]) -> bool:
        return any(list(words[: len(way.head)]) == way.head for way in self._ways)

    def opens(self, act: str, before: int = 0) -> bool:
        """Whether an act is that of the subject by its first words, but for some before them: what helps or hides it is not."""
        words = _folded(act)
        return any(self._opens(words[at:]) for at in range(before + 1)) and self._done(act) >= _ACT

    def begins(self, act: str) -> bool:
        """Whether an act, or one of several that it names, is that of the subject: by the words that it begins with."""
        act = _OWN.split(act, maxsplit=1)[0]
        acts, part = [_folded(one) for one in _acts(act)], self._done(act)
        firsts = {way.head[0] for way in self._ways}
        alike = any(words[:1] and words[0] in firsts and words[1:2] != ["lai"] for words in acts)  # "cấp lại" is another act
        return (self._opens(acts[0]) and part >= _LIKE) or (part >= _ACT and alike)


def _ways(asked: str) -> Iterator[_Way]:
    """The ways to say what is asked: each of several acts or things, with each of those for whom it is done."""
    asked = _DOING.sub("", _CALLED.sub("", asked, count=1), count=1) if len(asked.split()) > _VERB else asked
    core, *rest = _TAIL.split(asked, maxsplit=1)
    if len(core.split()) < 2:
        core, rest = asked, []
    tails = [_parts(tail) for tail in re.split(r"[,;]", rest[0])] if rest else [()]
    for one in _each(core, filled=not rest):
        yield from (_Way(_parts(one), tail) for tail in tails)


def _each(core: str, filled: bool) -> Iterator[str]:
    """Each of several acts or things: what is said once for all of them stands with each."""
    several = [one.split() for one in _EITHER.split(core) if one.split()]
    longest = max(several, key=len)
    for place, words in enumerate(several):
        count, begun = len(words), place < several.index(longest)
        inside = next((at for at in range(1, len(longest) - count) if longest[at : at + count] == words), None)
        if count >= min(_ALONE, len(longest)):
            yield " ".join(words)
        elif inside is not None:
            yield " ".join(longest[inside:])
        elif not begun:
            yield " ".join((*longest[: max(2, len(longest) - count)], *words))
        else:
            yield " ".join((*words, *longest[count:])) if filled else " ".join(words)


def _parts(words: str) -> tuple[tuple[str, ...], ...]:
    return tuple(part for one in _BETWEEN.split(words) if (part := tuple(_folded(one))))


def _acts(act: str) -> Iterator[str]:
    """The acts that words name: "tiếp nhận, hỗ trợ nạn nhân; cấp giấy" are three; after a comma only behind verbs alone."""
    for part in _ACTS.split(act):
        begun = ""
        for one in _DOING.sub("", part, count=1).split(","):
            if all(len(verb.split()) <= _VERB for verb in begun.split(",")):
                yield one
            begun = f"{begun},{one}" if begun else one


@lru_cache(maxsize=2_000)
def _spread(text: str) -> str:
    """Words in small letters, each of several acts with what it is done to."""
    words = analysis.normal(text).lower()
    several = [f"{act} {found[3]}" for found in _SEVERAL.finditer(words) for act in _OTHER.findall(found[1])]
    return "\n".join((words, *several))


@lru_cache(maxsize=2_000)
def _items(text: str) -> frozenset[Any]:
    """The words and pairs of a text."""
    there = _folded(text)
    return frozenset((*there, *pairwise(there)))


def _folded(text: str) -> list[str]:
    """Words without their marks: "hằng tháng" is "hàng tháng"."""
    return analysis.fold_words(analysis.words(analysis.normal(text)))


def whole(clause: PlacedClause) -> str:
    """All words that say what a clause is about."""
    return f"{clause.said.heading}\n{clause.said.lead_in}\n{clause.said.text}"


PUNISHED = re.compile(
    r"(?<!\w)(?:(?<!đã )(?<!chưa )(?<!không )(?<!đang )bị\s+(?:phạt|xử\s+(?:phạt|lý)|truy cứu|tước|đình chỉ|buộc|tạm giữ|kỷ luật"
    r"|áp dụng biện pháp|thu hồi|chấm dứt)|phạt\s+(?:tiền|tù|cảnh cáo)|biện pháp xử lý(?=\s+hành vi)"
    r"|phải\s+(?:hoàn trả|nộp (?:lại|số tiền)|bồi thường|khắc phục))(?!\w)(?:[^.;\n]|\.(?=\d))*",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"(?<!\w)(?:vi phạm|hành vi|tội|trái (?:phép|pháp luật|quy định)|lợi dụng|thì bị|không (?:thực hiện|chấp hành|đúng|có))(?!\w)",
    re.IGNORECASE,
)
"""Of what is punished. Who is treated, isolated or serves a sentence is not: that is no sanction for what is asked about."""
_SERVED = re.compile(r"(?:án|chấp hành|thi hành|chưa đến mức|chưa bị|không bị|đang bị|bị truy cứu)\s+(?:\w+\s+)?$", re.IGNORECASE)
_ACT_OF = re.compile(
    r"(?:đối với\s+)?(?:một trong\s+)?(?:các\s+|những\s+)?(?:hành vi|tội)\s+(?:sau(?:\s+đây)?\s*:\s*)?(?:(?:vi phạm|quy định)\s+)?",
    re.IGNORECASE,
)
"""Before the act that is punished."""
_NAMED = re.compile(
    r"(?:(?:tội|hành vi|xử lý|xử phạt|vi phạm|quy định|người|có|đối với|về|các|những|biện pháp|hình thức|trong)\s+)+", re.IGNORECASE
)
"""The same before the act that a heading names."""
LABEL = re.compile(r"\s*(?:\d+[a-zđ]?\.|[a-zđ]{1,2}\)|[-+*–])\s*")
ANY_WRONG = re.compile(r"xử (?:lý|phạt) (?:hành vi )?vi phạm", re.IGNORECASE)
_BY_LAW = re.compile(r"(?:hành vi|vi phạm)\s+(?:bị nghiêm cấm\s+)?(?:các\s+)?(?:quy định|pháp luật)(?!\w)", re.IGNORECASE)
"""A heading that names no wrong, and words for any wrong that the instrument forbids."""
_BEFORE = 4
"""Words of those who do what is punished, before it."""


def punishes(subject: Subject, heading: str, words: str) -> float:
    """How surely what is punished is the act of the subject: the words name it first, the article is on it, or it is any wrong."""
    found, named = _ACT_OF.search(words), _NAMED.sub("", heading, count=1)
    acts = [LABEL.sub("", act, count=1) for act in words[found.end() :].split("\n")] if found else []
    if any(map(subject.opens, acts)) or subject.opens(words.partition("\n")[0], _BEFORE):
        return 0.6
    by_law = subject.titled and ANY_WRONG.match(heading) and _BY_LAW.search(words)
    return 0.3 * bool(by_law or (subject.opens(named) and subject.begins(named)))


def punishments(text: str, start: int, end: int) -> Iterator[Phrase]:
    """The words of a piece of text that punish a wrong."""
    for found in PUNISHED.finditer(text, start, end):
        before = text[start : found.start()]
        if (_WRONG.search(before) or _WRONG.search(found[0])) and not _SERVED.search(before):
            yield Phrase(*found.span(), found[0])
