"""What a sentence says beside a citation, held against the words of what it cites: figures, who acts, who must or may, and whether
it speaks of the same matter at all. Only what both say in the same words around it is called other than the law.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace

from documents.comparison.figures import limits_before
from documents.comparison.named import full_names
from documents.comparison.words import WORD, word_key
from documents.text import LOWER, UPPER
from kb.law.duties.concerns import ENDED
from kb.open.said import (
    AgainstLaw,
    Beside,
    Figure,
    Said,
    SaidOf,
    Source,
    Words,
    figures_of,
    is_inside,
    is_of_working_days,
    outside,
    words_of,
)
from kb.open.verbatim import in_its_words


def restated(
    text: str, sentence: tuple[int, int], cited: Sequence[Beside], compared: Set[str] = frozenset()
) -> Iterator[tuple[int, Said]]:
    """What a sentence says, held against what it cites: each thing with the number of its citation.

    :param sentence: where it stands in the text
    :param compared: quotations of it that are judged word by word
    """
    first, last = sentence
    words = Words(outside(text, sentence, [one.span for one in cited], compared))
    sources = [
        (one, one.law)
        for one in cited
        if one.law and _is_source(text[max(0, first - 2) : one.span[0]], text[one.span[1] : last], words, one.law)
    ]
    alone = sources[0][1] if len(sources) == len(cited) == 1 else None
    matter = _matter(words, alone) if alone else None
    for one, said in _figures(words, first, cited, elsewhere=matter is not None):
        if told := said if any(one is source for source, _ in sources) else softened(said):
            yield one.number, told
    every = Words("\n".join(one.law.text for one in cited if one.law))
    within = [law for _, law in sources]
    for said in (*_norms(words, every), *_bodies(words, every, within), *_exceptions(words, every)) if sources else ():
        yield next((one.number for one, law in sources if said.law[0] in law.whole), sources[0][0].number), said
    if len(sources) == 1 and not matter:
        one, law = sources[0]
        ends = _ENDS.search(text, last)
        if in_its_words(text[first : one.span[0]], text[one.span[1] : ends.start() if ends else None], law):
            matter = Said(SaidOf.MATTER, "", AgainstLaw.SAME, ())
    if matter := matter or (_grant(words, alone) if alone else None):
        yield sources[0][0].number, matter


def softened(said: Said) -> Said | None:
    """What is left to say where a sentence need not speak of what it cites, or the law may have other words."""
    if said.what is not SaidOf.FIGURE:
        return None
    return replace(said, verdict=AgainstLaw.OPEN) if said.verdict is AgainstLaw.OTHER else said


# Whether it restates the law

_SOURCE = re.compile(
    r"(?:(?:^|[.!?\n,:(–-])\s*(?:(?:và|còn|nhưng|cũng)\s+)?"
    r"(?:(?:theo|căn cứ|tại|trong|như|do)(?:\s+(?:đúng|lời văn|nội dung|của|quy định|tại|ở))*)?"
    r"|\s(?:theo|thì|và|nằm (?:ở|tại|trong)))\s*$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?](?:\s|$)|\n")
_BY = re.compile(r"theo quy định(?: tại| của)?\s*$", re.IGNORECASE)
_ALL = 0.75


def _is_source(before: str, behind: str, said: "Words", law: "Words") -> bool:
    """Whether a sentence restates what it cites there, and does not only name it: "người quy định tại khoản 2 Điều 5".

    :param before: its words up to the citation
    :param behind: those that follow it
    """
    ends = _BY.search(before) is not None and not WORD.search(behind)
    return _SOURCE.search(before) is not None or (ends and said.covered(law) >= _ALL)


# Figures

_NEAR, _WIDE, _SHARED = 12, 18, 3
"""So many words around a figure of a sentence, and of the law, of which so many pairs are the same where they are of one matter."""
_CLOSE, _SWAPPED = 6, 4
"""The same right beside it, where the value itself stands elsewhere in the law: of another matter."""
_RESTATED = 0.5
"""Such a share of its pairs of words are those of the law where a sentence restates it."""
_BEFORE = re.compile(r"\s*(?:làm việc\s+)?trước", re.IGNORECASE)
_PROPOSES = re.compile(
    r"(?<!\w)(?:đề nghị|đề xuất|kiến nghị|dự thảo|sửa đổi|nâng (?:mức|lên)|tăng lên|giảm (?:xuống|còn)|thay vì|so với"
    r"|trước đây|lẽ ra|(?<!không )(?<!được )(?:cao|thấp) hơn)(?!\w)",
    re.IGNORECASE,
)


def _figures(words: Words, first: int, cited: Sequence[Beside], elsewhere: bool) -> Iterator[tuple[Beside, Said]]:
    """What is to be said of the figures of a sentence: held against what states their value, else the nearest one.

    :param elsewhere: it is known to speak of another clause
    """
    figures = figures_of(words.text)
    stated = {one.number: figures_of(one.law.text) for one in cited if one.law is not None}
    for figure in figures:
        alike = {number: [other for other in some if other.kind == figure.kind] for number, some in stated.items()}
        there = [one for one in cited if any(other.value == figure.value for other in alike.get(one.number, ()))]
        for one in there or _nearest(figure, first, cited, alike):
            own = [other for other in figures if other.kind == figure.kind]
            if one.law is not None and (said := _figure(figure, words, own, one.law, alike[one.number])):
                yield one, said
    kinds = {other.kind for some in stated.values() for other in some}
    alone = cited[0].law if figures and len(cited) == 1 and not elsewhere else None
    if alone is not None and not kinds & {one.kind for one in figures}:
        yield cited[0], Said(SaidOf.FIGURE, figures[0].words, AgainstLaw.OPEN, (alone.beginning,))


def _nearest(figure: Figure, first: int, cited: Sequence[Beside], alike: Mapping[int, Sequence[Figure]]) -> list[Beside]:
    """The nearest citation that states a value of a kind; none where a nearer one may, and is not known."""
    by_gap: dict[int, list[Beside]] = {}
    for one in cited:
        start, end = one.span
        by_gap.setdefault(max(start - first - figure.end, first + figure.start - end), []).append(one)
    for _, some in sorted(by_gap.items()):
        if any(one.unknown and one.number not in alike for one in some):
            return []
        if stating := [one for one in some if alike.get(one.number)]:
            return stating
    return []


def _figure(figure: Figure, said: Words, others: Sequence[Figure], law: Words, stated: Sequence[Figure]) -> Said | None:
    """What is to be said of a figure of a sentence.

    :param others: all figures of the sentence of its kind
    :param stated: the figures of the law of its kind
    """
    shared = {one.start: len(said.around(figure, _NEAR) & law.around(one, _WIDE)) for one in stated}
    equal = [one for one in stated if one.value == figure.value]
    near = {one.start: _beside(figure, one, said, law) for one in stated}
    swapped = max(near.values(), default=0) >= max(_SWAPPED, 1 + 2 * max((near[one.start] for one in equal), default=0))
    closest = max(stated, key=lambda one: near[one.start], default=figure)
    right = [other for other in others if other.value == closest.value]  # it stands in its own place
    if equal and not (swapped and all(_beside(other, closest, said, law) < near[closest.start] for other in right)):
        alike = [one for one in equal if is_of_working_days(one) is is_of_working_days(figure)]
        sure = not alike and any(shared[one.start] >= _SHARED for one in equal)
        turned = {_bound(one, law.text) - _bound(figure, said.text) for one in equal} <= {-2, 2}
        there = words_of(alike or equal)
        if turned:
            there = tuple(law.text[limits_before(law.text, one.start)[1] : one.end] for one in equal)
        return Said(SaidOf.FIGURE, figure.words, AgainstLaw.OTHER if sure or turned else AgainstLaw.SAME, there)
    free = [one for one in stated if equal or all(one.value != other.value for other in others)]
    if not free or is_inside(figure, said.text, stated, law.text):
        return None
    best = max(free, key=lambda one: (near[one.start] if equal else 0, shared[one.start]))
    unsaid = [one for one in others if all(one.value != other.value for other in stated)]
    alone = len(free) == len(unsaid) == 1 and said.covered(law) >= _RESTATED
    sure = (alone or shared[best.start] >= _SHARED) and not _PROPOSES.search(said.text)
    return Said(SaidOf.FIGURE, figure.words, AgainstLaw.OTHER if sure else AgainstLaw.OPEN, words_of([best] if sure else free))


def _bound(figure: Figure, text: str) -> int:
    """Whether a figure is the least, 1, or the most, -1; of a time before something both are said of one."""
    signs, _ = limits_before(text, figure.start)
    if _BEFORE.match(text, figure.end):
        return 0
    return ("≥" in signs) - ("≤" in signs)  # "không kéo dài quá" is no more than: what is over or under may be denied


def _beside(figure: Figure, one: Figure, said: Words, law: Words) -> int:
    return len(said.around(figure, _CLOSE) & law.around(one, _CLOSE))


# Exceptions

_ALWAYS = re.compile(r"(?<!\w)(?:(?:trong )?mọi trường hợp|bất kể|kể cả (?:khi|trường hợp)|không có ngoại lệ)(?!\w)", re.IGNORECASE)
_EXCEPT = re.compile(r"(?<!\w)trừ (?:trường hợp|khi|những|các)(?: \w+){0,12}", re.IGNORECASE)


def _exceptions(said: Words, law: Words) -> Iterator[Said]:
    """That a sentence says "in every case" of what has an exception."""
    always, but = _ALWAYS.search(said.text), _EXCEPT.search(law.text)
    if always and but and not _EXCEPT.search(said.text):
        yield Said(SaidOf.NORM, always[0], AgainstLaw.OTHER, (but[0],))


# What it is about

_MATTER, _LITTLE, _MUCH = 8, 0.4, 0.7
"""Pairs of words that a sentence of a matter has; the share of them that a provision has which is not of it, and one that is."""


def _matter(words: Words, law: Source) -> Said | None:
    """That a sentence has its figures, of which what it cites states none, or its words of another clause of the instrument."""
    covered = words.covered(law)
    figures = _stated(words)
    lacks = bool(figures) and not figures & _stated(law)
    few = len(words.pairs) >= _MATTER and covered <= _LITTLE
    ranked = sorted(law.clauses(), key=lambda other: -words.covered(other[1])) if lacks or few else []
    better = [(name, other) for name, other in ranked if words.covered(other) > max(_LITTLE, covered)]
    named = next((name for name, other in better if figures <= _stated(other)), None) if lacks else None
    if named is None and few and better and words.covered(better[0][1]) >= max(_MUCH, 2 * covered):
        named = better[0][0]
    return Said(SaidOf.MATTER, "", AgainstLaw.OTHER, (named,)) if named else None


def _stated(words: Words) -> set[tuple[str, float]]:
    return {(one.kind, one.value) for one in figures_of(words.text)}


# What is given

_GIVES = re.compile(r"(?<!không )được (?:hưởng )?hỗ trợ (?:về |tiền )?(\w+(?: \w+)+)", re.IGNORECASE)
_GIVEN_ENDS = re.compile(r" (?:và|hoặc|theo|khi|để|từ|tại|cho|của|trong|bởi|do|nếu|như|tối đa|bằng|là|với|thì|một lần|ở)(?!\w)")
_LONGEST_GIVEN = 6


def _grant(words: Words, law: Source) -> Said | None:
    """That what somebody is given stands in another point or clause of the article, and in nothing that the cited one refers to."""
    given = [_GIVEN_ENDS.split(found[1], maxsplit=1)[0] for found in _GIVES.finditer(words.text)]
    wanted = [(text, Words(text).keys) for text in given if 2 <= len(text.split()) <= _LONGEST_GIVEN]
    if not wanted or (found := law.apart()) is None:
        return None
    own, others = found
    for text, keys in wanted:
        at = [name for name, other in others if f" {' '.join(keys)} " in f" {' '.join(other.keys)} "]
        if len(at) == 1 and not set(keys) <= {*own.keys}:
            return Said(SaidOf.GRANT, text, AgainstLaw.OTHER, (at[0],))
    return None


# Who must or may

_ACT, _AHEAD, _LONG_ACT, _SHOWN = 3, 6, 4, 5
"""So many words one after another are the same act, right behind the modal words; so many where others stand before them."""
_MUST = re.compile(r"(?:\w+ )*phải|bắt buộc|cần|có (?:trách nhiệm|nghĩa vụ|nhiệm vụ)(?: phải)?")
_FREE = re.compile(r"không (?:phải|bắt buộc phải|cần)")
_WEAK = re.compile(r"(?:\w+ )?được")
"""It may only say what is done with something: "được cấp"."""


def _norm(name: str, words: str) -> str | None:
    if name == "permission":
        return "free" if _FREE.fullmatch(words) else "weak" if _WEAK.fullmatch(words) else "may"
    if name == "prohibition":
        return "must not"
    return "must" if name == "obligation" and _MUST.fullmatch(words) else None


def _norms_of(words: Words) -> list[tuple[str, int, int]]:
    """The words by which somebody must, may or must not: which of these, first word, word after the last."""
    return [(norm, first, last) for name, said, first, last in words.modals if (norm := _norm(name, said))]


def _norms(said: Words, law: Words) -> Iterator[Said]:
    """The acts that a sentence says that somebody may, and the law that he must, or must not."""
    norms, theirs = _norms_of(said), _norms_of(law)
    ends = [*(first for _, first, _ in norms), len(said.keys)][1:]
    for (norm, first, last), end in zip(norms, ends, strict=False):
        ours = said.keys[last:end]
        found = [one for one in theirs if _is_act(ours, law.keys[one[2] :], "weak" in (norm, one[0]))]
        if found and not any(_agree(norm, one[0]) for one in found):
            _, begin, stop = found[0]
            yield Said(SaidOf.NORM, said.said(first, last + _SHOWN), AgainstLaw.OTHER, (law.said(begin, stop + _SHOWN),))


def _agree(ours: str, theirs: str) -> bool:
    if "weak" in (ours, theirs):
        return "must not" not in (ours, theirs)
    return ours == theirs or {ours, theirs} == {"may", "free"}


def _is_act(ours: Sequence[str], theirs: Sequence[str], beside: bool) -> bool:
    if len(ours) >= _ACT and ours[:_ACT] == theirs[:_ACT]:
        return True
    places = ((ahead, behind) for ahead in range(_AHEAD) for behind in range(2) if len(ours) >= ahead + _LONG_ACT)
    return not beside and any(ours[i : i + _LONG_ACT] == theirs[k : k + _LONG_ACT] for i, k in places)


# Who acts

_LONGEST_NAME, _MOST_NAMES = 8, 3
_DOES = re.compile(r"^(?:\s+(?:là (?:cơ quan|nơi|người)|sẽ|có (?:thẩm quyền|trách nhiệm|quyền)|phải|được|chủ trì|cũng|đã)(?!\w))+")
_CAPITALS = re.compile(rf"(?:(?: (?:nhân dân|thường vụ))? [{UPPER}]\w*(?: [{LOWER}]\w*)?)+")
"""Names of bodies are words of two syllables with a capital each: "Ủy ban Mặt trận Tổ quốc Việt Nam"."""
_OF_RANK = re.compile(
    r"(?: (?:nhân dân|quân sự|kiểm sát|nhà nước|trung ương|khu vực|tối cao|cấp \w+|thành phố|tỉnh|huyện|quận|xã|phường)(?!\w))+"
)
"""What a name goes on with that has no capitals: "Tòa án nhân dân cấm tiếp xúc" names a court."""
_SIGN = re.compile(r"[^\w\s]")
_SHORT_NAMES = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "tand": "tòa án nhân dân",
    "vksnd": "viện kiểm sát nhân dân",
}
_HEAD = re.compile(
    r"(?<!\w)(?:Sở|Giám đốc|Tổng cục|Tổng Cục trưởng|Cục|Chi cục|Vụ|Ủy ban|Uỷ ban|UBND|HĐND|Hội đồng nhân dân|Chủ tịch"
    r"|Thủ tướng|Chính phủ|Quốc hội|Tòa án|Toà án|Viện|Ngân hàng|Kho bạc|Thanh tra|Công an|Thống đốc|Bảo hiểm xã hội)(?!\w)"
)
_NOBODYS_NAME = re.compile(r"(?:cơ quan|người|tổ chức|cấp|nơi)(?: \w+){0,4}? có thẩm quyền", re.IGNORECASE)
"""Whoever that is, nothing says that it is not the body of a sentence."""
_LEVELS = re.compile(r"(?<!\w)(?:cấp|các|nhân dân)(?:\s|$)")
_OF_PLACE = re.compile(r"(?<!\w)(?:thành phố|quận|thị xã|địa phương|cùng|đó|này)(?!\w)")
_NO_NAME = re.compile(r"[,;:.()|\n“”]|\s(?:thì|do|của|và|hoặc|để|cho|khi|theo|trong|về|với|sau|trước|tại|gửi|trình|báo)\s")


def _bodies(said: Words, law: Words, within: Sequence[Source]) -> Iterator[Said]:
    """The bodies of a sentence that its article does not name, where what is cited names others, and none of the sentence's;
    and those that do what another one does there.
    """
    ours, theirs = _names(said), _names(law)
    free = [one for one in theirs if not any(_is_part(one, other) or other in one for other in ours)]
    for name, acts in ours.items():
        doing = [one for one in free if len(acts) > 1 and acts == theirs[one][: len(acts)]]
        if not free or any(_is_named(name, place) for place in ([law] if doing else [one.article() for one in within])):
            continue
        # Another does the tasks of one that is no more, and nothing says which.
        ended = any(any(one.told_of(other)) for one in ENDED for other in doing or free)
        unsure = ended or not (doing or not _NOBODYS_NAME.search(law.text))
        yield Said(SaidOf.BODY, name, AgainstLaw.OPEN if unsure else AgainstLaw.OTHER, tuple((doing or free)[:_MOST_NAMES]))


def _is_part(ours: str, theirs: str) -> bool:
    """Whether two names are one, of which one leaves words out."""
    one, other = (set(_name_words(name).split()) for name in (ours, theirs))
    return one <= other or other <= one


def _names(words: Words) -> dict[str, tuple[str, ...]]:
    """The bodies that a text names, with the first words behind each that are not modal."""
    text, spans = words.text, dict(full_names(words.text))
    for head in _HEAD.finditer(text):
        start, end = head.span()
        if end + 1 in spans:  # "Thống đốc", and a name
            spans[start] = spans.pop(end + 1)
        elif not any(first <= start < last for first, last in spans.items()):
            stop = _NO_NAME.search(text, end)
            last = stop.start() if stop else len(text)
            capitals, rest = _CAPITALS.match(text, end, last), _OF_RANK.match(text, end, last)
            if capitals or len(text[start:last].split()) <= _LONGEST_NAME:
                spans[start] = capitals.end() if capitals else rest.end() if rest else end
    return {" ".join(text[start:end].split()): _acts(text[end:]) for start, end in sorted(spans.items())}


def _acts(behind: str) -> tuple[str, ...]:
    """The first words behind a name that are not modal, as far as no sign stands between."""
    unbroken = _SIGN.split(_DOES.sub("", behind), maxsplit=1)[0]
    return tuple(word_key(word) for word in WORD.findall(unbroken)[:_ACT])


def _is_named(name: str, words: Words) -> bool:
    """Whether a body is named in a text, or may be: without its level, in short, or one that is of that level."""
    sought = _name_words(name)
    of_place, short = _OF_PLACE.search(sought), any(len(one) > 1 and one.isupper() for one in name.split())
    return of_place is not None or short or f" {sought} " in f" {_name_words(words.text)} "


def _name_words(text: str) -> str:
    keys = " ".join(word_key(one) for one in WORD.findall(text))
    for short, long in _SHORT_NAMES.items():
        keys = keys.replace(short, long)
    return _LEVELS.sub("", keys).strip()
