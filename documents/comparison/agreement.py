"""Whether passages of two instruments say the same: a law and its decree, or two laws on one matter.

Certain and false is worse than silence here, so every doubt is a no: another figure, body, paper, person or negation; a duty that
only one has; words about the instrument itself; a passage that only points elsewhere or only leads a list; and the same words
about another matter, as where each of thirty circulars says of its own fee how it is paid in.
"""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from documents.comparison.substance import Word, content, differences, speaks, words_of_text
from documents.comparison.units import REFERENCE
from documents.text import fold
from documents.types import LEVELS, is_outranked, type_of_slug

_LEAST = 8
"""Words of content that a passage needs: a shorter one says little by itself."""
_LONGEST = 1_200
"""Words of a passage that is compared; what is longer is an annex."""
_FEW = 2
"""Syllables by which the name of a law names a matter."""
_MOST_SHARE = 0.05
"""Of its words of content, so many may be words that only one of two passages has."""
_QUALIFYING_WORDS = """
lại mới cũ thêm khác riêng đặc ngoài chính phó tạm liên đơn cuối đầu nhất nhì xuất nhập mua bán trực gián
"""
_QUALIFIES = frozenset(_QUALIFYING_WORDS.split())
"""Words that alone make another rule of one, as those do by which `documents.comparison.substance` tells terms from rules."""
_NAMED = 0.75
"""Share of what tells the name of one instrument from the other's that the other's passage must name."""
_LAW = 2
"""The lowest level of the laws, as `documents.types.LEVELS` counts: codes, laws, ordinances."""

_ITSELF = re.compile(
    r"trách nhiệm (?:tổ chức )?(?:thực hiện|thi hành)\s*(?:[.;\n]|$)|nếu có (?:vướng mắc|khó khăn)|"
    r"(?:luật|pháp lệnh|nghị quyết|nghị định|thông tư(?: liên tịch)?|quyết định|quy chế|quy định|điều lệ|hiến pháp)\s+này(?!\w)",
    re.IGNORECASE,
)
_ABOUT_ITSELF = re.compile(
    r"hieu luc|thi hanh|to chuc thuc hien|trach nhiem thuc hien|pham vi|doi tuong ap dung|chuyen tiep|dieu khoan"
)
"""Headings, folded, of what an instrument says of itself."""
_OF_ANOTHER = re.compile(
    r"\s*(?:và\s+)?(?:của\s+)?(?:bộ luật|luật|pháp lệnh|nghị định|thông tư|nghị quyết|hiến pháp)\s+(?!này)", re.IGNORECASE
)
"""What follows the number of an article where the passage points to the same place wherever it stands."""
_TERM = re.compile(r"[\s\d.)]*[“\"]?(?P<term>[^“”\":;.]{2,90}?)[”\"]?\s*(?:\([^)]{1,80}\)\s*)?(?:là|được hiểu là)\s", re.IGNORECASE)
_FOREIGN = re.compile(r"\([A-Za-z][A-Za-z\s–-]{0,80}\)")
"""What a term is called in another language, or for short."""
_SEPARATORS = (",", ";")
_Y_AS_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_DEFINES = re.compile(r"giai thich|dinh nghia|khai niem|thuat ngu")
_FRAME_WORDS = """
1 luật bộ nghị định thông tư liên tịch pháp lệnh quyết quy chi tiết hướng dẫn thi hành một biện pháp ban sửa đổi bổ sung
"""
_FRAME = frozenset(_FRAME_WORDS.split())
"""Words of names that do not tell what an instrument is about."""

_GENERAL_WORDS = """
quy định chung nội dung nguyên tắc nghĩa vụ quyền hạn trách nhiệm nhiệm phương thức hình trình tự thủ tục yêu cầu công tác
"""
_GENERAL = frozenset(_GENERAL_WORDS.split())
"""Words of headings that stand over anything; the texts say which of these they are."""


