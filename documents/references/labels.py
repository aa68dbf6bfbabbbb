"""Units that are labels of what follows them, not references: "Điều 5. Phạm vi", "Chương II"."""

import re

from documents.wording.unit_lists import Item, Level

# A unit with its number at the head of a line is a label: "Điều 5. Phạm vi", "Chương II", "2. Mục 3:".
_LABEL_END = re.compile(r"\s*(?:[.:]|[(“]|[-–]\s|$|\n)")
# A form or appendix whose title follows at once is an entry of a list of them: "Mẫu số 02 Văn bản đăng ký …".
_TITLED = re.compile(r"\s(?=[A-ZĐ])(?!Luật|Bộ|Nghị|Thông|Quyết|Quy|Phụ|Hiệp|Công|Pháp|Điều|Chương|Mục|Phần|Danh|Mẫu|Biểu|NĐ|TT|QĐ)")
_LISTED = (Level.FORM, Level.APPENDIX, Level.SECTION, Level.CHAPTER, Level.PART)
GOVERNING = re.compile(r"(?:theo|tại|của|ở|các|này|và|hoặc|trong|thuộc|từ|đến|là|với|định|lập|[,(;])\s*$")
_HEAD = re.compile(r"[\s“\"'*#_(–-]*(?:(?:\d{1,3}|[a-zđ])[.)]\s+)?")
_CAPITALS = re.compile(r"[.:]?\s+[A-ZĐÀ-Ỹ]{2,}\s+[A-ZĐÀ-Ỹ]{2,}")
_SENTENCE_END = re.compile(r"[.]\s+$")


def _is_listed(text: str, head: int, item: Item) -> bool:
    """Whether a unit is an entry of a list of titles, or a heading that was joined to the sentence before it."""
    before = max(head, item.start - 12)
    if _TITLED.match(text, item.end) and not GOVERNING.search(text, before, item.start):
        return True
    return bool(_CAPITALS.match(text, item.end) and _SENTENCE_END.search(text, before, item.start))


def is_label(text: str, items: list[Item]) -> bool:
    """Whether a chain of units without an instrument is a label or a heading."""
    head = text.rfind("\n", 0, items[0].start) + 1
    opened = max(text.rfind("“", head, items[0].start), text.rfind('"', head, items[0].start)) + 1
    head = max(head, opened)
    lead = _HEAD.match(text, head)
    first = items[0]
    if len(items) == 1 and first.level in _LISTED and _is_listed(text, head, first):
        return True
    if (
        lead is None
        or lead.end() < first.start
        or first.this
        or len(items) > 2
        or len(first.numbers) != 1
        or first.level < Level.ARTICLE
    ):
        return False
    end = items[-1].end
    if first.level is Level.ARTICLE and text.startswith(" (", end) and lead.group().rstrip()[-1:] in (")", "."):
        return False  # "e) Điều 248 (tội …)" is one of a list of articles
    if _LABEL_END.match(text, end):
        return len(items) == 1 or first.level > items[1].level
    return len(items) == 1 and text[first.start].isupper() and text[end : end + 2].strip()[:1].isupper()
