"""Whether what a change is told to mean likely holds, or only may.

Strict readers, who saw no program, held 511 of 883 told lines of 22 pairs for true, and 232 of 365 of nine others. A rule made on
the first called 432 sure, 340 of them true, and at first look 248 of the others, 185 true; one made on both at first look 155 of
twenty further pairs, 124 true. Of what these rules, made on all three, call sure in units that came or went, 213 of 252, 116 of 148
(15 could not be told) and 98 of 110 are true, before them 251 of 299, 131 of 175 and 113 of 144.
"""

import re

from documents.comparison.changes import FIGURES, NORMS, MeantChange, What
from documents.comparison.compared import ComparedPair
from documents.comparison.figures import find_figures
from documents.comparison.meaning import begins_act
from documents.comparison.named import names_body, names_paper, names_persons
from documents.comparison.substance import numbers_in, words_in
from documents.wording.types import TYPE_PATTERN

_ALIKE = 0.62
"""Figures of provisions that have less in common are of two matters."""
_BEGINS = re.compile(r"(?:nếu|(?:ngoại )?trừ|(?:sau )?khi|(?:trong )?(?:các )?trường hợp|với điều kiện|kể cả)(?!\w)", re.IGNORECASE)
_EXCEPTS = re.compile(r"(?:ngoại )?trừ(?!\w)", re.IGNORECASE)
_OPEN = re.compile(r"(?<!\w)(?:với|của|về|cho|có)$", re.IGNORECASE)
"""What a condition by itself does not end in."""
_FOLLOWS = re.compile(rf"(?<!\w)(?:thì|phải)(?!\w)|{_OPEN.pattern}", re.IGNORECASE)
"""What no condition by itself holds, but for an exception."""
_GIVES = re.compile(r"(?<!chưa )được cấp(?! có| trên| dưới)(?!\w)", re.IGNORECASE)
_CLAIMS = re.compile(r"(?:để .{0,60})?thực hiện quyền(?! hạn)(?!\w)", re.IGNORECASE)
_BRIEF = 20
"""A phrase of more words says more than its figure."""
_GO_ON = re.compile(r"^giữa\s|(?<!\w)(?:đều|như|ban hành)$", re.IGNORECASE)
_FEW = 4
_ANY = re.compile(r"(?<!\w)cơ quan$", re.IGNORECASE)
"""No body that one could name."""
_DAY = re.compile(r"ngày \d+ tháng \d+ năm \d+", re.IGNORECASE)
_BINDS = re.compile(
    r"(?<!\w)(?:phải|có trách nhiệm|có nghĩa vụ|chịu trách nhiệm|không được|nghiêm cấm|bị phạt|phạt tiền)(?!\w)",
    re.IGNORECASE,
)
_ENTITLES = re.compile(
    r"(?:^(?:được|quyền)|(?<!\w)(?:có quyền|có thể|được (?:quyền|phép|hưởng|hỗ trợ|miễn|giảm|xét|nghỉ|bồi thường|thanh toán|vay"
    r"|ưu tiên|lựa chọn|tham gia|nhận)))(?!\w)",
    re.IGNORECASE,
)
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


def is_sure(compared: ComparedPair, change: MeantChange) -> bool:
    """Whether what a change means likely holds: what came or went with words of its kind; another body or figure.

    What came into a provision, or went from it, is where the words around it stayed.
    """
    if change.what is What.WORDS:
        return False
    pair = compared.pair
    pieces = [piece.text for piece in (change.before, change.after) if piece]
    if not (pair.left and pair.right):
        return all(_says(change.what, text, compared.stayed) for text in pieces)
    if len(pieces) < 2:
        return compared.stayed and _says_alone(change.what, pieces[0])
    if change.what is What.AUTHORITY:
        short, long = sorted(pieces, key=len)
        came = compared.stayed and short in long and long.count(" ") < _BRIEF
        return not any(map(_ANY.search, pieces)) and names_body(long) and (came or names_body(short))
    if change.what in (What.CONDITION, What.ADDRESSEE):
        names = _is_condition if change.what is What.CONDITION else _are_persons
        return compared.stayed and all(map(names, pieces)) and _holds(*pieces)
    if change.what in NORMS:
        return compared.stayed and len({bool(_ENTITLES.search(text)) for text in pieces}) == 2
    before, after = map(_numbers, pieces)
    alike = pair.score >= _ALIKE or compared.stayed or all(map(_DAY.search, pieces))
    return change.what in FIGURES and before != after and alike


def _holds(*pieces: str) -> bool:
    """Whether one of two phrases has the words of the other, but for one, or one of seven."""
    short, long = sorted(({word.key for word in words_in(text)} for text in pieces), key=len)
    return len(short - long) <= max(1, len(short) // 7)


def _numbers(text: str) -> set[object]:
    figures: set[object] = {one.numbers for one in find_figures(text)}
    return figures or {*numbers_in(text)}


def _says_alone(what: What, text: str) -> bool:
    """Whether a phrase that came in or went says by its own words what that is told to be."""
    by_words = {
        What.CONDITION: _is_condition(text),
        What.AUTHORITY: names_body(text) and not _ANY.search(text),
        What.ADDRESSEE: _are_persons(text),
        What.OBLIGATION: _says(what, text) and text.count(" ") >= _FEW,
        What.RIGHT: _says(what, text) or bool(_CLAIMS.match(text)),
    }
    return text.count(" ") < _BRIEF if what in FIGURES else by_words.get(what, False)


def _are_persons(text: str) -> bool:
    """Whether words name persons, and do not go on with what these do."""
    return names_persons(text) and not _GO_ON.search(text) and not begins_act(" ".join(text.split()[-2:]))


def _is_condition(text: str) -> bool:
    if _EXCEPTS.match(text):
        return text.count(" ") >= _FEW and not _OPEN.search(text)
    return bool(_BEGINS.match(text)) and text.count(" ") >= _FEW and not _FOLLOWS.search(text)


def _says(what: What, text: str, stayed: bool = False) -> bool:
    """Whether a phrase says by itself what a change of a kind is told to be.

    :param stayed: it is an item of a list of which the rest stayed
    """
    binds, item = bool(_BINDS.search(text)), stayed and not names_persons(text)
    by_words = {
        What.OBLIGATION: item or bool(_BINDS.search(_OF_A_THING.sub("", text))),
        What.RIGHT: (item or bool(_ENTITLES.search(text)) or (stayed and bool(_GIVES.search(text)))) and not binds,
        What.DOCUMENT: names_paper(text) and not binds,
        What.CONDITION: (stayed or bool(_IS_A_CASE.match(text))) and not binds,
    }
    return by_words.get(what, stayed or what not in FIGURES) and not _LEADS.search(text)
