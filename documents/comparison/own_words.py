"""What words that came or went are told to be, by themselves."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from documents.comparison.changes import FIGURES, MeantChange, What
from documents.comparison.figures import find_figures, turns_limit
from documents.comparison.meaning import begins_act
from documents.comparison.named import full_names, names_body, names_paper, names_persons
from documents.comparison.sides import JOINING
from documents.comparison.substance import content, words_in
from documents.wording.types import TYPE_PATTERN

_BEGINS = re.compile(r"(?:nếu|(?:sau )?khi|(?:trong )?(?:các )?trường hợp|với điều kiện)(?!\w)", re.IGNORECASE)
_EXCEPTS = re.compile(r"(?:ngoại )?trừ(?!\w)", re.IGNORECASE)
_CUT = re.compile(
    r"(?<!\w)(?:của|về|cho|có|như|(?<!lý )do|theo|tại|để|ghi|bởi|từ|đến|trong|là|tối đa)$"
    r"|^(?:để|nhằm)\s(?:\S+\s){0,6}\S+$|^căn cứ\s",
    re.IGNORECASE,
)
"""The beginning of something, what something is good for, or what a decision goes by."""
_FOLLOWS = re.compile(r"(?<!\w)(?:thì|phải)(?!\w)", re.IGNORECASE)
"""What no condition by itself holds, but for an exception."""
_GO_ON = re.compile(r"^giữa\s|(?<!\w)(?:đều|như|ban hành)$", re.IGNORECASE)
_FEW, _LONG, _ACTS = 4, 7, 8
BINDS = re.compile(
    r"(?<!\w)(?:(?<!không )(?:phải|bắt buộc)|có trách nhiệm"
    r"|có nghĩa vụ|chịu trách nhiệm|(?:không|chỉ) được|nghiêm cấm|bị phạt|phạt tiền)(?!\w)",
    re.IGNORECASE,
)
ENTITLES = re.compile(
    r"^(?:được|quyền)(?!\w)|(?<!\w)(?:có quyền|có thể|(?:tiếp tục|vẫn) được"
    r"|được (?:quyền|phép|hưởng|hỗ trợ|miễn|giảm|xét|nghỉ|bồi thường|thanh toán|vay|ưu tiên|lựa chọn|tham gia|nhận))(?!\w)",
    re.IGNORECASE,
)
_MAY = re.compile(r"(?<!\w)có thể(?!\w)", re.IGNORECASE)
_WEIGHED = re.compile(r"(?<!\w)(?:(?:có thể|được) )*xem xét,?(?: |$)", re.IGNORECASE)
"""What is only weighed, not given: "được xem xét hỗ trợ", "có thể xem xét"."""
_OF_A_THING = re.compile(
    r"(?<!\w)(?:bờ|mà|vay|nguyên nhân|hành vi|tuổi|khoản|tiền|nghĩa vụ|người|việc)\s+"
    r"(?:phải|bị nghiêm cấm|không được|có trách nhiệm)"
    rf"|^{TYPE_PATTERN}\s+(?:số|liên).*",
    re.IGNORECASE | re.DOTALL,
)
"""Words that bind within the name of a thing, or a right bank: "hành vi bị nghiêm cấm", "số tiền phải nộp"."""
_IS_A_CASE = re.compile(r"(?:có|không|là|đã|được|trường hợp|người|nếu|khi|đủ|bị|chưa)(?!\w)", re.IGNORECASE)
_LEADS = re.compile(
    r"(?:như sau|sau đây|sau|gồm|phải|có trách nhiệm|bảo đảm|đảm bảo|nội dung|yêu cầu|hướng dẫn|là)\W*$", re.IGNORECASE
)
"""What a phrase ends in that only leads to what it says."""

_COPY = re.compile(r"(?<!\w)bản (?:sao|chính|gốc|chụp)(?: (?:có )?(?:chứng thực|công chứng))?(?!\w)", re.IGNORECASE)
_BANS = re.compile(
    r"(?:nghiêm )?cấm\s|(?:phạt|tịch thu|buộc|tước|trục xuất|cảnh cáo)\s"
    r"|(?:và |hoặc |cũng )?không\s(?!quá|ít hơn|thấp hơn|vượt|dưới|phải|có|còn|đủ|thuộc|kể|bao gồm|do|là|bị|nợ|vi phạm|mắc|đang)",
    re.IGNORECASE,
)
_STATE = re.compile(r"(?:và )?không (?:nợ|vi phạm|mắc|thuộc|bị|đang)(?!\w)", re.IGNORECASE)
"""What somebody or something must not be, which bids nothing."""
_CASE = re.compile(r"(?:đang|chưa|đã|đủ|có)\s(?!trách nhiệm|quyền|thể)|được\s.*(?:cho phép|đồng ý|chấp thuận)$", re.IGNORECASE)
"""How what narrows whom or what something is for often begins."""
_ASKED = re.compile(r"(?<!\w)(?:khi|nếu|trừ|trường hợp|điều kiện)(?!\w)", re.IGNORECASE)
_ASKS = re.compile(r"trình\s", re.IGNORECASE)
_LAW = re.compile(r"(?:(?:theo|đúng)\s+)?(?:quy định\s+(?:khác\s+)?của\s+)?pháp luật(?:\s+(?:có\s+)?liên quan|$)", re.IGNORECASE)
_BY_PLACE = frozenset({*FIGURES, What.AUTHORITY, What.ADDRESSEE})
"""What a change of words is about by what stood there, not by what came in addition."""
_LITTLE, OTHER_HERE, _OTHER = 3, 4, 5
REACHES = re.compile(r"(?:(?:các )?(?:điểm|khoản) .*)?(?:khoản|điều) này$", re.IGNORECASE)
"""Of which provisions of its article something says what it says."""


class Extra(NamedTuple):
    """The words that one side of a change has more than the other.

    :param gone: they stood on the left
    """

    text: str
    gone: bool


def extra_of(change: MeantChange) -> Extra | None:
    """The words that only came or went, None where others stand in their place."""
    before, after = change.before, change.after
    if not (before and after):
        piece = before or after
        return Extra(piece.text, before is not None) if piece else None
    gone = len(before.text) > len(after.text)
    longer, shorter = (before.text.split(), after.text.split()) if gone else (after.text.split(), before.text.split())
    low = [[word.lower().strip(",;:") for word in some] for some in (longer, shorter)]
    first = next((at for at, both in enumerate(zip(*low, strict=False)) if both[0] != both[1]), len(shorter))
    rest = len(shorter) - first
    if rest and low[0][-rest:] != low[1][-rest:]:
        return None
    return Extra(" ".join(longer[first : len(longer) - rest]), gone)


def _of_both(what: What, before: str, after: str) -> What | None:
    if joins_otherwise(before, after) or all(map(REACHES.match, (before, after))):
        return what
    if asks_other_copy(before, after):
        return What.DOCUMENT
    if what is What.WORDS and turns_limit(before, after):
        return find_figures(after)[0].what
    # what one must one may
    return What.OBLIGATION if what is What.RIGHT and any(map(BINDS.search, (before, after))) else None


def by_own_words(change: MeantChange, said: tuple[str, str], around: tuple[str, str]) -> What:
    """What a change is about, of a pair of which little but that differs.

    :param said: all that the left and the right say, a blank around each word; nothing where the whole came or went
    :param around: the same of their articles
    """
    extra = extra_of(change)
    both = change.before and change.after
    if change.before and change.after and (told := _of_both(change.what, change.before.text, change.after.text)):
        return told
    if change.what not in _BY_PLACE and (may_only(change) or only_weighed(change)):
        return What.RIGHT
    if extra is None or (both and change.what in _BY_PLACE):
        return change.what
    if not all(said):
        named = What.DOCUMENT if names_paper(extra.text) else What.SCOPE
        told = named if change.what is What.WORDS else change.what
        return What.OBLIGATION if _BANS.match(extra.text) else told
    if change.what not in FIGURES and _stands_in(extra, said, around):
        return What.WORDS
    if both and change.what is What.CONDITION:
        return change.what
    return What.OBLIGATION if _BANS.match(extra.text) and not both else _kind_of(change.what, extra.text)


def may_only(change: MeantChange) -> bool:
    """Whether what one may became what one perhaps may, or the other way round."""
    texts = [piece.text for piece in (change.before, change.after) if piece]
    return len(texts) == 2 and all(map(ENTITLES.search, texts)) and len({bool(_MAY.search(text)) for text in texts}) == 2


def only_weighed(change: MeantChange) -> bool:
    """Whether what one gets became what somebody weighs, or the other way round, and nothing else differs."""
    texts = [piece.text.lower() if piece else "" for piece in (change.before, change.after)]
    plain = {_WEIGHED.sub("", text).removeprefix("được ").strip() for text in texts}
    return len(plain) == 1 and len({bool(_WEIGHED.search(text)) for text in texts}) == 2


def restated_what(before: str, after: str, told: Sequence[What]) -> What:
    """What words are about in whose place others stand: a right or duty that one of them gives, else as told, else what they bid.

    :param told: what the list is of in which they stand, or parts of them are about
    """
    binds, gives = ([bool(form.search(_OF_A_THING.sub("", text))) for text in (before, after)] for form in (BINDS, ENTITLES))
    if gives[0] is not gives[1] and not any(binds):
        return What.RIGHT
    if binds[0] is not binds[1]:
        return What.OBLIGATION
    free = What.RIGHT if any(gives) else What.SCOPE
    return next(iter(told), What.OBLIGATION if any(binds) else free)


def _stands_in(extra: Extra, said: tuple[str, str], around: tuple[str, str]) -> bool:
    """Whether the other side says words too, at another place or once more."""
    words = words_in(extra.text)
    phrase = f" {' '.join(word.key for word in words)} "
    here, there = said if extra.gone else said[::-1]
    own, other = around if extra.gone else around[::-1]
    if own.count(phrase) <= other.count(phrase) or (len(words) >= _LITTLE and phrase in there):
        return True
    named = content(words)
    new = (named & (Counter(here.split()) - Counter(there.split()))).total()
    return not is_condition(extra.text) and new <= min(named.total() / 2, _LITTLE - 1)


def _kind_of(told: What, text: str) -> What:
    """What words are about, by their form, else as told where that may be."""
    told = What.OBLIGATION if told in (What.CONDITION, *FIGURES) and _has_outcome(text) else told
    forms = (
        (What.CONDITION, is_condition(text) or bool(_STATE.match(text))),
        (What.CONDITION, told in FIGURES and bool(_CASE.match(text)) and text.count(" ") >= _LONG),
        (told, told in FIGURES),
        (What.OBLIGATION, says(What.OBLIGATION, text)),
        (What.RIGHT, told is What.RIGHT),
        (What.AUTHORITY, bool(_ASKS.match(text)) and names_body(text)),
        (What.AUTHORITY, told is What.AUTHORITY and (names_body(text) or any(full_names(text)))),
        (What.ADDRESSEE, told is What.ADDRESSEE and names_persons(text) and not _GO_ON.search(text)),
        (What.ADDRESSEE, told is What.WORDS and are_persons(text)),
        (What.DOCUMENT, told is What.DOCUMENT or (told is What.WORDS and names_paper(text))),
        (What.OBLIGATION, told is What.OBLIGATION),
        (What.CONDITION, bool(_CASE.match(text)) or (told is What.CONDITION and bool(_ASKED.search(text)))),
    )
    return next((what for what, has in forms if has), What.SCOPE)


def asks_other_copy(before: str, after: str) -> bool:
    """Whether of one paper an original is asked for where a copy was, or the other way round, and nothing else differs."""
    copies = [{one.lower() for one in _COPY.findall(text)} for text in (before, after)]
    return all(copies) and copies[0] != copies[1] and _COPY.sub("", before).lower() == _COPY.sub("", after).lower()


def is_much(extra: Extra, change: MeantChange) -> bool:
    """Whether words are more than another word for the same, or than the law that applies anyway."""
    least = _LITTLE if change.before and change.after else _LITTLE - 1
    said = content(words_in(_LAW.sub("", extra.text))).total()
    return extra.text.count(" ") + 1 >= least and said >= least and not _CUT.search(extra.text)


def are_persons(text: str) -> bool:
    """Whether words name persons, and do not go on with what these do."""
    return names_persons(text) and not _GO_ON.search(text) and not begins_act(" ".join(text.split()[-2:]))


def is_other(before: str, after: str, *, least: int = _OTHER) -> bool:
    """Whether one of two phrases says so much that the other does not that it is no other way to say the same."""
    ours, theirs = (content(words_in(text)) for text in (before, after))
    return max((ours - theirs).total(), (theirs - ours).total()) >= least


def joins_otherwise(before: str, after: str) -> bool:
    """Whether of two phrases the one says "and", or lists, where the other says "or", and nothing else differs."""
    texts = [re.findall(r"\w+|,", text.lower()) for text in (before, after)]
    differ = {frozenset(both) for both in zip(*texts, strict=False) if both[0] != both[1]}
    return differ == {JOINING} or (differ == {frozenset({",", "hoặc"})} and sum("hoặc" in text for text in texts) == 1)


def are_phrases(*texts: str) -> bool:
    """Whether each of some texts says enough to be understood by itself."""
    return all(content(words_in(text)).total() >= _LITTLE for text in texts)


def is_condition(text: str) -> bool:
    """Whether words are a condition or an exception, and nothing that follows of it."""
    if _EXCEPTS.match(text):
        return text.count(" ") >= _FEW
    return bool(_BEGINS.match(text)) and text.count(" ") >= _FEW and not _FOLLOWS.search(text) and not _has_outcome(text)


def _has_outcome(text: str) -> bool:
    """Whether behind a condition a body does something: "Trường hợp có khiếu nại, Chủ tịch Ủy ban nhân dân xem xét …"."""
    behind = text.split(", ")[1:] if _BEGINS.match(text) else []
    return any(names_body(part) and part.count(" ") >= _ACTS for part in behind)


def says(what: What, text: str) -> bool:
    """Whether a phrase says by itself what a change of a kind is told to be."""
    binds = bool(BINDS.search(text))
    by_words = {
        What.OBLIGATION: bool(BINDS.search(_OF_A_THING.sub("", text))),
        What.RIGHT: bool(ENTITLES.search(text)) and not binds,
        What.DOCUMENT: names_paper(text) and not binds,
        What.CONDITION: bool(_IS_A_CASE.match(text)) and not binds,
    }
    return by_words.get(what, what not in FIGURES) and not _LEADS.search(text)
