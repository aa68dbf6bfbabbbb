"""Chains of units that are one reference: "điểm a khoản 1, khoản 3 Điều 19 và Điều 20"."""

import re
from dataclasses import replace

from documents.wording.unit_lists import GROUPING, WORD, Item, Level, read_item, read_unnamed_points

# What may stand between two units of one reference.
GLUE = re.compile(
    r"(?:(?P<comma>\s*[,;]\s*(?:(?P<c1>và|hoặc|hay)\s+)?)|\s*(?P<c2>(?:và/hoặc|và|hoặc|hay)(?:\s+|(?=[ĐK])))"
    r"|(?P<beside>\s+(?:vào\s+)?(?:ngay\s+|liền\s+)?(?:sau|trước)\s+)"
    r"|\s+(?:được\s+)?(?:ban\s+hành\s+)?kèm\s+theo\s+|\s+(?:của|tại|thuộc|trong|vào)\s+|\s+|(?=[ĐKkPđp]))"
    r"(?:tại\s+)?(?:(?:các|từ|cả|một\s+trong\s+các|những)\s+(?=\S))?"
)


def read_chain(text: str, start: int) -> list[Item]:
    """The unit items from ``start`` on that belong to one reference."""
    items: list[Item] = []
    at = start
    while item := read_item(text, at):
        item = _with_letter(text, item, items)
        items.append(item)
        glue = GLUE.match(text, item.end)
        if glue is None:
            break
        if not WORD.match(text, glue.end()):
            unnamed = _unnamed(text, glue, items)
            if unnamed is None:
                break
            items[-1] = replace(item, separated=True)
            items.append(unnamed)
            item, glue = unnamed, GLUE.match(text, unnamed.end)
            if glue is None:
                break
        conjunction = bool(glue["c1"] or glue["c2"] or glue["beside"])
        following = read_item(text, glue.end())
        if following is None or (not following.numbers and not following.this and conjunction):
            break
        # A comma before a coarser unit joins ("khoản 4, Điều 14"); a conjunction separates, as does a mark before a finer one.
        comma = glue["comma"] or ""
        separated = conjunction or ";" in comma or (bool(comma) and not _descends(text, item, following))
        if not separated and following.level == item.level:
            break
        if comma and item.level is Level.ARTICLE and _goes_on(text, following):
            separated = (
                True  # "Điều 4, Chương V, Chương VI" is a list; in "Điều 4, Chương V" the chapter only says where the article is
            )
        items[-1] = replace(item, separated=separated)
        at = glue.end()
    return items


def _descends(text: str, item: Item, following: Item) -> bool:
    """Whether a comma joins two units to one place: "khoản 4, Điều 14"; "Điều 6, khoản 1" where no article follows the clause."""
    if following.level > item.level:
        return True
    if following.level == item.level or not (Level.CLAUSE <= item.level <= Level.ARTICLE) or len(item.numbers) != 1:
        return False
    while glue := GLUE.match(text, following.end):
        after = read_item(text, glue.end())
        if after is None:
            break
        if after.level >= item.level:
            return False
        following = after
    return True


def _with_letter(text: str, item: Item, items: list[Item]) -> Item:
    """A clause whose point stands in brackets behind it, "khoản 1 (d) Điều 6": the point is put before it.

    :param items: the items before it, to which the point is added
    """
    letter = _IN_BRACKETS.match(text, item.end) if item.level is Level.CLAUSE and len(item.numbers) == 1 else None
    if letter is None:
        return item
    if items and items[-1].level > Level.CLAUSE and not items[-1].separated:
        items.append(replace(item, end=letter.end()))
        return Item(Level.POINT, (letter["letter"],), item.start, letter.end())
    items.append(Item(Level.POINT, (letter["letter"],), item.start, letter.end()))
    return replace(item, end=letter.end())


_IN_BRACKETS = re.compile(r"\s?[(](?P<letter>[a-zđ])[)](?!\s*[^\W\d]+\s*[)])")


def _unnamed(text: str, glue: re.Match[str], items: list[Item]) -> Item | None:
    """Points whose word is not repeated: "điểm a khoản 4; c, d khoản 5"."""
    if not (glue["comma"] or glue["c2"]) or items[-1].level is not Level.CLAUSE or items[0].level is not Level.POINT:
        return None
    return read_unnamed_points(text, glue.end())


def _goes_on(text: str, item: Item) -> bool:
    """Whether a chapter or the like is followed by more of a list."""
    glue = GLUE.match(text, item.end) if item.level in GROUPING else None
    return glue is not None and bool(glue["comma"] or glue["c2"]) and WORD.match(text, glue.end()) is not None