@dataclass(frozen=True)
class Passage:
    """A clause, or an article without clauses, and what it stands under.

    :param instrument: key of its instrument, ``type`` (slug), ``number``, ``name`` and ``topics`` those of the instrument
    :param heading: of its article
    """

    instrument: str
    type: str
    number: str | None
    name: str
    topics: frozenset[str]
    heading: str
    text: str

    @cached_property
    def plain(self) -> str:
        """The text without what its terms are called in other languages."""
        return _FOREIGN.sub("", self.text)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words of the plain text, as they are compared."""
        return words_of_text(self.plain)

    @cached_property
    def said(self) -> Counter[str]:
        """What the text says."""
        return content(self.words)

    @cached_property
    def headed(self) -> Counter[str]:
        """What the heading says."""
        return content(words_of_text(self.heading))

    @cached_property
    def about(self) -> frozenset[str]:
        """What the name says the instrument is about."""
        return frozenset(content(words_of_text(self.name))) - _FRAME

    @cached_property
    def defines(self) -> bool:
        """Whether it stands among definitions."""
        return bool(_DEFINES.search(fold(self.heading).lower()))

    @cached_property
    def stands_alone(self) -> bool:
        """Whether it says something by itself that it does not say of its own instrument."""
        text = self.text.strip()
        if text.endswith(":") or _ITSELF.search(text) or _ABOUT_ITSELF.search(fold(self.heading).lower()):
            return False
        pointers = REFERENCE.finditer(text.lower())
        return all(_OF_ANOTHER.match(text, one.end()) for one in pointers) and self.said.total() >= _LEAST


def say_the_same(one: Passage, other: Passage) -> bool:
    """Whether two passages of different instruments say the same of the same matter."""
    if one.instrument == other.instrument or max(len(one.text), len(other.text)) > 8 * _LONGEST:
        return False
    return one.stands_alone and other.stands_alone and _one_matter(one, other) and _same_words(one, other)


def _same_words(one: Passage, other: Passage) -> bool:
    """Whether the texts differ in nothing of substance: in filling words, spelling, here and there a word that one lacks."""
    apart = 0
    for place in differences(one.words, other.words):
        ours, theirs = one.words[place.i : place.j], other.words[place.k : place.m]
        left, right = content(ours), content(theirs)
        if left and right and _spelled(left) == _spelled(right):
            continue
        if (left and right) or (ours and theirs and _joins(ours) != _joins(theirs)):
            return False
        alone = left | right
        if alone.total() > 1 or speaks(alone) or _QUALIFIES & alone.keys():
            return False
        if alone and (_is_item(one.plain, ours) or _is_item(other.plain, theirs)):
            return False
        apart += alone.total()
    # A definition has no word to spare: one more makes the term a narrower one.
    spare = 0.0 if one.defines or other.defines else _MOST_SHARE
    return apart <= spare * min(one.said.total(), other.said.total())


def _is_item(text: str, words: Sequence[Word]) -> bool:
    """Whether words stand in a list: what only one list has is a case, a paper or a person more."""
    if not words:
        return False
    return text[: words[0].start].rstrip()[-1:] in _SEPARATORS or text[words[-1].end :].lstrip()[:1] in _SEPARATORS


def _joins(words: Sequence[Word]) -> frozenset[str]:
    """Which of “and” and “or” stand there: one is not the other."""
    return frozenset(word.key for word in words) & {"và", "hoặc"}


def _spelled(said: Counter[str]) -> Counter[str]:
    """Words by one spelling: “bác sĩ” and “bác sỹ”."""
    return Counter(word.translate(_Y_AS_I) for word in said.elements())


def _one_matter(one: Passage, other: Passage) -> bool:
    """Whether both speak of the same matter: by what they define or their headings, and by their instruments."""
    meet = bool(one.topics & other.topics)
    if one.defines and other.defines:
        return _term_of(one) == _term_of(other) and (meet or _by_their_instruments(one, other, meet))
    apart = _headed_alone(one, other) | _headed_alone(other, one)
    return len(apart) <= 1 and not speaks(apart) and _by_their_instruments(one, other, meet)


def _by_their_instruments(one: Passage, other: Passage, meet: bool) -> bool:
    """Whether the instruments are a law and what stands below it, or each passage names what the other's instrument is about.

    :param meet: they are codified under one topic
    """
    law = _law_above(one, other)
    if law and (meet or (len(law[0].about) >= _FEW and law[0].about <= law[1].about)):
        return True
    return _named_by(one, other) and _named_by(other, one)


def _headed_alone(one: Passage, other: Passage) -> Set[str]:
    """Words of one heading that the other passage has nowhere, but for those that stand over anything."""
    return one.headed.keys() - _GENERAL - other.headed.keys() - other.said.keys() - other.about


def _law_above(one: Passage, other: Passage) -> tuple[Passage, Passage] | None:
    """The passage of a law and the one of an instrument that stands below it, where that is what they are."""
    for above, below in ((one, other), (other, one)):
        kind = type_of_slug(above.type)
        if (
            kind
            and LEVELS.get(kind, _LAW + 1) <= _LAW
            and is_outranked((type_of_slug(below.type), below.number), (kind, above.number))
        ):
            return above, below
    return None


def _term_of(passage: Passage) -> Counter[str]:
    """The term that a passage defines; nothing where it is not seen."""
    match = _TERM.match(passage.text)
    return content(words_of_text(match["term"])) if match else Counter()


def _named_by(one: Passage, other: Passage) -> bool:
    """Whether one passage names what tells the other's instrument from its own."""
    if not one.about or not other.about:
        return False
    apart = other.about - one.about
    return len(apart & (one.said.keys() | one.headed.keys())) >= _NAMED * len(apart)
