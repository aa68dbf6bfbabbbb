"""Tables that only arrange text on a page."""

import re

_LAYOUT = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|Độc lập\s*[-–]\s*Tự do|Nơi nhận|\bTM\.|\bKT\.|\bTL\.|\bTUQ\.|\(?Đã ký\)?|\bCHỦ TỊCH\b"
    r"|\bBỘ TRƯỞNG\b|\bTHỦ TƯỚNG\b|\(Ký,|\(Ký tên|\(Chữ ký|^\s*Số\s*:",
    re.IGNORECASE,
)


_ARTICLE = re.compile(r"^\s*Điều\s+\d", re.MULTILINE)


def is_layout(words: str, rows: int, columns: int, head: int = 0) -> bool:
    """Whether a table only arranges text on the page: the head block, the signature, a frame around articles.

    :param words: the texts of its cells, a line each
    :param head: how many cells of its first row have words: with three columns named, "Điều 5" is what a row is about
    """
    if not words.strip() or (head < 3 and len(_ARTICLE.findall(words)) >= 2):
        return True
    if rows <= 4 and columns <= 3 and _LAYOUT.search(words):
        return True
    # one row, one filled cell: an indent or a frame
    return rows == 1 and len([line for line in words.split("\n") if line.strip()]) < 2
