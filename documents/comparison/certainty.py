"""Whether what a change is told to mean likely holds, or only may.

Strict readers, who saw no program, held 511 of 883 told lines of 22 pairs for true, and 232 of 365 of nine others. A rule made on
the first called 432 sure, 340 of them true, and at first look 248 of the others, 185 true; one made on both at first look 155 of
twenty further pairs, 124 true. Of what these rules, made on all three, call sure in units that came or went, 213 of 252, 116 of 148
(15 could not be told) and 98 of 110 are true, before them 251 of 299, 131 of 175 and 113 of 144.
"""

import re

from documents.comparison.changes import FIGURES, MeantChange, What
from documents.comparison.compared import ComparedPair
from documents.comparison.figures import find_figures
from documents.comparison.named import names_body, names_paper
from documents.wording.types import TYPE_PATTERN

_ALIKE = 0.62
"""Figures of provisions that have less in common are of two matters."""
_STAYED = 0.95
"""So much of the words of the one side stand on the other too where nothing but a condition came or went."""
_BEGINS = re.compile(r"(?:nếu|(?:ngoại )?trừ|(?:sau )?khi|(?:trong )?(?:các )?trường hợp|với điều kiện|kể cả)(?!\w)", re.IGNORECASE)
_FOLLOWS = re.compile(r"(?<!\w)(?:(?:thì|phải)(?!\w)|(?:với|của|về|cho)$)", re.IGNORECASE)
"""What a condition by itself neither holds nor ends in."""
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

    A condition by itself is where the words around it stayed.
    """
    if change.what is What.WORDS:
        return False
    pair = compared.pair
    pieces = [piece.text for piece in (change.before, change.after) if piece]
    if not (pair.left and pair.right):
        return all(_says(change.what, text) for text in pieces)
    if len(pieces) < 2:
        return change.what is What.CONDITION and compared.kept >= _STAYED and all(map(_is_condition, pieces))
    if change.what is What.AUTHORITY:
        return all(names_body(text) and not _ANY.search(text) for text in pieces)
    before, after = ({one.numbers for one in find_figures(text)} for text in pieces)
    return change.what in FIGURES and before != after and (pair.score >= _ALIKE or all(map(_DAY.search, pieces)))


def _is_condition(text: str) -> bool:
    return bool(_BEGINS.match(text)) and text.count(" ") >= _FEW and not _FOLLOWS.search(text)


def _says(what: What, text: str) -> bool:
    """Whether a phrase says by itself what a change of a kind is told to be."""
    binds = bool(_BINDS.search(text))
    by_words = {
        What.OBLIGATION: bool(_BINDS.search(_OF_A_THING.sub("", text))),
        What.RIGHT: bool(_ENTITLES.search(text)) and not binds,
        What.DOCUMENT: names_paper(text) and not binds,
        What.CONDITION: bool(_IS_A_CASE.match(text)) and not binds,
    }
    return by_words.get(what, True) and not _LEADS.search(text)
