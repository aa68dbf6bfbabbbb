"""Whether what a change is told to mean likely holds, or only may.

Strict readers, who saw no program, held 511 of 883 told lines of 22 pairs for true, and 232 of 365 of nine others. A rule made on
the first called 432 sure, 340 of them true, and at first look 248 of the others, 185 true. Of what these rules, made on both, call
sure in units that came or went, 250 of 298 and 130 of 150 are true; by the modal words of `documents.comparison.sides` in the
place of those below at best 246 of 306 and 120 of 146.
"""

import re

from documents.comparison.changes import FIGURES, MeantChange, What
from documents.comparison.compared import ComparedPair
from documents.comparison.figures import find_figures
from documents.comparison.named import names_body

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
    by_words = {What.OBLIGATION: binds, What.RIGHT: bool(_ENTITLES.search(text)) and not binds, What.DOCUMENT: not binds}
    return by_words.get(what, True) and not _LEADS.search(text)
