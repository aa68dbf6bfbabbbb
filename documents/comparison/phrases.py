"""Where the phrases and clauses of a text begin and end."""

import re
from collections.abc import Iterator

from documents.comparison.kinds import begins_condition, modal_of
from documents.comparison.mentions import What, sentences
from documents.wording.types import TYPE_NAME

_HARD = re.compile(r"[;:\n()]|\.(?=\s|$)")


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause of a sentence in which a stretch stands."""
    before = [match.end() for match in _HARD.finditer(text, max(0, start - _AROUND), start)]
    after = _HARD.search(text, max(end, start + 1))
    return trimmed(text, before[-1] if before else max(0, start - _AROUND), after.start() if after else len(text))


def clause_of(text: str, end: int) -> str:
    """The words of a clause before a place in it."""
    return text[clause_around(text, end, end)[0] : end]


_AROUND = 2000
_LEADING = re.compile(r"(?:[\s,;.:()]|(?<!\w)(?:thì|và|hoặc|mà|còn)\s)+", re.IGNORECASE)
_LOOSE_ENDS = (" thì", " và", " hoặc", " mà", " là")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without the blanks, punctuation and joining words around it."""
    first = _LEADING.match(text, start, end)
    start = first.end() if first else start
    kept, before = text[start:end], ""
    while kept != before:
        before = kept
        kept = kept.rstrip(" \t\n,;.:(")
        for word in _LOOSE_ENDS:
            kept = kept.removesuffix(word)
    return start, start + len(kept)


_CUT = re.compile(r"[;\n]|\.(?=\s|$)")
_CUT_INSIDE = re.compile(
    _CUT.pattern
    + r"|,?\s+(?=(?:trừ (?:các |những )?trường hợp|trừ khi|với điều kiện|mà không (?:có|được sự|cần)|nếu|(?:sau |trước )?khi)\s)"
    r"|,\s+(?=(?:trong )?trường hợp\s)|,?\s+thì(?=\s)|,\s+(?=(?:được|phải|không được|có quyền)\s)",
    re.IGNORECASE,
)


def pieces_of(text: str, start: int, end: int, *, inside: bool) -> Iterator[tuple[int, int]]:
    """A stretch cut into its clauses; inside a clause also where a condition begins."""
    begin = start
    for match in (_CUT_INSIDE if inside else _CUT).finditer(text, start, end):
        if not match[0].strip(" ,") and begins_condition(text[begin : match.start()]):
            continue
        if match.start() > begin:
            yield from _whole(text, begin, match.start())
        begin = match.end()
    yield from _whole(text, begin, end)


def _whole(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    found = trimmed(text, start, end)
    if found[0] < found[1]:
        yield found


def leads_list(text: str, end: int) -> bool:
    """Whether a list follows what ends at a place."""
    return bool(_COLON.match(text, end))


_COLON = re.compile(r"\s*:")
_OF_A_NAME = re.compile(r"[\s,]*(?:mà|nơi|thuộc|quy định tại|của|có|tại|được giao|trực thuộc)(?!\w)[^;.:\n]*$", re.IGNORECASE)


def of_a_name(words: str) -> bool:
    """Whether words behind a name say more closely whom it means."""
    return bool(_OF_A_NAME.match(words))


_SAID = re.compile(r"(?<!\w)(?:(?<!không )phải|có trách nhiệm|có nghĩa vụ|có quyền|không được|thì)(?!\w)", re.IGNORECASE)


def said_from(text: str, start: int, end: int) -> int:
    """Where in a stretch begins what somebody must or may do, its end where nothing does."""
    match = _SAID.search(text, start, end)
    return match.start() if match else end


ENDERS = re.compile(r"(?<!\w)(?:đối với|theo|tại|để|khi|nếu|trừ|thì|trong|kể từ)(?!\w)", re.IGNORECASE)
"""Words before which ends what somebody must or may do."""
_CITED = re.compile(rf"(?:\s+\d+[a-zđ]?)?(?:\s+(?:Điều|khoản)\s+\d+[a-zđ]?)?\s+(?:của )?(?:{TYPE_NAME}|Điều|khoản) này")
_NUMBER = re.compile(r"\s+\d+[a-zđ]?(?!\w)")
_UNIT = re.compile(r"(?<!\w)(?:điều|khoản|điểm)$", re.IGNORECASE)


def end_of_reference(text: str, end: int) -> int:
    """The end of a reference that is cut after its unit."""
    if not _UNIT.search(text, max(0, end - 6), end):
        return end
    match = _CITED.match(text, end) or _NUMBER.match(text, end)
    return match.end() if match else end


OPENERS = re.compile(
    r"(?<!\w)(?:đối với|theo(?! dõi)|do|tại|trong(?! đó)|về(?! nước)|để|nhằm|mà|(?:trước |sau |ngay )?khi|nếu|trừ|vì|nơi"
    r"|kể từ|từ|bằng(?! khen| cấp)|bao gồm|gồm|là|của|cho|với|và|hoặc|được|không phải|(?<!không )phải|có thể|có quyền"
    r"|có trách nhiệm|có nghĩa vụ|không được|thì|căn cứ|như|bị|đến|bởi|vào|có|đạt|ở|quy định|thực hiện|thông qua)(?!\w)",
    re.IGNORECASE,
)
"""Words that begin a phrase."""
_LISTING = re.compile(r"\s*,|\s+(?:và|hoặc)(?!\w)", re.IGNORECASE)


def joins_items(text: str, start: int, end: int) -> bool:
    """Whether a comma or a joining word stands between two words."""
    return bool(_LISTING.match(text, start, end))


def find_norms(text: str) -> list[tuple[What, int, int]]:
    """The sentences of a text that bind or entitle somebody, in order."""
    found = ((modal_of(text[start:end]), *trimmed(text, start, end)) for start, end in sentences(text))
    return [(what, start, end) for what, start, end in found if what]
