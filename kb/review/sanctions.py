"""What clauses say of sanctions: words that punish, and whether it is the act of a subject that they punish."""

import re
from collections.abc import Iterator

from documents.duties.statement import Phrase
from kb.review.subject import Subject

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
