"""The labels at the heads of paragraphs of new text: "Điều 5.", "2.", "b)"."""

import re
from dataclasses import dataclass

from documents.amendments.places import Place
from documents.model import Kind
from documents.structure.headings import group_heading
from documents.wording.numbers import legible, same_number
from documents.wording.unit_lists import Level

_CLAUSE = re.compile(r"(?P<number>\d{1,3}[a-zđ]?\d?)\s?(?:[.)]\s+|\.(?=[A-ZĐÀ-Ỵ]))")
_POINT = re.compile(r"(?P<number>[a-zđ]{1,2}\d{0,2})\s?[.)]\s*(?=\S)")
_ARTICLE = re.compile(r"[ĐÐ](?:iều|IỀU)\s+(?P<number>\d{1,4}\s?[a-zđ]{0,2}\d?)\s*(?:[.:,–-]\s*|\s+|$)")
_APPENDIX = re.compile(r"(?:Phụ lục|PHỤ LỤC)\s+(?:số\s+)?(?P<number>[IVXLC]+[a-z]?|\d{1,3}[a-zđ]?|[A-Z])(?!\w)[.:]?\s*")
_FORM = re.compile(r"(?:Mẫu|MẪU)\s+(?:số\s*:?\s*)?(?P<number>[0-9A-ZĐ][0-9A-Za-zĐđ./-]*)[.:]?\s*")
GROUP_RANKS = {Kind.PART: Level.PART, Kind.CHAPTER: Level.CHAPTER, Kind.SECTION: Level.SECTION, Kind.SUBSECTION: Level.SUBSECTION}


@dataclass(frozen=True, slots=True)
class Label:
    """The number at the head of a paragraph.

    :param end: where the words after it begin
    """

    rank: Level
    number: str
    end: int


def label(paragraph: str) -> Label | None:
    """The article, clause, point, chapter … that a paragraph begins."""
    paragraph = legible(paragraph)
    if found := _ARTICLE.match(paragraph):
        return Label(Level.ARTICLE, found["number"].replace(" ", ""), found.end())
    if (group := group_heading(paragraph)) is not None:
        return Label(GROUP_RANKS[group.kind], group.number, group.start)
    if found := _CLAUSE.match(paragraph):
        return Label(Level.CLAUSE, found["number"], found.end())
    if found := _POINT.match(paragraph):
        return Label(Level.POINT, found["number"], found.end())
    if found := _APPENDIX.match(paragraph):
        return Label(Level.APPENDIX, found["number"], found.end())
    if found := _FORM.match(paragraph):
        return Label(Level.FORM, found["number"], found.end())
    return None


def is_label_of(found: Label | None, place: Place) -> bool:
    """Whether a label is that of a place."""
    if found is None or found.rank is not place.rank or place.number is None:
        return False
    return same_number(found.number, place.number)
